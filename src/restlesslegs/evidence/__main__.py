"""``python -m restlesslegs.evidence check [FOLDER]`` looks for defects in the evidence; ``pool FILE`` pools a table of trial arms."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from restlesslegs.evidence import FOLDER
from restlesslegs.evidence.check import Tables, defects, read
from restlesslegs.evidence.errors import TableError
from restlesslegs.evidence.vocabulary import CHECKED, GRADES, TOPICS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 if all is well, 1 for unsound tables, 2 for arms that cannot be pooled; the reasons on stderr."""
    parser = argparse.ArgumentParser(prog="python -m restlesslegs.evidence", description="Work with the evidence tables.")
    commands = parser.add_subparsers(required=True)
    checking = commands.add_parser("check", help="look for defects and count the facts")
    checking.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="folder of the tables (default: the book's own)")
    checking.add_argument("--book", type=Path, help="root of the checkout whose pages are looked at too (default, for the book's own tables: theirs)")
    pooling = commands.add_parser("pool", help="pool trials with random effects and print the result as JSON")
    pooling.add_argument("file", type=Path, help="CSV with the columns study, role (active or placebo), n, mean, sd; a row an arm")
    given = parser.parse_args(arguments)
    if "file" in given:
        return _pool(given.file)
    folder: Path = given.folder
    book = given.book or _checkout(folder)
    tables, unread = read(folder)
    problems = defects(tables, unread, book)
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        print(f"{len(problems)} defect{'s' if len(problems) > 1 else ''} in {folder.name}", file=sys.stderr)
        return 1
    _report(tables)
    if book is None:  # else a source that nothing uses is a defect
        _warn_unused(tables)
    return 0


def _pool(file: Path) -> int:
    from restlesslegs.evidence import pool

    try:
        found = pool.pool_table(pool.read(file))
    except TableError as error:
        print(error, file=sys.stderr)
        return 2
    names = ("k", "estimate", "se", "low", "high", "tau2", "i2", "q", "df", "prediction_low", "prediction_high", "method")
    print(json.dumps({name: getattr(found, name) for name in names} | {"weights": [float(w) for w in found.weights]}, indent=2))
    return 0


def _checkout(folder: Path) -> Path | None:
    """Return the checkout that the tables are part of, None if they are somebody's copy or installed."""
    root = FOLDER.parents[2]
    return root if folder.resolve() == FOLDER and (root / "_toc.yml").is_file() else None


def _report(tables: Tables) -> None:
    facts, claims = tables.facts.values(), tables.claims.values()
    print(f"{len(facts)} facts from {len({fact.source.id for fact in facts})} sources, {len(claims)} claims")
    _count("by topic", [fact.topic for fact in facts], TOPICS)
    _count("by how checked", [fact.checked for fact in facts], CHECKED)
    _count("claims by grade", [entry.grade for entry in claims], GRADES)


def _count(title: str, words: Sequence[str], known: Iterable[str]) -> None:
    counts = Counter(words)
    print(f"{title}: " + ", ".join(f"{word} {counts[word]}" for word in known if counts[word]))


def _warn_unused(tables: Tables) -> None:
    unused = sorted(set(tables.sources) - {fact.source.id for fact in tables.facts.values()})
    if unused:
        print("sources no fact uses: " + ", ".join(unused))


if __name__ == "__main__":
    sys.exit(main())
