"""A model's card: what it is, what may be set, what it reproduces, where it ends. Read from ``card.toml``.

Numbers of the equations stand in ``model.ant``, numbers of the literature in the evidence table; the card
names both and repeats neither.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restlesslegs.engines.events import Event
from restlesslegs.engines.expressions import System
from restlesslegs.models.errors import CardError
from restlesslegs.models.target import MEASURES, OVER_TIME, STEADY_STATE, Miss, Protocol, Target, Window


@dataclass(frozen=True)
class Parameter:
    """A constant that may be set.

    Attributes
    ----------
    unit, default
        From the model.
    low, high
        The range in which the model is used, both included.
    fact
        Id of the fact behind it; None if it rests on none.
    basis
        Where it comes from, in words: what it does to the fact, or why it is conceptual.
    conceptual
        True if it is an idea of ours and not a quantity of the published model.
    """

    id: str
    label: str
    unit: str
    low: float
    high: float
    default: float
    fact: str | None
    basis: str
    conceptual: bool


@dataclass(frozen=True)
class State:
    """What changes in time. `scale` is its typical size (> 0), in `unit`."""

    id: str
    label: str
    unit: str
    scale: float


@dataclass(frozen=True)
class Observable:
    """What is computed from states: a readout or the flux of a reaction."""

    id: str
    label: str
    unit: str


@dataclass(frozen=True)
class Card:
    """All that stands on a model's card. Lists are in the order of the file, states in that of the model.

    `limits` ends with the words of every miss.
    """

    title: str
    summary: str
    authors: str
    year: int
    sources: tuple[str, ...]
    licence: str
    kind: str
    time_unit: str
    parameters: tuple[Parameter, ...]
    states: tuple[State, ...]
    observables: tuple[Observable, ...]
    protocols: tuple[Protocol, ...]
    reproduces: tuple[Target, ...]
    misses: tuple[Miss, ...]
    repairs: tuple[str, ...]
    additions: tuple[str, ...]
    limits: tuple[str, ...]

    @property
    def citation(self) -> str:
        """Authors and year, as in a sentence."""
        return f"{self.authors} {self.year}"

    @property
    def readouts(self) -> tuple[State | Observable, ...]:
        """All that can be read off a run: states, then observables."""
        return (*self.states, *self.observables)

    @property
    def own(self) -> bool:
        """Whether the model was made for this book, and follows no one published model."""
        return self.authors.lower() == "this book"

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield every fact id that the card names, with where it is named."""
        for parameter in self.parameters:
            if parameter.fact:
                yield parameter.fact, f"parameter '{parameter.id}'"
        for what, targets in (("reproduces", self.reproduces), ("misses", tuple(m.target for m in self.misses))):
            for target in targets:
                for name, key in target.facts():
                    yield name, f"{what} '{target.observable}'{key}"


