"""Where a model comes to rest: a long run gets near, Newton's method with the exact Jacobian gets there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import sympy

from restlesslegs.engines import roadrunner
from restlesslegs.engines.events import Vector
from restlesslegs.engines.expressions import TIME, System, symbol

#: Lengths of the run that gets near, in the model's unit of time; the next is tried where one is too short.
_RUNS = (300.0, 3_000.0, 30_000.0)
_ITERATIONS = 30
#: Times at which a steady state must hold, so far apart from each other that a rhythm cannot hide.
_WITNESSES = (0.0, 1.7, 5.3, 11.1, 17.9)


class NoSteadyStateError(RuntimeError):
    """A model does not come to rest at the given parameters."""


class SteadyStates:
    """Finds steady states of one model.

    Parameters
    ----------
    sbml, system
        The model, as text and as read from it.
    """

    def __init__(self, sbml: str, system: System) -> None:
        self.sbml, self.system = sbml, system
        arguments = [TIME, *system.symbols, *(symbol(c) for c in system.constants)]
        outputs = {**system.assigned, **system.fluxes}
        self._rates = sympy.lambdify(arguments, list(system.rates), modules="math", cse=True)
        self._jacobian = sympy.lambdify(arguments, system.jacobian.tolist(), modules="math", cse=True)
        self._forcing = sympy.lambdify(arguments, list(system.time_derivative), modules="math", cse=True)
        self._outputs = sympy.lambdify(arguments, list(outputs.values()), modules="math", cse=True)
        self._names = list(outputs)
        self._weights = np.array(system.conserved, dtype=float).reshape(-1, len(system.states))
        self._pivots = [int(np.flatnonzero(row)[0]) for row in self._weights]

    def find(self, parameters: Mapping[str, float]) -> dict[str, float]:
        """Find the steady state that the model's start leads to.

        Parameters
        ----------
        parameters
            Constants that differ from the model's own, by id.

        Returns
        -------
        dict
            Value of every state, assigned quantity and flux.

        Raises
        ------
        NoSteadyStateError
            If there is none that a long run approaches.
        """
        constants = [parameters.get(name, value) for name, value in self.system.constants.items()]
        for length in _RUNS:
            run = roadrunner.simulate(self.sbml, self.system, parameters, np.array([length]))
            near = np.array([run[name][0] for name in self.system.states])
            if self._forced(near, constants):
                break
            y = self._polish(near, constants, np.array(self.system.start(parameters)))
            # Newton may leap to another steady state; only the one that the run approaches counts.
            if y is None or np.any(np.abs(y - near) > 0.01 * np.abs(near) + 1e-6 * self._scale):
                continue
            values = self._outputs(0.0, *y, *constants)
            return {**dict(zip(self.system.states, map(float, y), strict=True)), **dict(zip(self._names, map(float, values), strict=True))}
        given = ", ".join(f"{k} = {v:g}" for k, v in parameters.items()) or "defaults"
        raise NoSteadyStateError(f"model '{self.system.id}' does not come to rest at {given}")

    @property
    def _scale(self) -> Vector:
        return np.maximum(np.abs(self.system.initial), 1e-9)

    def _polish(self, near: Vector, constants: list[float], start: Vector) -> Vector | None:
        y = near
        totals = self._weights @ start
        for _ in range(_ITERATIONS):
            residual = np.array(self._rates(0.0, *y, *constants), dtype=float)
            matrix = np.array(self._jacobian(0.0, *y, *constants), dtype=float)
            # Rates of conserved sums depend on each other: one row of each says instead that the sum is what it was.
            residual[self._pivots] = self._weights @ y - totals
            matrix[self._pivots] = self._weights
            try:
                step = np.linalg.solve(matrix, residual)
            except np.linalg.LinAlgError:
                return None
            y = y - step
            if not np.all(np.isfinite(y)):
                return None
            if np.all(np.abs(step) <= 1e-12 * np.abs(y) + 1e-15 * self._scale):
                return y
        return None

    def _forced(self, y: Vector, constants: list[float]) -> bool:
        """Say whether time itself moves the state away again, against how fast each state could move."""
        speed = np.abs(np.array(self._jacobian(0.0, *y, *constants), dtype=float)) @ (np.abs(y) + 1e-6 * self._scale)
        return any(np.any(np.abs(np.array(self._forcing(t, *y, *constants), dtype=float)) > 1e-9 * speed) for t in _WITNESSES)
