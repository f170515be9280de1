"""Builds, tests, serves and measures the book: what the Makefile calls.

``python -m restlesslegs.book build|test|check|serve|class|bench``, in a checkout of the book.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import http.server
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from restlesslegs import frontend

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
_NEXT = ROOT / "_build" / "next"
_STAMP = ROOT / "_build" / "built-from.txt"


def _sources() -> list[Path]:
    """Return every file the site depends on."""
    files = [ROOT / n for n in ("_config.yml", "_toc.yml", "requirements.txt", "pyproject.toml", "CITATION.cff")]
    for folder in ("book", "notebooks", "src", "web"):
        for path in sorted((ROOT / folder).rglob("*")):
            parts = set(path.relative_to(ROOT).parts)
            if path.is_file() and not parts & {"node_modules", "dist", "dist.new", "dist.old", "__pycache__", ".ipynb_checkpoints"}:
                files.append(path)
    return files


def _digest() -> str:
    total = hashlib.sha256()
    for path in _sources():
        if path.is_file():
            total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def build() -> int:
    """Build the book. The site in ``_build/html`` is replaced only by a whole new one; no change, no work."""
    started = time.monotonic()
    digest = _digest()
    index = SITE / "index.html"
    if index.is_file() and _STAMP.is_file() and _STAMP.read_text() == digest:
        print("nothing has changed since the last build; the book is at")
        print(index)
        return 0
    try:
        frontend.ensure(ROOT)
    except frontend.FrontEndError as error:
        print(f"make: {error}", file=sys.stderr)
        return 1
    print("building the book …", flush=True)
    script = Path(sys.executable).parent / ("jupyter-book.exe" if os.name == "nt" else "jupyter-book")
    command = [str(script), "build", ".", "--path-output", str(_NEXT), "-W", "-n", "--keep-going"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "default", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}, check=False)
    fresh = _NEXT / "_build" / "html"
    if done.returncode or not (fresh / "index.html").is_file():
        print("make: the book was not built; the reason stands above. The last good site was left in place.", file=sys.stderr)
        return 1
    old = SITE.with_name("html.old")
    shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(fresh, SITE.with_name("html.new"), dirs_exist_ok=True)
    if SITE.exists():
        SITE.rename(old)
    SITE.with_name("html.new").rename(SITE)
    shutil.rmtree(old, ignore_errors=True)
    _STAMP.write_text(digest)
    print(f"built in {time.monotonic() - started:.0f} s; the book is at")
    print(index)
    return 0


def _run(*command: str | Path, cwd: Path = ROOT) -> int:
    env = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), str(frontend.node().parent), os.environ["PATH"]])}
    return subprocess.run([str(c) for c in command], cwd=cwd, env=env, check=False).returncode


def check() -> int:
    """Run format, lint and type checks, and the front end's own tests."""
    web = ROOT / "web"
    frontend.install(web)
    steps: list[tuple[str, Callable[[], int]]] = [
        ("ruff format", lambda: _run(sys.executable, "-m", "ruff", "format", "--check", "--quiet", ".")),
        ("ruff check", lambda: _run(sys.executable, "-m", "ruff", "check", "--quiet", ".")),
        ("mypy", lambda: _run(sys.executable, "-m", "mypy", "--no-error-summary")),
        ("typescript", lambda: _run(web / "node_modules" / ".bin" / "tsc", "-p", web)),
        ("front-end tests", lambda: _run(frontend.node(), "--import", "./test-hooks.mjs", "--test", "--test-reporter=dot", "src/**/*.test.ts", cwd=web)),
    ]
    failed = 0
    for name, step in steps:
        print(f"{name} …", flush=True)
        if step():
            print(f"make: {name} failed", file=sys.stderr)
            failed = 1
    return failed


def test() -> int:
    """Build the book, run every check and every test."""
    return build() or check() or _run(sys.executable, "-m", "pytest")


class _Handler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(port: int = 8000) -> int:
    """Serve the site on loopback; build again when a source changes."""
    if build():
        return 1
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Handler, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{port}/ (Ctrl-C stops)", flush=True)
    seen = _digest()
    try:
        while True:
            time.sleep(1)
            now = _digest()
            if now != seen:
                seen = now
                build()
    except KeyboardInterrupt:
        server.shutdown()
        return 0


def open_class() -> int:
    """Open JupyterLab on the chapters."""
    frontend.ensure(ROOT)
    return _run(sys.executable, "-m", "jupyterlab", "--notebook-dir", ROOT, ROOT / "notebooks")


def bench() -> int:
    """Measure the figures' latency, the pages' weight and the engines; see ``bench/``."""
    return build() or _run(sys.executable, "-m", "bench.run")


def main() -> int:
    """Run the command named on the command line."""
    commands: dict[str, Callable[[], int]] = {"build": build, "test": test, "check": check, "serve": serve, "class": open_class, "bench": bench}
    parser = argparse.ArgumentParser(prog="python -m restlesslegs.book", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("command", choices=commands)
    return commands[parser.parse_args().command]()


if __name__ == "__main__":
    sys.exit(main())
