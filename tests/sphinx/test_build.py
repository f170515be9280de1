"""Small books built by the extension: what is wrong stops the build and is named; what is right is in the page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

CONF = """
project = "Test"
extensions = ["myst_nb", "restlesslegs.sphinx"]
html_theme = "restlesslegs"
html_math_renderer = "mathml"
html_use_index = False
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_mime_priority_overrides = [["html", "text/html", 1]]
nb_ipywidgets_js = {}
nitpicky = True
"""


def build(root: Path, pages: dict[str, str], expect: int = 0) -> str:
    """Build a book of `pages` by plain Sphinx and return what the build said."""
    root.mkdir(exist_ok=True)
    (root / "conf.py").write_text(CONF, "utf-8")
    for name, text in pages.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    done = subprocess.run([sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", ".", "_build/html"], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False)
    said = done.stdout + done.stderr
    assert (done.returncode == 0) == (expect == 0), said
    return said


def notebook(*cells: str) -> str:
    made = [{"cell_type": "code", "id": f"c{i}", "metadata": {}, "source": c, "outputs": [], "execution_count": None} for i, c in enumerate(cells)]
    title = {"cell_type": "markdown", "id": "t", "metadata": {}, "source": "# Title"}
    return json.dumps(
        {"cells": [title, *made], "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    )


def test_a_fact_becomes_a_link_to_its_note(tmp_path: Path) -> None:
    build(tmp_path, {"index.md": "# A\n\nIt rose by {fact}`beard1994-eda`, and again by {value}`beard1994-eda`.\n"})
    page = (tmp_path / "_build/html/index.html").read_text("utf-8")
    assert page.count('href="#fact-beard1994-eda"') == 2
    assert page.count('id="fact-beard1994-eda"') == 1
    assert "Beard" in page
    assert "https://doi.org/" in page or "pubmed" in page


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("# A\n\nIt rose by {fact}`beard1994-edaa`.\n", 3, "beard1994-eda"),
        ("# A\n\nwords\n\nIt rose by {value}`beard1994-edb`.\n", 5, "beard1994-eda"),
        ("# A\n\n| a | b |\n|---|---|\n| c | so {fact}`d|e` |\n", 3, "{fact}`d"),
        ("# A\n\n```{claims}\nno-such-claim\n```\n", 4, "no-such-claim"),
    ],
)
def test_an_unknown_fact_stops_the_build_and_names_file_and_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    said = build(tmp_path, {"index.md": text}, expect=1)
    assert re.search(rf"index\.md:{line}\b", said), said
    assert reason in said
    assert not (tmp_path / "_build/html/index.html").exists()


def test_an_unknown_fact_in_a_notebook_names_the_cell(tmp_path: Path) -> None:
    text = json.loads(notebook("1"))
    text["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": "words\n\n{fact}`nobody1900-nothing`"})
    said = build(tmp_path, {"index.md": "# A\n\n```{toctree}\nn\n```\n", "n.ipynb": json.dumps(text)}, expect=1)
    assert "n.ipynb, cell" in said
    assert "nobody1900-nothing" in said


def test_a_cell_that_raises_stops_the_build_and_names_the_notebook(tmp_path: Path) -> None:
    said = build(tmp_path, {"index.md": "# A\n\n```{toctree}\nn\n```\n", "n.ipynb": notebook("raise ValueError('the reason')")}, expect=1)
    assert "n.ipynb" in said
    assert "the reason" in said


def test_a_change_in_what_notebooks_depend_on_changes_the_key(tmp_path: Path) -> None:
    from restlesslegs.sphinx import execution

    (tmp_path / "requirements.txt").write_text("one==1\n", "utf-8")
    (tmp_path / "web" / "src").mkdir(parents=True)
    (tmp_path / "web" / "src" / "a.ts").write_text("1", "utf-8")
    (tmp_path / "book" / "questions").mkdir(parents=True)
    keys = {execution.key(tmp_path)}
    for name in ("requirements.txt", "web/src/a.ts", "book/questions/q.yaml"):
        (tmp_path / name).write_text("changed", "utf-8")
        keys.add(execution.key(tmp_path))
    assert len(keys) == 4
    covered = {p.name for p in execution.dependencies(tmp_path)}
    assert {"model.ant", "card.toml", "facts.csv", "explorer.py", "rodas4.ts"} - {"rodas4.ts"} <= covered


def test_a_formula_is_mathml(tmp_path: Path) -> None:
    build(tmp_path, {"index.md": "# A\n\n$a^2$\n\n$$\\frac{1}{2}$$\n"})
    page = (tmp_path / "_build/html/index.html").read_text("utf-8")
    assert page.count("<math") == 2
    assert "mathjax.js" not in page.lower()
    assert "cdn" not in page.lower()


def test_a_chapter_says_how_long_it_takes_and_one_that_is_too_hard_stops_the_build(tmp_path: Path) -> None:
    def chapter(text: str) -> str:
        found = json.loads(notebook("1"))
        found["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": text})
        return json.dumps(found)

    index = "# A\n\n```{toctree}\nnotebooks/n\n```\n"
    (tmp_path / "notebooks").mkdir()
    build(tmp_path, {"index.md": index, "notebooks/n.ipynb": chapter("The cat sat on the mat. " * 60)})
    assert "About 2 minutes to read" in (tmp_path / "_build/html/notebooks/n.html").read_text("utf-8")
    hard = "Notwithstanding considerable methodological heterogeneity, contemporaneous neurophysiological investigations demonstrate incontrovertible dysregulation. "
    said = build(tmp_path, {"notebooks/n.ipynb": chapter(hard * 20)}, expect=1)
    assert re.search(r"notebooks/n\.ipynb: its prose asks for school grade \d+", said), said
