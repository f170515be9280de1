"""Opioids in blood: nothing is lost or made, doses add up, and what stays long adds up for long."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from restlesslegs.engines import roadrunner
from restlesslegs.evidence import facts, sources
from restlesslegs.models import Event, Model, check, load
from tests.models.test_agreement import assert_agreement

ENTRIES = {"oxycodone_tablet": "oxycodone", "methadone_gut": "methadone", "buprenorphine_mouth": "buprenorphine"}


@pytest.fixture
def opioids() -> Model:
    return load("opioids")


def test_every_fact_and_source_named_is_in_the_evidence(opioids: Model) -> None:
    check.check_facts(opioids, facts)
    check.check_sources(opioids, sources)


def test_no_drug_is_lost_or_made_whatever_is_taken(opioids: Model) -> None:
    rng, times = np.random.default_rng(8), np.array([0.0, 0.3, 2.0, 12.0, 48.0, 400.0])
    for _ in range(1000):
        settings = {p.id: float(rng.uniform(p.low, p.high)) for p in opioids.card.parameters}
        events = [Event(float(rng.uniform(0.0, 300.0)), add={str(rng.choice(list(ENTRIES))): float(rng.uniform(0.0, 30.0))}) for _ in range(rng.integers(0, 6))]
        run = roadrunner.simulate(opioids.sbml, opioids.system, settings, times, events)
        assert all(np.all(np.isfinite(values)) for values in run.values()), settings
        for state in opioids.card.states:
            assert np.all(run[state.id] >= -1e-8 * state.scale), (state.id, settings)
        for entry, drug in ENTRIES.items():
            given = np.array([sum(e.add.get(entry, 0.0) for e in events if e.time <= t) for t in times])
            assert sum(run[s.id] for s in opioids.card.states if s.id.startswith(drug)) == pytest.approx(given, rel=1e-7, abs=1e-7), settings


def test_a_level_is_even_after_three_or_four_half_lives_and_no_sooner(opioids: Model) -> None:
    for half_life in (13.0, 25.0, 47.0):
        doses = [Event(24.0 * n, add={"methadone_gut": 5.0}) for n in range(30)]
        days = opioids.simulate({"methadone_half_life": half_life}, times=np.arange(0.0, 721.0, 24.0), events=doses)["methadone"]
        final = float(days.iloc[-1])
        reached = next(t for t, v in days.items() if v >= 0.9 * final)
        assert reached == pytest.approx(3.32 * half_life, abs=24.0)


def test_people_with_a_long_half_life_end_far_higher_on_the_same_dose(opioids: Model) -> None:
    doses = [Event(24.0 * n, add={"methadone_gut": 5.0}) for n in range(40)]
    short, long = (float(opioids.simulate({"methadone_half_life": h}, times=[0.0, 960.0], events=doses)["methadone"].iloc[-1]) for h in (13.0, 47.0))
    assert long > 5 * short


def test_oxycodone_is_gone_the_next_evening_and_methadone_is_not(opioids: Model) -> None:
    run = opioids.simulate(times=np.linspace(0.0, 24.0, 241), events=[Event(0.0, add={"oxycodone_tablet": 10.0, "methadone_gut": 5.0})])
    assert run["oxycodone"].iloc[-1] < 0.1 * run["oxycodone"].max()
    assert run["methadone"].iloc[-1] > 0.5 * run["methadone"].max()


def test_engines_agree_over_a_week_of_doses(opioids: Model, tmp_path: Path) -> None:
    given = [Event(24.0 * n, add={name: 5.0}) for n in range(4) for name in ENTRIES]
    assert_agreement(opioids, [{}, {"methadone_half_life": 13.0}], [given, given], tmp_path, np.linspace(0.0, 168.0, 85))


def test_the_old_get_more_from_the_same_dose_of_oxycodone_about_as_was_measured(opioids: Model) -> None:
    measured = facts["liukas2008-oxycodone-old"]
    assert measured.low is not None
    assert measured.high is not None
    out = {
        age: float(opioids.simulate({"age": age}, times=[0.0, 200.0], events=[Event(0.0, add={"oxycodone_tablet": 10.0})])["oxycodone_out"].iloc[-1])
        / float(opioids.simulate({"age": age}, times=[0.0, 1.0])["oxycodone_clearance"].iloc[-1])
        for age in (30.0, 80.0, 85.0)
    }
    for age in (80.0, 85.0):
        more = 100 * (out[age] / out[30.0] - 1)
        assert measured.low - 10 <= more <= measured.high


def test_age_moves_oxycodone_and_nothing_else(opioids: Model) -> None:
    doses = [Event(0.0, add={"oxycodone_tablet": 10.0, "methadone_gut": 5.0, "buprenorphine_mouth": 1.0})]
    young, old = (opioids.simulate({"age": age}, times=[0.0, 12.0], events=doses).iloc[-1] for age in (30.0, 90.0))
    assert old["oxycodone"] > young["oxycodone"]
    for drug in ("methadone_body", "buprenorphine_body", "buprenorphine"):
        assert old[drug] == pytest.approx(young[drug], rel=1e-6)


def test_buprenorphine_is_highest_when_it_was_measured_to_be_and_a_larger_dose_gives_less_a_milligram(opioids: Model) -> None:
    tmax = facts["mcaleer2003-buprenorphine-tmax"]
    assert tmax.low is not None
    assert tmax.high is not None
    shares = []
    for dose in (2.0, 8.0, 12.0, 16.0):
        run = opioids.simulate(times=np.linspace(0.0, 48.0, 4801), events=[Event(0.0, add={"buprenorphine_mouth": dose})])
        assert tmax.low <= float(run["buprenorphine"].idxmax()) <= tmax.high
        shares.append(float(run["buprenorphine_in"].iloc[-1]) / dose)
    assert shares == sorted(shares, reverse=True)


def test_the_last_of_the_buprenorphine_has_the_half_life_that_is_set(opioids: Model) -> None:
    for half_life in (9.0, 26.0, 69.0):
        run = opioids.simulate({"buprenorphine_half_life": half_life}, times=[0.0, 96.0, 96.0 + half_life], events=[Event(0.0, add={"buprenorphine_mouth": 8.0})])
        late, later = run["buprenorphine"].iloc[-2:]
        assert later / late == pytest.approx(0.5, rel=0.02)
