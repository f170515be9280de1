"""What the tests share: the built site, served on loopback, and a real browser."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import LAUNCH_ARGUMENTS, find_browser

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def site() -> Path:
    """The built site. `make test` builds it first; without it every test of the site fails, none is skipped."""
    if not (SITE / "index.html").is_file():
        pytest.fail("the book is not built: run `make book` first (`make test` does)")
    return SITE


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address at which the built site is served, with a closing slash."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless browser: installed, Playwright's own, or the distribution's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=LAUNCH_ARGUMENTS)
        yield browser
        browser.close()


class Watched:
    """A page together with all it asked for and all it said."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.foreign: list[str] = []
        self.console: list[str] = []
        page.on("request", lambda r: self.foreign.append(r.url) if not r.url.startswith((origin, "data:", "blob:")) else None)
        page.on("console", lambda m: self.console.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.console.append(f"pageerror: {e}"))
        page.on("requestfailed", lambda r: self.console.append(f"failed: {r.url}"))

    def clean(self) -> None:
        """Assert that nothing left the origin and that the console is empty."""
        assert self.foreign == []
        assert self.console == []


@pytest.fixture
def open_page(browser: Browser, served: str) -> Iterator[functools.partial[Watched]]:
    """Open a page of the site: ``open_page("index.html", width=390, theme="dark", script=False)``."""
    contexts = []

    def opener(path: str, *, width: int = 1280, height: int = 900, theme: str = "light", script: bool = True, touch: bool = False) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light", java_script_enabled=script, has_touch=touch, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        watched = Watched(page, served)
        page.goto(served + path, wait_until="load")
        if script:
            page.wait_for_function("document.querySelectorAll('.rl-figure:not([data-live])').length === 0")
        return watched

    yield functools.partial(opener)
    for context in contexts:
        context.close()
