"""Dopamine drugs in blood: what holds whatever is taken, and what the chapter tells of nights, kidneys and receptors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from restlesslegs.engines import roadrunner
from restlesslegs.evidence import facts, sources
from restlesslegs.models import Event, Model, check, load
from tests.models.test_agreement import assert_agreement

ENTRIES = {"levodopa_stomach": "levodopa", "pramipexole_gut": "pramipexole", "ropinirole_gut": "ropinirole"}


@pytest.fixture
def drugs() -> Model:
    return load("dopamine_drugs")


def test_every_fact_and_source_named_is_in_the_evidence(drugs: Model) -> None:
    check.check_facts(drugs, facts)
    check.check_sources(drugs, sources)


def test_no_drug_is_lost_or_made_and_shares_stay_shares(drugs: Model) -> None:
    rng, times = np.random.default_rng(9), np.array([0.0, 0.3, 2.0, 12.0, 48.0, 200.0])
    for _ in range(1000):
        settings = {p.id: float(rng.uniform(p.low, p.high)) for p in drugs.card.parameters}
        events = [
            Event(float(rng.uniform(0.0, 100.0)), add={name: float(rng.uniform(0.0, top))})
            for name, top in (("levodopa_stomach", 400.0), ("pramipexole_gut", 2.0), ("ropinirole_gut", 8.0))
        ]
        run = roadrunner.simulate(drugs.sbml, drugs.system, settings, times, events)
        assert all(np.all(np.isfinite(values)) for values in run.values()), settings
        for state in drugs.card.states:
            assert np.all(run[state.id] >= -1e-8 * state.scale), (state.id, settings)
        for entry, drug in ENTRIES.items():
            given = np.array([sum(e.add.get(entry, 0.0) for e in events if e.time <= t) for t in times])
            assert sum(run[s.id] for s in drugs.card.states if s.id.startswith(f"{drug}_")) == pytest.approx(given, rel=1e-7, abs=1e-7), settings
        for share in ("pramipexole_d3", "ropinirole_d3", "ropinirole_d2", "rotigotine"):
            assert np.all((run[share] >= -1e-9) & (run[share] <= 1.0 + 1e-9))


def test_levodopa_falls_in_two_phases_and_is_gone_before_morning(drugs: Model) -> None:
    run = drugs.simulate(times=np.linspace(0.0, 12.0, 1201), events=[Event(0.0, add={"levodopa_stomach": 100.0})])["levodopa"]
    late = float(np.log(2) * 2.0 / np.log(run.loc[9.0:].iloc[0] / run.loc[11.0:].iloc[0]))
    assert late == pytest.approx(1.31, rel=0.03)  # the slow phase of the two compartments
    assert run.loc[6.0:].iloc[0] < 0.06 * run.max()
    measured = facts["levodopa-thalf"].value
    assert measured == pytest.approx(late, rel=0.2)


def test_doses_add_up_and_the_next_evening_finds_some_left(drugs: Model) -> None:
    daily = [Event(24.0 * n, add={"pramipexole_gut": 0.5}) for n in range(8)]
    run = drugs.simulate(times=[0.0, 24.0, 168.0], events=daily)["pramipexole"]
    # Just before a dose: 1.38 times as much as after the first day.
    assert run[168.0] / run[24.0] == pytest.approx(1.38, rel=0.03)


def test_a_dose_for_rls_would_hold_many_d3_and_few_d2_receptors(drugs: Model) -> None:
    times = np.linspace(0.0, 24.0, 241)
    for dose, held in ((0.125, 0.38), (0.25, 0.55), (0.5, 0.71), (0.75, 0.78)):
        run = drugs.simulate(times=times, events=[Event(0.0, add={"pramipexole_gut": dose})])["pramipexole_d3"]
        assert run.max() == pytest.approx(held, abs=0.03)
    run = drugs.simulate(times=times, events=[Event(0.0, add={"ropinirole_gut": 2.0})])
    assert run["ropinirole_d3"].max() > 3 * run["ropinirole_d2"].max()


def test_twice_the_dose_holds_less_than_twice_the_receptors(drugs: Model) -> None:
    rng, times = np.random.default_rng(10), np.linspace(0.0, 24.0, 49)
    for _ in range(30):
        dose = float(rng.uniform(0.05, 1.0))
        one, two = (drugs.simulate(times=times, events=[Event(0.0, add={"pramipexole_gut": d})])["pramipexole_d3"].max() for d in (dose, 2 * dose))
        assert one < two < 2 * one


def test_a_patch_is_even_after_two_days_and_fades_within_one_when_off(drugs: Model) -> None:
    off = [Event(96.0, {"patch": 0.0})]
    run = drugs.simulate({"patch": 1.0}, times=[0.0, 3.0, 23.0, 48.0, 96.0, 120.0], events=off)["rotigotine"]
    assert run[3.0] < 0.2
    assert run[23.0] == pytest.approx(0.9, abs=0.03)
    assert run[48.0] > 0.98
    assert run[120.0] < 0.15


def test_weak_kidneys_slow_pramipexole_and_nothing_else(drugs: Model) -> None:
    doses = [Event(0.0, add={"pramipexole_gut": 0.5, "ropinirole_gut": 2.0, "levodopa_stomach": 100.0})]
    healthy, weak = (drugs.simulate({"kidney_function": c / 100}, times=[0.0, 24.0], events=doses).iloc[-1] for c in (100.0, 20.0))
    assert weak["pramipexole"] > 2 * healthy["pramipexole"]
    assert weak["ropinirole"] == pytest.approx(healthy["ropinirole"])
    assert weak["levodopa"] == pytest.approx(healthy["levodopa"], abs=1e-6)


def test_engines_agree_over_two_days_of_doses_and_a_patch(drugs: Model, tmp_path: Path) -> None:
    given = [Event(9.0, {"patch": 1.0}), Event(9.0, add={"levodopa_stomach": 100.0, "pramipexole_gut": 0.25}), Event(33.0, {"patch": 0.0}, {"ropinirole_gut": 2.0})]
    assert_agreement(drugs, [{}, {"kidney_function": 0.2, "pramipexole_volume": 290.0}], [given, given], tmp_path, np.linspace(0.0, 48.0, 97))
