"""Augmentation: hazards against what was published and not used to make them, and the conceptual course of one person."""

from __future__ import annotations

import json
import math
import subprocess
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from restlesslegs import augmentation
from restlesslegs.engines import roadrunner
from restlesslegs.evidence import facts, sources
from restlesslegs.frontend import node
from restlesslegs.models import Event, Model, check, load
from tests.models.test_agreement import assert_agreement

YEAR = 8760.0


@pytest.fixture
def person() -> Model:
    return load("augmentation")


def value(fact: str) -> float:
    found = facts[fact].value
    assert found is not None
    return found


# What published numbers say that a course was not made of.


def test_the_levodopa_hazard_foretells_the_median_time_to_augmentation() -> None:
    levodopa = augmentation.course("hogl2010-aug-levodopa")
    assert 365.25 * augmentation.median_onset(levodopa, 0.5) == pytest.approx(value("hogl2010-aug-levodopa-median"), rel=0.1)
    seen = levodopa.risk(0.5)
    assert seen.observed
    assert seen.value == pytest.approx(value("hogl2010-aug-levodopa"))
    assert seen.low is not None
    assert seen.high is not None
    assert seen.low < seen.value < seen.high


def test_the_rate_of_the_survey_foretells_its_prevalence() -> None:
    # People had been treated for 2.7 years on average.
    assert augmentation.course("allen2011-aug-rate").risk(2.7).value == pytest.approx(value("allen2011-aug-prevalence"), abs=1.0)


def test_two_blinded_trials_of_half_a_year_agree_with_the_ten_years_of_a_clinic() -> None:
    clinic = augmentation.course("silver2011-aug-pramipexole").rate
    for trial in ("hogl2011-aug-pramipexole-26w", "garciaborreguero2012-aug-ropinirole-26w"):
        assert augmentation.course(trial).rate == pytest.approx(clinic, rel=0.25)


def test_a_susceptible_share_ends_where_a_constant_hazard_does_and_goes_another_way() -> None:
    late, constant = augmentation.late_clinic(), augmentation.course("silver2011-aug-pramipexole")
    assert late.risk(8).value == pytest.approx(value("lipford2012-aug-pramipexole"), abs=0.5)
    assert constant.risk(8).value == pytest.approx(late.risk(8).value, abs=3)
    assert late.risk(1).value > 2.5 * constant.risk(1).value
    # None began after 4.1 years: nearly all of the susceptible have it by then.
    assert late.risk(4.1).value > 0.93 * value("lipford2012-aug-pramipexole")


def test_relapse_after_a_secret_switch_to_placebo() -> None:
    assert augmentation.relapse(value("trenkwalder2006-withdrawal-median")) == pytest.approx(0.5)
    assert 100 * augmentation.relapse(84) == pytest.approx(value("trenkwalder2006-withdrawal-relapse"), abs=0.1)


def test_later_years_are_marked_as_extrapolated() -> None:
    trial, clinic = augmentation.course("allen2014-aug-pramipexole-050"), augmentation.course("silver2011-aug-pramipexole")
    assert trial.risk(1).observed
    assert not trial.risk(5).observed
    assert clinic.risk(10).observed
    assert augmentation.course("silver2011-aug-methadone").risk(10).value == 0


def test_risks_are_shares_that_grow_and_hazards_go_back_and_forth() -> None:
    rng = np.random.default_rng(2)
    for _ in range(1000):
        share, years = float(rng.uniform(0, 0.99)), float(rng.uniform(0.05, 20))
        rate = augmentation.hazard(share, years)
        assert -math.expm1(-rate * years) == pytest.approx(share)
    for fact in augmentation.STUDIES:
        risks = [augmentation.course(fact).risk(y).value for y in np.linspace(0, 20, 41)]
        assert risks == sorted(risks)
        assert 0 <= risks[0] <= risks[-1] <= 100
    with pytest.raises(ValueError, match="share of 1"):
        augmentation.hazard(1.0, 2)
    with pytest.raises(ValueError, match="years must be at least 0"):
        augmentation.course("allen2011-aug-rate").risk(-1)


def test_the_table_names_who_judged() -> None:
    told = augmentation.table(1, 10)
    assert told.loc["levodopa", "1"] == pytest.approx(84, abs=0.5)
    assert "chart" in told.loc["methadone, one clinic", "judged"]


# The conceptual course.


def test_every_fact_and_source_named_is_in_the_evidence(person: Model) -> None:
    check.check_facts(person, facts)
    check.check_sources(person, sources)


