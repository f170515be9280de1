"""Reads a night from CSV tables. Every defect is named with file and line, and nothing is repaired in silence."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Protocol, TypeVar, get_args

from restlesslegs.evidence.errors import Problem, TableError
from restlesslegs.evidence.table import records
from restlesslegs.plms.recording import EPOCH, LEGS, STAGES, Breathing, Hypnogram, Leg, Movement, Stage, slack

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)

#: Seconds beyond which the clock of a file is no longer one of seconds, and its decimals are lost.
_ABSURD: Final = 1e10

assert get_args(Leg) == LEGS
assert get_args(Stage) == STAGES


class _Timed(Protocol):
    @property
    def onset(self) -> float: ...
    @property
    def line(self) -> int: ...


T = TypeVar("T", bound=_Timed)


def number(column: str, text: str) -> tuple[float, str]:
    """Return a cell as seconds, and what is wrong with it."""
    if not text:
        return math.nan, f"'{column}' is empty"
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if math.isnan(value):
        comma = "; decimals take a point" if _NUMBER.fullmatch(text.replace(",", ".", 1)) else ""
        return math.nan, f"'{column}' is '{text}', which is not a number of seconds{comma}"
    if not abs(value) < _ABSURD:
        return math.nan, f"'{column}' is {text}; a night has not so many seconds"
    return value, ""


def _times(row: dict[str, str]) -> tuple[float, float, list[str]]:
    """Return onset and duration of a row, and what is wrong with them."""
    onset, wrong_onset = number("onset_s", row["onset_s"])
    duration, wrong_duration = number("duration_s", row["duration_s"])
    if duration <= 0:
        wrong_duration = f"'duration_s' is {row['duration_s']}; it must be above 0"
    return onset, duration, [wrong for wrong in (wrong_onset, wrong_duration) if wrong]


def read_movements(path: Path) -> list[Movement]:
    """Read movements (columns onset_s, duration_s, leg; others are left alone), in any order; there may be none.

    Raises
    ------
    TableError
        For what cannot be read, a missing column, a number that is missing or impossible, or an unknown leg; every reason
        with its line.
    """
    problems: list[Problem] = []
    movements = []
    for line, row in records(path, ("onset_s", "duration_s", "leg"), problems):
        onset, duration, wrong = _times(row)
        leg = next((known for known in LEGS if known == row["leg"]), None)
        if leg is None:
            wrong.append(f"'leg' is '{row['leg']}'; it must be {' or '.join(LEGS)}")
        problems.extend(Problem(path.name, line, message) for message in wrong)
        if leg is not None and not wrong:
            movements.append(Movement(onset, duration, leg, line))
    if problems:
        raise TableError(sorted(problems))
    return movements


def read_breathing(path: Path) -> list[Breathing]:
    """Read breathing events (columns onset_s, duration_s; others are left alone). Raises TableError as `read_movements` does."""
    problems: list[Problem] = []
    events = []
    for line, row in records(path, ("onset_s", "duration_s"), problems):
        onset, duration, wrong = _times(row)
        problems.extend(Problem(path.name, line, message) for message in wrong)
        if not wrong:
            events.append(Breathing(onset, duration, line))
    if problems:
        raise TableError(sorted(problems))
    return events


def read_hypnogram(path: Path) -> Hypnogram:
    """Read a hypnogram (columns epoch_start_s, stage; others are left alone), its epochs in any order.

    Raises
    ------
    TableError
        For what cannot be read, a missing column, a number that is missing or impossible, an unknown stage, no epoch at all,
        an epoch that stands twice, or one that does not follow the one before after 30 s; every reason with its line.
    """
    problems: list[Problem] = []
    epochs: list[tuple[float, int, Stage]] = []
    for line, row in records(path, ("epoch_start_s", "stage"), problems):
        start, message = number("epoch_start_s", row["epoch_start_s"])
        wrong = [message] if message else []
        stage = next((known for known in STAGES if known == row["stage"]), None)
        if stage is None:
            wrong.append(f"'stage' is '{row['stage']}'; it must be one of {', '.join(STAGES)}")
        problems.extend(Problem(path.name, line, message) for message in wrong)
        if stage is not None and not wrong:
            epochs.append((start, line, stage))
    if problems:
        raise TableError(sorted(problems))
    return hypnogram(path.name, epochs)


def hypnogram(file: str, epochs: Iterable[tuple[float, int, Stage]]) -> Hypnogram:
    """Return the hypnogram of epochs, given as start, line and stage. Raises TableError if they do not make a night without gaps."""
    listed = sorted(epochs)
    if not listed:
        raise TableError([Problem(file, 1, "there is no epoch in the table")])
    margin = slack([listed[0][0], listed[-1][0]])
    problems = []
    for (before, above, _), (start, line, _) in itertools.pairwise(listed):
        if start - before < margin:
            problems.append(Problem(file, line, f"the epoch at {start:.10g} s stands already on line {above}"))
        elif abs(start - before - EPOCH) > margin:
            kind = "there is a gap" if start - before > EPOCH else "epochs overlap"
            problems.append(Problem(file, line, f"{kind}: the epoch begins {start - before:.10g} s after the one on line {above}; epochs are of {EPOCH:g} s, without a gap"))
    if problems:
        raise TableError(sorted(problems))
    return Hypnogram(listed[0][0], tuple(stage for _, _, stage in listed))


def outside(file: str, events: Sequence[T], night: Hypnogram) -> list[Problem]:
    """Return a problem for each of the events that begins outside the night."""
    return [
        Problem(file, e.line, f"begins at {e.onset:.10g} s, outside the hypnogram, which runs from {night.start:.10g} to {night.end:.10g} s")
        for e in events
        if night.stage(e.onset) is None
    ]
