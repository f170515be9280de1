"""``python -m restlesslegs.plms.check`` holds the drawn nights against what was measured: one line an observable."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from restlesslegs.evidence import facts
from restlesslegs.plms.night import generate, sleepers
from restlesslegs.plms.report import BIN, Report, report
from restlesslegs.plms.rules import rules
from restlesslegs.plms.score import score

#: How many nights of each sleeper are looked at.
NIGHTS: Final = 300

#: Below it an interval is of the short peak, above it of the long one, in seconds: the valley between.
_VALLEY: Final = 8.0


@dataclass(frozen=True)
class Observable:
    """One thing that was measured in people, and what the model gives.

    Attributes
    ----------
    name
        What it is, in words.
    fact
        Id of the fact it is held against; empty for a direction that no number tells.
    low, high
        Between which it should lie, in `unit`.
    given
        What the nights give.
    unit
        A word of the evidence tables, as the fact has it.
    basis
        How `low` and `high` come from the fact.
    """

    name: str
    fact: str
    low: float
    high: float
    given: float
    unit: str
    basis: str

    @property
    def met(self) -> bool:
        """Whether the model gives what is expected."""
        return self.low <= self.given <= self.high

    def __str__(self) -> str:
        return f"{self.name}: expected {self.low:.3g} to {self.high:.3g}, given {self.given:.3g}" + ("" if self.unit == "1" else f" {self.unit}")


def reports(sleeper: str, count: int = NIGHTS) -> list[Report]:
    """Return the reports of the first nights of a preset, by the rules of today."""
    return [report(score(night.movements, night.hypnogram, rules())) for night in (generate(sleepers()[sleeper], seed) for seed in range(count))]


def peak(nights: Sequence[Report], low: float, high: float) -> float:
    """Return the middle of the highest bar of the intervals of all nights between `low` and `high`, in seconds."""
    bars = {n: sum(night.histogram[n] for night in nights) for n in range(int(low / BIN), int(high / BIN))}
    return (max(bars, key=lambda n: bars[n]) + 0.5) * BIN


def _range(name: str, fact: str, given: float) -> Observable:
    low, high = (end.magnitude for end in facts[fact].bounds)
    return Observable(name, fact, low, high, given, facts[fact].unit, "the range that was found")


def _near(name: str, fact: str, given: float, margin: float, basis: str) -> Observable:
    value = facts[fact].quantity.magnitude
    return Observable(name, fact, value - margin, value + margin, given, facts[fact].unit, basis)


def check(count: int = NIGHTS) -> list[Observable]:
    """Return what the nights of the presets are held against, and what they give."""
    young, old = reports("rls-young", count), reports("rls-old", count)
    many = [n for n in young if n.plms_index is not None and n.plms_index > facts["icsd3-plmd-adult-threshold"].quantity.magnitude]
    periodicity = [n.periodicity_index for n in many if n.periodicity_index is not None]
    sd = facts["plms-arousal-duration-mean"].sd or 0.0
    third = [len(n.by_hour) // 3 for n in young]
    early = sum(sum(n.by_hour[:k]) for n, k in zip(young, third, strict=True))
    late = sum(sum(n.by_hour[-k - 1 : -1]) for n, k in zip(young, third, strict=True))  # the last hour is only begun
    both = [n.both_legs for n in young if n.both_legs is not None]
    durations = [n.duration_mean for n in young if n.duration_mean is not None]
    return [
        _range("RLS, under 55: intervals, long peak", "ferri2006b-imi-long-peak", peak(young, _VALLEY, 90)),
        _range("RLS, under 55: usual interval", "ferri2008-imi-young", peak(young, _VALLEY, 90)),
        _range("RLS, over 65: usual interval", "ferri2008-imi-old", peak(old, _VALLEY, 90)),
        _range("RLS, under 55: intervals, short peak", "ferri2006b-imi-short-peak", peak(young, 0, _VALLEY)),
        _near("RLS, under 55: periodicity index", "shin2016-periodicity-index", sum(periodicity) / max(len(periodicity), 1), 0.05, "half of the spread that was found"),
        _near(
            "RLS, under 55: movements of one leg alone",
            "ferri-bilateral-unilateral-share",
            100 * (1 - sum(both) / len(both)),
            5,
            "the model was set to it; joining changes it a little",
        ),
        _near("RLS, under 55: duration", "plms-arousal-duration-mean", sum(durations) / len(durations), sd, "the spread between people that was found"),
        Observable(
            "RLS, under 55: PLMS in the last third of the night, by those in the first",
            "",
            0,
            0.75,
            late / early,
            "1",
            f"they fall through the night ({facts['sforza2005-night-correlation'].source.short})",
        ),
    ]


def main() -> int:
    """Print the check; return 0 if the model gives all that is expected, else 1."""
    found = check()
    print(*(f"{observable}{'' if observable.met else ' (missed)'}" for observable in found), sep="\n")
    return 0 if all(observable.met for observable in found) else 1


if __name__ == "__main__":
    sys.exit(main())
