"""The directives ``{model-card}``, a page that tells all of one model from its own files, and ``{model-list}``."""

from __future__ import annotations

import math
import posixpath
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from restlesslegs import __version__
from restlesslegs.engines import latex
from restlesslegs.engines.expressions import written
from restlesslegs.engines.roadrunner import SimulationError
from restlesslegs.evidence import Fact, facts, sources
from restlesslegs.evidence.format import NAME, format_fact
from restlesslegs.exchange import write_archive
from restlesslegs.frontend import FrontEndError
from restlesslegs.models import CardError, Model, UnknownModelError, available, check, load, words
from restlesslegs.models.panels import Panel
from restlesslegs.models.results import Results, results
from restlesslegs.models.target import Target
from restlesslegs.sphinx import curves, marks, tables
from restlesslegs.sphinx.facts import FactError, FactReference, where
from restlesslegs.sphinx.sources import SourceReference
from restlesslegs.sphinx.tables import Cell, Formula, Picture, table, text

#: Where the pages of models stand, and how each is called.
PAGES = "book/models"
#: What a model's kind says of it, shortest; a badge shows the one that its kind names first.
BADGES = {"conceptual": "an idea drawn as a model", "calibrated": "fitted to published results", "published": "from the literature"}


class Badge(nodes.Inline, nodes.Element):
    """What kind of model it is, in a word."""


class Panels(nodes.General, nodes.Element):
    """Curves side by side."""


class PanelFigure(nodes.General, nodes.Element):
    """A curve as SVG in `svg` with its `title`; its children are the rest of the caption."""


class Downloads(nodes.General, nodes.Element):
    """The links to a model's files."""


def kept(env: BuildEnvironment) -> Path:
    """Return the folder in which results are kept between builds."""
    return Path(env.app.confdir) / "_build" / ".models"


class ModelCardDirective(SphinxDirective):
    """``{model-card} ID`` makes the whole page of a model, its title included."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the page. A claim of the card that the model does not hold stops the build, with the line of the card."""
        place = where(self.env, self.lineno)
        try:
            model = load(self.arguments[0])
            check.check_facts(model, facts)
            check.check_sources(model, sources)
            check.check_constants(model, facts)
            found = results(model, facts, kept(self.env))
        except (UnknownModelError, CardError, SimulationError, FrontEndError) as error:
            raise FactError(f"{place}: {error}") from error
        failed = [o.target for o in found.reproduces if not o.reproduced] + [m.miss.target for m in found.misses if not m.stands]
        if failed:
            lines = ", ".join(f"card.toml:{t.line} ({t.observable})" for t in failed)
            raise FactError(f"{place}: model '{model.id}' does not do what its card says at {lines}; `python -m restlesslegs.models check` says more")
        metadata = self.env.metadata[self.env.docname]
        metadata["sources"] = " ".join(dict.fromkeys([*metadata.get("sources", "").split(), *model.card.sources]))
        metadata["model"] = model.id
        for path in model.folder.iterdir():
            self.env.note_dependency(str(path))
        page = _Page(model, found).section()
        for section in page.findall(nodes.section):
            self.state.document.note_implicit_target(section, section)
        return [page]


