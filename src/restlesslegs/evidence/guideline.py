"""What guidelines recommend: one recommendation each, with strength and certainty as that guideline words them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from restlesslegs.evidence import schema, table, vocabulary
from restlesslegs.evidence.errors import UnknownRecommendationError
from restlesslegs.evidence.registry import Registry
from restlesslegs.evidence.source import NO_SOURCE, Source


@dataclass(frozen=True)
class Recommendation:
    """One recommendation of a guideline, in our words.

    Attributes
    ----------
    guideline, year
        Whose it is, and when it was published.
    intervention, population
        What is recommended or not, and for whom.
    recommendation
        What the guideline says, in our words.
    strength, certainty
        As the guideline words them; empty where not seen, or where it gives none.
    source, locator, checked
        As for a fact.
    note
        What a careful reader should know besides.
    file, line
        Where the row stands.
    """

    id: str
    guideline: str
    year: int | None
    intervention: str
    population: str
    recommendation: str
    strength: str
    certainty: str
    source: Source
    locator: str
    checked: str
    note: str
    file: str
    line: int

    @property
    def where(self) -> str:
        """File and line, for messages."""
        return f"{self.file}:{self.line}"

    @property
    def verified(self) -> bool:
        """Whether somebody has seen it outside their memory; only then may it be shown."""
        return self.checked != "memory"


class Guidelines(Registry[Recommendation]):
    """All recommendations by id; reads ``guidelines.csv`` when first asked. An unknown id is an UnknownRecommendationError."""

    def __init__(self, path: Path, sources: Mapping[str, Source]) -> None:
        super().__init__("recommendation", lambda: load(path, sources), UnknownRecommendationError)


def load(path: Path, sources: Mapping[str, Source]) -> list[Recommendation]:
    """Read the table of recommendations at `path`.

    Raises
    ------
    TableError
        If the table is malformed, uses a word outside the vocabulary, names an unknown source, or has an id twice.
        All reasons are listed, each with file and line.
    """
    return table.entries(path, schema.columns("guidelines"), "recommendation", lambda row: _recommendation(row, sources))


def _recommendation(row: table.Row, sources: Mapping[str, Source]) -> Recommendation | None:
    name, source, checked, year = row.text("id"), row.entry("source", sources, NO_SOURCE), row.word("checked", vocabulary.CHECKED), row.whole("year")
    needed = {column: row.text(column) for column in ("guideline", "intervention", "recommendation")}
    plain = {column: row.cells[column] for column in ("population", "strength", "certainty", "locator", "note")}
    if source is None or row.problems:
        return None
    return Recommendation(id=name, year=year, source=source, checked=checked, file=row.file, line=row.line, **needed, **plain)
