"""Pooling trials: from the arms of each to one effect, how far trials disagree, and where the next may fall.

>>> from restlesslegs.evidence.pool import pool
>>> together = pool([-4.0, -2.0, -6.0], [1.0, 1.5, 2.0])
>>> round(together.estimate, 2)
-3.88

The estimator of the variance between trials is that of PyMARE (restricted maximum likelihood), the interval that of
Hartung and Knapp (no floor), the prediction interval that of Higgins, Thompson and Spiegelhalter (t with k - 2). What
most published reviews used, the moment estimator of DerSimonian and Laird with a normal interval, is there to compare
with them.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np

from restlesslegs.evidence.errors import Problem, TableError
from restlesslegs.evidence.table import records

Model = Literal["random", "fixed", "dersimonian-laird"]

ROLES: Final = ("active", "placebo")
_COLUMNS: Final = ("study", "role", "n", "mean", "sd")


@dataclass(frozen=True)
class Arm:
    """One arm of a trial: how many people, their mean and standard deviation, in the outcome's unit."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True)
class Effect:
    """What one study found: the mean difference, active less placebo, and its variance (unit squared)."""

    study: str
    estimate: float
    variance: float


@dataclass(frozen=True)
class Pooled:
    """What studies give together, in the outcome's unit.

    Attributes
    ----------
    k
        How many were pooled. One keeps its own normal interval, whatever the model.
    estimate, se, low, high
        The pooled effect, its standard error and 95 % interval.
    tau2, i2, q, df
        Variance between the true effects (unit squared), share of the spread beyond chance (percent), Cochran's Q and
        its degrees of freedom. Under the fixed model `tau2` and `i2` are 0 by assumption.
    weights : numpy.ndarray, shape (k,)
        Shares of the studies, summing to 1.
    prediction_low, prediction_high
        95 % prediction interval, with the standard error of the interval above; None under the fixed model and for fewer
        than three studies.
    method
        How it was pooled, in words.
    """

    k: int
    estimate: float
    se: float
    low: float
    high: float
    tau2: float
    i2: float
    q: float
    df: int
    weights: np.ndarray
    prediction_low: float | None
    prediction_high: float | None
    method: str


#: 97.5 % quantile of the normal distribution: half the width of a 95 % interval, in standard errors.
NORMAL: Final = 1.959963984540054

#: Beyond this the arithmetic of squares loses its digits; no measurement is so large or so small.
_ABSURD: Final = 1e60

METHODS: Final = {
    "random": "random effects: REML, Hartung-Knapp interval (no floor, t with k - 1), prediction interval with t of k - 2",
    "dersimonian-laird": "random effects: DerSimonian-Laird, normal interval, prediction interval with t of k - 2",
    "fixed": "one common effect, inverse variance, normal interval",
    "single": "one study: its own normal interval; nothing was pooled",
}


def combine(arms: Sequence[Arm]) -> Arm:
    """Return several arms as one, by the formula of the Cochrane Handbook. Raises ValueError without an arm."""
    if not arms:
        raise ValueError("no arm to combine")
    whole = arms[0]
    for arm in arms[1:]:
        n = whole.n + arm.n
        mean = (whole.n * whole.mean + arm.n * arm.mean) / n
        between = whole.n * arm.n / n * (whole.mean - arm.mean) ** 2
        within = (whole.n - 1) * whole.sd**2 + (arm.n - 1) * arm.sd**2
        whole = Arm(n, mean, math.sqrt((within + between) / (n - 1)))
    return whole


def difference(study: str, active: Sequence[Arm], placebo: Sequence[Arm]) -> Effect:
    """Return the mean difference of a study, active less placebo; several arms of one role are combined first."""
    a, p = combine(active), combine(placebo)
    return Effect(study, a.mean - p.mean, a.sd**2 / a.n + p.sd**2 / p.n)


def _loss(tau2: float, effects: np.ndarray, variances: np.ndarray) -> float:
    """Return minus the restricted log likelihood, without its constant."""
    weights = 1 / (variances + tau2)
    residuals = effects - np.sum(weights * effects) / np.sum(weights)
    return float(np.sum(weights * residuals**2) + np.log(np.sum(weights)) - np.sum(np.log(weights))) / 2


