"""Iron tablets: what holds whatever is taken, and what the chapter tells of schedules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from restlesslegs.engines import roadrunner
from restlesslegs.evidence import facts, sources
from restlesslegs.models import Event, Model, check, load
from tests.models.test_agreement import assert_agreement

DAY = 24.0
IRON = ["lumen", "cells", "plasma", "used", "passed", "shed"]


@pytest.fixture
def gut() -> Model:
    return load("oral_iron")


def tablets(dose: float, hours: Sequence[float]) -> list[Event]:
    return [Event(hour, add={"lumen": dose}) for hour in hours]


def absorbed(model: Model, dose: float, hours: Sequence[float], end: float, settings: dict[str, float] | None = None) -> float:
    """Iron absorbed from the first dose until `end`, in mg."""
    return float(model.simulate(settings or {}, times=[0.0, end], events=tablets(dose, hours))["absorbed"].iloc[-1])


def daily(model: Model, dose: float, settings: dict[str, float] | None = None, *, every: float = DAY, days: int = 14, a_day: int = 1) -> float:
    """Iron absorbed from a schedule of so many days, two doses of a day eight hours apart, in mg."""
    hours = [day + 8.0 * k for day in np.arange(0.0, days * DAY, every) for k in range(a_day)]
    return absorbed(model, dose, hours, days * DAY, settings)


def test_every_fact_and_source_named_is_in_the_evidence(gut: Model) -> None:
    check.check_facts(gut, facts)
    check.check_sources(gut, sources)


def test_no_iron_is_lost_made_or_owed_whatever_is_taken(gut: Model) -> None:
    rng = np.random.default_rng(1)
    ranges = gut.card.parameters
    times = np.array([0.0, 0.1, 1.0, 5.0, 24.0, 60.0, 120.0])
    for _ in range(1000):
        settings = {p.id: float(rng.uniform(p.low, p.high)) for p in ranges}
        doses = [Event(float(rng.uniform(0.0, 100.0)), add={"lumen": float(rng.uniform(0.0, 300.0))}) for _ in range(rng.integers(0, 6))]
        change = [Event(float(rng.uniform(0.0, 100.0)), {"inflammation": float(rng.uniform(0.0, 10.0))})] if rng.random() < 0.3 else []
        run = roadrunner.simulate(gut.sbml, gut.system, settings, times, [*doses, *change])
        assert all(np.all(np.isfinite(values)) for values in run.values()), settings
        for state in gut.card.states:
            assert np.all(run[state.id] >= -1e-8 * state.scale), (state.id, settings)
        taken = np.array([sum(e.add["lumen"] for e in doses if e.time <= t) for t in times])
        assert sum(run[name] for name in IRON) == pytest.approx(taken, rel=1e-7, abs=1e-9), settings
        assert np.all(run["share_absorbed"] < 1.0)
        assert np.all(run["hepcidin"] >= 1.0 - 1e-6)
        assert np.all(run["gate"] <= 1.0 + 1e-6)


def test_all_iron_taken_ends_absorbed_or_lost(gut: Model) -> None:
    run = gut.simulate(times=[0.0, 240.0], events=tablets(60.0, [0.0])).loc[240.0]
    assert run[["lumen", "cells", "plasma"]].to_numpy() == pytest.approx(0.0, abs=1e-6)
    assert run["used"] + run["passed"] + run["shed"] == pytest.approx(60.0, rel=1e-9)
    assert run["absorbed"] == pytest.approx(60.0 * run["share_absorbed"], rel=1e-6)


@pytest.mark.parametrize("inflammation", [0.0, 3.0, 10.0])
def test_without_a_tablet_nothing_moves(gut: Model, inflammation: float) -> None:
    run = gut.simulate({"inflammation": inflammation}, hours=200.0, points=11)
    assert run[IRON].to_numpy() == pytest.approx(0.0)
    assert run["hepcidin"].to_numpy() == pytest.approx(1.0 + inflammation)
    assert run["gate"].to_numpy() == pytest.approx(run["gate"].iloc[0])
    assert run["share_absorbed"].to_numpy() == pytest.approx(0.0)


def test_more_in_store_means_less_absorbed(gut: Model) -> None:
    shares = [absorbed(gut, 60.0, [0.0], 72.0, {"ferritin": f}) / 60.0 for f in (10.0, 15.0, 25.0, 40.0, 70.0, 100.0, 150.0)]
    assert np.all(np.diff(shares) < 0)
    assert shares[-1] < 0.01
    assert shares[0] > 0.2


def test_more_inflammation_means_less_absorbed_and_none_changes_nothing(gut: Model) -> None:
    amounts = [absorbed(gut, 60.0, [0.0], 72.0, {"inflammation": i}) for i in (0.0, 0.5, 2.0, 5.0, 10.0)]
    assert np.all(np.diff(amounts) < 0)
    assert amounts[0] == absorbed(gut, 60.0, [0.0], 72.0)


def test_a_larger_tablet_gives_more_iron_but_a_smaller_share_and_closes_the_gate_further(gut: Model) -> None:
    doses = np.array([20.0, 40.0, 60.0, 80.0, 120.0, 240.0])
    amounts = np.array([absorbed(gut, d, [0.0], 72.0) for d in doses])
    assert np.all(np.diff(amounts) > 0)
    assert np.all(np.diff(amounts / doses) < 0)
    gates = [gut.simulate(hours=48.0, events=tablets(d, [0.0]))["gate"].min() for d in doses]
    assert np.all(np.diff(gates) < 0)


def test_the_second_tablet_is_absorbed_worse_the_sooner_it_comes(gut: Model) -> None:
    first = absorbed(gut, 60.0, [0.0], 400.0)
    second = [absorbed(gut, 60.0, [0.0, gap], 400.0) - first for gap in (12.0, 24.0, 48.0, 96.0)]
    assert np.all(np.diff(second) > 0)
    assert second[0] < second[1] < 0.8 * first
    assert second[-1] == pytest.approx(first, rel=0.02)


def test_the_gate_stays_closed_longer_than_hepcidin_stays_high(gut: Model) -> None:
    run = gut.simulate(hours=48.0, events=tablets(60.0, [0.0]))
    high, closed = run["hepcidin"] - 1.0, 1.0 - run["gate"]
    assert closed.idxmin() == 0.0
    assert high.idxmax() < closed.idxmax()
    assert high[24.0] / high.max() < closed[24.0] / closed.max()


@pytest.mark.parametrize("ferritin", [15.0, 30.0, 70.0])
def test_every_other_day_gives_more_per_tablet_and_less_per_day(gut: Model, ferritin: float) -> None:
    settings = {"ferritin": ferritin}
    every_day, alternate = daily(gut, 60.0, settings, days=28), daily(gut, 60.0, settings, every=2 * DAY, days=28)
    assert alternate / 14 > every_day / 28
    assert alternate < every_day


@pytest.mark.parametrize("ferritin", [15.0, 30.0, 70.0])
def test_twice_a_day_gives_less_per_tablet_than_once_and_little_more_than_the_double_tablet(gut: Model, ferritin: float) -> None:
    settings = {"ferritin": ferritin}
    once, twice, double = daily(gut, 60.0, settings), daily(gut, 60.0, settings, a_day=2), daily(gut, 120.0, settings)
    assert once < twice < 2 * once
    assert double < twice < 1.35 * double


def test_a_tablet_taken_later_does_the_same_later(gut: Model) -> None:
    now, later = gut.simulate(times=[24.0], events=tablets(60.0, [0.0])).iloc[0], gut.simulate(times=[124.0], events=tablets(60.0, [100.0])).iloc[0]
    assert now.to_dict() == pytest.approx(later.to_dict(), rel=1e-6)


def test_engines_agree_over_days_of_tablets(gut: Model, tmp_path: Path) -> None:
    settings = [{}, {"ferritin": 70.0, "avidity": 2.0}, {"inflammation": 5.0}]
    schedules = [tablets(60.0, [0.0, 7.0, 24.0, 31.0]), tablets(240.0, list(np.arange(5) * DAY)), tablets(100.0, list(np.arange(3) * 48.0))]
    assert_agreement(gut, settings, schedules, tmp_path, np.linspace(0.0, 120.0, 121))
