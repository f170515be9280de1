"""Holding a model against what its card claims, against the evidence table, and against a second engine."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from restlesslegs.engines import roadrunner
from restlesslegs.engines.events import Vector
from restlesslegs.models.card import STEADY_STATE, Miss, Target
from restlesslegs.models.errors import CardError
from restlesslegs.models.model import Model

#: Where engines may differ: of a value, and of a state's largest value in the run where the value is small.
AGREEMENT, FLOOR = 1e-4, 1e-3


class Fact(Protocol):
    """What a check needs to know of a fact."""

    @property
    def value(self) -> float | None:
        """The number, None if the fact has none."""
        ...

    @property
    def unit(self) -> str:
        """Its unit, a word of the evidence tables' vocabulary."""
        ...

    @property
    def verified(self) -> bool:
        """Whether somebody has seen it outside their memory."""
        ...


@dataclass(frozen=True)
class Outcome:
    """One target with what it should be, what the model gives, and the relative error."""

    target: Target
    expected: float
    given: float

    @property
    def error(self) -> float:
        """Relative error; the plain difference where 0 is expected."""
        return abs(self.given - self.expected) / (abs(self.expected) or 1.0)

    @property
    def reproduced(self) -> bool:
        """Whether the error is within the target's tolerance."""
        return self.error <= self.target.tolerance


@dataclass(frozen=True)
class MissOutcome:
    """A known miss with what it should be and what the model gives now."""

    miss: Miss
    outcome: Outcome

    @property
    def stands(self) -> bool:
        """Whether it is still a miss, and by what the card says."""
        unchanged = abs(self.outcome.given / self.miss.gives - 1) <= self.miss.target.tolerance
        return unchanged and not self.outcome.reproduced


def check_facts(model: Model, facts: Mapping[str, Fact]) -> None:
    """Check that every fact which the card names exists, is verified, and has a number where one is needed.

    Raises
    ------
    CardError
        Naming the file, the line if it can be found, and the fact.
    """
    card, path = model.card, model.folder / "card.toml"
    needed = {t.fact for t in (*card.reproduces, *(m.target for m in card.misses))} | {
        t.when for t in (*card.reproduces, *(m.target for m in card.misses)) if isinstance(t.when, str)
    }
    rows = path.read_text("utf-8").splitlines()
    for name, where in card.facts():
        line = next((n for n, row in enumerate(rows, 1) if f'"{name}"' in row), None)
        if name not in facts:
            raise CardError(f"{where}: there is no fact '{name}'", path, line)
        if not facts[name].verified:
            raise CardError(f"{where}: fact '{name}' is from memory and must not be shown", path, line)
        if name in needed and facts[name].value is None:
            raise CardError(f"{where}: fact '{name}' has no number", path, line)


def check_sources(model: Model, sources: Container[str]) -> None:
    """Check that every publication the card names is in the bibliography.

    Raises
    ------
    CardError
        Naming the file and the missing source.
    """
    for name in model.card.sources:
        if name not in sources:
            raise CardError(f"sources: the bibliography has no '{name}'", model.folder / "card.toml")


def check_constants(model: Model, facts: Mapping[str, Fact]) -> int:
    """Check every constant of ``model.ant`` that names its fact against the evidence table.

    Returns
    -------
    int
        How many were compared.

    Raises
    ------
    CardError
        If a fact does not exist or has another value, naming file and line.
    """
    path = model.folder / "model.ant"
    pattern = re.compile(r"^\s*const (\w+) = .*//\s*fact: ([\w-]+)")
    compared = 0
    for line, row in enumerate(path.read_text("utf-8").splitlines(), 1):
        found = pattern.match(row)
        if not found:
            continue
        name, fact = found.groups()
        if fact not in facts:
            raise CardError(f"constant '{name}': there is no fact '{fact}'", path, line)
        unit = model.system.units[name]
        if not _in_unit(facts[fact].unit, unit):
            raise CardError(f"constant '{name}' is in {unit}, its fact '{fact}' in '{facts[fact].unit}'", path, line)
        if facts[fact].value != model.system.constants[name]:
            raise CardError(f"constant '{name}' is {model.system.constants[name]:g}, its fact '{fact}' says {facts[fact].value}", path, line)
        compared += 1
    return compared


def _in_unit(word: str, unit: str) -> bool:
    """Say whether a unit of the evidence tables is the same as a unit of a model, so that their numbers may be compared."""
    from restlesslegs.evidence import units

    theirs = units.registry().parse_expression(unit)
    return bool(units.quantity(1.0, word) == theirs)


def outcome(model: Model, target: Target, facts: Mapping[str, Fact]) -> Outcome:
    """Run a target.

    Parameters
    ----------
    target
        One of the card's; its facts have been checked.

    Returns
    -------
    Outcome
        Expected and given number, in the fact's terms.
    """
    expected = facts[target.fact].value if target.fact else target.value
    if target.when == STEADY_STATE:
        reached = model.steady_state(target.parameters)[target.observable]
    else:
        hours = facts[target.when].value if isinstance(target.when, str) else target.when
        reached = model.simulate(target.parameters, times=[0.0, float(hours or 0.0)])[target.observable].iloc[-1]
    given = float(reached)
    if target.measure != "value":
        given /= float(model.steady_state()[target.observable])
    if target.measure == "percent change":
        given = 100 * (given - 1)
    return Outcome(target, float(expected if expected is not None else np.nan), given)


def outcomes(model: Model, facts: Mapping[str, Fact]) -> list[Outcome]:
    """Run all that the card says the model reproduces."""
    return [outcome(model, target, facts) for target in model.card.reproduces]


def miss_outcomes(model: Model, facts: Mapping[str, Fact]) -> list[MissOutcome]:
    """Run all that the card says the model misses."""
    return [MissOutcome(miss, outcome(model, miss.target, facts)) for miss in model.card.misses]


def difference(one: Mapping[str, Vector], other: Mapping[str, Vector], names: Sequence[str]) -> float:
    """Return the largest difference of two runs, relative to max(abs(value), FLOOR times the run's maximum)."""
    worst = 0.0
    for name in names:
        a, b = np.asarray(one[name]), np.asarray(other[name])
        size = np.maximum(np.abs(a), FLOOR * np.max(np.abs(a)))
        gap = np.abs(a - b)
        worst = max(worst, float(np.max(np.divide(gap, size, out=np.where(gap == 0, 0.0, np.inf), where=size > 0))))
    return worst


def witness(model: Model) -> float:
    """Run the model in COPASI for every setting that the card names; return the largest difference of a state."""
    from restlesslegs.engines import copasi

    settings = [dict(t.parameters) for t in (*model.card.reproduces, *(m.target for m in model.card.misses))]
    distinct = [s for k, s in enumerate(settings) if s not in settings[:k]]
    times = np.linspace(0.0, 48.0, 49)
    runs = ((roadrunner.simulate(model.sbml, model.system, s, times), copasi.simulate(model.sbml, model.system, s, times)) for s in distinct)
    return max(difference(ours, theirs, model.system.states) for ours, theirs in runs)
