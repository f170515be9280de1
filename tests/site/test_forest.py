"""The forest plot as a reader uses it, on a small page of its own."""

from __future__ import annotations

import csv
import functools
import http.server
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from restlesslegs import frontend
from restlesslegs.widgets import Forest, Reference, Selection, Trial
from tests.conftest import ROOT, Watched, _Quiet
from tests.site.pages import sentence

GROUPS = ("Iron by vein", "Dopamine agonists", "Alpha-2-delta ligands")
TRIALS = [
    Trial(
        f"t{i}",
        f"Author-With-A-Long-Name {2001 + i}",
        GROUPS[i // 3],
        "Nobody 1900",
        "nobody1900",
        e,
        s,
        n_active=20 + i,
        n_placebo=20,
        weeks=12,
        dose="some long drug name 1500 mg",
    )
    for i, (e, s) in enumerate([(-5, 2.2), (-3.5, 2.1), (-10, 3.5), (-4, 1), (-6, 1.1), (-2.5, 1.2), (-4.4, 1.1), (-10.2, 1.5)])
]
QUESTIONS = [
    Selection("anaemia", "What if we leave out the trial in anaemia?", "The diamond.", without=["t2"], phrase="Without the trial in anaemia"),
    Selection("one", "Does one trial carry it?", leave_one_out=True),
]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


def figures() -> list[Forest]:
    line = Reference("beard1994-eda", "a change that somebody notices", sign=-1)
    drug = Forest("drug", "Does it beat placebo?", TRIALS, outcome="the score", unit="points", questions=QUESTIONS)
    arms = [Trial(f"p{i}", f"Arm {i}", "Placebo", "Nobody 1900", "nobody1900", -4.0 - i, 0.8, n_placebo=30) for i in range(4)]
    return [drug, Forest("arms", "Placebo alone", arms, outcome="the score", unit="points", measure="change", reference=line)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, dist = tmp_path_factory.mktemp("forest"), frontend.ensure(ROOT)
    for name in ("site.js", "site.css"):
        shutil.copyfile(dist / name, folder / name)
    shutil.copytree(dist / "fonts", folder / "fonts")
    made = figures()
    state = json.dumps({"state": {f.spec["id"]: {"model_name": "AnyModel", "state": f.state_for_page()} for f in made}})
    body = "".join(f'<div class="rl-figure" data-model-id="{f.spec["id"]}">{f.static()["html"]}</div>' for f in made)
    (folder / "index.html").write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Forest</title>'
        '<link rel="icon" href="data:,"><link rel="stylesheet" href="site.css"></head>'
        f'<body><main><h1>Forest</h1>{body}</main><script type="application/vnd.jupyter.widget-state+json">{state}</script><script src="site.js"></script></body></html>',
        "utf-8",
    )
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Watched]]:
    contexts = []

    def opener(query: str = "", *, width: int = 1280, theme: str = "light", script: bool = True) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=script, reduced_motion="reduce")
        contexts.append(context)
        watched = Watched(context.new_page(), address)
        watched.page.goto(f"{address}index.html{query}", wait_until="load")
        if script:
            watched.page.wait_for_function("document.querySelectorAll('.rl-figure:not([data-live])').length === 0")
        return watched

    yield opener
    for context in contexts:
        context.close()


def diamond(page: Any) -> str:
    return str(page.get_attribute("#drug .totals .diamond:not(.ghost)", "d"))


def test_leaving_a_trial_out_moves_diamond_weights_spread_and_sentence_at_once(visit: Any) -> None:
    watched = visit()
    page = watched.page

    def seen() -> list[str]:
        return [diamond(page), sentence(page, "drug"), *(str(page.text_content(f"#drug {s}")) for s in (".trial .weight", ".spread", ".totals"))]

    before = seen()
    page.get_by_label("2003 some long drug name", exact=False).first.uncheck()
    assert all(a != b for a, b in zip(seen(), before, strict=True))
    assert page.locator("#drug .square.out").count() == 1
    assert page.locator("#drug .diamond.ghost").count() == 1
    assert "In 7 of 8 trials together" in sentence(page, "drug")
    assert page.get_attribute("#drug .rules[role=img]", "aria-label") == sentence(page, "drug")
    watched.clean()


def test_the_browser_says_what_python_computes(visit: Any) -> None:
    page, figure = visit().page, figures()[0]
    figure.ask("anaemia")
    assert figure.pooled is not None
    page.click("#drug .chips button >> nth=0")
    assert page.get_attribute("#drug .chips button >> nth=0", "aria-pressed") == "true"
    assert sentence(page, "drug").startswith(f"Without the trial in anaemia, the score falls by {-figure.pooled.estimate:.1f} points more")
    assert sentence(page, "drug") == figure.static()["sentence"]


