"""Plans of days as plain data, and the events that make a model live them.

A plan is a sequence of blocks: from when to when a person does what. Between blocks, and after the last one,
the person is up and about. Times are hours from midnight of the first day, by the clock at home.

>>> from restlesslegs.models import load
>>> evening = over(usual_days(2), [Block(22.0, 24.0, "sit")])
>>> run = load("night_and_day").simulate(hours=48.0, events=to_events(evening))
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, get_args

from restlesslegs.engines.events import Event

Kind = Literal["sleep", "sit", "up", "sit dim", "up dim"]
Plan = tuple["Block", ...]

#: What each kind sets in the model: asleep, still, in the light.
SETTINGS: Mapping[Kind, Mapping[str, float]] = {
    "sleep": {"asleep": 1.0, "still": 1.0, "light": 0.0},
    "sit": {"asleep": 0.0, "still": 1.0, "light": 1.0},
    "up": {"asleep": 0.0, "still": 0.0, "light": 1.0},
    "sit dim": {"asleep": 0.0, "still": 1.0, "light": 0.0},
    "up dim": {"asleep": 0.0, "still": 0.0, "light": 0.0},
}
_DAY = 24.0
#: Hours by which rounding may part or overlap blocks that are meant to meet.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Block:
    """A stretch of a plan.

    Attributes
    ----------
    start, end
        Hours from midnight of the first day; the start from 0 on, the end behind it.
    kind
        What the person does: one of ``SETTINGS``. "dim" is too little light to move the inner clock.

    Raises
    ------
    ValueError
        If a time is not finite, the start is below 0, the end not behind it, or the kind is unknown.
    """

    start: float
    end: float
    kind: Kind

    def __post_init__(self) -> None:
        if self.kind not in SETTINGS:
            raise ValueError(f"block from {self.start:g} to {self.end:g}: there is no kind '{self.kind}'; there are: {', '.join(get_args(Kind))}")
        if not (math.isfinite(self.start) and math.isfinite(self.end) and 0 <= self.start < self.end):
            raise ValueError(f"block '{self.kind}' from {self.start:g} to {self.end:g}: it must start at 0 or later and end after its start")


def usual_days(days: int, *, asleep_at: float = 23.0, awake_at: float = 7.0) -> Plan:
    """Plan days with one sleep each, at the same hours.

    Parameters
    ----------
    days
        How many, at least 1.
    asleep_at, awake_at
        Hours of the day, from 0 to below 24; sleep may pass midnight.

    Raises
    ------
    ValueError
        If `days` is below 1, or an hour is not from 0 to below 24, or both are the same.
    """
    _at_least_one(days)
    if not (0 <= asleep_at < _DAY and 0 <= awake_at < _DAY and asleep_at != awake_at):
        raise ValueError(f"sleep from {asleep_at:g} to {awake_at:g}: both must be different hours from 0 to below 24")
    length = (awake_at - asleep_at) % _DAY
    # The night before the first day may reach into it.
    nights = (asleep_at + _DAY * night for night in range(-1, days))
    return _within(((start, start + length, "sleep") for start in nights), 0.0, _DAY * days)


def long_days(days: int, *, length: float, first_wake: float = 7.0) -> Plan:
    """Plan a forced desynchrony: in dim light, days of another length than the inner clock's, a third of each asleep.

    Parameters
    ----------
    days
        How many, at least 1.
    length
        Of each, in hours, above 0; sleep is its last third.
    first_wake
        Hour at which the first begins; before it the person sleeps.

    Raises
    ------
    ValueError
        If `days` is below 1 or `length` not above 0.
    """
    _at_least_one(days)
    if not (math.isfinite(length) and length > 0):
        raise ValueError(f"days of {length:g} hours: the length must be above 0")
    spans: list[tuple[float, float, Kind]] = [(0.0, first_wake, "sleep")]
    for start in (first_wake + length * day for day in range(days)):
        spans += [(start, start + length * 2 / 3, "up dim"), (start + length * 2 / 3, start + length, "sleep")]
    return _within(spans, 0.0, first_wake + days * length)


def constant_routine(hours: float, *, start: float = 7.0) -> Plan:
    """Plan a constant routine: from waking on, awake in dim light without getting up.

    Parameters
    ----------
    hours
        How long, above 0.
    start
        Hour of waking; before it the person sleeps.

    Raises
    ------
    ValueError
        If a time is below 0, or `hours` not above 0.
    """
    routine = Block(start, start + hours, "sit dim")
    return (Block(0.0, start, "sleep"), routine) if start > 0 else (routine,)


def sit_tests(starts: Iterable[float], *, minutes: float = 60.0, kind: Kind = "sit") -> Plan:
    """Plan tests of sitting still (suggested immobilisation).

    Parameters
    ----------
    starts
        Hours at which they begin.
    minutes
        Length of each, above 0.
    kind
        How: ``"sit"`` in a lit room, ``"sit dim"`` where the test must not move the clock.

    Raises
    ------
    ValueError
        If two overlap, a start is below 0, or `minutes` is not above 0.
    """
    return _checked(Block(start, start + minutes / 60, kind) for start in starts)


def over(plan: Sequence[Block], blocks: Iterable[Block]) -> Plan:
    """Lay blocks over a plan: where they stand, what was planned does not happen.

    Raises
    ------
    ValueError
        If blocks of the same side overlap.
    """
    above = _checked(blocks)
    below = _checked(plan)
    for block in above:
        below = tuple(piece for old in below for piece in _without(old, block))
    return _checked([*below, *above])


def skip_sleep(plan: Sequence[Block], start: float, end: float, kind: Kind = "up") -> Plan:
    """Stay awake through a stretch of time: what was sleep there becomes `kind`.

    Raises
    ------
    ValueError
        If the stretch is not one, or blocks overlap.
    """
    Block(start, end, kind)
    sleeps = ((max(b.start, start), min(b.end, end)) for b in plan if b.kind == "sleep")
    return over(plan, [Block(first, last, kind) for first, last in sleeps if first + _ROUNDING < last])


def fly(plan: Sequence[Block], at: float, east: float) -> Plan:
    """Move a plan to another time zone from one moment on.

    Parameters
    ----------
    plan
        By local clocks all along, longer than what is to be shown: flying east uses up hours of it.
    at
        When the clocks are changed, in hours at home.
    east
        Time zones flown east, negative west: local time is that much ahead of home.

    Returns
    -------
    tuple of Block
        The same life by the clock at home. A flight east leaves hours of the plan out, a flight west lives some twice.

    Raises
    ------
    ValueError
        If a time is not finite or below 0, or blocks overlap.
    """
    if not (math.isfinite(at) and at >= 0 and math.isfinite(east)):
        raise ValueError(f"flight at {at:g} over {east:g} zones: both must be finite, the hour not below 0")
    checked = _checked(plan)
    before = _within(((b.start, b.end, b.kind) for b in checked), 0.0, at)
    after = _within(((b.start - east, b.end - east, b.kind) for b in checked), at, math.inf)
    return (*before, *after)


def to_events(plan: Sequence[Block]) -> list[Event]:
    """Turn a plan into the events that a model with `asleep`, `still` and `light` needs.

    Returns
    -------
    list of Event
        In order of time, the first at 0; each sets what the person does from then on.

    Raises
    ------
    ValueError
        If blocks overlap.
    """
    happening: dict[float, Kind] = {0.0: "up"}
    blocks = _checked(plan)
    followed = {one.end for one, other in pairwise(blocks) if other.start <= one.end + _ROUNDING}
    for block in blocks:
        happening[block.start] = block.kind
        if block.end not in followed:
            happening[block.end] = "up"
    events: list[Event] = []
    last: Kind | None = None
    for time, kind in sorted(happening.items()):
        if kind != last:
            events.append(Event(time, dict(SETTINGS[kind])))
        last = kind
    return events


def _checked(blocks: Iterable[Block]) -> Plan:
    """Put blocks in order of time; refuse those that overlap."""
    ordered = tuple(sorted(blocks, key=lambda b: b.start))
    for one, other in pairwise(ordered):
        if other.start < one.end - _ROUNDING:
            raise ValueError(f"block '{other.kind}' from {other.start:g} to {other.end:g} overlaps '{one.kind}' from {one.start:g} to {one.end:g}")
    return ordered


def _within(spans: Iterable[tuple[float, float, Kind]], first: float, last: float) -> Plan:
    """Make blocks of what lies between two times."""
    clipped = ((max(start, first), min(end, last), kind) for start, end, kind in spans)
    return _checked(Block(start, end, kind) for start, end, kind in clipped if start + _ROUNDING < end)


def _without(old: Block, new: Block) -> Iterable[Block]:
    """Give what is left of a block where another takes its place."""
    if new.end <= old.start or old.end <= new.start:
        yield old
        return
    if old.start + _ROUNDING < new.start:
        yield replace(old, end=new.start)
    if new.end + _ROUNDING < old.end:
        yield replace(old, start=new.end)


def _at_least_one(days: int) -> None:
    if days < 1:
        raise ValueError(f"a plan of {days} days: it needs at least 1")
