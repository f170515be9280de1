"""A real JupyterLab: the chapter runs, the figure moves Python and Python moves the figure."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CHAPTER = "notebooks/causes/from-iron-to-dopamine.ipynb"
EVIDENCE = "notebooks/bedside/how-sure-are-we.ipynb"
#: Figures of the treatment chapters, each with its chapter's first code cell (imports), in one notebook.
TREATMENT = {"trial": ("veins-placebo-and-the-uncontrolled-study", "repair"), "people": ("dopaminergic-agents-and-augmentation", "hundred"), "dose": ("alpha2delta-ligands", "gut")}
TREATED = "notebooks/treatment/figures.ipynb"


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A JupyterLab on loopback over a copy of the chapter, with an extra cell that holds a figure for the test."""
    import nbformat

    home = tmp_path_factory.mktemp("lab")
    target = home / CHAPTER
    target.parent.mkdir(parents=True)
    notebook = nbformat.read(ROOT / CHAPTER, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and '"terminal"' in cell.source:
            cell.source = "figure = " + cell.source + "\nfigure"
    notebook.cells.append(nbformat.v4.new_code_cell("print('python reads', figure.th_expression, round(figure.results['eda'].iloc[-1] / figure.results['eda'].iloc[0], 2))"))
    notebook.cells.append(nbformat.v4.new_code_cell("if figure.th_expression == 0.5:\n    figure.dat_density = 0.5"))
    nbformat.write(notebook, target)
    (home / EVIDENCE).parent.mkdir(parents=True)
    notebook = nbformat.read(ROOT / EVIDENCE, as_version=4)
    for cell in notebook.cells:
        for kind in ("Forest", "Grading"):
            if cell.cell_type == "code" and cell.source.startswith(f"{kind}(") and ('"trials"' in cell.source or kind == "Grading"):
                cell.source = f"{kind.lower()} = {cell.source}\n{kind.lower()}"
    notebook.cells.append(nbformat.v4.new_code_cell("print('python reads', len(forest.chosen), forest.model, grading.answers)"))
    notebook.cells.append(nbformat.v4.new_code_cell("if forest.model == 'fixed':\n    forest.ask('iron')"))
    nbformat.write(notebook, home / EVIDENCE)
    cells = []
    for name, (chapter, figure) in TREATMENT.items():
        code = [c.source for c in nbformat.read(ROOT / "notebooks" / "treatment" / f"{chapter}.ipynb", as_version=4).cells if c.cell_type == "code"]
        cells += [nbformat.v4.new_code_cell(code[0]), nbformat.v4.new_code_cell(f"{name} = {next(c for c in code if f'{chr(34)}{figure}{chr(34)}' in c)}\n{name}")]
    cells.append(nbformat.v4.new_code_cell("print('python reads', trial.design, people.years, people.results.shape, dose.committed, dose.dose)"))
    cells.append(nbformat.v4.new_code_cell("if people.years == 10:\n    people.years = 3\n    trial.ask('sham')\n    dose.dose = 400"))
    (home / TREATED).parent.mkdir(parents=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata), home / TREATED)
    (home / "book" / "questions").mkdir(parents=True)
    shutil.copytree(ROOT / "book" / "questions", home / "book" / "questions", dirs_exist_ok=True)
    port = _free_port()
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            f"--port={port}",
            "--ip=127.0.0.1",
            f"--notebook-dir={home}",
            "--IdentityProvider.token=",
            "--ServerApp.password=",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ],
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    for _ in range(120):
        try:
            urllib.request.urlopen(address + "api", timeout=1)
            break
        except OSError:
            time.sleep(0.5)
    else:
        server.kill()
        pytest.fail("JupyterLab did not start within a minute")
    yield address
    server.terminate()
    server.wait(20)


def run_all(browser: Any, lab: str, path: str) -> Any:
    """Open a notebook of the lab in a window of its own, run it, and return the page."""
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{lab}lab/tree/{path}?reset")  # without what another test left open
    page.wait_for_selector(".jp-Notebook-cell")
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle")
    page.click("text=Run >> nth=0")
    page.click("text=Run All Cells")
    return page


