"""Figures as Python objects, without any front end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets
import pytest
import traitlets

from restlesslegs.models import load
from restlesslegs.widgets import Choice, Control, Explorer, Predict, Question, Quiz, Readout, TimedChange
from restlesslegs.widgets.parts import FigureError, Target
from restlesslegs.widgets.quiz import QuizError, read_questions

ENZYME = Control("th_expression", "Enzyme", "the enzyme", low=0, high=2)
OUTSIDE = Readout("eda", "Dopamine outside", "dopamine outside")


def explorer(**parts: Any) -> Explorer:
    return Explorer("f", "A figure", "dopamine_terminal", controls=[ENZYME], readouts=[OUTSIDE], **parts)


def test_results_are_a_table_of_every_state_from_the_present_settings() -> None:
    figure = explorer()
    rest = figure.results
    figure.th_expression = 0.5
    moved = figure.results
    assert rest.index.name == "time"
    assert {s.id for s in load("dopamine_terminal").card.states} <= set(moved.columns)
    assert rest["eda"].iloc[-1] == pytest.approx(rest["eda"].iloc[0], rel=1e-6)
    assert moved["eda"].iloc[-1] < 0.9 * rest["eda"].iloc[-1]


def test_results_follow_a_questions_events() -> None:
    figure = explorer(questions=[Question("meal", "Meal", "", events=[TimedChange(6, {"blood_tyrosine": 194}), TimedChange(9, {"blood_tyrosine": None})])])
    figure.ask("meal")
    tyrosine = figure.results["tyr"]
    assert tyrosine.loc[8:9].max() > 1.1 * tyrosine.iloc[0]
    assert tyrosine.iloc[-1] == pytest.approx(tyrosine.iloc[0], rel=0.02)


def test_controls_are_traits_to_observe_and_link() -> None:
    figure, slider, heard = explorer(), ipywidgets.FloatSlider(value=1, min=0, max=2), []
    figure.observe(lambda change: heard.append(change["new"]), "th_expression")
    ipywidgets.link((slider, "value"), (figure, "th_expression"))
    slider.value = 0.4
    assert figure.th_expression == 0.4
    figure.th_expression = 1.5
    assert slider.value == 1.5
    assert heard == [0.4, 1.5]


def test_two_figures_do_not_share_their_controls() -> None:
    one, other = explorer(), explorer()
    one.th_expression = 0.3
    assert other.th_expression == 1


@pytest.mark.parametrize("value", [-0.1, 2.1, float("nan"), "much"])
def test_impossible_setting_is_refused(value: Any) -> None:
    figure = explorer()
    with pytest.raises((traitlets.TraitError, ValueError)):
        figure.th_expression = value
    assert figure.th_expression == 1


def test_unknown_question_is_refused_by_name() -> None:
    with pytest.raises(traitlets.TraitError, match="no question 'lunch'"):
        explorer(questions=[Question("meal", "Meal", "")]).question = "lunch"


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Explorer("f", "F", "dopamine_terminal", controls=[Control("iron", "I", "i")], readouts=[OUTSIDE]), "no such parameter"),
        (lambda: Explorer("f", "F", "dopamine_terminal", controls=[Control("th_expression", "E", "e", high=99)], readouts=[OUTSIDE]), "not inside"),
        (lambda: Explorer("f", "F", "dopamine_terminal", controls=[ENZYME], readouts=[Readout("serotonin", "S", "s")]), "no such state"),
        (lambda: explorer(questions=[Question("q", "Q", "", {"iron": 1})]), "no parameter 'iron'"),
        (lambda: explorer(questions=[Question("q", "Q", ""), Question("q", "Q", "")]), "two questions"),
        (lambda: explorer(targets=[Target("tissue_da", "Tissue", "unger2014-reversal")]), "a direction and no size"),
        (lambda: Predict("p", "P", "dopamine_terminal", [ENZYME], [OUTSIDE], prompt="?", set={"th_expression": 0.5}, explanation=""), "either hours to guess at or choices"),
        (
            lambda: Predict("p", "P", "dopamine_terminal", [ENZYME], [OUTSIDE], prompt="?", set={"th_expression": 0.5}, explanation="", choices=[Choice("a", "A", "no")]),
            "no choice is right",
        ),
        (lambda: Predict("p", "P", "dopamine_terminal", [ENZYME], [OUTSIDE], prompt="?", set={"dat_density": 0.5}, explanation="", guess_at=[1]), "no control"),
    ],
)
def test_wrong_declaration_names_what_is_wrong(build: Any, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        build()


def test_figure_leaves_picture_and_sentence_where_no_widget_runs() -> None:
    data, _ = explorer()._repr_mimebundle_()
    assert "<svg" in data["text/html"]
    assert "normal" in data["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in data


def test_quiz_reads_its_file() -> None:
    path = Path(__file__).parents[2] / "book" / "questions" / "from-iron-to-dopamine.yaml"
    assert 4 <= len(Quiz(path).spec["items"]) <= 6


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "a list of questions"),
        ("- id: a", "needs id, text and options"),
        ("- {id: a, text: t, options: [{text: x, feedback: y, right: true}]}", "two options or more"),
        ("- {id: a, text: t, options: [{text: x, feedback: y}, {text: z, feedback: y}]}", "exactly one"),
        ("- {id: a, text: t, options: [{text: x, feedback: y, right: true}, {text: z}]}", "option 2"),
        ("- {", "while parsing"),
    ],
)
def test_bad_questions_are_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(text)
    with pytest.raises(QuizError, match=message):
        read_questions(path)