def _slope(tau2: float, effects: np.ndarray, variances: np.ndarray) -> float:
    """Return the slope of `_loss`."""
    weights = 1 / (variances + tau2)
    residuals = effects - np.sum(weights * effects) / np.sum(weights)
    return float(np.sum(weights) - np.sum((weights * residuals) ** 2) - np.sum(weights**2) / np.sum(weights)) / 2


def _pymare(effects: np.ndarray, variances: np.ndarray) -> float:
    with warnings.catch_warnings():
        # It is slow to load, and leaves a file open while it does.
        warnings.simplefilter("ignore", ResourceWarning)
        from pymare import Dataset  # type: ignore[import-untyped]  # it ships no types
        from pymare.estimators import VarianceBasedLikelihoodEstimator  # type: ignore[import-untyped]  # it ships no types
    fitted = VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(Dataset(y=effects, v=variances))
    return max(0.0, float(np.ravel(fitted.params_["tau2"])[0]))


def _moments(effects: np.ndarray, variances: np.ndarray) -> float:
    """Return the estimate of DerSimonian and Laird of the variance between studies: PyMARE's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        from pymare import Dataset
        from pymare.estimators import DerSimonianLaird
    return float(np.ravel(DerSimonianLaird().fit_dataset(Dataset(y=effects, v=variances)).params_["tau2"])[0])


_STEPS: Final = 64


def _tau2(effects: np.ndarray, variances: np.ndarray) -> float:
    """Return the REML estimate of the variance between studies.

    PyMARE's, brought to full precision (its search stops where the likelihood is flat to half the digits), unless the
    likelihood has a higher peak elsewhere: its range is looked through, as the page's own figures do (`web/src/stats/pool.ts`).
    """
    from scipy import optimize  # type: ignore[import-untyped]  # it ships no types

    least = float(np.min(variances))
    top = float(np.ptp(effects)) ** 2 / 2 - least  # beyond it the likelihood only falls
    if not top > 0:
        return 0.0
    grid = np.append(least * np.expm1(np.log1p(top / least) * np.arange(_STEPS) / _STEPS), top)
    near = _pymare(effects, variances)
    around = [near - 1e-4 * (near + least), near + 1e-4 * (near + least)]
    grid = np.unique(np.append(grid, [x for x in around if 0 < x < top]))
    slopes = [_slope(x, effects, variances) for x in grid]
    peaks = [0.0] if slopes[0] >= 0 else []
    for low, high, before, after in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
        if before < 0 <= after:
            peaks.append(float(optimize.brentq(_slope, low, high, args=(effects, variances), xtol=1e-300, rtol=4 * np.finfo(float).eps)))
    if not peaks:
        peaks = [top]
    return min(peaks, key=lambda x: _loss(x, effects, variances))


def pool(effects: Sequence[float], variances: Sequence[float], model: Model = "random") -> Pooled:
    """Pool effects: REML with the interval of Hartung and Knapp (no floor), one common effect, or DerSimonian-Laird.

    Parameters
    ----------
    effects, variances
        One each a study, in one unit and its square.
    model
        A word of `METHODS`, which says what it means.

    Raises
    ------
    ValueError
        Without a study, or for a variance that is not positive.
    """
    from scipy import stats  # here, since it is slow to load

    y, v = np.asarray(effects, float), np.asarray(variances, float)
    if y.size == 0 or y.shape != v.shape:
        raise ValueError(f"{y.size} effects and {v.size} variances to pool")
    if not (np.all(np.isfinite(y)) and np.all(np.isfinite(v)) and np.all(v > 0)):
        raise ValueError("an effect is no number, or a variance is not positive")
    k, df, random = len(y), len(y) - 1, model != "fixed" and len(y) > 1
    common = 1 / v
    tau2 = 0.0 if not random else _tau2(y, v) if model == "random" else _moments(y, v)
    weights = 1 / (v + tau2)
    total = float(weights.sum())
    estimate = float((weights * y).sum() / total)
    if random and model == "random":
        se = math.sqrt(float((weights * (y - estimate) ** 2).sum()) / df / total)
        half = se * float(stats.t.ppf(0.975, df))
    else:
        se = math.sqrt(1 / total)
        half = se * NORMAL
    typical = df * common.sum() / (common.sum() ** 2 - (common**2).sum()) if k > 1 else math.inf
    middle = (common * y).sum() / common.sum()
    far = float(stats.t.ppf(0.975, k - 2)) * math.sqrt(tau2 + se**2) if random and k > 2 else None
    return Pooled(
        k=k,
        estimate=estimate,
        se=se,
        low=estimate - half,
        high=estimate + half,
        tau2=tau2,
        i2=100 * tau2 / (tau2 + float(typical)) if tau2 > 0 else 0.0,
        q=float((common * (y - middle) ** 2).sum()) if k > 1 else 0.0,
        df=df,
        weights=weights / total,
        prediction_low=None if far is None else estimate - far,
        prediction_high=None if far is None else estimate + far,
        method=METHODS[model if k > 1 else "single"],
    )


def without_each(effects: Sequence[float], variances: Sequence[float], model: Model = "random") -> list[Pooled]:
    """Return, for each study, what the others give together. Raises ValueError for fewer than two."""
    if len(effects) < 2:
        raise ValueError("with one study left out none remains")
    return [pool([*effects[:i], *effects[i + 1 :]], [*variances[:i], *variances[i + 1 :]], model) for i in range(len(effects))]


def read(path: Path) -> list[Effect]:
    """Read a table of arms (columns study, role, n, mean, sd, in any order; others are left alone), one effect a study.

    Raises
    ------
    TableError
        For what cannot be read, a missing column, a number that is missing or impossible, an unknown role, or a study
        without both roles; every reason with its line.
    """
    problems: list[Problem] = []
    studies: dict[str, dict[str, list[Arm]]] = {}
    first: dict[str, int] = {}
    for line, row in records(path, _COLUMNS, problems):
        arm, wrong = _arm(row)
        problems.extend(Problem(path.name, line, message) for message in wrong)
        if arm is not None:
            first.setdefault(row["study"], line)
            studies.setdefault(row["study"], {role: [] for role in ROLES})[row["role"].lower()].append(arm)
    if not studies and not problems:
        problems.append(Problem(path.name, 1, "there is no arm in the table"))
    if problems:  # a role may be missing only because its row is wrong, so studies are looked at in a table of sound rows
        raise TableError(sorted(problems))
    effects = []
    for study, roles in studies.items():
        effect, wrong_study = _effect(study, roles)
        if wrong_study:
            problems.append(Problem(path.name, first[study], f"study '{study}' {wrong_study}"))
        effects.append(effect)
    if problems:
        raise TableError(problems)
    return effects


def _effect(study: str, roles: dict[str, list[Arm]]) -> tuple[Effect, str]:
    """Return a study's effect and, if it cannot be pooled, why."""
    nothing = Effect(study, math.nan, math.nan)
    if missing := [role for role in ROLES if not roles[role]]:
        return nothing, f"has no {' and no '.join(missing)} arm"
    try:
        effect = difference(study, roles["active"], roles["placebo"])
    except OverflowError:
        effect = nothing
    if not (abs(effect.estimate) < _ABSURD and 1 / _ABSURD < effect.variance < _ABSURD):
        return nothing, "has numbers too large or too small to be pooled"
    return effect, ""


