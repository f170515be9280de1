"""Asks the page's own code what it makes of traces and nights."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from restlesslegs import frontend


def in_the_page(jobs: list[dict[str, Any]]) -> list[Any]:
    """Return what the page makes of each job."""
    done = subprocess.run([frontend.node(), Path(__file__).parent / "live_night.mjs"], input=json.dumps(jobs), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers
