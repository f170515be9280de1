"""Draws nights: stages of sleep, leg movements, breathing events.

A simple model of our own, not a published one. Movements come in bouts, in which one follows the other at a lognormal
interval; bouts begin at random, often at first and more and more rarely through the night, and rarely in REM sleep. The
page draws the same nights for the same seeds (`web/src/night/generate.ts`); a test holds the two together to 1e-9.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Final

from restlesslegs.draw import Draw
from restlesslegs.evidence import facts
from restlesslegs.naming import camel
from restlesslegs.plms.recording import EPOCH, Breathing, Hypnogram, Leg, Movement, Stage

_HYPNOGRAM, _BOUTS, _ISOLATED, _BREATHING, _PERSON, _NIGHT = range(6)  # streams


@dataclass(frozen=True)
class Sleeper:
    """Who sleeps: the parameters of a night. All are conceptual but for `both_legs`, and chosen to meet the targets of `check`.

    Attributes
    ----------
    bouts
        Bouts that would begin in an hour without one, at the start of the night; times `factor`.
    fades
        Hours in which that falls to 37 percent.
    length
        Mean number of movements of a bout, after the first.
    interval, interval_spread
        Median interval within a bout, in seconds, and the standard deviation of its logarithm.
    doublets
        Chance that a movement has a second one on its heels.
    isolated
        Movements an hour that belong to no bout.
    both_legs
        Chance that the other leg moves too.
    rem
        In REM sleep bouts begin so much more rarely.
    breathing
        Breathing events an hour of sleep.
    breathing_moves
        Chance that a movement comes with the end of a breathing event.
    sleep
        Hours of sleep.
    factor
        Of this person and this night (`factor`).
    """

    bouts: float
    fades: float
    length: float
    interval: float
    interval_spread: float
    doublets: float
    isolated: float
    both_legs: float
    rem: float = 0.25
    breathing: float = 0.0
    breathing_moves: float = 0.5
    sleep: float = 7.0
    factor: float = 1.0

    def data(self) -> dict[str, float]:
        """Return the parameters as plain data, the form in which they travel to the page."""
        return {camel(name): value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Night:
    """A night as it was drawn: movements and breathing events by onset."""

    movements: tuple[Movement, ...]
    hypnogram: Hypnogram
    breathing: tuple[Breathing, ...]


@cache
def sleepers() -> Mapping[str, Sleeper]:
    """Return the presets by id."""
    one_leg = facts["ferri-bilateral-unilateral-share"].value
    if one_leg is None:
        raise ValueError("fact 'ferri-bilateral-unilateral-share' has no value")
    both = 1 - one_leg / 100
    return {
        "rls-young": Sleeper(13.5, 2.4, 14, 28, 0.33, 0.015, 2, both),
        "rls-old": Sleeper(4, 99, 20, 15, 0.22, 0.015, 2, both),
        "rls-mild": Sleeper(3.5, 3.5, 10, 28, 0.35, 0.05, 3, both),
        "healthy": Sleeper(0.5, 4, 5, 28, 0.45, 0.25, 6, both),
    }


# Sleep, in minutes: cycles that end in REM sleep, which grows, while deep sleep shrinks. Conceptual.
_CYCLE: Final = 90
_REM, _REM_MORE = 10, 5
_DEEP, _DEEP_LESS = 35, 12
_LIGHT, _BEFORE_DEEP = 5, 15


def _asleep(minute: float) -> Stage:
    """Return the stage of an undisturbed sleeper, minutes after falling asleep."""
    cycle, within = divmod(minute, _CYCLE)
    if within >= _CYCLE - (_REM + _REM_MORE * cycle):
        return "R"
    if within < _LIGHT:
        return "N1"
    deep = max(0.0, _DEEP - _DEEP_LESS * cycle)
    return "N3" if _BEFORE_DEEP <= within < _BEFORE_DEEP + deep else "N2"


def _hypnogram(sleeper: Sleeper, draw: Draw) -> tuple[Hypnogram, float]:
    """Return the stages of the night, and when sleep begins, in seconds."""
    awake = 10 + math.floor(draw.exponential(20))
    stages: list[Stage] = ["W"] * awake
    for epoch in range(round(sleeper.sleep * 3600 / EPOCH)):
        minute = epoch * EPOCH / 60
        # Short spells awake, mostly where a cycle ends, and light sleep after them.
        chance = 0.7 if epoch and minute % _CYCLE == 0 else 0.006
        if draw.uniform() < chance:
            stages += ["W"] * (1 + math.floor(draw.exponential(4)))
            stages.append("N1")
        else:
            stages.append(_asleep(minute))
    return Hypnogram(0.0, (*stages, *("W",) * 10)), awake * EPOCH


def _duration(draw: Draw) -> float:
    return min(9.0, max(0.6, draw.lognormal(2.6, 0.45)))


def _move(time: float, sleeper: Sleeper, draw: Draw, into: list[Movement], room: float = math.inf) -> float:
    """Add a movement of one leg, or of both, at `time`, over within `room` seconds (at least 1); return when it is over."""
    first: Leg = "L" if draw.uniform() < 0.5 else "R"
    into.append(Movement(time, min(_duration(draw), room), first))
    end = into[-1].end
    if draw.uniform() < sleeper.both_legs:
        later = min(abs(draw.normal(0, 0.3)), room - 0.5)
        into.append(Movement(time + later, min(_duration(draw), room - later), "R" if first == "L" else "L"))
        end = max(end, into[-1].end)
    return end


#: Between two movements: seconds until the next of a bout, and the little more than half a second that keeps them two.
_REST, _APART = 1.0, 0.6


def _bout(time: float, night: Hypnogram, sleeper: Sleeper, draw: Draw, into: list[Movement]) -> float:
    """Add a bout that begins at `time`; return when its last movement begins. It stops where REM sleep begins."""
    count = 1 + math.floor(draw.exponential(sleeper.length))
    stage = night.stage(time)
    for done in range(1, count + 1):
        last = time
        if draw.uniform() < sleeper.doublets:
            last = time + max(1 + _APART, draw.normal(3.5, 0.8))
            _move(time, sleeper, draw, into, last - time - _APART)
        end = _move(last, sleeper, draw, into)
        following = max(time + draw.lognormal(sleeper.interval, sleeper.interval_spread), end + _REST)
        before, stage = stage, night.stage(following)
        if done == count or stage is None or (stage == "R" and before != "R"):
            break
        time = following
    return last


def _bouts(night: Hypnogram, asleep: float, sleeper: Sleeper, draw: Draw, into: list[Movement]) -> None:
    rate = sleeper.bouts * sleeper.factor / 3600
    time = night.start
    while rate > 0:
        time += draw.exponential(1 / rate)
        stage = night.stage(time)
        if stage is None:
            return
        chance = math.exp(-max(0.0, time - asleep) / (3600 * sleeper.fades)) * (sleeper.rem if stage == "R" else 1)
        if draw.uniform() < chance:
            time = _bout(time, night, sleeper, draw, into)


def _isolated(night: Hypnogram, sleeper: Sleeper, draw: Draw, into: list[Movement]) -> None:
    time = night.start
    while sleeper.isolated > 0:
        time += draw.exponential(3600 / sleeper.isolated)
        if night.stage(time) is None:
            return
        _move(time, sleeper, draw, into)


def _breathing(night: Hypnogram, sleeper: Sleeper, draw: Draw, into: list[Movement]) -> list[Breathing]:
    events: list[Breathing] = []
    time = night.start
    while sleeper.breathing > 0:
        time += draw.exponential(3600 / sleeper.breathing)
        length = 10 + draw.exponential(10)
        moves, after = draw.uniform() < sleeper.breathing_moves, 3 * draw.uniform()
        if night.stage(time) is None:
            break
        if night.stage(time) == "W" or (events and time < events[-1].end + 10):
            continue
        events.append(Breathing(time, length))
        if moves and night.stage(time + length + after) is not None:
            _move(time + length + after, sleeper, draw, into)
    return events


def _apart(movements: list[Movement]) -> tuple[Movement, ...]:
    """Return movements by onset, without those that begin before their leg has rested."""
    rested = {"L": -math.inf, "R": -math.inf}
    kept = []
    for movement in sorted(movements, key=lambda m: (m.onset, m.leg)):
        if movement.onset >= rested[movement.leg]:
            rested[movement.leg] = movement.end + _APART
            kept.append(movement)
    return tuple(kept)


def generate(sleeper: Sleeper, seed: int) -> Night:
    """Draw a night. The same `seed` gives the same night; each part of it draws from a stream of its own."""
    night, asleep = _hypnogram(sleeper, Draw(seed, _HYPNOGRAM))
    movements: list[Movement] = []
    _bouts(night, asleep, sleeper, Draw(seed, _BOUTS), movements)
    _isolated(night, sleeper, Draw(seed, _ISOLATED), movements)
    breathing = _breathing(night, sleeper, Draw(seed, _BREATHING), movements)
    return Night(tuple(m for m in _apart(movements) if night.stage(m.onset) is not None), night, tuple(breathing))


def person_shares() -> Mapping[str, float]:
    """Return which share of the variance of `factor` is between people, by two ways of asking; they disagree.

    What chance does within a night comes on top, so counted movements of two nights agree a little less than that.
    """
    correlation = facts["sforza2005-night-correlation"].value
    if correlation is None:
        raise ValueError("fact 'sforza2005-night-correlation' has no value")
    return {
        "two-nights": correlation,
        "many-nights": 5 / 6,  # people differ nearly five times as much as nights: note of fact trotti2009-five-nights-over15
    }


#: Spread of `factor` over people and nights together: standard deviation of its logarithm. Conceptual.
SPREAD: Final = 0.6


def factor(person: int, night: int, share: float, spread: float = SPREAD) -> float:
    """Return by what a person's bouts are multiplied on one night; the mean over people and nights is 1.

    Parameters
    ----------
    person, night
        Seeds.
    share
        Share of the variance (of the logarithm) that is between people, 0 to 1.
    spread
        Standard deviation of the logarithm. Conceptual.
    """
    deviation = math.sqrt(share) * Draw(person, _PERSON).normal() + math.sqrt(1 - share) * Draw(night, _NIGHT).normal()
    return math.exp(spread * deviation - spread**2 / 2)
