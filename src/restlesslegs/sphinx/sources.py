"""Sources in pages: the role ``{source}`` cites one, the directive ``{sources}`` lists all, each with where it is used."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.writers.html5 import HTML5Translator

from restlesslegs.evidence import EvidenceError, Source, facts, sources
from restlesslegs.sphinx.facts import FactError, where
from restlesslegs.sphinx.states import figure_states


class SourceReference(nodes.Inline, nodes.Element):
    """Citations of one or more sources in running text."""


class SourceList(nodes.General, nodes.Element):
    """The list of all sources."""


class SourceRole(SphinxRole):
    """``{source}`key` `` cites a source as a link to its entry; several keys are separated by commas."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the citation. An unknown key is an error that stops the build."""
        keys = [key.strip() for key in self.text.split(",") if key.strip()]
        for key in keys:
            try:
                sources[key]
            except EvidenceError as error:
                raise FactError(f"{where(self.env, self.lineno)}: {error}") from error
        return [cite(self.env, keys)], []


def cite(env: BuildEnvironment, keys: list[str]) -> SourceReference:
    """Return a citation of known sources on the page being read, which the list of sources will name."""
    metadata = env.metadata[env.docname]
    metadata["sources"] = " ".join(dict.fromkeys([*metadata.get("sources", "").split(), *keys]))
    return SourceReference("", keys=keys)


class SourcesDirective(SphinxDirective):
    """``{sources}`` lists every source once, in order of first author, with an anchor, its address and where it is used."""

    def run(self) -> list[nodes.Node]:
        """Return the list; its places of use are looked up when the page is written."""
        self.env.metadata[self.env.docname]["lists"] = "sources"
        return [SourceList("")]


def _named(value: Any) -> Iterator[str]:
    """Yield the fact ids in the description of a figure."""
    if isinstance(value, dict):
        if isinstance(value.get("fact"), str):
            yield value["fact"]
        for inner in value.values():
            yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)


def uses(env: BuildEnvironment) -> dict[str, dict[str, int]]:
    """Return, for each source, the pages that use it and by how many facts (0: cited only). The list of all facts is no use."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for docname in sorted(env.found_docs):
        shown = set(env.metadata[docname].get("facts", "").split())
        for state in figure_states(env, docname).values():
            shown.update(name for name in _named(state) if name in facts)
        for name in shown:
            key = facts[name].source.id
            found[key][docname] = found[key].get(docname, 0) + 1
        for key in env.metadata[docname].get("sources", "").split():
            found[key].setdefault(docname, 0)
    return found


def address(builder: Builder, what: str) -> str:
    """Return the address, from the page being written, of the page that lists `what` (sources, evidence); empty if none does."""
    env = builder.env
    page = next((name for name in sorted(env.found_docs) if env.metadata[name].get("lists") == what), None)
    return builder.get_relative_uri(builder.current_docname, page) if page else ""  # type: ignore[attr-defined]  # set while pages are written


def source_link(builder: Builder, source: Source) -> str:
    """Return the short citation of a source, as a link to its entry in the list if there is a list."""
    page = address(builder, "sources")
    return f'<a class="cite" href="{page}#source-{escape(source.id)}">{escape(source.short)}</a>' if page else escape(source.short)


def _visit_reference(self: HTML5Translator, node: SourceReference) -> None:
    self.body.append("(" + ", ".join(source_link(self.builder, sources[key]) for key in node["keys"]) + ")")
    raise nodes.SkipNode


def _visit_list(self: HTML5Translator, node: SourceList) -> None:
    where_used, table = uses(self.builder.env), address(self.builder, "evidence")
    counts = Counter(fact.source.id for fact in facts.values() if fact.verified)
    rows = []
    for source in sorted(sources.values(), key=lambda s: (s.short.casefold(), s.id)):
        rows.append(_entry(self.builder, source, where_used.get(source.id, {}), counts[source.id], table))
    self.body.append(f'<ol class="sources">{"".join(rows)}</ol>')
    raise nodes.SkipNode


def _entry(builder: Builder, source: Source, pages: Iterable[str], findings: int, table: str) -> str:
    here: str = builder.current_docname  # type: ignore[attr-defined]  # set while pages are written
    title = escape(source.citation)
    cited = f'<a href="{escape(source.link)}">{title}</a>' if source.link else title
    places = [f'<a href="{builder.get_relative_uri(here, name)}">{escape(builder.env.titles[name].astext())}</a>' for name in pages if name != here]
    if findings and table:
        places.append(f'<a href="{table}?evidence-text={quote(source.id)}">{findings} finding{"" if findings == 1 else "s"} in the table of evidence</a>')
    used = f' <span class="used">Used in: {"; ".join(places)}.</span>' if places else ""
    return f'<li id="source-{escape(source.id)}">{cited}{used}</li>'


def _text_reference(self: Any, node: SourceReference) -> None:
    self.add_text("(" + ", ".join(sources[key].short for key in node["keys"]) + ")")
    raise nodes.SkipNode


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _rewritten(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to write again when any page has changed: those that list where evidence is used."""
    return [name for name in env.found_docs if env.metadata[name].get("lists")]


def setup(app: Sphinx) -> None:
    """Register role and directive."""
    app.add_node(SourceReference, html=(_visit_reference, None), text=(_text_reference, None))
    app.add_node(SourceList, html=(_visit_list, None), text=(_skip, None))
    app.add_role("source", SourceRole())
    app.add_directive("sources", SourcesDirective)
    app.connect("env-updated", _rewritten)
