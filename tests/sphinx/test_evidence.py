"""Evidence in pages: the whole table, a table of some facts, citations, and under each source where it is used."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from restlesslegs.evidence import EvidenceError, facts, guidelines, sources
from restlesslegs.evidence.reproduction import results
from restlesslegs.sphinx.reproductions import in_words, row_of
from tests.sphinx.test_build import build

PAGES = {
    "index.md": "# Start\n\nIt rose by {fact}`beard1994-eda` {source}`best2009dopamine, connor2003autopsy`.\n\n```{toctree}\nevidence\nguidelines\nsources\n```\n",
    "evidence.md": "# All evidence\n\n```{evidence}\n```\n\n## Ours\n\n```{reproductions}\n```\n",
    "guidelines.md": "# Guidelines\n\n```{guidelines}\n```\n",
    "sources.md": "# All sources\n\n```{sources}\n```\n",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book with every list."""
    root = tmp_path_factory.mktemp("book")
    build(root, PAGES)
    return root


def read(book: Path, name: str) -> str:
    return (book / "_build" / "html" / name).read_text("utf-8")


def test_the_evidence_page_shows_every_verified_fact_once_and_no_other(book: Path) -> None:
    shown = re.findall(r'<li id="row-([\w-]+)"', read(book, "evidence.html"))
    assert sorted(shown) == sorted(fact.id for fact in facts.values() if fact.verified)


def test_rows_carry_what_the_filter_asks_for(book: Path) -> None:
    page = read(book, "evidence.html")
    row = re.search(r'<li id="row-trotti2019-irls-md"[^>]*>', page)
    assert row is not None
    for attribute in ('data-topic="iron-', 'data-design="meta-analysis"', 'data-checked="fulltext"', 'data-drug="iron"', "data-grade="):
        assert attribute in row[0]
    for name in ("topic", "drug", "design", "grade", "checked"):
        offered = re.search(rf'<select data-filter="{name}">(.*?)</select>', page)
        assert offered is not None
        assert offered[1].count("<option") > 2, name


def test_the_tables_can_be_taken_without_what_nobody_has_seen(book: Path) -> None:
    links = re.findall(r'href="([^"]+)" download', read(book, "evidence.html"))
    assert {Path(link).name for link in links} >= {"facts.csv", "claims.csv", "guidelines.csv", "references.bib", "datapackage.json"}
    for link in links:
        assert (book / "_build" / "html" / link).is_file(), link
    assert (book / "_build/html/_static/evidence/reproductions/normand1999meta.csv").is_file()
    rows = list(csv.DictReader(io.StringIO((book / "_build/html/_static/evidence/facts.csv").read_text("utf-8"))))
    assert {row["id"] for row in rows} == {fact.id for fact in facts.values() if fact.verified}


def test_published_results_stand_beside_ours(book: Path) -> None:
    page = read(book, "evidence.html")
    rows = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr.*?</tr>", page[page.index("Worked out here") :], re.DOTALL)]
    assert len(rows) == len(results())
    for row, one in zip(rows, results().values(), strict=True):
        assert row.count(in_words(one.printed)) == (1 if one.why_not else 2), row
        assert one.source.short in row
        assert one.why_not in row
    assert "evidence.html" in dict(re.findall(r'<li id="source-([\w-]+)">(.*?)</li>', read(book, "sources.html"), re.DOTALL))["normand1999meta"]


def test_a_published_result_that_ours_leaves_stops_the_build() -> None:
    one = results()["wilt2012-a2d-irls"]
    with pytest.raises(EvidenceError, match=r"'wilt2012-a2d-irls' \(reproductions.csv:3\).*published −4.26 .*ours −4.36"):
        row_of(one, ("-4.36", *one.printed[1:]))
    with pytest.raises(EvidenceError, match="'why_not' is 'the moon'"):
        row_of(replace(one, why_not="the moon"), one.printed)


def test_a_source_says_where_it_is_used(book: Path) -> None:
    page = read(book, "sources.html")
    assert sorted(re.findall(r'<li id="source-([\w-]+)"', page)) == sorted(sources)
    entry = dict(re.findall(r'<li id="source-([\w-]+)">(.*?)</li>', page, re.DOTALL))
    assert '<a href="index.html">Start</a>' in entry["beard1994microdialysis"]
    assert '<a href="index.html">Start</a>' in entry["best2009dopamine"]
    assert "index.html" not in entry["unger2014reversal"]
    assert "evidence.html?evidence-text=unger2014reversal" in entry["unger2014reversal"]


def test_a_citation_leads_to_its_source(book: Path) -> None:
    assert '<a class="cite" href="sources.html#source-best2009dopamine">' in read(book, "index.html")
    assert '<a class="cite" href="sources.html#source-connor2003autopsy">' in read(book, "evidence.html")


def test_guidelines_are_shown_newest_first_without_what_nobody_has_seen(book: Path) -> None:
    page = read(book, "guidelines.html")
    assert sorted(re.findall(r'<li id="([\w-]+)" data-filter-item', page)) == sorted(row.id for row in guidelines.values() if row.verified)
    years = [int(y) for y in re.findall(r'<h2 id="guideline-\d+">[^<]*, (\d{4})</h2>', page)]
    assert years == sorted(years, reverse=True)


def test_a_change_on_another_page_shows_under_the_source(book: Path, tmp_path: Path) -> None:
    build(tmp_path, PAGES)
    build(tmp_path, {"index.md": PAGES["index.md"].replace("best2009dopamine, ", "")})
    entry = re.search(r'<li id="source-best2009dopamine">(.*?)</li>', (tmp_path / "_build/html/sources.html").read_text("utf-8"), re.DOTALL)
    assert entry is not None
    assert "index.html" not in entry[1]


def test_a_table_of_facts_sets_findings_side_by_side(tmp_path: Path) -> None:
    build(tmp_path, {"index.md": "# A\n\n```{fact-table}\n:caption: Two findings\nbeard1994-eda\ntrotti2019-irls-md\n```\n"})
    page = (tmp_path / "_build/html/index.html").read_text("utf-8")
    assert "Two findings" in page
    assert 'href="#fact-beard1994-eda"' in page
    assert page.count("<tr") == 3


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("# A\n\n```{fact-table}\nbeard1994-eda\nno-such-fact\n```\n", 5, "there is no fact 'no-such-fact'"),
        ("# A\n\nSo says {source}`nobody1900`.\n", 3, "there is no source 'nobody1900'"),
    ],
)
def test_what_is_unknown_stops_the_build_and_names_file_and_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    said = build(tmp_path, {"index.md": text}, expect=1)
    assert re.search(rf"index\.md:{line}\b", said), said
    assert reason in said
