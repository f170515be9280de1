"""What is read out of SBML, and the module written from it, against independent numbers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy

from restlesslegs.engines import roadrunner
from restlesslegs.engines.browser import run_script, write_module
from restlesslegs.engines.expressions import TIME, symbol
from restlesslegs.models import Model

#: Evaluates a generated module's own functions.
EVALUATE = Path(__file__).with_name("evaluate_model.mjs")


def numbers(model: Model, expressions: list[sympy.Expr], t: float, y: list[float], p: list[float]) -> list[float]:
    values = {symbol(k): v for k, v in model.system.constants.items()}
    values |= {symbol(q.id): v for q, v in zip(model.card.parameters, p, strict=True)}
    values |= dict(zip(model.system.symbols, y, strict=True)) | {TIME: t}
    return [float(e.xreplace({s: sympy.Float(values[s], 30) for s in e.free_symbols}).evalf(25)) for e in expressions]


def points(model: Model) -> list[dict[str, object]]:
    rng = np.random.default_rng(7)
    size = np.array([s.scale for s in model.card.states])
    low, high = (np.array([getattr(q, end) for q in model.card.parameters]) for end in ("low", "high"))
    return [{"t": float(rng.uniform(0, 48)), "y": list(size * rng.uniform(0.05, 4, len(size))), "p": list(rng.uniform(low, high))} for _ in range(20)]


def test_module_computes_what_the_expressions_say(any_model: Model, tmp_path: Path) -> None:
    system, given = any_model.system, points(any_model)
    out = run_script(EVALUATE, {"module": str(write_module(any_model, tmp_path)), "points": given})
    formulas = {
        "rhs": list(system.rates),
        "jacobian": list(system.jacobian),
        "dfdt": list(system.time_derivative),
        "observe": [{**system.assigned, **system.fluxes}[o.id] for o in any_model.card.observables],
    }
    for point, values in zip(given, out["values"], strict=True):
        for name, expressions in formulas.items():
            expected = numbers(any_model, expressions, point["t"], point["y"], point["p"])
            # Rates are differences of large fluxes: what cancels costs digits.
            size = max(map(abs, expected), default=0.0)
            assert values[name] == pytest.approx(expected, rel=1e-10, abs=1e-13 * size), name


def test_rates_are_those_of_libroadrunner(any_model: Model) -> None:
    # A separate reading of the same SBML: libSBML's formulas through SymPy against libRoadRunner's compiler.
    runner = roadrunner._instance(any_model.sbml)
    for point in points(any_model):
        for name, value in any_model.system.constants.items():
            runner[name] = value
        for q, value in zip(any_model.card.parameters, point["p"], strict=True):
            runner[q.id] = value
        runner.model.setTime(point["t"])
        for name, value in zip(any_model.system.states, point["y"], strict=True):
            runner[roadrunner._selection(runner, name)] = value
        theirs = [runner[f"{name}'"] / (any_model.system.constants[volume_of(any_model, name)] if volume_of(any_model, name) else 1) for name in any_model.system.states]
        ours = numbers(any_model, list(any_model.system.rates), point["t"], point["y"], point["p"])
        assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-12 * max(map(abs, theirs)))


def volume_of(model: Model, name: str) -> str | None:
    volumes = {"dopamine_terminal": {}, "two_rooms": {"a": "small", "new": "large", "pair": "large"}}
    return volumes.get(model.id, {}).get(name)


def test_jacobian_is_the_derivative_of_the_rates(any_model: Model) -> None:
    system = any_model.system
    point = points(any_model)[0]
    exact = np.array(numbers(any_model, list(system.jacobian), point["t"], point["y"], point["p"])).reshape(len(system.states), -1)
    for j in range(len(system.states)):
        step = 1e-6 * point["y"][j]
        up, down = ([*point["y"][:j], point["y"][j] + s, *point["y"][j + 1 :]] for s in (step, -step))
        slope = (np.array(numbers(any_model, list(system.rates), point["t"], up, point["p"])) - numbers(any_model, list(system.rates), point["t"], down, point["p"])) / (2 * step)
        assert exact[:, j] == pytest.approx(slope, rel=1e-5, abs=1e-6 * np.max(np.abs(slope)))


def test_module_lists_say_what_the_card_says(any_model: Model, tmp_path: Path) -> None:
    lists = run_script(EVALUATE, {"module": str(write_module(any_model, tmp_path)), "points": []})["lists"]
    card = any_model.card
    assert lists["id"] == any_model.id
    assert lists["timeUnit"] == "h"
    assert lists["states"] == [s.id for s in card.states] == list(any_model.system.states)
    assert lists["parameters"] == [p.id for p in card.parameters]
    assert lists["defaults"] == [p.default for p in card.parameters]
    assert lists["observables"] == [o.id for o in card.observables]
    assert set(any_model.system.fluxes) <= set(lists["observables"])
    assert all(scale > 0 for scale in lists["scale"])
    assert len(lists["stateUnits"]) == len(lists["states"])
    assert len(lists["observableUnits"]) == len(lists["observables"])


def test_conserved_sums_are_exact_and_in_reduced_echelon_form(terminal: Model, two_rooms: Model) -> None:
    assert [list(map(int, w)) for w in terminal.system.conserved] == [[0, 0, 0, 1, 1, 0, 0, 0, 0]]
    # a in 2 L, new and pair in 5 L, a pair made of two: 2 a + 5 new + 10 pair, first weight 1.
    assert [list(map(Fraction, map(str, w))) for w in two_rooms.system.conserved] == [[1, Fraction(5, 2), 5, 0]]


def test_time_dependence_is_seen(terminal: Model, two_rooms: Model) -> None:
    assert terminal.system.time_dependent
    assert two_rooms.system.time_dependent


def test_flux_is_per_volume_only_within_one_compartment(two_rooms: Model) -> None:
    assert two_rooms.system.units["bind"] == "umol/L/h"
    assert two_rooms.system.units["cross"] == "umol/h"
    start = two_rooms.simulate({"rhythm": 0.0}, times=[0.0, 1.0]).iloc[0]
    assert start["cross"] == pytest.approx(4 * (3 - 1))
    assert start["bind"] == pytest.approx(0.7 * ((1 / 2.5) ** 3 - 0.25 / 4))
