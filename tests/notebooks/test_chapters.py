"""The chapters as committed: without outputs, in canonical form, and running top to bottom."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "notebooks").rglob("*.ipynb"))


def problems(path: Path) -> list[str]:
    """What is wrong with a notebook as a committed file."""
    text = path.read_text("utf-8")
    notebook = json.loads(text)
    found = [f"cell {i} has outputs or a count" for i, c in enumerate(notebook["cells"]) if c["cell_type"] == "code" and (c["outputs"] or c["execution_count"])]
    if text != json.dumps(notebook, indent=1, ensure_ascii=False) + "\n":
        found.append("not in canonical form (indent 1, UTF-8, one newline at the end)")
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_chapter_is_stored_clean(path: Path) -> None:
    assert problems(path) == []


def test_stored_form_check_fires(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ipynb"
    bad.write_text(json.dumps({"cells": [{"cell_type": "code", "outputs": [1], "execution_count": 1}]}))
    assert len(problems(bad)) == 2


def run(path: Path) -> Any:
    notebook = nbformat.read(path, as_version=4)
    return NotebookClient(notebook, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_chapter_runs_and_every_figure_leaves_picture_and_words(path: Path) -> None:
    notebook = run(path)
    figures = [
        o.data for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "execute_result" and "application/vnd.jupyter.widget-view+json" in o.data
    ]
    assert len(figures) >= 2
    for data in figures:
        assert len(data["text/plain"]) > 10
        assert "rl-figure" in data["text/html"]


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_broken_cell_stops_the_run(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    path = tmp_path / "broken.ipynb"
    nbformat.write(notebook, path)
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run(path)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_chapter_has_the_one_form(path: Path) -> None:
    text = "\n".join("".join(c["source"]) for c in json.loads(path.read_text("utf-8"))["cells"])
    for part in ("you can", "Predict", "How sure are we?", "bedside", "Check yourself", "Key points", "Change it yourself", "Sources"):
        assert part in text, part
    assert re.search(r"\b(?:Predict|Prediction|Grading|Trace|DoseResponse)\(", text), "no figure in which the reader commits to an answer"
    assert len(re.findall(r"\b(?:Explorer|Forest|Schedule|Night|Trace|VirtualTrial|People|DoseResponse)\(", text)) >= 2
    assert re.search(r"\{fact\}`", text)
