"""What guidelines recommend: ``{guidelines}`` lists all, to be searched; ``{guideline-table}`` sets some side by side."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from restlesslegs.evidence import EvidenceError, Recommendation, guidelines
from restlesslegs.evidence.format import how_read
from restlesslegs.sphinx import filters, legend
from restlesslegs.sphinx.facts import FactError, where
from restlesslegs.sphinx.sources import cite, source_link

#: The head of a table of recommendations; `in_words` fills its rows.
COLUMNS: Final = ("Year", "Guideline", "What, and for whom", "Recommendation", "Strength; certainty")

#: Under a table of several guidelines, before what their shorthand means.
GRADES: Final = "Each guideline grades in words of its own."


class GuidelineList(nodes.General, nodes.Element):
    """The list of all recommendations, with what filters it."""


class GuidelinesDirective(SphinxDirective):
    """``{guidelines}`` lists every verified recommendation by guideline, with a filter."""

    def run(self) -> list[nodes.Node]:
        """Return the list; it is written when all pages are read, since it links to the list of sources."""
        return [GuidelineList("")]


class GuidelineTableDirective(SphinxDirective):
    """``{guideline-table}`` with ids of recommendations, one a line, sets them side by side, oldest first; option ``caption``."""

    has_content = True
    option_spec = {"caption": directives.unchanged}  # noqa: RUF012  # docutils reads it so

    def run(self) -> list[nodes.Node]:
        """Return the table. An unknown or unverified recommendation is an error that stops the build."""
        shown: list[Recommendation] = []
        for offset, line in enumerate(self.content):
            if not line.strip():
                continue
            place = where(self.env, self.lineno + offset + 1)
            try:
                shown.append(guidelines[line.strip()])
            except EvidenceError as error:
                raise FactError(f"{place}: {error}") from error
            if not shown[-1].verified:
                raise FactError(f"{place}: recommendation '{line.strip()}' is from memory and may not be shown before it is verified")
        head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in COLUMNS))
        columns = [nodes.colspec(colwidth=width) for width in (8, 22, 25, 25, 20)]
        rows = [_row(self.env, row) for row in oldest_first(shown)]
        group = nodes.tgroup("", *columns, nodes.thead("", head), nodes.tbody("", *rows), cols=5)
        title = [nodes.title("", self.options["caption"])] if "caption" in self.options else []
        table = nodes.table("", *title, group, classes=["docutils"])
        words = note(shown)
        return [table, nodes.paragraph("", words, classes=["table-note"])] if words else [table]


def oldest_first(shown: Iterable[Recommendation]) -> list[Recommendation]:
    """Return recommendations by year, and within a year as they were given."""
    return sorted(shown, key=lambda r: r.year or 0)


def note(shown: Iterable[Recommendation]) -> str:
    """Return what stands under a table of recommendations: what its grades and abbreviations mean; empty where all is plain."""
    rows = list(shown)
    several = len({row.guideline for row in rows if row.strength}) > 1
    meaning = legend.explain(legend.GUIDELINES, (cell for row in rows for cell in in_words(row)))
    return f"{GRADES} {meaning}" if several and meaning else meaning


def in_words(row: Recommendation) -> tuple[str, str, str, str, str]:
    """Return the cells of a recommendation under `COLUMNS`; the guideline's without its source."""
    what = f"{row.intervention}, in {row.population}" if row.population else row.intervention
    strength = "; ".join(part for part in (row.strength, row.certainty and f"certainty {row.certainty}") if part) or "not seen by us"
    return str(row.year or ""), row.guideline, what, row.recommendation, strength


def _row(env: BuildEnvironment, row: Recommendation) -> nodes.row:
    year, guideline, *rest = in_words(row)
    cells = [nodes.paragraph("", year), nodes.paragraph("", "", nodes.Text(f"{guideline} "), cite(env, [row.source.id])), *(nodes.paragraph("", text) for text in rest)]
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))


def _item(self: HTML5Translator, row: Recommendation) -> str:
    strength = " · ".join(part for part in (row.strength, f"certainty: {row.certainty}" if row.certainty else "") if part)
    graded = f' <span class="grade">{escape(strength)}</span>' if strength else ""
    whom = f" ({escape(row.population)})" if row.population else ""
    return (
        f'<li id="{row.id}" data-filter-item data-guideline="{escape(row.guideline)}" data-checked="{row.checked}" data-words="{escape(row.source.id)}">'
        f"<p><b>{escape(row.intervention)}</b>{whom}: {escape(row.recommendation)}{graded}</p>"
        f'<p class="how">{source_link(self.builder, row.source)}; {escape(how_read(row.checked, row.locator))}.</p></li>'
    )


def _visit_list(self: HTML5Translator, node: GuidelineList) -> None:
    shown = [row for row in guidelines.values() if row.verified]
    titles: dict[tuple[int, str], list[Recommendation]] = {}
    for row in shown:
        titles.setdefault((-(row.year or 0), row.guideline), []).append(row)
    groups, names = [], []
    for number, ((year, title), rows) in enumerate(sorted(titles.items())):
        name = f"{title}, {-year}" if year else title
        names.append(title)
        items = "".join(_item(self, row) for row in rows)
        groups.append(f'<section data-filter-group><h2 id="guideline-{number + 1}">{escape(name)}</h2><ol class="evidence">{items}</ol></section>')
    form = filters.form("guidelines", "recommendations", [filters.select("guideline", "Guideline", ((name, name) for name in dict.fromkeys(names)))])
    self.body.append(f'{form}<div id="guidelines">{"".join(groups)}</div>')
    raise nodes.SkipNode


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directive and its HTML."""
    app.add_node(GuidelineList, html=(_visit_list, None), text=(_skip, None))
    app.add_directive("guidelines", GuidelinesDirective)
    app.add_directive("guideline-table", GuidelineTableDirective)
