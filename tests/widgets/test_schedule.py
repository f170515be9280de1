"""The schedule figure: a plan that the page and Python live alike, and declarations and plans that are refused by name."""

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
from restlesslegs.models import load
from restlesslegs.widgets import Amount, Choice, Control, Curve, Lane, Measure, Panel, PlanQuestion, Prediction, Schedule
from restlesslegs.widgets.parts import FigureError
from restlesslegs.widgets.plan import WHATS, regular


def evening(**changes: Any) -> Schedule:
    parts: dict[str, Any] = {
        "controls": [Control("susceptibility", "Legs", "the legs", low=0, high=3), Control("relief", "Drug", "the drug")],
        "lanes": [
            Lane("light", "Light", "in the light", "light", [(7, 23), (31, 47)], inside={"light": 1}),
            Lane("still", "Sitting", "sitting", "rest", [(20, 22)], inside={"still": 1}, most=3),
            Lane("sleep", "Asleep", "asleep", "sleep", [(0, 7), (23, 31)], inside={"asleep": 1, "still": 1, "light": 0}),
        ],
        "panels": [Panel("Urge", [Curve("urge", "urge", "urge")], high=10)],
        "measures": [Measure(w.replace(" ", "_"), w, "urge", w, lane="", level=1.0) for w in WHATS if "gain" not in w and "share" not in w]
        + [Measure("seated", "mean while sitting", "urge", "mean", lane="still"), Measure("late", "last chair", "urge", "peak", lane="still", span=-1, after=20)],
        "hours": 48,
        "clock": 0,
        "base": {"asleep": 0, "still": 0, "light": 0},
        "sentence": "{setting}{plan}: {peak} at {time_of_peak}.",
        "questions": [PlanQuestion("walk", "Walk", "", plan={"still": []}), PlanQuestion("drug", "Drug", "", {"relief": 0.5})],
    }
    parts |= changes
    return Schedule("evening", "An evening", "night_and_day", **parts)


def tablets(**changes: Any) -> Schedule:
    parts: dict[str, Any] = {
        "controls": [
            Control("ferritin", "Ferritin", "ferritin", low=10, high=150),
            Amount("dose", "Dose", "the tablet", "mg", 20, 240, 60),
            Amount("every", "Every", "the interval", "h", 12, 72, 24, step=12),
        ],
        "lanes": [Lane("tablets", "Tablets", "tablet", "iron", [8], dose={"lumen": "dose"}, every="every", most=14)],
        "panels": [Panel("Absorbed", [Curve("absorbed", "absorbed", "iron")], per="tablets")],
        "measures": [Measure(w.replace(" ", "_"), w, "absorbed", w, lane="tablets") for w in WHATS if "gain" in w or "share" in w]
        + [Measure("hepcidin", "hepcidin", "hepcidin", "peak")],
        "hours": 168,
        "sentence": "{plan}: {share} of each.",
    }
    parts |= changes
    return Schedule("tablets", "Tablets", "oral_iron", **parts)


