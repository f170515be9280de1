"""Night and day: the hours that studies found, the three causes apart, and what may never happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from restlesslegs.engines.events import Vector
from restlesslegs.evidence import facts, sources
from restlesslegs.models import Model, check, load
from restlesslegs.models.schedules import Block, Kind, constant_routine, fly, long_days, over, sit_tests, skip_sleep, to_events, usual_days
from tests.models.test_agreement import assert_agreement

#: A plan of a night without sleep, long enough to see the second evening.
ROUTINE = constant_routine(48.0)


@pytest.fixture
def night() -> Model:
    """The model of night and day."""
    return load("night_and_day")


def live(model: Model, plan: Sequence[Block], times: Vector | Sequence[float], parameters: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Run the model through a plan."""
    return model.simulate(parameters, times=times, events=to_events(plan))


def bounds(name: str) -> tuple[float, float]:
    """Ends of the range that a fact gives."""
    low, high = facts[name].low, facts[name].high
    assert low is not None
    assert high is not None
    return low, high


def first_discomfort(model: Model, parameters: Mapping[str, float] | None = None) -> float:
    """Hour after the morning at which somebody who cannot get up first feels one point."""
    urge = live(model, ROUTINE, np.arange(10.0, 34.0, 0.01), parameters)["urge"]
    return float(urge.index[np.argmax(urge >= 1.0)])


def test_every_fact_and_source_named_is_in_the_evidence_and_every_constant_as_there(night: Model) -> None:
    check.check_facts(night, facts)
    check.check_sources(night, sources)
    assert check.check_constants(night, facts) == 2


def test_sitting_still_does_nothing_at_ten_and_much_at_twenty_two(night: Model) -> None:
    minutes = 40.0
    for hour, least, most in ((10.0, 0.0, 0.05), (22.0, 3.0, 10.0)):
        during = live(night, over(usual_days(2), sit_tests([hour], minutes=minutes)), hour + np.linspace(0.0, minutes / 60 - 0.01, 40))["urge"]
        assert np.all(np.diff(during) >= 0)
        assert least <= during.iloc[-1] - during.iloc[0] <= most


def test_walking_ends_it_within_minutes(night: Model) -> None:
    urge = live(night, over(usual_days(2), sit_tests([21.0])), [21.9, 22.2])["urge"]
    assert urge[21.9] > 3.0
    assert urge[22.2] < 0.05 * urge[21.9]


def test_people_without_the_susceptibility_feel_nothing_at_any_hour(night: Model) -> None:
    for plan in (ROUTINE, over(usual_days(3), sit_tests([18.0, 20.0, 22.0]))):
        run = live(night, plan, np.linspace(0.0, 55.0, 500), {"susceptibility": 0.0})
        assert np.all(run[["urge", "movements"]] == 0.0)


def test_under_a_constant_routine_it_peaks_after_midnight_and_is_least_in_the_morning(night: Model) -> None:
    (after, before), (early, late) = bounds("trenkwalder1999-peak"), bounds("trenkwalder1999-trough")
    run = live(night, ROUTINE, np.linspace(7.0, 55.0, 4801))["urge"]
    for day in (0, 24):
        assert after <= run.loc[12.0 + day : 36.0 + day].loc[: 30.0 + day].idxmax() - 24 - day <= before
    assert early <= run.loc[7.2 + 24 : 20.0 + 24].idxmin() - 24 <= late


def test_the_mean_of_four_evening_tests_is_the_published_one(night: Model) -> None:
    # The plan that readers build, not the card's protocol: the evening is lit until the usual bedtime.
    starts = [18.0, 20.0, 22.0, 24.0]
    plan = over(skip_sleep(usual_days(2), 23.0, 25.0, "up dim"), [*sit_tests(starts[:3]), *sit_tests(starts[3:], kind="sit dim")])
    means = []
    for start in starts:
        times = np.linspace(start, start + 1.0, 61)[:-1]
        means.append(float(live(night, plan, times)["urge"].mean()))
    assert np.all(np.diff(means) > 0)
    assert np.mean(means) == pytest.approx(facts["garciaborreguero2013-msit-rls"].value, rel=0.02)


def test_on_days_of_twenty_hours_the_rhythm_stays_near_its_own_day(night: Model) -> None:
    dim = long_days(30, length=20.0)
    lit = [Block(b.start, b.end, "up" if b.kind == "up dim" else b.kind) for b in dim]
    for plan in (dim, lit):
        effect = live(night, plan, np.arange(0.0, 600.0, 0.05))["clock_effect"].to_numpy()
        tops = np.flatnonzero((effect[1:-1] > effect[:-2]) & (effect[1:-1] >= effect[2:]) & (effect[1:-1] > 0.9)) + 1
        assert len(tops) == 25
        assert 0.05 * float(np.mean(np.diff(tops))) == pytest.approx(24.0, abs=0.3)


