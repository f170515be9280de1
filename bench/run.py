"""Measures the book as readers meet it, beside a bare page and other tools: `make bench`. Figures vary with the machine; compare on an idle one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import playwright

from bench import evidence, peers
from restlesslegs import frontend

ROOT = Path(__file__).parents[1]
FLAGSHIP = "notebooks/causes/from-iron-to-dopamine.html"


class MeasureError(RuntimeError):
    """A page could not be measured; the message says why."""


def measure(site: Path, page: str, slider: str, work: Path) -> dict[str, object]:
    """Run ``measure.mjs`` on one page and return what it found."""
    out = work / "out.json"
    command = [str(frontend.node()), str(ROOT / "bench" / "measure.mjs"), str(site), page, "--slider", slider, "--json", str(out)]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False, env={**os.environ})
    if done.returncode:
        raise MeasureError(f"bench: {page}: {done.stderr.strip()}")
    found: dict[str, object] = json.loads(out.read_text())
    print(done.stdout.strip().splitlines()[-1], flush=True)
    return found


def others(work: Path) -> None:
    """Measure the same page in other tools; one that can't be had here is named and left out."""
    folder = ROOT / "_build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in peers.ALL.items():
        print(f"peer, {name}:", flush=True)
        try:
            page, slider = make(folder)
            measure(page.parent, page.name, slider, work)
        except (peers.PeerError, MeasureError) as error:
            print(f"  not measured: {error}", flush=True)


def engines() -> float:
    """Time one run of each model in the page's engine, libRoadRunner and COPASI; return the slowest in the page's."""
    from restlesslegs.models import available, check, load

    slowest = 0.0
    for name in available():
        taken = check.milliseconds(load(name))
        slowest = max(slowest, taken["browser"])
        print(f"{name}: " + ", ".join(f"{engine} {ms:.2f} ms" for engine, ms in taken.items()))
    return slowest


def scoring() -> float:
    """Time the page's scorer on a night of 1,000 movements; return the median in ms."""
    from restlesslegs.plms import rules

    done = subprocess.run([str(frontend.node()), str(ROOT / "bench" / "score.mjs")], input=json.dumps(rules("wasm2016").data()), capture_output=True, text=True, check=True)
    first, median = done.stdout.split()
    print(f"score a night of 1,000 movements: {median} ms (first call {first})")
    return float(median)


def patients() -> float:
    """Time ten thousand virtual patients in the page and in Python; return the first run in the page in ms."""
    from restlesslegs.trials import Study, population, repeat

    who, study = population(), Study("sham", 50)
    done = subprocess.run([str(frontend.node()), str(ROOT / "bench" / "patients.mjs")], input=json.dumps([who.data(), study.data()]), capture_output=True, text=True, check=True)
    first, median = done.stdout.split()
    started = time.monotonic()
    repeat(who, study, 1)
    print(f"ten thousand virtual patients: page {median} ms (first run {first}), Python on {os.cpu_count()} cores {1000 * (time.monotonic() - started):.0f} ms")
    return float(first)


def main() -> int:
    """Measure and print one line a page; exit 1 if the flagship misses a budget."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "node_modules").mkdir()
        (work / "node_modules" / "playwright-core").symlink_to(Path(playwright.__file__).parent / "driver" / "package")
        (work / "node_modules" / "axe-core").symlink_to(ROOT / "web" / "node_modules" / "axe-core")
        print("flagship, explorer's first slider:", flush=True)
        flagship = measure(ROOT / "_build" / "html", FLAGSHIP, "#terminal-th_expression", work)
        print("front page:", flush=True)
        measure(ROOT / "_build" / "html", "index.html", "#front-th_expression", work)
        print("peer, one bare page with one curve:", flush=True)
        measure(ROOT / "bench" / "peers", "bare.html", "input", work)
        others(work)
    evidence.measure(ROOT / "_build" / "html")
    engine, score, crowd = engines(), scoring(), patients()
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "restlesslegs.book", "build"], check=True, capture_output=True)
    print(f"build with nothing changed: {time.monotonic() - started:.1f} s")
    latency = flagship["latency"]
    assert isinstance(latency, dict)
    slow = flagship["slow"]
    assert isinstance(slow, dict)
    budgets = {
        "p95 1x (16.7)": latency["cpu1"]["p95_ms"] <= 16.7,
        "p95 4x (33)": latency["cpu4"]["p95_ms"] <= 33,
        "slow 4G (2500)": slow["interactive_ms"] <= 2500,
        "engine (5)": engine <= 5,
        "scoring (50)": score <= 50,
        "ten thousand patients (1000)": crowd <= 1000,
    }
    for name, met in budgets.items():
        print(f"budget {name}: {'met' if met else 'MISSED'}")
    return 0 if all(budgets.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
