"""The card of a claim as HTML: statement, verdict, both sides, what would change our mind. For pages and for Jupyter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from restlesslegs.evidence.claim import Claim

#: The ids of what a clinic's page claims; in the audit they stand in print beside the statement.
PAGE_CLAIM = re.compile(r"c\d\d")

#: How sure, as filled dots beside the word.
DOTS = {"high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○"}


def page_claims(names: Iterable[str]) -> list[str]:
    """Return those ids that are of the clinic's page, in order."""
    return sorted(filter(PAGE_CLAIM.fullmatch, names))


def sides(claim: Claim) -> list[tuple[str, tuple[str, ...]]]:
    """Return the sides that have facts, each with their ids."""
    return [(side, ids) for side, ids in (("For", claim.facts_for), ("Against", claim.facts_against)) if ids]


def head(claim: Claim, *, numbered: bool) -> str:
    """Return the card's beginning, up to where the sides stand; in the audit, with the number that print refers to."""
    number = f'<span class="claim-id">{claim.id}</span> ' if numbered else ""
    return (
        f'<div class="claims" data-filter-item data-verdict="{claim.verdict}" data-grade="{claim.grade}"><div class="claim" id="claim-{claim.id}">'
        f'<p class="statement">{number}{escape(claim.statement)}</p>'
        f'<p><span class="grade verdict-{claim.verdict.split()[0]}" data-dots="{DOTS[claim.grade]}">{escape(claim.verdict)}, {claim.grade} certainty</span></p>'
        f"<p>{escape(claim.why)}</p>"
    )


def side_head(side: str, count: int) -> str:
    """Return the beginning of one side; its facts follow as list items, then :data:`SIDE_TAIL`."""
    return f"<details><summary><b>{side}:</b> {count} {'fact' if count == 1 else 'facts'}</summary><ul>"


SIDE_TAIL = "</ul></details>"


def tail(claim: Claim) -> str:
    """Return the card's end, behind its sides."""
    said = (("", claim.none_found), ("What would change our mind:", claim.would_change), ("What is left unsaid:", claim.leaves_out))
    lines = "".join(f"<p>{f'<b>{label}</b> ' if label else ''}{escape(text)}</p>" for label, text in said if text)
    return f"{lines}</div></div>"
