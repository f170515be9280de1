"""What can go wrong with evidence. Every message says what, where and why."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One defect of a table: the file's name, the line it stands on, and what is wrong."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class EvidenceError(Exception):
    """Any error of the evidence tables; `str` gives a message for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class TableError(EvidenceError):
    """A table cannot be loaded; `problems` lists every reason with file and line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class UnknownFactError(EvidenceError, KeyError):
    """No fact has this id."""


class UnknownClaimError(EvidenceError, KeyError):
    """No claim has this id."""


class UnknownSourceError(EvidenceError, KeyError):
    """No bibliography entry has this key."""


class UnknownRecommendationError(EvidenceError, KeyError):
    """No recommendation has this id."""


class UnverifiedFactError(EvidenceError):
    """The fact was written down from memory, so it may not be shown."""


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return the message for an unknown id: what was asked for, and ids that look alike."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    return f"there is no {what} '{name}'{hint}"
