"""Python and the page draw the same patients, run the same studies, and refuse the same input in the same words."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from scipy.special import ndtr

from restlesslegs.frontend import node
from restlesslegs.trials import CARE, Population, Study, conduct, course, funnel, population, power, predict, repeat, sample_size
from restlesslegs.trials.report import camels
from tests.trials.inputs import some


def in_page(jobs: Sequence[dict[str, Any]]) -> list[Any]:
    done = subprocess.run([node(), Path(__file__).parent / "trials.mjs"], input=json.dumps(jobs), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def alike(ours: Any, theirs: Any) -> None:
    """Hold plain data together: the same names, numbers within 1e-9."""
    if isinstance(ours, dict):
        assert list(ours) == list(theirs)
        for name in ours:
            alike(ours[name], theirs[name])
    elif isinstance(ours, float):
        assert theirs == pytest.approx(ours, rel=1e-9, abs=1e-9)
    else:
        assert theirs == ours


def test_both_report_a_thousand_random_studies_alike() -> None:
    given = [some(seed) for seed in range(1000)]
    theirs = in_page([{"conduct": [p.data(), s.data(), seed * 7_654_321, seed % 5]} for seed, (p, s) in enumerate(given)])
    outcomes = [conduct(p, s, seed * 7_654_321, seed % 5) for seed, (p, s) in enumerate(given)]
    for ours, found in zip(outcomes, theirs, strict=True):
        alike(ours.data(), found)
    # The inputs reach what is rare.
    arms = [a for o in outcomes for a in (o.treated, o.control) if a]
    assert {0, 1} < {a.analysed for a in arms}
    assert any(o.result.value is None for o in outcomes)
    assert any(o.result.se == 0 for o in outcomes)
    assert {o.significant for o in outcomes} == {True, False}


def test_both_repeat_studies_of_different_sizes_alike() -> None:
    who = population()
    study = Study("sham", 35, effect=2)
    ours = repeat(who, study, 5, 40, (10, 80))
    theirs, whole = in_page([{"repeat": [who.data(), study.data(), 5, 40, [10, 80]]}, {"funnel": [who.data(), study.data(), 5, 40, [10, 80], 2]}])
    for mine, found in zip(ours, theirs, strict=True):
        alike(mine.data(), found)
    alike(camels(asdict(funnel(ours, 2))), whole)
    assert len({o.treated.enrolled for o in ours}) > 15
    assert all(10 <= o.treated.enrolled <= 80 for o in ours)


def test_both_draw_the_same_courses_and_a_study_has_its_patients_scores() -> None:
    jobs, ours = [], []
    for seed in range(60):
        who, study = some(seed)
        care = CARE[seed % 3]
        ours.append(course(who, seed, 3, seed, -20, 30, care, study.effect))
        jobs.append({"course": [who.data(), {"seed": seed, "study": 3, "person": seed}, -20, 30, care, study.effect]})
    assert in_page(jobs) == ours


def test_both_reckon_power_sizes_and_predictions_alike() -> None:
    given = [(difference, sd, n, level) for difference in (0, 0.4, -3, 8) for sd in (1, 7.44) for n in (2, 3, 20, 400) for level in (0.05, 0.001)]
    assert in_page([{"power": list(g)} for g in given]) == pytest.approx([power(*g) for g in given], abs=1e-9)
    sizes = [(3, 7.44), (-5, 7.44, 0.9), (12, 4, 0.95, 0.01), (4, 7.44, 0.8, 0.05, 0.25), (40, 1)]
    assert in_page([{"size": list(g)} for g in sizes]) == [sample_size(*g) for g in sizes]
    for args in ((-6.5, 7.4, 2.6, 35, -11.9), (-6.5, 7.4, 0, 19, -21.4), (-6.5, 7.4, 1, 10)):
        alike(camels(asdict(predict(*args))), in_page([{"predict": list(args)}])[0])
    points = [x / 8 for x in range(-320, 321)]
    assert in_page([{"normal": [x]} for x in points]) == pytest.approx(ndtr(points).tolist(), rel=1e-12, abs=1e-300)


def refusal(kind: str, args: list[Any]) -> str:
    """Return the words with which the page refuses."""
    said: str = in_page([{kind: args}])[0]["error"]
    return said


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("mean", 41, "mean must be at most 40"),
        ("within", -1, "within must be at least 0"),
        ("slow_share", 1.5, "slowShare must be at most 1"),
        ("memory", 0, "memory must be at least 0.01"),
        ("remission", 1, "remission must be below 1"),
        ("dropout", 1, "dropout must be below 1"),
        ("mimics", -0.1, "mimics must be at least 0"),
    ],
)
def test_bad_patients_are_refused_by_name(part: str, value: float, words: str) -> None:
    with pytest.raises(ValueError, match=f"^{words}$"):
        replace(population(), **{part: value})
    data = population().data() | {words.split(maxsplit=1)[0]: value}
    assert refusal("conduct", [data, Study("sham", 9).data(), 1]) == words


def test_a_parameter_that_is_no_number_is_refused_by_name() -> None:
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="placebo must be a number"):
            Population(20, 7, 4, placebo=value)
    assert refusal("conduct", [population().data() | {"placebo": None}, Study("sham", 9).data(), 1]) == "placebo must be a number"


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("design", "crossover", "design must be one of before-after, open, sham"),
        ("analysis", "best", "analysis must be one of completers, carried"),
        ("n", 1, "n must be a whole number from 2 to 100000"),
        ("n", 2.5, "n must be a whole number from 2 to 100000"),
        ("threshold", 41, "threshold must be at most 40"),
        ("weeks", 0, "weeks must be a whole number from 1 to 63"),
        ("effect", 50, "effect must be at most 40"),
        ("level", 0, "level must be at least 1e-06"),
    ],
)
def test_bad_studies_are_refused_by_name(part: str, value: Any, words: str) -> None:
    study = Study("sham", 9)
    with pytest.raises(ValueError, match=f"^{words}$"):
        replace(study, **{part: value})
    # The two languages write a small number each in its way.
    assert refusal("conduct", [population().data(), study.data() | {part: value}, 1]).replace("0.000001", "1e-06") == words


def test_what_cannot_be_done_is_refused() -> None:
    rare = Study("sham", 9, threshold=40)
    few = replace(population(), mean=3)
    with pytest.raises(ValueError, match="threshold is too high: fewer than 18 of 4600 who came reached it"):
        conduct(few, rare, 1)
    assert refusal("conduct", [few.data(), rare.data(), 1]) == "threshold is too high: fewer than 18 of 4600 who came reached it"
    for kind, call, args, words in (
        ("size", sample_size, (0, 7.44), "difference must not be 0"),
        ("size", sample_size, (0.01, 7.44), "difference is too small: more than 50000 an arm would be needed"),
        ("size", sample_size, (5, 7.44, 1), "wanted must be below 1"),
        ("size", sample_size, (5, 7.44, 0.8, 0.05, 1), "lost must be below 1"),
        ("power", power, (5, 0, 10), "sd must be at least 0.01"),
        ("predict", predict, (-6, 7, 1, 1), "n must be a whole number from 2 to 100000"),
        ("repeat", repeat, (population(), Study("sham", 9), 1, 0), "count must be a whole number from 1 to 100000"),
        ("repeat", repeat, (population(), Study("sham", 9), 1, 5, (9, 8)), "largest size must be a whole number from 9 to 100000"),
        ("course", course, (population(), 1, 0, 0, -64, 0), "first must be a whole number from -63 to 63"),
        ("course", course, (population(), 1, 0, 0, 0, 3, "cure"), "care must be one of treated, sham, none"),
    ):
        with pytest.raises(ValueError, match=f"^{words}$"):
            call(*args)  # type: ignore[operator]
        plain = [a.data() if isinstance(a, Population | Study) else a for a in args]
        if kind == "course":
            plain[1:4] = [{"seed": args[1], "study": args[2], "person": args[3]}]
        assert refusal(kind, plain) == words
