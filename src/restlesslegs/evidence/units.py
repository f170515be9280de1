"""Numbers with units, by Pint: facts can be added, compared and converted, and a wrong sum is refused.

>>> from restlesslegs.evidence import facts
>>> facts["best2009-tyr-ss"].quantity.to("nmol/L").magnitude
126000.0
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from restlesslegs.evidence.vocabulary import UNITS

if TYPE_CHECKING:
    import pint

#: What Pint does not know: a score on a rating scale, which is no plain number, since scales differ.
_SCORES = "scale_point = [score]"


@cache
def registry() -> pint.UnitRegistry[float]:
    """Return the registry of the book's units. Quantities of one registry can be used together."""
    import pint

    units: pint.UnitRegistry[float] = pint.UnitRegistry()
    units.define(_SCORES)
    return units


def quantity(number: float, name: str) -> pint.Quantity[float]:
    """Return `number` in a unit of the vocabulary, as a Pint quantity. Raises KeyError if there is no such unit."""
    units = registry()
    found: pint.Quantity[float] = units.Quantity(number, "dimensionless") * units.parse_expression(UNITS[name].pint)
    return found
