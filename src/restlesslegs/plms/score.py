"""Scores leg movements: joins both legs, finds candidates, and finds series of periodic movements.

>>> from restlesslegs.plms import Hypnogram, Movement, rules, score
>>> night = score([Movement(onset, 2, "L") for onset in (0, 20, 40, 60, 65)], Hypnogram(0, ("N2",) * 3), rules("wasm2016"))
>>> [event.why for event in night.events]
['', '', '', '', 'only-one']

The scorer of the page (`web/src/night/score.ts`) is the same; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from restlesslegs.plms.recording import Breathing, Hypnogram, Movement, Stage, slack
from restlesslegs.plms.rules import Rules

Side = Literal["L", "R", "B"]

#: How a candidate follows the one before: as a code that a figure turns into words.
LINKS: Final = ("first", "after-non-candidate", "fits", "interval-short", "interval-long", "after-short", "skipped")

_COUNTS: Final = {1: "only-one", 2: "only-two", 3: "only-three"}


class OutsideError(ValueError):
    """A movement begins outside the hypnogram; `movement` is the first that does."""

    def __init__(self, movement: Movement) -> None:
        super().__init__(f"a movement at {movement.onset:g} s begins outside the hypnogram")
        self.movement = movement


@dataclass(frozen=True)
class Event:
    """A movement of one leg, or of both joined, and what the rules make of it.

    Attributes
    ----------
    onset, end
        In seconds.
    side
        L, R or B (both).
    parts
        Places of its movements in the input.
    stage
        Stage at its onset.
    refused
        Why it is no candidate (a code of `NOT_CANDIDATE`), empty for a candidate.
    interval
        Seconds from the start of the candidate before; None if there is none, or not measured since a movement that ends
        series lies between.
    link
        For a candidate, how it follows the one before (a code of `LINKS`); else empty.
    run
        For a candidate, number of the run of movements it belongs to, from 1; 0 if passed over or unable to begin one.
    series
        Number of its series of periodic movements, from 1; 0 if it is in none.
    why
        Why it is in no series, empty if it is in one: `refused`, "skipped", "short-start", or how few its run has (only-one...).
    breathing
        Whether it is linked to a breathing event.
    """

    onset: float
    end: float
    side: Side
    parts: tuple[int, ...]
    stage: Stage
    refused: str
    interval: float | None = None
    link: str = ""
    run: int = 0
    series: int = 0
    why: str = ""
    breathing: bool = False

    @property
    def duration(self) -> float:
        """Seconds from start to end."""
        return self.end - self.onset

    @property
    def candidate(self) -> bool:
        """Whether it may be part of a series."""
        return not self.refused


@dataclass(frozen=True)
class Scored:
    """A scored night: what was given, and its events by onset.

    `without_breathing` is the night scored again without the candidates linked to breathing, None if breathing was not
    given or the rules do not say what is linked.
    """

    rules: Rules
    hypnogram: Hypnogram
    short_start: bool
    events: tuple[Event, ...]
    without_breathing: tuple[Event, ...] | None = None


@dataclass
class _Joined:
    onset: float
    end: float
    sides: set[str]
    parts: list[int]
    longest: float


def _chain(order: Iterable[int], movements: Sequence[Movement], within: float, margin: float) -> list[_Joined]:
    """Join movements, given by onset, while less than `within` lies between."""
    joined: list[_Joined] = []
    for index in order:
        new = movements[index]
        if joined and new.onset - joined[-1].end < within - margin:
            last = joined[-1]
            last.end = max(last.end, new.end)
            last.sides.add(new.leg)
            last.parts.append(index)
            last.longest = max(last.longest, new.duration)
        else:
            joined.append(_Joined(new.onset, new.end, {new.leg}, [index], new.duration))
    return joined


def _window(order: Sequence[int], movements: Sequence[Movement], rules: Rules, margin: float) -> list[_Joined]:
    """Join what begins less than `join_within` after the first, if both legs are among it."""
    single = [event for leg in ("L", "R") for event in _chain([i for i in order if movements[i].leg == leg], movements, rules.rest, margin)]
    single.sort(key=lambda event: event.onset)
    joined: list[_Joined] = []
    at = 0
    while at < len(single):
        first = single[at]
        stop = at + 1
        while stop < len(single) and single[stop].onset - first.onset < rules.join_within - margin:
            stop += 1
        group = single[at:stop]
        if len(set.union(*(event.sides for event in group))) == 1:
            group = [first]
        parts = sorted((i for event in group for i in event.parts), key=lambda i: (movements[i].onset, movements[i].duration, movements[i].leg))
        longest = max(event.end - event.onset for event in group)
        joined.append(_Joined(first.onset, max(e.end for e in group), set.union(*(e.sides for e in group)), parts, longest))
        at += len(group)
    return joined


def _refused(event: _Joined, rules: Rules, margin: float) -> str:
    """Return why an event is no candidate, empty if it is one."""
    duration = event.end - event.onset
    if duration < rules.duration_min - margin:
        return "too-short"
    if len(event.sides) == 1:
        return "too-long" if duration > rules.duration_max + margin else ""
    if event.longest > rules.duration_max + margin:
        return "part-too-long"
    if rules.parts_max is not None and len(event.parts) > rules.parts_max:
        return "too-many-parts"
    if rules.together_max is not None and duration > rules.together_max + margin:
        return "too-long-together"
    return ""


def _linked(onset: float, end: float, breathing: Iterable[Breathing], rules: Rules, margin: float) -> bool:
    window = rules.breathing
    return window is not None and any(onset <= b.end + window.after + margin and end >= (b.end if window.start == "end" else b.onset) - window.before - margin for b in breathing)


def _link(interval: float | None, since: float | None, rules: Rules, short_start: bool, margin: float) -> tuple[str, bool]:
    """Return how a candidate follows, and whether it may begin a run if it does not join one.

    `interval` is measured from the candidate before, `since` from the last of the open run; None where there is none.
    """
    if interval is None:
        return "first", True
    if since is None:  # the candidate before came too soon after another, and could not begin a run
        if interval < rules.interval_min - margin:
            return "interval-short", short_start
        return ("interval-long" if interval > rules.interval_max + margin else "after-short"), True
    if since < rules.interval_min - margin:
        return ("skipped", False) if rules.short_interval == "skips" else ("interval-short", short_start)
    return ("interval-long" if since > rules.interval_max + margin else "fits"), True


def _series(events: Sequence[Event], rules: Rules, short_start: bool, margin: float) -> tuple[Event, ...]:
    """Return the events, by onset, with what concerns series filled in."""
    found = list(events)
    runs: list[list[int]] = []
    before: Event | None = None  # the candidate an interval is measured from
    open_run, broken = False, False
    for place, event in enumerate(events):
        if event.refused:
            if event.refused in rules.ending:
                before, open_run, broken = None, False, True
            continue
        interval = None if before is None else event.onset - before.onset
        since = event.onset - events[runs[-1][-1]].onset if open_run else None
        link, starts = _link(interval, since, rules, short_start, margin)
        if link == "fits":
            runs[-1].append(place)
        elif starts:
            runs.append([place])
        open_run = starts or link == "skipped"
        found[place] = replace(event, interval=interval, link="after-non-candidate" if link == "first" and broken else link)
        before, broken = event, False
    number = 0
    for run, places in enumerate(runs, 1):
        periodic = len(places) >= rules.series_min
        number += periodic
        for place in places:
            why = "" if periodic else _COUNTS.get(len(places), f"only-{len(places)}")
            found[place] = replace(found[place], run=run, series=number if periodic else 0, why=why)
    return tuple(e if e.run else replace(e, why=e.refused or ("skipped" if e.link == "skipped" else "short-start")) for e in found)


def score(movements: Sequence[Movement], hypnogram: Hypnogram, rules: Rules, breathing: Sequence[Breathing] | None = None, *, short_start: bool = True) -> Scored:
    """Score a night.

    Parameters
    ----------
    movements
        In any order. Those of one leg that overlap or nearly touch are joined, as those of two legs are.
    hypnogram
        The night; every movement begins within it.
    rules
        By which rules.
    breathing
        Breathing events, if they are to be looked at.
    short_start
        Whether a movement that follows another too soon may begin a series. The standard's text leaves it open.

    Raises
    ------
    OutsideError
        If a movement begins outside the hypnogram.
    """
    margin = slack([hypnogram.start, hypnogram.end, *(m.onset for m in movements), *(m.end for m in movements)])
    for movement in movements:
        if hypnogram.stage(movement.onset) is None:
            raise OutsideError(movement)
    order = sorted(range(len(movements)), key=lambda i: (movements[i].onset, movements[i].duration, movements[i].leg))
    joined = _chain(order, movements, rules.join_within, margin) if rules.join == "gap" else _window(order, movements, rules, margin)
    events = []
    for j in joined:
        stage = hypnogram.stage(j.onset)
        assert stage is not None  # its first movement lies within, as checked above
        side: Side = "B" if len(j.sides) == 2 else "L" if "L" in j.sides else "R"
        linked = _linked(j.onset, j.end, breathing or (), rules, margin)
        events.append(Event(j.onset, j.end, side, tuple(j.parts), stage, _refused(j, rules, margin), breathing=linked))
    again = None
    if breathing is not None and rules.breathing is not None:
        again = _series([e for e in events if e.refused or not e.breathing], rules, short_start, margin)
    return Scored(rules, hypnogram, short_start, _series(events, rules, short_start, margin), again)
