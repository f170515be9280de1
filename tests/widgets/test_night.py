"""The night figure: nights that page and Python draw and score alike, and states and declarations that are refused by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import traitlets

from restlesslegs.plms import NAMES
from restlesslegs.plms.night import generate, sleepers
from restlesslegs.widgets import Night, Share, SleeperQuestion
from restlesslegs.widgets.night import KNOBS
from restlesslegs.widgets.parts import FigureError
from tests.widgets.live_night import in_the_page

BREATHING = replace(sleepers()["healthy"], bouts=2, breathing=30)


def night(**changes: Any) -> Night:
    questions = [
        SleeperQuestion("young", "Young", "", "rls-young", "Somebody young"),
        SleeperQuestion("old", "Old", "", "rls-old", "Somebody old"),
        SleeperQuestion("breathing", "Breathing", "", BREATHING, "Somebody who stops breathing"),
    ]
    return Night("n", "A night", **({"questions": questions, "shares": [Share("habarubio2016-plmsi15", "of adults in Lausanne")]} | changes))


def state(figure: Night) -> dict[str, Any]:
    return {"settings": figure.settings, "question": figure.question, "night": figure.night, "rules": figure.rules}


def test_page_and_python_draw_and_score_the_same_nights() -> None:
    rng, figures, jobs = np.random.default_rng(5), [], []
    for n in range(24):
        figure = night()
        figure.ask(str(rng.choice(["young", "old", "breathing"])))
        if n % 3:
            for name, knob in KNOBS.items():
                if rng.random() < 0.5:
                    setattr(figure, name, float(rng.uniform(knob.low, knob.high)))
        figure.night = int(rng.integers(1, 30))
        figures.append(figure)
        jobs.append({"night": {"spec": figure.spec, "state": state(figure)}})
    for figure, page in zip(figures, in_the_page(jobs), strict=True):
        for name, told in zip(NAMES, page, strict=True):
            scored, ours = figure.scored(name), figure.reports[name]
            assert told["stages"] == list(scored.hypnogram.stages)
            assert [(e["onset"], e["end"]) for e in told["events"]] == [(pytest.approx(e.onset, abs=1e-9), pytest.approx(e.end, abs=1e-9)) for e in scored.events]
            assert [(e["series"], e["why"], e["breathing"]) for e in told["events"]] == [(e.series, e.why, e.breathing) for e in scored.events]
            assert told["report"]["plmSeries"] == ours["plm_series"]
            for theirs, mine in (("plmsIndex", "plms_index"), ("periodicityIndex", "periodicity_index"), ("plmsNrIndex", "plms_nr_index")):
                assert told["report"][theirs] == (None if ours[mine] is None else pytest.approx(ours[mine], abs=1e-9))


def test_a_question_is_the_preset_itself_whatever_the_sliders_can_show() -> None:
    figure = night(seed=40)
    assert {**figure.sleeper.data(), "factor": 1.0} == sleepers()["rls-young"].data()
    figure.ask("old")
    assert figure.left == 94
    assert figure.sleeper.fades == 99
    figure.left = 50
    assert figure.sleeper.fades == pytest.approx(-6 / np.log(0.5))
    figure.left = 100
    assert figure.sleeper.fades > 1e6
    figure.doublets = 30
    assert figure.sleeper.doublets == 0.3
    figure.night = 3
    assert figure.drawn == generate(figure.sleeper, 43)


def test_results_follow_the_traits_without_a_front_end() -> None:
    figure = night()
    first = figure.results
    assert (first.series > 0).sum() == figure.report.plms + figure.report.plmw
    assert figure.histogram.sum() <= figure.report.intervals
    assert figure.histogram.index[1] == 2
    figure.night = 2
    assert not figure.results.equals(first)
    figure.night = 1
    assert figure.results.equals(first)
    figure.rules = "wasm2006"
    assert figure.report.plms_nr_index is None
    assert figure.reports.loc["plms_index", "wasm2006"] == figure.report.plms_index
    figure.ask("breathing")
    assert figure.reports.loc["plms_nr_index", "wasm2016"] < figure.reports.loc["plms_index", "wasm2016"]
    figure.bouts = 0
    figure.breathing = 0
    assert figure.report.plms_index == 0
    assert figure.static()["sentence"].endswith("none of them in a series asleep.")


def test_the_sentence_says_what_python_computes() -> None:
    figure = night()
    for question in ("young", "old", "breathing"):
        figure.ask(question)
        told, said = figure.report, figure.static()["sentence"]
        assert f"an index of {told.plms_index:.1f} an hour of sleep" in said
        assert ("not above the line of 15" in said) == ((told.plms_index or 0) <= 15)
    assert f"Without those that come with breathing events it is {figure.report.plms_nr_index:.1f} an hour." in said


def test_more_spread_makes_a_night_less_periodic() -> None:
    figure = night()

    def periodicity() -> float:
        found = []
        for figure.night in range(1, 8):
            found.append(figure.report.periodicity_index or 0.0)
        return sum(found) / 7

    regular = periodicity()
    figure.spread = 0.9
    figure.doublets = 40
    assert periodicity() < regular - 0.2


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("night", 0, "no night 0 in figure 'n'; they are numbered from 1 to 999"),
        ("night", 1000, "no night 1000"),
        ("rules", "mine", "no rules 'mine' in figure 'n'"),
        ("question", "who", "no question 'who'"),
        ("bouts", 21, "bouts"),
        ("spread", float("nan"), "must be a number from 0.05 to 0.9"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_old_state_stays(name: str, value: Any, message: str) -> None:
    figure = night()
    before = getattr(figure, name)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"questions": []}, "nobody sleeps"),
        ({"questions": [SleeperQuestion("a", "A", "", "rls-young", "A")] * 2}, "two questions have one id"),
        ({"questions": [SleeperQuestion("a", "A", "", "rls-cat", "A")]}, "question 'a': no sleeper 'rls-cat'; there are: rls-young"),
        ({"knobs": ["bouts", "shoes"]}, "no knob 'shoes'; there are: bouts"),
        ({"threshold": "beard1994-eda"}, "fact 'beard1994-eda' gives no number of movements an hour"),
        ({"shares": [Share("icsd3-plmd-adult-threshold", "of all")]}, "fact 'icsd3-plmd-adult-threshold' is in '1/h', not a share in %"),
    ],
)
def test_a_wrong_declaration_names_what_is_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        night(**changes)
