"""What a card is held against, in words for readers."""

from __future__ import annotations

from restlesslegs.models.card import Card, Observable, State
from restlesslegs.models.target import IN_HOURS, STEADY_STATE, Measure, Target, Window

_MEASURES: dict[Measure, str] = {
    "value": "",
    "ratio": "ratio to the start",
    "percent change": "change from the start in percent",
    "difference": "change from the start",
    "mean": "mean",
    "peak": "highest",
    "trough": "lowest",
    "time of peak": "time of the highest, after the start",
    "time of trough": "time of the lowest, after the start",
    "hours until": "time until it is",
}


def unit_words(unit: str) -> str:
    """Return a model's unit for print: "µmol/L/h"; empty for a plain number."""
    if unit == "dimensionless":
        return ""
    parts = ["µ" + part[1:] if part in ("umol", "ug", "um") else part for part in unit.split("/")]
    return "per " + "/".join(parts[1:]) if parts[0] == "1" else "/".join(parts)


def plain(value: float) -> str:
    """Return a number as it was typed, with a true minus sign."""
    return f"{value:.6g}".replace("-", "−").replace("e−0", "e−")


def quantity(value: float, unit: str) -> str:
    """Return a number with its unit."""
    return f"{plain(value)}\u00a0{unit_words(unit)}".rstrip("\u00a0")


def hours(value: float) -> str:
    """Return a time: in hours, from four days on in days."""
    return f"{plain(value / 24)} days" if value >= 96 and value % 24 == 0 else f"{plain(value)} h"


def subject(card: Card, name: str) -> State | Observable:
    """Return the state or observable of that id."""
    return next(s for s in card.readouts if s.id == name)


def what(card: Card, target: Target) -> str:
    """Return what is read off, and where: "iron absorbed, from 0 h to 24 h: change from the start, in percent of 60 mg"."""
    seen = subject(card, target.observable)
    measure = _MEASURES[target.measure] + (f" {quantity(target.level, seen.unit)}" if target.level is not None else "")
    parts = [measure] if measure else []
    if target.of is not None:
        parts.append(f"in percent of {quantity(target.of, seen.unit)}")
    if target.over is not None:
        other = "" if target.over.protocol == target.window.protocol else f" with {run(card, target.over) or 'all as usual'}"
        parts.append(f"divided by the same {where(target.over)}{other}")
    return f"{seen.label}, {where(target.window)}" + (f": {', '.join(parts)}" if parts else "")


def where(window: Window) -> str:
    """Return where a run is read: "at rest", "from 24 h to 72 h"."""
    if window.when == STEADY_STATE:
        return "at rest"
    end = hours(window.when) if isinstance(window.when, float) else "the published end"
    return f"at {end}" if window.start is None else f"from {hours(window.start)} to {end}"


def run(card: Card, window: Window) -> str:
    """Return what is done in a run: the protocol's note, and every parameter that is set."""
    labels = {p.id: p for p in card.parameters}
    settings = [f"{labels[name].label} {quantity(value, labels[name].unit)}" for name, value in window.protocol.parameters.items()]
    return "; ".join(part for part in (window.protocol.note, ", ".join(settings)) if part)


def unit_of(card: Card, target: Target) -> str:
    """Return the unit of a target's result, for print."""
    if target.over is not None or target.measure == "ratio":
        return ""
    if target.of is not None or target.measure == "percent change":
        return "%"
    return "h" if target.measure in IN_HOURS else unit_words(subject(card, target.observable).unit)
