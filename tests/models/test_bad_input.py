"""What is wrong is refused, with the file, the line and the reason."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from restlesslegs.evidence import facts, sources
from restlesslegs.models import CardError, Event, Model, ModelError, ModelInputError, UnknownModelError, check, load


def test_model_that_does_not_parse_is_refused_with_file_and_line(fixtures: Path) -> None:
    with pytest.raises(ModelError, match=r"does_not_parse/model\.ant:5: .*syntax error"):
        Model(fixtures / "does_not_parse")


def test_model_whose_units_disagree_is_refused_with_file_and_line(fixtures: Path) -> None:
    with pytest.raises(ModelError, match=r"units_disagree/model\.ant:11: .*[Uu]nits"):
        Model(fixtures / "units_disagree")


def test_model_with_what_the_engines_do_not_know_is_refused(fixtures: Path) -> None:
    with pytest.raises(ModelError, match=r"inner_event/model\.ant: .*events inside the model"):
        Model(fixtures / "inner_event")


def test_card_that_names_a_missing_parameter_is_refused_with_file_and_line(fixtures: Path) -> None:
    with pytest.raises(CardError, match=r"missing_parameter/card\.toml:9: the model has no constant 'brain_iron'"):
        Model(fixtures / "missing_parameter")


def test_missing_model_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.ant: cannot be read"):
        Model(tmp_path / "nothing")


def test_unknown_model_is_refused_by_name() -> None:
    with pytest.raises(UnknownModelError, match=r"there is no model 'serotonin'; there are: .*dopamine_terminal"):
        load("serotonin")


def changed(fixtures: Path, folder: Path, old: str, new: str) -> Model:
    target = folder / "two_rooms"
    target.mkdir()
    (target / "model.ant").write_bytes((fixtures / "two_rooms" / "model.ant").read_bytes())
    card = (fixtures / "two_rooms" / "card.toml").read_text("utf-8")
    assert card.count(old) >= 1
    (target / "card.toml").write_text(card.replace(old, new, 1), "utf-8")
    return Model(target)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Two rooms"', "title = Two rooms", r"card\.toml:1: "),
        ('title = "Two rooms"', "title = 3", r"card\.toml:1: 'title' must be text"),
        ('title = "Two rooms"', "", r"card\.toml: 'title' is missing"),
        ("year = 2000", 'year = 2000\ncolour = "red"', r"card\.toml:5: unknown key 'colour'"),
        ("low = 0", "low = 5", r"card\.toml:11: parameter 'speed': the model's value 4 is not inside 5 to 20"),
        ("low = 0", 'low = "none"', r"card\.toml:11: 'low' must be a number"),
        ('conceptual = "for tests"', 'fact = "x"\nconceptual = "for tests"', r"card\.toml:8: parameter 'speed' needs either 'fact' or 'conceptual'"),
        ('conceptual = "for tests"', "", r"card\.toml:8: parameter 'speed' needs either 'fact' or 'conceptual'"),
        ('id = "binding"', 'id = "speed"', r"card\.toml: parameter 'speed' stands twice"),
        ('id = "mood"', 'id = "temper"', r"card\.toml:\d+: the model has no state 'temper'"),
        ('[[state]]\nid = "pair"\nlabel = "pair"\n', "", r"card\.toml: state 'pair' of the model is missing"),
        ('[[observable]]\nid = "cross"\nlabel = "crossing"\n', "", r"card\.toml: the flux 'cross' of the model is missing"),
        ('id = "level"', 'id = "depth"', r"card\.toml:\d+: the model has no observable 'depth'"),
    ],
)
def test_wrong_card_is_refused_with_the_line(fixtures: Path, tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(CardError, match=message):
        changed(fixtures, tmp_path, old, new)


TARGET = """
[[reproduces]]
observable = "a"
parameters = { speed = 2 }
fact = "best2009-eda-ss"
tolerance = 0.1
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"a"', '"z"', "the card has no state or observable 'z'"),
        ("speed = 2", "haste = 2", "the card has no parameter 'haste'"),
        ("speed = 2", "speed = 21", "speed = 21 is not inside 0 to 20"),
        ("tolerance = 0.1", "", "'tolerance' is missing"),
        ('fact = "best2009-eda-ss"', "value = 1", "'note' is missing"),
        ('fact = "best2009-eda-ss"', "", "needs either 'fact' or 'value'"),
        ("tolerance", 'as = "feeling"\ntolerance', "'as' must be one of"),
    ],
)
def test_wrong_target_is_refused(fixtures: Path, tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(CardError, match=rf"card\.toml:\d+: .*{message}"):
        changed(fixtures, tmp_path, '[[state]]\nid = "a"', TARGET.replace(old, new) + '\n[[state]]\nid = "a"')


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ("best2009-eda-rest", r"card\.toml:\d+: reproduces 'a': there is no fact 'best2009-eda-rest'"),
        ("best2009-nadph", r"card\.toml:\d+: reproduces 'a': fact 'best2009-nadph' is from memory"),
        ("best2009-meals", r"card\.toml:\d+: reproduces 'a': fact 'best2009-meals' has no number"),
    ],
)
def test_card_that_names_a_fact_it_cannot_use_is_refused(fixtures: Path, tmp_path: Path, fact: str, message: str) -> None:
    model = changed(fixtures, tmp_path, '[[state]]\nid = "a"', TARGET.replace("best2009-eda-ss", fact) + '\n[[state]]\nid = "a"')
    with pytest.raises(CardError, match=message):
        check.check_facts(model, facts)


