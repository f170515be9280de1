"""The trace figure: bursts that page and Python judge alike, and marks and declarations that are refused by name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import traitlets

from restlesslegs.plms import NAMES, Movement, rules
from restlesslegs.plms.bursts import bursts, verdicts
from restlesslegs.plms.night import sleepers
from restlesslegs.plms.recording import Hypnogram
from restlesslegs.plms.score import score
from restlesslegs.widgets import Trace, excerpt
from restlesslegs.widgets.parts import FigureError
from tests.widgets.live_night import in_the_page

FIVE = [Movement(20.0 * n, 2, "L") for n in range(1, 6)]
TRAPS = [*FIVE, Movement(112, 0.3, "R"), *(Movement(t, 2, "R") for t in (130, 150, 170)), Movement(185, 11, "L")]


def trace(movements: list[Movement] = TRAPS, **changes: Any) -> Trace:
    return Trace("t", "A trace", movements, **({"prompt": "Which count?", "seconds": 300.0} | changes))


def random_movements(rng: np.random.Generator, seconds: float = 300.0) -> list[Movement]:
    found, rested = [], {"L": 0.0, "R": 0.0}
    time = 0.0
    while True:
        time += float(rng.choice([0.3, 2, 4, 7, 12, 25, 60]) + rng.uniform(0, 2))
        leg: Any = str(rng.choice(["L", "R"]))
        duration = float(rng.choice([0.3, 1.5, 2.5, 6, 9, 12]))
        if time + duration > seconds:
            return found or FIVE
        if time > rested[leg]:
            found.append(Movement(time, duration, leg))
            rested[leg] = time + duration + 0.1


def test_page_and_python_judge_the_same_bursts() -> None:
    rng = np.random.default_rng(8)
    figures, jobs = [], []
    for _ in range(60):
        figure = trace(random_movements(rng))
        figure.rules = str(rng.choice(NAMES))
        figure.marks = [int(n) for n in range(1, len(figure.bursts) + 1) if rng.random() < 0.5]
        figures.append(figure)
        jobs.append({"trace": {"spec": figure.spec, "marks": figure.marks, "rules": figure.rules}})
    seen = set()
    for figure, page in zip(figures, in_the_page(jobs), strict=True):
        assert [(b["number"], b["onset"], b["end"], b["side"], tuple(b["parts"])) for b in page["bursts"]] == [(b.number, b.onset, b.end, b.side, b.parts) for b in figure.bursts]
        assert [(v["counted"], v["why"], v["event"]) for v in page["verdicts"]] == [(v.counted, v.why, v.event) for v in figure.verdicts]
        told = figure.agreement
        assert page["table"] == [[told.both, told.only_you], [told.only_rules, told.neither]]
        assert page["same"] == told.same
        assert page["kappa"] == (None if told.kappa is None else pytest.approx(told.kappa))
        seen |= {v.why for v in figure.verdicts}
    assert {"", "too-short", "too-long", "joined", "skipped", "only-one", "only-two", "only-three"} <= seen


def test_results_follow_marks_and_rules() -> None:
    figure = trace()
    figure.marks = [7, 1, 1]
    assert figure.marks == [1, 7]
    results = figure.results
    assert list(results.index) == list(range(1, 11))
    assert results.yours.sum() == 2
    assert list(results.counted) == [True] * 5 + [False] * 5
    assert list(results.why) == ["", "", "", "", "", "too-short", "only-three", "only-three", "only-three", "too-long"]
    assert math.isnan(results.interval[1])
    assert results.interval[2] == 20
    assert (figure.agreement.both, figure.agreement.only_you, figure.agreement.only_rules, figure.agreement.neither) == (1, 1, 4, 4)
    figure.rules = "wasm2006"
    assert list(figure.results.why[5:]) == ["too-short", "", "", "", "too-long"]


def test_the_picture_tells_nothing_of_the_rules_before_the_reader_commits() -> None:
    figure = trace()
    before = figure.static()
    assert "marked none yet" in before["sentence"]
    assert 'class="tag' not in before["html"]
    figure.marks = [1, 2]
    figure.committed = True
    after = figure.static()
    assert "By the international rules of 2016, 5 count." in after["sentence"]
    assert after["html"].count('class="tag') == 10
    assert "too short: a movement lasts at least 0.5 s" in after["html"]


def test_an_excerpt_is_a_stretch_of_the_night() -> None:
    some = excerpt(sleepers()["rls-young"], 3, 3600.0)
    assert some
    assert all(m.onset >= 0 and m.end <= 600 for m in some)
    assert len(Trace("t", "T", some, prompt="?").bursts) > 0


def test_a_burst_may_be_part_of_a_movement_or_more_than_one() -> None:
    night = Hypnogram(0, ("N2",) * 10)
    part = [*FIVE, Movement(103.0, 1, "R")]
    found = bursts(part, night, rules("wasm2016"))
    assert [v.why for v in verdicts(found, score(part, night, rules("aasm")))] == ["", "", "", "", "", "joined"]
    both = [Movement(10, 5.2, "L"), Movement(15.5, 2, "R"), *(Movement(t, 2, "L") for t in (40, 60, 80))]
    found = bursts(both, night, rules("wasm2016"))
    assert len(found) == 4
    assert len(score(both, night, rules("aasm")).events) == 5
    assert all(v.counted for v in verdicts(found, score(both, night, rules("aasm"))))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("marks", [11], "no burst 11 in figure 't'; they are numbered from 1 to 10"),
        ("marks", [0], "no burst 0"),
        ("marks", ["two"], "marks"),
        ("committed", True, "once at least one burst is marked"),
        ("rules", "mine", "no rules 'mine' in figure 't'; there are: wasm2016, wasm2006, aasm"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_old_state_stays(name: str, value: Any, message: str) -> None:
    figure = trace()
    before = getattr(figure, name)
    with pytest.raises(traitlets.TraitError, match=message):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


def test_the_last_mark_stays_while_the_verdict_is_shown() -> None:
    figure = trace()
    figure.marks = [3]
    figure.committed = True
    with pytest.raises(traitlets.TraitError, match="set 'committed' to False"):
        figure.marks = []
    figure.committed = False
    figure.marks = []


@pytest.mark.parametrize(
    ("movements", "changes", "message"),
    [
        ([], {}, "no movement"),
        ([Movement(299, 2, "L")], {}, "movement 1: L from 299 for 2 s is no movement within 300 s"),
        ([Movement(float("nan"), 2, "L")], {}, "movement 1"),
        ([Movement(5, 0, "L")], {}, "movement 1"),
        ([Movement(5, 2, "X")], {}, "movement 1: X"),  # type: ignore[arg-type]  # that is the point
        (FIVE, {"seconds": 100.0}, "100 s is no length of a trace"),
        (FIVE, {"seconds": 3600.0}, "3600 s is no length"),
        (FIVE, {"seconds": float("nan")}, "nan s is no length"),
        (FIVE, {"stage": "W"}, "not in stage W"),
    ],
)
def test_a_wrong_declaration_names_what_is_wrong(movements: list[Movement], changes: dict[str, Any], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        trace(movements, **changes)
