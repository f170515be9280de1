"""Tables with a caption and scopes whose cells may hold formulas, facts and small pictures.

On a narrow screen a row becomes a block, and each cell says its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

Cell = Iterable[nodes.Node]


class WideTable(nodes.General, nodes.Element):
    """A table in a box that scrolls by itself; its children are rows."""


class WideRow(nodes.General, nodes.Element):
    """A row; its children are cells."""


class WideCell(nodes.General, nodes.Element):
    """A cell; the first of a row is its head."""


class Formula(nodes.Inline, nodes.Element):
    """A formula as LaTeX in `latex`. It has no text, so that the search does not find its commands."""


class Picture(nodes.Inline, nodes.Element):
    """A small picture as SVG in `svg`; what it shows stands in words beside it."""


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]], kind: str = "") -> WideTable:
    """Return a table.

    Parameters
    ----------
    caption
        What stands in it.
    heads
        One name a column.
    rows
        Cells in the order of `heads`; the first is the row's head.
    kind
        A class for the style sheet.
    """
    made = WideTable("", caption=caption, heads=list(heads), kind=kind)
    for row in rows:
        made.append(WideRow("", *(WideCell("", *cell, label=head, first=k == 0) for k, (head, cell) in enumerate(zip(heads, row, strict=True)))))
    return made


def text(words: str) -> list[nodes.Node]:
    """Return a cell of plain words."""
    return [nodes.Text(words)]


def _open_table(self: HTML5Translator, node: WideTable) -> None:
    heads = "".join(f'<th scope="col">{self.encode(head)}</th>' for head in node["heads"])
    caption = self.encode(node["caption"])
    self.body.append(
        f'<div class="table-scroll {node["kind"]}" tabindex="0" role="region" aria-label="{self.attval(node["caption"])}">'
        f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>"
    )


def _close_table(self: HTML5Translator, node: WideTable) -> None:
    self.body.append("</tbody></table></div>")


def _open_row(self: HTML5Translator, node: WideRow) -> None:
    self.body.append("<tr>")


def _close_row(self: HTML5Translator, node: WideRow) -> None:
    self.body.append("</tr>\n")


def _open_cell(self: HTML5Translator, node: WideCell) -> None:
    self.body.append('<th scope="row">' if node["first"] else f'<td data-label="{self.attval(node["label"])}">')


def _close_cell(self: HTML5Translator, node: WideCell) -> None:
    self.body.append("</th>" if node["first"] else "</td>")


def _formula(self: HTML5Translator, node: Formula) -> None:
    self.body.append(convert(node["latex"], display="block" if node.get("block") else "inline"))
    raise nodes.SkipNode


def _picture(self: HTML5Translator, node: Picture) -> None:
    self.body.append(node["svg"])
    raise nodes.SkipNode


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _pass(self: Any, node: nodes.Element) -> None:
    """Plain text needs no frame around a table's words."""


def setup(app: Sphinx) -> None:
    """Register the nodes."""
    app.add_node(WideTable, html=(_open_table, _close_table), text=(_pass, _pass))
    app.add_node(WideRow, html=(_open_row, _close_row), text=(_pass, _pass))
    app.add_node(WideCell, html=(_open_cell, _close_cell), text=(_pass, _pass))
    app.add_node(Formula, html=(_formula, None), text=(_skip, None))
    app.add_node(Picture, html=(_picture, None), text=(_skip, None))
