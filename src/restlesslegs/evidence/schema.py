"""The form of the tables, in the Table Schema standard (https://datapackage.org): ``datapackage.json``.

The words a column may use stand in ``vocabulary.toml``; here they become the `enum` of its field, so that the
published descriptor says all that a reader of the tables needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from restlesslegs.evidence import vocabulary
from restlesslegs.evidence.errors import Problem
from restlesslegs.evidence.table import record_lines

_FILE: Final = Path(__file__).parent / "datapackage.json"

_WORDS: Final = {
    "topic": vocabulary.TOPICS,
    "kind": vocabulary.KINDS,
    "design": vocabulary.DESIGNS,
    "interval": vocabulary.INTERVALS,
    "unit": vocabulary.UNITS,
    "checked": vocabulary.CHECKED,
    "verdict": vocabulary.VERDICTS,
    "grade": vocabulary.GRADES,
    "role": vocabulary.ROLES,
    "allocation": vocabulary.ALLOCATIONS,
    "drug_class": vocabulary.DRUG_CLASSES,
}


@cache
def _descriptor() -> dict[str, Any]:
    package: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            if words := field.pop("vocabulary", None):
                field.setdefault("constraints", {})["enum"] = list(_WORDS[words])
    return package


def descriptor() -> dict[str, Any]:
    """Return the whole descriptor of the tables, vocabularies filled in, as plain JSON data."""
    copied: dict[str, Any] = json.loads(json.dumps(_descriptor()))
    return copied


def tables() -> tuple[str, ...]:
    """Return the file names of the tables."""
    return tuple(str(resource["path"]) for resource in _descriptor()["resources"])


def columns(name: str) -> tuple[str, ...]:
    """Return the columns of the table called `name`, in order."""
    resource = next(r for r in _descriptor()["resources"] if r["name"] == name)
    return tuple(str(field["name"]) for field in resource["schema"]["fields"])


def defects(folder: Path) -> Iterator[Problem]:
    """Yield where the tables in `folder` break their schema, as the reference implementation of the standard sees it."""
    import frictionless

    package = frictionless.Package.from_descriptor(descriptor(), basepath=str(folder))
    for task in package.validate().tasks:
        lines = record_lines(folder / task.place)
        for error in task.errors:
            row = getattr(error, "row_number", None)
            yield Problem(task.place, lines[row - 1] if row and row <= len(lines) else 0, error.message)
