"""Virtual patients: the course of each one's severity, as the IRLS (0 to 40 points) tells it week by week.

A model of our own. What is measured on a visit is the person's level, plus what comes and goes within weeks, plus what
differs from visit to visit by the measurement alone, rounded to whole points within the scale. The page draws the same
patients for the same seeds (`web/src/trial/patients.ts`); a test holds the two together to 1e-9.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Final, Literal

import numpy as np

from restlesslegs.draw import normals_at, uniforms_at
from restlesslegs.naming import camel

Care = Literal["treated", "sham", "none"]

#: What a patient may get: the treatment, one that only looks like it, or nothing.
CARE: Final[tuple[Care, ...]] = ("treated", "sham", "none")

#: The longest scale of severity, in points.
TOP: Final = 40

#: Weeks before and after screening that can be drawn.
WEEKS: Final = 63
_SPAN: Final = WEEKS + 1
_YEAR: Final = 52

# What is drawn, each from a stream of its own; every study of a seed has a set of them.
(LEVEL, SLOW, FORWARD, BACKWARD, NOISE, NOISE_BEFORE, PLACEBO, MIMIC, MIMIC_AFTER, REMISSION, LOST, ALLOCATION, TRIAL, SIZE) = range(14)
_STREAMS: Final = 16


@dataclass(frozen=True)
class Population:
    """Where patients come from; `restlesslegs.trials.published` says which numbers are facts and which are assumed.

    Attributes
    ----------
    mean, between
        Mean severity before any selection, in points, and the standard deviation of people's own levels around it.
    within
        Standard deviation of one person's scores around the own level, in points.
    slow_share
        Share of that variance (0 to 1) that comes and goes slowly; the rest differs from visit to visit.
    memory
        Weeks after which the slow part is like itself by 37 percent (its correlation falls exponentially).
    placebo, placebo_spread
        Mean and standard deviation between people of the full fall on treatment or sham that no effect explains, in points.
    placebo_studies
        Standard deviation of that mean between studies, in points.
    onset
        Weeks after which effect and placebo response have reached 63 percent; 0 means at once.
    drift
        Natural course: change of everybody's level, in points a year.
    remission
        Natural course: chance that symptoms stop within a year, for everybody alike (0 to below 1).
    dropout
        Chance (0 to below 1) that somebody whose score stayed the same is lost before the last visit.
    dropout_lean
        By how much the logarithm of the odds of being lost falls with each point of improvement; below 0 it rises.
    mimics
        Share of patients (0 to 1) whose symptoms are not RLS, and which the treatment ends.
    mimic_after, mimic_spread
        Mean and standard deviation of their scores when treated, in points.

    Raises
    ------
    ValueError
        For a parameter out of its range; the message names it.
    """

    mean: float
    between: float
    within: float
    slow_share: float = 0.5
    memory: float = 4.0
    placebo: float = 0.0
    placebo_spread: float = 0.0
    placebo_studies: float = 0.0
    onset: float = 0.0
    drift: float = 0.0
    remission: float = 0.0
    dropout: float = 0.0
    dropout_lean: float = 0.0
    mimics: float = 0.0
    mimic_after: float = 0.0
    mimic_spread: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        for name, value in asdict(self).items():
            low, high, below = BOUNDS[name]
            within(camel(name), value, low, high, below)

    def data(self) -> dict[str, float]:
        """Return the parameters as plain data, the form in which they travel to the page."""
        return {camel(name): value for name, value in asdict(self).items()}


_ANY: Final = (-math.inf, math.inf, False)
_SIZE: Final = (0.0, math.inf, False)

#: Lowest and highest value of each parameter, and whether the highest itself is excluded.
BOUNDS: Final[dict[str, tuple[float, float, bool]]] = {
    "mean": (0.0, TOP, False),
    "between": _SIZE,
    "within": _SIZE,
    "slow_share": (0.0, 1.0, False),
    "memory": (0.01, math.inf, False),
    "placebo": _ANY,
    "placebo_spread": _SIZE,
    "placebo_studies": _SIZE,
    "onset": _SIZE,
    "drift": _ANY,
    "remission": (0.0, 1.0, True),
    "dropout": (0.0, 1.0, True),
    "dropout_lean": (-5.0, 5.0, False),
    "mimics": (0.0, 1.0, False),
    "mimic_after": (0.0, TOP, False),
    "mimic_spread": _SIZE,
}


def _told(value: float) -> str:
    return str(int(value)) if value == math.floor(value) else repr(value)


def within(name: str, value: float, low: float, high: float, below: bool = False) -> None:
    """Raise ValueError, naming `name`, unless `value` is a finite number from `low` to `high` (itself excluded if `below`)."""
    if not math.isfinite(value):
        raise ValueError(f"{name} must be a number")
    if value < low:
        raise ValueError(f"{name} must be at least {_told(low)}")
    if value > high or (below and value == high):
        raise ValueError(f"{name} must be {'below' if below else 'at most'} {_told(high)}")


def whole(name: str, value: float, low: int, high: int) -> None:
    """Raise ValueError, naming `name`, unless `value` is a whole number from `low` to `high`."""
    if not (math.isfinite(value) and value == math.floor(value) and low <= value <= high):
        raise ValueError(f"{name} must be a whole number from {low} to {high}")


@dataclass(frozen=True)
class People:
    """Some of those who might come to studies: by number of study, and of person within it; two arrays that broadcast.

    Who somebody is depends on seed, study and number alone, not on the design, on who else comes, or on how many are
    drawn at a time.
    """

    seed: int
    studies: np.ndarray
    persons: np.ndarray

    def uniform(self, variable: int) -> np.ndarray:
        """Return each person's number from 0 to 1 for a variable."""
        return uniforms_at(self.seed, self.studies * _STREAMS + variable, self.persons)

    def normal(self, variable: int, week: int | None = None) -> np.ndarray:
        """Return each person's normal number for a variable, or for one that differs between weeks (0 or more)."""
        places = self.persons if week is None else self.persons * _SPAN + week
        return normals_at(self.seed, self.studies * _STREAMS + variable, places)


