"""A fact reads the same everywhere: with true minus signs, dashes and spaces that do not break."""

from __future__ import annotations

import dataclasses

import pytest

from restlesslegs.evidence import Facts, UnverifiedFactError, show
from restlesslegs.evidence.format import format_fact, format_interval, format_number, format_value, long_description, with_sources

NARROW, NO_BREAK, MINUS, EN_DASH = "\u202f", "\u00a0", "\u2212", "\u2013"


def test_a_percentage_has_a_narrow_space(small: Facts) -> None:
    assert format_fact(small["rats-dopamine"]) == f"53{NARROW}%"


def test_a_fall_has_a_true_minus_sign(small: Facts) -> None:
    fall = dataclasses.replace(small["rats-dopamine"], value=-30.0)
    assert format_value(fall) == f"{MINUS}30{NARROW}%"


def test_an_estimate_shows_its_interval_in_words_when_it_is_negative(small: Facts) -> None:
    interval = f"95{NARROW}% CI {MINUS}6.25 to {MINUS}1.31"
    assert format_interval(small["trial-score"]) == interval
    assert format_fact(small["trial-score"]) == f"{MINUS}3.78{NO_BREAK}points ({interval})"


def test_a_positive_interval_has_an_en_dash(small: Facts) -> None:
    ratio = dataclasses.replace(small["trial-score"], value=2.57, low=1.95, high=3.39, unit="1")
    assert format_fact(ratio) == f"2.57 (95{NARROW}% CI 1.95{EN_DASH}3.39)"


def test_a_range_stands_alone(small: Facts) -> None:
    assert format_fact(small["day-night"]) == f"15{EN_DASH}20{NARROW}%"


def test_clock_hours_read_as_times_past_midnight(small: Facts) -> None:
    assert format_fact(small["hours-worst"]) == "21:20 to 08:00"


def test_a_count_says_what_was_counted_of_how_many(small: Facts) -> None:
    assert format_fact(small["people-low"]).replace(NO_BREAK, " ") == "6 of 13 people with RLS"


def test_a_direction_is_words(small: Facts) -> None:
    assert format_fact(small["enzyme-direction"]) == "higher"
    assert format_interval(small["enzyme-direction"]) == ""


def test_a_number_may_be_qualified(small: Facts) -> None:
    bound = dataclasses.replace(small["rats-dopamine"], value=100.0, unit="times", display="at least")
    assert format_fact(bound) == f"at least{NO_BREAK}100{NO_BREAK}times"


@pytest.mark.parametrize(("number", "text"), [(0.002024, "0.002024"), (7082, "7082"), (100882, f"100{NARROW}882"), (-0.5, f"{MINUS}0.5"), (0.0, "0")])
def test_numbers(number: float, text: str) -> None:
    assert format_number(number) == text


@pytest.mark.parametrize("words", [format_fact, format_value, format_interval, long_description])
def test_a_fact_from_memory_is_never_shown(small: Facts, words: object) -> None:
    assert callable(words)
    assert small["from-memory"].value == 1.11
    with pytest.raises(UnverifiedFactError, match=r"'from-memory' \(facts\.csv:9\)"):
        words(small["from-memory"])


def test_a_fact_of_the_book_from_memory_is_refused() -> None:
    with pytest.raises(UnverifiedFactError, match="best2009-nadph"):
        show("best2009-nadph")


def test_the_description_tells_measure_study_and_how_it_was_checked(small: Facts) -> None:
    measure, study, checked = long_description(small["trial-score"])
    assert measure == f"Difference in score: {format_fact(small['trial-score'])}."
    assert study == "Study: pooled analysis of studies, 1994; adults; 345 people in all."
    assert checked == "How checked: we read it in the source itself: table 2."


def test_the_description_says_when_the_number_studied_was_not_seen(small: Facts) -> None:
    assert "number of animals not seen" in long_description(small["day-night"])[1]


def test_the_description_gives_the_spread(small: Facts) -> None:
    spread = dataclasses.replace(small["rats-dopamine"], sd=4.0)
    assert f"standard deviation 4{NARROW}%" in long_description(spread)[0]


def test_the_id_of_a_fact_in_plain_text_becomes_its_source_and_other_words_stay(small: Facts) -> None:
    fact = small["rats-dopamine"]
    assert with_sources("slow-release tablets (rats-dopamine); rats-dopamine-x", small) == f"slow-release tablets ({fact.source.short}); rats-dopamine-x"
