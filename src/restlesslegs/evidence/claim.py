"""Claims: what the book stands on, with verdict, grade, and the facts on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from restlesslegs.evidence import schema, table, vocabulary
from restlesslegs.evidence.errors import UnknownClaimError
from restlesslegs.evidence.fact import Fact
from restlesslegs.evidence.registry import Registry


@dataclass(frozen=True)
class Claim:
    """A graded statement.

    Attributes
    ----------
    verdict
        How the evidence stands to the statement: a word of the vocabulary, from supported to contradicted.
    grade
        How sure we are of the verdict: high, moderate, low or very low.
    facts_for, facts_against
        Ids of facts that speak for the statement and against it.
    why
        Why this verdict and this grade.
    would_change
        What finding would change our mind.
    leaves_out
        What whoever makes the statement does not say, and a reader should know; may be empty.
    none_found
        For a statement that rests on no fact: what was looked for in vain, or why no fact is needed; else empty.
    file, line
        Where the row stands.
    """

    id: str
    statement: str
    verdict: str
    grade: str
    facts_for: tuple[str, ...]
    facts_against: tuple[str, ...]
    why: str
    would_change: str
    leaves_out: str
    none_found: str
    file: str
    line: int


class Claims(Registry[Claim]):
    """All claims by id; reads ``claims.csv`` when first asked. An unknown id is an UnknownClaimError."""

    def __init__(self, path: Path, facts: Mapping[str, Fact]) -> None:
        super().__init__("claim", lambda: load(path, facts), UnknownClaimError)


def _ids(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def load(path: Path, facts: Mapping[str, Fact]) -> list[Claim]:
    """Read the table of claims at `path`.

    Raises
    ------
    TableError
        If the table is malformed, uses a word outside the vocabulary, has an id twice, or a claim rests on a fact that
        does not exist or is not verified. All reasons are listed, each with file and line.
    """
    return table.entries(path, schema.columns("claims"), "claim", lambda row: _claim(row, facts))


def _claim(row: table.Row, facts: Mapping[str, Fact]) -> Claim:
    claim = Claim(
        id=row.text("id"),
        statement=row.text("statement"),
        verdict=row.word("verdict", vocabulary.VERDICTS),
        grade=row.word("grade", vocabulary.GRADES),
        facts_for=_ids(row.cells["facts_for"]),
        facts_against=_ids(row.cells["facts_against"]),
        why=row.text("why"),
        would_change=row.text("would_change"),
        leaves_out=row.cells["leaves_out"],
        none_found=row.cells["none_found"],
        file=row.file,
        line=row.line,
    )
    _check_facts(row, claim, facts)
    return claim


def _check_facts(row: table.Row, claim: Claim, facts: Mapping[str, Fact]) -> None:
    used = (*claim.facts_for, *claim.facts_against)
    if not used and not claim.none_found:
        row.report(f"claim '{claim.id}' rests on no fact; say in 'none_found' what was looked for")
    if used and claim.none_found:
        row.report(f"claim '{claim.id}' names facts and says in 'none_found' that there are none")
    for fact_id in dict.fromkeys(used):
        if fact_id not in facts:
            row.report(f"claim '{claim.id}': there is no fact '{fact_id}'")
        elif not facts[fact_id].verified:
            row.report(f"claim '{claim.id}': fact '{fact_id}' is from memory")
        if used.count(fact_id) > 1:
            row.report(f"claim '{claim.id}': fact '{fact_id}' is named twice")
