"""libRoadRunner: compiled equations and CVODE. The engine of Python notebooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import roadrunner

from restlesslegs.engines.events import Event, Vector, pieces
from restlesslegs.engines.expressions import System

#: CVODE's absolute tolerance, far below the smallest state that matters: extracellular dopamine is near 0.002 umol/L.
_ABSOLUTE = 1e-14
_MAX_STEPS = 200_000


class SimulationError(RuntimeError):
    """An engine could not follow the model; the message says when and why."""


@lru_cache(maxsize=16)
def _instance(sbml: str) -> roadrunner.RoadRunner:
    """Compile a model once. The instance is shared: nothing here is safe to use from two threads."""
    runner = roadrunner.RoadRunner(sbml)
    runner.setIntegrator("cvode")
    return runner


def simulate(
    sbml: str,
    system: System,
    parameters: Mapping[str, float],
    times: Vector,
    events: Sequence[Event] = (),
    *,
    initial: Mapping[str, float] | None = None,
    rtol: float = 1e-9,
) -> dict[str, Vector]:
    """Simulate from time 0.

    Parameters
    ----------
    sbml, system
        The model, as text and as read from it.
    parameters
        Constants that differ from the model's own, by id.
    times
        Output times in the model's unit, increasing, none below 0. Exactly these are returned.
    events
        Each stops the integration and starts it anew behind it; an output at its time shows the state after.
    initial
        States that differ from the model's own at time 0, by id.
    rtol
        Relative tolerance.

    Returns
    -------
    dict
        One array, as long as `times`, by the id of every state, assigned quantity and flux.

    Raises
    ------
    SimulationError
        If CVODE fails or a value is not finite.
    """
    runner = _instance(sbml)
    # Everything is set by hand: what a reset restores depends on what was set before.
    for name, value in system.constants.items():
        runner[name] = parameters.get(name, value)
    state = np.array([(initial or {}).get(n, v) for n, v in zip(system.states, system.start(parameters), strict=True)])
    names = [*system.states, *system.assigned, *system.fluxes]
    selections = [_selection(runner, name) for name in names]
    runner.integrator.relative_tolerance = rtol
    runner.integrator.absolute_tolerance = _ABSOLUTE
    runner.integrator.maximum_num_steps = _MAX_STEPS
    runner.timeCourseSelections = selections
    columns = np.empty((len(names), len(times)))
    for piece in pieces(times, events):
        # What lies below the tolerance is noise, and can keep CVODE from starting anew.
        state[np.abs(state) < _ABSOLUTE] = 0.0
        for event in piece.events:
            for name, value in event.set.items():
                runner[name] = value
            for name, value in event.add.items():
                state[system.states.index(name)] += value
        for selection, value in zip(selections, state, strict=False):
            runner[selection] = value
        wanted = times[piece.outputs]
        grid = np.unique(np.concatenate([[piece.start], wanted, [piece.end]]))
        rows = _run(runner, grid)
        columns[:, piece.outputs] = rows[np.searchsorted(grid, wanted)].T
        state = rows[-1, : len(system.states)].copy()
    for name, volume in system.flux_volumes.items():
        columns[names.index(name)] /= volume
    if not np.all(np.isfinite(columns)):
        raise SimulationError(f"model '{system.id}': a value is not finite")
    return dict(zip(names, columns, strict=True))


def _selection(runner: roadrunner.RoadRunner, name: str) -> str:
    return f"[{name}]" if name in runner.model.getFloatingSpeciesIds() or name in runner.model.getBoundarySpeciesIds() else name


def _run(runner: roadrunner.RoadRunner, grid: Vector) -> Vector:
    try:
        if len(grid) == 1:
            runner.model.setTime(grid[0])
            return np.array([[runner[s] for s in runner.timeCourseSelections]])
        return np.array(runner.simulate(times=list(grid)))
    except RuntimeError as error:
        raise SimulationError(f"model '{runner.model.getModelName()}' between {grid[0]:g} and {grid[-1]:g}: {error}") from error
