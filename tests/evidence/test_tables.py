"""Facts, claims and sources are had by id, as typed values that know where they stand."""

from __future__ import annotations

import dataclasses

import pytest

from restlesslegs.evidence import EvidenceError, Facts, UnknownClaimError, UnknownFactError, UnknownSourceError, claim, claims, facts, show, source, sources
from restlesslegs.evidence.format import format_fact, long_description
from tests.evidence.conftest import SOUND


def test_a_fact_is_a_typed_value_that_knows_its_line(small: Facts) -> None:
    fact = small["trial-score"]
    assert (fact.value, fact.low, fact.high, fact.interval, fact.n, fact.unit) == (-3.78, -6.25, -1.31, "ci95", 345, "points")
    assert (fact.sd, fact.source.id, fact.where) == (None, "good1994", "facts.csv:3")
    with pytest.raises(dataclasses.FrozenInstanceError):
        fact.value = 0.0  # type: ignore[misc]  # what the type checker forbids is what is tried


def test_lines_are_right_after_a_cell_that_spans_two(small: Facts) -> None:
    assert small["day-night"].line == 5
    assert small["hours-worst"].line == 7


@pytest.mark.parametrize(
    ("registry", "error", "name", "close"),
    [
        (facts, UnknownFactError, "beard1994-edda", "beard1994-eda"),
        (claims, UnknownClaimError, "th-rised", "th-raised"),
        (sources, UnknownSourceError, "beard1994microdialisis", "beard1994microdialysis"),
    ],
)
def test_an_unknown_id_names_what_is_close(registry: Facts, error: type[EvidenceError], name: str, close: str) -> None:
    with pytest.raises(error) as caught:
        registry[name]
    assert isinstance(caught.value, KeyError)
    assert f"'{name}'; did you mean {close}" in str(caught.value)


def test_an_id_like_nothing_gets_no_hint() -> None:
    with pytest.raises(UnknownFactError) as caught:
        show("zzzz")
    assert str(caught.value) == "there is no fact 'zzzz'"


def test_registries_are_mappings(small: Facts) -> None:
    assert "rats-dopamine" in small
    assert "nothing" not in small
    assert small.get("nothing") is None
    assert next(iter(small)) == "rats-dopamine"
    assert len(small) == 7


def test_the_frame_has_a_row_a_fact_with_numbers_as_numbers(small: Facts) -> None:
    frame = small.frame()
    assert list(frame.index) == list(small)
    assert frame.loc["trial-score", "low"] == -6.25
    assert frame.loc["trial-score", "source"] == "good1994"
    assert frame["n"].isna().sum() == 1
    assert frame["value"].mean() == pytest.approx((53 - 3.78 + 6 + 1.11) / 4)


def test_a_source_reads_as_a_reference() -> None:
    entries = {entry.id: entry for entry in source.load(SOUND / "references.bib")}
    good = entries["good1994"]
    assert good.short == "Beard et al. 1994"
    assert good.citation == "Beard JL, Chen Q, Connor J. A study of Rats and öther animals. Journal of Rats 1994; 48(3): 621–624."
    assert good.link == "https://doi.org/10.1016/0091-3057(94)90323-9"
    assert entries["pair2006"].short == "Kim and Reed 2006"
    assert entries["pair2006"].citation == "Kim R, Reed MC. A model? Models 2006."
    assert entries["pair2006"].link == "https://pubmed.ncbi.nlm.nih.gov/33596936/"


def test_what_is_not_confirmed_about_a_source_is_printed() -> None:
    entries = {entry.id: entry for entry in source.load(SOUND / "references.bib")}
    assert entries["others2006"].citation == "Earley CJ et al. One. 2006. [title not confirmed]"


def test_sources_that_would_read_alike_get_letters() -> None:
    entries = {entry.id: entry for entry in source.load(SOUND / "references.bib")}
    assert entries["others2006"].short == "Earley et al. 2006a"
    assert entries["more2006"].short == "Earley et al. 2006b"


def test_a_source_whose_authors_were_not_seen_goes_by_its_title() -> None:
    assert sources["japan2020enacarbil"].short == "“Gabapentin enacarbil 600 mg …” 2020"
    assert not any(entry.short.startswith("Authors not seen") for entry in sources.values())


def test_a_doi_with_angle_brackets_makes_a_valid_address() -> None:
    assert "<" not in sources["trenkwalder1999circadian"].link


def test_every_verified_fact_of_the_book_can_be_printed() -> None:
    for fact in facts.values():
        if fact.verified:
            assert format_fact(fact), fact.where
            assert all(line.endswith(".") and "  " not in line for line in long_description(fact)), fact.where


def test_every_claim_of_the_book_rests_on_facts_or_says_that_there_are_none() -> None:
    for entry in claims.values():
        assert entry.facts_for or entry.facts_against or entry.none_found, entry.id


def test_a_claim_may_rest_on_no_fact_if_it_says_so(small: Facts) -> None:
    entry = claim.load(SOUND / "claims.csv", small)[1]
    assert (entry.facts_for, entry.facts_against) == ((), ())
    assert entry.none_found == "No fact is needed."
    assert entry.leaves_out == "How long it takes to read one."


#: What the chapter's figures and the model's card stand on, as read in the sources.
READ = {
    "beard1994-eda": 53,
    "beard1994-hva": 30,
    "nelson1997b-eda": 30,
    "erikson2000-dat-caudate": -30,
    "bianco2009-dat-light": -20,
    "bianco2009-dat-dark": -28,
    "connor2009-d2-putamen": -30,
    "best2009-cda-ss": 2.65,
    "best2009-vda-ss": 81,
    "best2009-tyr-ss": 126,
    "best2009-dat-vmax": 8000,
    "trotti2019-irls-md": -3.78,
    "scholz2011-da-irls-md": -5.7,
}


@pytest.mark.parametrize(("fact_id", "value"), READ.items())
def test_the_numbers_the_chapter_stands_on(fact_id: str, value: float) -> None:
    assert facts[fact_id].value == value
    assert facts[fact_id].verified


def test_the_size_of_the_rise_in_the_enzyme_was_not_seen() -> None:
    assert facts["connor2009-th-direction"].kind == "direction"
    assert facts["connor2009-th-direction"].value is None
