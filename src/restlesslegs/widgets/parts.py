"""What a figure is declared with. Plain data; labels of parameters and states come from the model's card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from restlesslegs.evidence import facts
from restlesslegs.evidence.format import with_sources
from restlesslegs.models import Card, Model


class FigureError(ValueError):
    """A figure was declared with something its model does not have; the message names it."""


@dataclass(frozen=True)
class Control:
    """A slider over one parameter of the model.

    Parameters
    ----------
    name
        Id of the parameter; its label, unit, allowed range and source come from the model's card.
    low, high
        Range of the slider, inside the card's range and in its unit; the card's range by default.
    noun
        How the parameter reads in a sentence ("the enzyme").
    hint
        A few words beside the label; the card's label by default.
    step
        Smallest move; a hundredth of the range, rounded, by default.
    normal
        Where it stands at first, if that is not the model's default; only in a figure that shows nothing relative to it.
    """

    name: str
    label: str
    noun: str
    hint: str = ""
    low: float | None = None
    high: float | None = None
    step: float = 0.01
    normal: float | None = None

    def spec(self, model: Model) -> dict[str, Any]:
        """Return the control as the front end reads it. Raises FigureError for an unknown parameter or range."""
        known = {p.id: p for p in model.card.parameters}
        if self.name not in known:
            raise FigureError(f"control '{self.name}': the model '{model.id}' has no such parameter")
        parameter = known[self.name]
        low = parameter.low if self.low is None else self.low
        high = parameter.high if self.high is None else self.high
        if not parameter.low <= low < high <= parameter.high:
            raise FigureError(f"control '{self.name}': range {low} to {high} is not inside {parameter.low} to {parameter.high} of the card")
        normal = parameter.default if self.normal is None else self.normal
        if not low <= normal <= high:
            raise FigureError(f"control '{self.name}': {normal} is not inside {low} to {high}")
        return {
            "name": self.name,
            "label": self.label,
            "noun": self.noun,
            "hint": self.hint,
            "unit": "× normal" if parameter.unit == "dimensionless" and parameter.default == 1 else _shown(parameter.unit),
            "low": low,
            "high": high,
            "normal": normal,
            "step": self.step,
            "conceptual": parameter.basis if parameter.conceptual else "",
        }


def _shown(unit: str) -> str:
    return {"dimensionless": "", "umol/L": "µmol/L", "umol/L/h": "µmol/L/h", "ug/L": "µg/L", "mg/d": "mg a day"}.get(unit, unit)


def limits_in_words(card: Card) -> list[str]:
    """Return what a model leaves out, as its card has it, with sources in place of the ids of facts."""
    return [with_sources(limit, facts) for limit in card.limits]


@dataclass(frozen=True)
class Readout:
    """A state or observable that the figure shows, relative to normal. `noun` is how it reads in a sentence."""

    name: str
    label: str
    noun: str

    def spec(self, model: Model) -> dict[str, Any]:
        """Return the readout as the front end reads it. Raises FigureError if the model has no such quantity."""
        units = {s.id: s.unit for s in model.card.states} | {o.id: o.unit for o in model.card.observables}
        if self.name not in units:
            raise FigureError(f"readout '{self.name}': the model '{model.id}' has no such state or observable")
        return {"name": self.name, "label": self.label, "noun": self.noun, "unit": _shown(units[self.name])}


@dataclass(frozen=True)
class TimedChange:
    """At `time` (h after the change) set parameters; None puts the control's own value back."""

    time: float
    set: Mapping[str, float | None]


@dataclass(frozen=True)
class Question:
    """A state worth seeing, as a button: what to set, what happens on the way, and what to watch.

    `phrase` begins the sentence when something happens on the way ("After a protein meal"); `tell` names the
    readouts that the sentence tells of, the first two by default.
    """

    id: str
    label: str
    watch: str
    set: Mapping[str, float] = field(default_factory=dict)
    events: Sequence[TimedChange] = ()
    phrase: str = ""
    tell: Sequence[str] = ()

    def spec(self) -> dict[str, Any]:
        """Return the question as the front end reads it."""
        return {
            "id": self.id,
            "label": self.label,
            "watch": self.watch,
            "set": dict(self.set),
            "events": [{"time": e.time, "set": dict(e.set)} for e in self.events],
            "phrase": self.phrase,
            "tell": list(self.tell),
        }


@dataclass(frozen=True)
class Target:
    """A measured change, as a band that the reader tries to reach.

    The band runs from the percent change of `fact` to that of `to_fact`, widened by `margin` (in parts of
    normal) where a source gives one value and no interval. A fact that gives only a direction needs the
    band's ends typed as `low` and `high`; `note` says that they are ours.

    Parameters
    ----------
    readout
        A state, an observable or a parameter of the model; all are relative to normal.
    """

    readout: str
    label: str
    fact: str
    to_fact: str | None = None
    margin: float = 0.0
    low: float | None = None
    high: float | None = None
    note: str = ""

    def spec(self) -> dict[str, Any]:
        """Return the band as the front end reads it. Raises UnknownFactError for an unknown fact."""
        used = [facts[f] for f in (self.fact, self.to_fact) if f]
        measured = [1 + f.value / 100 for f in used if f.value is not None]
        if len(measured) < len(used) and (self.low is None or self.high is None):
            raise FigureError(f"target '{self.label}': fact '{self.fact}' gives a direction and no size; say low and high")
        return {
            "readout": self.readout,
            "label": self.label,
            "low": min(measured) - self.margin if self.low is None else self.low,
            "high": max(measured) + self.margin if self.high is None else self.high,
            "citation": "; ".join(dict.fromkeys(f.source.short for f in used)),
            "fact": self.fact,
            "note": self.note,
        }


@dataclass(frozen=True)
class Comfort:
    """A line below which the signal is felt as discomfort; conceptual."""

    value: float
    label: str

    def spec(self) -> dict[str, Any]:
        """Return the line as the front end reads it."""
        return {"value": self.value, "label": self.label}
