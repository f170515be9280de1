"""COPASI: the independent witness. Only tests and ``models check`` use it."""

from __future__ import annotations

import locale
from collections.abc import Mapping, Sequence
from functools import lru_cache

import libsbml
import numpy as np

from restlesslegs.engines.events import Event, Vector, pieces
from restlesslegs.engines.expressions import System
from restlesslegs.engines.roadrunner import SimulationError

# Importing COPASI sets the whole process to the C locale, after which text is read as ASCII.
_locale = locale.setlocale(locale.LC_ALL)
import COPASI  # noqa: E402  (the locale is kept first)

locale.setlocale(locale.LC_ALL, _locale)


class _Loaded:
    """A model in COPASI, with its settable objects by SBML id."""

    def __init__(self, sbml: str) -> None:
        self.data = COPASI.CRootContainer.addDatamodel()
        if not self.data.importSBMLFromString(_without_formulas_of_the_start(sbml)):
            raise SimulationError(f"COPASI cannot read the model: {COPASI.CCopasiMessage.getAllMessageText()}")
        self.model = self.data.getModel()
        self.constants = {v.getSBMLId(): v for v in (*self.model.getModelValues(), *self.model.getCompartments())}
        self.species = {m.getSBMLId(): m for m in self.model.getMetabolites()}

    def set_state(self, name: str, value: float) -> None:
        if name in self.species:
            self.species[name].setInitialConcentration(value)
        else:
            self.constants[name].setInitialValue(value)


def _without_formulas_of_the_start(sbml: str) -> str:
    """Drop them: the caller computes the start, and COPASI would overwrite the state behind every event with them."""
    document = libsbml.readSBMLFromString(sbml)
    document.getModel().getListOfInitialAssignments().clear()
    text: str = libsbml.writeSBMLToString(document)
    return text


@lru_cache(maxsize=16)
def _load(sbml: str) -> _Loaded:
    return _Loaded(sbml)


def simulate(sbml: str, system: System, parameters: Mapping[str, float], times: Vector, events: Sequence[Event] = (), *, rtol: float = 1e-9) -> dict[str, Vector]:
    """Simulate from time 0 with LSODA; see :func:`restlesslegs.engines.roadrunner.simulate`.

    Returns
    -------
    dict
        One array, as long as `times`, by the id of every state and assigned quantity that varies.
        Fluxes are not reported.
    """
    loaded = _load(sbml)
    for name, value in system.constants.items():
        loaded.constants[name].setInitialValue(parameters.get(name, value))
    state = dict(zip(system.states, system.start(parameters), strict=True))
    result: dict[str, Vector] = {}
    for piece in pieces(times, events):
        for event in piece.events:
            for name, value in event.set.items():
                loaded.constants[name].setInitialValue(value)
            for name, value in event.add.items():
                state[name] += value
        for name, value in state.items():
            loaded.set_state(name, value)
        loaded.model.setInitialTime(piece.start)
        loaded.model.updateInitialValues(COPASI.CCore.Framework_Concentration)
        wanted = times[piece.outputs]
        grid = np.unique(np.concatenate([[piece.start], wanted, [piece.end]]))
        rows = _run(loaded, grid, rtol)
        chosen = np.searchsorted(grid, wanted)
        for name, values in rows.items():
            result.setdefault(name, np.empty(len(times)))[piece.outputs] = values[chosen]
            if name in state:
                state[name] = float(values[-1])
    return result


def _run(loaded: _Loaded, grid: Vector, rtol: float) -> dict[str, Vector]:
    # A run needs a length; of a piece without one only the first row is read.
    last = grid[-1] if len(grid) > 1 else grid[0] + 1e-6
    points = grid if len(grid) > 1 else np.append(grid, last)
    task = loaded.data.getTask("Time-Course")
    task.setMethodType(COPASI.CTaskEnum.Method_deterministic)
    method = task.getMethod()
    method.getParameter("Relative Tolerance").setDblValue(rtol)
    method.getParameter("Absolute Tolerance").setDblValue(1e-14)
    method.getParameter("Max Internal Steps").setUIntValue(1_000_000)
    problem = task.getProblem()
    problem.setAutomaticStepSize(False)
    problem.setUseValues(True)
    problem.setValues(" ".join(repr(float(t)) for t in points))
    problem.setDuration(float(last - grid[0]))
    problem.setTimeSeriesRequested(True)
    try:
        if not (task.initializeRaw(COPASI.CCopasiTask.OUTPUT_UI) and task.processRaw(True)):
            raise SimulationError(f"COPASI between {grid[0]:g} and {last:g}: {COPASI.CCopasiMessage.getAllMessageText()}")
        series = task.getTimeSeries()
        if series.getRecordedSteps() != len(points):
            raise SimulationError(f"COPASI returned {series.getRecordedSteps()} of {len(points)} outputs")
        return {series.getSBMLId(i, loaded.data): np.array([series.getConcentrationData(k, i) for k in range(len(grid))]) for i in range(1, series.getNumVariables())}
    finally:
        task.restore()
