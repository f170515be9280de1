"""Names as Python and the page write them."""

from __future__ import annotations


def camel(name: str) -> str:
    """Return a name as the page writes it: duration_min is durationMin there."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
