"""The trial figure: the page runs the studies that Python runs, and states and declarations that do not fit are refused by name."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import traitlets

from restlesslegs import frontend
from restlesslegs.trials import DESIGNS, beside, published
from restlesslegs.widgets import Choice, Prediction, StudyQuestion, VirtualTrial
from restlesslegs.widgets.parts import FigureError
from restlesslegs.widgets.virtual_trial import TRIAL_KNOBS


def figure(**changes: Any) -> VirtualTrial:
    given: dict[str, Any] = {
        "questions": [
            StudyQuestion("start", "The clinic's study", "Look."),
            StudyQuestion("sham", "Against a sham", "", {"effect": 3, "n": 20}, design="sham", repeated=True),
        ],
        "knobs": tuple(TRIAL_KNOBS),
        "compare": {"hayes2008": "Laser", "sundaresan2019": "Heat"},
        "seed": 3,
    }
    return VirtualTrial("t", "A trial", **(given | changes))


def state(of: VirtualTrial) -> dict[str, Any]:
    return {"settings": of.settings, "question": of.question, "design": of.design, "number": of.number, "repeated": of.repeated, "published": of.published, "mixed": of.mixed}


def in_the_page(jobs: list[dict[str, Any]]) -> list[Any]:
    done = subprocess.run([frontend.node(), Path(__file__).parent / "live_trial.mjs"], input=json.dumps(jobs), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def close(ours: Any, theirs: Any) -> None:
    """Numbers of two reports agree to 1e-9, and where one has none neither has the other."""
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys()
        for key in ours:
            close(ours[key], theirs[key])
    elif isinstance(ours, float):
        assert theirs == pytest.approx(ours, abs=1e-9)
    else:
        assert theirs == ours


def test_page_and_python_run_the_same_studies() -> None:
    rng, figures = np.random.default_rng(11), []
    for i in range(20):
        one = figure()
        one.ask(str(rng.choice(["start", "sham"])))
        one.design = str(rng.choice(DESIGNS))
        one.number = int(rng.integers(1, 101))
        one.mixed = bool(i % 5 == 0)
        for name, knob in TRIAL_KNOBS.items():
            if i and rng.random() < 0.4:
                setattr(one, name, float(knob.low + knob.step * rng.integers(0, round((knob.high - knob.low) / knob.step) + 1)))
        figures.append(one)
    for one, page in zip(figures, in_the_page([{"spec": f.spec, "state": state(f)} for f in figures]), strict=True):
        close(one.outcome.data(), page["outcome"])
        for ours, theirs in zip(one.outcomes, page["many"]["outcomes"], strict=True):
            close(ours.data(), theirs)
        # The curves that are drawn begin and end with the scores that are analysed.
        assert page["ends"] == [[r.group == "treated", r.before, r.after] for r in one.results.itertuples()]
        close({**state(one), "settings": {k: round(v, 9) for k, v in one.settings.items()}}, page["again"])


def test_bars_beside_published_studies_are_those_of_the_model() -> None:
    one = figure()
    bars = in_the_page([{"spec": one.spec, "state": state(one)}])[0]["many"]["beside"]
    expected = beside(one.population)
    for row, bar in zip(one.spec["compare"], bars, strict=True):
        # Both take mean and spread from one large study, of 5 000 patients and of 20 000.
        assert bar["low"] == pytest.approx(expected[row["id"]].low, abs=0.4)
        assert bar["high"] == pytest.approx(expected[row["id"]].high, abs=0.4)
        assert bar["inside"] == expected[row["id"]].inside
        assert row["change"] == next(p.change for p in published() if p.id == row["id"])


def test_the_sentence_says_what_python_computes() -> None:
    one = figure()
    for design in DESIGNS:
        one.design = design
        one.repeated = True
        said, result = one.static()["sentence"], one.outcome.result
        assert result.value is not None
        assert f"{abs(round(result.value, 1)):g}" in said
        assert ("That is significant" in said) == one.outcome.significant
        assert f"it is a success {sum(o.significant for o in one.outcomes)} times" in said
        assert "does nothing" in said
    one.ask("sham")
    assert "takes off 3 points" in one.static()["sentence"]
    assert "a trial needs about" in one.static()["sentence"]


def test_results_follow_the_traits_without_a_front_end() -> None:
    one = figure()
    assert len(one.results) == 35
    assert len(one.repeats) == 100
    assert one.repeats.significant.mean() > 0.9
    one.ask("sham")
    assert len(one.results) == 40
    assert one.repeats.value.mean() == pytest.approx(-3, abs=0.7)
    one.placebo = 0
    assert one.population.placebo_studies == 0
    one.mixed = True
    assert one.repeats.n.nunique() > 20


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("number", 0, "no study 0 in figure 't'; they are numbered from 1 to 100"),
        ("design", "blind", "no design 'blind' in figure 't'; it has: before-after, open, sham"),
        ("question", "who", "no question 'who'"),
        ("effect", 13, "effect"),
        ("n", float("nan"), "must be a number from 5 to 200"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_old_state_stays(name: str, value: Any, message: str) -> None:
    one = figure()
    before = getattr(one, name)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(one, name, value)
    assert getattr(one, name) == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"questions": []}, "nothing is asked"),
        ({"questions": [StudyQuestion("a", "A", "")] * 2}, "two questions have one id"),
        ({"questions": [StudyQuestion("a", "A", "", {"effect": 50})]}, "question 'a': effect cannot be 50"),
        ({"questions": [StudyQuestion("a", "A", "", design="open")], "designs": ("sham",)}, "design 'open' is none of its own: sham"),
        ({"knobs": ["n", "shoes"], "questions": [StudyQuestion("a", "A", "")]}, "no knob 'shoes'; there are: n"),
        ({"designs": ["crossover"]}, "no design 'crossover'"),
        ({"compare": {"nobody2000": "X"}}, "no published study 'nobody2000'; there are: sundaresan2019"),
        ({"prediction": Prediction("?", [Choice("a", "A", "no")])}, "no choice of its prediction is right"),
    ],
)
def test_a_wrong_declaration_names_what_is_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        figure(**changes)
