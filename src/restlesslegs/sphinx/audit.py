"""The directive ``{audit}``: every claim of a clinic's web page, graded, with what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from restlesslegs.evidence import EvidenceError, claims
from restlesslegs.evidence.vocabulary import GRADES, VERDICTS
from restlesslegs.sphinx.claims import PAGE_CLAIM, card_of
from restlesslegs.sphinx.facts import FactError, where


class AuditList(nodes.General, nodes.Element):
    """The list of the page's claims, with what filters it; its children are the cards."""


class AuditDirective(SphinxDirective):
    """``{audit}`` shows all claims called c01, c02 and so on, in this order, with a filter."""

    def run(self) -> list[nodes.Node]:
        """Return the cards. A claim that rests on an unverified fact stops the build."""
        try:
            return [AuditList("", *(card_of(claims[name]) for name in sorted(claims) if PAGE_CLAIM.fullmatch(name)))]
        except EvidenceError as error:
            raise FactError(f"{where(self.env, self.lineno)}: {error}") from error


def _select(name: str, label: str, words: Mapping[str, str], used: Iterable[str]) -> str:
    present = set(used)
    options = "".join(f'<option value="{escape(word)}">{escape(word)}: {escape(meaning)}</option>' for word, meaning in words.items() if word in present)
    return f'<label>{label} <select data-filter="{name}"><option value="">any</option>{options}</select></label>'


def _visit_list(self: HTML5Translator, node: AuditList) -> None:
    shown = [claims[card["claim_id"]] for card in node.children]  # type: ignore[index]  # cards are elements
    self.body.append(
        '<form class="filter" data-filter-for="audit" data-count="{n} of {total} claims" data-none="No claim fits. Take a filter away." '
        'data-bad-link="The link asks for {reason}, which is not here." hidden><label>Search <input type="search" data-filter="text" autocomplete="off"></label>'
        f"{_select('verdict', 'Verdict', VERDICTS, (c.verdict for c in shown))}{_select('grade', 'How sure', GRADES, (c.grade for c in shown))}"
        '<button type="reset">Show all</button></form><div id="audit">'
    )


def _depart_list(self: HTML5Translator, node: AuditList) -> None:
    self.body.append("</div>")


def _pass(self: object, node: nodes.Element) -> None:
    """Plain text (the search index, say) needs no frame around the claims."""


def setup(app: Sphinx) -> None:
    """Register the directive and its HTML."""
    app.add_node(AuditList, html=(_visit_list, _depart_list), text=(_pass, _pass))
    app.add_directive("audit", AuditDirective)
