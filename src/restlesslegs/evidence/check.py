"""What `python -m restlesslegs.evidence check` looks for beyond what loading refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from restlesslegs.evidence import arms, claim, fact, guard, guideline, pages, reproduction, schema, source
from restlesslegs.evidence.claim import Claim
from restlesslegs.evidence.errors import Problem, TableError
from restlesslegs.evidence.fact import Fact
from restlesslegs.evidence.format import format_number
from restlesslegs.evidence.guideline import Recommendation
from restlesslegs.evidence.registry import Named
from restlesslegs.evidence.source import DOI_FORM, Source
from restlesslegs.evidence.vocabulary import UNITS

T = TypeVar("T", bound=Named)


@dataclass(frozen=True)
class Tables:
    """What could be loaded of the tables in a folder, by id; empty where a table is unsound."""

    folder: Path
    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    claims: Mapping[str, Claim]
    guidelines: Mapping[str, Recommendation]


def read(folder: Path) -> tuple[Tables, list[Problem]]:
    """Load the tables in `folder`; return what could be loaded, and every reason why something could not."""
    problems: list[Problem] = []
    sources = _collect(lambda: source.load(folder / "references.bib"), problems)
    facts = _collect(lambda: fact.load(folder / "facts.csv", sources), problems) if sources else {}
    claims = _collect(lambda: claim.load(folder / "claims.csv", facts), problems) if facts else {}
    guidelines = _collect(lambda: guideline.load(folder / "guidelines.csv", sources), problems) if sources else {}
    if sources:
        _collect(lambda: arms.load(folder / "arms.csv", sources), problems)
        _collect(lambda: reproduction.load(folder / "reproductions.csv", sources), problems)
    if facts:
        _collect(lambda: arms.load_contrasts(folder / "contrasts.csv", facts), problems)
    return Tables(folder, sources, facts, claims, guidelines), problems


def check(folder: Path, book: Path | None = None) -> list[Problem]:
    """Return every defect of the tables in `folder`; see `defects`."""
    tables, problems = read(folder)
    return defects(tables, problems, book)


def defects(tables: Tables, problems: list[Problem], book: Path | None) -> list[Problem]:
    """Return `problems` and every other defect of the tables, in order of file and line; an empty list if there is none.

    With `book`, the root of a checkout, also what its pages do wrong with them (see :mod:`restlesslegs.evidence.guard`),
    and sources that nothing uses.
    """
    folder, sources, facts = tables.folder, tables.sources, tables.facts
    found = list(problems)
    for entry in sources.values():
        found.extend(Problem(entry.file, entry.line, f"source '{entry.id}': {m}") for m in source_defects(entry))
    for row in facts.values():
        found.extend(Problem(row.file, row.line, f"fact '{row.id}': {m}") for m in fact_defects(row))
    if not found:
        found.extend(schema.defects(folder))
    if book is not None and facts:
        found.extend(guard.typed_numbers(book, facts))
        found.extend(guard.wrong_references(book, facts, tables.claims, sources, tables.guidelines))
        used = {row.source.id for row in facts.values()} | cited(folder, book)
        found.extend(Problem(entry.file, entry.line, f"source '{entry.id}': nothing refers to it") for entry in sources.values() if entry.id not in used)
    return sorted(found)


def cited(folder: Path, book: Path) -> set[str]:
    """Return the words of model cards, of the other tables and of pages' `source` roles: what may name a source besides facts."""
    texts = [p.read_text("utf-8") for p in (*(book / "src").rglob("card.toml"), *folder.glob("*.csv")) if p.name != "facts.csv"]
    words = {word for text in texts for word in re.findall(r"[\w-]+", text)}
    return words | {one.strip() for _, _, role, names in pages.references(book) if role == "source" for one in names.split(",")}


def _collect(load: Callable[[], list[T]], problems: list[Problem]) -> Mapping[str, T]:
    try:
        return {entry.id: entry for entry in load()}
    except TableError as error:
        problems.extend(error.problems)
        return {}


