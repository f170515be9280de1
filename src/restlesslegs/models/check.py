"""Holding a model against what its card claims, against the evidence table, and against a second engine."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol as Interface

import numpy as np

from restlesslegs.engines import roadrunner
from restlesslegs.engines.events import Vector
from restlesslegs.models.errors import CardError
from restlesslegs.models.model import Model
from restlesslegs.models.target import IN_HOURS, POINTS, STEADY_STATE, Miss, Protocol, Target, Window, read_off

#: Where engines may differ: of a value, and of a state's largest value in the run where the value is small.
AGREEMENT, FLOOR = 1e-4, 1e-3


class Fact(Interface):
    """What a check needs to know of a fact."""

    @property
    def value(self) -> float | None:
        """The number, None if the fact has none."""
        ...

    @property
    def low(self) -> float | None:
        """Lower end of its interval, None if it has none."""
        ...

    @property
    def high(self) -> float | None:
        """Upper end of its interval, None if it has none."""
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
    """One target with what it should be, what the model gives, and the relative error.

    `low` and `high` are the ends of the interval in which it must lie, None if a tolerance says so.
    """

    target: Target
    expected: float
    given: float
    low: float | None = None
    high: float | None = None

    @property
    def error(self) -> float:
        """Relative error; the plain difference where 0 is expected."""
        return abs(self.given - self.expected) / (abs(self.expected) or 1.0)

    @property
    def reproduced(self) -> bool:
        """Whether the error is within the target's tolerance, or the number inside the fact's interval."""
        if self.target.tolerance is not None:
            return self.error <= self.target.tolerance
        assert self.low is not None
        assert self.high is not None
        return self.low <= self.given <= self.high


@dataclass(frozen=True)
class MissOutcome:
    """A known miss with what it should be and what the model gives now."""

    miss: Miss
    outcome: Outcome

    @property
    def stands(self) -> bool:
        """Whether it is still a miss, and by what the card says."""
        assert self.miss.target.tolerance is not None
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
    targets = (*card.reproduces, *(m.target for m in card.misses))
    needed = {name for t in targets for name, _ in t.facts()}
    bounded = {t.fact for t in targets if t.tolerance is None}
    rows = path.read_text("utf-8").splitlines()
    for name, where in card.facts():
        line = next((n for n, row in enumerate(rows, 1) if f'"{name}"' in row), None)
        if name not in facts:
            raise CardError(f"{where}: there is no fact '{name}'", path, line)
        if not facts[name].verified:
            raise CardError(f"{where}: fact '{name}' is from memory and must not be shown", path, line)
        if name in bounded and (facts[name].low is None or facts[name].high is None):
            raise CardError(f"{where}: fact '{name}' has no interval", path, line)
        if name in needed and facts[name].value is None and name not in bounded:
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
    named = [(name, said) for name, said in constant_comments(model).items() if said.fact]
    for name, said in named:
        fact, line = said.fact, said.line
        if fact not in facts:
            raise CardError(f"constant '{name}': there is no fact '{fact}'", path, line)
        unit = model.system.units[name]
        if not _in_unit(facts[fact].unit, unit):
            raise CardError(f"constant '{name}' is in {unit}, its fact '{fact}' in '{facts[fact].unit}'", path, line)
        if facts[fact].value != model.system.constants[name]:
            raise CardError(f"constant '{name}' is {model.system.constants[name]:g}, its fact '{fact}' says {facts[fact].value}", path, line)
    return len(named)


@dataclass(frozen=True)
class Comment:
    """What ``model.ant`` says behind a constant: its words, the fact that they name after ``fact:`` (or empty), its line."""

    text: str
    fact: str
    line: int


def constant_comments(model: Model) -> dict[str, Comment]:
    """Return what ``model.ant`` says behind each of its constants, by id; nothing for one without a comment."""
    found: dict[str, Comment] = {}
    for line, row in enumerate((model.folder / "model.ant").read_text("utf-8").splitlines(), 1):
        constant = re.match(r"^\s*const (\w+) = [^/]*//\s*(.*\S)", row)
        if constant:
            named = re.match(r"fact: ([\w-]+)", constant[2])
            found[constant[1]] = Comment(constant[2], named[1] if named else "", line)
    return found


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
    expected, low, high = target.value, None, None
    if target.fact:
        fact = facts[target.fact]
        factor = _hours(fact.unit) if target.measure in IN_HOURS else 1.0
        expected, low, high = (None if x is None else x * factor for x in (fact.value, fact.low, fact.high))
        if expected is None and low is not None and high is not None:
            expected = (low + high) / 2
    if target.over_fact:
        divisor = facts[target.over_fact].value
        expected = expected / divisor if expected is not None and divisor else None
    given = _measured(model, target, target.window, facts)
    if target.over is not None:
        given /= _measured(model, target, target.over, facts)
    if target.of is not None:
        given *= 100 / target.of
    return Outcome(target, float(expected if expected is not None else np.nan), given, low, high)


def _hours(unit: str) -> float:
    """Return how many hours a unit of time of the evidence tables is."""
    from restlesslegs.evidence import units

    return float(units.quantity(1.0, unit).to("hour").magnitude)


def _measured(model: Model, target: Target, window: Window, facts: Mapping[str, Fact]) -> float:
    """Run a stretch and read the target's measure off it."""
    name, protocol = target.observable, window.protocol
    rest = float(model.steady_state()[name]) if window.start is None and target.measure != "value" else np.nan
    if window.when == STEADY_STATE:
        at_rest = model.steady_state(protocol.parameters)[name]
        return read_off(target.measure, np.array([0.0, 1.0]), np.array([rest, at_rest]))
    end = float(facts[window.when].value or 0.0) if isinstance(window.when, str) else window.when
    if window.start is None:
        run = model.simulate(protocol.parameters, times=sorted({0.0, end}), events=protocol.events)
        return read_off(target.measure, np.array([0.0, 1.0]), np.array([rest, run[name].iloc[-1]]))
    times = np.linspace(window.start, end, POINTS)
    run = model.simulate(protocol.parameters, times=times, events=protocol.events)
    return read_off(target.measure, times, run[name].to_numpy(), target.level)


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


