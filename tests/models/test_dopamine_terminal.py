"""The dopamine terminal: the published state, the paper's figures, and what the chapter leans on."""

from __future__ import annotations

import numpy as np
import pytest

from restlesslegs.engines.steady import NoSteadyStateError
from restlesslegs.evidence import facts, sources
from restlesslegs.models import Model, check

REST = {"tyr": 125.7027, "tyr_pool": 942.7703, "ldopa": 0.355861, "bh4": 319.1448, "bh2": 40.85519, "cda": 2.646950, "vda": 80.96621, "eda": 0.002023684, "hva": 7.678180}


def test_card_and_model_reproduce_what_they_claim(any_model: Model) -> None:
    for outcome in check.outcomes(any_model, facts):
        assert outcome.reproduced, f"{outcome.target.observable} at {outcome.target.parameters}: expected {outcome.expected}, given {outcome.given}"


def test_known_misses_are_still_misses_and_by_as_much_as_the_card_says(any_model: Model) -> None:
    for known in check.miss_outcomes(any_model, facts):
        assert known.stands, f"{known.miss.target.observable}: the card says {known.miss.gives}, the model gives {known.outcome.given}"


def test_every_fact_and_source_named_is_in_the_evidence_and_every_constant_as_there(terminal: Model) -> None:
    check.check_facts(terminal, facts)
    check.check_sources(terminal, sources)
    assert check.check_constants(terminal, facts) >= 30


def test_steady_state_is_the_published_one(terminal: Model) -> None:
    # Any change of a constant, a reaction or a stoichiometry moves at least one of these.
    rest = terminal.steady_state()
    assert {name: rest[name] for name in REST} == pytest.approx(REST, rel=1e-5)


def test_model_starts_at_its_own_steady_state(terminal: Model) -> None:
    rest = terminal.steady_state()
    assert terminal.system.initial == pytest.approx([rest[name] for name in terminal.system.states], rel=1e-12)
    assert terminal.simulate(hours=480.0).iloc[-1][list(REST)].to_dict() == pytest.approx(REST, rel=1e-5)
    assert rest["signal"] == pytest.approx(1.0, rel=1e-12)


def test_every_pool_balances(terminal: Model) -> None:
    run = terminal.simulate({"th_expression": 2.0, "dat_density": 0.5, "firing_rate": 2.0, "blood_tyrosine": 150.0}, hours=6.0, points=6001)
    balances = {
        "tyr": run.v_tyr_in - run.v_pool - run.v_tyr_loss - run.v_th,
        "tyr_pool": run.v_pool - run.v_pool_loss,
        "ldopa": run.v_th - run.v_aadc,
        "bh4": run.v_dhpr - run.v_th,
        "bh2": run.v_th - run.v_dhpr,
        "cda": run.v_aadc + run.v_dat + run.v_leak - run.v_vmat - run.v_cda_catabolism,
        "vda": run.v_vmat - run.v_leak - run.v_release,
        "eda": run.v_release - run.v_dat - run.v_eda_catabolism - run.v_eda_removal,
        "hva": run.v_cda_catabolism + run.v_eda_catabolism - run.v_hva_loss,
    }
    for name, rate in balances.items():
        # From 1 h on all is smooth over a step of the grid, so that the trapezoid is exact to many digits.
        late = run.loc[1.0:]
        gained = np.trapezoid(rate.loc[1.0:], late.index)
        assert late[name].iloc[-1] - late[name].iloc[0] == pytest.approx(gained, rel=1e-4, abs=1e-7), name


def test_tripled_firing_triples_dopamine_outside_at_once_then_it_sinks_for_hours(terminal: Model) -> None:
    hours = facts["best2009-fig11-hours"].value
    run = terminal.simulate({"firing_rate": 3.0}, times=[0.0, 0.01, 1.0, 3.0, hours, 48.0])["signal"]
    assert run[0.01] == pytest.approx(facts["best2009-fig11-triple"].value, rel=0.02)
    assert run[0.01] > run[1.0] > run[3.0] > run[hours] > run[48.0]
    assert (run[0.01] - run[hours]) / (run[0.01] - run[48.0]) > 0.95
    assert run[3.0] - run[48.0] > 3 * (run[hours] - run[48.0])


