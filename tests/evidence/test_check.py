"""Each defect of a table is found, with its file and line, and nothing else is reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from restlesslegs.evidence.__main__ import main
from restlesslegs.evidence.check import check
from tests.evidence.conftest import FIXTURES, SOUND

#: Fixture, where the report must point, and what it must say.
DEFECTS = [
    ("duplicate-id", "facts.csv:10", "stands already on line 2"),
    ("value-outside-interval", "facts.csv:10", "value 53 is outside its interval 54 to 60"),
    ("ends-reversed", "facts.csv:10", "'low' 20 is above 'high' 15"),
    ("half-an-interval", "facts.csv:10", "one end of an interval"),
    ("nameless-interval", "facts.csv:10", "name of their interval"),
    ("unknown-source", "facts.csv:10", "no source 'nobody1999'"),
    ("unknown-kind", "facts.csv:10", "'kind' is 'guess'"),
    ("unknown-interval", "facts.csv:10", "'interval' is 'ci66'"),
    ("unknown-checked", "facts.csv:10", "'checked' is 'rumour'"),
    ("unknown-unit", "facts.csv:10", "'unit' is 'furlongs'"),
    ("unknown-topic", "facts.csv:10", "'topic' is 'astrology'"),
    ("unknown-design", "facts.csv:10", "'design' is 'hearsay'"),
    ("not-a-number", "facts.csv:10", "'fifty', which is not a number"),
    ("not-finite", "facts.csv:10", "'inf', which is not a number"),
    ("not-a-whole-number", "facts.csv:10", "'12.5', which is not a whole number"),
    ("empty-statement", "facts.csv:10", "'statement' is empty"),
    ("full-stop", "facts.csv:10", "ends with a full stop"),
    ("share-above-100", "facts.csv:10", "value 130 is not possible in '%'"),
    ("share-below-0", "facts.csv:10", "value −3 is not possible in '%'"),
    ("rate-below-0", "facts.csv:10", "value −3 is not possible in '1/h'"),
    ("change-below-minus-100", "facts.csv:10", "value −130 is not possible in '% change'"),
    ("unit-mismatch", "facts.csv:10", "cannot be in '%'; it is in '1' or 'times'"),
    ("bad-id", "facts.csv:10", "does not conform to a constraint"),
    ("negative-spread", "facts.csv:10", "negative standard deviation"),
    ("count-above-n", "facts.csv:10", "counts 14 of 13"),
    ("count-of-nothing", "facts.csv:10", "what was counted"),
    ("direction-with-number", "facts.csv:10", "a direction has a number"),
    ("direction-without-words", "facts.csv:10", "which way, in words"),
    ("range-with-value", "facts.csv:10", "a range has 'low' and 'high' and no value"),
    ("estimate-without-value", "facts.csv:10", "needs a value"),
    ("estimate-without-unit", "facts.csv:10", "needs a unit"),
    ("estimate-without-measure", "facts.csv:10", "needs a measure"),
    ("missing-cell", "facts.csv:10", "3 cells, but there are 20 columns"),
    ("other-columns", "facts.csv:1", "the columns must be id,topic,"),
    ("open-quote", "facts.csv:10", "is not CSV"),
    ("not-utf8", "facts.csv:10", "is not in UTF-8"),
    ("claim-missing-fact", "claims.csv:3", "there is no fact 'rats-dopamin'"),
    ("claim-from-memory", "claims.csv:3", "fact 'from-memory' is from memory"),
    ("claim-without-facts", "claims.csv:3", "rests on no fact"),
    ("claim-none-found-but-facts", "claims.csv:3", "says in 'none_found' that there are none"),
    ("claim-fact-twice", "claims.csv:3", "is named twice"),
    ("claim-unknown-grade", "claims.csv:3", "'grade' is 'huge'"),
    ("claim-unknown-verdict", "claims.csv:3", "'verdict' is 'maybe'"),
    ("claim-duplicate", "claims.csv:3", "stands already on line 2"),
    ("recommendation-unknown-source", "guidelines.csv:3", "no source 'nobody1999'"),
    ("recommendation-duplicate", "guidelines.csv:3", "stands already on line 2"),
    ("recommendation-unknown-checked", "guidelines.csv:3", "'checked' is 'rumour'"),
    ("result-unknown-source", "reproductions.csv:3", "no source 'nobody1999'"),
    ("result-from-memory", "reproductions.csv:3", "'mice' is from memory"),
    ("result-half-an-interval", "reproductions.csv:3", "one end of an interval"),
    ("result-unknown-method", "reproductions.csv:3", "'method' is 'guess'"),
    ("result-without-data", "mice.csv:0", "cannot be read"),
    ("result-without-spread", "mice.csv:3", "no estimate with a positive spread"),
    ("result-other-columns", "mice.csv:1", "the columns must be study, estimate"),
    ("arm-unknown-source", "arms.csv:4", "no source 'nobody1999'"),
    ("arm-without-spread", "arms.csv:4", "standard deviation 0 is not above 0"),
    ("arm-unknown-role", "arms.csv:4", "'role' is 'sham'"),
    ("arm-duplicate", "arms.csv:4", "stands already on line 2"),
    ("contrast-missing-fact", "contrasts.csv:3", "there is no fact 'nothing'"),
    ("contrast-without-interval", "contrasts.csv:3", "has no value with a 95 % interval"),
    ("bad-doi", "references.bib:1", "is not a bare DOI"),
    ("bad-pmid", "references.bib:12", "is not a PubMed number"),
    ("no-year", "references.bib:1", "has no year"),
    ("no-author", "references.bib:12", "has no author"),
    ("no-title", "references.bib:27", "has no title"),
    ("broken-bibtex", "references.bib:12", "is not BibTeX"),
    ("duplicate-key", "references.bib:20", "stands already on line 12"),
]


@pytest.mark.parametrize(("defect", "place", "message"), DEFECTS, ids=[defect for defect, _, _ in DEFECTS])
def test_a_defect_is_reported_with_file_and_line(seeded: Callable[..., Path], capsys: pytest.CaptureFixture[str], defect: str, place: str, message: str) -> None:
    assert main(["check", str(seeded(defect))]) == 1
    reported = capsys.readouterr()
    first, *rest = reported.err.splitlines()
    assert first.startswith(f"{place}: ")
    assert message in first
    assert [line.split()[:2] for line in rest] == [["1", "defect"]]
    assert reported.out == ""


def test_every_fixture_is_tried() -> None:
    assert {path.name for path in FIXTURES.iterdir()} == {"sound", *(defect for defect, _, _ in DEFECTS)}


@pytest.mark.parametrize("name", ["facts.csv", "claims.csv", "guidelines.csv", "arms.csv", "contrasts.csv", "reproductions.csv", "references.bib"])
def test_a_missing_table_is_reported(seeded: Callable[..., Path], name: str) -> None:
    folder = seeded()
    (folder / name).unlink()
    assert any(problem.file == name and "cannot be read" in problem.message for problem in check(folder))


def test_defects_of_all_tables_are_reported_together(seeded: Callable[..., Path]) -> None:
    problems = check(seeded("bad-doi", "claim-unknown-grade", "value-outside-interval"))
    assert [problem.file for problem in problems] == ["claims.csv", "facts.csv", "references.bib"]


def test_sound_tables_pass_and_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(SOUND)]) == 0
    out = capsys.readouterr().out
    assert "7 facts" in out
    assert "by topic: brain-iron 1, dopamine 3, circadian 2, iron-treatment 1" in out
    assert "by how checked: fulltext 1, abstract 4, excerpt 1, memory 1" in out
    assert "sources no fact uses: more2006, others2006, pair2006" in out


def test_the_books_own_tables_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0, capsys.readouterr().err
    assert "sources no fact uses" not in capsys.readouterr().out