def study_normals(seed: int, studies: np.ndarray) -> np.ndarray:
    """Return one normal number for each study, for what differs between studies."""
    return normals_at(seed, studies * _STREAMS + TRIAL, np.zeros_like(studies))


def study_uniforms(seed: int, studies: np.ndarray, variable: int, places: np.ndarray) -> np.ndarray:
    """Return numbers from 0 to 1 of studies for what is no person's: sizes and the lot."""
    return uniforms_at(seed, studies * _STREAMS + variable, places)


def grown(onset: float, week: float) -> float:
    """Return which share of a response has come `week` weeks after the start (0 before it)."""
    if week <= 0:
        return 0.0
    return 1.0 if onset == 0 else 1 - math.exp(-week / onset)


def _slow(population: Population, people: People, week: int) -> np.ndarray:
    """Return the slow part in a week, before or after screening; it is the same process in both directions of time."""
    keep = math.exp(-1 / population.memory)
    fresh = math.sqrt(1 - keep * keep)
    state = people.normal(SLOW)
    for step in range(abs(week)):
        state = keep * state + fresh * people.normal(FORWARD if week > 0 else BACKWARD, step)
    out: np.ndarray = math.sqrt(population.slow_share) * population.within * state
    return out


def natural(population: Population, people: People, week: int) -> np.ndarray:
    """Return what a visit would measure without any treatment, before rounding and before remission, in points."""
    noise = people.normal(NOISE, week) if week >= 0 else people.normal(NOISE_BEFORE, -week)
    level = population.mean + population.between * people.normal(LEVEL) + population.drift * week / _YEAR
    points: np.ndarray = level + _slow(population, people, week) + math.sqrt(1 - population.slow_share) * population.within * noise
    return points


def rounded(points: np.ndarray) -> np.ndarray:
    """Return points as the scale has them: whole, 0 to 40."""
    out: np.ndarray = np.clip(np.floor(points + 0.5), 0, TOP)
    return out


def scores(population: Population, people: People, week: int, care: np.ndarray, effect: float) -> np.ndarray:
    """Return everybody's scores on a visit.

    Parameters
    ----------
    population, people
        Of whom.
    week
        Weeks since screening and start of treatment, -63 to 63.
    care
        What each gets, as places in `CARE`, in a shape that broadcasts with the people.
    effect
        Full effect of the treatment, a fall in points.

    Returns
    -------
    numpy.ndarray
        Whole points, 0 to 40.
    """
    points = natural(population, people, week)
    if week <= 0:
        return rounded(points)
    treated, anything = care == 0, care != 2
    share = grown(population.onset, week)
    response = population.placebo + population.placebo_studies * study_normals(people.seed, people.studies) + population.placebo_spread * people.normal(PLACEBO)
    points = points - share * (np.where(anything, response, 0.0) + np.where(treated, effect, 0.0))
    if population.mimics > 0:
        ended = treated & (people.uniform(MIMIC) < population.mimics)
        after = population.mimic_after + population.mimic_spread * people.normal(MIMIC_AFTER)
        points = np.where(ended, (1 - share) * natural(population, people, week) + share * after, points)
    if population.remission > 0:
        gone = people.uniform(REMISSION) < 1 - (1 - population.remission) ** (week / _YEAR)
        points = np.where(gone, 0.0, points)
    return rounded(points)


def course(population: Population, seed: int, study: int, person: int, first: int, last: int, care: Care = "none", effect: float = 0.0) -> list[float]:
    """Return a person's score in each week from `first` to `last` (-63 to 63); screening and start of treatment are in week 0.

    A study's patients have the same scores here as in the study. Raises ValueError for weeks or care that there are not.
    """
    whole("first", first, -WEEKS, WEEKS)
    whole("last", last, first, WEEKS)
    if care not in CARE:
        raise ValueError(f"care must be one of {', '.join(CARE)}")
    people = People(seed, np.array([study]), np.array([person]))
    got = np.array([CARE.index(care)])
    return [float(scores(population, people, week, got, effect)[0]) for week in range(first, last + 1)]
