"""Three engines, one answer: the browser's solver, libRoadRunner and COPASI, for every model."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest

from restlesslegs.engines import copasi, roadrunner
from restlesslegs.engines.browser import job, run, write_module
from restlesslegs.engines.events import Event, Vector
from restlesslegs.models import Model
from restlesslegs.models.check import AGREEMENT, difference

SETS = 100
#: Hours: dense after the start, where fast states move.
TIMES: Vector = np.concatenate([[0.0], np.geomspace(1e-4, 0.5, 12), np.arange(1.0, 49.0)])
#: How far below zero a state may be by the solvers' tolerance, relative to its typical size.
BELOW_ZERO = 1e-8


def random_parameters(model: Model) -> list[dict[str, float]]:
    """Draw settings from the card's ranges, the same ones every time; one value in eight is an end of its range."""
    rng = np.random.default_rng(zlib.crc32(model.id.encode()))
    low = np.array([p.low for p in model.card.parameters])
    high = np.array([p.high for p in model.card.parameters])
    drawn = rng.uniform(low, high, (SETS, len(low)))
    ends = np.where(rng.random(drawn.shape) < 0.5, low, high)
    drawn = np.where(rng.random(drawn.shape) < 1 / 8, ends, drawn)
    return [{p.id: float(v) for p, v in zip(model.card.parameters, row, strict=True)} for row in drawn]


def given_by(model: Model, events: list[Event], times: Vector) -> Vector:
    """What the doses have added to every state by each time."""
    added = np.zeros((len(model.system.states), len(times)))
    for event in events:
        for name, dose in event.add.items():
            added[model.system.states.index(name), times >= event.time] += dose
    return added


def assert_sane(model: Model, run: dict[str, Vector], events: list[Event], times: Vector, what: str) -> None:
    states = np.array([run[name] for name in model.system.states])
    scales = np.array([s.scale for s in model.card.states])[:, None]
    assert np.all(np.isfinite([run[name] for name in model.columns])), f"{what}: not finite"
    assert np.all(states >= -BELOW_ZERO * scales), f"{what}: {np.min(states / scales)} below zero"
    for weights in np.array(model.system.conserved, dtype=float).reshape(-1, len(states)):
        totals = weights @ (states - given_by(model, events, times))
        assert np.allclose(totals, totals[0], rtol=1e-9), f"{what}: a conserved total moved"


def assert_agreement(model: Model, settings: list[dict[str, float]], events: list[list[Event]], folder: Path, times: Vector = TIMES) -> None:
    module = write_module(model, folder)
    in_browser = run(module, [job(s, times, e) for s, e in zip(settings, events, strict=True)])
    # A net flux near balance is a small difference of large ones: its formula shows only behind a smaller error of the states.
    fine = run(module, [job(s, times, e, rtol=1e-10) for s, e in zip(settings, events, strict=True)])
    for parameters, happening, browser, finer in zip(settings, events, in_browser, fine, strict=True):
        python = roadrunner.simulate(model.sbml, model.system, parameters, times, happening)
        witness = copasi.simulate(model.sbml, model.system, parameters, times, happening)
        assert_sane(model, python, happening, times, f"libRoadRunner at {parameters}")
        assert_sane(model, browser, happening, times, f"browser engine at {parameters}")
        assert difference(python, browser, model.system.states) <= AGREEMENT, f"browser engine at {parameters}"
        exact = roadrunner.simulate(model.sbml, model.system, parameters, times, happening, rtol=1e-12)
        assert difference(exact, finer, model.columns) <= AGREEMENT, f"observables of the browser engine at {parameters}"
        assert difference(python, witness, model.system.states) <= AGREEMENT, f"COPASI at {parameters}"


def test_engines_agree_over_the_whole_range_of_parameters(any_model: Model, tmp_path: Path) -> None:
    settings = random_parameters(any_model)
    assert_agreement(any_model, settings, [[] for _ in settings], tmp_path)


def test_engines_agree_on_a_meal(terminal: Model, tmp_path: Path) -> None:
    meal = [Event(6.0, {"blood_tyrosine": 194.0}), Event(9.0, {"blood_tyrosine": 97.0})]
    settings = [{}, {"th_expression": 0.5}, {"autoreceptor_gain": 0.0}]
    assert_agreement(terminal, settings, [meal] * 3, tmp_path, np.arange(0.0, 24.25, 0.25))
    tyrosine = terminal.simulate(times=[6.0, 9.0, 24.0], events=meal)["tyr"]
    assert tyrosine[9.0] > 1.1 * tyrosine[6.0]
    assert tyrosine[24.0] < tyrosine[9.0]


def test_engines_agree_on_a_dose_at_the_start_on_the_way_and_at_the_end(any_model: Model, tmp_path: Path) -> None:
    first, last = any_model.system.states[0], any_model.system.states[-1]
    events = [Event(12.0, add={last: 1.0}), Event(0.0, add={first: 2.0, last: 0.5}), Event(12.0, add={first: 1.0}), Event(20.0, add={first: 3.0})]
    assert_agreement(any_model, [{}], [events], tmp_path, np.arange(0.0, 20.5, 0.5))


def test_an_output_at_an_event_shows_the_state_after_it(two_rooms: Model) -> None:
    given = two_rooms.simulate(times=[0.0, 1.0, 2.0], events=[Event(0.0, add={"a": 1.0}), Event(2.0, add={"a": 10.0})])["a"]
    without = two_rooms.simulate(times=[0.0, 1.0, 2.0], events=[Event(0.0, add={"a": 1.0})])["a"]
    assert given[0.0] == pytest.approx(two_rooms.system.initial[0] + 1.0)
    assert given[1.0] == pytest.approx(without[1.0], rel=1e-9)
    assert given[2.0] == pytest.approx(without[2.0] + 10.0, rel=1e-9)


def test_an_event_after_the_last_output_has_no_effect(two_rooms: Model) -> None:
    plain = two_rooms.simulate(hours=5.0)
    later = two_rooms.simulate(hours=5.0, events=[Event(5.1, {"speed": 0.0})])
    assert np.array_equal(plain, later)


def test_a_run_leaves_no_trace_in_the_next(terminal: Model) -> None:
    before = terminal.simulate()
    terminal.simulate({"th_expression": 0.1, "daily_swing": 0.5}, events=[Event(3.0, {"firing_rate": 5.0}, {"cda": 9.0})])
    assert np.array_equal(before, terminal.simulate())


def test_outputs_are_at_exactly_the_requested_times(terminal: Model) -> None:
    times = [0.0, 0.1, 1 / 3, 7.77, 48.0]
    assert list(terminal.simulate(times=times).index) == times
    assert len(terminal.simulate(hours=48.0, points=481)) == 481
