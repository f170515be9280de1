"""How a unit of an SBML model is written for people: ``umol/L/h``."""

from __future__ import annotations

import libsbml

#: Symbols of the units that models of this book use, by kind and factor.
_SYMBOLS = {
    ("mole", -9): "nmol",
    ("mole", -6): "umol",
    ("mole", -3): "mmol",
    ("mole", 0): "mol",
    ("gram", -9): "ng",
    ("gram", -6): "ug",
    ("gram", -3): "mg",
    ("gram", 0): "g",
    ("litre", -3): "mL",
    ("litre", 0): "L",
    ("metre", 0): "m",
    ("item", 0): "item",
}
_TIMES = {1: "s", 60: "min", 3600: "h", 86400: "d", 31557600: "y"}


def unit_text(definition: libsbml.UnitDefinition | None) -> str:
    """Write a unit definition as text, numerator first.

    Returns
    -------
    str
        For example ``umol/L``, ``1/h``, ``dimensionless``.

    Raises
    ------
    ValueError
        If the definition is missing or uses a unit without a symbol here.
    """
    if definition is None or definition.getNumUnits() == 0:
        raise ValueError("it has no unit")
    over: list[str] = []
    under: list[str] = []
    for unit in (definition.getUnit(i) for i in range(definition.getNumUnits())):
        kind = libsbml.UnitKind_toString(unit.getKind())
        if kind == "dimensionless":
            continue
        exponent = unit.getExponent()
        (over if exponent > 0 else under).extend([_symbol(kind, unit)] * abs(exponent))
    if not over and not under:
        return "dimensionless"
    return "/".join(["*".join(over) or "1", *under])


def _symbol(kind: str, unit: libsbml.Unit) -> str:
    factor = unit.getMultiplier() * 10 ** unit.getScale()
    if kind == "second":
        for seconds, symbol in _TIMES.items():
            if abs(factor / seconds - 1) < 1e-9:
                return symbol
    for (known, power), symbol in _SYMBOLS.items():
        if known == kind and abs(factor / 10**power - 1) < 1e-9:
            return symbol
    raise ValueError(f"no symbol for the unit {factor:g} {kind}")
