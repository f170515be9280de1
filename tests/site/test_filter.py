"""The filter of long lists, on a page of its own with as many items as the evidence tables have rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from restlesslegs import frontend

ROOT = Path(__file__).parents[2]
GRADES = ("high", "moderate", "low", "very low")
FORM = """<form class="filter" data-filter-for="facts" data-count="{n} of {total} facts" data-none="Nothing matches." data-bad-link="The link asks for {reason}." hidden>
<label>Search <input type="search" data-filter="text"></label>
<label>Grade <select data-filter="grade"><option value="">any</option><option>high</option><option>moderate</option><option>low</option><option>very low</option></select></label>
<label><input type="checkbox" data-filter="topic" value="iron">iron</label><label><input type="checkbox" data-filter="topic" value="genes">genes</label>
<button type="reset">Clear</button></form>"""


def _item(n: int) -> str:
    topic = "iron;dopamine" if n % 3 == 0 else "genes" if n % 3 == 1 else "sleep"
    words = "A finding with its statement, value, interval and source, as long as most of them are. " * 3
    return f'<li id="f{n}" data-filter-item data-grade="{GRADES[n % 4]}" data-topic="{topic}" data-words="id{n}x">{words} Number {n}.</li>'


def _page() -> str:
    groups = "".join(f'<section data-filter-group id="g{g}"><h2>Group {g}</h2><ol>{"".join(_item(n) for n in range(g * 100, g * 100 + 100))}</ol></section>' for g in range(7))
    style, script = ((frontend.dist() / name).read_text("utf-8") for name in ("site.css", "site.js"))
    body = f'<main>{FORM}<div id="facts" class="long-list">{groups}</div></main><script>{script}</script>'
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>T</title><style>{style}</style>{body}'


@pytest.fixture
def filtered(browser: Browser) -> Iterator[Any]:
    """Open the page at an address."""
    frontend.ensure(ROOT)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route("http://list.test/**", lambda route: route.fulfill(body=_page(), content_type="text/html"))
    page = context.new_page()

    def go(address: str = "") -> Any:
        page.goto("about:blank")
        page.goto(f"http://list.test/{address}")
        return page

    yield go
    context.close()


def shown(page: Any) -> int:
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return len(page.query_selector_all("[data-filter-item]:visible"))


def test_search_and_choices_narrow_the_list_together(filtered: Any) -> None:
    page = filtered()
    assert shown(page) == 700
    page.fill("[type=search]", "NUMBER 69")
    assert shown(page) == 11
    page.select_option("select", "moderate")
    assert shown(page) == 3
    page.check("[value=iron]")
    assert shown(page) == 2
    page.check("[value=genes]")
    assert shown(page) == 3
    assert page.text_content(".filter-count") == "3 of 700 facts"
    page.wait_for_function("document.querySelector('[role=status]').textContent === '3 of 700 facts'")
    page.click("text=Clear")
    assert shown(page) == 700


def test_a_group_without_items_disappears_and_nothing_found_is_said(filtered: Any) -> None:
    page = filtered()
    page.fill("[type=search]", "id250x")
    assert shown(page) == 1
    assert [g for g in range(7) if page.is_visible(f"#g{g}")] == [2]
    page.fill("[type=search]", "zebra")
    assert shown(page) == 0
    assert page.text_content(".filter-count") == "0 of 700 facts. Nothing matches."


def test_the_address_keeps_the_filter(filtered: Any) -> None:
    page = filtered()
    page.fill("[type=search]", "number 69")
    page.select_option("select", "very low")
    page.check("[value=iron]")
    page.wait_for_function("location.search.includes('facts-text=number+69') && location.search.includes('facts-grade=very+low') && location.search.includes('facts-topic=iron')")
    before = shown(page)
    page.reload()
    assert shown(page) == before == 1
    assert page.input_value("select") == "very low"
    page.click("text=Clear")
    page.wait_for_function("location.search === ''")


def test_a_link_to_a_hidden_item_shows_it(filtered: Any) -> None:
    page = filtered("?facts-text=id3x#f500")
    assert shown(page) == 700
    assert page.is_visible("#f500")
    page.fill("[type=search]", "id3x")
    assert shown(page) == 1
    page.evaluate("location.hash = 'f600'")
    page.wait_for_function("!document.getElementById('f600').hidden")
    assert shown(page) == 700


def test_what_the_address_asks_in_vain_is_said(filtered: Any) -> None:
    page = filtered("?facts-grade=huge&facts-topic=genes&facts-topic=moon")
    assert page.text_content("[role=alert]") == "The link asks for grade “huge”, topic “moon”."
    assert shown(page) == 233
