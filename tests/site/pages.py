"""The pages of the built site, as the tests name them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
FLAGSHIP = "notebooks/causes/from-iron-to-dopamine.html"


def all_pages() -> list[str]:
    """Return every page of the built site, or the ones known from the sources if it is not built yet."""
    built = sorted(p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html")) if SITE.is_dir() else []
    return [p for p in built if not p.startswith(("_static/", "_sources/")) and not p.endswith("-handout.html")] or ["index.html", FLAGSHIP]


def sentence(page: Any, figure: str) -> str:
    """Return what a figure of a page says."""
    return str(page.text_content(f"#{figure} .sentence"))
