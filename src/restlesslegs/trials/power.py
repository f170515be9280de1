"""How many patients a trial of two arms needs, and what chance it has: Student's t test, two-sided, arms of one size.

The noncentral t distribution is a mean of the normal one over the spread that the trial happens to see. That mean is
taken as a sum over the logarithm of the spread, where the sum of evenly spaced values is exact to the last digits.
The page does the same (`web/src/trial/power.ts`).
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from scipy.special import ndtr, stdtrit  # type: ignore[import-untyped]  # it ships no types

from restlesslegs.trials.design import LARGEST
from restlesslegs.trials.patients import whole, within

_POINTS: Final = 400


def _below(t: float, df: int, shift: float) -> float:
    """Return the share of the noncentral t distribution below `t`."""
    reach = math.sqrt(40 / df)
    logs = np.linspace(-(40 / df + reach), reach, _POINTS)
    weights = np.exp(df * (logs - np.expm1(2 * logs) / 2))
    return float(np.sum(weights * ndtr(t * np.exp(logs) - shift)) / np.sum(weights))


def power(difference: float, sd: float, n: int, level: float = 0.05) -> float:
    """Return the chance that a trial with `n` analysed an arm is significant, in either direction.

    Parameters
    ----------
    difference
        True difference of the arms, in the unit of `sd`.
    sd
        Standard deviation within an arm, above 0.
    n
        Patients analysed an arm, 2 or more.
    level
        Error of the first kind, two-sided.

    Raises
    ------
    ValueError
        For numbers out of range; the message names the part.
    """
    within("difference", difference, -1000, 1000)
    within("sd", sd, 0.01, 1000)
    whole("n", n, 2, LARGEST)
    within("level", level, 1e-6, 0.5)
    df, shift = 2 * n - 2, abs(difference) / sd * math.sqrt(n / 2)
    bound = float(stdtrit(df, 1 - level / 2))
    return 1 - _below(bound, df, shift) + _below(-bound, df, shift)


def sample_size(difference: float, sd: float, wanted: float = 0.8, level: float = 0.05, lost: float = 0.0) -> int:
    """Return how many patients to randomise to each arm.

    Parameters
    ----------
    difference, sd, level
        As for `power`; the difference may not be 0.
    wanted
        Power, above `level` and below 1.
    lost
        Share (0 to below 1) expected to be lost to the analysis.

    Raises
    ------
    ValueError
        For numbers out of range, or if more than 100 000 an arm would be needed; the message names the part.
    """
    within("difference", difference, -1000, 1000)
    within("lost", lost, 0, 1, below=True)
    within("level", level, 1e-6, 0.5)
    within("wanted", wanted, level, 1, below=True)
    if difference == 0:
        raise ValueError("difference must not be 0")
    low, high = 1, 2
    while power(difference, sd, high, level) < wanted:
        low, high = high, 2 * high
        if high > LARGEST:
            raise ValueError(f"difference is too small: more than {LARGEST // 2} an arm would be needed")
    while high - low > 1:
        middle = (low + high) // 2
        if power(difference, sd, middle, level) < wanted:
            low = middle
        else:
            high = middle
    # A hair less, so that a quotient that ought to be whole is not rounded up.
    return math.ceil(high / (1 - lost) - 1e-9)
