"""Curves of a model with the published points that they are held against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from restlesslegs.engines.events import Vector
from restlesslegs.models import words
from restlesslegs.models.check import Outcome
from restlesslegs.models.model import Model
from restlesslegs.models.target import IN_HOURS, Target

#: Outputs of a curve, enough for a picture as wide as a phone.
POINTS = 241


@dataclass(frozen=True)
class Point:
    """A published number at its place: hours, and the observable's unit. `low` and `high` are its interval, None without one.

    Attributes
    ----------
    across
        True if the interval is one of time.
    """

    hour: float
    value: float
    low: float | None
    high: float | None
    across: bool


@dataclass(frozen=True)
class Panel:
    """One observable in one run.

    Attributes
    ----------
    observable
        Its id.
    words
        What is done in the run.
    times, values
        The model's curve, times in hours.
    points
        What was published, at least one.
    """

    observable: str
    words: str
    times: tuple[float, ...]
    values: tuple[float, ...]
    points: tuple[Point, ...]


def panels(model: Model, outcomes: Sequence[Outcome]) -> list[Panel]:
    """Return a panel for each run and observable of which a publication gives a point, in the order of the card.

    A ratio, a change and a difference from the start are drawn from where the model starts; what is divided by another
    stretch of a run, a mean, and rest have no place on a curve.
    """
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if _has_a_place(outcome.target):
            window = outcome.target.window
            groups.setdefault(repr((outcome.target.observable, sorted(window.protocol.parameters.items()), window.protocol.events)), []).append(outcome)
    found = []
    for group in groups.values():
        target = group[0].target
        protocol = target.window.protocol
        end = max(o.target.window.when for o in group if isinstance(o.target.window.when, float))
        grid = np.linspace(0.0, end, POINTS)
        starts = [o.target.window.start for o in group if o.target.window.start is not None]
        # What happens at once is drawn as a step: the output just before it is needed too.
        steps = [h for e in protocol.events if 0 < e.time <= end for h in (e.time - 1e-6 * end, e.time)]
        times = np.unique(np.concatenate([grid, starts, steps]))
        run = model.simulate(protocol.parameters, times=times, events=protocol.events)[target.observable].to_numpy()
        rest = float(model.steady_state()[target.observable]) if any(o.target.window.start is None and o.target.measure != "value" for o in group) else 0.0
        points = tuple(_point(o, times, run, rest) for o in group)
        found.append(Panel(target.observable, words.run(model.card, target.window), tuple(map(float, times)), tuple(map(float, run)), points))
    return found


def _has_a_place(target: Target) -> bool:
    when = target.window.when
    return bool(target.fact) and isinstance(when, float) and when > 0 and target.over is None and target.measure != "mean"


def _point(outcome: Outcome, times: Vector, run: Vector, rest: float) -> Point:
    target, start = outcome.target, outcome.target.window.start
    assert isinstance(target.window.when, float)
    scale = 1.0 if target.of is None else target.of / 100
    # An interval of the fact is none of its quotient by another.
    ends = (None, None) if target.over_fact else (outcome.low, outcome.high)
    expected, low, high = (None if x is None else x * scale for x in (outcome.expected, *ends))
    assert expected is not None
    inside = (times >= (start or 0.0)) & (times <= target.window.when)
    if target.measure in IN_HOURS:
        height = target.level if target.level is not None else float(np.max(run[inside]) if target.measure == "time of peak" else np.min(run[inside]))
        shifted = [None if x is None else x + (start or 0.0) for x in (low, high)]
        return Point(expected + (start or 0.0), height, shifted[0], shifted[1], across=True)
    base = float(run[np.searchsorted(times, start)]) if start is not None else rest
    place: Callable[[float], float] = {
        "ratio": lambda x: x * base,
        "percent change": lambda x: base * (1 + x / 100),
        "difference": lambda x: x + base,
    }.get(target.measure, lambda x: x)
    hour = target.window.when
    if target.measure in ("peak", "trough"):
        hour = float(times[inside][np.argmax(run[inside]) if target.measure == "peak" else np.argmin(run[inside])])
    return Point(hour, place(expected), None if low is None else place(low), None if high is None else place(high), across=False)
