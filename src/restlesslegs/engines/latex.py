"""Formulas of a model as LaTeX, from its SymPy expressions: nothing is typed a second time."""

from __future__ import annotations

import re

import sympy
from sympy import Expr, Symbol
from sympy.printing.latex import LatexPrinter

from restlesslegs.engines.expressions import TIME


class _Printer(LatexPrinter):  # type: ignore[misc]  # SymPy has no types, so its classes are Any
    """Ids as names with a subscript, numbers as they were written, exp and ln as words."""

    def _print_Symbol(self, expr: Symbol, style: str = "plain") -> str:  # noqa: N802  (SymPy's name)
        return "t" if expr == TIME else name(expr.name)

    def _print_Float(self, expr: sympy.Float) -> str:  # noqa: N802  (SymPy's name)
        return number(float(expr))

    def _print_exp(self, expr: Expr, exp: str | None = None) -> str:
        printed = rf"\exp\left({self._print(expr.args[0])}\right)"
        return rf"{printed}^{{{exp}}}" if exp is not None else printed


_printer = _Printer({"ln_notation": True, "mul_symbol": "dot"})


def name(identifier: str) -> str:
    """Return an id as it is typeset: what stands before its first underscore upright, the rest below it in words."""
    head, _, rest = identifier.partition("_")
    upright = head if len(head) == 1 else rf"\mathrm{{{head}}}"
    return rf"{upright}_{{\text{{{rest.replace('_', ' ')}}}}}" if rest else upright


def number(value: float) -> str:
    """Return a number with its digits, as a power of ten where it is very large or very small."""
    text = f"{value:.15g}"
    scaled = re.fullmatch(r"(-?[\d.]+)e([+-]\d+)", text)
    if not scaled:
        return text
    power = rf"10^{{{int(scaled[2])}}}"
    return power if scaled[1] == "1" else rf"{scaled[1]} \cdot {power}"


def formula(expression: Expr) -> str:
    """Return an expression as LaTeX."""
    printed: str = _printer.doprint(expression)
    return printed


def rate(state: str) -> str:
    """Return the time derivative of a state as LaTeX."""
    return rf"\frac{{d\,{name(state)}}}{{dt}}"
