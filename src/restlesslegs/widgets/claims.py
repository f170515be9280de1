"""Claim cards in a notebook: in Jupyter they open in place, on a page they are those of the ``{claims}`` directive."""

from __future__ import annotations

from html import escape
from typing import Any

from restlesslegs import frontend
from restlesslegs.evidence import card, claims, facts
from restlesslegs.evidence.claim import Claim
from restlesslegs.evidence.format import format_fact


class Claims:
    """Graded statements with the facts on both sides.

    Parameters
    ----------
    names
        Ids of claims of the evidence tables, in order. Without any: all claims of the audit, with a filter on the page.

    Attributes
    ----------
    shown : tuple of Claim

    Raises
    ------
    restlesslegs.evidence.EvidenceError
        If there is no such claim.
    """

    def __init__(self, *names: str) -> None:
        self.audit = not names
        self.shown: tuple[Claim, ...] = tuple(claims[name] for name in names or card.page_claims(claims))

    def __repr__(self) -> str:
        return "\n".join(f"{c.statement} ({c.verdict}, {c.grade} certainty)" for c in self.shown)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        names = "" if self.audit else " ".join(c.id for c in self.shown)
        style = (frontend.dist() / "claims.css").read_text("utf-8")
        # The page puts its own cards here, whose facts are linked to its notes (`sphinx/claims.py`).
        html = f'<div class="rl-claims" data-claims="{names}"><style>{style}</style>{"".join(_card(c, numbered=self.audit) for c in self.shown)}</div>'
        return {"text/html": html, "text/plain": repr(self)}


def _card(claim: Claim, *, numbered: bool) -> str:
    parts = []
    for side, ids in card.sides(claim):
        items = (f"<li>{escape(f.statement)}: <b>{escape(format_fact(f))}</b> ({escape(f.source.short)})</li>" for f in map(facts.__getitem__, ids))
        parts += [card.side_head(side, len(ids)), *items, card.SIDE_TAIL]
    return card.head(claim, numbered=numbered) + "".join(parts) + card.tail(claim)
