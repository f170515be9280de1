"""What readers do with the evidence: filter it, grade claims, take a forest plot apart; with and without script."""

from __future__ import annotations

import re
from typing import Any

from restlesslegs.evidence import claims, facts

AUDIT = "notebooks/bedside/how-sure-are-we.html"


def test_the_evidence_is_filtered_by_word_and_facet_and_the_link_keeps_it(open_page: Any) -> None:
    watched = open_page("evidence.html")
    page, verified = watched.page, sum(f.verified for f in facts.values())
    shown = "() => document.querySelectorAll('#evidence [data-filter-item]:not([hidden])').length"
    assert page.evaluate(shown) == verified
    page.fill('[data-filter="text"]', "pramipexole")
    page.wait_for_function(f"({shown})() < {verified}")
    page.select_option('[data-filter="topic"]', "augmentation")
    page.wait_for_function("document.querySelectorAll('#evidence [data-filter-group]:not([hidden])').length === 1")
    page.wait_for_url(re.compile("evidence-topic=augmentation"))
    count = page.evaluate(shown)
    assert 0 < count < 30
    assert f"{count} of {verified} findings" in page.text_content("form.filter")
    page.reload()
    page.wait_for_function(f"({shown})() === {count}")
    page.click('form.filter button[type="reset"]')
    page.wait_for_function(f"({shown})() === {verified}")
    page.fill('[data-filter="text"]', "zzzz")
    page.wait_for_function(f"({shown})() === 0")
    assert "None fits" in page.text_content("form.filter")
    watched.clean()


def test_a_bad_link_to_the_evidence_is_said_and_nothing_is_lost(open_page: Any) -> None:
    page = open_page("evidence.html?evidence-topic=astrology").page
    assert "astrology" in page.text_content("form.filter .filter-message")
    assert page.evaluate("document.querySelectorAll('#evidence [data-filter-item]:not([hidden])').length") > 500


def test_without_script_the_evidence_and_the_audit_stand_whole(open_page: Any) -> None:
    page = open_page("evidence.html", script=False).page
    assert page.locator("#evidence [data-filter-item]").count() == sum(f.verified for f in facts.values())
    assert not page.is_visible("form.filter")
    page = open_page(AUDIT, script=False).page
    assert page.locator("#audit .claim").count() == 25
    side = page.locator("#claim-c24 details").first
    side.locator("summary").click()
    assert side.locator("li").first.is_visible()


def test_the_audit_shows_each_claim_with_verdict_grade_and_what_it_rests_on(open_page: Any) -> None:
    page = open_page(AUDIT).page
    ids = [f"c{n:02}" for n in range(1, 26)]
    assert [str(t) for t in page.locator("#audit .claim-id").all_text_contents()] == ids
    for name in ids:
        card = page.locator(f"#claim-{name}")
        graded = card.locator(".grade").text_content()
        assert claims[name].verdict in graded
        assert claims[name].grade in graded
        assert card.locator("a.fact").count() >= 1 or "No fact" in card.text_content()
        assert "What would change our mind" in card.text_content()


def test_the_audit_works_by_keyboard(open_page: Any) -> None:
    page = open_page(AUDIT).page
    summary = page.locator("#claim-c07 summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#claim-c07 details").first.get_attribute("open") is not None
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "fact"


def test_the_forest_answers_each_choice_in_words(open_page: Any) -> None:
    watched = open_page(AUDIT)
    page = watched.page
    all_trials = page.text_content("#trials .sentence")
    page.locator("#trials .chips button", has_text="Does the same hold for iron?").first.click()
    iron = page.text_content("#trials .sentence")
    assert iron != all_trials
    assert "iron" in iron
    page.locator("#trials label", has_text="Deng 2017").first.click()
    assert page.text_content("#trials .sentence") not in (iron, all_trials)
    page.locator("#trials").get_by_text("fixed effect").click()
    assert "share one true effect" in page.text_content("#trials .sentence")
    assert "trials=" in page.url
    watched.clean()


def test_a_forest_without_a_trial_says_so(open_page: Any) -> None:
    page = open_page(AUDIT).page
    box = page.get_by_role("figure", name="Trials against placebo").get_by_role("checkbox", name="All trials")
    box.click()
    if box.is_checked():
        box.click()
    assert "nothing to pool" in page.text_content("#trials .sentence")
    assert page.locator("#trials .totals .diamond:not(.ghost)").count() == 0


def grade(page: Any, count: int) -> None:
    for n in range(count):
        page.locator("#ten-claims fieldset").nth(n).locator("input").nth(n % 4).check()


def test_the_book_answers_only_when_all_claims_are_graded(open_page: Any) -> None:
    watched = open_page(AUDIT)
    page = watched.page
    assert "Verdict:" not in page.text_content("#ten-claims")
    grade(page, 9)
    page.click("#ten-claims .primary")
    assert "Grade the other 1 first" in page.text_content("#ten-claims .message")
    assert page.evaluate("document.activeElement.name") == "ten-claims-c24"
    page.keyboard.press("Space")
    page.click("#ten-claims .primary")
    assert page.locator("#ten-claims .answer").count() == 10
    assert "claims. Kappa is" in page.text_content("#ten-claims .sentence")
    assert sum(int(t) for t in page.locator("#ten-claims .agreement td").all_text_contents() if t.isdigit()) == 10
    watched.clean()


def test_grades_survive_a_reload_and_a_bad_link_is_said(open_page: Any) -> None:
    page = open_page(AUDIT).page
    grade(page, 10)
    page.click("#ten-claims .primary")
    said = page.text_content("#ten-claims .sentence")
    address = page.url
    page.reload()
    page.wait_for_selector("#ten-claims .answer")
    assert page.text_content("#ten-claims .sentence") == said
    page.get_by_role("figure", name="Ten claims").get_by_role("button", name="Grade again").click()
    assert "0 of 10" in page.text_content("#ten-claims .sentence")
    for wrong in ("01", "9999999999", "0123012301,hidden"):
        page.goto(address.split("?")[0] + f"?figure-ten-claims={wrong}")
        page.wait_for_selector("#ten-claims .message p")
        assert "do not fit this figure" in page.text_content("#ten-claims .message")
        assert "0 of 10" in page.text_content("#ten-claims .sentence")
