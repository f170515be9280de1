"""What a card claims is read off runs as it says: measures, protocols with doses, intervals, and a start that is a formula."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from restlesslegs.models import CardError, Event, Model, ModelError, check
from restlesslegs.models.target import Measure, Protocol, Target, Window, read_off

PLAIN = Target("a", Window(Protocol("", ""), None, 1.0), "value", None, None, None, None, None, 1.0, "", 0.1, None)


@dataclass(frozen=True)
class Given:
    """A fact made for a test."""

    value: float | None
    low: float | None = None
    high: float | None = None
    unit: str = "1"
    verified: bool = True


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("value", 1.0),
        ("ratio", 0.5),
        ("percent change", -50.0),
        ("difference", -1.0),
        ("mean", 2.625),
        ("peak", 4.0),
        ("trough", 1.0),
        ("time of peak", 1.0),
        ("time of trough", 4.0),
    ],
)
def test_each_measure_is_read_off_a_stretch(measure: Measure, expected: float) -> None:
    assert read_off(measure, np.array([2.0, 3.0, 4.0, 6.0]), np.array([2.0, 4.0, 3.0, 1.0])) == pytest.approx(expected)


def test_a_level_is_waited_for_from_either_side_and_may_never_come() -> None:
    times, values = np.array([10.0, 12.0, 14.0]), np.array([0.0, 4.0, 2.0])
    assert read_off("hours until", times, values, 3.0) == pytest.approx(1.5)
    assert read_off("hours until", times, values[::-1], 3.0) == pytest.approx(1.0)
    assert read_off("hours until", times, values, 0.0) == 0.0
    assert np.isnan(read_off("hours until", times, values, 5.0))


def test_a_target_reads_its_protocol_window_dose_and_divisor(two_rooms: Model) -> None:
    protocol = Protocol("twice", "a dose at one and at three hours", {"speed": 2.0}, (Event(1.0, add={"a": 5.0}), Event(3.0, add={"a": 5.0})))
    run = two_rooms.simulate({"speed": 2.0}, times=[1.0, 2.0, 3.0, 4.0], events=protocol.events)["a"]
    target = replace(PLAIN, window=Window(protocol, 1.0, 2.0), measure="difference")
    fall = run[2.0] - run[1.0]
    assert check.outcome(two_rooms, target, {}).given == pytest.approx(fall, rel=1e-6)
    assert check.outcome(two_rooms, replace(target, of=5.0), {}).given == pytest.approx(20 * fall, rel=1e-6)
    again = replace(target, over=Window(protocol, 3.0, 4.0))
    assert check.outcome(two_rooms, again, {}).given == pytest.approx(fall / (run[4.0] - run[3.0]), rel=1e-6)


def test_an_interval_holds_what_a_tolerance_would_not(two_rooms: Model) -> None:
    given = check.outcome(two_rooms, PLAIN, {}).given
    within = replace(PLAIN, fact="x", value=None, tolerance=None)
    assert check.outcome(two_rooms, within, {"x": Given(9 * given, 0.9 * given, 10 * given)}).reproduced
    assert not check.outcome(two_rooms, within, {"x": Given(9 * given, 1.1 * given, 10 * given)}).reproduced
    assert check.outcome(two_rooms, within, {"x": Given(None, given - 1, given + 1)}).error == pytest.approx(0, abs=1e-12)


def test_a_fact_in_days_is_compared_in_hours_and_a_quotient_of_facts_as_one(two_rooms: Model) -> None:
    slow = Window(Protocol("slow", "", {"speed": 0.5}), 0.0, 20.0)
    waiting = replace(PLAIN, window=slow, measure="time of trough", fact="days", value=None)
    assert check.outcome(two_rooms, waiting, {"days": Given(0.5, unit="d")}).expected == pytest.approx(12.0)
    quotient = replace(PLAIN, fact="x", over_fact="y", value=None)
    assert check.outcome(two_rooms, quotient, {"x": Given(6.3), "y": Given(0.9)}).expected == pytest.approx(7.0)


CARD = """
[[protocol]]
id = "daily"
note = "one dose a day"
parameters = { speed = 2 }

[[protocol.event]]
at = 8
every = 24
times = 3
add = { a = 5 }

[[protocol.event]]
at = [1, 2.5]
set = { binding = 1 }

