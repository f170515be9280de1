"""The Sphinx extension of the book; plain Sphinx with MyST-NB builds the same book with it."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from restlesslegs.sphinx import audit, claims, evidence, execution, facts, guidelines, handout, leftovers, mathml, models, nights, reading, reproductions, site, sources


def setup(app: Sphinx) -> dict[str, Any]:
    """Register roles, directives, the theme and the static widget host."""
    for part in (execution, facts, leftovers, claims, audit, sources, evidence, reproductions, guidelines, mathml, models, nights, reading, site, handout):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": False, "parallel_write_safe": True}
