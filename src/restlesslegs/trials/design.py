"""Designs of a study, and how one goes: screening, the lot, the last visit, those who are lost.

Patients come one after the other; whoever scores at least the threshold on that day is enrolled, and that score is the
first of the study. So a study selects people at a bad moment. The page runs the same studies (`web/src/trial/design.ts`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, TypeVar

import numpy as np

from restlesslegs.naming import camel
from restlesslegs.trials.patients import ALLOCATION, LOST, TOP, WEEKS, People, Population, natural, rounded, scores, study_uniforms, whole, within

T = TypeVar("T")

Design = Literal["before-after", "open", "sham"]
Analysis = Literal["completers", "carried"]

#: All get the treatment; half of them by lot, the others nothing; half of them by lot, the others a sham. The last is blinded.
DESIGNS: Final[tuple[Design, ...]] = ("before-after", "open", "sham")

#: Whether those who are lost are left out, or count with their first score as their last.
ANALYSES: Final[tuple[Analysis, ...]] = ("completers", "carried")

#: Most patients an arm.
LARGEST: Final = 100_000


@dataclass(frozen=True)
class Study:
    """A study of one treatment.

    Attributes
    ----------
    design
        One of `DESIGNS`.
    n
        Patients enrolled in each arm, 2 to 100 000.
    threshold
        Lowest score at screening that lets somebody in, 0 to 40; 0 lets in everybody.
    weeks
        From screening to the last visit, 1 to 63.
    effect
        True effect of the treatment: a fall in points; 0 for an inert one.
    analysis
        One of `ANALYSES`.
    level
        Error of the first kind, for two-sided tests; intervals hold the rest.

    Raises
    ------
    ValueError
        For a part out of its range; the message names it.
    """

    design: Design
    n: int
    threshold: float = 15
    weeks: int = 6
    effect: float = 0.0
    analysis: Analysis = "completers"
    level: float = 0.05

    def __post_init__(self) -> None:
        """Refuse what is out of range."""
        if self.design not in DESIGNS:
            raise ValueError(f"design must be one of {', '.join(DESIGNS)}")
        if self.analysis not in ANALYSES:
            raise ValueError(f"analysis must be one of {', '.join(ANALYSES)}")
        whole("n", self.n, 2, LARGEST)
        within("threshold", self.threshold, 0, TOP)
        whole("weeks", self.weeks, 1, WEEKS)
        within("effect", self.effect, -TOP, TOP)
        within("level", self.level, 1e-6, 0.5)

    @property
    def arms(self) -> int:
        """1 without a group to compare with, else 2."""
        return 1 if self.design == "before-after" else 2

    def data(self) -> dict[str, Any]:
        """Return the study as plain data, the form in which it travels to the page."""
        return {camel(name): value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Records:
    """What some studies of one kind wrote down. Arrays of shape (studies, patients), patients in the order they came.

    Attributes
    ----------
    enrolled
        Which places hold a patient: studies may differ in size.
    persons
        Number of the patient among those who came.
    treated
        Who got the treatment.
    before, after
        Scores at screening and on the last visit, whole points; `after` also of those who were lost, as nobody saw it.
    lost
        Who did not come to the last visit.
    screened
        How many came until the study was full; shape (studies,).
    """

    enrolled: np.ndarray
    persons: np.ndarray
    treated: np.ndarray
    before: np.ndarray
    after: np.ndarray
    lost: np.ndarray
    screened: np.ndarray


def _screened(population: Population, threshold: float, seed: int, studies: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers and first scores of those who get in, each of shape (studies, most wanted)."""
    most = int(wanted.max())
    end = most + 64 if threshold <= 0 else 2 * most + 64
    limit = 200 * most + 1000
    while True:
        numbers = np.arange(min(end, limit))
        came = rounded(natural(population, People(seed, studies[:, None], numbers[None, :]), 0))
        fit = came >= threshold
        if np.all(fit.sum(axis=1) >= wanted):
            break
        if end >= limit:
            raise ValueError(f"threshold is too high: fewer than {most} of {limit} who came reached it")
        end *= 2
    # Those who fit come first, in their order.
    order = np.argsort(~fit, axis=1, kind="stable")[:, :most]
    return order, np.take_along_axis(came, order, axis=1)


def _lot(seed: int, studies: np.ndarray, count: int) -> np.ndarray:
    """Return who gets the treatment: of each two that come one after the other, one, by lot."""
    places = np.arange(count)
    first = study_uniforms(seed, studies[:, None], ALLOCATION, places[None, :] // 2) < 0.5
    out: np.ndarray = first == (places % 2 == 0)
    return out


def run(population: Population, study: Study, seed: int, studies: Sequence[int] | np.ndarray = (0,), sizes: np.ndarray | None = None) -> Records:
    """Run studies of one kind on the patients of a seed.

    Parameters
    ----------
    population, study
        Of whom, and how.
    seed
        The same seed gives the same patients, and for the same patients the same course, whatever the design.
    studies
        Their numbers (0 or more); each has patients of its own.
    sizes
        Patients an arm of each, instead of `study.n`.

    Raises
    ------
    ValueError
        If too few reach the threshold.
    """
    which = np.asarray(studies, dtype=np.int64)
    each = np.full(which.shape, study.n) if sizes is None else np.asarray(sizes)
    wanted = each * study.arms
    persons, before = _screened(population, study.threshold, seed, which, wanted)
    people = People(seed, which[:, None], persons)
    treated = np.ones(persons.shape, dtype=bool) if study.arms == 1 else _lot(seed, which, persons.shape[1])
    care = np.where(treated, 0, 1 if study.design == "sham" else 2)
    after = scores(population, people, study.weeks, care, study.effect)
    lost = np.zeros(persons.shape, dtype=bool)
    if population.dropout > 0:
        odds = population.dropout / (1 - population.dropout) * np.exp(-population.dropout_lean * (before - after))
        lost = people.uniform(LOST) < odds / (1 + odds)
    enrolled = np.arange(persons.shape[1])[None, :] < wanted[:, None]
    screened = np.take_along_axis(persons, wanted[:, None] - 1, axis=1)[:, 0] + 1
    return Records(enrolled, persons, treated, before, after, lost, screened)


def on_all_cores(work: Callable[[int, int], T], count: int, chunk: int, workers: int | None = None) -> list[T]:
    """Return `work(first, stop)` for each `chunk` of 0 to `count`, in order, by `workers` threads (one a core if None).

    Array arithmetic leaves Python's lock, so threads share the cores; what is worked out does not depend on their number.
    """
    starts = range(0, count, chunk)
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        return list(pool.map(lambda first: work(first, min(first + chunk, count)), starts))
