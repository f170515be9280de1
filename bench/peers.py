"""The same page in other tools, for comparison: built in ``_build/bench``, where each tool that is not the book's own is installed."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent / "peers"
#: What the other tools are installed from: exact versions, in an environment of their own.
PINNED = {"plotly": "plotly==7.1.0", "bokeh": "bokeh==3.9.2"}


class PeerError(RuntimeError):
    """A peer could not be installed or built; the message says why."""


def _run(*command: object) -> None:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise PeerError(said[-1] if said else f"{command[0]} ended with {done.returncode}")


def curves(folder: Path) -> Path:
    """Simulate the dopamine terminal at 39 settings of the enzyme over 48 h; return the file with hours and relative dopamine."""
    from restlesslegs.models import load

    model = load("dopamine_terminal")
    settings = [round(0.1 + 0.05 * i, 2) for i in range(39)]
    runs = [model.simulate({"th_expression": x}, hours=48, points=193)["eda"] for x in settings]
    normal = float(runs[0].iloc[0])
    out = folder / "curves.json"
    out.write_text(json.dumps({"enzyme": settings, "hours": runs[0].index.tolist(), "dopamine": [[round(v / normal, 5) for v in run] for run in runs]}))
    return out


def _with(tool: str, kind: str, folder: Path, name: str) -> Path:
    """Install ``tool`` beside the others and let it write its page ``kind`` as ``name``."""
    python = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(folder / "env", with_pip=True)
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PINNED[tool])
    _run(python, HERE / "build.py", kind, curves(folder), folder / name)
    return folder / name


def plotly(folder: Path) -> tuple[Path, str]:
    """Build the Plotly page; return it and the selector of its slider."""
    return _with("plotly", "plotly", folder, "plotly.html"), ".slider-rail-touch-rect"


def bokeh(folder: Path) -> tuple[Path, str]:
    """Build the Bokeh page; return it and the selector of its slider."""
    return _with("bokeh", "bokeh", folder, "bokeh.html"), "[role=slider]"


def jupyter_book(folder: Path) -> tuple[Path, str]:
    """Build a Jupyter Book with its own theme and a Plotly figure in it; return its page and the selector of the slider."""
    book = folder / "book"
    book.mkdir(exist_ok=True)
    fragment = _with("plotly", "fragment", folder, "fragment.html").read_text()
    (book / "_config.yml").write_text("title: Peer\n")
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (book / "index.md").write_text(f"# Dopamine\n\n````{{raw}} html\n{fragment}\n````\n")
    _run(Path(sys.executable).parent / "jupyter-book", "build", book)
    return book / "_build" / "html" / "index.html", ".slider-rail-touch-rect"


ALL = {"Plotly, stored curves": plotly, "Bokeh, stored curves": bokeh, "Jupyter Book, its own theme, Plotly figure": jupyter_book}