def severity(model: Model, at: list[float], doses: list[tuple[float, float]], susceptibility: float = 1.0) -> list[float]:
    events = [Event(hour, {"dose": dose}) for hour, dose in doses]
    run = model.simulate({"susceptibility": susceptibility}, times=[0.0, *at], events=events)["severity"]
    return [float(v) for v in run.iloc[1:]]


def test_relief_at_once_and_back_to_the_start_within_years(person: Model) -> None:
    weeks, years_3, years_5 = severity(person, [5 * 168.0, 3 * YEAR, 5 * YEAR], [(0.0, 0.5)])
    assert weeks < 12
    assert years_3 > 22
    assert years_5 > 24  # worse than untreated
    assert severity(person, [5 * YEAR], [(0.0, 0.5)], 0.0)[0] == pytest.approx(24 - 13.8, abs=0.3)


def test_a_higher_dose_helps_at_once_and_harms_later(person: Model) -> None:
    same = severity(person, [2 * YEAR + 24, 5 * YEAR], [(0.0, 0.25)])
    raised = severity(person, [2 * YEAR + 24, 5 * YEAR], [(0.0, 0.25), (2 * YEAR, 0.75)])
    assert raised[0] < same[0] - 3
    assert raised[1] > same[1] - 3
    # What the rise gave is taken back.
    assert raised[1] - raised[0] > same[1] - same[0] + 3


def test_stopping_is_a_bad_first_week_and_better_than_before_within_a_month(person: Model) -> None:
    stop = 5 * YEAR
    before, day_1, day_5, day_30 = severity(person, [stop - 1, stop + 24, stop + 120, stop + 720], [(0.0, 0.5), (stop, 0.0)])
    assert day_1 > before + 3
    assert day_1 > day_5 > day_30
    assert day_30 < before
    assert day_30 == pytest.approx(24, abs=0.5)


def test_severity_stays_on_the_scale_over_random_lives(person: Model) -> None:
    rng, times = np.random.default_rng(3), np.linspace(0.0, 10 * YEAR, 41)
    for _ in range(1000):
        events = [Event(float(t), {"dose": float(rng.uniform(0, 2))}) for t in np.sort(rng.uniform(0, 10 * YEAR, size=rng.integers(0, 5)))]
        run = roadrunner.simulate(person.sbml, person.system, {"susceptibility": float(rng.uniform(0, 2)), "dose": float(rng.uniform(0, 2))}, times, events)
        assert all(np.all(np.isfinite(v)) for v in run.values())
        assert np.all((run["severity"] > 0) & (run["severity"] < 40))
        assert np.all(run["sensitisation"] >= -1e-9)


def test_engines_agree_over_years_of_doses(person: Model, tmp_path: Path) -> None:
    given = [Event(0.0, {"dose": 0.25}), Event(2 * YEAR, {"dose": 0.5}), Event(5 * YEAR, {"dose": 0.0})]
    assert_agreement(person, [{}, {"susceptibility": 0.3}], [given, given], tmp_path, np.linspace(0.0, 6 * YEAR, 73))


def test_the_page_gives_the_same_risks_of_a_thousand_random_hazards() -> None:
    rng = np.random.default_rng(7)
    seen = augmentation.STUDIES["hogl2010-aug-levodopa"]
    courses = [augmentation.course(fact) for fact in augmentation.STUDIES] + [augmentation.late_clinic()]
    for _ in range(1000):
        low, rate, high = (float(h) for h in np.sort(rng.exponential(0.5, 3)))
        courses.append(augmentation.Course(seen, rate, *((low, high) if rng.random() < 0.5 else (None, None)), float(rng.uniform(0.1, 1))))
    years = [float(y) for y in rng.uniform(0, 12, len(courses))]
    done = subprocess.run(
        [node(), Path(__file__).parent / "hazards.mjs"],
        input=json.dumps([*zip([c.data() for c in courses], years, strict=True), (courses[0].data(), -1.0)]),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *theirs, refused = json.loads(done.stdout)
    for one, at, found in zip(courses, years, theirs, strict=True):
        for name, ours in asdict(one.risk(at)).items():
            assert found[name] == (ours if ours is None else pytest.approx(ours, rel=1e-9, abs=1e-12)), name
        assert 0 <= found["value"] <= 100 * one.susceptible
    with pytest.raises(ValueError, match="years must be at least 0") as error:
        courses[0].risk(-1)
    assert refused["error"] == str(error.value).replace("-1.0", "-1")