def press(page: Any, code: str) -> None:
    """Run the last code cell with this text once more."""
    page.locator(".jp-CodeCell", has_text=code).last.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def until_python_reads(page: Any, pattern: str) -> re.Match[str]:
    """Return what Python prints once it fits: the widget protocol sends changes one by one, as the kernel becomes free."""
    for _ in range(30):
        press(page, "print('python reads'")
        page.wait_for_timeout(500)
        if found := re.search(f"python reads {pattern}", str(page.text_content(".jp-Notebook"))):
            return found
    pytest.fail(f"Python did not learn what the reader chose: {page.text_content('.jp-Notebook')}")


def test_figure_and_python_move_each_other(lab: str, browser: Any) -> None:
    page = run_all(browser, lab, CHAPTER)
    page.wait_for_selector("#terminal")
    page.wait_for_function("document.querySelector('.jp-Notebook')?.textContent.includes('python reads 1.0 1.0')")

    # JupyterLab takes the focus once more when the whole run is over.
    page.wait_for_selector(".jp-CodeCell.jp-mod-active, .jp-MarkdownCell.jp-mod-active")
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle")
    page.wait_for_timeout(2000)

    # The reader moves the figure; Python reads the new value and computes the same picture.
    page.locator("#terminal-th_expression").scroll_into_view_if_needed()
    page.click("#terminal-th_expression")
    page.keyboard.press("Home")
    for _ in range(50):
        page.keyboard.press("ArrowRight")
    said = str(page.text_content("#terminal .sentence"))
    shown = re.search(r"\((\d\.\d\d) × normal\)", said)
    assert shown, said
    printed = until_python_reads(page, r"0\.5 (\d\.\d+)")
    assert float(printed[1]) == pytest.approx(float(shown[1]), abs=0.011)

    # Python moves the figure.
    press(page, "figure.dat_density = 0.5")
    page.wait_for_function("document.querySelector('#terminal-dat_density').value === '0.5'")
    assert "the transporter at 0.5" in str(page.text_content("#terminal .sentence"))

    # Keys meant for the figure do not edit the notebook.
    cells = page.locator(".jp-Notebook-cell").count()
    page.focus("#terminal-th_expression")
    page.keyboard.press("d")
    page.keyboard.press("d")
    assert page.locator(".jp-Notebook-cell").count() == cells
    page.context.close()


def test_trials_grades_and_claim_cards_are_live(lab: str, browser: Any) -> None:
    page = run_all(browser, lab, EVIDENCE)
    page.wait_for_selector("#trials .sentence")
    page.wait_for_function("document.querySelector('.jp-Notebook')?.textContent.includes('python reads')")
    page.wait_for_timeout(2000)

    # The reader's choices reach Python.
    page.locator("#trials").get_by_text("fixed effect").click()
    page.locator("#ten-claims fieldset").first.locator("input").nth(2).check()
    until_python_reads(page, r"\d+ fixed \{'c03': 2\}")

    # Python's question reaches the figure.
    before = page.text_content("#trials .sentence")
    press(page, "forest.ask(")
    page.wait_for_function("old => document.querySelector('#trials .sentence').textContent !== old", arg=before)

    # Claim cards stand styled, and open.
    card = page.locator("#claim-c07")
    card.scroll_into_view_if_needed()
    card.locator("summary").first.click()
    assert card.locator("li >> visible=true").count() > 0
    page.context.close()


def test_virtual_trials_people_and_doses_are_live(lab: str, browser: Any) -> None:
    page = run_all(browser, lab, TREATED)
    page.wait_for_selector("#gut .handle")
    page.wait_for_function("document.querySelector('.jp-Notebook')?.textContent.includes('python reads before-after 0.5')")
    page.wait_for_timeout(2000)

    # What the reader does reaches Python.
    page.locator("#repair").get_by_text("By lot, against nothing").click()
    page.locator("#hundred").get_by_role("button", name="Augmentation, year by year").click()
    page.click("#hundred-years")
    page.keyboard.press("End")
    page.click("#gut .commit .primary")
    page.wait_for_selector("#gut .curve.drug")
    until_python_reads(page, r"open 10(\.0)? \(\d+, 6\) True 600")

    # What Python does reaches the figures.
    press(page, "if people.years == 10")
    page.wait_for_function("document.querySelector('#hundred .sentence').textContent.startsWith('After 3 years')")
    page.wait_for_function("document.querySelector('#gut .sentence').textContent.startsWith('Of 400 mg')")
    page.wait_for_function("document.querySelector('#repair input[value=sham]').checked")
    page.context.close()