[[reproduces]]
observable = "a"
protocol = "daily"
from = 8
when = 32
as = "difference"
over = { from = 32, when = 56 }
value = 1
note = "for a test"
tolerance = 0.1
"""


def with_card(fixtures: Path, folder: Path, text: str) -> Model:
    target = folder / "two_rooms"
    target.mkdir()
    (target / "model.ant").write_bytes((fixtures / "two_rooms" / "model.ant").read_bytes())
    (target / "card.toml").write_text((fixtures / "two_rooms" / "card.toml").read_text("utf-8") + text, "utf-8")
    return Model(target)


def test_a_protocol_is_read_with_its_repeated_events(fixtures: Path, tmp_path: Path) -> None:
    model = with_card(fixtures, tmp_path, CARD)
    (protocol,) = model.card.protocols
    assert [(e.time, dict(e.add), dict(e.set)) for e in protocol.events] == [
        (8.0, {"a": 5.0}, {}),
        (32.0, {"a": 5.0}, {}),
        (56.0, {"a": 5.0}, {}),
        (1.0, {}, {"binding": 1.0}),
        (2.5, {}, {"binding": 1.0}),
    ]
    (target,) = model.card.reproduces
    assert target.over is not None
    assert target.over.protocol == target.window.protocol == protocol
    assert np.isfinite(check.outcome(model, target, {}).given)
    assert check.agreement(model).worst <= check.AGREEMENT


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('protocol = "daily"', 'protocol = "weekly"', "the card has no protocol 'weekly'"),
        ("speed = 2", "haste = 2", "the card has no parameter 'haste'"),
        ("add = { a = 5 }", "add = { z = 5 }", "the model has no state 'z'"),
        ("add = { a = 5 }", "", "an event needs 'set' or 'add'"),
        ("at = 8", "at = -8", "an event cannot be before hour 0"),
        ("at = [1, 2.5]", 'at = "noon"', "'at' must be a number or a list of numbers"),
        ("every = 24", "every = 0", "'every' must be above 0"),
        ("times = 3", "", "'times' is missing"),
        ('note = "one dose a day"', "", "'note' is missing"),
        ("from = 8", "from = 40", "'from' must be at least 0 and before 'when'"),
        ("when = 32\n", "", "'difference' is read over time"),
        ('as = "difference"', 'as = "hours until"', "'level' belongs to 'hours until'"),
        ("value = 1", "value = 1\nlevel = 3", "'level' belongs to 'hours until'"),
        ("value = 1", "value = 1\nof = 0", "'of' must not be 0"),
        ("value = 1", 'value = 1\nover_fact = "x"', "'over_fact' divides a 'fact'"),
        ("tolerance = 0.1", 'tolerance = "interval"', "'tolerance' must be a number"),
        ("over = {", "over = { days = 3, ", "unknown key 'days'"),
    ],
)
def test_a_wrong_protocol_or_target_is_refused_with_its_line(fixtures: Path, tmp_path: Path, old: str, new: str, message: str) -> None:
    assert CARD.count(old) == 1
    with pytest.raises(CardError, match=rf"card\.toml:\d+: {message}"):
        with_card(fixtures, tmp_path, CARD.replace(old, new))


def test_a_start_that_is_a_formula_follows_its_constants(two_rooms: Model) -> None:
    assert dict(zip(two_rooms.system.states, two_rooms.system.start({"speed": 8.0}), strict=True))["pair"] == pytest.approx(0.5)
    assert two_rooms.simulate({"speed": 8.0}, times=[0.0])["pair"][0.0] == pytest.approx(0.5)
    assert two_rooms.simulate(times=[0.0])["pair"][0.0] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("pair = first_pair * speed / 4 litre_per_h;", "pair = first_pair * new / unit_conc;", "the initial value of 'pair' may depend on constants only, not on new"),
        ("const relax = 3 hour;", "const relax = day / 8 dimensionless; relax has hour;", "'relax' is no state"),
    ],
)
def test_a_start_that_the_engines_cannot_follow_is_refused(fixtures: Path, tmp_path: Path, old: str, new: str, message: str) -> None:
    target = tmp_path / "two_rooms"
    target.mkdir()
    text = (fixtures / "two_rooms" / "model.ant").read_text("utf-8")
    assert text.count(old) == 1
    (target / "model.ant").write_text(text.replace(old, new), "utf-8")
    (target / "card.toml").write_bytes((fixtures / "two_rooms" / "card.toml").read_bytes())
    with pytest.raises(ModelError, match=message):
        Model(target)
