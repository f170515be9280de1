"""The directive ``{claims}``: graded statements with the facts on both sides."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from restlesslegs.evidence import Claim, EvidenceError, claims, facts
from restlesslegs.evidence.format import format_fact
from restlesslegs.sphinx.facts import FactError, FactReference, where


def page_claims() -> list[str]:
    """Return the ids of what the clinic's page claims, in order."""
    return sorted(name for name in claims if PAGE_CLAIM.fullmatch(name))


class ClaimCard(nodes.General, nodes.Element):
    """One claim: statement, verdict, grade; its children are the facts for and against."""


class ClaimSide(nodes.General, nodes.Element):
    """The facts on one side of a claim."""


#: The ids of what a clinic's page claims; they stand in print beside the statement.
PAGE_CLAIM = re.compile(r"c\d\d")

#: How sure, as filled dots beside the word.
DOTS = {"high": "●●●●", "moderate": "●●●○", "low": "●●○○", "very low": "●○○○"}


class ClaimsDirective(SphinxDirective):
    """``{claims}`` with claim ids, one a line, shows each with grade, both sides and what would change our mind."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return one card a claim. An unknown claim, or one that rests on an unverified fact, stops the build."""
        cards: list[nodes.Node] = []
        for offset, line in enumerate(self.content):
            claim_id = line.strip()
            if not claim_id:
                continue
            try:
                claim = claims[claim_id]
                cards.append(card_of(claim))
            except EvidenceError as error:
                raise FactError(f"{where(self.env, self.lineno + offset + 1)}: {error}") from error
        return cards


def card_of(claim: Claim) -> ClaimCard:
    """Return the card of a claim. Raises EvidenceError if it rests on a fact that may not be shown."""
    card = ClaimCard("", claim_id=claim.id)
    for side, ids in (("For", claim.facts_for), ("Against", claim.facts_against)):
        if not ids:
            continue
        box = ClaimSide("", side=side, count=len(ids))
        for fact_id in ids:
            fact = facts[fact_id]
            box.append(nodes.list_item("", nodes.paragraph("", "", nodes.Text(fact.statement + ": "), FactReference("", fact_id=fact.id, text=format_fact(fact), cited=True))))
        card.append(box)
    return card


def _visit_card(self: HTML5Translator, node: ClaimCard) -> None:
    claim = claims[node["claim_id"]]
    number = f'<span class="claim-id">{claim.id}</span> ' if PAGE_CLAIM.fullmatch(claim.id) else ""
    self.body.append(
        f'<div class="claims" data-filter-item data-verdict="{claim.verdict}" data-grade="{claim.grade}"><div class="claim" id="claim-{claim.id}">'
        f'<p class="statement">{number}{self.encode(claim.statement)}</p>'
        f'<p><span class="grade verdict-{claim.verdict.split()[0]}" data-dots="{DOTS[claim.grade]}">{self.encode(claim.verdict)}, {claim.grade} certainty</span></p>'
        f"<p>{self.encode(claim.why)}</p>"
    )


def _depart_card(self: HTML5Translator, node: ClaimCard) -> None:
    claim = claims[node["claim_id"]]
    said = (("", claim.none_found), ("What would change our mind:", claim.would_change), ("What is left unsaid:", claim.leaves_out))
    lines = "".join(f"<p>{f'<b>{label}</b> ' if label else ''}{self.encode(text)}</p>" for label, text in said if text)
    self.body.append(f"{lines}</div></div>")


def _visit_side(self: HTML5Translator, node: ClaimSide) -> None:
    noun = "fact" if node["count"] == 1 else "facts"
    self.body.append(f"<details><summary><b>{node['side']}:</b> {node['count']} {noun}</summary><ul>")


def _depart_side(self: HTML5Translator, node: ClaimSide) -> None:
    self.body.append("</ul></details>")


def _pass(self: Any, node: nodes.Element) -> None:
    """Plain text (the search index, say) needs no frame around a claim's facts."""


def setup(app: Sphinx) -> None:
    """Register the directive and its HTML."""
    app.add_node(ClaimCard, html=(_visit_card, _depart_card), text=(_pass, _pass))
    app.add_node(ClaimSide, html=(_visit_side, _depart_side), text=(_pass, _pass))
    app.add_directive("claims", ClaimsDirective)
