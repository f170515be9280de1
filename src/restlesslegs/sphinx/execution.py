"""Executed notebooks are cached under a key of everything they depend on.

MyST-NB's cache sees only a notebook's own cells. A figure also depends on the package, the models, the
facts, the front end and the locked versions; without this a stale figure would be published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from restlesslegs import frontend


def dependencies(root: Path) -> Iterator[Path]:
    """Yield the files that executed outputs depend on besides the notebooks: package, front end, questions, lock."""
    package = Path(__file__).parents[1]
    for folder in (package, root / "web" / "src"):
        yield from sorted(p for p in folder.rglob("*") if p.is_file() and not {"__pycache__", "dist", "dist.new", "dist.old"} & set(p.parts))
    yield from sorted((root / "book" / "questions").glob("*.yaml"))
    yield from (p for p in (root / "web" / "strings.en.yaml", root / "web" / "package-lock.json", root / "requirements.txt") if p.is_file())


def key(root: Path) -> str:
    """Return the hash under which outputs of the book at `root` are cached."""
    total = hashlib.sha256()
    for path in dependencies(root):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:20]


def _choose_cache(app: Sphinx, config: Config) -> None:
    try:
        frontend.ensure(Path(app.confdir))
    except frontend.FrontEndError as error:
        raise ExtensionError(str(error)) from error
    digest = key(Path(app.confdir))
    config.restlesslegs_key = digest
    config.nb_execution_cache_path = str(Path(app.confdir) / "_build" / ".jupyter_cache" / digest)


def setup(app: Sphinx) -> None:
    """Build the front end if it is stale, and key the cache; a changed key also makes Sphinx read every page again."""
    app.add_config_value("restlesslegs_key", "", "env", str)
    app.connect("config-inited", _choose_cache, priority=400)
