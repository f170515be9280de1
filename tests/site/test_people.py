"""A hundred people, and doses, in the built page: guessed first, then shown; by keys, kept in the address."""

from __future__ import annotations

from typing import Any

from tests.site.pages import sentence

PAGE = "notebooks/treatment/alpha2delta-ligands.html"


def test_people_are_guessed_before_they_are_shown(open_page: Any) -> None:
    watched = open_page(PAGE)
    page = watched.page
    page.wait_for_selector("#hundred .wager")
    assert page.locator("#hundred svg.people-chart").count() == 0
    assert "Guess first" in sentence(page, "hundred")
    slider = page.locator("#hundred-better-0")
    slider.focus()
    page.keyboard.press("End")
    page.click("#hundred .commit .primary")
    page.wait_for_selector("#hundred svg.people-chart")
    assert page.locator("#hundred svg.people-chart").count() == 2
    said = sentence(page, "hundred")
    assert "You guessed 100 on an α2δ ligand." in said
    counted = page.locator("#hundred svg.people-chart").first.locator(".person.sure, .person.likely").count()
    assert f"{counted} have their severity at least halved" in said
    page.get_by_role("button", name="Sleepy").click()
    page.wait_for_function("location.search.includes('figure-hundred=q:sleepy')")
    assert "of those treated" not in sentence(page, "hundred")  # no interval was seen
    watched.clean()


def test_a_link_opens_a_scene_and_a_bad_one_says_why(open_page: Any) -> None:
    page = open_page(PAGE + "?figure-hundred=q:augmentation").page
    page.wait_for_function("document.querySelectorAll('#hundred svg.people-chart').length === 3")
    page = open_page(PAGE + "?figure-hundred=q:nothing").page
    page.wait_for_selector("#hundred .message p")
    assert "no question “nothing”" in page.text_content("#hundred .message")


def test_a_dose_line_is_drawn_by_pointer_or_keys_before_the_answer(open_page: Any) -> None:
    watched = open_page(PAGE)
    page = watched.page
    page.wait_for_selector("#gut .handle")
    assert page.locator("#gut .curve.drug").count() == 0
    chart = page.locator("#gut svg.dose")
    chart.hover()
    box = chart.bounding_box()
    before = page.locator("#gut-g2").input_value()
    page.mouse.click(box["x"] + box["width"] * 0.95, box["y"] + box["height"] * 0.7)
    page.wait_for_function(f"document.querySelector('#gut-g2').value !== '{before}'")
    page.locator("#gut-g0").focus()
    page.keyboard.press("ArrowLeft")
    page.click("#gut .commit .primary")
    page.wait_for_selector("#gut .curve.drug")
    assert page.locator("#gut svg.dose .fitted").count() == 5
    assert page.locator("#gut svg.dose .held-out").count() == 2
    assert "Of 600 mg of gabapentin" in sentence(page, "gut")
    page.locator("#gut input[value=share]").check()
    assert "%" in page.text_content("#gut svg.dose")
    page.locator("#gut-dose").focus()
    page.keyboard.press("End")
    page.wait_for_function("location.search.includes('figure-gut=dose:1600')")
    assert sentence(page, "gut").startswith("Of 1600 mg of gabapentin")
    watched.clean()


def test_a_bad_dose_in_the_address_is_refused_in_words(open_page: Any) -> None:
    page = open_page(PAGE + "?figure-gut=dose:99999").page
    page.wait_for_selector("#gut .message p")
    assert "dose is 99999, outside 0 to 1600" in page.text_content("#gut .message")


AGONISTS = "notebooks/treatment/dopaminergic-agents-and-augmentation.html"


def test_years_are_dragged_and_kept_in_the_address(open_page: Any) -> None:
    watched = open_page(AGONISTS)
    page = watched.page
    page.get_by_role("button", name="Augmentation, year by year").click()
    page.wait_for_selector("#hundred svg.years")
    before = sentence(page, "hundred")
    assert before.startswith("After 0.5 years, of 100 people on pramipexole")
    assert "if it went on" not in before
    page.locator("#hundred-years").focus()
    page.keyboard.press("End")
    page.wait_for_function("location.search.includes('figure-hundred=years:10,q:decade')")
    said = sentence(page, "hundred")
    assert said.startswith("After 10 years")
    assert "on levodopa, 100 have had augmentation, if it went on as before" in said
    # Beyond what was watched, people are drawn pale; the key says so, and no longer speaks of an interval that none has.
    assert "if it went on as before" in page.text_content("#hundred .keys")
    assert "interval" not in page.text_content("#hundred .keys")
    assert page.locator("#hundred .crowd:nth-child(3) .person.sure").count() == 0
    assert page.locator("#hundred .crowd:nth-child(3) .person.likely").count() == 100
    watched.clean()


def test_a_year_that_is_none_is_refused_in_words(open_page: Any) -> None:
    page = open_page(AGONISTS + "?figure-hundred=years:40,q:decade").page
    page.wait_for_selector("#hundred .message p")
    assert "years is 40, outside 0 to 10" in page.text_content("#hundred .message")
