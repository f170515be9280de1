"""Bursts: what an eye sees as one twitch, whichever rules it is then judged by.

A reader marks bursts, and rules judge movements. Rules differ in what they join to one movement, so a burst may be only a part of a
movement, or more than one. `web/src/night/bursts.ts` is the same in the page; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from restlesslegs.plms.recording import Hypnogram, Movement
from restlesslegs.plms.rules import Rules
from restlesslegs.plms.score import Event, Scored, Side, score


@dataclass(frozen=True)
class Burst:
    """One twitch of one leg or of both.

    Attributes
    ----------
    number
        Its place in the trace, from 1.
    onset, end
        In seconds.
    side
        L, R or B (both).
    parts
        Places of its movements in the input.
    """

    number: int
    onset: float
    end: float
    side: Side
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """What rules make of a burst.

    Attributes
    ----------
    counted
        Whether it counts as a periodic movement.
    why
        Why not: a code of `Event.why`, or "joined" if it is only a part of an earlier burst's movement; empty if it counts.
    event
        Place of the movement among the scored events.
    """

    counted: bool
    why: str
    event: int


def bursts(movements: Sequence[Movement], hypnogram: Hypnogram, rules: Rules) -> tuple[Burst, ...]:
    """Return the bursts of a trace: its movements, joined as `rules` join them."""
    events = score(movements, hypnogram, rules).events
    return tuple(Burst(n, e.onset, e.end, e.side, e.parts) for n, e in enumerate(events, 1))


def _verdict(burst: Burst, events: Sequence[Event]) -> Verdict:
    own = [i for i, e in enumerate(events) if e.parts[0] in burst.parts]
    if not own:
        return Verdict(False, "joined", next(i for i, e in enumerate(events) if set(e.parts) & set(burst.parts)))
    told = next((i for i in own if events[i].series), own[0])
    return Verdict(events[told].series > 0, events[told].why, told)


def verdicts(found: Sequence[Burst], scored: Scored) -> tuple[Verdict, ...]:
    """Return what the rules of a scored trace make of each of its bursts."""
    return tuple(_verdict(burst, scored.events) for burst in found)