def read_card(path: Path, system: System) -> Card:
    """Read and check a card against its model.

    Parameters
    ----------
    path
        The ``card.toml`` file.
    system
        The model it describes; units and defaults come from there.

    Raises
    ------
    CardError
        If the file is not TOML, a key is missing, unknown or of the wrong type, or a name is not in the model.
    """
    try:
        text = path.read_text("utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise CardError(f"cannot be read ({error.strerror})", path) from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        raise CardError(str(error)[: found.start()] if found else str(error), path, int(found.group(1)) if found else None) from None
    return _Reader(path, text, system).card(_Table(content, path, text, None))


class _Table:
    """A table of the file whose keys must all be taken, each with its type."""

    def __init__(self, content: Mapping[str, Any], path: Path, text: str, line: int | None) -> None:
        self.content = dict(content)
        self.path, self.text, self.line = path, text, line

    def fail(self, message: str, key: str | None = None) -> CardError:
        return CardError(message, self.path, self._line_of(key) if key else self.line)

    def _line_of(self, key: str) -> int | None:
        start = self.line or 1
        rows = self.text.splitlines()
        pattern = re.compile(rf"^\s*{re.escape(key)}\s*=")
        return next((n for n, row in enumerate(rows[start - 1 :], start) if pattern.match(row)), self.line)

    def has(self, key: str) -> bool:
        return key in self.content

    def _take(self, key: str, kinds: tuple[type, ...], what: str) -> Any:
        if key not in self.content:
            raise self.fail(f"'{key}' is missing")
        line = self._line_of(key)
        value = self.content.pop(key)
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise CardError(f"'{key}' must be {what}", self.path, line)
        return value

    def words(self, key: str, default: str | None = None) -> str:
        if default is not None and key not in self.content:
            return default
        value: str = self._take(key, (str,), "text")
        return " ".join(value.split())

    def is_number(self, key: str) -> bool:
        value = self.content.get(key)
        return isinstance(value, int | float) and not isinstance(value, bool)

    def number(self, key: str) -> float:
        value = float(self._take(key, (int, float), "a number"))
        if not math.isfinite(value):
            raise self.fail(f"'{key}' must be finite", key)
        return value

    def whole(self, key: str) -> int:
        value: int = self._take(key, (int,), "a whole number")
        return value

    def list_of_words(self, key: str) -> tuple[str, ...]:
        if not self.has(key):
            return ()
        values = self._take(key, (list,), "a list of texts")
        if not all(isinstance(v, str) for v in values):
            raise self.fail(f"'{key}' must be a list of texts", key)
        return tuple(" ".join(v.split()) for v in values)

    def numbers(self, key: str) -> dict[str, float]:
        if not self.has(key):
            return {}
        values = self._take(key, (dict,), "a table of numbers")
        for name, value in values.items():
            if not isinstance(value, int | float) or isinstance(value, bool):
                raise self.fail(f"'{key}.{name}' must be a number", key)
        return {name: float(value) for name, value in values.items()}

    def list_of_numbers(self, key: str) -> tuple[float, ...]:
        if self.is_number(key):
            return (self.number(key),)
        values = self._take(key, (list,), "a number or a list of numbers")
        if not values or not all(isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v) for v in values):
            raise self.fail(f"'{key}' must be a number or a list of numbers", key)
        return tuple(float(v) for v in values)

    def table(self, key: str) -> _Table:
        line = self._line_of(key)
        return _Table(self._take(key, (dict,), "a table"), self.path, self.text, line)

    def tables(self, key: str) -> Iterator[_Table]:
        if not self.has(key):
            return
        values = self._take(key, (list,), "a list of tables")
        header = re.compile(rf"^\s*\[\[(?:\w+\.)?{re.escape(key)}\]\]")
        lines = [n for n, row in enumerate(self.text.splitlines(), 1) if header.match(row)]
        for k, value in enumerate(values):
            yield _Table(value, self.path, self.text, self._nested(lines, k))

    def _nested(self, lines: list[int], k: int) -> int | None:
        """Find the header of the k-th table of its kind behind this table's own line."""
        behind = [line for line in lines if line > (self.line or 0)]
        return behind[k] if k < len(behind) else None

    def finish(self) -> None:
        for key in self.content:
            raise self.fail(f"unknown key '{key}'", key)


