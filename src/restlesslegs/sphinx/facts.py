"""The roles ``{fact}`` and ``{value}``: a number of the literature in prose, with its source at hand.

In the text stands the value and a short citation (``{value}``: the value alone), as a link to a note at the
end of the page. The page's script opens the same note in place; without script the link is a footnote.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.writers.html5 import HTML5Translator

from restlesslegs.evidence import EvidenceError, Fact, facts
from restlesslegs.evidence.format import format_fact, long_description
from restlesslegs.sphinx import legend


class FactReference(nodes.Inline, nodes.Element):
    """A fact in running text."""


class FactNotes(nodes.General, nodes.Element):
    """The place where a page's facts are listed."""


class FactError(SphinxError):
    """A fact that may not be shown stands in a page; the message names file, line and fact."""

    category = "Evidence error"


def where(env: BuildEnvironment, line: int) -> str:
    """Return file and line for a message; in a notebook, the cell and its line (MyST-NB counts 10000 a cell)."""
    path = env.doc2path(env.docname, base=False)
    if path.endswith(".ipynb"):
        return f"{path}, cell {line // 10000}, line {line % 10000}"
    return f"{path}:{line}"


class FactRole(SphinxRole):
    """``{fact}`id` `` prints value and citation; ``{value}`id` ``, where the source was just named, the value alone."""

    def __init__(self, *, cited: bool) -> None:
        super().__init__()
        self.cited = cited

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference. An unknown or unverified fact is an error that stops the build."""
        place = where(self.env, self.lineno)
        try:
            fact = facts[self.text.strip()]
            text = format_fact(fact)
        except EvidenceError as error:
            raise FactError(f"{place}: {error}") from error
        return [FactReference("", fact_id=fact.id, text=text, cited=self.cited)], []


class FactsDirective(SphinxDirective):
    """``{facts}`` marks where the page's facts are listed (its end, if there is no such mark)."""

    def run(self) -> list[nodes.Node]:
        """Return the empty list of notes; it is filled when the page is complete."""
        return [FactNotes("")]


class NumberFacts(SphinxTransform):
    """Give each reference its anchor and fill the list of notes."""

    default_priority = 900

    def apply(self, **kwargs: Any) -> None:
        """Number the page's facts in order of first mention."""
        used: dict[str, int] = {}
        for reference in self.document.findall(FactReference):
            count = used[reference["fact_id"]] = used.get(reference["fact_id"], 0) + 1
            reference["anchor"] = f"at-{reference['fact_id']}" + ("" if count == 1 else f"-{count}")
        if not used:
            for place in list(self.document.findall(FactNotes)):
                place.parent.remove(place)
            return
        places = list(self.document.findall(FactNotes))
        if not places:
            places = [FactNotes("")]
            sections = list(self.document.findall(nodes.section))
            (sections[0] if sections else self.document).append(places[0])
        places[0]["facts"] = used
        self.env.metadata[self.env.docname]["facts"] = " ".join(used)


def _visit_reference(self: HTML5Translator, node: FactReference) -> None:
    fact = facts[node["fact_id"]]
    cited = f'<span class="cited">{self.encode(fact.source.short)}</span>' if node["cited"] else ""
    self.body.append(f'<a class="fact" id="{node["anchor"]}" href="#fact-{fact.id}"><span class="value">{self.encode(node["text"])}</span>{cited}</a>')
    raise nodes.SkipNode


def note_html(self: HTML5Translator, fact: Fact) -> str:
    """Return what the note of a fact says, as phrasing content (it may stand inside a paragraph)."""
    described = long_description(fact)
    source = fact.source
    link = source.link
    title = self.encode(source.citation)
    cited = f'<a href="{self.attval(link)}">{title}</a>' if link else title
    rows = "".join(f'<span class="fact-how">{self.encode(line)}</span>' for line in described)
    return f"<b>{self.encode(fact.statement)}</b>{rows}<span>{cited}</span>"


def _visit_notes(self: HTML5Translator, node: FactNotes) -> None:
    items = []
    for fact_id, count in node["facts"].items():
        backs = " ".join(f'<a href="#at-{fact_id}{"" if n == 1 else f"-{n}"}" aria-label="back to mention {n} of this number in the text">↑</a>' for n in range(1, count + 1))
        items.append(f'<li id="fact-{fact_id}">{note_html(self, facts[fact_id])}<span class="back">{backs}</span></li>')
    words = legend.explain(legend.NUMBERS, (format_fact(facts[i]) for i in node["facts"]))
    meaning = f'<p class="legend">{self.encode(words)}</p>' if words else ""
    self.body.append(
        f'{meaning}<details class="fact-list"><summary>{len(items)} numbers and findings, in order of mention</summary><ol class="facts">{"".join(items)}</ol></details>'
    )
    raise nodes.SkipNode


def _text_reference(self: Any, node: FactReference) -> None:
    self.add_text(f"{node['text']} ({facts[node['fact_id']].source.short})")
    raise nodes.SkipNode


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the role, its notes and their HTML."""
    app.add_node(FactReference, html=(_visit_reference, None), text=(_text_reference, None))
    app.add_node(FactNotes, html=(_visit_notes, None), text=(_skip, None))
    app.add_role("fact", FactRole(cited=True))
    app.add_role("value", FactRole(cited=False))
    app.add_directive("facts", FactsDirective)
    app.add_transform(NumberFacts)
