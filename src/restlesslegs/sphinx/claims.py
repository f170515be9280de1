"""The directive ``{claims}``: graded statements with the facts on both sides."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from restlesslegs.evidence import Claim, EvidenceError, card, claims, facts
from restlesslegs.evidence.format import format_fact
from restlesslegs.sphinx.facts import FactError, FactReference, where


class ClaimCard(nodes.General, nodes.Element):
    """One claim: statement, verdict, grade; its children are the facts for and against."""


class ClaimSide(nodes.General, nodes.Element):
    """The facts on one side of a claim."""


class ClaimsDirective(SphinxDirective):
    """``{claims}`` with claim ids, one a line, shows each with grade, both sides and what would change our mind."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return one card a claim. An unknown claim, or one that rests on an unverified fact, stops the build."""
        cards: list[nodes.Node] = []
        for offset, line in enumerate(self.content):
            if line.strip():
                try:
                    cards.append(card_of(claims[line.strip()]))
                except EvidenceError as error:
                    raise FactError(f"{where(self.env, self.lineno + offset + 1)}: {error}") from error
        return cards


def card_of(claim: Claim, *, numbered: bool = False) -> ClaimCard:
    """Return the card of a claim, with its number in the audit if `numbered`. Raises EvidenceError if it rests on a fact that may not be shown."""
    found = ClaimCard("", claim_id=claim.id, numbered=numbered)
    for side, ids in card.sides(claim):
        box = ClaimSide("", side=side, count=len(ids))
        for fact_id in ids:
            fact = facts[fact_id]
            box.append(nodes.list_item("", nodes.paragraph("", "", nodes.Text(fact.statement + ": "), FactReference("", fact_id=fact.id, text=format_fact(fact), cited=True))))
        found.append(box)
    return found


def _visit_card(self: HTML5Translator, node: ClaimCard) -> None:
    self.body.append(card.head(claims[node["claim_id"]], numbered=node["numbered"]))


def _depart_card(self: HTML5Translator, node: ClaimCard) -> None:
    self.body.append(card.tail(claims[node["claim_id"]]))


def _visit_side(self: HTML5Translator, node: ClaimSide) -> None:
    self.body.append(card.side_head(node["side"], node["count"]))


def _depart_side(self: HTML5Translator, node: ClaimSide) -> None:
    self.body.append(card.SIDE_TAIL)


def _pass(self: Any, node: nodes.Element) -> None:
    """Plain text (the search index, say) needs no frame around a claim's facts."""


def setup(app: Sphinx) -> None:
    """Register the directive and its HTML."""
    app.add_node(ClaimCard, html=(_visit_card, _depart_card), text=(_pass, _pass))
    app.add_node(ClaimSide, html=(_visit_side, _depart_side), text=(_pass, _pass))
    app.add_directive("claims", ClaimsDirective)
