"""Plans of days: what they hold, what they refuse, and the events they become."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pytest

from restlesslegs.models.schedules import SETTINGS, Block, Kind, constant_routine, fly, long_days, over, sit_tests, skip_sleep, to_events, usual_days


def spans(plan: Sequence[Block]) -> list[tuple[float, float, str]]:
    """A plan as plain tuples."""
    return [(b.start, b.end, b.kind) for b in plan]


def test_usual_days_begin_and_end_in_the_night() -> None:
    assert spans(usual_days(2)) == [(0, 7, "sleep"), (23, 31, "sleep"), (47, 48, "sleep")]


def test_sleep_by_day_or_after_midnight_stays_within_the_days() -> None:
    assert spans(usual_days(1, asleep_at=9.0, awake_at=17.0)) == [(9, 17, "sleep")]
    assert spans(usual_days(2, asleep_at=1.5, awake_at=8.0)) == [(1.5, 8, "sleep"), (25.5, 32, "sleep")]


def test_days_of_twenty_hours_are_a_third_sleep() -> None:
    plan = long_days(3, length=20.0)
    asleep = [b for b in plan if b.kind == "sleep"]
    assert [b.start for b in asleep[1:]] == pytest.approx([7 + 40 / 3, 27 + 40 / 3, 47 + 40 / 3])
    assert sum(b.end - b.start for b in asleep[1:]) == pytest.approx(20.0)
    assert plan[-1].end == pytest.approx(67.0)


def test_a_constant_routine_is_awake_still_and_dim() -> None:
    assert spans(constant_routine(28.0)) == [(0, 7, "sleep"), (7, 35, "sit dim")]
    assert spans(constant_routine(28.0, start=0.0)) == [(0, 28, "sit dim")]


def test_blocks_laid_over_a_plan_cut_what_was_there() -> None:
    plan = over(usual_days(1), [Block(6.0, 6.5, "up dim"), Block(22.0, 23.5, "sit")])
    assert spans(plan) == [(0, 6, "sleep"), (6, 6.5, "up dim"), (6.5, 7, "sleep"), (22, 23.5, "sit"), (23.5, 24, "sleep")]
    assert spans(over(plan, [Block(0.0, 24.0, "sit")])) == [(0, 24, "sit")]


def test_a_skipped_night_keeps_what_is_not_sleep() -> None:
    plan = skip_sleep(over(usual_days(2), sit_tests([20.0])), 19.0, 30.0)
    assert spans(plan) == [(0, 7, "sleep"), (20, 21, "sit"), (23, 30, "up"), (30, 31, "sleep"), (47, 48, "sleep")]


def test_a_flight_east_brings_the_night_forward_and_one_west_puts_it_off() -> None:
    assert spans(fly(usual_days(3), 36.0, 6.0)) == [(0, 7, "sleep"), (23, 31, "sleep"), (41, 49, "sleep"), (65, 66, "sleep")]
    assert spans(fly(usual_days(2), 36.0, -6.0)) == [(0, 7, "sleep"), (23, 31, "sleep"), (36, 37, "sleep"), (53, 54, "sleep")]


def test_a_flight_over_no_zone_changes_nothing() -> None:
    plan = usual_days(3)
    assert [(e.time, e.set) for e in to_events(fly(plan, 30.0, 0.0))] == [(e.time, e.set) for e in to_events(plan)]


def test_events_say_what_is_done_from_each_change_on() -> None:
    events = to_events([Block(0.0, 7.0, "sleep"), Block(20.0, 21.0, "sit"), Block(21.0, 22.0, "sit"), Block(22.0, 23.0, "sit dim")])
    assert [(e.time, dict(e.set)) for e in events] == [
        (0.0, SETTINGS["sleep"]),
        (7.0, SETTINGS["up"]),
        (20.0, SETTINGS["sit"]),
        (22.0, SETTINGS["sit dim"]),
        (23.0, SETTINGS["up"]),
    ]


def test_blocks_that_meet_but_for_rounding_follow_each_other() -> None:
    thirds = [Block(start, start + 1 / 3, "sit") for start in (19.0, 19.0 + 1 / 3, 19.0 + 1 / 3 + 1 / 3)]
    off = [Block(0.0, 7.0 + 1e-12, "sleep"), Block(7.0, 8.0, "sit"), Block(8.0 + 1e-12, 9.0, "sleep"), *thirds]
    assert [(round(e.time, 6), dict(e.set)) for e in to_events(off)] == [
        (0.0, SETTINGS["sleep"]),
        (7.0, SETTINGS["sit"]),
        (8.0, SETTINGS["sleep"]),
        (9.0, SETTINGS["up"]),
        (19.0, SETTINGS["sit"]),
        (20.0, SETTINGS["up"]),
    ]
    assert spans(over([Block(0.0, 7.0, "sleep")], [Block(1e-12, 7.0 - 1e-12, "sit")])) == [(1e-12, 7.0 - 1e-12, "sit")]


def test_an_empty_plan_is_being_up() -> None:
    assert [(e.time, dict(e.set)) for e in to_events([])] == [(0.0, SETTINGS["up"])]


def test_the_order_of_blocks_does_not_matter() -> None:
    plan = [Block(20.0, 21.0, "sit"), Block(0.0, 7.0, "sleep")]
    assert [e.time for e in to_events(plan)] == [e.time for e in to_events(plan[::-1])] == [0.0, 7.0, 20.0, 21.0]


@pytest.mark.parametrize(
    ("start", "end", "kind", "message"),
    [
        (5.0, 5.0, "sit", r"block 'sit' from 5 to 5: .* end after its start"),
        (-1.0, 5.0, "sleep", r"start at 0 or later"),
        (0.0, math.inf, "sleep", r"end after its start"),
        (math.nan, 5.0, "sleep", r"start at 0 or later"),
        (0.0, 5.0, "nap", r"there is no kind 'nap'; there are: sleep, sit"),
    ],
)
def test_a_block_that_is_none_is_refused(start: float, end: float, kind: Kind, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Block(start, end, kind)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: to_events([Block(0.0, 7.0, "sleep"), Block(6.0, 8.0, "sit")]), r"block 'sit' from 6 to 8 overlaps 'sleep' from 0 to 7"),
        (lambda: sit_tests([20.0, 20.5]), r"overlaps 'sit'"),
        (lambda: usual_days(0), r"a plan of 0 days"),
        (lambda: usual_days(2, asleep_at=24.0), r"different hours from 0 to below 24"),
        (lambda: usual_days(2, asleep_at=7.0), r"different hours"),
        (lambda: long_days(2, length=0.0), r"days of 0 hours"),
        (lambda: constant_routine(0.0), r"end after its start"),
        (lambda: fly(usual_days(1), -1.0, 3.0), r"flight at -1"),
        (lambda: fly(usual_days(1), 12.0, math.nan), r"must be finite"),
        (lambda: skip_sleep(usual_days(2), 30.0, 20.0), r"end after its start"),
    ],
)
def test_a_plan_that_cannot_be_lived_is_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
