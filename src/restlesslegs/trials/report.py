"""What a study reports: changes and differences with their intervals, how many got better, and what a hundred such studies look like.

Student's t throughout, for two arms with one common variance. The page reports the same (`web/src/trial/report.ts`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from scipy.special import ndtr, stdtr, stdtrit  # type: ignore[import-untyped]  # it ships no types

from restlesslegs.naming import camel
from restlesslegs.trials.design import LARGEST, Records, Study, on_all_cores, run
from restlesslegs.trials.patients import SIZE, Population, study_uniforms, whole, within

#: Falls that vein studies counted (facts sundaresan2019-ten-points and hayes2008-responders-15), in points.
FALLS: Final = (10, 15)

#: Half the width of a normal 95 % interval, in standard errors.
_NORMAL: Final = 1.959963984540054

_CHUNK: Final = 256


@dataclass(frozen=True)
class Estimate:
    """A mean or a difference of means, in points; negative is better. What too few patients leave open is None.

    Attributes
    ----------
    value, se
        The estimate and its standard error.
    low, high
        Its interval (95 % unless the study's level says otherwise).
    p
        Two-sided p value against 0; None also where nobody differs from anybody.
    """

    value: float | None
    se: float | None
    low: float | None
    high: float | None
    p: float | None


@dataclass(frozen=True)
class Arm:
    """One arm.

    Attributes
    ----------
    enrolled, lost, analysed
        How many.
    before, before_sd, after
        Scores of those analysed: mean and standard deviation at screening, mean at the end.
    change
        Mean change, after less before, by itself.
    change_sd
        Its standard deviation between patients.
    halved, ten, fifteen, zero
        Shares of those analysed (0 to 1) whose score fell to half or less, by 10 points or more, by 15 or more, and who end at 0.
    """

    enrolled: int
    lost: int
    analysed: int
    before: float | None
    before_sd: float | None
    after: float | None
    change: Estimate
    change_sd: float | None
    halved: float | None
    ten: float | None
    fifteen: float | None
    zero: float | None


@dataclass(frozen=True)
class Outcome:
    """What a study reports.

    Attributes
    ----------
    screened
        How many came until it was full.
    treated, control
        The arms; `control` is None without one.
    result
        What the study rests on: the change in the only arm, or the difference of the changes, treated less control.
    significant
        Whether that is below 0 with a p value below the study's level.
    """

    screened: int
    treated: Arm
    control: Arm | None
    result: Estimate
    significant: bool

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as the page names it."""
        return camels(asdict(self))


def camels(named: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data with names as the page writes them, also within."""
    return {camel(name): camels(value) if isinstance(value, dict) else list(value) if isinstance(value, tuple) else value for name, value in named.items()}


def _estimate(value: float, se: float, df: int, level: float) -> Estimate:
    half = float(stdtrit(df, 1 - level / 2)) * se
    return Estimate(value, se, value - half, value + half, float(2 * stdtr(df, -abs(value) / se)) if se > 0 else None)


def _arm(before: np.ndarray, after: np.ndarray, lost: np.ndarray, study: Study) -> tuple[Arm, np.ndarray]:
    """Return an arm and the changes of those analysed."""
    if study.analysis == "carried":
        after = np.where(lost, before, after)
    else:
        before, after = before[~lost], after[~lost]
    change, n = after - before, before.size
    mean = float(change.mean()) if n else None
    change_sd = float(change.std(ddof=1)) if n > 1 else None
    estimate = Estimate(mean, None, None, None, None)
    if mean is not None and change_sd is not None:
        estimate = _estimate(mean, change_sd / math.sqrt(n), n - 1, study.level)
    halved = (before > 0) & (2 * after <= before)
    halved_share, ten, fifteen, zero = [float(np.mean(which)) if n else None for which in (halved, change <= -FALLS[0], change <= -FALLS[1], after == 0)]
    arm = Arm(
        lost.size,
        int(lost.sum()),
        n,
        float(before.mean()) if n else None,
        float(before.std(ddof=1)) if n > 1 else None,
        float(after.mean()) if n else None,
        estimate,
        change_sd,
        halved_share,
        ten,
        fifteen,
        zero,
    )
    return arm, change


def _difference(treated: np.ndarray, control: np.ndarray, level: float) -> Estimate:
    a, b = treated.size, control.size
    if not (a and b):
        return Estimate(None, None, None, None, None)
    value, df = float(treated.mean() - control.mean()), a + b - 2
    if df < 1:
        return Estimate(value, None, None, None, None)
    squares = float(((treated - treated.mean()) ** 2).sum() + ((control - control.mean()) ** 2).sum())
    return _estimate(value, math.sqrt(squares / df * (1 / a + 1 / b)), df, level)


def outcomes(records: Records, study: Study) -> list[Outcome]:
    """Return what each study of the records reports."""
    made = []
    for i, screened in enumerate(records.screened):
        arms = []
        for treated in (True, False)[: study.arms]:
            own = records.enrolled[i] & (records.treated[i] == treated)
            arms.append(_arm(records.before[i][own], records.after[i][own], records.lost[i][own], study))
        control = arms[1][0] if len(arms) > 1 else None
        result = arms[0][0].change if control is None else _difference(arms[0][1], arms[1][1], study.level)
        significant = result.p is not None and result.value is not None and result.value < 0 and result.p < study.level
        made.append(Outcome(int(screened), arms[0][0], control, result, significant))
    return made


def conduct(population: Population, study: Study, seed: int, number: int = 0) -> Outcome:
    """Run one study and report it. Raises ValueError if too few reach the threshold."""
    return outcomes(run(population, study, seed, (number,)), study)[0]


def sizes_of(seed: int, studies: np.ndarray, low: int, high: int) -> np.ndarray:
    """Return patients an arm of each study, from `low` to `high`, small ones more often than large ones."""
    uniform = study_uniforms(seed, studies, SIZE, np.zeros_like(studies))
    out: np.ndarray = np.clip(np.floor(low * np.exp(uniform * math.log((high + 1) / low))), low, high).astype(np.int64)
    return out


def repeat(population: Population, study: Study, seed: int, count: int = 100, sizes: tuple[int, int] | None = None, workers: int | None = None) -> list[Outcome]:
    """Run a study again and again, each time on other patients.

    Parameters
    ----------
    population, study, seed
        Of whom, how, and from which random numbers.
    count
        How often, 1 to 100 000.
    sizes
        If given, patients an arm lie between these two and differ from study to study.
    workers
        Threads; one a core if None. The outcomes do not depend on it.
    """
    whole("count", count, 1, LARGEST)
    if sizes is not None:
        whole("smallest size", sizes[0], 2, LARGEST)
        whole("largest size", sizes[1], sizes[0], LARGEST)
    largest = study.arms * (study.n if sizes is None else sizes[1])

    def some(first: int, stop: int) -> list[Outcome]:
        studies = np.arange(first, stop)
        return outcomes(run(population, study, seed, studies, None if sizes is None else sizes_of(seed, studies, *sizes)), study)

    # Few studies at a time if they are large, so that memory stays small.
    chunk = max(1, min(_CHUNK, 200_000 // largest))
    return [outcome for part in on_all_cores(some, count, chunk, workers) for outcome in part]


@dataclass(frozen=True)
class Funnel:
    """Many studies of one treatment, of which only the significant ones that speak for it are published.

    Attributes
    ----------
    studies, published
        How many were done, and how many of them are seen.
    mean, published_mean
        Plain means of their results, in points; None without one.
    covered
        Share (0 to 1) of all intervals that hold `truth`.
    truth
        Minus the true effect.
    """

    studies: int
    published: int
    mean: float | None
    published_mean: float | None
    covered: float | None
    truth: float


def funnel(studies: Sequence[Outcome], effect: float) -> Funnel:
    """Return what many studies give together, all of them and those that are published; `effect` is the true one, a fall."""
    told = [s.result for s in studies if s.result.value is not None]
    seen = [s.result.value for s in studies if s.significant]
    held = [r.low <= -effect <= r.high for r in told if r.low is not None and r.high is not None]
    return Funnel(
        len(studies),
        len(seen),
        _mean([r.value for r in told]),
        _mean(seen),
        _mean([float(h) for h in held]),
        -effect if effect else 0.0,
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return sum(known) / len(known) if known else None


@dataclass(frozen=True)
class Prediction:
    """Where the mean change of a new study would lie if the treatment did nothing.

    Attributes
    ----------
    change, low, high
        Mean change and 95 % prediction interval, in points.
    as_large
        Chance (0 to 1) of a fall at least as large as the one that was asked for; None if none was.
    inside
        Whether that one lies in the interval; None if none was asked for.
    """

    change: float
    low: float
    high: float
    as_large: float | None
    inside: bool | None


def predict(change: float, sd: float, between: float, n: int, found: float | None = None) -> Prediction:
    """Predict the mean change of a new inert arm of `n`, in normal approximation.

    Parameters
    ----------
    change, sd
        Mean change on placebo and its standard deviation between patients, in points.
    between
        Standard deviation of the mean placebo response between studies, in points.
    n
        Patients, 2 or more.
    found
        A published mean change to compare with, negative for a fall.

    Raises
    ------
    ValueError
        For numbers out of range; the message names the part.
    """
    within("sd", sd, 0.01, 100)
    within("between", between, 0, 100)
    whole("n", n, 2, LARGEST)
    spread = math.sqrt(between**2 + sd**2 / n)
    low, high = change - _NORMAL * spread, change + _NORMAL * spread
    if found is None:
        return Prediction(change, low, high, None, None)
    return Prediction(change, low, high, float(ndtr((found - change) / spread)), low <= found <= high)