class _Page:
    """The parts of a model's page, as nodes."""

    def __init__(self, model: Model, found: Results) -> None:
        self.model, self.card, self.found = model, model.card, found
        self.formulas = written(model.sbml, model.folder / "model.ant")
        self.labels = {x.id: x.label for x in self.card.observables}

    def section(self) -> nodes.section:
        """Return the whole page."""
        return section(
            # A chapter may bear the same name as its model.
            f"{self.card.title} (model)",
            *self._head(),
            section("What it reproduces", *self._reproduced()),
            section("What it does not do", *self._limits()),
            section("How the engines agree", *self._agreement()),
            section("Equations", *self._equations()),
            section("Parameters", *self._parameters()),
            *self._changes(),
            section("Take it with you", Downloads("", model_id=self.model.id)),
            section("Cite it", *self._citation()),
        )

    def _head(self) -> Iterator[nodes.Node]:
        badge = next(iter(sorted((b for b in BADGES if b in self.card.kind), key=self.card.kind.index)), "")
        mark = [Badge("", kind=badge), nodes.Text(" ")] if badge else []
        yield nodes.paragraph("", "", *mark, nodes.Text(f"{sentence(self.card.kind)}."))
        yield nodes.paragraph("", self.card.summary)

    def _reproduced(self) -> Iterator[nodes.Node]:
        done = self.found.reproduces
        if not done:
            yield nodes.paragraph("", "The card names nothing that the model is held against.")
            return
        scale = marks.reach(done)
        yield nodes.paragraph(
            "",
            "Each row is a run of this model, made when the book was built. On the scale the ring is the published number, the line its interval, "
            "the band what passes (that interval, or a tolerance), the filled mark what the model gives. "
            f"The ends of the scale are {percent(scale)} below and above the ring; an arrow lies beyond."
            + (" A number called ours was published by nobody: it only keeps the model from changing unseen." if any(o.target.fact is None for o in done) else ""),
        )
        rows = [
            (
                self._what(o.target),
                self._expected(o),
                text(self._number(o.target, o.given)),
                [Picture("", svg=marks.mark(o, scale)), *text(self._nearness(o))],
            )
            for o in done
        ]
        yield table(f"What {self.card.title} reproduces", ("What", "Published", "The model", "How near"), rows, "held-against")

        if self.found.panels:
            yield nodes.paragraph(
                "",
                "The same on curves: the line is the model, rings are published numbers, with lines for their intervals. What starts from a baseline is drawn from the model's.",
            )
            yield Panels("", *(self._panel(panel) for panel in self.found.panels))

    def _panel(self, panel: Panel) -> PanelFigure:
        seen = words.subject(self.card, panel.observable)
        unit = words.unit_words(seen.unit)
        n = len(panel.points)
        label = f"{seen.label} in the model over time, with {n} published {'point' if n == 1 else 'points'}; the numbers stand in the table"
        title = sentence(seen.label) + (f" ({unit})" if unit else "")
        return PanelFigure("", *linked(panel.words or "all as usual"), svg=curves.drawing(panel, label), title=title)

    def _what(self, target: Target) -> list[nodes.Node]:
        done = words.run(self.card, target.window)
        run = [nodes.inline("", "", nodes.Text(" "), *linked(sentence(done)), classes=["run"])] if done else []
        return [nodes.Text(sentence(words.what(self.card, target))), *run]

    def _number(self, target: Target, value: float) -> str:
        unit = words.unit_of(self.card, target)
        return f"{words.plain(float(f'{value:.4g}'))}\u00a0{unit}".rstrip("\u00a0")

    def _expected(self, outcome: check.Outcome) -> list[nodes.Node]:
        target = outcome.target
        note = [nodes.Text(" ("), *linked(target.note), nodes.Text(")")] if target.note else []
        if target.fact is None:
            return [nodes.Text(f"Ours: {self._number(target, outcome.expected)}"), *note]
        found: list[nodes.Node] = [reference(facts[target.fact])]
        if target.over_fact:
            found += [nodes.Text(" divided by "), reference(facts[target.over_fact]), nodes.Text(f": {self._number(target, outcome.expected)}")]
        return [*found, *note]

    def _nearness(self, outcome: check.Outcome) -> str:
        tolerance = outcome.target.tolerance
        if tolerance is None:
            return " inside the published interval"
        if not outcome.expected:
            return f" off by {words.plain(float(f'{outcome.error:.2g}'))}, {words.plain(tolerance)} allowed"
        return f" off by {percent(float(f'{outcome.error:.2g}'))}, {percent(tolerance)} allowed"

    def _limits(self) -> Iterator[nodes.Node]:
        told = self.card.limits[: len(self.card.limits) - len(self.card.misses)]
        if told:
            yield bullets(told)
        if self.found.misses:
            yield nodes.paragraph("", "What it should give and does not. These stay in view until the model is better.")
            rows = [
                (
                    text(m.miss.text),
                    self._what(m.miss.target),
                    self._expected(m.outcome),
                    text(self._number(m.miss.target, m.outcome.given)),
                )
                for m in self.found.misses
            ]
            yield table(f"What {self.card.title} is known to miss", ("The miss", "What", "Published", "The model"), rows, "missed")

    def _agreement(self) -> Iterator[nodes.Node]:
        apart = self.found.agreement
        second = "" if apart.copasi is None else f" COPASI, a third program made by others, differs by less than {parts(apart.copasi)}."
        yield nodes.paragraph(
            "",
            f"All {apart.runs} runs that this card names were made in libRoadRunner, which the notebooks use, and in the engine that moves the figures in this book. "
            f"Between the two no state differs by more than {parts(apart.browser)}.{second} Differences are relative to the value; "
            "where a value is small, to a thousandth of its largest in the run.",
        )

    def _equations(self) -> Iterator[nodes.Node]:
        yield nodes.paragraph("", f"These are typeset from the model's file. Time t in {'hours' if self.card.time_unit == 'h' else self.card.time_unit}.")
        system, formulas = self.model.system, self.formulas
        rows: list[tuple[Cell, ...]] = [
            (
                text(sentence(s.label)),
                [equation(latex.rate(s.id), latex.formula(formulas.rates[s.id]))],
                [equation(latex.name(s.id), latex.formula(formulas.starts[s.id]))] if s.id in formulas.starts else text(words.plain(value)),
                text(words.unit_words(s.unit)),
            )
            for s, value in zip(self.card.states, system.initial, strict=True)
        ]
        yield table("What changes in time", ("State", "Its rate of change", "Start", "Unit"), rows, "equations")
        for caption, head, given in (("Flows", "Flow", formulas.fluxes), ("Quantities that follow from the states", "Quantity", formulas.assigned)):
            rows = [
                (
                    text(sentence(self.labels.get(name, name.replace("_", " ")))),
                    [equation(latex.name(name), latex.formula(formula))],
                    text(words.unit_words(system.units[name])),
                )
                for name, formula in given.items()
            ]
            if rows:
                yield table(caption, (head, "Formula", "Unit"), rows, "equations")

    def _parameters(self) -> Iterator[nodes.Node]:
        rows = [
            (
                text(sentence(p.label)),
                [Formula("", latex=latex.name(p.id))],
                text(words.quantity(p.default, p.unit)),
                text(f"{words.plain(p.low)} to {words.plain(p.high)}"),
                self._basis(p.fact, p.basis),
            )
            for p in self.card.parameters
        ]
        if rows:
            yield table("What may be set", ("Parameter", "Symbol", "Usual value", "Range", "Where it comes from"), rows)
        settable = {p.id for p in self.card.parameters}
        comments = check.constant_comments(self.model)
        fixed = [
            ([Formula("", latex=latex.name(name))], text(words.quantity(value, self.model.system.units[name])), self._comment(comments.get(name)))
            for name, value in self.model.system.constants.items()
            if name not in settable
        ]
        if fixed:
            yield table("What is fixed", ("Constant", "Value", "Where it comes from"), fixed)

    def _basis(self, fact: str | None, basis: str) -> list[nodes.Node]:
        if fact is None:
            return [nodes.Text("Conceptual: "), *linked(basis)]
        return [cited(facts[fact]), nodes.Text(": "), *linked(basis)]

    def _comment(self, comment: check.Comment | None) -> list[nodes.Node]:
        if comment is None:
            return text("part of the model's form")
        if comment.fact and facts[comment.fact].verified:
            fact = facts[comment.fact]
            rest = comment.text.partition(comment.fact)[2].strip()
            return [cited(fact), *linked(f" {rest}" if rest else "")]
        if comment.fact:
            return text("remembered by us and not verified")
        return linked(comment.text)

    def _changes(self) -> Iterator[nodes.Node]:
        for title, listed in (("What was repaired", self.card.repairs), ("What was added", self.card.additions)):
            if listed:
                yield section(title, bullets(listed))

    def _citation(self) -> Iterator[nodes.Node]:
        book = f"model {self.model.id} of Restless Legs: an explorable textbook, version {__version__}"
        yield nodes.paragraph(
            "",
            "",
            nodes.Text(f"{sentence(book)}; after " if self.card.own else f"{self.card.citation}, as {book} "),
            SourceReference("", keys=list(self.card.sources)),
            nodes.Text(". Authors and address of the book stand in its file "),
            nodes.literal("", "CITATION.cff"),
            nodes.Text(f". Licence of the model: {self.card.licence}."),
        )


