"""Markup that stayed in the text, such as a role cut in two by the border of a table's cell, stops the build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.transforms import SphinxTransform

from restlesslegs.sphinx.facts import where

#: A role as it is typed.
ROLE = re.compile(r"\{[a-z][\w:-]*\}`[^`\s]*")


class LeftoverError(SphinxError):
    """A role was not understood as one, and its markup would be published; the message names file, line and text."""

    category = "Markup error"


class FindLeftovers(SphinxTransform):
    """Refuse a page in whose running text a role still stands as it was typed."""

    default_priority = 910

    def apply(self, **kwargs: Any) -> None:
        """Raise `LeftoverError` at the first."""
        for text in self.document.findall(nodes.Text):
            if isinstance(text.parent, nodes.FixedTextElement | nodes.literal | nodes.math | nodes.raw):
                continue
            found = ROLE.search(text)
            if found:
                # A cell of a table knows its source and not its line, where `docutils.utils.get_source_line` would stop.
                line = next((n.line for n in _upwards(text) if n.line), 0)
                raise LeftoverError(f"{where(self.env, line)}: {found[0]} stands in the text as it was typed; is the role closed within its line, or within its cell of the table?")


def _upwards(node: nodes.Node | None) -> Iterator[nodes.Node]:
    while node is not None:
        yield node
        node = node.parent


def setup(app: Sphinx) -> None:
    """Register the search."""
    app.add_transform(FindLeftovers)