def test_the_hour_of_the_inner_clock_and_not_time_awake_makes_the_evening(night: Model) -> None:
    # On days of 20 hours both vary on their own: tests early in the waking day fall on all hours of the clock.
    plan = over(long_days(12, length=20.0), sit_tests([9.0 + 20.0 * day for day in range(12)], kind="sit dim"))
    run = live(night, plan, [9.9 + 20.0 * day for day in range(12)], {"debt_effect": 0.0})
    assert run["pressure"].max() - run["pressure"].min() < 0.15
    assert run["urge"].max() > 4.0
    assert run["urge"].min() < 0.01
    late = np.cos(2 * np.pi * (run["clock"] - 0.5) / 24)
    assert np.corrcoef(late, run["urge"])[0, 1] > 0.8


def test_a_smaller_gate_delays_the_first_discomfort_and_an_earlier_clock_hastens_it(night: Model) -> None:
    usual = first_discomfort(night)
    assert first_discomfort(night, {"relief": 0.5}) > usual + 0.5
    earlier = facts["garciaborreguero2007-mpi-advance"].value
    assert earlier is not None
    assert first_discomfort(night, {"advance": earlier}) == pytest.approx(usual - earlier, abs=0.02)


def test_the_gate_opens_and_shuts_at_the_hours_that_people_report(night: Model) -> None:
    opens, shuts = bounds("yang2019-hours")
    effect = live(night, ROUTINE, np.arange(0.0, 36.0, 0.01))["clock_effect"]
    above = effect.index[(effect > night.system.constants["opening"]) & (effect.index > 12.0)]
    assert above[0] == pytest.approx(opens, abs=0.2)
    assert above[-1] == pytest.approx(shuts, abs=0.2)


def test_usual_days_leave_the_clock_on_time_and_no_debt(night: Model) -> None:
    midnights = 24.0 * np.arange(0.0, 15.0)
    run = live(night, usual_days(15), midnights)
    assert np.allclose(run["clock"], midnights, atol=0.01)
    assert np.allclose(run["pressure"], run["pressure"].iloc[0], rtol=1e-6)
    assert live(night, usual_days(3), np.linspace(0.0, 72.0, 500))["debt"].max() < 0.02


def test_a_flight_moves_the_symptoms_until_the_clock_follows(night: Model) -> None:
    for east in (6.0, -6.0):
        plan = fly(usual_days(20), 60.0, east)
        lag = live(night, plan, 24.0 * np.arange(2.0, 17.0))["clock"] - 24.0 * np.arange(2.0, 17.0)
        assert abs(lag.iloc[0]) < 0.01
        # Four days after it the clock is about half way.
        assert 0.35 < lag.iloc[4] / east < 0.65
        assert lag.iloc[-1] / east > 0.85
        assert np.all(np.diff(np.abs(lag)) > -0.05)


def test_a_skipped_night_worsens_the_next_evening_and_spares_the_morning(night: Model) -> None:
    usual = over(usual_days(3), sit_tests([34.0, 46.0], kind="sit dim"))
    sleepless = skip_sleep(usual, 20.0, 34.0, "up dim")
    ends = [34.95, 46.95]
    before, after = live(night, usual, ends)["urge"], live(night, sleepless, ends)["urge"]
    assert after[ends[0]] < 0.05
    assert 1.05 < after[ends[1]] / before[ends[1]] < 1.5
    none = live(night, sleepless, ends, {"debt_effect": 0.0})["urge"]
    assert none[ends[1]] < after[ends[1]]


def test_thousand_random_lives_are_finite_never_negative_and_in_order(night: Model) -> None:
    rng = np.random.default_rng(20260101)
    ranges = {p.id: (p.low, p.high) for p in night.card.parameters}
    times = np.linspace(0.0, 30.0, 61)
    kinds: list[Kind] = ["sleep", "sit", "up dim", "sit dim"]
    for k in range(1000):
        settings = {name: float(rng.uniform(*ends)) for name, ends in ranges.items()}
        start = float(rng.uniform(0.0, 28.0))
        plan = [Block(start, start + float(rng.uniform(0.1, 3.0)), kinds[k % len(kinds)])]
        events = to_events(plan) if k < 500 else []
        run = night.simulate(settings, times=times, events=events)
        values = run.drop(columns="clock_effect").to_numpy()
        assert np.all(np.isfinite(values)), settings
        assert np.all(values >= 0.0), settings
        assert run["urge"].max() <= night.system.constants["full_scale"]
        # More of either can only make it worse.
        name = "susceptibility" if k % 2 else "still"
        more = {**settings, name: float(rng.uniform(settings[name], ranges[name][1]))}
        worse = night.simulate(more, times=times, events=events)
        assert np.all(worse["urge"] >= run["urge"] - 1e-6), (settings, more)
        assert np.all(night.simulate({**settings, "susceptibility": 0.0}, times=times, events=events)["urge"] == 0.0)


def test_engines_agree_on_a_life_full_of_events(night: Model, tmp_path: Path) -> None:
    plan = fly(over(skip_sleep(usual_days(4), 22.0, 32.0), sit_tests([10.0, 34.0, 44.0])), 50.0, 5.0)
    settings: list[dict[str, float]] = [{}, {"susceptibility": 0.0}, {"advance": 4.0, "relief": 0.5}]
    assert_agreement(night, settings, [to_events(plan)] * 3, tmp_path, np.arange(0.0, 72.25, 0.25))
