"""The schedule figure in the built page: the plan is dragged, moved by keys and buttons, kept in the address, and answered in words."""

from __future__ import annotations

from typing import Any

NIGHT = "notebooks/causes/night-and-day.html"
IRON = "notebooks/causes/iron-from-gut-to-brain.html"


def sentence(page: Any, figure: str = "three-causes") -> str:
    return str(page.text_content(f"#{figure} .sentence")).lower()


def test_a_bar_is_dragged_and_undo_brings_it_back(open_page: Any) -> None:
    watched = open_page(NIGHT)
    page = watched.page
    before = sentence(page)
    bar = page.locator("#three-causes .block.rest").nth(1)
    bar.hover()  # waits until the page has come to rest
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 150, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    moved = sentence(page)
    assert moved != before
    assert "20:00 to 22:30 on 2 days" not in moved
    page.wait_for_function("location.search.includes('still:')")
    page.click("#three-causes .actions button >> nth=0")
    assert sentence(page) == before
    watched.clean()


def test_the_end_of_a_bar_is_dragged_alone(open_page: Any) -> None:
    page = open_page(NIGHT).page
    bar = page.locator("#three-causes .block.rest").nth(1)
    bar.hover()  # waits until the page has come to rest
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 14, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()
    assert page.locator("#three-causes .block.rest").nth(1).get_attribute("aria-valuetext").startswith("20:00 to 23:")


def test_everything_works_by_keys_and_by_buttons(open_page: Any) -> None:
    page = open_page(NIGHT).page
    bar = page.locator("#three-causes .block.rest").nth(1)
    bar.focus()
    page.keyboard.press("ArrowRight")
    assert bar.get_attribute("aria-valuetext") == "20:15 to 22:45 on day 1"
    page.keyboard.press("Shift+ArrowLeft")
    assert bar.get_attribute("aria-valuetext") == "20:15 to 22:30 on day 1"
    tools = page.locator("#three-causes .plan-tools")
    tools.get_by_role("button", name="Earlier").click()
    assert bar.get_attribute("aria-valuetext") == "20:00 to 22:15 on day 1"
    tools.get_by_role("button", name="Longer").click()
    assert bar.get_attribute("aria-valuetext") == "20:00 to 22:30 on day 1"
    count = page.locator("#three-causes .block.rest").count()
    bar.focus()
    page.keyboard.press("Delete")
    assert page.locator("#three-causes .block.rest").count() == count - 1
    tools.get_by_role("button", name="Add to “Sitting still”").click()
    assert page.locator("#three-causes .block.rest").count() == count


def test_a_question_sets_the_plan_and_keeps_the_former_curve(open_page: Any) -> None:
    page = open_page(NIGHT).page
    page.get_by_role("button", name="The same film in the morning").click()
    assert "sitting still 08:30 to 11:00" in sentence(page)
    assert "not at all" in sentence(page)
    assert page.locator("#three-causes .curve.ghost").count() >= 1
    page.click("#three-causes .actions button >> nth=1")
    assert page.locator("#three-causes .curve.ghost").count() == 0


def test_the_figure_shows_itself_only_after_an_answer(open_page: Any) -> None:
    watched = open_page(IRON)
    page = watched.page
    assert page.locator("#sisters .timeline").count() == 0
    assert page.locator("#sisters .primary").is_disabled()
    page.locator("#sisters input[type=radio]").first.check()
    page.click("#sisters .primary")
    assert "You chose" in page.text_content("#sisters .wager")
    assert "14 tablets, 24 h apart" in sentence(page, "sisters")
    watched.clean()


def test_an_interval_spaces_the_tablets_and_one_may_be_skipped(open_page: Any) -> None:
    page = open_page(IRON).page
    assert page.locator("#tablets circle.block").count() == 14
    page.focus("#tablets-every")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator("#tablets circle.block").count() == 7
    page.locator("#tablets circle.block").nth(2).focus()
    page.keyboard.press("Delete")
    assert sentence(page, "tablets").find("6 tablets") >= 0


def test_the_link_keeps_plan_and_settings_and_a_bad_one_is_said(open_page: Any) -> None:
    page = open_page(f"{NIGHT}?figure-three-causes=relief:0.5,still:9-10.5,sleep:none").page
    assert "sitting still 09:00 to 10:30 on day 1" in sentence(page)
    assert "asleep" not in sentence(page)
    assert page.input_value("#three-causes-relief") == "0.5"
    for bad in ("still:10-9", "still:a-b", "still:1-2_1.5-3", "sofa:1-2", "relief:7"):
        page = open_page(f"{NIGHT}?figure-three-causes={bad}").page
        assert "asked for a state this figure does not have" in page.text_content("#three-causes .message")
        assert "20:00 to 22:30" in sentence(page)


def test_a_finger_moves_a_bar_and_the_page_still_scrolls_elsewhere(open_page: Any) -> None:
    page = open_page(NIGHT, width=390, touch=True).page
    bar = page.locator("#three-causes .block.rest").nth(1)
    bar.hover()  # waits until the page has come to rest
    assert page.evaluate("getComputedStyle(document.querySelector('#three-causes .block.rest')).touchAction") == "none"
    assert page.evaluate("getComputedStyle(document.querySelector('#three-causes .timeline')).touchAction") == "pan-y"
    bar.tap()
    assert page.get_by_role("button", name="Later").count() == 1


def test_a_plan_of_years_is_told_in_years_and_a_span_of_doses_holds_in_it(open_page: Any) -> None:
    page = open_page("notebooks/treatment/dopaminergic-agents-and-augmentation.html").page
    page.wait_for_selector("#years .wager")
    page.locator("#years input[type=radio]").first.check()
    page.click("#years .primary")
    assert "low dose 0.25 y to 2 y; twice that 2 y to 6 y" in sentence(page, "years")
    page.get_by_role("button", name="Stop after five years").click()
    stopped = sentence(page, "years")
    assert "and 24 after six" in stopped
    assert "6 y" in page.text_content("#years svg.timeline")
    bar = page.locator("#years .block.second").first
    bar.focus()
    page.keyboard.press("Shift+ArrowLeft")
    assert sentence(page, "years") != stopped
