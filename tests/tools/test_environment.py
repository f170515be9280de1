"""`tools/environment.py`: what it refuses, what it says, and that it does nothing when nothing is to be done."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "environment.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the script and two small files in place of the lock and the settings."""
    (tmp_path / "tools").mkdir()
    shutil.copyfile(SCRIPT, tmp_path / "tools" / "environment.py")
    (tmp_path / "requirements.txt").write_text("one==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


def run(checkout: Path, conditions: str = "") -> subprocess.CompletedProcess[str]:
    """Run the script as the Makefile does, under `conditions` (Python code) that a healthy machine cannot offer."""
    code = f"import importlib.util, runpy, subprocess, sys\n{conditions}\nrunpy.run_path({str(checkout / 'tools' / 'environment.py')!r}, run_name='__main__')\n"
    return subprocess.run([sys.executable, "-X", "utf8", "-c", code], capture_output=True, encoding="utf-8", check=False, timeout=60)


#: Answers every command that the script would run with failure, so that no test installs anything.
NO_COMMANDS = "subprocess.run = lambda command, **rest: subprocess.CompletedProcess(command, 1)"


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 14, 0), (3, 8, 18)])
def test_another_python_is_refused_with_the_way_to_name_one(checkout: Path, version: tuple[int, int, int]) -> None:
    dotted = ".".join(map(str, version))
    done = run(checkout, f"sys.version_info = {version}; sys.version = '{dotted} (main)'")
    assert done.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13" in done.stderr
    assert f"is {dotted}." in done.stderr
    assert "make PYTHON=python3.12 book" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("version", [(3, 11, 2), (3, 12, 0), (3, 13, 1)])
def test_every_python_that_the_lock_is_good_for_is_taken(checkout: Path, version: tuple[int, int, int]) -> None:
    done = run(checkout, f"sys.version_info = {version}\n{NO_COMMANDS}")
    assert f"with Python {version[0]}.{version[1]}" in done.stdout


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_refused_with_the_package_that_brings_it(checkout: Path, module: str) -> None:
    done = run(checkout, f"real = importlib.util.find_spec\nimportlib.util.find_spec = lambda name, *rest: None if name == '{module}' else real(name, *rest)")
    assert done.returncode == 1
    assert f"no '{module}'" in done.stderr
    assert f"apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_step_that_fails_is_named_and_the_environment_is_not_called_ready(checkout: Path) -> None:
    done = run(checkout, NO_COMMANDS)
    assert done.returncode == 1
    assert "'virtual environment' failed" in done.stderr
    assert not (checkout / ".venv" / ".restlesslegs-ready").exists()


def test_nothing_is_done_while_lock_and_settings_are_those_of_the_environment(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    total = hashlib.sha256(sys.version.encode() + (checkout / "requirements.txt").read_bytes() + (checkout / "pyproject.toml").read_bytes())
    (checkout / ".venv" / ".restlesslegs-ready").write_text(total.hexdigest())
    done = run(checkout, NO_COMMANDS)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    (checkout / "requirements.txt").write_text("one==2\n")
    assert "making the environment" in run(checkout, NO_COMMANDS).stdout