def test_card_that_names_a_missing_source_is_refused(fixtures: Path, tmp_path: Path) -> None:
    model = changed(fixtures, tmp_path, "year = 2000", 'year = 2000\nsources = ["nobody2000"]')
    with pytest.raises(CardError, match=r"card\.toml: sources: the bibliography has no 'nobody2000'"):
        check.check_sources(model, sources)


def test_constant_in_another_unit_than_its_fact_is_found(fixtures: Path, tmp_path: Path) -> None:
    model = changed(fixtures, tmp_path, "Two rooms", "Two rooms")
    text = (model.folder / "model.ant").read_text("utf-8")
    (model.folder / "model.ant").write_text(text.replace("const binding = 0.7 per_h;", "const binding = 0.7 per_h; // fact: best2009-tyr-ss"), "utf-8")
    with pytest.raises(CardError, match=r"model\.ant:\d+: constant 'binding' is in 1/h, its fact 'best2009-tyr-ss' in 'umol/L'"):
        check.check_constants(model, facts)


def test_constant_that_differs_from_its_fact_is_found(fixtures: Path, tmp_path: Path) -> None:
    model = changed(fixtures, tmp_path, "Two rooms", "Two rooms")
    text = (model.folder / "model.ant").read_text("utf-8")
    (model.folder / "model.ant").write_text(text.replace("const binding = 0.7 per_h;", "const binding = 0.7 per_h; // fact: best2009-tyr-loss"), "utf-8")
    with pytest.raises(CardError, match=r"model\.ant:\d+: constant 'binding' is 0\.7, its fact 'best2009-tyr-loss' says 0\.2"):
        check.check_constants(model, facts)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"serotonin": 1.0}, "no parameter 'serotonin'"),
        ({"th_vmax": 100.0}, "no parameter 'th_vmax'"),
        ({"dat_density": -0.1}, r"dat_density = -0\.1 is outside its range, 0 to 4 dimensionless"),
        ({"blood_tyrosine": 1000.0}, r"blood_tyrosine = 1000\.0 is outside its range, 5 to 500 umol/L"),
        ({"th_expression": math.nan}, "th_expression = nan is outside its range"),
    ],
)
def test_parameter_that_is_unknown_or_out_of_range_is_refused(terminal: Model, parameters: dict[str, float], message: str) -> None:
    for use in (terminal.simulate, terminal.steady_state):
        with pytest.raises(ModelInputError, match=message):
            use(parameters)
    with pytest.raises(ModelInputError, match=f"in the event at 3: .*|{message}"):
        terminal.simulate(events=[Event(3.0, parameters)])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"events": [Event(1.0, add={"serotonin": 1.0})]}, "no state 'serotonin'"),
        ({"events": [Event(1.0, add={"cda": math.inf})]}, "a dose of inf to cda"),
        ({"hours": 0.0}, "hours above 0"),
        ({"hours": math.nan}, "hours above 0"),
        ({"points": 1}, "at least 2 points"),
        ({"times": [0.0, 2.0, 1.0]}, "must be finite, increasing"),
        ({"times": [-1.0, 2.0]}, "not below 0"),
        ({"times": []}, "must be finite, increasing"),
    ],
)
def test_impossible_run_is_refused(terminal: Model, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelInputError, match=message):
        terminal.simulate(**arguments)


@pytest.mark.parametrize("time", [-1.0, math.nan, math.inf])
def test_event_at_an_impossible_time_is_refused(time: float) -> None:
    with pytest.raises(ValueError, match="the time must be a finite number from 0 on"):
        Event(time)
