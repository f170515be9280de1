"""What studies of an inert treatment report, and what the patients are like."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from restlesslegs.evidence import facts
from restlesslegs.trials import Outcome, Population, Study, beside, conduct, course, describe, funnel, population, published, repeat, run
from tests.trials.inputs import some

_INERT = Study("before-after", 35)


def means(outcomes: list[Outcome]) -> np.ndarray:
    return np.array([o.result.value for o in outcomes], dtype=float)


def test_the_uncontrolled_study_of_an_inert_treatment_succeeds_and_the_randomised_one_does_not() -> None:
    who = population()
    alone, by_lot = repeat(who, _INERT, 1, 1000), repeat(who, replace(_INERT, design="sham"), 1, 1000)
    # Without a control: a fall, with an interval that stands clear of 0.
    assert means(alone).mean() == pytest.approx(facts["silva2017-placebo-irls"].value, abs=0.3)
    assert np.mean([o.significant for o in alone]) > 0.9
    assert funnel(alone, 0).covered == pytest.approx(0, abs=0.1)
    # The same patients by lot, against a sham: nothing, in 95 % of the repeats.
    assert means(by_lot).mean() == pytest.approx(0, abs=0.2)
    assert funnel(by_lot, 0).covered == pytest.approx(0.95, abs=0.02)
    assert by_lot[0].treated.change.high is not None
    assert by_lot[0].treated.change.high < 0  # even the sham's patients get better
    # Beside the published falls: one lies where an inert treatment may fall, the other does not.
    found, given = {s.id: s for s in published()}, beside(who)
    assert found["sundaresan2019"].change == pytest.approx(-11.94)
    assert found["hayes2008"].change == pytest.approx(-21.4)
    assert given["sundaresan2019"].inside is True
    assert given["sundaresan2019"].as_large == pytest.approx(0.03, abs=0.01)
    assert given["hayes2008"].inside is False
    # What the chapter says of the bars: placebo arms differ by some two and a half points, and without that heat would lie outside.
    assert who.placebo_studies == pytest.approx(2.5, abs=0.15)
    assert beside(replace(who, placebo_studies=0))["sundaresan2019"].inside is False
    assert all(found[name].n > 8 for name in given)


def test_the_same_people_come_whatever_the_design() -> None:
    who = population()
    alone, by_lot = (run(who, Study(design, 40), 9, (4,)) for design in ("before-after", "sham"))  # type: ignore[arg-type]
    assert (alone.persons[0] == by_lot.persons[0, :40]).all()
    assert (alone.before[0] == by_lot.before[0, :40]).all()
    # Where the treatment is inert, real and sham do the same, so they end alike too.
    assert (alone.after[0] == by_lot.after[0, :40]).all()
    assert by_lot.treated[0].sum() == 40
    person = int(by_lot.persons[0, 7])
    assert course(who, 9, 4, person, 0, 6, "sham")[::6] == [by_lot.before[0, 7], by_lot.after[0, 7]]


def test_without_a_sham_the_lot_alone_leaves_the_placebo_response() -> None:
    who = population()
    open_ = repeat(who, replace(_INERT, design="open"), 2, 500)
    assert means(open_).mean() == pytest.approx(-5.8, abs=0.5)
    untreated = [o.control.change.value for o in open_ if o.control]
    assert np.mean(np.array(untreated, dtype=float)) == pytest.approx(-0.8, abs=0.3)  # regression to the mean


# By an independent program, with independent errors on both visits and no slow part.
@pytest.mark.parametrize(("threshold", "first", "spread", "regression"), [(0, 20, 8.3, 0), (11, 22, 6.8, -0.5), (15, 23.6, 6, -0.9), (20, 26.3, 5, -1.6), (24, 29, 4.2, -2.3)])
def test_regression_to_the_mean_grows_with_the_threshold(threshold: float, first: float, spread: float, regression: float) -> None:
    who = Population(20, 7.28, 4.18, slow_share=0, placebo=5.76, placebo_spread=5)
    outcome = conduct(who, Study("open", 40_000, threshold), 3)
    assert outcome.control is not None
    assert outcome.control.before == pytest.approx(first, abs=0.1)
    assert outcome.control.before_sd == pytest.approx(spread, abs=0.1)
    assert outcome.control.change.value == pytest.approx(regression, abs=0.08)
    if threshold == 15:
        arm = outcome.treated
        assert arm.change.value == pytest.approx(-6.58, abs=0.1)
        assert (arm.change_sd, arm.ten, arm.fifteen, arm.halved, arm.zero) == pytest.approx((7.44, 0.35, 0.15, 0.26, 0.027), abs=0.05)


def test_mimics_make_a_series_look_like_the_published_ones() -> None:
    who = Population(20, 7.28, 4.18, slow_share=0, placebo=5.76, placebo_spread=5, mimic_after=5, mimic_spread=4)
    for share, change, ten in ((0.25, -9.5, 0.49), (0.5, -12.5, 0.63), (0.75, -15.4, 0.77)):
        arm = conduct(replace(who, mimics=share), Study("before-after", 40_000), 3).treated
        assert arm.change.value == pytest.approx(change, abs=0.15)
        assert arm.ten == pytest.approx(ten, abs=0.015)


def test_losing_those_who_do_not_improve_flatters() -> None:
    who = replace(population(), dropout=0.5, dropout_lean=0.15)
    whole, seen, carried = (
        conduct(w, Study("before-after", 20_000, analysis=a), 4).treated  # type: ignore[arg-type]
        for w, a in ((population(), "completers"), (who, "completers"), (who, "carried"))
    )
    assert whole.lost == 0
    assert 0.2 < seen.lost / seen.enrolled < 0.6
    assert seen.change.value is not None and whole.change.value is not None and carried.change.value is not None  # noqa: PT018
    assert seen.change.value < whole.change.value - 1
    assert seen.change.value < carried.change.value - 1
    assert (carried.analysed, seen.analysed) == (20_000, 20_000 - seen.lost)


def test_natural_course_is_seen_by_the_uncontrolled_study_alone() -> None:
    who = replace(population(), placebo=0, placebo_spread=0, placebo_studies=0, remission=0.3, drift=-10)
    long = Study("before-after", 60, threshold=0, weeks=52)
    assert means(repeat(who, long, 5, 200)).mean() < -10
    assert means(repeat(who, replace(long, design="open"), 5, 200)).mean() == pytest.approx(0, abs=0.4)


def test_publishing_only_what_is_significant_exaggerates() -> None:
    effect = 2.0
    small, large = (funnel(repeat(population(), Study("sham", n, effect=effect), 6, 600), effect) for n in (12, 150))
    for whole in (small, large):
        assert whole.mean == pytest.approx(-effect, abs=0.35)
        assert whole.truth == -effect
        assert whole.covered == pytest.approx(0.95, abs=0.03)
        assert 0 < whole.published < whole.studies
    assert small.published_mean is not None
    assert large.published_mean is not None
    assert small.published_mean < 2 * large.published_mean < -2 * effect


def test_scores_keep_to_the_scale_and_reports_hold_no_nan() -> None:
    for seed in range(1000):
        who, study = some(seed)
        records = run(who, study, seed)
        for scores in (records.before, records.after):
            assert ((scores >= 0) & (scores <= 40) & (scores == np.floor(scores))).all()
        assert (records.before >= study.threshold).all()
        data = conduct(who, study, seed).data()
        told = [v for part in (data["treated"], data["control"] or {}, data["result"], data["treated"]["change"]) for v in part.values()]
        assert np.isfinite([v for v in told if isinstance(v, float)]).all()
        shares = [data["treated"][name] for name in ("halved", "ten", "fifteen", "zero")]
        assert all(s is None or 0 <= s <= 1 for s in shares)


def test_over_random_patients_an_inert_treatment_equals_its_sham_and_a_higher_threshold_selects_more() -> None:
    sums, falls = [], 0
    for seed in range(1000):
        who, study = some(seed)
        plain = replace(who, mimics=0.0, dropout=0.0)
        result = conduct(plain, replace(study, design="sham", effect=0.0, n=60), seed).result
        if result.se:
            sums.append((result.value or 0) / result.se)
        if seed < 200:
            steady = replace(plain, mean=20, within=max(2.0, plain.within), between=max(3.0, plain.between), placebo=0, drift=0, remission=0)
            # Half the people reach the one, a sixth or so the other; short memory, so that visits differ.
            lax, strict = (conduct(replace(steady, memory=1), Study("open", 1500, threshold, weeks=6), seed).control for threshold in (10, 25))
            assert lax is not None and strict is not None  # noqa: PT018
            falls += (strict.change.value or 0) < (lax.change.value or 0)
    assert np.mean(sums) == pytest.approx(0, abs=0.1)
    assert np.std(sums) == pytest.approx(1, abs=0.1)
    assert falls >= 195


def test_seeds_and_cores_change_nothing_else() -> None:
    who = population()
    study = Study("sham", 20)
    one, other = repeat(who, study, 8, 700, workers=1), repeat(who, study, 8, 700, workers=5)
    assert one == other == repeat(who, study, 8, 700)
    assert one[37] == conduct(who, study, 8, 37)
    assert one[:50] == repeat(who, study, 8, 50)
    assert one != repeat(who, study, 9, 700)
    assert repeat(who, study, 8, 300, (5, 40), workers=1) == repeat(who, study, 8, 300, (5, 40), workers=3)


def test_each_parameter_says_whether_it_was_measured_or_assumed() -> None:
    told = {row["name"]: row for row in describe()}
    assert list(told) == list(population().data())
    for row in told.values():
        assert row["value"] == population().data()[row["name"]]
        assert row["conceptual"] or row["facts"]
        assert row["basis"]
        assert all(facts[name].verified for name in row["facts"])
    assert told["slowShare"]["conceptual"]
    assert not told["within"]["conceptual"]
    assert all(facts[name].verified for study in published() for name in study.facts)


def test_a_slow_fluctuation_is_forgotten_at_the_pace_of_its_memory() -> None:
    who = Population(20, 0, 4, slow_share=1, memory=4)
    courses = np.array([course(who, 1, 0, person, -8, 8) for person in range(1500)])
    assert courses.std(axis=0) == pytest.approx(np.full(17, 4), abs=0.35)
    for lag in (1, 4, 8):
        for start in (0, 16 - lag):
            assert np.corrcoef(courses[:, start], courses[:, start + lag])[0, 1] == pytest.approx(np.exp(-lag / 4), abs=0.08)
