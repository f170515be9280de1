"""The form above a long list that filters it in place; what it does in the page stands in ``web/src/host/filter.ts``."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def select(name: str, label: str, options: Iterable[tuple[str, str]]) -> str:
    """Return a choice of one value of the items' ``data-<name>``; `options` are values with their words."""
    choices = "".join(f'<option value="{escape(value)}">{escape(words)}</option>' for value, words in options)
    return f'<label>{escape(label)} <select data-filter="{name}"><option value="">any</option>{choices}</select></label>'


def form(list_id: str, things: str, selects: Iterable[str]) -> str:
    """Return the form for the list called `list_id`, whose items are `things` ("findings"); hidden until the script runs."""
    return (
        f'<form class="filter" data-filter-for="{list_id}" data-count="{{n}} of {{total}} {things}" data-none="None fits. Take a filter away, or look for another word." '
        'data-bad-link="The link asks for {reason}, which is not here." hidden><label>Search <input type="search" data-filter="text" autocomplete="off" spellcheck="false"></label>'
        f'{"".join(selects)}<button type="reset">Show all</button></form>'
    )
