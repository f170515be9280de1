"""What a build needs to know of a model's runs: computed once, kept in a file, computed again when anything behind it changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from restlesslegs import evidence
from restlesslegs.engines import roadrunner
from restlesslegs.frontend import web_source
from restlesslegs.models import check
from restlesslegs.models.model import Model
from restlesslegs.models.panels import Panel, Point, panels

#: The packages whose version may change a result.
_PACKAGES = ("antimony", "libroadrunner", "numpy", "python-libsbml", "python-copasi", "sympy")


@dataclass(frozen=True)
class Results:
    """What a model gives for all that its card names, how closely the engines agree on it, and its curves beside published points."""

    reproduces: tuple[check.Outcome, ...]
    misses: tuple[check.MissOutcome, ...]
    agreement: check.Agreement
    panels: tuple[Panel, ...]


def results(model: Model, facts: Mapping[str, check.Fact], folder: Path | None = None) -> Results:
    """Run all that a model's card names.

    Parameters
    ----------
    model, facts
        Checked against each other, see :mod:`restlesslegs.models.check`.
    folder
        Where results are kept between builds; None: nowhere.

    Raises
    ------
    restlesslegs.engines.roadrunner.SimulationError
        If an engine fails.
    """
    path = folder / f"{model.id}-{key(model)}.json" if folder else None
    if path and path.is_file():
        return _restored(model, json.loads(path.read_text("utf-8")))
    done = check.outcomes(model, facts)
    fresh = Results(tuple(done), tuple(check.miss_outcomes(model, facts)), check.agreement(model), tuple(panels(model, done)))
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob(f"{model.id}-*.json"):
            old.unlink()
        kept = {
            "reproduces": [_kept(o) for o in fresh.reproduces],
            "misses": [_kept(m.outcome) for m in fresh.misses],
            "agreement": asdict(fresh.agreement),
            "panels": [asdict(panel) for panel in fresh.panels],
        }
        path.write_text(json.dumps(kept), "utf-8")
    return fresh


def _kept(outcome: check.Outcome) -> dict[str, float | None]:
    return {"expected": outcome.expected, "given": outcome.given, "low": outcome.low, "high": outcome.high}


def _restored(model: Model, kept: Mapping[str, Any]) -> Results:
    card = model.card
    return Results(
        tuple(check.Outcome(target, **numbers) for target, numbers in zip(card.reproduces, kept["reproduces"], strict=True)),
        tuple(check.MissOutcome(miss, check.Outcome(miss.target, **numbers)) for miss, numbers in zip(card.misses, kept["misses"], strict=True)),
        check.Agreement(**kept["agreement"]),
        tuple(Panel(p["observable"], p["words"], tuple(p["times"]), tuple(p["values"]), tuple(Point(**point) for point in p["points"])) for p in kept["panels"]),
    )


def key(model: Model) -> str:
    """Return a hash of all that a model's results depend on: its folder, the facts, the engines, and their packages."""
    total = hashlib.sha256(_engines())
    for path in sorted(model.folder.iterdir()):
        if path.is_file():
            total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    total.update((evidence.FOLDER / "facts.csv").read_bytes())
    return total.hexdigest()[:20]


@cache
def _engines() -> bytes:
    total = hashlib.sha256()
    for path in _code():
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name in _PACKAGES:
        total.update(f"{name} {_version(name)}\0".encode())
    return total.digest()


def _code() -> Iterator[Path]:
    web = web_source()
    folders = [(Path(roadrunner.__file__).parent, "*"), (Path(__file__).parent, "*.py"), *([(web / "src" / "solver", "*.ts")] if web else [])]
    for folder, pattern in folders:
        yield from sorted(p for p in folder.glob(pattern) if p.is_file())


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"