def test_everything_by_keyboard(visit: Any) -> None:
    page = visit().page
    page.focus("#drug .group >> nth=1 >> input >> nth=0")
    page.keyboard.press("Space")
    assert "In 5 of 8 trials" in sentence(page, "drug")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "In 6 of 8 trials" in sentence(page, "drug")
    assert page.eval_on_selector("#drug .group:nth-of-type(2) input, #drug .group >> nth=1 >> input", "e => e.indeterminate") is True
    page.keyboard.press("Control+z")
    assert "In 5 of 8 trials" in sentence(page, "drug")
    page.focus("#drug input[name=drug-model]:checked")
    page.keyboard.press("ArrowDown")
    assert "share one true effect" in sentence(page, "drug")
    assert page.locator("#drug .whisker.prediction").count() == 0
    page.focus("#drug input[name=drug-view]:checked")
    page.keyboard.press("ArrowDown")
    assert sentence(page, "drug").startswith("Leaving out ")
    assert page.locator("#drug .diamond.small").count() == 5


def test_nothing_and_one_trial_break_nothing(visit: Any) -> None:
    watched = visit()
    page = watched.page
    page.uncheck("#drug .top input")
    assert "Nothing is chosen" in sentence(page, "drug")
    assert page.locator("#drug .totals .diamond:not(.ghost)").count() == 0
    page.check("#drug-t3")
    assert "One trial is pooled with nothing, so this is its own interval" in sentence(page, "drug")
    page.check("#drug input[value=others]")
    assert "nothing is left to pool" in sentence(page, "drug")
    page.click("#drug .actions button >> text=Back to the start")
    assert "In all 8 trials" in sentence(page, "drug")
    watched.clean()


def test_state_survives_a_reload(visit: Any) -> None:
    page = visit().page
    page.uncheck("#drug-t7")
    page.check("#drug input[value=fixed]")
    said, where = sentence(page, "drug"), page.url
    assert "figure-drug=without:t7,model:fixed" in where
    page.reload()
    page.wait_for_selector("[data-live] #drug")
    assert sentence(page, "drug") == said
    assert not page.is_checked("#drug-t7")


@pytest.mark.parametrize(("state", "reason"), [("without:zz", "zz"), ("model:magic", "magic"), ("view:sky", "sky"), ("q:who", "who"), ("nonsense", "nonsense"), ("iron:1", "iron")])
def test_a_bad_link_is_named_and_the_start_shown(visit: Any, state: str, reason: str) -> None:
    watched = visit(f"?figure-drug={state}")
    watched.page.wait_for_selector("#drug .message p")
    assert reason in watched.page.text_content("#drug .message")
    assert "In all 8 trials" in sentence(watched.page, "drug")
    watched.clean()


def test_data_and_pictures_can_be_taken_home(visit: Any, tmp_path: Path) -> None:
    page = visit().page
    page.uncheck("#drug-t0")
    for name, suffix in (("Data (CSV)", "csv"), ("Picture (SVG)", "svg"), ("Picture (PNG)", "png")):
        with page.expect_download() as got:
            page.click(f"#drug .actions button >> text={name}")
        got.value.save_as(tmp_path / f"drug.{suffix}")
    rows = list(csv.DictReader((tmp_path / "drug.csv").read_text("utf-8").splitlines()))
    assert [r["chosen"] for r in rows[:8]] == ["no", *["yes"] * 7]
    assert sum(float(r["weight"]) for r in rows[1:8]) == pytest.approx(1)
    assert float(next(r for r in rows if r["id"] == "pooled")["effect (points)"]) < 0
    drawn = (tmp_path / "drug.svg").read_text("utf-8")
    assert "Author-With-A-Long-Name 2001" in drawn
    assert "favours placebo" in drawn
    assert (tmp_path / "drug.png").read_bytes()[:4] == b"\x89PNG"
    assert page.locator("#drug .stage").count() == 0


def test_placebo_arms_alone_with_what_people_notice(visit: Any) -> None:
    page = visit().page
    assert "In all 4 arms together, the score falls by" in sentence(page, "arms")
    assert "on placebo alone" in sentence(page, "arms")
    assert "a change that somebody notices" in page.text_content("#arms .reference")
    assert "Beard" in page.text_content("#arms .reference")


def test_without_script_the_same_picture_stands(visit: Any) -> None:
    live, still = visit().page, visit(script=False).page
    assert sentence(still, "drug") == sentence(live, "drug")
    assert diamond(still) == diamond(live)
    assert not still.locator("#drug .trial input").first.is_visible()


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (1280, "dark"), (390, "light"), (320, "dark")])
def test_readable_at_any_width_and_theme(visit: Any, width: int, theme: str) -> None:
    watched = visit(width=width, theme=theme)
    page = watched.page
    page.click("#drug .table summary")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' ')))")
    assert found == []
    cut = page.eval_on_selector_all("#drug .numbers, #drug .name", "list => list.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)")
    assert cut == []