def test_autoreceptor_damps_changes_of_enzyme_and_firing(terminal: Model) -> None:
    for change in ({"th_expression": 0.5}, {"th_expression": 2.0}, {"firing_rate": 2.0}):
        brake = abs(terminal.steady_state(change)["signal"] - 1)
        none = abs(terminal.steady_state({**change, "autoreceptor_gain": 0.0})["signal"] - 1)
        assert brake < 0.6 * none


def test_meals_hardly_move_stored_dopamine(terminal: Model) -> None:
    for tyrosine in (48.5, 194.0):
        assert terminal.steady_state({"blood_tyrosine": tyrosine})["vda"] == pytest.approx(terminal.steady_state()["vda"], rel=0.02)


@pytest.mark.parametrize("name", ["th_expression", "dat_density", "firing_rate", "autoreceptor_gain", "d2_density", "brain_iron"])
def test_each_scale_may_be_zero(terminal: Model, name: str) -> None:
    run = terminal.simulate({name: 0.0}, hours=200.0, points=50)
    assert np.all(np.isfinite(run))
    assert terminal.steady_state({name: 0.0})[list(REST)].to_dict() == pytest.approx(run.iloc[-1][list(REST)].to_dict(), rel=1e-3, abs=1e-6)


def test_autoreceptor_gain_is_the_agreed_form(terminal: Model) -> None:
    for gain in (0.0, 0.4, 2.0):
        rest = terminal.steady_state({"autoreceptor_gain": gain, "firing_rate": 2.0})
        curve = 4.5 / (8 * (rest["eda"] / 0.002024) ** 4 + 1) + 0.5
        assert rest["autoreceptor_factor"] == pytest.approx(1 + gain * (curve - 1), rel=1e-12)


def test_receptors_change_the_readout_and_no_state(terminal: Model) -> None:
    plain, fewer = terminal.simulate({"th_expression": 0.5}), terminal.simulate({"th_expression": 0.5, "d2_density": 0.7})
    assert np.array_equal(plain[list(REST)], fewer[list(REST)])
    assert fewer["signal"].to_numpy() == pytest.approx(0.7 * plain["signal"].to_numpy())


def test_iron_acts_as_enzyme_does_and_not_at_all_at_one(terminal: Model) -> None:
    assert terminal.steady_state({"brain_iron": 1.0})["iron_factor"] == 1.0
    low = terminal.steady_state({"brain_iron": 0.25})
    assert low["iron_factor"] == pytest.approx(0.4)
    assert low[list(REST)].to_dict() == pytest.approx(terminal.steady_state({"th_expression": 0.4})[list(REST)].to_dict(), rel=1e-9)


def test_daily_swing_is_off_unless_asked_for_and_repeats_every_day(terminal: Model) -> None:
    assert np.array_equal(terminal.simulate({"swing_peak": 7.0})[list(REST)], terminal.simulate()[list(REST)])
    run = terminal.simulate({"daily_swing": 0.12, "swing_peak": 6.0}, hours=240.0, points=2401)
    day = run.loc[216.0:]
    assert abs(day["uptake_capacity"].idxmax() % 24 - 6.0) < 0.11
    assert day["eda"].max() / day["eda"].min() > 1.1
    assert day["eda"].iloc[0] == pytest.approx(day["eda"].iloc[-1], rel=1e-6)


def test_a_daily_rhythm_has_no_steady_state(terminal: Model) -> None:
    with pytest.raises(NoSteadyStateError, match=r"daily_swing = 0\.3"):
        terminal.steady_state({"daily_swing": 0.3})
