"""Finds a browser for the tests: an installed one, else Playwright's own, else the distribution's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)

#: Quiet, and without the background services that would ask the network.
LAUNCH_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
]


class NoBrowserError(RuntimeError):
    """No browser could be found or had; the message names the command that brings one."""


def installed() -> str | None:
    """Return the path of an installed Chrome, Chromium or Edge."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    return next((p for p in _PLACES if Path(p).is_file()), None)


def find_browser() -> str:
    """Return the path of a browser, installing one if that is ours to do. Raises NoBrowserError."""
    if found := installed():
        return found
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    print("tests: no browser installed; trying Playwright's own", file=sys.stderr)
    if subprocess.run(command, check=False, capture_output=True).returncode == 0:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            own = playwright.chromium.executable_path
        if Path(own).is_file():
            return own
    may_install = bool(os.environ.get("CI")) or (hasattr(os, "geteuid") and os.geteuid() == 0)
    if may_install and shutil.which("apt-get"):
        print("tests: installing the distribution's package chromium", file=sys.stderr)
        subprocess.run(["apt-get", "update", "-qq"], check=False, capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False, capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        if found := installed():
            return found
    raise NoBrowserError("the tests need a browser and found none. On Debian or Ubuntu: apt-get install chromium. Elsewhere: install Chrome, Chromium or Edge")
