"""The figure of doses: the page computes what Python computes, the guess comes first, and what does not fit is refused by name."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import traitlets

from restlesslegs import frontend
from restlesslegs.engines.browser import write_module
from restlesslegs.evidence import UnverifiedFactError, facts
from restlesslegs.models import load
from restlesslegs.widgets import Control, DoseLine, DoseResponse, MeasuredShare
from restlesslegs.widgets.parts import FigureError


def figure(**changes: Any) -> DoseResponse:
    given: dict[str, Any] = {
        "lines": [
            DoseLine("gabapentin_gut", "gabapentin_absorbed", "Gabapentin", "gabapentin"),
            DoseLine("pregabalin_gut", "pregabalin_absorbed", "Pregabalin", "pregabalin", "third"),
        ],
        "low": 0,
        "high": 1600,
        "dose": 600,
        "hours": 96,
        "controls": [Control("uptake_capacity", "Gut", "the gut", low=0.3, high=2)],
        "points": [MeasuredShare(300, "gabapentin-f-900"), MeasuredShare(600, "gabapentin-f-600-single", fitted=False)],
        "guess_at": [400, 1600],
        "prompt": "How much?",
    }
    lines = (given | changes).pop("lines")
    return DoseResponse("d", "Doses", "alpha2delta", lines, **{k: v for k, v in (given | changes).items() if k != "lines"})


def test_page_and_python_let_the_same_in(tmp_path: Path) -> None:
    one, rng = figure(), np.random.default_rng(3)
    module = write_module(load("alpha2delta"), tmp_path)
    for _ in range(5):
        one.uptake_capacity = float(rng.uniform(0.3, 2))
        doses = [float(d) for d in rng.uniform(1, 1600, size=4)]
        given = json.dumps({"module": str(module), "spec": one.spec, "settings": one.settings, "doses": doses})
        done = subprocess.run([frontend.node(), Path(__file__).parent / "live_dose.mjs"], input=given, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        for line, page in zip(one.spec["lines"], json.loads(done.stdout), strict=True):
            assert page == pytest.approx([one.absorbed(d, line) for d in doses], rel=1e-4)


def test_the_guess_comes_first_and_the_sentence_says_what_python_computes() -> None:
    one = figure()
    assert one.static()["sentence"] == "How much?"
    assert 'rect class="fitted"' not in one.static()["html"]
    one.guess = [150, 420]
    one.committed = True
    said = one.static()["sentence"]
    got, twice = (one.absorbed(d, one.spec["lines"][0]) for d in (600, 1200))
    assert said.startswith(
        f"Of 600 mg of gabapentin, {got:.0f} mg get into the blood: {100 * got / 600:.0f} %. Of twice as much, {twice:.0f} mg get in, {twice / got:.3g} times as much."
    )
    assert "You guessed 420 mg from a dose of 1600" in said
    assert "Close." in said
    one.uptake_capacity = 0.5
    assert "With the gut at 0.5" in one.static()["sentence"]
    assert one.results.loc[1600.0, "Gabapentin"] < 411
    assert one.results.loc[1600.0, "Pregabalin"] == pytest.approx(1440, rel=1e-3)


def test_measured_points_are_the_facts() -> None:
    points = figure().spec["points"]
    for point in points:
        measured = facts[point["fact"]].value
        assert measured is not None
        assert point["share"] == measured / 100
    assert points[1]["sd"] is not None
    assert not points[1]["fitted"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lines": []}, "it needs at least one drug"),
        ({"lines": [DoseLine("aspirin_gut", "gabapentin_absorbed", "A", "a")]}, "line 'A': the model 'alpha2delta' has no 'aspirin_gut'"),
        ({"lines": [DoseLine("gabapentin_gut", "gabapentin", "A", "a")]}, "line 'A': 'gabapentin_gut' is in mg, 'gabapentin' in mg/L"),
        ({"lines": [DoseLine("gabapentin_gut", "gabapentin_absorbed", "A", "a", "pink")]}, "line 'A': no kind 'pink'"),
        ({"dose": 0}, "doses 0 to 1600, cursor at 0, 96 hours do not fit"),
        ({"guess_at": [2000]}, "a dose of 2000 is off the axis of 0 to 1600"),
        ({"points": [MeasuredShare(300, "gabapentin-thalf")]}, "fact 'gabapentin-thalf' is no share in %"),
    ],
)
def test_a_wrong_declaration_names_what_is_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        figure(**changes)


def test_a_fact_from_memory_is_refused() -> None:
    with pytest.raises(UnverifiedFactError):
        figure(points=[MeasuredShare(300, "oertel2011-aug-rotigotine-5y")])


def test_what_does_not_fit_is_refused_and_the_old_state_stays() -> None:
    one = figure()
    with pytest.raises(traitlets.TraitError, match="dose"):
        one.dose = 1601
    with pytest.raises(traitlets.TraitError):
        one.show = "both"
    assert (one.dose, one.show) == (600, "amount")
