"""A model as one small ES module: rates, exact Jacobian, observables. What the figures in the page run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import sympy
from sympy import Expr, Symbol
from sympy.printing.jscode import JavascriptCodePrinter

from restlesslegs.engines.expressions import TIME, System, symbol

if TYPE_CHECKING:
    from restlesslegs.models.model import Model

#: Integer powers up to this are written as products: Math.pow is slow.
_LARGEST_PRODUCT = 8
#: Names that would change the meaning of the module.
_RESERVED = frozenset(
    re.findall(
        r"\w+",
        """await break case catch class const continue default delete do else enum eval export extends false finally for
        function if import in instanceof let new null of return static super switch this throw true try typeof var void
        while with yield arguments Math Float64Array t y p dy J out id timeUnit states stateUnits parameters defaults low
        high initial scale observables observableUnits conserved timeDependent rhs jacobian dfdt observe start""",
    )
)


class _Printer(JavascriptCodePrinter):  # type: ignore[misc]  # SymPy has no types, so its classes are Any
    """Numbers in full, small integer powers as products, symbols that are safe names."""

    def _print_Float(self, expr: sympy.Float) -> str:  # noqa: N802  (SymPy's name)
        return repr(float(expr))

    def _print_Symbol(self, expr: Symbol) -> str:  # noqa: N802  (SymPy's name)
        name: str = "t" if expr == TIME else expr.name
        return name + "_" if name in _RESERVED and expr != TIME else name

    def _print_Pow(self, expr: sympy.Pow) -> str:  # noqa: N802  (SymPy's name)
        base, exponent = expr.args
        if _is_product(expr):
            product = "*".join([self._print(base)] * abs(int(exponent)))
            return f"({product})" if exponent > 0 else f"(1/({product}))"
        printed: str = super()._print_Pow(expr)
        return printed


def _is_product(expr: Expr) -> bool:
    return bool(expr.is_Pow and expr.exp.is_Integer and expr.base.is_Symbol and 2 <= abs(expr.exp) <= _LARGEST_PRODUCT)


def emit(model: Model) -> str:
    """Write a model as an ES module without imports; ``web/src/solver/types.ts`` says what it holds.

    Parameters
    ----------
    model
        A loaded model: its system gives the equations, its card what may be set, ranges and scales.

    Returns
    -------
    str
        The module's text. Every function writes into the array it is given and allocates nothing.
    """
    system, card = model.system, model.card
    parameters = [p.id for p in card.parameters]
    observables = {o.id: system.assigned[o.id] if o.id in system.assigned else system.fluxes[o.id] for o in card.observables}
    writer = _Writer(system, parameters, [*system.rates, *observables.values(), *system.initial_formulas.values()])
    lists = {
        "id": system.id,
        "timeUnit": system.time_unit,
        "states": list(system.states),
        "stateUnits": [s.unit for s in card.states],
        "parameters": parameters,
        "defaults": [p.default for p in card.parameters],
        "low": [p.low for p in card.parameters],
        "high": [p.high for p in card.parameters],
        "initial": list(system.initial),
        "scale": [s.scale for s in card.states],
        "observables": list(observables),
        "observableUnits": [o.unit for o in card.observables],
        "conserved": [{"weights": [float(w) for w in weights]} for weights in system.conserved],
        "timeDependent": system.time_dependent,
    }
    n = len(system.states)
    jacobian = {i * n + j: system.jacobian[i, j] for i in range(n) for j in range(n)}
    return "\n".join(
        [
            f"// Made from models/{system.id}/model.ant and card.toml; change those.",
            *(f"export const {name} = {json.dumps(value, ensure_ascii=False)};" for name, value in lists.items()),
            *writer.constants(),
            *writer.function("rhs", "dy", dict(enumerate(system.rates))),
            *writer.function("jacobian", "J", jacobian),
            *writer.function("dfdt", "out", dict(enumerate(system.time_derivative))),
            *writer.function("observe", "out", dict(enumerate(observables.values()))),
            *_start(system, writer),
            "",
        ]
    )


def _start(system: System, writer: _Writer) -> Iterator[str]:
    """Write the function that gives the start for any parameters, for a model that needs one."""
    if system.initial_formulas:
        values = (system.initial_formulas.get(name, sympy.Float(value)) for name, value in zip(system.states, system.initial, strict=True))
        yield from writer.function("start", "out", dict(enumerate(values)))


class _Writer:
    def __init__(self, system: System, parameters: Sequence[str], expressions: Iterable[Expr]) -> None:
        self.system = system
        self.parameters = parameters
        self.printer = _Printer()
        self.used = set().union(*(e.free_symbols for e in expressions))

    def constants(self) -> Iterator[str]:
        """Declare the model's fixed constants, once for all functions."""
        for name, value in self.system.constants.items():
            if name not in self.parameters and symbol(name) in self.used:
                yield f"const {self.printer.doprint(symbol(name))} = {float(value)!r};"

    def function(self, name: str, target: str, expressions: Mapping[int, Expr]) -> Iterator[str]:
        """Write one function that sets ``target[k]`` for every k; zeros are filled at once."""
        filled = {k: e for k, e in expressions.items() if e != 0}
        fresh = (s for s in sympy.numbered_symbols("c", real=True) if s not in self.used)
        shared, results = sympy.cse(list(filled.values()), symbols=fresh, order="canonical", list=True)
        lines: list[str] = []

        def declare(value: Expr) -> Symbol:
            new = next(fresh)
            lines.append(f"  const {self.printer.doprint(new)} = {self.printer.doprint(value)};")
            return new

        for new, value in shared:
            ready = _name_bases(value, declare)
            lines.append(f"  const {self.printer.doprint(new)} = {self.printer.doprint(ready)};")
        for k, value in zip(filled, results, strict=True):
            ready = _name_bases(value, declare)
            lines.append(f"  {target}[{k}] = {self.printer.doprint(ready)};")

        yield f"export function {name}(t, y, p, {target}) {{"
        needed = set().union(*(e.free_symbols for e in filled.values())) if filled else set()
        for array, names in (("y", self.system.states), ("p", self.parameters)):
            unpacked = [f"{self.printer.doprint(symbol(s))} = {array}[{i}]" for i, s in enumerate(names) if symbol(s) in needed]
            if unpacked:
                yield f"  const {', '.join(unpacked)};"
        if len(filled) < len(expressions):
            yield f"  {target}.fill(0);"
        yield from lines
        yield "}"


def _name_bases(expr: Expr, declare: Callable[[Expr], Symbol]) -> Expr:
    """Give the base of every small integer power a name, so that it is computed once and multiplied."""
    if not expr.args:
        return expr
    arguments = [_name_bases(a, declare) for a in expr.args]
    rebuilt = expr.func(*arguments) if any(a is not b for a, b in zip(arguments, expr.args, strict=True)) else expr
    if rebuilt.is_Pow and rebuilt.exp.is_Integer and 2 <= abs(rebuilt.exp) <= _LARGEST_PRODUCT and not rebuilt.base.is_Symbol:
        return sympy.Pow(declare(rebuilt.base), rebuilt.exp)
    return rebuilt
