"""Iron of the body over months: balance of all that comes and goes, and what moves which way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from restlesslegs.engines import roadrunner
from restlesslegs.evidence import facts, sources
from restlesslegs.models import Event, Model, check, load
from tests.models.test_agreement import assert_agreement

DAY = 24.0
IRON = ["infused", "fresh", "stores", "red_cells"]
DONATION = Event(0.0, add={"red_cells": -225.0})


@pytest.fixture
def body() -> Model:
    return load("body_brain_iron")


def after(model: Model, days: float, settings: dict[str, float] | None = None, events: Sequence[Event] = ()) -> dict[str, float]:
    """Return states and readouts after so many days."""
    row = model.simulate(settings or {}, times=[0.0, days * DAY], events=events).iloc[-1]
    return {str(name): float(value) for name, value in row.items()}


def test_every_fact_and_source_named_is_in_the_evidence_and_every_constant_as_there(body: Model) -> None:
    check.check_facts(body, facts)
    check.check_sources(body, sources)
    assert check.check_constants(body, facts) == 5


def test_days_and_hours_are_converted_by_one_constant(body: Model) -> None:
    assert body.system.constants["per_hour"] == pytest.approx(1 / 24, rel=1e-14)
    assert body.system.units["per_hour"] == "d/h"


def test_whatever_is_done_all_stays_finite_and_above_zero(body: Model) -> None:
    rng = np.random.default_rng(2)
    times = np.array([0.0, 1.0, 24.0, 168.0, 1000.0, 4000.0, 9000.0])
    for _ in range(1000):
        settings = {p.id: float(rng.uniform(p.low, p.high)) for p in body.card.parameters}
        doses = [Event(float(rng.uniform(0.0, 8000.0)), add={"infused": float(rng.uniform(0.0, 2000.0))}) for _ in range(rng.integers(0, 3))]
        gifts = [Event(float(hour), add={"red_cells": -225.0}) for hour in (0.0, 2000.0) if rng.random() < 0.3]
        run = roadrunner.simulate(body.sbml, body.system, settings, times, [*doses, *gifts])
        assert all(np.all(np.isfinite(values)) for values in run.values()), settings
        for state in body.card.states:
            assert np.all(run[state.id] >= -1e-8 * state.scale), (state.id, settings)
        for name in ("ferritin", "plasma", "tsat", "absorbed_per_day", "brain"):
            assert np.all(run[name] > 0), (name, settings)
        assert np.all(run["tsat"] < 1), settings
        assert np.all(run["lost"] <= settings["daily_loss"] + settings["extra_loss"] + settings["fetal_demand"] + 1e-9), settings


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"tablet_iron": 60.0, "tablets_per_day": 2.0, "start_ferritin": 12.0},
        {"daily_loss": 5.0, "extra_loss": 5.0, "start_ferritin": 5.0, "absorption": 0.1},
        {"fetal_demand": 3.0, "red_cell_growth": 450.0},
    ],
)
def test_what_is_absorbed_and_given_is_stored_or_lost(body: Model, settings: dict[str, float]) -> None:
    given = [Event(240.0, add={"infused": 1000.0}), Event(2400.0, add={"red_cells": -225.0})]
    run = body.simulate(settings, hours=4800.0, points=9601, events=given)
    held = run[IRON].sum(axis=1)
    net = (run["absorbed_per_day"] - run["lost"]) / DAY
    for start, end in ((0.0, 239.5), (240.0, 2399.5), (2400.0, 4800.0)):
        part = net.loc[start:end]
        assert held[end] - held[start] == pytest.approx(np.trapezoid(part, part.index), rel=1e-4, abs=0.1)
    # The half hours that hold an event: what was given shows in full.
    assert held[240.0] - held[239.5] == pytest.approx(1000.0 + net[239.5] / 2, abs=0.1)
    assert held[2400.0] - held[2399.5] == pytest.approx(-225.0 + net[2399.5] / 2, abs=0.1)


def test_a_body_that_loses_what_food_gives_stays_as_it_is(body: Model) -> None:
    run = body.simulate(hours=24000.0, points=11)
    assert run[["stores", "red_cells", "brain"]].to_numpy() == pytest.approx(np.tile(run[["stores", "red_cells", "brain"]].iloc[0], (11, 1)), rel=1e-3)
    for ferritin in (5.0, 15.0, 69.0, 300.0):
        first = body.simulate({"start_ferritin": ferritin}, times=[0.0]).iloc[0]
        assert first["ferritin"] == pytest.approx(ferritin, rel=0.01)
        assert first["red_cell_share"] == 1.0
        assert first["v_into_red_cells"] == pytest.approx(first["v_out_of_red_cells"], rel=0.1)


@pytest.mark.parametrize("dose", [20.0, 37.5, 60.0, 100.0])
@pytest.mark.parametrize("tablets_per_day", [0.5, 1.0, 2.0])
def test_tablets_give_what_they_give_in_the_model_of_the_gut(body: Model, dose: float, tablets_per_day: float) -> None:
    gut = load("oral_iron")
    days = [float(day) for day in np.arange(0.0, 28.0, max(1.0, 1.0 / tablets_per_day))]
    doses = [Event(day * DAY + 8.0 * k, add={"lumen": dose}) for day in days for k in range(max(1, int(tablets_per_day)))]
    for ferritin in (10.0, 15.0, 30.0, 70.0):
        taken = gut.simulate({"ferritin": ferritin}, times=[14 * DAY, 28 * DAY], events=doses)["absorbed"]
        settings = {"start_ferritin": ferritin, "tablet_iron": dose, "tablets_per_day": tablets_per_day}
        assert body.simulate(settings, times=[0.0])["from_tablets"][0.0] == pytest.approx((taken.iloc[1] - taken.iloc[0]) / 14, rel=0.08)


def test_more_in_store_means_less_absorbed_from_food_and_tablets(body: Model) -> None:
    rows = [body.simulate({"start_ferritin": f, "tablet_iron": 60.0}, times=[0.0]).iloc[0] for f in (5.0, 10.0, 15.0, 35.0, 70.0, 150.0, 300.0)]
    for less, more in pairwise(rows):
        assert less["from_tablets"] > more["from_tablets"]
        assert less["absorbed_per_day"] > more["absorbed_per_day"]


def test_no_tablets_give_nothing_and_larger_ones_more(body: Model) -> None:
    amounts = [body.simulate({"tablet_iron": d}, times=[0.0])["from_tablets"][0.0] for d in (0.0, 30.0, 60.0, 120.0, 240.0)]
    assert amounts[0] == 0.0
    assert np.all(np.diff(amounts) > 0)
    assert np.all(np.diff(np.array(amounts[1:]) / [30.0, 60.0, 120.0, 240.0]) < 0)


@pytest.mark.parametrize(
    ("settings", "higher"),
    [
        ({"daily_loss": 2.5}, False),
        ({"extra_loss": 1.2}, False),
        ({"fetal_demand": 2.0}, False),
        ({"red_cell_growth": 450.0}, False),
        ({"absorption": 0.3}, False),
        ({"absorption": 1.5}, True),
        ({"tablet_iron": 60.0}, True),
    ],
)
def test_losses_lower_ferritin_and_intake_raises_it(body: Model, settings: dict[str, float], higher: bool) -> None:
    changed, plain = after(body, 180.0, settings), after(body, 180.0)
    assert (changed["ferritin"] > plain["ferritin"]) == higher
    assert abs(changed["ferritin"] / plain["ferritin"] - 1) > 0.03


def test_after_a_donation_red_cells_come_back_and_stores_pay(body: Model) -> None:
    run = body.simulate(times=[0.0, 30 * DAY, 90 * DAY, 365 * DAY], events=[DONATION])
    assert run["red_cells"].is_monotonic_increasing
    assert run["red_cell_share"].iloc[0] == pytest.approx(1 - 225 / 2000)
    assert run["ferritin"].iloc[1] < run["ferritin"].iloc[0]
    with_tablets = after(body, 30.0, {"tablet_iron": 37.5}, [DONATION])
    assert with_tablets["red_cells"] > run["red_cells"].iloc[1]
    assert with_tablets["ferritin"] > run["ferritin"].iloc[1]


def test_soon_after_an_infusion_ferritin_shows_iron_on_its_way_and_not_stores(body: Model) -> None:
    week, half_a_year = (after(body, days, {}, [Event(0.0, add={"infused": 1000.0})]) for days in (7.0, 180.0))
    assert week["ferritin"] > 4 * half_a_year["ferritin"]
    assert week["stores"] < half_a_year["stores"]
    assert week["tsat"] > half_a_year["tsat"]


def test_half_of_an_infusion_has_left_plasma_after_its_half_life(body: Model) -> None:
    for hours in (5.3, 9.4, 27.0):
        left = body.simulate({"half_life": hours}, times=[0.0, hours], events=[Event(0.0, add={"infused": 500.0})])["infused"]
        assert left[hours] == pytest.approx(250.0, rel=1e-6)


def test_the_brain_follows_slowly_more_iron_more_and_may_be_cut_off(body: Model) -> None:
    def rise(dose: float, settings: dict[str, float] | None = None) -> float:
        run = body.simulate(settings or {}, times=[0.0, 42 * DAY], events=[Event(0.0, add={"infused": dose})])["brain"]
        return float(run.iloc[1] / run.iloc[0] - 1)

    assert 0 < rise(500.0) < rise(1000.0) < rise(1500.0)
    assert rise(1000.0, {"brain_time": 30.0}) > rise(1000.0) > rise(1000.0, {"brain_time": 300.0}) > 0
    assert rise(1000.0, {"brain_exponent": 0.0}) == pytest.approx(0.0, abs=1e-9)
    # A barrier that lets less through lowers the index and leaves its relative rise as it is.
    assert rise(1000.0, {"brain_passage": 0.85}) == pytest.approx(rise(1000.0), rel=1e-6)
    assert after(body, 1.0, {"brain_passage": 0.85})["brain"] == pytest.approx(0.85 * after(body, 1.0)["brain"], rel=1e-6)


def test_the_brain_moves_nothing_in_the_body(body: Model) -> None:
    given = [Event(0.0, add={"infused": 1000.0})]
    plain = body.simulate(hours=2000.0, points=21, events=given)
    other = body.simulate({"brain_passage": 0.6, "brain_exponent": 1.0, "brain_time": 30.0}, hours=2000.0, points=21, events=given)
    assert other[[*IRON, "ferritin", "tsat"]].to_numpy() == pytest.approx(plain[[*IRON, "ferritin", "tsat"]].to_numpy(), rel=1e-6)


def test_tablets_move_the_brain_far_less_than_an_infusion(body: Model) -> None:
    start = after(body, 0.001, {"start_ferritin": 60.0})["brain"]
    tablets = after(body, 84.0, {"start_ferritin": 60.0, "tablet_iron": 65.0, "tablets_per_day": 2.0})["brain"]
    infusion = after(body, 84.0, {"start_ferritin": 60.0}, [Event(0.0, add={"infused": 1000.0})])["brain"]
    assert 0 < tablets - start < (infusion - start) / 2


def test_engines_agree_over_half_a_year_of_treatment(body: Model, tmp_path: Path) -> None:
    treatment = [Event(0.0, add={"red_cells": -225.0}), Event(168.0, add={"infused": 1000.0}), Event(2000.0, {"tablet_iron": 60.0})]
    settings = [{}, {"start_ferritin": 8.0, "daily_loss": 4.0}, {"red_cell_growth": 450.0, "fetal_demand": 2.0, "brain_time": 30.0}]
    assert_agreement(body, settings, [treatment] * 3, tmp_path, np.linspace(0.0, 4368.0, 183))
