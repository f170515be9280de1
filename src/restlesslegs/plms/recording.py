"""What is scored: movements, breathing events and the stages of a night. Times in seconds on one clock."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Leg = Literal["L", "R"]
Stage = Literal["W", "N1", "N2", "N3", "R"]

LEGS: Final[tuple[Leg, ...]] = ("L", "R")
STAGES: Final[tuple[Stage, ...]] = ("W", "N1", "N2", "N3", "R")

#: Length of an epoch, in seconds.
EPOCH: Final = 30.0


#: Two times closer than this are one: far below what a recording resolves, far above what sums of decimals lose.
_SLACK: Final = 1e-8


def slack(times: Iterable[float]) -> float:
    """Return how far a time may miss a bound and still be on it, in seconds.

    A gap of 0.5 s between 101.8 and 102.3 comes out as a little less, since such decimals have no exact binary form.
    What is lost grows with the clock, so the largest of `times` is looked at.
    """
    return _SLACK + 2.0**-50 * max(map(abs, times), default=0.0)


@dataclass(frozen=True)
class Movement:
    """A movement of one leg. `line` is where it stands in its table, 0 if it has none."""

    onset: float
    duration: float
    leg: Leg
    line: int = 0

    @property
    def end(self) -> float:
        """When it ends."""
        return self.onset + self.duration


@dataclass(frozen=True)
class Breathing:
    """An event of breathing. `line` is where it stands in its table, 0 if it has none."""

    onset: float
    duration: float
    line: int = 0

    @property
    def end(self) -> float:
        """When it ends."""
        return self.onset + self.duration


@dataclass(frozen=True)
class Hypnogram:
    """The stages of a night, one each epoch of 30 s, without a gap; `start` is where the first epoch begins."""

    start: float
    stages: tuple[Stage, ...]

    @property
    def end(self) -> float:
        """Where the last epoch ends."""
        return self.start + EPOCH * len(self.stages)

    def stage(self, time: float) -> Stage | None:
        """Return the stage at `time`, None outside the night; on the bound of two epochs, the later one."""
        epoch = math.floor((time - self.start + slack((self.start, self.end))) / EPOCH)
        return self.stages[epoch] if 0 <= epoch < len(self.stages) else None

    @property
    def sleep_hours(self) -> float:
        """Hours of sleep."""
        return sum(stage != "W" for stage in self.stages) / (3600 / EPOCH)

    @property
    def wake_hours(self) -> float:
        """Hours awake."""
        return sum(stage == "W" for stage in self.stages) / (3600 / EPOCH)
