"""The evidence in pages: ``{evidence}`` lists every verified fact, to be searched; ``{fact-table}`` compares some."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
import shutil
from collections import defaultdict
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from restlesslegs.evidence import FOLDER, EvidenceError, Fact, claims, facts, schema
from restlesslegs.evidence.format import format_fact, format_interval, format_number, format_value, how_read, study_in_words
from restlesslegs.evidence.vocabulary import CHECKED, DESIGNS, DRUGS, GRADES, TOPICS
from restlesslegs.sphinx import filters
from restlesslegs.sphinx.facts import FactError, FactReference, where
from restlesslegs.sphinx.sources import source_link

#: The head of a table of facts.
COLUMNS: Final = ("Finding", "Number", "Who was studied", "How sure")


class EvidenceList(nodes.General, nodes.Element):
    """The list of all facts, with what filters it."""


class EvidenceDirective(SphinxDirective):
    """``{evidence}`` lists every verified fact, with a filter and the tables to download."""

    def run(self) -> list[nodes.Node]:
        """Return the list; it is written when all pages are read."""
        self.env.metadata[self.env.docname]["lists"] = "evidence"
        return [EvidenceList("")]


class FactTableDirective(SphinxDirective):
    """``{fact-table}`` with fact ids, one a line, sets findings side by side; option ``caption``."""

    has_content = True
    option_spec = {"caption": directives.unchanged}  # noqa: RUF012  # docutils reads it so

    def run(self) -> list[nodes.Node]:
        """Return the table. An unknown or unverified fact is an error that stops the build."""
        rows = []
        for offset, line in enumerate(self.content):
            if not line.strip():
                continue
            try:
                fact = facts[line.strip()]
                rows.append(_row(fact))
            except EvidenceError as error:
                raise FactError(f"{where(self.env, self.lineno + offset + 1)}: {error}") from error
        head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in COLUMNS))
        columns = [nodes.colspec(colwidth=width) for width in (40, 20, 25, 15)]
        group = nodes.tgroup("", *columns, nodes.thead("", head), nodes.tbody("", *rows), cols=4)
        title = [nodes.title("", self.options["caption"])] if "caption" in self.options else []
        return [nodes.table("", *title, group, classes=["docutils"])]


def _row(fact: Fact) -> nodes.row:
    number = FactReference("", fact_id=fact.id, text=format_fact(fact), cited=True)
    cells = [nodes.paragraph("", fact.statement), nodes.paragraph("", "", number), nodes.paragraph("", study_in_words(fact)), nodes.paragraph("", CHECKED[fact.checked])]
    return nodes.row("", *(nodes.entry("", cell) for cell in cells))


def drugs_of(fact: Fact) -> list[str]:
    """Return the drugs that a fact speaks of, by the words of its sentence, measure and population."""
    text = f"{fact.statement} {fact.measure} {fact.population}".lower()
    return [name for name, words in DRUGS.items() if re.search(rf"\b(?:{'|'.join(map(re.escape, words))})", text)]


def grades_by_fact() -> Mapping[str, list[str]]:
    """Return, for each fact, the grades of the claims it speaks for or against, surest first."""
    found: dict[str, set[str]] = defaultdict(set)
    for claim in claims.values():
        for name in (*claim.facts_for, *claim.facts_against):
            found[name].add(claim.grade)
    return {name: [grade for grade in GRADES if grade in grades] for name, grades in found.items()}


def _form(shown: list[Fact], drugs: Mapping[str, list[str]]) -> str:
    topics, designs, checks = ({getattr(f, name) for f in shown} for name in ("topic", "design", "checked"))
    found = {name for names in drugs.values() for name in names}
    selects = (
        filters.select("topic", "Topic", ((n, words) for n, words in TOPICS.items() if n in topics)),
        filters.select("drug", "Drug", ((n, n) for n in DRUGS if n in found)),
        filters.select("design", "Kind of study", ((n, d.words) for n, d in DESIGNS.items() if n in designs)),
        filters.select("grade", "Bears on a claim graded", ((n, n) for n in GRADES)),
        filters.select("checked", "How checked", ((n, words) for n, words in CHECKED.items() if n in checks)),
    )
    return filters.form("evidence", "findings", selects)


def _item(self: HTML5Translator, fact: Fact, drugs: list[str], grades: list[str]) -> str:
    interval = format_interval(fact)
    said = f"{escape(fact.statement)}: <b>{escape(format_value(fact))}</b>" + (f" ({escape(interval)})" if interval else "")
    facets = {"topic": fact.topic, "design": fact.design, "checked": fact.checked, "drug": ";".join(drugs), "grade": ";".join(grades)}
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in facets.items() if value)
    how = f"{escape(_sentence(study_in_words(fact)))} {source_link(self.builder, fact.source)}; {escape(how_read(fact.checked, fact.locator))}."
    measure = f"{escape(_sentence(fact.measure))} " if fact.measure else ""
    return f'<li id="row-{fact.id}" data-filter-item{data} data-words="{fact.id} {escape(fact.source.id)}"><p>{said}</p><p class="how">{measure}{how}</p></li>'


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _visit_list(self: HTML5Translator, node: EvidenceList) -> None:
    shown = [fact for fact in facts.values() if fact.verified]
    drugs, grades = {fact.id: drugs_of(fact) for fact in shown}, grades_by_fact()
    groups = []
    for topic, words in TOPICS.items():
        items = "".join(_item(self, fact, drugs[fact.id], grades.get(fact.id, [])) for fact in shown if fact.topic == topic)
        if items:
            groups.append(f'<section data-filter-group><h2 id="topic-{topic}">{escape(words[:1].upper() + words[1:])}</h2><ol class="evidence">{items}</ol></section>')
    hidden = len(facts) - len(shown)
    waiting = f" {format_number(hidden)} more wait until somebody has seen them in a source; they are not shown." if hidden else ""
    base = posixpath.dirname(self.builder.get_relative_uri(self.builder.current_docname, self.builder.config.root_doc)) or "."
    files = ", ".join(f'<a href="{base}/_static/evidence/{name}" download>{name}</a>' for name in (*schema.tables(), "references.bib", "datapackage.json"))
    self.body.append(
        f"<p>{format_number(len(shown))} findings from {format_number(len({f.source.id for f in shown}))} sources.{waiting} To take with you: {files}.</p>"
        f'{_form(shown, drugs)}<div id="evidence" class="long-list">{"".join(groups)}</div>'
    )
    raise nodes.SkipNode


def verified_rows(name: str) -> str:
    """Return a table as CSV without the rows that nobody has seen in a source."""
    rows = list(csv.DictReader(io.StringIO((FOLDER / name).read_text("utf-8"))))
    columns = schema.columns(Path(name).stem)
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row in rows if row.get("checked") != "memory")
    return out.getvalue()


def _downloads(app: Sphinx, error: Exception | None) -> None:
    """Put the tables into the site, with their descriptor."""
    if error or app.builder.name != "html" or not any(m.get("lists") == "evidence" for m in app.env.metadata.values()):
        return
    folder = Path(app.outdir) / "_static" / "evidence"
    folder.mkdir(parents=True, exist_ok=True)
    for name in schema.tables():
        (folder / name).write_text(verified_rows(name), "utf-8")
    (folder / "datapackage.json").write_text(json.dumps(schema.descriptor(), indent=2, ensure_ascii=False) + "\n", "utf-8")
    shutil.copyfile(FOLDER / "references.bib", folder / "references.bib")
    shutil.copytree(FOLDER / "reproductions", folder / "reproductions", dirs_exist_ok=True)


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directives, and the tables to download."""
    app.add_node(EvidenceList, html=(_visit_list, None), text=(_skip, None))
    app.add_directive("evidence", EvidenceDirective)
    app.add_directive("fact-table", FactTableDirective)
    app.connect("build-finished", _downloads)
