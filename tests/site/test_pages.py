"""Every page: nothing leaves the origin, nothing in the console, accessible, light."""

from __future__ import annotations

import gzip
import html
import re
from pathlib import Path
from typing import Any

import pytest

from restlesslegs.evidence import facts
from tests.site.pages import FLAGSHIP, ROOT, all_pages

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


#: Figures out of sight are skipped by the browser until they are scrolled to; a check must see them all.
ALL_IN_SIGHT = ".rl-figure { content-visibility: visible !important }"


def violations(page: Any) -> list[str]:
    page.add_style_tag(content=ALL_IN_SIGHT)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "async rules => (await axe.run(document, { runOnly: rules })).violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).slice(0, 4).join(' | ')}`)", RULES
    )
    return list(found)


@pytest.mark.parametrize("path", all_pages())
def test_page_asks_no_one_else_and_says_nothing_in_the_console(open_page: Any, path: str) -> None:
    watched = open_page(path)
    watched.page.wait_for_load_state("networkidle")
    watched.clean()


@pytest.mark.parametrize("path", all_pages())
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_page_passes_axe(open_page: Any, path: str, theme: str, width: int) -> None:
    assert violations(open_page(path, width=width, theme=theme).page) == []


def test_axe_check_fires_on_a_bad_page(browser: Any) -> None:
    page = browser.new_page()
    page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><input type="range"><p style="color:#aaa;background:#fff">faint words</p></main>')
    assert [v.split(":")[0] for v in violations(page)] == ["color-contrast", "label"]


@pytest.mark.parametrize("path", all_pages())
def test_page_does_not_scroll_sideways_at_320_px(open_page: Any, path: str) -> None:
    page = open_page(path, width=320).page
    page.add_style_tag(content=ALL_IN_SIGHT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


#: One to three words said twice in a row, as when prose and a fact both name the measure; "had had" is English.
TWICE = re.compile(r"\b(?!had had\b|that that\b)([a-z]+(?: [a-z]+){0,2}) \1\b", re.IGNORECASE)


@pytest.mark.parametrize("path", [p for p in all_pages() if p.startswith("notebooks/")])
def test_no_sentence_says_a_word_twice_in_a_row(open_page: Any, path: str) -> None:
    paragraphs = open_page(path).page.eval_on_selector_all(
        "main :is(p, li, td)", "all => all.filter(e => !e.querySelector('p, li, label')).map(e => e.textContent.replace(/\\s+/g, ' '))"
    )
    assert len(paragraphs) > 20
    assert [p[max(0, m.start() - 40) : m.end() + 40] for p in paragraphs for m in [TWICE.search(p)] if m] == []


def test_a_word_said_twice_is_seen() -> None:
    assert TWICE.search("a gap of less than less than half a second")
    assert TWICE.search("came more often (hazard ratio hazard ratio 2)")
    assert not TWICE.search("patients knew they had had it, and that is that")


def weight(site: Path, path: str) -> dict[str, int]:
    """Bytes after gzip of a page and everything it loads at first."""
    html = (site / path).read_text("utf-8")
    parts = {path: html.encode()}
    base = (site / path).parent
    links = re.findall(r'(?:src|href)="([^"#?]+\.(?:js|css|woff2))(?:\?[^"]*)?"', html)
    for link in links:
        parts[link] = (base / link).resolve().read_bytes()
        if link.endswith(".css"):
            for url in re.findall(r"url\(\"?([^)\"]+\.woff2)", parts[link].decode()):
                parts.setdefault(url, ((base / link).resolve().parent / url).read_bytes())
    return {name: len(data) if name.endswith("woff2") else len(gzip.compress(data, 9)) for name, data in parts.items()}


@pytest.mark.parametrize("path", all_pages())
def test_page_weighs_at_most_250_kb(site: Path, path: str) -> None:
    parts = weight(site, path)
    assert sum(parts.values()) <= 250_000, parts


def test_own_script_weighs_at_most_60_kb(site: Path) -> None:
    parts = weight(site, FLAGSHIP)
    scripts = {n: size for n, size in parts.items() if n.endswith(".js")}
    assert len(scripts) == 2, scripts
    assert sum(scripts.values()) <= 60_000, scripts


def test_front_page_is_no_redirect(site: Path) -> None:
    text = (site / "index.html").read_text("utf-8")
    assert "http-equiv" not in text
    assert 'class="rl-figure"' in text


def test_pages_do_not_repeat_the_front_end(site: Path) -> None:
    for path in all_pages():
        text = (site / path).read_text("utf-8")
        assert '"_esm"' not in text
        assert '"_css"' not in text


def test_theme_button_turns_the_page_dark_and_is_remembered(open_page: Any) -> None:
    page = open_page("index.html").page
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("button.theme")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_search_finds_the_chapter(open_page: Any) -> None:
    watched = open_page("search.html")
    watched.page.fill("#q", "hydroxylase")
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_selector("#search-results a")
    assert "From iron to dopamine" in watched.page.inner_text("#search-results")
    watched.clean()


def test_unpacked_copy_opens_by_double_click(browser: Any, site: Path) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto((site / FLAGSHIP).as_uri())
    before = page.text_content("#terminal .sentence")
    page.focus("#terminal-th_expression")
    page.keyboard.press("Home")
    assert page.text_content("#terminal .sentence") != before
    assert said == []


def test_handout_is_one_file_that_asks_for_nothing_and_shows_the_figures(browser: Any, site: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.goto((site / FLAGSHIP.replace(".html", "-handout.html")).as_uri())
    assert len(asked) == 1
    assert page.locator("svg.diagram >> visible=true").count() >= 1
    assert "Key points" in page.inner_text("main")


def test_no_reader_meets_markup_of_ours_or_the_id_of_a_fact(site: Path) -> None:
    """In chapters, their handouts and the pages of models; the manual for maintainers speaks of ids."""
    found = {}
    for path in [*(site / "notebooks").rglob("*.html"), *(site / "models").glob("*.html")]:
        text = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style|pre)\b.*?</\1>", " ", path.read_text("utf-8"), flags=re.DOTALL)))
        left = [*re.findall(r"\{[a-z][\w:-]*\}`|\{[a-z]+-table\}", text), *sorted(set(re.findall(r"[\w-]+", text)) & set(facts))]
        if left:
            found[path.name] = left
    assert found == {}


def test_a_handout_has_the_tables_of_its_chapter(browser: Any, site: Path) -> None:
    name = "notebooks/causes/iron-from-gut-to-brain"
    counted = []
    for path in (f"{name}.html", f"{name}-handout.html"):
        page = browser.new_page()
        page.goto((site / path).as_uri())
        counted.append(sorted(page.locator("main table:not(figure table):not(.rl table) tbody tr").evaluate_all("rows => rows.map(r => r.cells.length).filter(n => n > 3)")))
    assert counted[0] == counted[1]
    assert len(counted[0]) >= 12
