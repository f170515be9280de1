"""No term of the glossary stands in a chapter before it is explained there.

What counts as explained, in the paragraph (or text of a figure) where it first stands: it is set in bold or italics, as
a definition; words in brackets follow it, or it follows words as their name in brackets; or it is a link. The opening
cell, with its patient and its objectives, may name what the chapter is about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
GLOSSARY = re.findall(r"^(\S[^\n]{1,60})\n  \S", (ROOT / "book" / "glossary.md").read_text("utf-8"), re.MULTILINE)
#: Terms of statistics and pharmacology that a student may know by name only.
BESIDES = ["dopamine agonist", "half-life", "hazard ratio", "hazard", "prodrug"]


def paragraphs(notebook: Path) -> Iterator[str]:
    """Yield what a reader meets after the opening cell, in order: paragraphs, and the texts of figures."""
    for cell in json.loads(notebook.read_text("utf-8"))["cells"][1:]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            for text in re.split(r"\n\s*\n|\n- ", source):
                if not text.startswith("```"):
                    yield re.sub(r"\{(fact|value|source)\}`[^`]*`", "", text)
        else:
            yield from re.findall(r'"([^"\n]{20,})"', source)


def unexplained(texts: Iterator[str], terms: list[str]) -> list[str]:
    """Return each term that first stands without an explanation, with the words around it."""
    found, open_terms = [], dict.fromkeys(terms)
    for text in texts:
        for term in list(open_terms):
            word = re.escape(term)
            first = re.search(rf"(?<![\w-]){word}s?(?![\w-])", text, 0 if term.isupper() else re.IGNORECASE)
            if not first:
                continue
            del open_terms[term]
            explained = rf"\*[^*]*{word}[^*]*\*|{word}s?\W{{0,3}}[(:]|\([^)]*{word}|\[[^\]]*{word}"
            if not re.search(explained, text, re.IGNORECASE):
                found.append(f"{term}: …{text[max(0, first.start() - 50) : first.end() + 50]}…".replace("\n", " "))
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_no_term_stands_before_it_is_explained(path: Path) -> None:
    opening = "".join(json.loads(path.read_text("utf-8"))["cells"][0]["source"])
    named = [t for t in [*GLOSSARY, *BESIDES] if not re.search(rf"\({re.escape(t)}\)", opening)]
    assert unexplained(paragraphs(path), named) == []


def test_the_check_finds_a_bare_term_and_takes_an_explained_one() -> None:
    assert len(GLOSSARY) > 40
    assert unexplained(iter(["Hepcidin rises."]), ["Hepcidin"]) == ["Hepcidin: …Hepcidin rises.…"]
    for text in ("**Hepcidin** is the brake on iron.", "The brake (hepcidin) rises.", "Hepcidin (the brake on iron) rises.", "Read of [hepcidin](iron.ipynb)."):
        assert unexplained(iter([text, "Hepcidin rises."]), ["Hepcidin"]) == []
