"""The figure of a hundred people: counts from facts, their intervals, guesses, and declarations that are refused by name."""

from __future__ import annotations

from typing import Any

import pytest
import traitlets
from scipy.stats import binomtest  # type: ignore[import-untyped]  # it ships no types

from restlesslegs import augmentation
from restlesslegs.evidence import facts
from restlesslegs.stats import wilson
from restlesslegs.widgets import Count, Group, People, Scene
from restlesslegs.widgets.parts import FigureError


def figure(**changes: Any) -> People:
    given: dict[str, Any] = {
        "scenes": [
            Scene(
                "better",
                "Better",
                "Look.",
                "are much better",
                [
                    Group("Agonist", "on an agonist", Count("wilt2013-a2d-placebo-responders", times="wilt2013-da-responders-rr")),
                    Group("Placebo", "on placebo", Count("wilt2013-a2d-placebo-responders")),
                ],
                guess=True,
            ),
            Scene("urges", "Urges", "", "lose control of an urge", [Group("Drug", "on the drug", Count("voon2011-icd-any", people=True))], "bad"),
        ]
    }
    return People("p", "A hundred people", **(given | changes))


@pytest.mark.parametrize(("count", "n"), [(0, 10), (3, 140), (10, 140), (70, 140), (140, 140)])
def test_wilson_interval_is_that_of_scipy(count: int, n: int) -> None:
    assert wilson(count, n) == pytest.approx(tuple(binomtest(count, n).proportion_ci(method="wilson")), abs=1e-12)


def test_a_count_takes_over_the_interval_of_its_fact_or_works_it_out() -> None:
    table = figure().results.set_index(["scene", "group"])
    base, ratio = facts["wilt2013-a2d-placebo-responders"].value, facts["wilt2013-da-responders-rr"]
    assert base is not None
    assert ratio.value is not None
    assert table.loc[("better", "Agonist"), "value"] == pytest.approx(base * ratio.value)
    assert table.loc[("better", "Agonist"), "low"] == pytest.approx(base * (ratio.low or 0))
    assert table.loc[("better", "Placebo"), "low"] != table.loc[("better", "Placebo"), "low"]  # not seen
    own = facts["voon2011-icd-any"]
    assert own.n is not None
    assert own.value is not None
    assert table.loc[("urges", "Drug"), "high"] == pytest.approx(100 * wilson(own.value / 100 * own.n, own.n)[1])


def test_the_interval_of_a_difference_is_newcombes() -> None:
    counts = [(56, 70), (48, 80)]  # the worked example of Newcombe 1998, method 10
    groups = []
    for c, n in counts:
        low, high = wilson(c, n)
        groups.append(Group("g", f"in {n}", Count(value=100 * c / n, low=100 * low, high=100 * high, sources=["voon2011-icd-any"])))
    one = figure(scenes=[Scene("s", "S", "", "do", groups)])
    told = one.spec["questions"][0]["difference"]
    assert (told["low"] / 100, told["high"] / 100) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_words_wait_for_the_guess_and_then_say_the_numbers() -> None:
    one = figure()
    assert one.static()["sentence"] == "Guess first: how many of a hundred people are much better?"
    one.guesses = {"better": [66, 90]}
    one.committed = ["better"]
    said = one.static()["sentence"]
    assert said.startswith("Of 100 people on an agonist, 66 are much better (57 to 76); of 100 people on placebo, 41 are much better.")
    assert "25 more of a hundred on an agonist (95 % interval 16 to 35)" in said
    assert "one in 4 of those treated gains by it" in said
    assert "You guessed 66 on an agonist: close. You guessed 90 on placebo." in said
    one.ask("urges")
    assert one.static()["sentence"] == "Of 100 people on the drug, 7 lose control of an urge (4 to 13)."
    with pytest.raises(traitlets.TraitError, match="no question 'who'"):
        one.ask("who")
    with pytest.raises(traitlets.TraitError, match="do not fit scene 'better'"):
        one.guesses = {"better": [101, 3]}
    assert one.guesses == {"better": [66, 90]}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scenes": []}, "nothing happens to anybody"),
        ({"scenes": [Scene("s", "S", "", "do", [])]}, "scene 's': it needs one to four groups"),
        ({"scenes": [Scene("s", "S", "", "do", [Group("g", "n", Count("wilt2013-da-responders-rr"))])]}, "'wilt2013-da-responders-rr' is no share in %"),
        ({"scenes": [Scene("s", "S", "", "do", [Group("g", "n", Count("voon2011-icd-any", times="voon2011-icd-any"))])]}, "'voon2011-icd-any' is no ratio with an interval"),
        ({"scenes": [Scene("s", "S", "", "do", [Group("g", "n", Count())])]}, "a count needs a fact, or a value with its sources"),
        ({"scenes": [Scene("s", "S", "", "do", [Group("g", "n", Count(value=140, sources=["voon2011-icd-any"]))])]}, "cannot be how many of a hundred"),
    ],
)
def test_a_wrong_declaration_names_what_is_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        figure(**changes)


def test_a_scene_of_years_follows_the_year_and_says_where_nobody_watched() -> None:
    course = augmentation.course("hogl2010-aug-levodopa")
    one = figure(scenes=[Scene("years", "Years", "", "have it", [Group("Levodopa", "on levodopa", Count(course=course))], "bad", years=(10, 0.5))])
    assert one.results.loc[0, "value"] == pytest.approx(facts["hogl2010-aug-levodopa"].value)
    assert one.static()["sentence"] == "After 0.5 years, of 100 people on levodopa, 60 have it (47 to 71)."
    one.years = 1
    assert one.results.loc[0, "value"] == pytest.approx(course.risk(1).value)
    assert one.static()["sentence"] == f"After 1 year, of 100 people on levodopa, {course.risk(1).value:.0f} have it, if it went on as before."
    with pytest.raises(traitlets.TraitError, match="years is 11, outside 0 to 10"):
        one.years = 11


@pytest.mark.parametrize(
    ("count", "years", "reason"),
    [
        (Count("voon2011-icd-any"), (10, 1), "a course needs a scene of years"),
        (Count(course=augmentation.course("hogl2010-aug-levodopa")), None, "a course needs a scene of years"),
        (Count(course=augmentation.course("hogl2010-aug-levodopa")), (1, 2), "year 2 is outside 0 to 1"),
    ],
)
def test_a_scene_of_years_without_courses_is_refused(count: Count, years: tuple[float, float] | None, reason: str) -> None:
    with pytest.raises(FigureError, match=reason):
        figure(scenes=[Scene("s", "S", "", "do", [Group("g", "in g", count)], years=years)])


def test_scenes_of_years_share_their_years() -> None:
    groups = [Group("Levodopa", "on levodopa", Count(course=augmentation.course("hogl2010-aug-levodopa")))]
    with pytest.raises(FigureError, match="differ in their years"):
        figure(scenes=[Scene("a", "A", "", "do", groups, years=(10, 1)), Scene("b", "B", "", "do", groups, years=(5, 1))])
