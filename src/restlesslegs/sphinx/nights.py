"""The directive ``{nights-card}``: rules of the scorer, and what its drawn nights are held against; from their own code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from restlesslegs.evidence import facts
from restlesslegs.evidence.format import format_fact, format_number
from restlesslegs.plms import NAMES, Rules, rules
from restlesslegs.plms.check import Observable, check
from restlesslegs.plms.night import Sleeper, sleepers
from restlesslegs.sphinx.facts import FactError, FactReference, where
from restlesslegs.sphinx.tables import Cell, table, text

#: What each rule is called on the page, and how it is read off a set of rules.
_RULES: Final[Mapping[str, Callable[[Rules], str]]] = {
    "Shortest movement": lambda r: f"{r.duration_min:g} s",
    "Longest movement of one leg": lambda r: f"{r.duration_max:g} s",
    "Longest of both legs": lambda r: "no rule" if r.together_max is None else f"{r.together_max:g} s",
    "Most parts of one of both legs": lambda r: "no rule" if r.parts_max is None else str(r.parts_max),
    "Both legs are one movement if": lambda r: f"less than {r.join_within:g} s lie between {'them' if r.join == 'gap' else 'their starts'}",
    "Interval within a series": lambda r: f"{r.interval_min:g} to {r.interval_max:g} s",
    "Fewest movements of a series": lambda r: str(r.series_min),
    "A shorter interval": lambda r: "ends the series" if r.short_interval == "ends" else "passes over the later movement",
    "A movement that is no candidate": lambda r: "ends the series" if r.ending else "is passed over",
}

#: What each parameter of a sleeper is called on the page.
_SLEEPER: Final = {
    "bouts": "bouts an hour at the start of the night",
    "fades": "hours in which they fade to about a third",
    "length": "movements of a bout, after the first",
    "interval": "median interval in a bout, s",
    "interval_spread": "spread of its logarithm",
    "doublets": "chance of a second movement at once",
    "isolated": "movements an hour outside bouts",
    "both_legs": "chance that the other leg moves too",
}


class NightsCardDirective(SphinxDirective):
    """``{nights-card}`` shows the three sets of rules, the presets of the generator, and the check of its nights."""

    def run(self) -> list[nodes.Node]:
        """Return the tables. Nights that miss what was measured stop the build."""
        found = check()
        missed = [str(o) for o in found if not o.met]
        if missed:
            raise FactError(f"{where(self.env, self.lineno)}: the drawn nights miss what was measured: {'; '.join(missed)}")
        sets = [rules(name) for name in NAMES]
        presets = sleepers()
        return [
            table("The rules of the scorer", ["Rule", *(r.title for r in sets)], [_rule(name, sets) for name in _RULES], "rules"),
            table("What the drawn nights are held against", ["What", "Measured", "Expected", "The nights give"], [_observable(o) for o in found], "targets"),
            table("Who sleeps (conceptual, but for the legs)", ["Parameter", *presets], [_parameter(name, list(presets.values())) for name in _SLEEPER], "parameters"),
        ]


def _rule(name: str, sets: list[Rules]) -> list[Cell]:
    return [text(name), *(text(_RULES[name](r)) for r in sets)]


def _observable(found: Observable) -> list[Cell]:
    if found.fact:
        fact = facts[found.fact]
        measured: Cell = [FactReference("", fact_id=fact.id, text=format_fact(fact), cited=True)]
    else:
        measured = text("a direction, no number")
    expected = f"{found.low:.3g} to {found.high:.3g} ({found.basis})"
    return [text(found.name), measured, text(expected), text(format_number(float(f"{found.given:.3g}")))]


def _parameter(name: str, presets: list[Sleeper]) -> list[Cell]:
    return [text(_SLEEPER[name]), *(text(format_number(float(f"{getattr(p, name):.3g}"))) for p in presets)]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("nights-card", NightsCardDirective)
