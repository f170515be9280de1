"""Facts: one number, count, range or direction of the literature each, with all that a reader needs to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from restlesslegs.evidence import schema, table, units, vocabulary
from restlesslegs.evidence.errors import EvidenceError, UnknownFactError
from restlesslegs.evidence.registry import Registry
from restlesslegs.evidence.source import NO_SOURCE, Source

if TYPE_CHECKING:
    import pandas as pd
    import pint


@dataclass(frozen=True)
class Fact:
    """One finding.

    Attributes
    ----------
    statement
        What was found, in a sentence without a full stop, for readers.
    n
        How many were studied, all groups together; None where the source seen does not say.
    measure
        What `value` is a measure of.
    value, low, high
        The number and its interval in `unit`; None where there is none.
    interval
        What `low` and `high` are: a word of the vocabulary, or empty.
    sd
        Standard deviation in `unit`.
    source
        The publication.
    locator
        Where in it, or on which other page, the number was read.
    checked
        How we came to know it: fulltext, abstract, excerpt or memory.
    note
        For those who keep the table; not shown to readers.
    kind
        estimate, range, count or direction.
    display
        For a direction: which way, in words. For a count: what was counted. For a number: a word before it ("about").
    file, line
        Where the row stands.
    """

    id: str
    topic: str
    statement: str
    population: str
    n: int | None
    measure: str
    value: float | None
    low: float | None
    high: float | None
    interval: str
    sd: float | None
    unit: str
    design: str
    year: int | None
    source: Source
    locator: str
    checked: str
    note: str
    kind: str
    display: str
    file: str
    line: int

    @property
    def verified(self) -> bool:
        """Whether somebody has seen the number outside their memory; only then may it be shown."""
        return self.checked != "memory"

    @property
    def quantity(self) -> pint.Quantity[float]:
        """The value with its unit. Raises EvidenceError for a fact without a value."""
        if self.value is None:
            raise EvidenceError(f"fact '{self.id}' is a {self.kind} and has no value")
        return units.quantity(self.value, self.unit)

    @property
    def bounds(self) -> tuple[pint.Quantity[float], pint.Quantity[float]]:
        """Both ends of the interval (or range) with their unit. Raises EvidenceError for a fact without one."""
        if self.low is None or self.high is None:
            raise EvidenceError(f"fact '{self.id}' has no interval")
        return units.quantity(self.low, self.unit), units.quantity(self.high, self.unit)

    @property
    def where(self) -> str:
        """File and line of the row."""
        return f"{self.file}:{self.line}"


class Facts(Registry[Fact]):
    """All facts by id; reads ``facts.csv`` and ``references.bib`` when first asked. An unknown id is an UnknownFactError."""

    def __init__(self, path: Path, sources: Mapping[str, Source]) -> None:
        super().__init__("fact", lambda: load(path, sources), UnknownFactError)

    def frame(self) -> pd.DataFrame:
        """Return all facts as a table: one row a fact, indexed by id, `source` as its key, missing numbers as NA."""
        import pandas as pd

        names = [f.name for f in fields(Fact)]
        records = [{name: getattr(fact, name) for name in names} | {"source": fact.source.id} for fact in self.values()]
        whole = dict.fromkeys(("n", "year"), "Int64")
        decimal = dict.fromkeys(("value", "low", "high", "sd"), "float64")
        return pd.DataFrame.from_records(records, columns=names, index="id").astype(whole | decimal)


def load(path: Path, sources: Mapping[str, Source]) -> list[Fact]:
    """Read the table of facts at `path`.

    Raises
    ------
    TableError
        If the table is malformed, uses a word outside the vocabulary, names an unknown source, or has an id twice.
        All reasons are listed, each with file and line.
    """
    return table.entries(path, schema.columns("facts"), "fact", lambda row: _fact(row, sources))


def _fact(row: table.Row, sources: Mapping[str, Source]) -> Fact | None:
    cells = row.cells
    # Everything is read before a fact is made, so that one look finds every defect of the row.
    name, source = row.text("id"), row.entry("source", sources, NO_SOURCE)
    topic, kind = row.word("topic", vocabulary.TOPICS), row.word("kind", vocabulary.KINDS)
    design, checked = row.word("design", vocabulary.DESIGNS), row.word("checked", vocabulary.CHECKED)
    interval = row.word("interval", vocabulary.INTERVALS, optional=True)
    unit = row.word("unit", vocabulary.UNITS, optional=True)
    statement = row.text("statement")
    value, low, high, sd = row.number("value"), row.number("low"), row.number("high"), row.number("sd")
    n, year = row.whole("n"), row.whole("year")
    if source is None or row.problems:
        return None
    return Fact(
        id=name,
        topic=topic,
        statement=statement,
        population=cells["population"],
        n=n,
        measure=cells["measure"],
        value=value,
        low=low,
        high=high,
        interval=interval,
        sd=sd,
        unit=unit,
        design=design,
        year=year,
        source=source,
        locator=cells["locator"],
        checked=checked,
        note=cells["note"],
        kind=kind,
        display=cells["display"],
        file=row.file,
        line=row.line,
    )
