"""How many people get augmentation, by drug and year: constant hazards from trials and cohorts, with their intervals.

A hazard is worked out from what one study saw in its own time; what it gives for later years is an extrapolation, and says so.
`web/src/stats/hazard.ts` is the same in the browser, where a reader moves through the years.

>>> round(course("silver2011-aug-pramipexole").risk(10).value)
52
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from restlesslegs.evidence import Fact, facts
from restlesslegs.evidence.format import format_value
from restlesslegs.stats import wilson


@dataclass(frozen=True)
class Seen:
    """How a study looked for augmentation.

    Parameters
    ----------
    fact
        The fact with its finding: a share in percent, or percent a year.
    drug
        In words, with the dose where there was one.
    years
        How long people were followed when the share was counted (for a share), and up to when the study saw (for both).
    people
        Whether the fact's `n` is the number of people behind it.
    judged
        By whom and by which criteria, in words.
    background
        Fact with the share that was judged to have augmentation on placebo in the same time, if any.
    """

    fact: str
    drug: str
    years: float
    people: bool
    judged: str
    background: str = ""


_WEEK: Final = 7 / 365.25

#: Studies that a course is made of. Times stand in the facts' measures and notes.
STUDIES: Final[Mapping[str, Seen]] = {
    study.fact: study
    for study in (
        Seen("allen2014-aug-pregabalin", "pregabalin, 300 mg", 1.0, False, "a blinded panel, in a trial"),
        Seen("allen2014-aug-pramipexole-025", "pramipexole, 0.25 mg", 1.0, False, "a blinded panel, in a trial"),
        Seen("allen2014-aug-pramipexole-050", "pramipexole, 0.5 mg", 1.0, False, "a blinded panel, in a trial"),
        Seen("hogl2011-aug-pramipexole-26w", "pramipexole, a half-year trial", 26 * _WEEK, False, "criteria of experts, in a trial", "hogl2011-aug-placebo-26w"),
        Seen("garciaborreguero2012-aug-ropinirole-26w", "ropinirole, a half-year trial", 26 * _WEEK, False, "criteria of experts, in a trial"),
        Seen("silver2011-aug-pramipexole", "pramipexole, one clinic", 10.0, False, "charts of one clinic"),
        Seen("allen2011-aug-rate", "dopamine drugs, a survey", 8.0, False, "answers to a questionnaire, asked once"),
        Seen("benes2012-aug-rotigotine-1y", "rotigotine, only what mattered", 1.0, True, "experts, from records, by a strict definition"),
        Seen("hogl2010-aug-levodopa", "levodopa", 0.5, True, "criteria of experts, in an open study"),
        Seen("silver2011-aug-methadone", "methadone, one clinic", 10.0, False, "charts of one clinic"),
    )
}


@dataclass(frozen=True)
class Risk:
    """How many of a hundred, with a 95 % interval where the study's size was seen, and whether the study lasted that long."""

    value: float
    low: float | None
    high: float | None
    observed: bool


def hazard(share: float, years: float) -> float:
    """Return the constant hazard a year behind a share (0 to below 1) after so many years. Raises ValueError for what is out of range."""
    if not 0 <= share < 1 or not years > 0:
        raise ValueError(f"no hazard gives a share of {share} after {years} years")
    return -math.log1p(-share) / years


@dataclass(frozen=True)
class Course:
    """A constant hazard, or one that only a susceptible share of people has.

    Attributes
    ----------
    seen
        The study.
    rate, low, high
        Hazard a year, and the ends of its 95 % interval (None where not seen).
    susceptible
        Share of people (0 to 1) who can get it at all.
    """

    seen: Seen
    rate: float
    low: float | None
    high: float | None
    susceptible: float = 1.0

    def data(self) -> dict[str, float | None]:
        """Return it as the front end reads it."""
        return {"rate": self.rate, "low": self.low, "high": self.high, "susceptible": self.susceptible, "followed": self.seen.years}

    def risk(self, years: float) -> Risk:
        """Return how many of a hundred have had augmentation after so many years. Raises ValueError for years below 0."""
        if not years >= 0:
            raise ValueError(f"years must be at least 0, not {years}")
        value, low, high = (None if h is None else 100 * self.susceptible * -math.expm1(-h * years) for h in (self.rate, self.low, self.high))
        assert value is not None
        return Risk(value, low, high, years <= self.seen.years + 1e-9)


def _share(fact: Fact) -> float:
    format_value(fact)  # refuses what nobody has verified
    if fact.value is None:
        raise ValueError(f"fact '{fact.id}' has no value")
    return fact.value / 100


def course(fact: str) -> Course:
    """Return the course behind a fact of `STUDIES`, less what was judged so on placebo where that was seen.

    Raises
    ------
    KeyError
        For a fact that is none of `STUDIES`.
    UnverifiedFactError
        If its number is from memory.
    """
    seen = STUDIES[fact]
    found = facts[fact]
    share = _share(found)
    if found.unit == "%/y":
        # A rate a year, as it is printed.
        rate = hazard(share, 1)
        return Course(seen, rate, None, None)
    rate = hazard(share, seen.years)
    if seen.background:
        rate -= hazard(_share(facts[seen.background]), seen.years)
    if not seen.people or found.n is None:
        return Course(seen, rate, None, None)
    low, high = wilson(share * found.n, found.n)
    return Course(seen, rate, hazard(low, seen.years), hazard(high, seen.years))


def late_clinic() -> Course:
    """Return the course of lipford2012: 42 % in a mean of eight years, the first signs after 16.5 months on average, none after 4.1 years.

    Only a susceptible share is at risk there; the hazard of these is the inverse of the mean time.
    """
    found = facts["lipford2012-aug-pramipexole"]
    months = 16.5  # note of the fact
    return Course(Seen(found.id, "pramipexole, another clinic", 8.0, True, "charts of one clinic"), 12 / months, None, None, _share(found))


def median_onset(course: Course, within: float) -> float:
    """Return the median time in years to augmentation among those who get it `within` so many years."""
    share = -math.expm1(-course.rate * within)
    return hazard(share / 2, 1) / course.rate


def relapse(days: float) -> float:
    """Return the share (0 to 1) that got worse so many days after pramipexole was replaced in secret by placebo (trenkwalder2006).

    Half of those who ever relapse do so in the median time of the fact; the rest never do.
    """
    most, median = _share(facts["trenkwalder2006-withdrawal-relapse"]), facts["trenkwalder2006-withdrawal-median"].value
    if median is None:
        raise ValueError("fact 'trenkwalder2006-withdrawal-median' has no value")
    # The median is of all, so it is where half of everybody has relapsed.
    pace = hazard(0.5 / most, median)
    return most * -math.expm1(-pace * days)


def table(*years: float) -> pd.DataFrame:
    """Return how many of a hundred by study and year. Index: drug. Columns: the years, with ``judged`` and ``followed`` (years)."""
    rows = {}
    for fact in STUDIES:
        one = course(fact)
        name = one.seen.drug + (", less its placebo" if one.seen.background else "")
        rows[name] = {**{f"{y:g}": one.risk(y).value for y in years}, "judged": one.seen.judged, "followed": one.seen.years}
    late = late_clinic()
    rows[late.seen.drug] = {**{f"{y:g}": late.risk(y).value for y in years}, "judged": late.seen.judged, "followed": late.seen.years}
    return pd.DataFrame.from_dict(rows, orient="index")
