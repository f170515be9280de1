"""The evidence of the book: facts, claims, guidelines and sources, each by id.

>>> from restlesslegs.evidence import facts, show
>>> facts["beard1994-eda"].value
53.0
>>> show("trotti2019-irls-md")
'−3.78\xa0points (95\u202f% CI −6.25 to −1.31)'
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from restlesslegs.evidence import source as _source
from restlesslegs.evidence.claim import Claim, Claims
from restlesslegs.evidence.errors import (
    EvidenceError,
    Problem,
    TableError,
    UnknownClaimError,
    UnknownFactError,
    UnknownRecommendationError,
    UnknownSourceError,
    UnverifiedFactError,
)
from restlesslegs.evidence.fact import Fact, Facts
from restlesslegs.evidence.format import format_fact
from restlesslegs.evidence.guideline import Guidelines, Recommendation
from restlesslegs.evidence.registry import Registry
from restlesslegs.evidence.source import Source

__all__ = [
    "Claim",
    "Claims",
    "EvidenceError",
    "Fact",
    "Facts",
    "Guidelines",
    "Problem",
    "Recommendation",
    "Source",
    "TableError",
    "UnknownClaimError",
    "UnknownFactError",
    "UnknownRecommendationError",
    "UnknownSourceError",
    "UnverifiedFactError",
    "claims",
    "facts",
    "guidelines",
    "show",
    "sources",
]

#: The folder of the tables.
FOLDER: Final = Path(__file__).parent

sources: Final = Registry[Source]("source", lambda: _source.load(FOLDER / "references.bib"), UnknownSourceError)
facts: Final = Facts(FOLDER / "facts.csv", sources)
claims: Final = Claims(FOLDER / "claims.csv", facts)
guidelines: Final = Guidelines(FOLDER / "guidelines.csv", sources)


def show(fact_id: str) -> str:
    """Return a fact as running text prints it.

    Raises
    ------
    UnknownFactError
        If there is no such fact.
    UnverifiedFactError
        If it is from memory.
    """
    return format_fact(facts[fact_id])
