"""The directive ``{audit}``: every claim of a clinic's web page, graded, with what speaks for it and against it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from restlesslegs.evidence import EvidenceError, claims
from restlesslegs.evidence.vocabulary import GRADES, VERDICTS
from restlesslegs.sphinx import filters
from restlesslegs.sphinx.claims import card_of, page_claims
from restlesslegs.sphinx.facts import FactError, where


class AuditList(nodes.General, nodes.Element):
    """The list of the page's claims, with what filters it; its children are the cards."""


class AuditDirective(SphinxDirective):
    """``{audit}`` shows all claims called c01, c02 and so on, in this order, with a filter."""

    def run(self) -> list[nodes.Node]:
        """Return the cards. A claim that rests on an unverified fact stops the build."""
        try:
            names = page_claims()
            return [AuditList("", *(card_of(claims[name]) for name in names), claims=names)]
        except EvidenceError as error:
            raise FactError(f"{where(self.env, self.lineno)}: {error}") from error


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