def _arm(row: dict[str, str]) -> tuple[Arm | None, list[str]]:
    """Return the arm of a row, and what is wrong with the row."""
    wrong = [] if row["study"] else ["'study' is empty"]
    if row["role"].lower() not in ROLES:
        wrong.append(f"'role' is '{row['role']}'; it must be {' or '.join(ROLES)}")
    values: dict[str, float] = {}
    for name in ("n", "mean", "sd"):
        try:
            values[name] = float(row[name])
        except ValueError:
            values[name] = math.nan
        if not math.isfinite(values[name]):
            wrong.append(f"'{name}' is '{row[name]}', which is not a number" if row[name] else f"'{name}' is empty")
        elif name == "n" and (values[name] < 1 or values[name] != int(values[name])):
            wrong.append(f"'n' is {row[name]}; it must be a whole number of people, at least 1")
        elif name == "sd" and values[name] <= 0:
            wrong.append(f"'sd' is {row[name]}; it must be above 0")
    return (None, wrong) if wrong else (Arm(int(values["n"]), values["mean"], values["sd"]), [])


def pool_table(effects: Iterable[Effect]) -> Pooled:
    """Pool the effects of a table with random effects. Raises ValueError without one."""
    listed = list(effects)
    return pool([e.estimate for e in listed], [e.variance for e in listed])
