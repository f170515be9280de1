"""The shorthand of guidelines and numbers is put into words, and only where it stands."""

from __future__ import annotations

import re

from restlesslegs.evidence import facts, guidelines
from restlesslegs.evidence.format import format_fact
from restlesslegs.sphinx import legend
from restlesslegs.sphinx.guidelines import GRADES, in_words, note


def test_a_table_explains_what_stands_in_it_and_nothing_else() -> None:
    words = note([guidelines["aasm2025-ferrous-sulfate-by-mouth"], guidelines["irlssg2018-iron-by-mouth-or-by-vein-children"]])
    assert words.startswith(GRADES)
    assert "conditional for most" in words
    assert "Suitable iron status" in words
    assert "class IV" in words
    assert "letters" not in words
    assert "Primary" not in words


def test_one_guideline_alone_is_not_compared() -> None:
    assert GRADES not in note([guidelines["aasm2025-ferrous-sulfate-by-mouth"]])
    assert note([guidelines["silber2018-methadone"]]).startswith("Refractory RLS is")


def test_a_table_in_plain_words_has_no_note() -> None:
    assert note([guidelines["label-gabapentin-clcr-below-15"], guidelines["pn2017-dose-of-gabapentin"]]) == ""


def test_no_abbreviation_of_a_guideline_is_left_unsaid() -> None:
    for row in guidelines.values():
        named = [word for cell in in_words(row) for word in re.findall(r"\b(?:[A-Z]{3,}(?:SSG)?)\b", cell) if word not in {"RLS", "US"} and f"({word})" not in cell]
        said = note([row])
        assert [word for word in named if word not in said] == [], row.id


def test_numbers_are_explained_by_their_form() -> None:
    words = legend.explain(legend.NUMBERS, [format_fact(facts["earley2024-cgi-response"])])
    assert "confidence interval" in words
    assert "Odds ratio" in words
    assert "nterquartile" not in words
    quartiles = legend.explain(legend.NUMBERS, [format_fact(facts["siebenthal2023-ferritin-daily"])])
    assert quartiles.startswith("Interquartile range")
    assert "Range:" not in quartiles
    assert legend.explain(legend.NUMBERS, ["3.2 points"]) == ""
