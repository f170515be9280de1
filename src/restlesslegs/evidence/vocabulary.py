"""The words the evidence tables may use, read once from ``vocabulary.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Unit:
    """How a unit reads after a number, the bounds of what it measures (None: no bound), and its name in Pint."""

    after: str
    low: float | None = None
    high: float | None = None
    pint: str = ""


@dataclass(frozen=True)
class Design:
    """A kind of study in words, and what its ``n`` counts (empty: it counts nothing)."""

    words: str
    noun: str


_WORDS = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))

KINDS: Final[Mapping[str, str]] = _WORDS["kind"]
CHECKED: Final[Mapping[str, str]] = _WORDS["checked"]
DESIGNS: Final[Mapping[str, Design]] = {name: Design(**entry) for name, entry in _WORDS["design"].items()}
INTERVALS: Final[Mapping[str, str]] = _WORDS["interval"]
UNITS: Final[Mapping[str, Unit]] = {name: Unit(**{"pint": name, **entry}) for name, entry in _WORDS["unit"].items()}
TOPICS: Final[Mapping[str, str]] = _WORDS["topic"]
ROLES: Final[Mapping[str, str]] = _WORDS["role"]
ALLOCATIONS: Final[Mapping[str, str]] = _WORDS["allocation"]
DRUG_CLASSES: Final[Mapping[str, str]] = _WORDS["drug_class"]
DRUGS: Final[Mapping[str, list[str]]] = _WORDS["drug"]
VERDICTS: Final[Mapping[str, str]] = _WORDS["verdict"]
GRADES: Final[Mapping[str, str]] = _WORDS["grade"]
