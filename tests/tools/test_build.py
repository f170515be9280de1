"""The commands: a second build does nothing, a broken one leaves the good site, the plain form gives the same book."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLAGSHIP = "notebooks/causes/from-iron-to-dopamine.html"


def copy_of_the_book(target: Path) -> Path:
    """The committed and uncommitted sources, as a fresh clone has them: nothing built, nothing installed."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout.split(
        "\n"
    )
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return target


def test_a_second_build_does_nothing_and_says_so_within_five_seconds(site: Path) -> None:
    before = (site / "index.html").stat().st_mtime_ns
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "restlesslegs.book", "build"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True)
    assert time.monotonic() - started < 5
    assert "nothing has changed" in done.stdout
    assert done.stdout.rstrip().endswith(str(site / "index.html"))
    assert (site / "index.html").stat().st_mtime_ns == before


CHAPTER = "notebooks/causes/from-iron-to-dopamine.ipynb"
MODEL = "src/restlesslegs/models/dopamine_terminal"


@pytest.mark.parametrize(
    ("file", "was", "becomes", "said"),
    [
        (CHAPTER, "from restlesslegs.models import load", "raise RuntimeError('broken on purpose')", ["from-iron-to-dopamine.ipynb", "broken on purpose"]),
        (f"{MODEL}/model.ant", "model dopamine_terminal", "model dopamine_terminal is", ["model.ant:"]),
        (f"{MODEL}/card.toml", 'id = "dat_density"', 'id = "dat_densitty"', ["card.toml", "dat_densitty"]),
        ("src/restlesslegs/evidence/facts.csv", "\nbeard1994-hva,", "\nbeard1994-gone,", ["beard1994-hva"]),
    ],
    ids=["cell", "model", "card", "fact"],
)
def test_what_is_broken_is_named_and_the_last_good_site_stays(tmp_path: Path, file: str, was: str, becomes: str, said: list[str]) -> None:
    book = copy_of_the_book(tmp_path / "book")
    shutil.copytree(ROOT / "src/restlesslegs/widgets/dist", book / "src/restlesslegs/widgets/dist")
    (book / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    good = book / "_build" / "html"
    good.mkdir(parents=True)
    (good / "index.html").write_text("the last good site", "utf-8")
    text = (book / file).read_text("utf-8")
    assert was in text
    (book / file).write_text(text.replace(was, becomes, 1), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "restlesslegs.book", "build"],
        cwd=book,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(book / "src")},
    )
    output = done.stdout + done.stderr
    assert done.returncode == 1, output
    for words in said:
        assert words in output
    assert (good / "index.html").read_text("utf-8") == "the last good site"


def test_the_plain_form_gives_the_same_book(site: Path, tmp_path: Path) -> None:
    book = copy_of_the_book(tmp_path / "book")
    environment = tmp_path / "environment"
    python = environment / "bin" / "python"
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    # -E and a lean PATH: nothing of the environment that runs this test may help.
    env["PATH"] = os.pathsep.join([str(environment / "bin"), "/usr/bin", "/bin"])
    for command in (
        [sys.executable, "-m", "venv", str(environment)],
        [str(python), "-m", "pip", "install", "-q", "-r", "requirements.txt"],
        [str(python), "-m", "pip", "install", "-q", "--no-deps", "."],
        [str(environment / "bin" / "jupyter-book"), "build", "."],
    ):
        done = subprocess.run(command, cwd=book, capture_output=True, text=True, encoding="utf-8", check=False, env=env)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for page in ("index.html", FLAGSHIP):
        assert (book / "_build" / "html" / page).read_text("utf-8") == (site / page).read_text("utf-8"), page


#: Platforms the lock promises, each with the oldest macOS that counts.
PLATFORMS = {"x86_64-unknown-linux-gnu": "", "aarch64-apple-darwin": "14.0", "x86_64-apple-darwin": "15.0", "x86_64-pc-windows-msvc": ""}


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_lock_has_wheels_for_every_interpreter_and_platform(version: str, platform: str, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "requirements.txt",
        "--python-version",
        version,
        "--python-platform",
        platform,
        "--only-binary",
        ":all:",
        "--no-header",
        "-q",
        "-o",
        str(out),
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": PLATFORMS[platform]} if PLATFORMS[platform] else None,
    )
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"^[a-z].*==", out.read_text("utf-8"), flags=re.MULTILINE)) > 100
