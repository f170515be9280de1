"""Published pooled results, and what our own pooling makes of the same arms or differences.

>>> from restlesslegs.evidence import reproduction
>>> result = reproduction.results()["wilt2012-a2d-quality-of-life"]
>>> result.printed == reproduction.recompute(result)
True
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, cast, get_args

from restlesslegs.evidence import pool, schema, table, vocabulary
from restlesslegs.evidence.errors import Problem, TableError
from restlesslegs.evidence.source import NO_SOURCE, Source

#: What a published result is worked out from, in words.
GIVEN: Final[Mapping[str, str]] = {
    "arms": "the arms of its trials",
    "trials": "the results of its trials",
    "groups": "the results of its groups of trials",
}

#: Ratios are pooled as logarithms.
SCALES: Final[Mapping[str, str]] = {"difference": "difference", "ratio": "ratio"}

_MODELS: Final[Mapping[str, str]] = {name: pool.METHODS[name] for name in get_args(pool.Model)}
_SPREADS: Final = (("variance",), ("se",), ("low", "high"))


@dataclass(frozen=True)
class Reproduction:
    """One published pooled result, and where what it was pooled from stands.

    Attributes
    ----------
    source
        Where the result was published.
    subject, unit
        What was pooled, and its unit (empty for ratios).
    scale
        A word of `SCALES`.
    method
        How it was pooled: a model of :mod:`restlesslegs.evidence.pool`.
    given
        What it is worked out from again: a word of `GIVEN`.
    data
        The table with that.
    printed
        Estimate and ends of the 95 % interval, as printed: their decimals are the rounding. Without ends where the
        publication has an interval of another kind.
    why_not
        Why it cannot be had within rounding from what is given; empty where it can.
    locator, checked, note
        As for a fact.
    """

    id: str
    source: Source
    subject: str
    unit: str
    scale: str
    method: pool.Model
    given: str
    data: Path
    printed: tuple[str, ...]
    why_not: str
    locator: str
    checked: str
    note: str
    file: str
    line: int


def load(path: Path, sources: Mapping[str, Source]) -> list[Reproduction]:
    """Read the table of published results at `path`; what they are pooled from stands in the folder of its name.

    Raises
    ------
    TableError
        For every defect of the table, and for data that are missing or cannot be pooled, with file and line.
    """
    return table.entries(path, schema.columns("reproductions"), "result", lambda row: _reproduction(row, sources, path.with_suffix("")))


def _reproduction(row: table.Row, sources: Mapping[str, Source], folder: Path) -> Reproduction | None:
    name, source, checked = row.text("id"), row.entry("source", sources, NO_SOURCE), row.word("checked", vocabulary.CHECKED)
    scale, given, model = row.word("scale", SCALES), row.word("given", GIVEN), row.word("method", _MODELS)
    subject, data = row.text("subject"), folder / f"{row.text('data')}.csv"
    row.text("estimate")
    numbers = [row.number(column) for column in ("estimate", "low", "high")]
    if (numbers[1] is None) != (numbers[2] is None):
        row.report(f"'{name}' has one end of an interval without the other")
    if checked == "memory":
        row.report(f"'{name}' is from memory; only what was read can be compared with")
    if source is None or row.problems:
        return None
    printed = tuple(row.cells[column] for column in ("estimate", "low", "high") if row.cells[column])
    texts = {column: row.cells[column] for column in ("unit", "why_not", "locator", "note")}
    method = cast(pool.Model, model)
    found = Reproduction(name, source, subject, scale=scale, method=method, given=given, data=data, printed=printed, checked=checked, file=row.file, line=row.line, **texts)
    try:
        effects(found)
    except TableError as error:
        row.problems.extend(error.problems)
    return found


@cache
def results() -> Mapping[str, Reproduction]:
    """Return all published results of the book's table, by id."""
    from restlesslegs.evidence import FOLDER, sources

    return {one.id: one for one in load(FOLDER / "reproductions.csv", sources)}


def effects(result: Reproduction) -> list[pool.Effect]:
    """Return what the studies of a published result found; ratios as logarithms.

    Raises
    ------
    TableError
        If its table is missing or cannot be read.
    """
    return pool.read(result.data) if result.given == "arms" else _differences(result.data, result.scale)


def _differences(path: Path, scale: str) -> list[pool.Effect]:
    """Read a table of what studies found: study, estimate, and its variance, standard error or 95 % interval."""
    header = table.read_text(path).partition("\n")[0].strip().split(",")
    spread = next((names for names in _SPREADS if header == ["study", "estimate", *names]), None)
    if spread is None:
        raise TableError([Problem(path.name, 1, "the columns must be study, estimate, and variance, or se, or low and high")])
    found, problems = [], []
    for row in table.read(path, header):
        name, numbers = row.text("study"), [row.number(column) for column in ("estimate", *spread)]
        known = [number for number in numbers if number is not None]
        problems.extend(row.problems)
        if scale == "ratio" and all(number > 0 for number in known):
            known = [math.log(number) for number in known]
        if len(known) < len(numbers) or (variance := _variance(known[1:], spread)) <= 0:
            problems.append(Problem(path.name, row.line, f"study '{name}' has no estimate with a positive spread"))
        else:
            found.append(pool.Effect(name, known[0], variance))
    if problems:
        raise TableError(problems)
    return found


def _variance(numbers: list[float], spread: tuple[str, ...]) -> float:
    if spread == ("variance",):
        return numbers[0]
    se = numbers[0] if spread == ("se",) else (numbers[1] - numbers[0]) / (2 * pool.NORMAL)
    return se**2 if se > 0 else 0.0


def recompute(result: Reproduction) -> tuple[str, ...]:
    """Return what our pooling makes of a published result, with its decimals, to be compared with `printed`."""
    studies = effects(result)
    pooled = pool.pool([e.estimate for e in studies], [e.variance for e in studies], result.method)
    numbers = (pooled.estimate, pooled.low, pooled.high)[: len(result.printed)]
    if result.scale == "ratio":
        numbers = tuple(math.exp(number) for number in numbers)
    return tuple(f"{number:.{len(text.partition('.')[2])}f}" for number, text in zip(numbers, result.printed, strict=True))
