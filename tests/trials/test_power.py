"""Power and sample size, against two other programs."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from scipy import stats

from restlesslegs.trials import Population, Study, power, repeat, sample_size

#: What statsmodels 0.15.0 gives (TTestIndPower); it is no part of the environment, so its answers are kept.
_KEPT = Path(__file__).parent / "statsmodels-0.15.0.csv"


def test_power_is_that_of_statsmodels_and_of_the_noncentral_t() -> None:
    with _KEPT.open() as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    assert len(rows) > 10
    for row in rows:
        n, df = int(row["n"]), 2 * row["n"] - 2
        ours = power(row["difference"], row["sd"], n, row["level"])
        assert ours == pytest.approx(row["power"], abs=1e-12)
        shift, bound = row["difference"] / row["sd"] * (n / 2) ** 0.5, stats.t.ppf(1 - row["level"] / 2, df)
        assert ours == pytest.approx(stats.nct.sf(bound, df, shift) + stats.nct.cdf(-bound, df, shift), abs=1e-12)


# By statsmodels 0.15.0 too; standard deviation of a change as the model of inert treatment has it.
@pytest.mark.parametrize(("difference", "usual", "strict"), [(3, 98, 131), (4, 56, 74), (5, 36, 48), (6, 26, 34), (8, 15, 20)])
def test_a_trial_needs_as_many_as_was_reckoned(difference: float, usual: int, strict: int) -> None:
    assert sample_size(difference, 7.44) == usual
    assert sample_size(-difference, 7.44, 0.9) == strict
    assert power(difference, 7.44, usual) >= 0.8 > power(difference, 7.44, usual - 1)
    assert sample_size(difference, 7.44, lost=0.5) == 2 * usual


def test_power_rises_with_n_with_the_difference_and_with_the_level() -> None:
    for difference in (0.5, 3, 8):
        rising = [power(difference, 7.44, n) for n in (2, 3, 5, 10, 20, 50, 100, 1000)]
        assert rising == sorted(rising)
    assert power(2, 7, 30) < power(3, 7, 30)
    assert power(2, 7, 30, 0.01) < power(2, 7, 30)
    assert power(0, 7, 30) == pytest.approx(0.05, abs=1e-12)


def test_simulated_trials_are_significant_as_often_as_power_says() -> None:
    # Far from the ends of the scale, where the test's assumptions hold.
    who = Population(20, 3, 3, placebo=4, placebo_spread=2, placebo_studies=1)
    found = repeat(who, Study("sham", 30, threshold=0, effect=3), 11, 3000)
    sd = sum(o.treated.change_sd or 0 for o in found) / len(found)
    effect = -sum(o.result.value or 0 for o in found) / len(found)
    share = sum(o.significant for o in found) / len(found)
    assert share == pytest.approx(power(effect, sd, 30), abs=0.02)
    assert effect == pytest.approx(3, abs=0.1)
