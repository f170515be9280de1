"""Gabapentin and its kin: what holds whatever is taken, and what the chapter tells of dose, splitting and kidneys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from restlesslegs.engines import roadrunner
from restlesslegs.evidence import facts, sources
from restlesslegs.models import Event, Model, check, load
from tests.models.test_agreement import assert_agreement

DRUGS = ("gabapentin", "enacarbil", "pregabalin")
PLACES = ("gut", "body", "passed", "out")

#: One intake of the label's daily doses, each in three, and the fact with the share that gets in.
LABEL = {300: "gabapentin-f-900", 400: "gabapentin-f-1200", 800: "gabapentin-f-2400", 1200: "gabapentin-f-3600", 1600: "gabapentin-f-4800"}


@pytest.fixture
def kin() -> Model:
    return load("alpha2delta")


def doses(drug: str, amount: float, hours: Sequence[float] = (0.0,)) -> list[Event]:
    return [Event(hour, add={f"{drug}_gut": amount}) for hour in hours]


def share(model: Model, drug: str, amount: float, hours: Sequence[float] = (0.0,), settings: dict[str, float] | None = None) -> float:
    """Share of all doses that gets in, 0 to 1."""
    return float(model.simulate(settings or {}, times=[0.0, 200.0], events=doses(drug, amount, hours))[f"{drug}_absorbed"].iloc[-1]) / (amount * len(hours))


def test_every_fact_and_source_named_is_in_the_evidence(kin: Model) -> None:
    check.check_facts(kin, facts)
    check.check_sources(kin, sources)


@pytest.mark.parametrize(("dose", "fact"), LABEL.items())
def test_the_measured_bioavailability_of_gabapentin_is_met_within_a_tenth(kin: Model, dose: int, fact: str) -> None:
    measured = facts[fact].value
    assert measured is not None
    assert share(kin, "gabapentin", dose) == pytest.approx(measured / 100, rel=0.1)


def test_the_same_holds_for_three_intakes_a_day(kin: Model) -> None:
    for dose, fact in LABEL.items():
        measured = facts[fact].value
        assert measured is not None
        assert share(kin, "gabapentin", dose, [8.0 * n for n in range(9)]) == pytest.approx(measured / 100, rel=0.1)


def test_no_drug_is_lost_or_made_whatever_is_taken(kin: Model) -> None:
    rng, times = np.random.default_rng(4), np.array([0.0, 0.2, 1.0, 6.0, 24.0, 72.0])
    for _ in range(1000):
        settings = {p.id: float(rng.uniform(p.low, p.high)) for p in kin.card.parameters}
        events = [Event(float(rng.uniform(0.0, 60.0)), add={f"{rng.choice(DRUGS)}_gut": float(rng.uniform(0.0, 3000.0))}) for _ in range(rng.integers(0, 6))]
        run = roadrunner.simulate(kin.sbml, kin.system, settings, times, events)
        assert all(np.all(np.isfinite(values)) for values in run.values()), settings
        for state in kin.card.states:
            assert np.all(run[state.id] >= -1e-8 * state.scale), (state.id, settings)
        for drug in DRUGS:
            given = np.array([sum(e.add.get(f"{drug}_gut", 0.0) for e in events if e.time <= t) for t in times])
            assert sum(run[f"{drug}_{place}"] for place in PLACES) == pytest.approx(given, rel=1e-7, abs=1e-6), settings
            assert np.all(run[f"{drug}_fraction"] < 1.0)


def test_more_gabapentin_gets_in_from_more_but_a_smaller_share(kin: Model) -> None:
    rng = np.random.default_rng(5)
    for _ in range(60):
        small, large = sorted(rng.uniform(20.0, 2400.0, size=2))
        if large < 1.02 * small:
            continue
        settings = {"uptake_capacity": float(rng.uniform(0.3, 2.0))}
        one, other = share(kin, "gabapentin", small, settings=settings), share(kin, "gabapentin", large, settings=settings)
        assert one > other
        assert small * one < large * other


def test_the_other_two_keep_their_share_and_add_up(kin: Model) -> None:
    for drug in ("enacarbil", "pregabalin"):
        assert share(kin, drug, 100) == pytest.approx(share(kin, drug, 1200), rel=1e-6)
        times = np.linspace(0.0, 30.0, 61)
        both = kin.simulate(times=times, events=[*doses(drug, 100), *doses(drug, 200, [6.0])])[drug]
        apart = kin.simulate(times=times, events=doses(drug, 100))[drug] + kin.simulate(times=times, events=doses(drug, 200, [6.0]))[drug]
        assert both.to_numpy() == pytest.approx(apart.to_numpy(), rel=1e-6, abs=1e-9)


def test_splitting_a_dose_of_gabapentin_lets_more_in(kin: Model) -> None:
    at_once, split = share(kin, "gabapentin", 600), share(kin, "gabapentin", 300, [0.0, 6.0])
    assert split > 1.2 * at_once
    # Two hours apart the second meets carriers that are still busy.
    assert at_once < share(kin, "gabapentin", 300, [0.0, 2.0]) < split


def test_weak_kidneys_mean_more_exposure_in_proportion(kin: Model) -> None:
    rng = np.random.default_rng(6)
    for _ in range(40):
        weak, healthy = sorted(rng.uniform(5.0, 150.0, size=2))
        runs = [kin.simulate({"kidney_function": c / 100}, times=[0.0, 2000.0], events=doses("pregabalin", 150)).iloc[-1] for c in (weak, healthy)]
        assert runs[0]["pregabalin_exposure"] / runs[1]["pregabalin_exposure"] == pytest.approx(healthy / weak, rel=0.05)
    lives = [float(kin.simulate({"kidney_function": c / 100}, times=[0.0, 1.0])["gabapentin_half_life"].iloc[-1]) for c in (0.0, 10.0, 30.0, 60.0, 100.0)]
    assert lives == sorted(lives, reverse=True)
    clearance = facts["gabapentin-clf-renal"]
    assert clearance.low is not None
    assert clearance.high is not None
    # Through the mouth the label counts what was given, not what got in: at a clearance of 10 the apparent one is at its lower end.
    apparent = [
        1000 / 60 * float(kin.simulate({"kidney_function": c / 100}, times=[0.0, 1.0])["gabapentin_clearance"].iloc[-1]) / share(kin, "gabapentin", 400) for c in (10.0, 100.0)
    ]
    assert apparent[0] == pytest.approx(clearance.low, rel=0.6)
    assert apparent[1] == pytest.approx(clearance.high, rel=0.1)


def test_engines_agree_over_two_days_of_doses(kin: Model, tmp_path: Path) -> None:
    given = [*doses("gabapentin", 600, [5.0, 21.0]), *doses("enacarbil", 600, [5.0]), *doses("pregabalin", 300, [9.0])]
    assert_agreement(kin, [{}, {"kidney_function": 0.2, "uptake_capacity": 0.5}], [given, given], tmp_path, np.linspace(0.0, 48.0, 97))


@pytest.mark.parametrize("model", ["alpha2delta", "dopamine_drugs"])
def test_age_acts_through_the_usual_formula_for_the_clearance_of_creatinine(model: str) -> None:
    """Both models write the formula of Cockcroft and Gault, for a man of 72 kg; it holds them together."""
    none_left, weight = facts["cockcroft1976-age"].value, 72
    assert none_left is not None
    rng = np.random.default_rng(12)
    for age, creatinine in zip(rng.uniform(18, 95, 50), rng.uniform(0.7, 20, 50), strict=True):
        run = load(model).simulate({"age": age, "kidney_function": 1 / creatinine}, times=[0.0, 1.0]).iloc[-1]
        assert run["creatinine_clearance"] == pytest.approx((none_left - age) * weight / (72 * creatinine), rel=1e-9)


def test_nothing_but_the_kidneys_tells_old_from_young(kin: Model) -> None:
    given = doses("gabapentin", 600)
    old = kin.simulate({"age": 80, "kidney_function": 1.0}, times=[0.0, 24.0], events=given).iloc[-1]
    weak = kin.simulate({"age": 40, "kidney_function": 0.6}, times=[0.0, 24.0], events=given).iloc[-1]
    assert old["gabapentin"] == pytest.approx(weak["gabapentin"], rel=1e-9)


def test_weak_kidneys_raise_pregabalin_most_by_day(kin: Model) -> None:
    """What the chapter and its question say of a third of the clearance, after a week of evening doses."""
    week = np.concatenate([[0.0], np.arange(168.0, 192.01, 0.25)])
    given = doses("pregabalin", 150, [24.0 * n for n in range(9)])
    healthy, weak = (kin.simulate({"kidney_function": k}, times=week, events=given)["pregabalin"].iloc[1:-1] for k in (1.0, 1 / 3))
    assert weak.mean() == pytest.approx(3 * healthy.mean(), rel=0.02)
    assert 1.5 * healthy.max() < weak.max() < 1.75 * healthy.max()
    assert 8 * healthy.min() < weak.min() < 12 * healthy.min()
