"""The tables follow their published descriptor, in a standard that others' tools read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import frictionless
import pytest

from restlesslegs.evidence import FOLDER, schema
from restlesslegs.evidence.vocabulary import TOPICS


def test_the_descriptor_is_valid_and_names_every_table() -> None:
    frictionless.Package.from_descriptor(schema.descriptor(), basepath=str(FOLDER))
    assert set(schema.tables()) == {path.name for path in FOLDER.glob("*.csv")}


def test_the_descriptor_lists_the_words_a_column_may_use() -> None:
    fields = {f["name"]: f for f in schema.descriptor()["resources"][0]["schema"]["fields"]}
    assert fields["topic"]["constraints"]["enum"] == list(TOPICS)
    assert all(f.get("description") for f in fields.values())
    json.dumps(fields)


def test_the_books_tables_pass_the_reference_implementation() -> None:
    assert list(schema.defects(FOLDER)) == []


@pytest.mark.parametrize("defect", ["not-a-number", "unknown-topic", "negative-spread"])
def test_a_defect_is_seen_on_its_line(seeded: Callable[..., Path], defect: str) -> None:
    problems = list(schema.defects(seeded(defect)))
    assert [(p.file, p.line) for p in problems] == [("facts.csv", 10)]
