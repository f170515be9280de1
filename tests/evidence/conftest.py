"""Small evidence tables: sound ones, and the same with one defect each."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from restlesslegs.evidence import Facts, source

FIXTURES = Path(__file__).parents[1] / "fixtures" / "evidence"
SOUND = FIXTURES / "sound"


@pytest.fixture
def seeded(tmp_path: Path) -> Callable[..., Path]:
    """Return a folder with the sound tables, in which the files of the named fixtures take the place of their namesakes."""

    def copy(*defects: str) -> Path:
        for name in ("sound", *defects):
            shutil.copytree(FIXTURES / name, tmp_path, dirs_exist_ok=True)
        return tmp_path

    return copy


@pytest.fixture(scope="session")
def small() -> Facts:
    """The facts of the sound fixture."""
    sources = {entry.id: entry for entry in source.load(SOUND / "references.bib")}
    return Facts(SOUND / "facts.csv", sources)
