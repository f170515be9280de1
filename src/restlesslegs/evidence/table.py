"""Reads a CSV table into rows that know where they stand. Knows nothing of evidence."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from restlesslegs.evidence.errors import Problem, TableError

V = TypeVar("V")


@dataclass
class Row:
    """The cells of one record by column, the file's name, and the line the record begins on."""

    file: str
    line: int
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def report(self, message: str) -> None:
        """Note a defect of this row."""
        self.problems.append(Problem(self.file, self.line, message))

    def text(self, column: str) -> str:
        """Return a cell; report it if it is empty."""
        if not self.cells[column]:
            self.report(f"'{column}' is empty")
        return self.cells[column]

    def word(self, column: str, known: Mapping[str, object], *, optional: bool = False) -> str:
        """Return a cell that must be one of `known` words (or empty, if `optional`)."""
        word = self.cells[column]
        if not (word in known or (optional and not word)):
            self.report(f"'{column}' is '{word}'; it must be one of {', '.join(known)}")
        return word

    def entry(self, column: str, known: Mapping[str, V], what: str) -> V | None:
        """Return what a cell names; report it, as `what` ("references.bib has no source"), if it is empty or unknown."""
        name = self.text(column)
        if name and name not in known:
            self.report(f"'{self.cells['id']}': {what} '{name}'")
        return known.get(name)

    def number(self, column: str) -> float | None:
        """Return a cell as a number, None if it is empty; report anything else."""
        text = self.cells[column]
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if number - number != 0:  # not a number, or infinite
            self.report(f"'{column}' is '{text}', which is not a number")
            return None
        return number

    def whole(self, column: str) -> int | None:
        """Return a cell as a whole number that is not negative, None if it is empty; report anything else."""
        text = self.cells[column]
        if text and not (text.isascii() and text.isdigit()):
            self.report(f"'{column}' is '{text}', which is not a whole number")
            return None
        return int(text) if text else None


def read(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read the table at `path`.

    Parameters
    ----------
    path
        A comma-separated file in UTF-8 whose first line names the columns.
    columns
        The columns it must have, in this order.

    Raises
    ------
    TableError
        If the file is missing, is not CSV in UTF-8, has other columns, or has a record with too few or too many
        cells; the message names file and line.
    """
    rows: list[Row] = []
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    line = 0
    try:
        header = next(reader, [])
        if header != list(columns):
            raise TableError([Problem(path.name, 1, f"the columns must be {','.join(columns)}; they are {','.join(header)}")])
        line = reader.line_num
        for cells in reader:
            first, line = line + 1, reader.line_num
            if not cells:
                continue
            if len(cells) != len(columns):
                problems.append(Problem(path.name, first, f"{len(cells)} cells, but there are {len(columns)} columns"))
                continue
            rows.append(Row(path.name, first, dict(zip(columns, (c.strip() for c in cells), strict=True))))
    except csv.Error as error:
        raise TableError([Problem(path.name, line + 1, f"is not CSV: {error}")]) from error
    if problems:
        raise TableError(problems)
    return rows


def records(path: Path, columns: Sequence[str], problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the cells of each record of somebody's own table, by column in small letters.

    Parameters
    ----------
    path
        A comma-separated file in UTF-8, with or without a byte order mark; blank lines do not count.
    columns
        The columns it must have, in any order; others are left alone.
    problems
        Takes the records that have too few or too many cells; they are not yielded.

    Raises
    ------
    TableError
        If the file is missing, is not CSV in UTF-8, or lacks one of the columns or has it twice.
    """
    text = read_text(path).removeprefix("\ufeff")
    rest = text.lstrip("\r\n")
    above = text[: len(text) - len(rest)].count("\n")  # blank lines before the header
    reader = csv.reader(io.StringIO(rest, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in columns if header.count(name) != 1]:
            raise TableError([Problem(path.name, above + 1, f"needs one column each of {', '.join(columns)}; wrong or missing: {', '.join(missing)}")])
        last = reader.line_num
        for cells in reader:
            line, last = above + last + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == len(header):
                yield line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
            else:
                problems.append(Problem(path.name, line, f"{len(cells)} cells, but there are {len(header)} columns"))
    except csv.Error as error:
        raise TableError([Problem(path.name, above + reader.line_num, f"is not CSV: {error}")]) from error


class Entry(Protocol):
    """What a table is loaded into: something with an id that knows its line."""

    @property
    def id(self) -> str:
        """The name it is known by."""
        ...

    @property
    def line(self) -> int:
        """The line its row begins on."""
        ...


E = TypeVar("E", bound=Entry)


def entries(path: Path, columns: Sequence[str], what: str, make: Callable[[Row], E | None]) -> list[E]:
    """Read the table at `path` into entries, one a row.

    Parameters
    ----------
    path, columns
        As for `read`.
    what
        What an entry is called in messages, as in "fact 'x' stands already on line 2".
    make
        Makes the entry of a row, reports what is wrong with it, and may return None then.

    Raises
    ------
    TableError
        With every defect that `make` reports, and every id that stands twice, each with file and line.
    """
    loaded: dict[str, E] = {}
    problems: list[Problem] = []
    for row in read(path, columns):
        entry = make(row)
        if entry is not None and entry.id in loaded:
            row.report(f"{what} '{entry.id}' stands already on line {loaded[entry.id].line}")
        if entry is not None:
            loaded.setdefault(entry.id, entry)
        problems.extend(row.problems)
    if problems:
        raise TableError(problems)
    return list(loaded.values())


def record_lines(path: Path) -> list[int]:
    """Return the line each record begins on, the header first. Raises TableError if the file is missing or is not in UTF-8."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""))
    lines, last = [], 0
    for _ in reader:
        lines.append(last + 1)
        last = reader.line_num
    return lines


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8. Raises TableError, with file and line, if it is missing or is something else."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableError([Problem(path.name, 0, f"cannot be read: {error.strerror}")]) from error
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise TableError([Problem(path.name, data.count(b"\n", 0, error.start) + 1, "is not in UTF-8")]) from error