class _Reader:
    def __init__(self, path: Path, text: str, system: System) -> None:
        self.path, self.text, self.system = path, text, system
        self.ranges: dict[str, Parameter] = {}
        self.known: set[str] = set()
        self.protocols: dict[str, Protocol] = {}

    def card(self, top: _Table) -> Card:
        parameters = tuple(self._parameter(t) for t in top.tables("parameter"))
        self.ranges = {p.id: p for p in parameters}
        states = {s.id: s for s in (self._state(t) for t in top.tables("state"))}
        observables = tuple(self._observable(t) for t in top.tables("observable"))
        self.known = {*states, *(o.id for o in observables)}
        for what, ids in (("parameter", [p.id for p in parameters]), ("observable", [o.id for o in observables])):
            twice = next((i for i in ids if ids.count(i) > 1), None)
            if twice:
                raise top.fail(f"{what} '{twice}' stands twice")
        for name in self.system.states:
            if name not in states:
                raise top.fail(f"state '{name}' of the model is missing")
        for name in self.system.fluxes:
            if name not in {o.id for o in observables}:
                raise top.fail(f"the flux '{name}' of the model is missing among the observables")
        for table in top.tables("protocol"):
            protocol = self._protocol(table)
            if protocol.id in self.protocols:
                raise table.fail(f"protocol '{protocol.id}' stands twice", "id")
            self.protocols[protocol.id] = protocol
        misses = tuple(self._miss(t) for t in top.tables("misses"))
        card = Card(
            title=top.words("title"),
            summary=top.words("summary"),
            authors=top.words("authors"),
            year=top.whole("year"),
            sources=top.list_of_words("sources"),
            licence=top.words("licence"),
            kind=top.words("kind"),
            time_unit=self.system.time_unit,
            parameters=parameters,
            states=tuple(states[name] for name in self.system.states),
            observables=observables,
            protocols=tuple(self.protocols.values()),
            reproduces=tuple(self._target(t) for t in top.tables("reproduces")),
            misses=misses,
            repairs=top.list_of_words("repairs"),
            additions=top.list_of_words("additions"),
            limits=top.list_of_words("limits") + tuple(m.text for m in misses),
        )
        top.finish()
        return card

    def _parameter(self, table: _Table) -> Parameter:
        name = table.words("id")
        if name not in self.system.constants:
            raise table.fail(f"the model has no constant '{name}'", "id")
        low, high, default = table.number("low"), table.number("high"), self.system.constants[name]
        if not low <= default <= high or low == high:
            raise table.fail(f"parameter '{name}': the model's value {default:g} is not inside {low:g} to {high:g}", "low")
        fact = table.words("fact", "") or None
        conceptual = table.has("conceptual")
        if conceptual == (fact is not None):
            raise table.fail(f"parameter '{name}' needs either 'fact' or 'conceptual'")
        basis = table.words("conceptual" if conceptual else "basis")
        parameter = Parameter(name, table.words("label"), self.system.units[name], low, high, default, fact, basis, conceptual)
        table.finish()
        return parameter

    def _state(self, table: _Table) -> State:
        name = table.words("id")
        if name not in self.system.states:
            raise table.fail(f"the model has no state '{name}'", "id")
        initial = abs(self.system.initial[self.system.states.index(name)])
        scale = table.number("scale") if table.has("scale") else initial
        if scale <= 0:
            raise table.fail(f"state '{name}' starts at 0: give it a 'scale' above 0")
        state = State(name, table.words("label"), self.system.units[name], scale)
        table.finish()
        return state

    def _observable(self, table: _Table) -> Observable:
        name = table.words("id")
        if name not in self.system.assigned and name not in self.system.fluxes:
            raise table.fail(f"the model has no observable '{name}'", "id")
        observable = Observable(name, table.words("label"), self.system.units[name])
        table.finish()
        return observable

    def _target(self, table: _Table) -> Target:
        target = self._open_target(table)
        table.finish()
        return target

    def _miss(self, table: _Table) -> Miss:
        gives, text = table.number("gives"), table.words("text")
        target = self._open_target(table)
        table.finish()
        return Miss(target, gives, text)

    def _open_target(self, table: _Table) -> Target:
        observable = table.words("observable")
        if observable not in self.known:
            raise table.fail(f"the card has no state or observable '{observable}'", "observable")
        window = self._window(table)
        given = table.words("as", "value")
        measure = next((m for m in MEASURES if m == given), None)
        if measure is None:
            raise table.fail(f"'as' must be one of: {', '.join(MEASURES)}")
        if measure in OVER_TIME and (window.start is None or window.when == STEADY_STATE):
            raise table.fail(f"'{measure}' is read over time: the target needs 'protocol' or 'from', and 'when'")
        level = table.number("level") if table.has("level") else None
        if (level is None) == (measure == "hours until"):
            raise table.fail("'level' belongs to 'hours until', and is needed there")
        of = table.number("of") if table.has("of") else None
        if of == 0:
            raise table.fail("'of' must not be 0", "of")
        over = self._over(table, window) if table.has("over") else None
        fact = table.words("fact", "") or None
        number = table.number("value") if table.has("value") else None
        if (fact is None) == (number is None):
            raise table.fail(f"target '{observable}' needs either 'fact' or 'value' with 'note'")
        over_fact = table.words("over_fact", "") or None
        if over_fact and not fact:
            raise table.fail("'over_fact' divides a 'fact', and there is none", "over_fact")
        note = table.words("note", "") if fact else table.words("note")
        tolerance = table.number("tolerance") if table.is_number("tolerance") else None
        if tolerance is None and (table.words("tolerance") != "interval" or not fact or over_fact):
            raise table.fail("'tolerance' must be a number, or \"interval\" where the fact has one", "tolerance")
        return Target(observable, window, measure, level, of, over, fact, over_fact, number, note, tolerance, table.line)

    def _settings(self, table: _Table, key: str) -> dict[str, float]:
        values = table.numbers(key)
        for name, value in values.items():
            known = self.ranges.get(name)
            if known is None:
                raise table.fail(f"the card has no parameter '{name}'", key)
            if not known.low <= value <= known.high:
                raise table.fail(f"{name} = {value:g} is not inside {known.low:g} to {known.high:g}", key)
        return values

    def _protocol(self, table: _Table) -> Protocol:
        events = tuple(e for t in table.tables("event") for e in self._events(t))
        protocol = Protocol(table.words("id"), table.words("note"), self._settings(table, "parameters"), events)
        table.finish()
        return protocol

    def _events(self, table: _Table) -> Iterator[Event]:
        """Read one event, which may come again: ``times`` in all, ``every`` so many hours."""
        first = table.list_of_numbers("at")
        again = table.has("every") or table.has("times")
        every, times = (table.number("every"), table.whole("times")) if again else (0.0, 1)
        if again and not (every > 0 and times > 1):
            raise table.fail("'every' must be above 0 and 'times' above 1", "every")
        settings, doses = self._settings(table, "set"), table.numbers("add")
        for name in doses:
            if name not in self.system.states:
                raise table.fail(f"the model has no state '{name}'", "add")
        if not settings and not doses:
            raise table.fail("an event needs 'set' or 'add'")
        if min(first) < 0:
            raise table.fail("an event cannot be before hour 0", "at")
        table.finish()
        for hour in first:
            for k in range(times):
                yield Event(hour + k * every, settings, doses)

    def _window(self, table: _Table) -> Window:
        name = table.words("protocol", "")
        if name and name not in self.protocols:
            raise table.fail(f"the card has no protocol '{name}'", "protocol")
        base = self.protocols[name] if name else Protocol("", "")
        settings = self._settings(table, "parameters")
        protocol = Protocol(base.id, base.note, {**base.parameters, **settings}, base.events)
        start = table.number("from") if table.has("from") else (0.0 if name else None)
        when: float | str = table.number("when") if table.is_number("when") else table.words("when", STEADY_STATE)
        if isinstance(when, float) and start is not None and not 0 <= start < when:
            raise table.fail(f"'from' must be at least 0 and before 'when', not {start:g} and {when:g}", "from" if table.has("from") else None)
        return Window(protocol, start, when)

    def _over(self, table: _Table, window: Window) -> Window:
        """Read the stretch that a target is divided by; what it does not say is as in the target."""
        own = table.table("over")
        named = own.has("protocol")
        other = self._window(own)
        own.finish()
        if named:
            return other
        base = window.protocol
        protocol = Protocol(base.id, base.note, {**base.parameters, **other.protocol.parameters}, base.events)
        return Window(protocol, other.start if other.start is not None or window.start is None else 0.0, other.when)
