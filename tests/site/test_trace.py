"""The chapter of the restless night as a reader uses it: marks on a trace, and whole nights."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path
from typing import Any

import pytest

from tests.site.pages import ROOT

CHAPTER = "notebooks/syndrome/the-restless-night.html"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TRACE, NIGHT = "#ten-minutes", "#whole-night"
#: Words of drawings that reach beyond them.
OUTSIDE = """all => all.flatMap(drawing => {
  const frame = drawing.getBoundingClientRect();
  const out = t => { const b = t.getBoundingClientRect(); return b.left < frame.left - 1 || b.right > frame.right + 1; };
  return [...drawing.querySelectorAll("text")].filter(out).map(t => t.textContent);
})"""


def opened(open_page: Any, path: str, **how: Any) -> Any:
    """Open the chapter with all figures laid out, also those far below: the browser leaves out what is not in sight."""
    watched = open_page(path, **how)
    if how.get("script", True):
        watched.page.add_style_tag(content=".rl-figure { content-visibility: visible !important; }")
        watched.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))")
    return watched


def sentence(page: Any, figure: str) -> str:
    return str(page.text_content(f"{figure} .sentence"))


def burst(page: Any, number: int) -> Any:
    return page.locator(f'{TRACE} [data-burst="{number}"]')


def marked(page: Any) -> list[int]:
    return [int(n) for n in page.eval_on_selector_all(f'{TRACE} .burst[aria-checked="true"]', "all => all.map(e => e.dataset.burst)")]


def compare(page: Any) -> None:
    page.click(f"{TRACE} button.primary")


def take(page: Any, figure: str, name: str, path: Path) -> Path:
    with page.expect_download() as got:
        page.click(f"{figure} .actions button >> text={name}")
    got.value.save_as(path)
    return path


def test_a_tap_marks_a_burst_and_another_takes_the_mark_away(open_page: Any) -> None:
    watched = opened(open_page, CHAPTER)
    page = watched.page
    assert "marked none yet" in sentence(page, TRACE)
    burst(page, 3).click()
    burst(page, 8).click()
    assert marked(page) == [3, 8]
    assert "marked 2 of 25" in sentence(page, TRACE)
    burst(page, 3).click()
    assert marked(page) == [8]
    watched.clean()


def test_no_mark_is_lost_to_a_slip(open_page: Any) -> None:
    page = opened(open_page, CHAPTER).page
    undo = page.locator(f"{TRACE} .actions button >> text=Undo")
    assert undo.is_disabled()
    for number in (2, 5, 9):
        burst(page, number).click()
    page.click(f"{TRACE} .actions button >> text=Start again")
    assert marked(page) == []
    undo.click()
    assert marked(page) == [2, 5, 9]
    compare(page)
    burst(page, 5).focus()
    page.keyboard.press("Control+z")
    assert page.locator(f"{TRACE}.judged").count() == 0
    assert marked(page) == [2, 5, 9]
    page.keyboard.press("Control+z")
    assert marked(page) == [2, 5]
    assert "figure-ten-minutes=" in page.url


def test_bursts_are_marked_by_touch(open_page: Any) -> None:
    page = opened(open_page, CHAPTER, width=390, touch=True).page
    for number in (1, 6, 24):
        burst(page, number).tap()
    assert marked(page) == [1, 6, 24]


def test_bursts_are_marked_by_keyboard_alone(open_page: Any) -> None:
    page = opened(open_page, CHAPTER).page
    assert page.locator(f'{TRACE} .burst[tabindex="0"]').count() == 1
    page.focus(f'{TRACE} .burst[tabindex="0"]')
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.activeElement.dataset.burst === '3'")
    page.keyboard.press("Enter")
    assert page.eval_on_selector_all(f'{TRACE} .burst[tabindex="0"]', "all => all.map(e => e.dataset.burst)") == ["3"]
    page.keyboard.press("End")
    page.wait_for_function("document.activeElement.dataset.burst === '25'")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("+document.activeElement.dataset.burst < 21")
    assert marked(page) == [1, 3, 25]
    assert "Burst 1 of 25 at 0:12, left leg, lasts 2.1 s" in burst(page, 1).get_attribute("aria-label")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Compare with the rules"
    page.keyboard.press("Enter")
    assert "the international rules of 2016" in sentence(page, TRACE)


def test_nothing_of_the_rules_shows_before_the_reader_commits(open_page: Any) -> None:
    page = opened(open_page, CHAPTER).page
    burst(page, 6).click()
    everything = page.inner_text(TRACE) + " ".join(page.eval_on_selector_all(f"{TRACE} [aria-label]", "all => all.map(e => e.ariaLabel)"))
    assert not re.search(r"too short|too long|series|The rules count|do not count|Kappa", everything)
    assert page.locator(f"{TRACE} .tag, {TRACE} .judgement").count() == 0


def test_without_a_mark_there_is_no_verdict(open_page: Any) -> None:
    page = opened(open_page, CHAPTER).page
    compare(page)
    assert "Mark at least one burst" in page.inner_text(f"{TRACE} .message")
    assert page.locator(f"{TRACE} .tag").count() == 0
    burst(page, 1).click()
    assert page.inner_text(f"{TRACE} .message") == ""


def test_every_disagreement_is_explained_by_its_rule(open_page: Any) -> None:
    watched = opened(open_page, CHAPTER)
    page = watched.page
    for number in (1, 2, 3, 4, 6, 7, 10, 22):
        burst(page, number).click()
    compare(page)
    assert page.locator(f"{TRACE} .tag").count() == 25
    assert burst(page, 6).locator(".tag").text_content() == "short"
    assert burst(page, 5).locator(".tag").text_content() == "✓"
    assert burst(page, 7).locator(".tag").text_content() == "3/4"
    assert page.locator(f"{TRACE} .differ").count() == 10
    told = page.inner_text(f"{TRACE} .differences")
    assert "Burst 6 at 1:56, right leg: you marked it, the rules do not count it. It lasts 0.3 s. That is too short: a movement lasts at least 0.5 s." in told
    assert "Burst 10 at 3:10, left leg: you marked it, the rules do not count it. It lasts 12.5 s. That is too long" in told
    assert "joined from 5 parts" in told
    assert "Only 3 in a row here: a series needs 4" in told
    assert "you left" in told
    cells = page.eval_on_selector_all(f"{TRACE} .agreement tbody td", "all => all.map(e => +e.textContent)")
    assert cells == [4, 4, 6, 11]
    assert "agree on 15" in sentence(page, TRACE)
    assert "Kappa is 0.14" in sentence(page, TRACE)
    page.click(f"{TRACE} .differences button >> nth=0")
    page.wait_for_function("document.activeElement.dataset.burst !== undefined")
    before = marked(page)
    burst(page, 6).click()
    assert marked(page) == before
    assert "too short" in page.inner_text(f"{TRACE} .close")
    watched.clean()


def test_other_rules_judge_the_same_trace_anew(open_page: Any) -> None:
    page = opened(open_page, CHAPTER).page
    for number in range(1, 26):
        burst(page, number).click()
    compare(page)
    first = sentence(page, TRACE)
    signal = page.eval_on_selector_all(f"{TRACE} .signal .emg", "all => all.map(e => e.getAttribute('d')).join()")
    page.check(f"{TRACE} input[value=wasm2006]")
    assert "By the international rules of 2006, 21 count" in sentence(page, TRACE)
    assert sentence(page, TRACE) != first
    page.check(f"{TRACE} input[value=aasm]")
    assert "By the American scoring manual, 22 count" in sentence(page, TRACE)
    assert page.locator(f"{TRACE} .differ").count() == 3
    assert page.eval_on_selector_all(f"{TRACE} .signal .emg", "all => all.map(e => e.getAttribute('d')).join()") == signal
    page.click(f"{TRACE} button >> text=Hide the verdicts")
    assert page.locator(f"{TRACE} .tag").count() == 0
    assert len(marked(page)) == 25


def test_marks_survive_a_reload_and_can_be_started_again(open_page: Any) -> None:
    page = opened(open_page, CHAPTER).page
    burst(page, 2).click()
    burst(page, 4).click()
    compare(page)
    page.check(f"{TRACE} input[value=aasm]")
    assert "figure-ten-minutes=marks:2.4,rules:aasm,compared" in page.url
    said = sentence(page, TRACE)
    page.reload()
    page.wait_for_selector(f"[data-live] {TRACE} .tag")
    assert sentence(page, TRACE) == said
    assert marked(page) == [2, 4]
    page.click(f"{TRACE} .actions button >> text=Start again")
    assert marked(page) == []
    assert "figure-ten-minutes" not in page.url


@pytest.mark.parametrize(
    ("figure", "state", "reason"),
    [
        (TRACE, "marks:26", "no burst “26”"),
        (TRACE, "compared", "without a mark"),
        (TRACE, "rules:mine", "no rules “mine”"),
        (NIGHT, "night:0", "no night “0”"),
        (NIGHT, "rules:mine", "no rules “mine”"),
        (NIGHT, "q:cat", "no question “cat”"),
        (NIGHT, "bouts:99", "bouts is 99, outside 0 to 20"),
    ],
)
def test_a_bad_link_is_named_and_the_start_shown(open_page: Any, figure: str, state: str, reason: str) -> None:
    watched = opened(open_page, f"{CHAPTER}?figure-{figure[1:]}={state}")
    watched.page.wait_for_selector(f"{figure} .message p")
    assert reason in watched.page.inner_text(f"{figure} .message")
    assert sentence(watched.page, figure) == sentence(opened(open_page, CHAPTER).page, figure)
    watched.clean()


def test_the_trace_can_be_taken_home(open_page: Any, tmp_path: Path) -> None:
    page = opened(open_page, CHAPTER).page
    burst(page, 1).click()
    rows = list(csv.DictReader(take(page, TRACE, "Data (CSV)", tmp_path / "a.csv").read_text("utf-8").splitlines()))
    assert [r["yours"] for r in rows] == ["yes", *["no"] * 24]
    assert "why" not in rows[0]
    compare(page)
    rows = list(csv.DictReader(take(page, TRACE, "Data (CSV)", tmp_path / "b.csv").read_text("utf-8").splitlines()))
    assert sum(r["counted"] == "yes" for r in rows) == 10
    assert rows[5]["why"] == "too-short"
    assert "3/4" in take(page, TRACE, "Picture (SVG)", tmp_path / "a.svg").read_text("utf-8")
    assert take(page, TRACE, "Picture (PNG)", tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_every_burst_is_a_target_of_its_own_at_any_width(open_page: Any, width: int) -> None:
    page = opened(open_page, CHAPTER, width=width).page
    page.locator(TRACE).scroll_into_view_if_needed()
    boxes = page.eval_on_selector_all(f"{TRACE} .burst .reach", "all => all.map(e => { const b = e.getBoundingClientRect(); return [b.left, b.right, b.top, b.bottom]; })")
    assert len(boxes) == 25
    for left, right, top, bottom in boxes:
        assert right - left >= 23.5
        assert bottom - top >= 24
    same_row = [(a, b) for a, b in itertools.pairwise(boxes) if abs(a[2] - b[2]) < 1]
    assert all(a[1] <= b[0] + 0.5 for a, b in same_row)


def index(page: Any) -> float:
    found = re.search(r"an index of ([\d.]+) an hour", sentence(page, NIGHT))
    assert found
    return float(found[1])


def stages(page: Any) -> str:
    return str(page.get_attribute(f"{NIGHT} .stages", "d"))


def test_a_question_shows_another_sleeper_and_the_intervals_of_the_one_before(open_page: Any) -> None:
    watched = opened(open_page, CHAPTER)
    page = watched.page
    before = index(page)
    bars = page.get_attribute(f"{NIGHT} .intervals .bar", "d")
    assert page.locator(f"{NIGHT} .curve.ghost").count() == 0
    page.click(f"{NIGHT} .chips button >> text=RLS, over 65")
    assert index(page) != before
    assert sentence(page, NIGHT).startswith("Someone over 65 with RLS, night 1: ")
    assert page.get_attribute(f"{NIGHT} .intervals .bar", "d") != bars
    assert page.locator(f"{NIGHT} .intervals .curve.ghost").count() == 1
    assert page.get_attribute(f"{NIGHT} .chips [aria-pressed=true]", "aria-pressed") == "true"
    page.click(f"{NIGHT} .chips button >> text=No RLS at all")
    assert "not above the line of 15" in sentence(page, NIGHT)
    page.click(f"{NIGHT} .chips button >> text=Pauses in breathing")
    assert page.locator(f"{NIGHT} .breath").count() == 1
    assert "Without those that come with breathing events" in sentence(page, NIGHT)
    watched.clean()


def test_rules_change_the_counts_and_not_the_night(open_page: Any) -> None:
    page = opened(open_page, CHAPTER).page
    slept, table = stages(page), page.inner_text(f"{NIGHT} .by-rules tbody")
    told = page.eval_on_selector_all(f"{NIGHT} .by-rules tbody tr:first-child td", "all => all.map(e => +e.textContent)")
    assert len(told) == 3
    for rules, value in zip(("wasm2016", "wasm2006", "aasm"), told, strict=True):
        page.check(f"{NIGHT} input[value={rules}]")
        assert index(page) == value
        assert stages(page) == slept
        assert page.inner_text(f"{NIGHT} .by-rules tbody") == table
    assert "5 s" in page.locator(f"{NIGHT} .intervals text").all_text_contents()


def test_every_slider_moves_the_night_and_can_be_undone(open_page: Any) -> None:
    watched = opened(open_page, CHAPTER)
    page = watched.page
    start = sentence(page, NIGHT)
    for name in ("bouts", "left", "interval", "spread", "doublets", "breathing"):
        page.focus(f"{NIGHT} input[name={name}]")
        for _ in range(3):
            page.keyboard.press("PageUp")
        assert "changed by you" in sentence(page, NIGHT), name
        assert sentence(page, NIGHT) != start, name
        # A move is remembered once it has been drawn.
        value = page.input_value(f"{NIGHT} input[name={name}]")
        page.wait_for_function(f"location.search.includes('{name}:{value}')")
        while page.is_enabled(f"{NIGHT} .actions button >> text=Undo"):
            page.click(f"{NIGHT} .actions button >> text=Undo")
        assert sentence(page, NIGHT) == start, name
    watched.clean()


def test_the_next_night_is_another_one_and_stands_in_the_week(open_page: Any) -> None:
    page = opened(open_page, CHAPTER).page
    first, slept = index(page), stages(page)
    drawn = page.get_attribute(f"{NIGHT} .week", "aria-label")
    assert f"1: {first}" in drawn
    page.click(f"{NIGHT} button >> text=Next night")
    assert stages(page) != slept
    assert f"2: {index(page)}" in drawn
    assert page.locator(f"{NIGHT} .night-dot.now").count() == 1
    for _ in range(6):
        page.click(f"{NIGHT} button >> text=Next night")
    page.wait_for_function(f"document.querySelector('{NIGHT} .week').ariaLabel.includes('8: {index(page)}, 9: ')")


def test_a_night_survives_a_reload_and_goes_back_to_the_start(open_page: Any) -> None:
    page = opened(open_page, CHAPTER).page
    start = sentence(page, NIGHT)
    page.click(f"{NIGHT} .chips button >> text=Mild RLS")
    page.click(f"{NIGHT} button >> text=Next night")
    page.check(f"{NIGHT} input[value=aasm]")
    page.focus(f"{NIGHT} input[name=bouts]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('bouts:4')")
    assert "figure-whole-night=bouts:4,q:mild,night:2,rules:aasm" in page.url
    said = sentence(page, NIGHT)
    page.reload()
    page.wait_for_selector(f"[data-live] {NIGHT} input[value=aasm]:checked")
    assert sentence(page, NIGHT) == said
    page.click(f"{NIGHT} .actions button >> text=Back to the start")
    assert sentence(page, NIGHT) == start
    assert "figure-whole-night" not in page.url


def test_the_night_can_be_taken_home(open_page: Any, tmp_path: Path) -> None:
    page = opened(open_page, CHAPTER).page
    rows = list(csv.DictReader(take(page, NIGHT, "Data (CSV)", tmp_path / "a.csv").read_text("utf-8").splitlines()))
    found = re.search(r"of (\d+) movements (\d+) count", sentence(page, NIGHT))
    assert found
    assert len(rows) == int(found[1])
    assert sum(r["series"] != "0" and r["stage"] != "W" for r in rows) == int(found[2])
    drawn = take(page, NIGHT, "Picture (SVG)", tmp_path / "a.svg").read_text("utf-8")
    assert "Stages of sleep" in drawn
    assert "Index in seven nights" in drawn
    page.click(f"{NIGHT} details.table summary")
    page.wait_for_selector(f"{NIGHT} details.table tbody")
    assert "International rules of 2006" in page.inner_text(f"{NIGHT} details.table")


def test_without_script_the_same_pictures_stand(open_page: Any) -> None:
    live, still = opened(open_page, CHAPTER).page, opened(open_page, CHAPTER, script=False).page
    for figure in (TRACE, NIGHT):
        assert sentence(still, figure) == sentence(live, figure)
    assert stages(still)
    assert still.locator(f"{TRACE} .emg").count() > 9
    assert not still.locator(f"{NIGHT} .next button").is_visible()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light"), (320, "dark")])
def test_readable_at_any_width_and_theme(open_page: Any, width: int, theme: str) -> None:
    page = opened(open_page, f"{CHAPTER}?figure-ten-minutes=marks:1.2.3.6.10,compared&figure-whole-night=q:breathing", width=width, theme=theme).page
    page.add_style_tag(content=".rl-figure { content-visibility: visible !important }")
    page.click(f"{TRACE} details.table summary")
    page.click(f"{NIGHT} details.table summary")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE.read_text("utf-8"))
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("rules => axe.run(document, { runOnly: rules }).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' ')))", rules)
    assert found == []
    for figure in (TRACE, NIGHT):
        # Words of a drawing must lie inside it.
        cut = page.eval_on_selector_all(f"{figure} svg.chart", OUTSIDE)
        assert cut == []
    assert page.eval_on_selector(f"{NIGHT} .by-rules", "e => e.scrollWidth <= e.clientWidth")