def section(title: str, *content: nodes.Node) -> nodes.section:
    """Return a section."""
    return nodes.section("", nodes.title("", title), *content, ids=[nodes.make_id(title)], names=[nodes.fully_normalize_name(title)])


def bullets(items: Iterable[str]) -> nodes.bullet_list:
    """Return a list of sentences in which known facts and sources are linked."""
    return nodes.bullet_list("", *(nodes.list_item("", nodes.paragraph("", "", *linked(item))) for item in items))


def reference(fact: Fact) -> FactReference:
    """Return a fact as a link to its note."""
    return FactReference("", fact_id=fact.id, text=format_fact(fact), cited=True)


def cited(fact: Fact) -> FactReference:
    """Return a fact's source as a link to the fact's note, where the number itself stands in another cell or would mislead."""
    return FactReference("", fact_id=fact.id, text=fact.source.short, cited=False)


_NAMED = re.compile(rf"\(?{NAME.pattern}\)?")


def linked(words_: str) -> list[nodes.Node]:
    """Return words in which ids of verified facts and keys of sources have become links."""
    found: list[nodes.Node] = []
    at = 0
    for name in _NAMED.finditer(words_):
        bare = name[0].strip("()")
        if bare in facts and facts[bare].verified:
            before, after = name[0].split(bare)
            new: list[nodes.Node] = [nodes.Text(before), reference(facts[bare]), nodes.Text(after)]
        elif bare in sources:
            new = [SourceReference("", keys=[bare])]
        else:
            continue
        found += [nodes.Text(words_[at : name.start()]), *new]
        at = name.end()
    return [node for node in (*found, nodes.Text(words_[at:])) if not isinstance(node, nodes.Text) or node.astext()]


