"""Makes the project's virtual environment from the lock. Standard library only: it runs before anything is installed.

Called by the Makefile as `PYTHON tools/environment.py`. Does nothing when the environment matches the lock.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
MARK = VENV / ".restlesslegs-ready"
LOWEST, ABOVE = (3, 11), (3, 14)


def fail(message: str) -> None:
    sys.exit(f"make: {message}")


def wanted() -> str:
    total = hashlib.sha256(sys.version.encode())
    for name in ("requirements.txt", "pyproject.toml"):
        total.update((ROOT / name).read_bytes())
    return total.hexdigest()


def same_python() -> bool:
    """Say whether the environment, if any, is of this Python."""
    settings = VENV / "pyvenv.cfg"
    return settings.is_file() and f"version = {sys.version.split()[0]}" in settings.read_text()


def main() -> None:
    if not LOWEST <= sys.version_info[:2] < ABOVE:
        fail(f"this book needs Python 3.11, 3.12 or 3.13; {sys.executable} is {sys.version.split()[0]}. Name another: make PYTHON=python3.12 book")
    digest = wanted()
    if MARK.is_file() and MARK.read_text() == digest:
        return
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            fail(f"this Python has no '{module}'. On Debian or Ubuntu: apt-get install python{version}-venv")
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    print(f"making the environment {VENV.name}/ with Python {version}: a few minutes the first time", flush=True)
    steps = [
        # Packages are installed over an environment of the same Python; only another Python makes it anew.
        ("virtual environment", [sys.executable, "-m", "venv", *([] if same_python() else ["--clear"]), str(VENV)]),
        ("locked packages", [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", "requirements.txt"]),
        ("this package", [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--editable", "."]),
    ]
    for n, (name, command) in enumerate(steps, 1):
        print(f"  {n} of {len(steps)}: {name} …", flush=True)
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            fail(f"'{name}' failed; the message stands above")
    MARK.write_text(digest)


if __name__ == "__main__":
    main()