def source_defects(entry: Source) -> Iterator[str]:
    """Yield what is wrong with a bibliography entry."""
    if not entry.title:
        yield "has no title"
    if not entry.authors:
        yield "has no author"
    if entry.year is None:
        yield "has no year"
    if entry.doi and not DOI_FORM.fullmatch(entry.doi):
        yield f"'{entry.doi}' is not a bare DOI (10.<number>/<name>)"
    if entry.pmid and not entry.pmid.isdigit():
        yield f"'{entry.pmid}' is not a PubMed number"


def fact_defects(row: Fact) -> Iterator[str]:
    """Yield what is wrong with the numbers and words of a fact."""
    yield from _kind_defects(row)
    yield from _interval_defects(row)
    yield from _bound_defects(row)
    yield from _unit_defects(row)
    if row.statement.endswith("."):
        yield "the statement ends with a full stop; a value follows it in print"


def _kind_defects(row: Fact) -> Iterator[str]:
    numbers = (row.value, row.low, row.high)
    if row.kind == "direction":
        if any(number is not None for number in (*numbers, row.sd)):
            yield "a direction has a number; move it to the note or change the kind"
        if not row.display:
            yield "a direction needs 'display': which way, in words"
        return
    if not row.unit:
        yield f"'{row.kind}' needs a unit"
    if not row.measure:
        yield f"'{row.kind}' needs a measure"
    if row.kind in ("estimate", "count") and row.value is None:
        yield f"'{row.kind}' needs a value"
    if row.kind == "range" and (row.value is not None or row.low is None or row.high is None):
        yield "a range has 'low' and 'high' and no value"
    if row.kind == "count" and (not row.display or row.n is None):
        yield "a count needs 'n' and 'display': what was counted"
    if row.kind == "count" and row.value is not None and row.n is not None and not 0 <= row.value <= row.n:
        yield f"counts {format_number(row.value)} of {row.n}"


def _interval_defects(row: Fact) -> Iterator[str]:
    if (row.low is None) != (row.high is None):
        yield "has one end of an interval without the other"
    elif (row.low is not None) != bool(row.interval):
        yield "'low' and 'high' and the name of their interval go together"
    if row.low is not None and row.high is not None:
        if row.low > row.high:
            yield f"'low' {format_number(row.low)} is above 'high' {format_number(row.high)}"
        elif row.value is not None and not row.low <= row.value <= row.high:
            yield f"value {format_number(row.value)} is outside its interval {format_number(row.low)} to {format_number(row.high)}"
    if row.sd is not None and row.sd < 0:
        yield "has a negative standard deviation"


def _signed(row: Fact) -> bool:
    """Say whether the number is a difference, which may be negative where the amount itself may not."""
    return row.unit not in ("%", "% change") and re.search(r"\b(change|difference|fall|rise)\b", row.measure, re.IGNORECASE) is not None


def _bound_defects(row: Fact) -> Iterator[str]:
    unit = UNITS.get(row.unit)
    if unit is None:
        return
    for name, number in (("value", row.value), ("low", row.low), ("high", row.high)):
        if number is None:
            continue
        if (unit.low is not None and number < unit.low and not _signed(row)) or (unit.high is not None and number > unit.high):
            bounds = f"from {format_number(unit.low)}" if unit.low is not None else ""
            bounds += f" to {format_number(unit.high)}" if unit.high is not None else ""
            yield f"{name} {format_number(number)} is not possible in '{row.unit}' ({bounds.strip()})"


#: What a measure's name says of its unit: the first pattern that is found decides.
_MEASURE_UNITS = (
    (re.compile(r"\b(odds|hazard|risk|rate|prevalence) ratio\b|\bratio of\b|\bcorrelation\b|\bkappa\b", re.IGNORECASE), ("1", "times")),
    (re.compile(r"^(share|proportion|percentage|prevalence|sensitivity|specificity)\b", re.IGNORECASE), ("%", "per 100000", "people per million")),
    (re.compile(r"^(fall|rise|change|difference) (of|in) (the )?IRLS\b"), ("points",)),
)


def _unit_defects(row: Fact) -> Iterator[str]:
    """Yield where the unit is not one that the measure can have."""
    if row.kind in ("direction", "count"):
        return
    for pattern, units in _MEASURE_UNITS:
        if pattern.search(row.measure):
            if row.unit not in units:
                yield f"the measure '{row.measure}' cannot be in '{row.unit}'; it is in {' or '.join(repr(u) for u in units)}"
            return
