"""Dose and response: what gets in from each dose, guessed first, then as the model has it, with what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import traitlets

from restlesslegs.evidence import facts
from restlesslegs.evidence.format import format_value
from restlesslegs.models import Event, Model, load
from restlesslegs.widgets.base import Figure
from restlesslegs.widgets.explorer import Finite
from restlesslegs.widgets.parts import Control, FigureError, limits_in_words
from restlesslegs.widgets.schedule import KINDS

#: Doses of a curve, evenly between the smallest and the largest.
STEPS: Final = 32


@dataclass(frozen=True)
class DoseLine:
    """A drug: the state that a dose adds to, and the state or observable that tells what got in, in the same unit.

    `label` heads it, `noun` is how it reads in a sentence, `kind` (one of ``KINDS`` of the schedule) gives the color.
    """

    state: str
    absorbed: str
    label: str
    noun: str
    kind: str = "drug"

    def spec(self, model: Model) -> dict[str, Any]:
        """Return it as the front end reads it. Raises FigureError for what the model does not have."""
        units = {s.id: s.unit for s in model.card.states}
        told = units | {o.id: o.unit for o in model.card.observables}
        if self.state not in units or self.absorbed not in told:
            raise FigureError(f"line '{self.label}': the model '{model.id}' has no '{self.state if self.state not in units else self.absorbed}'")
        if units[self.state] != told[self.absorbed]:
            raise FigureError(f"line '{self.label}': '{self.state}' is in {units[self.state]}, '{self.absorbed}' in {told[self.absorbed]}")
        if self.kind not in KINDS:
            raise FigureError(f"line '{self.label}': no kind '{self.kind}'; there are: {', '.join(KINDS)}")
        return asdict(self)


@dataclass(frozen=True)
class MeasuredShare:
    """A measured share of a dose that got in, as a fact in percent; `fitted` says whether the model was fitted to it."""

    dose: float
    fact: str
    fitted: bool = True

    def spec(self) -> dict[str, Any]:
        """Return it as the front end reads it. Raises UnknownFactError, UnverifiedFactError, or FigureError for a fact that is no share."""
        fact = facts[self.fact]
        words = format_value(fact)
        if fact.value is None or fact.unit != "%":
            raise FigureError(f"fact '{self.fact}' is no share in %")
        return {
            "dose": self.dose,
            "fact": self.fact,
            "share": fact.value / 100,
            "sd": None if fact.sd is None else fact.sd / 100,
            "words": words,
            "citation": fact.source.short,
            "fitted": self.fitted,
        }


class DoseResponse(Figure):
    """What gets in from each dose of a drug, by a model; the reader draws the line of the first drug before it is shown.

    Every control is a trait of its name. `results` is computed in Python from the present traits, with or without a front end.

    Parameters
    ----------
    lines
        Drugs; the first is the one that is guessed and that the measured shares belong to.
    low, high, dose, unit
        Doses of the axis, the dose at which the cursor stands at first, and their unit.
    hours
        After which nothing more gets in.
    guess_at
        Doses at which the reader guesses how much gets in; empty to show the answer at once.

    Attributes
    ----------
    dose : float
        Where the cursor stands.
    show : str
        ``amount`` or ``share``.
    guess : list of float
        Guessed amounts, in the unit.
    committed : bool
        Whether the model was asked.
    """

    show = traitlets.Enum(["amount", "share"], "amount").tag(sync=True)
    guess = traitlets.List(traitlets.Float(min=0)).tag(sync=True)
    committed = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        id: str,
        title: str,
        model: str,
        lines: Sequence[DoseLine],
        *,
        low: float,
        high: float,
        dose: float,
        hours: float,
        unit: str = "mg",
        step: float = 50,
        controls: Sequence[Control] = (),
        points: Sequence[MeasuredShare] = (),
        guess_at: Sequence[float] = (),
        prompt: str = "",
        explanation: str = "",
        subtitle: str = "",
        badge: str = "",
        about: Sequence[str] = (),
    ) -> None:
        loaded = load(model)
        if not lines:
            raise FigureError(f"figure '{id}': it needs at least one drug")
        if not 0 <= low < high or not low < dose <= high or hours <= 0:
            raise FigureError(f"figure '{id}': doses {low} to {high}, cursor at {dose}, {hours} hours do not fit")
        if strange := [p.dose for p in points if not low <= p.dose <= high] + [d for d in guess_at if not low < d <= high]:
            raise FigureError(f"figure '{id}': a dose of {strange[0]} is off the axis of {low} to {high}")
        specs = [c.spec(loaded) for c in controls]
        spec = {
            "kind": "dose-response",
            "id": id,
            "title": title,
            "subtitle": subtitle,
            "badge": badge or loaded.card.kind,
            "about": [*about, *limits_in_words(loaded.card)],
            "card": loaded.card.citation,
            "model": model,
            "lines": [line.spec(loaded) for line in lines],
            "low": low,
            "high": high,
            "start": dose,
            "step": step,
            "unit": unit,
            "hours": hours,
            "controls": specs,
            "points": [p.spec() for p in points],
            "guess_at": list(guess_at),
            "prompt": prompt,
            "explanation": explanation,
        }
        self._ranges = {c["name"]: (c["low"], c["high"]) for c in specs}
        self.add_traits(dose=Finite(dose, min=low, max=high).tag(sync=True), **{c["name"]: Finite(c["normal"], min=c["low"], max=c["high"]).tag(sync=True) for c in specs})
        super().__init__(spec, dose=dose, guess=[float(d) / 2 for d in guess_at], committed=not guess_at, **{c["name"]: float(c["normal"]) for c in specs})

    @property
    def settings(self) -> dict[str, float]:
        """The controls' present values by name."""
        return {name: float(getattr(self, name)) for name in self._ranges}

    def absorbed(self, dose: float, line: Mapping[str, Any]) -> float:
        """Return how much of one dose of a line of the spec gets in, by the Python engine, in the unit."""
        run = load(self.spec["model"]).simulate(self.settings, times=[0.0, self.spec["hours"]], events=[Event(0.0, add={line["state"]: dose})])
        return float(run[line["absorbed"]].iloc[-1])

    @property
    def results(self) -> pd.DataFrame:
        """Amounts that get in. Index: dose, evenly over the axis. Columns: the lines' labels, in the unit."""
        grid = np.linspace(self.spec["low"], self.spec["high"], STEPS + 1)
        return pd.DataFrame({line["label"]: [self.absorbed(float(d), line) if d > 0 else 0.0 for d in grid] for line in self.spec["lines"]}, index=pd.Index(grid, name="dose"))
