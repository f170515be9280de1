"""The forest plot as a Python object, and its numbers against the browser's."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import traitlets

from restlesslegs.evidence.pool import pool
from restlesslegs.frontend import node
from restlesslegs.widgets import Forest, Reference, Selection, Trial
from restlesslegs.widgets.parts import FigureError


def trial(id: str, effect: float, se: float, group: str = "iron", **more: Any) -> Trial:
    return Trial(id, id.title(), group, "Nobody 1900", "nobody1900", effect, se, **more)


TRIALS = [trial("a", -5, 2), trial("b", -3, 1.5), trial("c", -9, 1, "dopamine"), trial("d", 0.5, 2.5, "dopamine")]


def forest(**parts: Any) -> Forest:
    return Forest("f", "A figure", **{"trials": TRIALS, "outcome": "the score", "unit": "points", **parts})


def in_browser(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    done = subprocess.run([node(), Path(__file__).parent / "pool_trials.mjs"], input=json.dumps(jobs), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_python_and_browser_agree() -> None:
    random = np.random.default_rng(20261125)
    jobs = []
    for _ in range(400):
        k = int(random.integers(1, 16))
        variances = 10 ** random.uniform(-1.5, 1.5, k)
        effects = random.normal(random.uniform(-10, 10), np.sqrt(variances + random.choice([0, 0, 1, 30])))
        jobs += [{"effects": effects.tolist(), "variances": variances.tolist(), "model": m} for m in ("random", "fixed")]
    none = some = 0
    for job, theirs in zip(jobs, in_browser(jobs), strict=True):
        ours = pool(job["effects"], job["variances"], job["model"])
        none, some = none + (ours.tau2 == 0), some + (ours.tau2 > 0)
        assert (ours.k, ours.df) == (theirs["k"], theirs["df"])
        for name in ("estimate", "se", "low", "high", "tau2", "i2", "q"):
            assert getattr(ours, name) == pytest.approx(theirs[name], rel=1e-9, abs=1e-9), (name, job)
        assert ours.weights == pytest.approx(theirs["weights"], rel=1e-9, abs=1e-9)
        if theirs["prediction"] is None:
            assert ours.prediction_low is ours.prediction_high is None
        else:
            assert [ours.prediction_low, ours.prediction_high] == pytest.approx(theirs["prediction"], rel=1e-9, abs=1e-9)
    # Both sorts must have been met, or the test has shown little.
    assert none > 100
    assert some > 100


def test_results_follow_the_choice_and_the_model() -> None:
    figure = forest()
    table, all_four = figure.results, figure.pooled
    assert list(table.index) == ["a", "b", "c", "d"]
    assert table["weight"].sum() == pytest.approx(1)
    assert all_four is not None
    assert all_four.low < all_four.estimate < all_four.high
    assert all_four.prediction_low is not None
    assert all_four.prediction_low < all_four.low
    assert table.loc["c", "without"] == pytest.approx(pool([-5, -3, 0.5], [4, 2.25, 6.25]).estimate)

    figure.chosen = ["d", "a"]
    assert figure.chosen == ["a", "d"]
    assert figure.results["chosen"].tolist() == [True, False, False, True]
    assert math.isnan(figure.results.loc["b", "weight"])
    assert figure.results.loc["a", "without"] == pytest.approx(0.5)

    figure.model = "fixed"
    assert figure.pooled is not None
    assert figure.pooled.estimate == pytest.approx((-5 / 4 + 0.5 / 6.25) / (1 / 4 + 1 / 6.25))
    assert figure.pooled.prediction_low is None


def test_nothing_chosen_and_one_chosen_break_nothing() -> None:
    figure = forest()
    figure.chosen = []
    assert figure.pooled is None
    assert figure.results["weight"].isna().all()
    figure.chosen = ["b"]
    assert figure.pooled is not None
    assert (figure.pooled.estimate, figure.pooled.tau2) == (-3, 0)
    assert figure.pooled.high == pytest.approx(-3 + 1.5 * 1.959963984540054)
    assert figure.results["without"].isna().all()


def test_a_question_chooses() -> None:
    questions = [
        Selection("iron", "Iron only", groups=["iron"], model="fixed"),
        Selection("not-a", "Without A", without=["a"], leave_one_out=True),
        Selection("two", "Two", trials=["d", "b"]),
    ]
    figure = forest(questions=questions)
    for name, chosen, model, others in (("iron", ["a", "b"], "fixed", False), ("not-a", ["b", "c", "d"], "random", True), ("two", ["b", "d"], "random", False)):
        figure.ask(name)
        assert (figure.chosen, figure.model, figure.leave_one_out, figure.question) == (chosen, model, others, name)


def test_a_reference_takes_its_numbers_from_the_facts() -> None:
    line = forest(reference=Reference("beard1994-eda", "what a rat notices", sign=-1)).spec["reference"]
    assert line["low"] == line["high"] < 0
    assert line["fact"] == "beard1994-eda"
    assert "Beard" in line["citation"]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [("chosen", ["a", "z"], "no trial 'z'"), ("chosen", 5, "chosen"), ("model", "magic", "model"), ("question", "lunch", "no question 'lunch'")],
)
def test_impossible_state_is_refused_and_the_old_one_stays(name: str, value: Any, message: str) -> None:
    figure = forest()
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(figure, name, value)
    assert (figure.chosen, figure.model, figure.question) == (["a", "b", "c", "d"], "random", "")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"trials": []}, "no trial"),
        ({"trials": [trial("a", 1, 1), trial("a", 2, 1)]}, "two trials have the id a"),
        ({"trials": [trial("A b", 1, 1)]}, "trial 'A b'"),
        ({"trials": [trial("a", math.nan, 1)]}, "its effect is nan"),
        ({"trials": [trial("a", 1, 0)]}, "standard error is 0"),
        ({"trials": [trial("a", 1, math.inf)]}, "standard error is inf"),
        ({"measure": "ratio"}, "measure 'ratio'"),
        ({"better": "more"}, "better 'more'"),
        ({"model": "magic"}, "model 'magic'"),
        ({"chosen": ["z"]}, "no trial 'z'"),
        ({"questions": [Selection("q", "Q", without=["z"])]}, "question 'q': no trial 'z'"),
        ({"questions": [Selection("q", "Q", groups=["gold"])]}, "no group 'gold'"),
        ({"questions": [Selection("q", "Q"), Selection("q", "Q")]}, "two questions"),
        ({"reference": Reference("unger2014-reversal", "it")}, "gives no number"),
    ],
)
def test_wrong_declaration_names_what_is_wrong(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        forest(**parts)


def test_an_unknown_fact_is_named() -> None:
    with pytest.raises(LookupError, match="nobody1900-nothing"):
        forest(reference=Reference("nobody1900-nothing", "it"))


@pytest.mark.parametrize(("effects", "variances"), [([], []), ([1], [0]), ([1], [-1]), ([math.nan], [1]), ([1, 2], [1])])
def test_what_cannot_be_pooled_is_refused(effects: list[float], variances: list[float]) -> None:
    with pytest.raises(ValueError, match=r"to pool|not positive"):
        pool(effects, variances)


def test_the_picture_without_a_widget_says_what_python_computes() -> None:
    figure = forest()
    drawn = figure.static()
    assert figure.pooled is not None
    assert f"falls by {abs(figure.pooled.estimate):.1f} points more on the drug than on placebo" in drawn["sentence"]
    assert drawn["html"].count('type="checkbox"') == 1 + 2 + 4
    data, _ = figure._repr_mimebundle_()
    assert "<svg" in data["text/html"]
    assert data["text/plain"].startswith("A figure. In all 4 trials together")
