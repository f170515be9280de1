"""Reads and writes a night as the annotations of an EDF+ file, in the standard's own texts.

Stages are "Sleep stage W" (N1, N2, N3, R; also 1 to 4 of the older scoring), movements "Limb movement@@EMG LAT" (left) and
"@@EMG RAT" (right) or any text that says leg or limb movement and left or right, breathing events any that says apnea or
hypopnea. Other annotations are left alone. A defect is named with the number of its annotation in place of a line.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from restlesslegs.evidence.errors import Problem, TableError
from restlesslegs.plms.events import hypnogram
from restlesslegs.plms.recording import EPOCH, STAGES, Breathing, Hypnogram, Leg, Movement, Stage

_STAGE: Final = re.compile(r"sleep stage (.+)", re.IGNORECASE)
_MOVEMENT: Final = re.compile(r"\b(leg|limb) movement\b", re.IGNORECASE)
_LEFT: Final = re.compile(r"\b(left|lat|l)\b", re.IGNORECASE)
_RIGHT: Final = re.compile(r"\b(right|rat|r)\b", re.IGNORECASE)
_BREATHING: Final = re.compile(r"\b(apnea|apnoea|hypopnea|hypopnoea)\b", re.IGNORECASE)
_STAGES: Final[dict[str, Stage]] = {stage: stage for stage in STAGES} | {"1": "N1", "2": "N2", "3": "N3", "4": "N3"}
_UNSCORED: Final = "?"


@dataclass(frozen=True)
class EdfNight:
    """What the annotations of a file hold; `hypnogram` is None without stages, `breathing` is None without such events."""

    movements: list[Movement]
    hypnogram: Hypnogram | None
    breathing: list[Breathing] | None


def _edfio(path: Path) -> Any:
    try:
        import edfio
    except ImportError as error:
        raise TableError([Problem(path.name, 0, "reading EDF+ needs the package edfio, which is not installed")]) from error
    return edfio


def _leg(text: str) -> Leg | None:
    left, right = bool(_LEFT.search(text)), bool(_RIGHT.search(text))
    return None if left == right else "L" if left else "R"


def _epochs(start: float, duration: float, number: int, stage: Stage) -> tuple[list[tuple[float, int, Stage]], str]:
    """Return the epochs of an annotation of one stage, and what is wrong with it."""
    count = round(duration / EPOCH)
    if count < 1 or abs(duration - count * EPOCH) > 1e-6:
        return [], f"a stage of {duration:.10g} s; epochs are of {EPOCH:g} s"
    return [(start + EPOCH * n, number, stage) for n in range(count)], ""


def _annotations(path: Path) -> Any:
    """Return the annotations of a file. Raises TableError if it cannot be read or is not EDF+."""
    edfio = _edfio(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of headers that bend the standard, which does not concern annotations
            return edfio.read_edf(path, lazy_load_data=False).annotations
    except OSError as error:
        raise TableError([Problem(path.name, 0, f"cannot be read: {error.strerror}")]) from error
    except Exception as error:  # the reader has no one kind of error for a file that is something else
        raise TableError([Problem(path.name, 0, f"is not EDF+: {error}")]) from error


def read(path: Path) -> EdfNight:
    """Read the annotations of the EDF+ file at `path`.

    Raises
    ------
    TableError
        If the file cannot be read or is not EDF+, a movement has no side or no duration, or the stages are unknown or make no
        night without gaps; every reason with the number of its annotation.
    """
    problems: list[Problem] = []
    movements: list[Movement] = []
    breathing: list[Breathing] = []
    epochs: list[tuple[float, int, Stage]] = []
    for number, note in enumerate(_annotations(path), 1):
        onset, duration, text = float(note.onset), note.duration, note.text.strip()
        wrong = ""
        if stage := _STAGE.fullmatch(text):
            name = stage[1].strip().upper()
            if name in _STAGES:
                more, wrong = _epochs(onset, EPOCH if duration is None else float(duration), number, _STAGES[name])
                epochs += more
            elif name != _UNSCORED:
                wrong = f"the stage is '{stage[1]}'; it must be one of {', '.join(STAGES)}"
        elif _MOVEMENT.search(text) or _BREATHING.search(text):
            leg = _leg(text)
            if duration is None or not (math.isfinite(duration) and duration > 0):
                wrong = f"'{text}' has no duration"
            elif not _MOVEMENT.search(text):
                breathing.append(Breathing(onset, float(duration), number))
            elif leg is None:
                wrong = f"'{text}' does not say which leg"
            else:
                movements.append(Movement(onset, float(duration), leg, number))
        if wrong:
            problems.append(Problem(path.name, number, wrong))
    if problems:
        raise TableError(problems)
    return EdfNight(movements, hypnogram(path.name, epochs) if epochs else None, breathing or None)


def write(path: Path, movements: Sequence[Movement], night: Hypnogram, breathing: Sequence[Breathing] = ()) -> None:
    """Write a night as an EDF+ file of annotations. Raises OSError if it cannot be written."""
    edfio = _edfio(path)
    note = edfio.EdfAnnotation
    notes = [note(night.start + EPOCH * n, EPOCH, f"Sleep stage {stage}") for n, stage in enumerate(night.stages)]
    notes += [note(m.onset, m.duration, f"Limb movement@@EMG {m.leg}AT") for m in movements]
    notes += [note(b.onset, b.duration, "Apnea") for b in breathing]
    edfio.Edf([], annotations=sorted(notes, key=lambda n: float(n.onset))).write(path)