def in_the_page(figure: Schedule, jobs: list[dict[str, Any]], folder: Path) -> list[dict[str, float]]:
    module = write_module(load(figure.spec["model"]), folder)
    given = json.dumps({"module": str(module), "spec": figure.spec, "jobs": jobs})
    done = subprocess.run([frontend.node(), Path(__file__).parent / "live_plan.mjs"], input=given, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return [{k: np.nan if v is None else v for k, v in row.items()} for row in json.loads(done.stdout)]


def assert_both_agree(figure: Schedule, jobs: list[dict[str, Any]], folder: Path) -> None:
    for job, page in zip(jobs, in_the_page(figure, jobs, folder), strict=True):
        figure.plan = job["plan"]
        for name, value in job["settings"].items():
            setattr(figure, name, value)
        ours = figure.measured
        for name, value in page.items():
            assert value == pytest.approx(ours[name], rel=1e-3, abs=0.02, nan_ok=True), f"{name} for {job}"


def random_spans(rng: np.random.Generator, hours: float, most: int) -> list[list[float]]:
    ends = np.sort(rng.choice(np.arange(0, hours * 4 + 1), size=2 * int(rng.integers(0, most + 1)), replace=False)) / 4
    return [[float(a), float(b)] for a, b in ends.reshape(-1, 2)]


def test_page_and_python_live_the_same_plan_of_spans(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    jobs = [
        {
            "plan": {name: random_spans(rng, 48, 3) for name in ("light", "still", "sleep")},
            "settings": {"susceptibility": float(rng.uniform(0.2, 3)), "relief": float(rng.uniform(0, 0.9))},
        }
        for _ in range(20)
    ]
    assert_both_agree(evening(), jobs, tmp_path)


def test_page_and_python_live_the_same_plan_of_doses(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    jobs = [
        {
            "plan": {"tablets": [[float(t)] for t in np.sort(rng.choice(np.arange(0, 160), size=int(rng.integers(0, 9)), replace=False))]},
            "settings": {"ferritin": float(rng.uniform(10, 100)), "dose": float(rng.uniform(20, 240)), "every": 24.0},
        }
        for _ in range(10)
    ]
    assert_both_agree(tablets(), jobs, tmp_path)


def test_results_follow_the_traits_without_a_front_end() -> None:
    figure = evening()
    before = figure.measured["peak"]
    figure.ask("walk")
    assert figure.plan["still"] == []
    assert figure.measured["peak"] < before / 3
    figure.ask("drug")
    assert figure.relief == 0.5
    assert figure.plan["still"] == [[20.0, 22.0]]
    assert figure.measured["peak"] < before


def test_an_interval_spaces_the_doses_and_a_question_may_set_it() -> None:
    figure = tablets(questions=[PlanQuestion("alternate", "Alternate days", "", {"every": 48})])
    assert figure.plan["tablets"] == [[8.0 + 24 * k] for k in range(7)]
    figure.ask("alternate")
    assert figure.plan["tablets"] == [[8.0], [56.0], [104.0], [152.0]]
    assert regular(8, 48, 56, 9) == [[8]]  # a dose at the very end would bring nothing


def test_a_dose_is_what_its_control_says_and_shares_add_up() -> None:
    figure = tablets()
    small = figure.measured
    figure.dose = 120.0
    large = figure.measured
    assert large["gain"] > small["gain"]
    assert large["share"] < small["share"]
    assert small["gain"] == pytest.approx(small["share"] / 100 * 60 * 7)
    assert small["gain_a_day"] == pytest.approx(small["gain"] / 7)
    assert small["last_share"] < small["first_share"]


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        ({"snooze": []}, "no lane 'snooze'"),
        ({"still": [[22, 20]]}, "lane 'still'"),
        ({"still": [[20, 49]]}, "no span from 0 to 48 hours"),
        ({"still": [[20, float("nan")]]}, "lane 'still'"),
        ({"still": [[20]]}, "lane 'still'"),
        ({"still": [[1, 3], [2, 4]]}, "overlap"),
        ({"still": [[1, 2], [3, 4], [5, 6], [7, 8]]}, "holds at most 3, not 4"),
        ({"still": ["soon"]}, "could not convert"),
    ],
)
def test_an_impossible_plan_is_refused_and_the_old_one_stays(plan: dict[str, Any], message: str) -> None:
    figure = evening()
    before = figure.plan
    with pytest.raises(traitlets.TraitError, match=message):
        figure.plan = plan
    assert figure.plan == before


@pytest.mark.parametrize(
    ("make", "changes", "message"),
    [
        (evening, {"sentence": "{peek}"}, "asks for 'peek'"),
        (evening, {"panels": [Panel("Urge", [Curve("hunger", "hunger", "urge")])]}, "no such state or observable 'hunger'"),
        (evening, {"panels": [Panel("Urge", [Curve("urge", "urge", "pink")])]}, "kind 'pink'"),
        (evening, {"panels": [Panel("Urge", [Curve("urge", "urge", "urge")], per="still")]}, "'still' is no lane of doses"),
        (evening, {"measures": [Measure("peak", "p", "urge", "height")], "sentence": ""}, "'height' is none of"),
        (evening, {"measures": [Measure("peak", "p", "urge", "peak", lane="sofa")], "sentence": ""}, "'sofa' is no lane"),
        (evening, {"measures": [Measure("h", "h", "urge", "hours above")], "sentence": ""}, "needs a level"),
        (evening, {"base": {"awake": 1}}, "no parameter 'awake'"),
        (evening, {"questions": [PlanQuestion("a", "A", "", {"speed": 1})]}, "there is no control 'speed'"),
        (evening, {"questions": [PlanQuestion("a", "A", "", {"relief": 2})]}, "relief = 2 is outside its range"),
        (evening, {"questions": [PlanQuestion("a", "A", "", plan={"sofa": []})]}, "no lane 'sofa'"),
        (evening, {"questions": [PlanQuestion("a", "A", ""), PlanQuestion("a", "B", "")]}, "two questions have one id"),
        (evening, {"prediction": Prediction("?", [Choice("a", "A", "no")])}, "no choice of its prediction is right"),
        (evening, {"lanes": [Lane("x", "X", "x", "rest", [(0, 1)])]}, "needs either 'inside'"),
        (evening, {"lanes": [Lane("x", "X", "x", "rest", [(0, 1)], inside={"sofa": 1})]}, "has sofa"),
        (tablets, {"lanes": [Lane("x", "X", "x", "iron", [8], dose={"lumen": "size"})]}, "has size"),
        (tablets, {"controls": [Amount("dose", "D", "d", "mg", 20, 240, 10)]}, "10 is not inside 20 to 240"),
        (tablets, {"controls": [Amount("ferritin", "D", "d", "mg", 20, 240, 60)]}, "use a Control"),
    ],
)
def test_a_wrong_declaration_names_what_is_wrong(make: Any, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        make(**changes)
