"""The nights that are drawn: like those that were measured, and the same for the same seed."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest

from restlesslegs.draw import Draw, normals
from restlesslegs.evidence import facts
from restlesslegs.plms import Hypnogram, Movement, Report
from restlesslegs.plms import check as checks
from restlesslegs.plms.check import Observable, check, peak, reports
from restlesslegs.plms.emg import REST_LEVEL, emg
from restlesslegs.plms.night import factor, generate, person_shares, sleepers


@cache
def nights(sleeper: str) -> list[Report]:
    return reports(sleeper)


def rates(sleeper: str) -> np.ndarray:
    return np.array([night.plms_index for night in nights(sleeper)], dtype=float)


# What our own model was set to give, by 300 nights: PLMS an hour of sleep and its spread, and the periodicity index.
@pytest.mark.parametrize(
    ("sleeper", "rate", "spread", "periodicity"),
    [("rls-young", 32, 8.5, 0.85), ("rls-old", 50, 14.6, 0.85), ("rls-mild", 11, 5.2, 0.63), ("healthy", 1, 1.3, 0.11)],
)
def test_each_sleeper_moves_as_often_as_was_meant(sleeper: str, rate: float, spread: float, periodicity: float) -> None:
    given = rates(sleeper)
    assert given.mean() == pytest.approx(rate, rel=0.1, abs=0.3)
    assert given.std() == pytest.approx(spread, rel=0.25)
    assert np.mean([n.periodicity_index for n in nights(sleeper) if n.periodicity_index is not None]) == pytest.approx(periodicity, abs=0.04)


def test_intervals_peak_where_they_were_found_to() -> None:
    for sleeper, fact in (("rls-young", "ferri2008-imi-young"), ("rls-young", "ferri2006b-imi-long-peak"), ("rls-old", "ferri2008-imi-old")):
        low, high = facts[fact].bounds
        assert low.magnitude < peak(nights(sleeper), 8, 90) < high.magnitude
    low, high = facts["ferri2006b-imi-short-peak"].bounds
    for sleeper in sleepers():
        assert low.magnitude < peak(nights(sleeper), 0, 8) < high.magnitude
    # Two peaks, so a valley between them.
    bars = np.sum([n.histogram for n in nights("rls-young")], axis=0)
    assert bars[3] < bars[1] < bars[12]


def test_movements_fall_through_the_night_in_the_young_and_hardly_in_the_old() -> None:
    hours = {s: np.mean([n.by_hour[:7] for n in nights(s)], axis=0) for s in ("rls-young", "rls-old")}
    assert hours["rls-young"][0] > 45  # the clock hour begins awake
    assert hours["rls-young"][6] < 0.3 * hours["rls-young"][0]
    assert np.all(np.diff(hours["rls-young"][1:]) < 3)
    assert hours["rls-old"][6] > 0.7 * hours["rls-old"][1]


def test_a_line_of_one_night_says_little_of_mild_restlessness() -> None:
    assert 0.1 < np.mean(rates("rls-mild") > 15) < 0.4
    assert np.mean(rates("healthy") > 15) == 0
    assert np.mean(rates("rls-young") > 15) > 0.95


def test_the_check_tells_what_is_expected_and_what_is_given(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = check()
    monkeypatch.setattr(checks, "check", lambda: found)
    assert checks.main() == 0
    assert capsys.readouterr().out.splitlines() == [str(o) for o in found]
    monkeypatch.setattr(checks, "check", lambda: [Observable("x", "", 1, 2, 2.1, "s", "")])
    assert checks.main() == 1
    assert capsys.readouterr().out == "x: expected 1 to 2, given 2.1 s (missed)\n"
    assert [o.name for o in found if not o.met] == []
    assert all(facts[o.fact].verified for o in found if o.fact)
    assert str(found[0]) == "RLS, under 55: intervals, long peak: expected 22 to 26, given 25 s"
    assert not Observable("x", "", 1, 2, 2.1, "s", "").met
    assert str(Observable("x", "", 0, 1, 0.5, "1", "")) == "x: expected 0 to 1, given 0.5"


def test_a_seed_gives_one_night() -> None:
    young = sleepers()["rls-young"]
    assert generate(young, 5) == generate(young, 5)
    assert generate(young, 5).movements != generate(young, 6).movements
    assert generate(young, 5).hypnogram == generate(sleepers()["healthy"], 5).hypnogram


def test_every_night_is_one_that_can_be_scored() -> None:
    for seed in range(30):
        for sleeper in sleepers().values():
            night = generate(type(sleeper)(**vars(sleeper) | {"breathing": 20.0}), seed)
            assert {"W", "N1", "N2", "N3", "R"} == set(night.hypnogram.stages)
            assert all(night.hypnogram.stage(m.onset) for m in night.movements)
            assert all(0.5 <= m.duration <= 9 for m in night.movements)
            for leg in "LR":
                own = [m for m in night.movements if m.leg == leg]
                assert all(b.onset - a.end > 0.5 for a, b in itertools.pairwise(own))
            assert len(night.breathing) > 40


def test_rem_sleep_is_rarer_in_movements_and_lengthens_through_the_night() -> None:
    moving = {"R": 0.0, "N2": 0.0}
    lasting = dict.fromkeys(moving, 0.0)
    for seed in range(100):
        night = generate(sleepers()["rls-old"], seed)
        for stage in moving:
            lasting[stage] += night.hypnogram.stages.count(stage)
            moving[stage] += sum(night.hypnogram.stage(m.onset) == stage for m in night.movements)
        stages = night.hypnogram.stages
        half = len(stages) // 2
        assert stages[:half].count("R") < stages[half:].count("R")
        assert stages[:half].count("N3") > stages[half:].count("N3")
    assert moving["R"] / lasting["R"] < 0.5 * moving["N2"] / lasting["N2"]


def test_people_differ_more_than_nights_by_the_share_that_was_found() -> None:
    for share in person_shares().values():
        logs = np.log([[factor(person, 1000 * person + night, share) for night in range(2)] for person in range(3000)])
        assert np.corrcoef(logs.T)[0, 1] == pytest.approx(share, abs=0.04)
        assert np.exp(logs).mean() == pytest.approx(1, abs=0.05)
    assert person_shares()["two-nights"] == facts["sforza2005-night-correlation"].value


def test_random_numbers_are_spread_as_they_should_be() -> None:
    draw = Draw(11)
    uniform = np.array([draw.uniform() for _ in range(20000)])
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert np.histogram(uniform, 10, (0, 1))[0] == pytest.approx(2000, rel=0.1)
    normal = np.array([draw.normal(3, 2) for _ in range(20000)])
    assert (normal.mean(), normal.std()) == (pytest.approx(3, abs=0.05), pytest.approx(2, abs=0.05))
    assert np.mean([draw.exponential(4) for _ in range(20000)]) == pytest.approx(4, rel=0.03)
    assert np.median([draw.lognormal(24, 0.3) for _ in range(20000)]) == pytest.approx(24, rel=0.02)
    one = Draw(4294967295, 3)
    assert [one.normal() for _ in range(9)][4:] == pytest.approx(normals(4294967295, 3, 4, 5).tolist(), abs=1e-12)


def detect(signal: np.ndarray, rate: float) -> list[tuple[float, float]]:
    """Start and end of movements by the rules of 2016, from the root mean square of a tenth of a second."""
    width = round(rate / 10)
    level = np.sqrt(np.convolve(signal**2, np.ones(width) / width, "same")) - REST_LEVEL
    onset, offset, rest = (facts[f].quantity.magnitude for f in ("wasm2016-onset-threshold", "wasm2016-offset-threshold", "wasm2016-bilateral-gap"))
    found: list[tuple[float, float]] = []
    at, need = 0, round(rest * rate)
    while at < len(level):
        if level[at] < onset:
            at += 1
            continue
        end = at
        while end < len(level) and np.any(level[end : end + need] > offset):
            end += 1
        found.append((at / rate, end / rate))
        at = end + 1
    return found


def test_the_signal_read_by_the_rules_of_detection_gives_the_movements_back() -> None:
    night = generate(sleepers()["rls-young"], 3)
    start, stop, rate = 1800.0, 3600.0, 100.0
    for leg in ("L", "R"):
        wanted = [m for m in night.movements if m.leg == leg and start <= m.onset and m.end < stop - 1]
        found = [(start + a, start + b) for a, b in detect(emg(night.movements, leg, start, stop, rate, 3), rate)]
        assert len(wanted) > 20
        assert len(found) == len(wanted)
        for movement, (onset, end) in zip(wanted, found, strict=True):
            assert onset == pytest.approx(movement.onset, abs=0.2)
            assert end == pytest.approx(movement.end, abs=0.3)


def test_the_signal_of_a_still_leg_is_rest() -> None:
    still = emg([Movement(5, 3, "L")], "R", 0, 60, 100, 1)
    assert still.std() == pytest.approx(REST_LEVEL, rel=0.05)
    assert np.abs(still).max() < facts["wasm2016-onset-threshold"].quantity.magnitude + REST_LEVEL
    assert emg([], "L", 3, 3, 100, 1).shape == (0,)
    assert Hypnogram(0, ()).end == 0
