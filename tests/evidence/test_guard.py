"""Pages take numbers from the tables: what is typed, unknown or unverified is reported with file and line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restlesslegs.evidence import guard
from restlesslegs.evidence.__main__ import main
from restlesslegs.evidence.pages import prose_of_markdown

Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Make a small checkout: a Markdown page, a notebook of one text and one code cell, an allow-list."""

    def make(page: str = "", text: str = "", code: str = "", allowed: str = "", questions: str = "") -> Path:
        root = tmp_path / "checkout"
        for folder in ("book/questions", "notebooks/causes"):
            (root / folder).mkdir(parents=True)
        (root / "book" / "page.md").write_text(f"# A page\n\n{page}\n", "utf-8")
        (root / "book" / "questions" / "topic.yaml").write_text(questions, "utf-8")
        if allowed:
            (root / "book" / "typed-numbers.toml").write_text(allowed, "utf-8")
        cells = [
            {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# A chapter\n\n{text}".splitlines(keepends=True)},
            {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": None, "outputs": [], "source": code.splitlines(keepends=True)},
        ]
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (root / "notebooks" / "causes" / "topic.ipynb").write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")
        return root

    return make


def reported(folder: Path, root: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Run the command; return its lines but for sources without use, of which the small tables have some."""
    code = main(["check", str(folder), "--book", str(root)])
    lines = [line for line in capsys.readouterr().err.splitlines() if "nothing refers to it" not in line and " defect" not in line]
    assert code == 1
    return lines


TYPED = [
    ("It helped 61 % of people.", "61"),
    ("The odds ratio was 1.98.", "1.98"),
    ("The score fell by −3.78 points.", "−3.78"),
    ("They were 7,051 in all.", "7,051"),
    ("A field of 7T is strong.", "7"),
    ("Given 40mg at night.", "40"),
    ("About twelve percent had it.", "twelve percent"),
    ("Sixty-two per cent had it.", "Sixty-two per cent"),
]


@pytest.mark.parametrize(("sentence", "number"), TYPED)
def test_a_number_typed_into_a_page_is_reported(book: Book, seeded: Callable[..., Path], capsys: pytest.CaptureFixture[str], sentence: str, number: str) -> None:
    lines = reported(seeded(), book(page=sentence, text=sentence), capsys)
    assert [line.split(" is typed")[0] for line in lines] == [f"book/page.md:3: '{number}'", f"notebooks/causes/topic.ipynb:10: '{number}'"]


def test_numbers_in_words_of_figures_and_questions_are_reported(book: Book, seeded: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = book(code='Explorer("a",\n  "Half of 30 people")', questions="- id: q1\n  text: Is it 12 %?\n")
    lines = reported(seeded(), root, capsys)
    assert lines[0].startswith("book/questions/topic.yaml:2: '12'")
    assert lines[1].startswith("notebooks/causes/topic.ipynb:20: '30'")
    assert len(lines) == 2


def test_a_facts_number_copied_into_code_is_reported(book: Book, seeded: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = reported(seeded(), book(code="a = 0.5\nfell = -3.78\n"), capsys)
    assert line.startswith("notebooks/causes/topic.ipynb:20: 3.78 in the code is the number of fact 'trial-score'")


@pytest.mark.parametrize(
    "harmless",
    [
        "D2 receptors, L-DOPA, 3-O-methyldopa, BH4, A1 and α2δ are names.",
        "The fact {fact}`trial-score` and the code `x = 12` and the formula $12 x^2$.",
        "1. First\n2. Second",
        "See [there](https://example.org/2024/12) or <https://doi.org/10.1/2>.",
        '```python\nx = 12\n```\n\n<span data-n="12">words</span>',
    ],
)
def test_what_is_no_number_of_prose_is_left_alone(book: Book, harmless: str) -> None:
    assert guard.typed_numbers(book(page=harmless, text=harmless), {}) == []


def test_a_number_may_be_allowed_with_a_reason(book: Book) -> None:
    root = book(page="From 0 to 40, and 12.", allowed='[[allowed]]\ntext = "From 0 to 40"\nreason = "range of a scale"\n')
    assert [p.message.split(" is typed")[0] for p in guard.typed_numbers(root, {})] == ["'12'"]


@pytest.mark.parametrize(
    ("allowed", "message"),
    [
        ('[[allowed]]\ntext = "0 to 40"\n', "needs 'text' and 'reason'"),
        ('[[allowed]]\ntext = "nowhere 7"\nreason = "x"\n', "'nowhere 7' stands on no page any more"),
        ("[[allowed]\n", "is not TOML"),
        ('[[allow]]\ntext = "7"\nreason = "x"\n', "unknown table 'allow'"),
    ],
)
def test_a_bad_allow_list_is_reported(book: Book, allowed: str, message: str) -> None:
    (problem,) = guard.typed_numbers(book(allowed=allowed), {})
    assert problem.file == "book/typed-numbers.toml"
    assert message in problem.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("It was {fact}`rats-dopamin`.", "there is no fact 'rats-dopamin'; did you mean rats-dopamine"),
        ("It was {value}`from-memory`.", "fact 'from-memory' (facts.csv:9) is from memory"),
        ("```{claims}\ndopamine-razed\n```", "there is no claim 'dopamine-razed'"),
        ("```{fact-table}\nrats-dopamin\n```", "there is no fact 'rats-dopamin'"),
        ("```{fact-table}\nfrom-memory\n```", "is from memory and may not be shown"),
        ("So says {source}`nobody1999`.", "there is no source 'nobody1999'"),
    ],
)
def test_a_wrong_reference_is_reported_with_file_and_line(book: Book, seeded: Callable[..., Path], capsys: pytest.CaptureFixture[str], text: str, message: str) -> None:
    block = text.startswith("```")
    lines = reported(seeded(), book(page=text, text=text), capsys)
    assert [line.split(": ")[0] for line in lines] == [f"book/page.md:{4 if block else 3}", f"notebooks/causes/topic.ipynb:{11 if block else 10}"]
    assert all(message in line for line in lines)


def test_a_source_that_nothing_uses_is_reported(book: Book, seeded: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = book(page="So say {source}`pair2006, more2006`.")
    assert main(["check", str(seeded()), "--book", str(root)]) == 1
    assert [line for line in capsys.readouterr().err.splitlines() if "nothing refers" in line] == ["references.bib:20: source 'others2006': nothing refers to it"]


@given(st.text(alphabet="ab `$\n{}<>:-.1", max_size=60))
def test_blanking_keeps_every_line_and_column(text: str) -> None:
    prose = prose_of_markdown(text)
    assert [len(line) for line in prose.split("\n")] == [len(line) for line in text.split("\n")]