@dataclass(frozen=True)
class Agreement:
    """The largest difference between libRoadRunner and another engine over all runs that a card names.

    Attributes
    ----------
    browser
        To the engine of the figures, at the tolerance that figures use.
    copasi
        To COPASI; None where it is not installed.
    runs
        How many runs were compared.
    """

    browser: float
    copasi: float | None
    runs: int

    @property
    def worst(self) -> float:
        """The larger of both."""
        return max(self.browser, self.copasi or 0.0)


def longest_runs(model: Model) -> list[tuple[Protocol, float]]:
    """Return every run that the card names, each once, with the hour of its last reading (at least 48); the usual one if it names none."""
    targets = (*model.card.reproduces, *(m.target for m in model.card.misses))
    longest: dict[str, tuple[Protocol, float]] = {}
    for window in (w for t in targets for w in (t.window, t.over) if w is not None):
        key = repr((dict(window.protocol.parameters), window.protocol.events))
        before = longest[key][1] if key in longest else 48.0
        longest[key] = (window.protocol, max(before, window.when if isinstance(window.when, float) else 0.0))
    return list(longest.values()) or [(Protocol("", ""), 48.0)]


def agreement(model: Model) -> Agreement:
    """Run all that the card names in libRoadRunner, in the browser's engine and in COPASI; compare every state.

    Raises
    ------
    restlesslegs.engines.roadrunner.SimulationError
        If an engine fails.
    restlesslegs.frontend.FrontEndError
        If the browser's engine cannot be run here.
    """
    from restlesslegs.engines import browser

    try:
        from restlesslegs.engines import copasi
    except ImportError:
        second = None
    else:
        second = copasi.simulate
    runs = [(protocol, np.linspace(0.0, end, 49)) for protocol, end in longest_runs(model)]
    with tempfile.TemporaryDirectory() as folder:
        in_browser = browser.run(browser.write_module(model, Path(folder)), [browser.job(p.parameters, times, p.events) for p, times in runs])
    browser_worst, copasi_worst = 0.0, 0.0
    for (protocol, times), shown in zip(runs, in_browser, strict=True):
        given = (model.sbml, model.system, protocol.parameters, times, protocol.events)
        ours = roadrunner.simulate(*given)
        browser_worst = max(browser_worst, difference(ours, shown, model.system.states))
        if second:
            copasi_worst = max(copasi_worst, difference(ours, second(*given), model.system.states))
    return Agreement(browser_worst, copasi_worst if second else None, len(runs))


def milliseconds(model: Model, runs: int = 7) -> dict[str, float]:
    """Return the median duration of one simulation, 48 hours in 481 outputs at the defaults, in ms, by engine.

    Raises as :func:`agreement` does.
    """
    from restlesslegs.engines import browser, copasi

    times = np.linspace(0.0, 48.0, 481)
    nothing: dict[str, float] = {}
    given = (model.sbml, model.system, nothing, times)
    taken: dict[str, list[float]] = {"browser": browser.milliseconds(model, browser.job({}, times), runs)}
    for name, engine in (("libRoadRunner", roadrunner.simulate), ("COPASI", copasi.simulate)):
        taken[name] = []
        for _ in range(runs + 1):
            begun = time.perf_counter()
            engine(*given)
            taken[name].append(1000 * (time.perf_counter() - begun))
        # The first run compiles the model.
        del taken[name][0]
    return {name: float(np.median(values)) for name, values in taken.items()}
