"""The directive ``{audit}``: every claim of a clinic's web page, graded, with what speaks for it and against it.

Here too: claim cards that a notebook's cell shows become the page's own.
"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from restlesslegs.evidence import EvidenceError, claims
from restlesslegs.evidence.card import page_claims
from restlesslegs.evidence.vocabulary import GRADES, VERDICTS
from restlesslegs.sphinx import filters
from restlesslegs.sphinx.claims import card_of
from restlesslegs.sphinx.facts import FactError, where


class AuditList(nodes.General, nodes.Element):
    """The list of the page's claims, with what filters it; its children are the cards."""


class AuditDirective(SphinxDirective):
    """``{audit}`` shows all claims called c01, c02 and so on, in this order, with a filter."""

    def run(self) -> list[nodes.Node]:
        """Return the cards. A claim that rests on an unverified fact stops the build."""
        try:
            return [audit_list()]
        except EvidenceError as error:
            raise FactError(f"{where(self.env, self.lineno)}: {error}") from error


def audit_list() -> AuditList:
    """Return the list of all claims. Raises EvidenceError if one rests on a fact that may not be shown."""
    names = page_claims(claims)
    return AuditList("", *(card_of(claims[name], numbered=True) for name in names), claims=names)


class NotebookClaims(SphinxTransform):
    """Put the page's own cards in place of those that a notebook's cell shows: their facts are linked and listed."""

    #: Before the page's facts are numbered.
    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Replace every output that is made of claim cards."""
        for output in list(self.document.findall(_is_output)):
            marked = next((m for m in (_MARK.match(raw.astext()) for raw in output.findall(nodes.raw)) if m), None)
            if marked:
                names = marked[1].split()
                output.parent.replace(output, [card_of(claims[name]) for name in names] if names else [audit_list()])


_MARK = re.compile(r'<div class="rl-claims" data-claims="([^"]*)">')


def _is_output(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code_output"


def _visit_list(self: HTML5Translator, node: AuditList) -> None:
    shown = [claims[name] for name in node["claims"]]
    verdicts, grades = {claim.verdict for claim in shown}, {claim.grade for claim in shown}
    selects = (
        filters.select("verdict", "Verdict", ((word, f"{word}: {meaning}") for word, meaning in VERDICTS.items() if word in verdicts)),
        filters.select("grade", "How sure", ((word, f"{word}: {meaning}") for word, meaning in GRADES.items() if word in grades)),
    )
    self.body.append(f'{filters.form("audit", "claims", selects)}<div id="audit">')


def _depart_list(self: HTML5Translator, node: AuditList) -> None:
    self.body.append("</div>")


def _pass(self: object, node: nodes.Element) -> None:
    """Plain text (the search index, say) needs no frame around the claims."""


def setup(app: Sphinx) -> None:
    """Register the directive and its HTML."""
    app.add_node(AuditList, html=(_visit_list, _depart_list), text=(_pass, _pass))
    app.add_directive("audit", AuditDirective)
    app.add_transform(NotebookClaims)