def equation(left: str, right: str) -> Formula:
    """Return an equation in full size."""
    return Formula("", latex=rf"\displaystyle {left} = {right}")


def sentence(words_: str) -> str:
    """Return words with a capital first letter."""
    return f"{words_[:1].upper()}{words_[1:]}"


def percent(share: float) -> str:
    """Return a share in percent."""
    return f"{words.plain(100 * share)}\u202f%"


def parts(apart: float) -> str:
    """Return a difference rounded up to a power of ten: "one part in 100 000"."""
    power = min(12, max(0, -math.ceil(math.log10(apart)))) if apart else 12
    return f"one part in {10**power:,}".replace(",", "\u202f")


class ModelListDirective(SphinxDirective):
    """``{model-list}`` lists every model with its kind and a link to its page."""

    def run(self) -> list[nodes.Node]:
        """Return the list. A model without a page is a broken reference."""
        rows = []
        for name in available():
            card = load(name).card
            link = addnodes.pending_xref(
                "", nodes.inline("", card.title), refdoc=self.env.docname, refdomain="std", reftype="doc", reftarget=f"/{PAGES}/{name}", refexplicit=True, refwarn=True
            )
            rows.append(([nodes.inline("", "", link)], text(card.summary), text(sentence(card.kind)), text(f"{len(card.reproduces)} reproduced, {len(card.misses)} known misses")))
        return [table("The models of the book", ("Model", "What it shows", "Kind", "Held against"), rows)]


def _visit_badge(self: HTML5Translator, node: Badge) -> None:
    self.body.append(f'<span class="model-badge {node["kind"]}">{node["kind"]}</span><span class="badge-meaning">: {BADGES[node["kind"]]}.</span>')
    raise nodes.SkipNode


#: A model's files: name, what it is, and how it is written into a folder.
FILES: tuple[tuple[str, str, Callable[[Model, Path], Any]], ...] = (
    ("{id}.xml", "SBML Level 3: the model alone, for any tool that reads it", lambda model, path: path.write_text(model.sbml, "utf-8")),
    ("{id}.omex", "COMBINE archive: the model, and every run of this card as SED-ML, doses included", lambda model, path: write_archive(model, facts, path)),
    ("{id}.ant", "Antimony: the file from which all of this is made", lambda model, path: shutil.copyfile(model.folder / "model.ant", path)),
    ("{id}.toml", "Card: what may be set, what it is held against", lambda model, path: shutil.copyfile(model.folder / "card.toml", path)),
)


def _visit_downloads(self: HTML5Translator, node: Downloads) -> None:
    base = posixpath.dirname(self.builder.get_relative_uri(self.builder.current_docname, self.builder.config.root_doc)) or "."
    model_id = node["model_id"]
    items = "".join(
        f'<li><a href="{base}/_static/models/{escape(name.format(id=model_id))}" download>{escape(name.format(id=model_id))}</a>: {escape(what)}.</li>' for name, what, _ in FILES
    )
    self.body.append(f"<ul>{items}</ul>")
    raise nodes.SkipNode


def _open_panels(self: HTML5Translator, node: Panels) -> None:
    self.body.append('<div class="panels">')


def _close_panels(self: HTML5Translator, node: Panels) -> None:
    self.body.append("</div>")


def _open_panel(self: HTML5Translator, node: PanelFigure) -> None:
    self.body.append(f"<figure>{node['svg']}<figcaption><b>{self.encode(node['title'])}</b> ")


def _close_panel(self: HTML5Translator, node: PanelFigure) -> None:
    self.body.append("</figcaption></figure>")


def _write_files(app: Sphinx, error: Exception | None) -> None:
    """Put the files of every model that has a page into the site."""
    if error or app.builder.name != "html":
        return
    shown = sorted({m["model"] for m in app.env.metadata.values() if "model" in m})
    folder = Path(app.outdir) / "_static" / "models"
    if shown:
        folder.mkdir(parents=True, exist_ok=True)
    for name in shown:
        for file, _, write in FILES:
            write(load(name), folder / file.format(id=name))


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the directives and their HTML."""
    tables.setup(app)
    app.add_node(Badge, html=(_visit_badge, None), text=(_skip, None))
    app.add_node(Panels, html=(_open_panels, _close_panels), text=(_skip, None))
    app.add_node(PanelFigure, html=(_open_panel, _close_panel), text=(_skip, None))
    app.add_node(Downloads, html=(_visit_downloads, None), text=(_skip, None))
    app.add_directive("model-card", ModelCardDirective)
    app.add_directive("model-list", ModelListDirective)
    app.connect("build-finished", _write_files)
