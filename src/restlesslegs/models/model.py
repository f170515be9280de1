"""A model as notebooks use it: simulate, find the steady state, ask the card."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from restlesslegs.engines import roadrunner, steady
from restlesslegs.engines.events import Event, Vector
from restlesslegs.engines.expressions import read
from restlesslegs.engines.sbml import compile_antimony
from restlesslegs.models.card import Card, Parameter, read_card
from restlesslegs.models.errors import ModelInputError


class Model:
    """One model of the book, loaded from its folder.

    Attributes
    ----------
    id
        Name of the folder and of the model in it.
    folder
        Where ``model.ant`` and ``card.toml`` stand.
    sbml
        The model as SBML Level 3.
    system
        The model as SymPy expressions.
    card
        What it is, what may be set, what it reproduces.
    """

    def __init__(self, folder: Path) -> None:
        self.id = folder.name
        self.folder = folder
        self.sbml = compile_antimony(folder / "model.ant")
        self.system = read(self.sbml, folder / "model.ant")
        self.card: Card = read_card(folder / "card.toml", self.system)

    def __repr__(self) -> str:
        return f"<Model {self.id}: {self.card.title}>"

    @property
    def columns(self) -> list[str]:
        """Ids of what a simulation returns: states, then the card's observables."""
        return [*self.system.states, *(o.id for o in self.card.observables)]

    def simulate(
        self,
        parameters: Mapping[str, float] | None = None,
        *,
        hours: float = 48.0,
        points: int = 481,
        events: Sequence[Event] = (),
        times: Sequence[float] | Vector | None = None,
    ) -> pd.DataFrame:
        """Simulate from rest at the default parameters.

        Parameters
        ----------
        parameters
            Values that differ from the defaults, by id, from time 0 on.
        hours, points
            Length of the run in the model's unit of time, and how many outputs, both ends included.
        events
            What happens on the way, see :class:`restlesslegs.models.Event`.
        times
            Output times instead of `hours` and `points`; increasing, none below 0.

        Returns
        -------
        pandas.DataFrame
            Index ``time``; one column a state, then one an observable, in the card's units. At the time of an
            event stands the state after it.

        Raises
        ------
        ModelInputError
            For an unknown parameter or state, or a value that is not finite or outside the card's range.
        restlesslegs.engines.roadrunner.SimulationError
            If the engine fails.
        """
        values = self._checked(parameters or {})
        for event in events:
            self._checked(event.set, f" in the event at {event.time:g}")
            self._check_doses(event)
        if times is None:
            if not (math.isfinite(hours) and hours > 0 and points >= 2):
                raise ModelInputError(f"model '{self.id}': a run needs hours above 0 and at least 2 points, not {hours} and {points}")
            grid = np.linspace(0.0, hours, points)
        else:
            grid = np.asarray(times, dtype=float)
        try:
            run = roadrunner.simulate(self.sbml, self.system, values, grid, events)
        except ValueError as error:
            raise ModelInputError(f"model '{self.id}': {error}") from None
        return pd.DataFrame({name: run[name] for name in self.columns}, index=pd.Index(grid, name="time"))

    def steady_state(self, parameters: Mapping[str, float] | None = None) -> pd.Series[float]:
        """Find where the model comes to rest from its start, all parameters held.

        Returns
        -------
        pandas.Series
            States, then observables, by id.

        Raises
        ------
        ModelInputError
            As for :meth:`simulate`.
        restlesslegs.engines.steady.NoSteadyStateError
            If it does not come to rest, for example under a daily rhythm.
        """
        values = self._checked(parameters or {})
        found = self._steady.find(values)
        return pd.Series({name: found[name] for name in self.columns}, name="steady state")

    @cached_property
    def _steady(self) -> steady.SteadyStates:
        return steady.SteadyStates(self.sbml, self.system)

    @cached_property
    def _parameters(self) -> Mapping[str, Parameter]:
        return {p.id: p for p in self.card.parameters}

    def _checked(self, values: Mapping[str, float], where: str = "") -> dict[str, float]:
        for name, value in values.items():
            parameter = self._parameters.get(name)
            if parameter is None:
                raise ModelInputError(f"model '{self.id}'{where}: no parameter '{name}'; it has: {', '.join(self._parameters)}")
            if not parameter.low <= value <= parameter.high:
                raise ModelInputError(f"model '{self.id}'{where}: {name} = {value} is outside its range, {parameter.low:g} to {parameter.high:g} {parameter.unit}")
        return {name: float(value) for name, value in values.items()}

    def _check_doses(self, event: Event) -> None:
        for name, dose in event.add.items():
            if name not in self.system.states:
                raise ModelInputError(f"model '{self.id}' in the event at {event.time:g}: no state '{name}'; it has: {', '.join(self.system.states)}")
            if not math.isfinite(dose):
                raise ModelInputError(f"model '{self.id}' in the event at {event.time:g}: a dose of {dose} to {name}")
