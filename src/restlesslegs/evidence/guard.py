"""What pages may not do with evidence: type a number of the literature, or refer to what is unknown or unverified."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from restlesslegs.evidence import pages
from restlesslegs.evidence.claim import Claim
from restlesslegs.evidence.errors import Problem, unknown
from restlesslegs.evidence.fact import Fact
from restlesslegs.evidence.guideline import Recommendation
from restlesslegs.evidence.source import Source
from restlesslegs.evidence.table import read_text

#: Where numbers that may stand in prose are listed, each with its reason.
ALLOWED: Final = "book/typed-numbers.toml"

#: A number that is no part of a name: not the 2 of "D2", not the 3 of "3-O-methyldopa".
_NUMBER: Final = re.compile(r"(?<![\w.])(?<!\w[-−])[-−]?\d+(?:[.,\u202f\u00a0]\d+)*(?!-[A-Za-z]|[\d])")
_SPELLED: Final = re.compile(
    r"\b(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|\w+teen|ten|eleven|twelve|one|two|three|four|five|six|seven|eight|nine) (?:per cent|percent)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Allowance:
    """A piece of text whose numbers may stand in prose, why, and where the allowance itself stands."""

    text: str
    reason: str
    line: int


def allowances(root: Path) -> tuple[list[Allowance], list[Problem]]:
    """Return the allow-list of the checkout at `root`, and what is wrong with it. No file means an empty list."""
    path = root / ALLOWED
    if not path.is_file():
        return [], []
    text = read_text(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [], [Problem(ALLOWED, 0, f"is not TOML: {error}")]
    places = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(r"^\[\[allowed\]\]", text, re.MULTILINE)]
    listed: list[Allowance] = []
    entries = content.get("allowed", [])
    problems = [Problem(ALLOWED, text.count("\n", 0, text.find(key)) + 1, f"unknown table '{key}'; there is only 'allowed'") for key in content if key != "allowed"]
    for entry, line in zip(entries, places, strict=True):
        if not entry.get("text") or not entry.get("reason"):
            problems.append(Problem(ALLOWED, line, "an allowed number needs 'text' and 'reason'"))
        else:
            listed.append(Allowance(entry["text"], entry["reason"], line))
    return listed, problems


def typed_numbers(root: Path, facts: Mapping[str, Fact]) -> list[Problem]:
    """Return every number typed into the pages of the checkout at `root` that is not on the allow-list, and every idle allowance."""
    listed, problems = allowances(root)
    used: set[int] = set()
    for line in pages.lines(root):
        for found in (*_NUMBER.finditer(line.prose), *_SPELLED.finditer(line.prose)):
            allowed = _covering(listed, line.prose, found)
            if allowed is None:
                problems.append(
                    Problem(line.file, line.line, f"'{found[0]}' is typed by hand in '{_around(line.prose, found)}'; refer to a fact, or allow it in {ALLOWED} with a reason")
                )
            else:
                used.add(allowed.line)
    problems.extend(Problem(ALLOWED, a.line, f"'{a.text}' stands on no page any more") for a in listed if a.line not in used)
    problems.extend(_copied_literals(root, facts))
    return sorted(problems)


def _covering(listed: list[Allowance], prose: str, found: re.Match[str]) -> Allowance | None:
    for allowance in listed:
        start = prose.find(allowance.text)
        while start >= 0:
            if start <= found.start() and found.end() <= start + len(allowance.text):
                return allowance
            start = prose.find(allowance.text, start + 1)
    return None


def _around(prose: str, found: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", prose[max(0, found.start() - 25) : found.end() + 25]).strip()


def _copied_literals(root: Path, facts: Mapping[str, Fact]) -> Iterator[Problem]:
    """Yield numbers in code cells with three significant digits or more that are the number of a fact.

    Quarters are left out: a setting of a figure is often one, and meets a fact by chance.
    """
    known: dict[float, str] = {}
    for fact in facts.values():
        for number in (fact.value, fact.low, fact.high):
            if number is not None and number % 0.25 and len(f"{abs(number):.12g}".replace(".", "").strip("0")) >= 3:
                known.setdefault(abs(number), fact.id)
    for literal in pages.literals(root):
        if (name := known.get(abs(literal.value))) is not None:
            yield Problem(literal.file, literal.line, f"{literal.text} in the code is the number of fact '{name}'; write facts[\"{name}\"]")


def wrong_references(root: Path, facts: Mapping[str, Fact], claims: Mapping[str, Claim], sources: Mapping[str, Source], guidelines: Mapping[str, Recommendation]) -> list[Problem]:
    """Return every reference of the pages of the checkout at `root` to a fact, claim, source or recommendation that is unknown or unverified."""
    tables: dict[str, tuple[str, Mapping[str, object]]] = {
        "fact": ("fact", facts),
        "value": ("fact", facts),
        "fact-table": ("fact", facts),
        "guideline-table": ("recommendation", guidelines),
        "claims": ("claim", claims),
        "source": ("source", sources),
    }
    problems = []
    for file, line, role, name in pages.references(root):
        if role not in tables:
            continue
        what, table = tables[role]
        for one in (part.strip() for part in name.split(",")):
            entry = table.get(one)
            if entry is None:
                problems.append(Problem(file, line, unknown(what, one, table)))
            elif isinstance(entry, Fact | Recommendation) and not entry.verified:
                problems.append(Problem(file, line, f"{what} '{one}' ({entry.where}) is from memory and may not be shown"))
    return sorted(problems)
