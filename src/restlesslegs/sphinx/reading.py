"""How long a chapter takes to read, and how hard its sentences are; a chapter that is too hard stops the build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import textstat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from restlesslegs.sphinx.claims import ClaimCard
from restlesslegs.sphinx.facts import FactReference
from restlesslegs.sphinx.states import figure_states

#: School years (Flesch-Kincaid) that a chapter's prose may ask for at most.
HARDEST = 12.0
#: Words that a student reads in a minute, and minutes that a figure is worth.
_PACE, _FIGURE = 220, 3
_logger = logging.getLogger(__name__)


class TooHardError(SphinxError):
    """A chapter's prose asks for more school years than a reader at night should need."""

    category = "Reading ease"


@dataclass(frozen=True)
class Reading:
    """What a chapter asks of its reader: words of prose, figures, minutes, and the grade (school years, Flesch-Kincaid)."""

    words: int
    figures: int
    minutes: int
    grade: float


def prose_of(document: nodes.document) -> str:
    """Return a page's running text: paragraphs and list items, without tables, code, figures, claim cards and notes."""
    return "\n".join(_sentences(document))


def _sentences(document: nodes.document) -> Iterator[str]:
    for paragraph in document.findall(nodes.paragraph):
        parent: nodes.Node | None = paragraph.parent
        while parent is not None and not isinstance(parent, nodes.table | ClaimCard | nodes.container):
            parent = parent.parent
        if parent is None:
            text = "".join(node["text"] if isinstance(node, FactReference) else node.astext() for node in paragraph.findall(_is_leaf))
            yield re.sub(r"\s+", " ", text).strip()


def _is_leaf(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Text | FactReference)


def reading_of(document: nodes.document, figures: int) -> Reading:
    """Measure a page."""
    text = prose_of(document)
    words = len(re.findall(r"\w+", text))
    minutes = max(1, round(words / _PACE) + _FIGURE * figures)
    # Numbers are read aloud in too many ways for syllables to be counted.
    plain = re.sub(r"\S*\d\S*", "", text)
    return Reading(words, figures, minutes, float(textstat.flesch_kincaid_grade(plain)) if re.search(r"\w", plain) else 0.0)


def _measure(app: Sphinx, env: BuildEnvironment) -> None:
    for docname in sorted(env.found_docs):
        if docname.startswith("notebooks/"):
            found = reading_of(env.get_doctree(docname), len(figure_states(env, docname)))
            env.metadata[docname]["reading_minutes"] = str(found.minutes)
            _logger.info("reading: %s: %d words, %d figures, about %d minutes, school grade %.1f", docname, found.words, found.figures, found.minutes, found.grade)
            if found.grade > HARDEST:
                raise TooHardError(
                    f"{env.doc2path(docname, base=False)}: its prose asks for school grade {found.grade:.1f}; at most {HARDEST:g} (shorter sentences, plainer words)"
                )


def setup(app: Sphinx) -> None:
    """Register the measurement."""
    app.connect("env-updated", _measure)
