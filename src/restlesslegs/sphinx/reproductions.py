"""The directive ``{reproductions}``: published pooled results beside what our own pooling makes of the same data."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from restlesslegs.evidence import EvidenceError
from restlesslegs.evidence.format import MINUS, how_read
from restlesslegs.evidence.reproduction import GIVEN, Reproduction, recompute, results
from restlesslegs.sphinx.facts import FactError, where
from restlesslegs.sphinx.sources import SourceReference

_HEAD = ("What was pooled", "Published", "Worked out here", "From")
_HOW = {
    "random": "REML, interval of Hartung and Knapp",
    "dersimonian-laird": "DerSimonian and Laird, normal interval",
    "fixed": "one common effect, normal interval",
}


class ReproductionsDirective(SphinxDirective):
    """``{reproductions}`` sets published pooled results beside ours, worked out when the book is built."""

    def run(self) -> list[nodes.Node]:
        """Return the table. A result that differs without a reason, or agrees in spite of one, stops the build."""
        try:
            rows = [row_of(one, recompute(one)) for one in results().values()]
        except EvidenceError as error:
            raise FactError(f"{where(self.env, self.lineno)}: {error}") from error
        metadata = self.env.metadata[self.env.docname]
        metadata["sources"] = " ".join(dict.fromkeys([*metadata.get("sources", "").split(), *(one.source.id for one in results().values())]))
        head = nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in _HEAD))
        columns = [nodes.colspec(colwidth=width) for width in (32, 14, 14, 40)]
        group = nodes.tgroup("", *columns, nodes.thead("", head), nodes.tbody("", *rows), cols=len(_HEAD))
        return [nodes.table("", group, classes=["docutils"])]


def row_of(one: Reproduction, ours: tuple[str, ...]) -> nodes.row:
    """Return the row of a published result beside ours. Raises EvidenceError if they differ without a reason, or agree in spite of one."""
    if (ours == one.printed) == bool(one.why_not):
        raise EvidenceError(f"result '{one.id}' ({one.file}:{one.line}): published {in_words(one.printed)}, ours {in_words(ours)}; 'why_not' is '{one.why_not}'")
    unit = f", {one.unit}" if one.unit else ", risk ratio"
    subject = nodes.paragraph("", f"{_sentence(one.subject)}{unit} ", SourceReference("", keys=[one.source.id]))
    said = (f"{GIVEN[one.given]}; {_HOW[one.method]}", f"it differs: {one.why_not}" if one.why_not else "", how_read(one.checked, one.locator), one.note)
    given = [nodes.paragraph("", f"{_sentence(text)}.") for text in said if text]
    cells = ([subject], [nodes.paragraph("", in_words(one.printed))], [nodes.paragraph("", in_words(ours))], given)
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def in_words(numbers: tuple[str, ...]) -> str:
    """Return estimate and interval with the decimals they have: "−5.7 (−6.7 to −4.7)"."""
    estimate, *ends = (text.replace("-", MINUS) for text in numbers)
    return f"{estimate} ({' to '.join(ends)})" if ends else estimate


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("reproductions", ReproductionsDirective)
