"""Things that happen at once during a simulation, and the pieces of time between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Event:
    """At `time`, first `set` gives parameters new values, then `add` is added to states (a dose).

    Parameters
    ----------
    time
        In the model's unit of time, from the start of the simulation.
    set
        New values by parameter id.
    add
        Amounts to add by state id, in the state's unit.
    """

    time: float
    set: Mapping[str, float] = field(default_factory=dict)
    add: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.time) and self.time >= 0):
            raise ValueError(f"event at time {self.time}: the time must be a finite number from 0 on")


@dataclass(frozen=True)
class Piece:
    """A stretch of time without events.

    Attributes
    ----------
    start, end
        Its ends.
    outputs
        Which output times lie inside it. Its end does so only in the last piece: an output at the time of
        an event shows the state after the event.
    events
        What happens at its start.
    """

    start: float
    end: float
    outputs: slice
    events: tuple[Event, ...]


def pieces(times: Vector, events: Sequence[Event]) -> Iterator[Piece]:
    """Cut a run from time 0 to the last of `times` at every event.

    Parameters
    ----------
    times
        Output times, increasing, none below 0.
    events
        In any order; those after the last output time have no effect.

    Raises
    ------
    ValueError
        If the output times are empty, not finite, negative or not increasing.
    """
    if times.size == 0 or not np.all(np.isfinite(times)) or times[0] < 0 or np.any(np.diff(times) <= 0):
        raise ValueError("output times must be finite, increasing and not below 0")
    end = float(times[-1])
    starts = sorted({0.0, *(e.time for e in events if e.time <= end)})
    firsts = [int(np.searchsorted(times, start)) for start in starts] + [len(times)]
    for k, start in enumerate(starts):
        stop = starts[k + 1] if k + 1 < len(starts) else end
        yield Piece(start, stop, slice(firsts[k], firsts[k + 1]), tuple(e for e in events if e.time == start))
