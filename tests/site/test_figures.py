"""The figures of the flagship chapter, as a reader uses them."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from tests.site.pages import FLAGSHIP, sentence


def curve(page: Any, figure: str = "terminal") -> str:
    return str(page.get_attribute(f"#{figure} .chart .curve.now", "d"))


def test_every_slider_of_every_figure_answers_to_the_keyboard(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    sliders = page.eval_on_selector_all("figure.rl input[type=range]", "list => list.map(e => e.id)")
    assert len(sliders) >= 15
    for slider in sliders:
        page.focus(f"#{slider}")
        before = page.get_attribute(f"#{slider}", "aria-valuetext")
        page.keyboard.press("ArrowLeft")
        assert page.get_attribute(f"#{slider}", "aria-valuetext") != before, slider
        assert page.evaluate("document.activeElement.id") == slider


def test_moving_the_enzyme_moves_curve_diagram_sentence_and_table(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    before = (
        curve(page),
        sentence(page, "terminal"),
        page.get_attribute("#terminal .diagram-box", "aria-label"),
        page.text_content("#terminal tbody") if page.click("#terminal .table summary") is None else "",
    )
    page.focus("#terminal-th_expression")
    page.keyboard.press("Home")
    after = (curve(page), sentence(page, "terminal"), page.get_attribute("#terminal .diagram-box", "aria-label"), page.text_content("#terminal tbody"))
    assert all(a != b for a, b in zip(after, before, strict=True))
    assert "switched off" in sentence(page, "terminal")


def test_halving_the_enzyme_costs_far_less_than_half(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    page.click("#terminal .chips button >> nth=0")
    said = sentence(page, "terminal")
    found = re.search(r"\((\d\.\d\d) × normal\)", said)
    assert found, said
    assert 0.78 < float(found[1]) < 0.88


def test_touch_moves_a_slider(open_page: Any) -> None:
    page = open_page(FLAGSHIP, width=390, touch=True).page
    before = curve(page)
    box = page.locator("#terminal-th_expression").bounding_box()
    page.locator("#terminal-th_expression").scroll_into_view_if_needed()
    box = page.locator("#terminal-th_expression").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    assert curve(page) != before


def test_state_survives_a_reload(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    page.click("#terminal .chips button >> nth=1")
    page.focus("#terminal-th_expression")
    page.keyboard.press("ArrowRight")
    said, address = sentence(page, "terminal"), page.url
    assert "figure-terminal=" in address
    page.reload()
    page.wait_for_selector("[data-live] #terminal")
    assert sentence(page, "terminal") == said


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ("th_expression:9", "outside"),
        ("th_expression:NaN", "not a number"),
        ("th_expression:", "not a number"),
        ("nonsense", "nonsense"),
        ("q:who", "who"),
        ("iron:1", "iron"),
        ("%3Cscript%3E:1", "script"),
    ],
)
def test_nonsense_in_the_address_is_refused_with_a_message_and_the_defaults(open_page: Any, state: str, reason: str) -> None:
    normal = sentence(open_page(FLAGSHIP).page, "terminal")
    watched = open_page(f"{FLAGSHIP}?figure-terminal={state}")
    watched.page.wait_for_selector("#terminal .message p")
    assert reason in watched.page.text_content("#terminal .message")
    assert sentence(watched.page, "terminal") == normal
    watched.clean()


def test_undo_and_reset(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    normal = sentence(page, "terminal")
    page.click("#terminal .chips button >> nth=0")
    page.click("#terminal .chips button >> nth=1")
    page.click("#terminal .actions button >> text=Undo")
    assert "enzyme at 0.5" in sentence(page, "terminal")
    page.focus("#terminal-th_expression")
    page.keyboard.press("Control+z")
    assert sentence(page, "terminal") == normal
    page.click("#terminal .chips button >> nth=4")
    page.click("#terminal .actions button >> text=Back to normal")
    assert sentence(page, "terminal") == normal


def test_a_question_keeps_the_former_curve_as_a_ghost(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    before = curve(page)
    page.click("#terminal .chips button >> nth=0")
    assert page.get_attribute("#terminal .chart .curve.ghost", "d") == before
    assert page.get_attribute("#terminal .chips button >> nth=0", "aria-pressed") == "true"


def test_response_curves_follow_another_control(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    shape = "#terminal .control:has(#terminal-th_expression) .response .curve"
    before = page.get_attribute(shape, "d")
    page.click("#terminal .chips button >> nth=2")
    page.wait_for_function("([s, d]) => document.querySelector(s).getAttribute('d') !== d", arg=[shape, before])


def test_data_and_pictures_can_be_taken_home(open_page: Any, tmp_path: Path) -> None:
    page = open_page(FLAGSHIP).page
    for name, suffix in (("Data (CSV)", "csv"), ("Picture (SVG)", "svg"), ("Picture (PNG)", "png")):
        with page.expect_download() as got:
            page.click(f"#terminal .actions button >> text={name}")
        got.value.save_as(tmp_path / f"terminal.{suffix}")
    rows = list(csv.reader((tmp_path / "terminal.csv").read_text("utf-8").splitlines()))
    assert rows[0][0] == "time (h)"
    assert "eda (µmol/L)" in rows[0]
    assert float(rows[-1][0]) == 48
    assert all(len(r) == len(rows[0]) for r in rows)
    assert sentence(page, "terminal").split(",")[0] in (tmp_path / "terminal.svg").read_text("utf-8")
    assert (tmp_path / "terminal.png").read_bytes()[:4] == b"\x89PNG"


def test_full_screen(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    page.click("#terminal .actions button >> text=Full screen")
    page.wait_for_function("document.fullscreenElement && document.fullscreenElement.id === 'terminal'")


def test_the_rat_meets_the_bands_only_with_more_synthesis_or_a_dull_brake(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page

    def verdicts(question: int) -> list[str]:
        page.click(f"#rat .chips button >> nth={question}")
        return [str(t) for t in page.locator("#rat .verdict").all_text_contents()]

    assert verdicts(0)[:3] == ["inside the band", "too low", "too low"]
    assert verdicts(1)[:3] == ["inside the band", "too low", "too low"]
    assert verdicts(2)[:3] == ["inside the band"] * 3
    assert verdicts(3)[:3] == ["inside the band"] * 3


def test_a_guess_is_drawn_by_pointer_then_the_model_answers(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    assert page.locator("#half-enzyme .curve.now").count() == 0
    page.locator("#half-enzyme .chart").scroll_into_view_if_needed()
    box = page.locator("#half-enzyme .chart").bounding_box()
    before = page.get_attribute("#half-enzyme .curve.guess", "d")
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.7, steps=8)
    page.mouse.up()
    drawn = page.get_attribute("#half-enzyme .curve.guess", "d")
    assert drawn != before
    page.click("#half-enzyme button.primary")
    assert page.locator("#half-enzyme .curve.now").count() == 1
    assert page.get_attribute("#half-enzyme .curve.guess", "d") == drawn
    assert "You guessed" in sentence(page, "half-enzyme")


def test_a_guess_by_keyboard_alone(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    page.focus("#half-enzyme-g0")
    for _ in range(4):
        page.keyboard.press("Home")
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Now ask the model"
    page.keyboard.press("Enter")
    assert "You guessed 0.00" in sentence(page, "half-enzyme")
    before = sentence(page, "half-enzyme")
    page.focus("#half-enzyme .chips button")
    page.keyboard.press("Enter")
    assert sentence(page, "half-enzyme") != before


def test_a_choice_gets_its_own_feedback(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    assert page.is_disabled("#fewer-transporters button.primary")
    page.check("#fewer-transporters input[value=down]")
    page.click("#fewer-transporters button.primary")
    assert "The model says otherwise" in sentence(page, "fewer-transporters")
    assert "pump" in sentence(page, "fewer-transporters")


def test_the_evening_signal_crosses_the_line_only_at_night(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    assert "never falls below" in sentence(page, "evening")
    page.click("#evening .chips button >> nth=1")
    found = re.search(r"for about ([\d.]+) h a day, from about (\d\d):\d\d to (\d\d):\d\d", sentence(page, "evening"))
    assert found, sentence(page, "evening")
    assert int(found[2]) >= 18
    assert int(found[3]) <= 8


def test_every_option_of_every_question_has_feedback(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    options = page.locator(".quiz input[type=radio]")
    assert options.count() >= 4 * 3
    for i in range(options.count()):
        options.nth(i).check()
        shown = page.locator(".quiz .feedback:visible")
        assert any(text for text in shown.all_inner_texts())
    assert re.search(r"of \d right at the first try", page.text_content(".quiz .score"))


def test_a_fact_opens_in_place_and_closes_with_escape(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    page.locator("a.fact").first.click()
    note = page.text_content(".fact-note")
    assert re.search(r"\d{4}", note)
    page.keyboard.press("Escape")
    assert page.locator(".fact-note").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.wait_for_selector(".fact-note")
    assert page.locator(".fact-note").count() == 1


def test_a_fact_stays_open_when_the_focus_leaves_and_returns_at_once(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    link = page.locator("a.fact").first
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.wait_for_selector(".fact-note")
    link.evaluate("a => { a.blur(); a.focus(); }")  # before what waits for the end of a blur can run
    page.wait_for_timeout(100)
    assert page.locator(".fact-note").count() == 1


def test_an_open_fact_lies_over_the_section_after_its_own(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    last = page.locator("main section section:has(+ section) > p:has(a.fact)").last
    last.locator("a.fact").last.click()
    page.locator(".fact-note").scroll_into_view_if_needed()
    covered = """(() => { const note = document.querySelector('.fact-note'), b = note.getBoundingClientRect();
        return [0.1, 0.5, 0.9].filter(y => !note.contains(document.elementFromPoint(b.left + b.width / 2, b.top + b.height * y))); })()"""
    assert page.evaluate(covered) == []


def test_controls_stay_in_place_while_the_sentence_changes(open_page: Any) -> None:
    page = open_page(FLAGSHIP, width=390).page
    page.focus("#terminal-th_expression")

    def places() -> set[float]:
        found = set()
        for key in ("Home", "End", "ArrowLeft", "PageDown", "Home", "PageUp"):
            page.keyboard.press(key)
            page.wait_for_timeout(50)
            found.add(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
        return found

    places()
    assert len(places()) == 1


def test_without_script_text_pictures_sentences_and_footnotes_stand(open_page: Any) -> None:
    page = open_page(FLAGSHIP, script=False).page
    assert page.locator("#terminal svg.diagram >> visible=true").count() == 1
    assert page.locator("#terminal svg.chart .curve.now").count() == 1
    assert "normal" in page.text_content("#terminal .sentence")
    link = page.locator("a.fact").first
    target = link.get_attribute("href")
    assert page.locator(f"li{target}").count() == 1
    page.locator(".quiz input").first.check()
    assert page.locator(".quiz .feedback:visible").count() == 1


@pytest.mark.parametrize("width", [320, 390])
def test_the_diagram_has_its_own_arrangement_on_a_phone(open_page: Any, width: int) -> None:
    page = open_page(FLAGSHIP, width=width).page
    assert page.locator("#terminal svg.diagram.narrow").is_visible()
    assert not page.locator("#terminal svg.diagram.wide").is_visible()


def test_labels_of_the_diagram_do_not_overlap(open_page: Any) -> None:
    for width in (390, 1280):
        page = open_page(FLAGSHIP, width=width).page
        boxes = page.evaluate(
            """[...document.querySelectorAll('#terminal svg.diagram text')].filter(t => t.getClientRects().length)
               .map(t => { const b = t.getBoundingClientRect(); return [t.textContent, b.left, b.top, b.right, b.bottom]; })"""
        )
        assert len(boxes) >= 10
        hits = [(a[0], b[0]) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if a[1] < b[3] - 1 and b[1] < a[3] - 1 and a[2] < b[4] - 2 and b[2] < a[4] - 2]
        assert hits == [], width


def test_figures_say_that_parts_are_conceptual(open_page: Any) -> None:
    page = open_page(FLAGSHIP).page
    assert "conceptual" in page.text_content("#evening .head")
    assert "conceptual" in page.text_content("#terminal .control:has(#terminal-brain_iron)")
