"""The trial figure in the built page: predicted, run, repeated, kept in the address, and answered in words."""

from __future__ import annotations

from typing import Any

from tests.site.pages import sentence

PAGE = "notebooks/treatment/veins-placebo-and-the-uncontrolled-study.html"


def test_the_clinic_shows_itself_only_after_an_answer(open_page: Any) -> None:
    watched = open_page(PAGE)
    page = watched.page
    page.wait_for_selector("#clinic .wager")
    assert page.locator("#clinic svg.courses").count() == 0
    page.locator("#clinic input[type=radio]").first.check()
    page.click("#clinic .primary")
    assert "The model says otherwise" in page.text_content("#clinic .wager")
    assert "In truth the treatment does nothing." in sentence(page, "clinic")
    assert page.locator("#clinic svg.hundred").count() == 0
    page.click("#clinic .chips button >> nth=1")
    page.wait_for_selector("#clinic svg.hundred")
    assert page.locator("#clinic .study-dot").count() == 100 + 3  # and the key
    assert page.locator("#clinic svg.hundred .study-dot.significant").count() > 90
    watched.clean()


def test_a_sham_takes_the_success_away(open_page: Any) -> None:
    page = open_page(PAGE).page
    dots = "#repair svg.hundred .study-dot.significant"
    page.wait_for_selector("#repair svg.hundred")
    assert page.locator(dots).count() > 90
    page.locator("#repair input[value=sham]").check()
    page.wait_for_function(f"document.querySelectorAll('{dots}').length < 10")
    assert "got the vein treatment, as many others a sham, by lot" in sentence(page, "repair")
    page.click("#repair .actions button >> nth=0")  # undo
    page.wait_for_function(f"document.querySelectorAll('{dots}').length > 90")
    page.keyboard.press("Tab")


def test_sliders_and_buttons_work_by_keys_and_stay_in_the_address(open_page: Any) -> None:
    page = open_page(PAGE).page
    slider = page.locator("#veins-mimics")
    slider.focus()
    before = sentence(page, "veins")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("location.search.includes('figure-veins=mimics:5')")
    assert sentence(page, "veins") != before or slider.input_value() == "5"
    page.get_by_role("group", name="Study 1 of 100").last.get_by_role("button", name="Next study").click()
    page.wait_for_function("location.search.includes('study:2')")
    bar = page.locator("#veins .expected").first.get_attribute("x")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function(f"document.querySelector('#veins .expected').getAttribute('x') !== '{bar}'")


def test_a_link_opens_its_state_and_a_bad_one_says_why(open_page: Any) -> None:
    page = open_page(PAGE + "?figure-repair=n:50,q:sham,study:4").page
    page.wait_for_function("document.querySelector('#repair .sentence').textContent.startsWith('50 patients')")
    assert page.locator("#repair input[value=sham]").is_checked()
    for bad, reason in (
        ("q:none", "no question “none”"),
        ("n:5000", "n is 5000, outside 5 to 200"),
        ("study:0", "no study “0”"),
        ("mixed:2", "mixed is “2”, not 0 or 1"),
        ("design:x", "no design “x”"),
    ):
        page = open_page(PAGE + f"?figure-repair={bad}").page
        page.wait_for_selector("#repair .message p")
        assert reason in page.text_content("#repair .message")
        assert sentence(page, "repair").startswith("35 patients")


def test_the_table_holds_both_groups(open_page: Any) -> None:
    page = open_page(PAGE).page
    page.locator("#repair input[value=sham]").check()
    page.click("#repair details.table summary")
    page.wait_for_selector("#repair details.table table")
    assert page.locator("#repair details.table thead th").all_text_contents() == ["Quantity", "Treated", "Control"]
    assert "Intervals that hold the true effect" in page.text_content("#repair details.table")
