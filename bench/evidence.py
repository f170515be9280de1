"""Times what a reader does with the evidence: filter all of it, and take trials out of a forest plot."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from tests.browser import LAUNCH_ARGUMENTS, find_browser

_FILTER = """async () => {
  const box = document.querySelector('[data-filter="text"]'), real = requestAnimationFrame, times = [];
  box.focus();
  await new Promise(done => setTimeout(done, 100));   // as a hand needs from the focus to the first letter
  for (const text of ['i', 'ir', 'iron', 'iron placebo', 'pramipexole', 'zzzz', 'a', '']) {
    let work; window.requestAnimationFrame = f => { work = f; return 1; };
    box.value = text; box.dispatchEvent(new Event('input', { bubbles: true }));
    window.requestAnimationFrame = real;
    const start = performance.now(); work(); document.body.offsetHeight; times.push(performance.now() - start);
  }
  return times;
}"""

_TOGGLE = """async () => {
  const boxes = [...document.querySelectorAll('#trials .trial input')], times = [];
  for (let i = 0; i < 24; i++) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    boxes[i % boxes.length].click();
    await Promise.resolve();
    document.querySelector('#trials').getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return times;
}"""


def measure(site: Path) -> None:
    """Print how long a change takes on the built pages, from its event to the finished layout."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=LAUNCH_ARGUMENTS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name, path, script in (("filter all evidence", "evidence.html", _FILTER), ("choose a trial", "notebooks/bedside/how-sure-are-we.html", _TOGGLE)):
            page.goto((site / path).as_uri())
            page.wait_for_timeout(500)
            times = page.evaluate(script)
            print(f"{name}: median {median(times):.1f} ms, most {max(times):.1f} ms (one frame is 16.7)")
        browser.close()
