"""``python -m restlesslegs.plms EVENTS --hypnogram HYPNOGRAM`` scores leg movements and prints the night as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from restlesslegs.evidence.errors import Problem, TableError
from restlesslegs.plms import edf
from restlesslegs.plms.events import outside, read_breathing, read_hypnogram, read_movements
from restlesslegs.plms.recording import Breathing, Hypnogram, Movement
from restlesslegs.plms.report import as_json
from restlesslegs.plms.rules import NAMES, rules
from restlesslegs.plms.score import score

T = TypeVar("T")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m restlesslegs.plms", description="Score periodic leg movements of a night and print them as JSON.")
    parser.add_argument("events", type=Path, metavar="EVENTS", help="CSV with the columns onset_s, duration_s, leg (L or R), or an EDF+ file with annotations")
    parser.add_argument(
        "--hypnogram",
        type=Path,
        metavar="FILE",
        help="CSV with the columns epoch_start_s, stage (W, N1, N2, N3, R); epochs of 30 s. Not needed if EVENTS is an EDF+ file with stages",
    )
    parser.add_argument("--respiratory", type=Path, metavar="FILE", help="CSV with the columns onset_s, duration_s")
    parser.add_argument("--rules", choices=NAMES, default=NAMES[0], help="by which rules (default: %(default)s)")
    parser.add_argument("--short-start", choices=("yes", "no"), default="yes", help="may a movement too soon after another begin a series? (default: %(default)s)")
    parser.add_argument(
        "--too-short",
        choices=("ends", "ignored"),
        default="ends",
        help="what a movement too short to count does to a series by the rules of 2016; programs that detect movements drop it (default: %(default)s)",
    )
    parser.add_argument("--events", action="store_true", dest="list_events", help="also print every event and what the rules make of it")
    return parser


def _is_edf(path: Path) -> bool:
    return path.suffix.lower() == ".edf"


def _read(reader: Callable[[Path], T], path: Path, problems: list[Problem]) -> T | None:
    try:
        return reader(path)
    except TableError as error:
        problems.extend(error.problems)
        return None


def _night(given: argparse.Namespace) -> tuple[list[Movement], Hypnogram, list[Breathing] | None]:
    """Read what was given. Raises TableError with the defects of all files."""
    problems: list[Problem] = []
    movements: list[Movement] | None
    hypnogram: Hypnogram | None = None
    breathing: list[Breathing] | None = None
    if _is_edf(given.events):
        whole = _read(edf.read, given.events, problems)
        movements = None if whole is None else whole.movements
        if whole is not None:
            hypnogram, breathing = whole.hypnogram, whole.breathing
    else:
        movements = _read(read_movements, given.events, problems)
    if given.hypnogram is not None:
        hypnogram = _read(read_hypnogram, given.hypnogram, problems)
    if given.respiratory is not None:
        breathing = _read(read_breathing, given.respiratory, problems)
    if hypnogram is None and not problems:
        problems.append(Problem(given.events.name, 0, "has no stages of sleep; give --hypnogram FILE"))
    if hypnogram is not None:
        problems.extend(outside(given.events.name, movements or (), hypnogram))
        problems.extend(outside((given.respiratory or given.events).name, breathing or (), hypnogram))
    if problems or movements is None or hypnogram is None:
        raise TableError(problems)
    return movements, hypnogram, breathing


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, or 2 for bad input with the reasons on stderr and nothing on stdout."""
    given = _parser().parse_args(arguments)
    try:
        movements, hypnogram, breathing = _night(given)
    except TableError as error:
        print(error, file=sys.stderr)
        return 2
    chosen = rules(given.rules)
    if given.too_short == "ignored":
        chosen = replace(chosen, ending=tuple(why for why in chosen.ending if why != "too-short"))
    night = score(movements, hypnogram, chosen, breathing, short_start=given.short_start == "yes")
    if breathing is not None and chosen.breathing is None:
        print(f"{chosen.title}: what they say of breathing was not seen by us, so plms_nr is null", file=sys.stderr)
    print(json.dumps(as_json(night, breathing=breathing is not None, events=given.list_events), indent=2, allow_nan=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
