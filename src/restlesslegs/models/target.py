"""What a model is held against: a run, what is read off it, and the number that should come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from restlesslegs.engines.events import Event, Vector

Measure = Literal["value", "ratio", "percent change", "difference", "mean", "peak", "trough", "time of peak", "time of trough", "hours until"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
#: Measures that need a stretch of a run, so a `when` in hours.
OVER_TIME: frozenset[Measure] = frozenset({"difference", "mean", "peak", "trough", "time of peak", "time of trough", "hours until"})
#: Measures whose result is a time in hours.
IN_HOURS: frozenset[Measure] = frozenset({"time of peak", "time of trough", "hours until"})
STEADY_STATE = "steady state"
#: How finely a stretch of a run is looked at.
POINTS = 4001


@dataclass(frozen=True)
class Protocol:
    """What is done in a run: what is set from the start, and what happens on the way.

    Attributes
    ----------
    id, note
        Its name on the card, and in words what it stands for.
    parameters
        What is set from time 0; the rest is at its default.
    events
        Doses and changes, by hour.
    """

    id: str
    note: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Window:
    """A stretch of a run.

    Attributes
    ----------
    protocol
        What is done.
    start
        Hour from which is read; baseline of a ratio, a change and a difference. None: rest at the defaults.
    when
        Hour that is read, or at which reading ends; ``"steady state"``; or the id of a fact that gives hours.
    """

    protocol: Protocol
    start: float | None
    when: float | str


@dataclass(frozen=True)
class Target:
    """A number that the model is held against.

    Attributes
    ----------
    observable
        Id of a state or observable.
    window
        The run, and where it is read.
    measure
        What is read off: ``value`` at the end, in the observable's unit; ``ratio`` of it, ``percent change`` and
        ``difference`` from the start; ``mean``, ``peak`` and ``trough`` on the way; ``time of peak``, ``time of
        trough`` and ``hours until`` (it reaches `level`) in hours after the start.
    level
        What ``hours until`` waits for, in the observable's unit.
    of
        If given, the result is in percent of it: of a dose.
    over
        If given, the result is divided by the same measure of this stretch.
    fact, over_fact
        Id of the fact that gives the number, None if `value` does; and of the one that it is divided by.
    value, note
        A number that no publication gives, and where it comes from.
    tolerance
        Largest relative error; None: it must lie inside the fact's own interval.
    line
        Line of the card.
    """

    observable: str
    window: Window
    measure: Measure
    level: float | None
    of: float | None
    over: Window | None
    fact: str | None
    over_fact: str | None
    value: float | None
    note: str
    tolerance: float | None
    line: int | None

    @property
    def parameters(self) -> Mapping[str, float]:
        """What is set in its run."""
        return self.window.protocol.parameters

    @property
    def when(self) -> float | str:
        """Where its run is read."""
        return self.window.when

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Every fact that it names, with the key that names it."""
        named = [(self.fact, ""), (self.over_fact, ", over_fact")]
        windows = [w for w in (self.window, self.over) if w is not None]
        named += [(w.when, ", when") for w in windows if isinstance(w.when, str) and w.when != STEADY_STATE]
        return tuple((name, key) for name, key in named if name)


@dataclass(frozen=True)
class Miss:
    """A number that the model is known not to reproduce, kept so that it is neither hidden nor forgotten.

    Attributes
    ----------
    target
        What it should be; here the tolerance says how far `gives` may move before the card must be changed.
    gives
        What the model gives instead.
    text
        The limit in words, without numbers.
    """

    target: Target
    gives: float
    text: str


def read_off(measure: Measure, times: Vector, values: Vector, level: float | None = None) -> float:
    """Read one number off a stretch of a run.

    Parameters
    ----------
    measure
        What to read, see :class:`Target`.
    times, values
        The stretch, its start and its end included; times in hours.
    level
        What ``hours until`` waits for.

    Returns
    -------
    float
        NaN if the level is not reached, or the baseline of a ratio is 0.
    """
    if measure == "hours until":
        assert level is not None
        return _hours_until(times, values, level)
    return float(_READ[measure](times, values))


def _ratio(_times: Vector, values: Vector) -> float:
    return float(values[-1] / values[0]) if values[0] else float("nan")


_READ: Mapping[Measure, Callable[[Vector, Vector], float]] = {
    "value": lambda _, x: x[-1],
    "ratio": _ratio,
    "percent change": lambda t, x: 100 * (_ratio(t, x) - 1),
    "difference": lambda _, x: x[-1] - x[0],
    "mean": lambda t, x: np.trapezoid(x, t) / (t[-1] - t[0]),
    "peak": lambda _, x: np.max(x),
    "trough": lambda _, x: np.min(x),
    "time of peak": lambda t, x: t[np.argmax(x)] - t[0],
    "time of trough": lambda t, x: t[np.argmin(x)] - t[0],
}


def _hours_until(times: Vector, values: Vector, level: float) -> float:
    gap = values - level
    crossed = np.flatnonzero(gap[0] * gap <= 0)
    if not crossed.size:
        return float("nan")
    k = int(crossed[0])
    if k == 0:
        return 0.0
    share = gap[k - 1] / (gap[k - 1] - gap[k])
    return float(times[k - 1] + share * (times[k] - times[k - 1]) - times[0])
