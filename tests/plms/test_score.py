"""The scorer: by hand where the rules turn, and against a second scorer where hands do not reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restlesslegs.plms import NAMES, NOT_CANDIDATE, Breathing, Hypnogram, Movement, OutsideError, Scored, Stage, UnknownRulesError, report, rules, score
from tests.plms import witness
from tests.plms.nights import rows as random_rows

NIGHT = Hypnogram(0, ("N2",) * 240)


def moves(*times: tuple[float, float, str]) -> list[Movement]:
    """Movements from start, end and leg."""
    return [Movement(start, end - start, leg) for start, end, leg in times]  # type: ignore[arg-type]


def at(onsets: Sequence[float], duration: float = 2) -> list[Movement]:
    return [Movement(onset, duration, "L") for onset in onsets]


def lengths(night: Scored) -> list[int]:
    """How many movements each series has."""
    return [sum(e.series == n for e in night.events) for n in range(1, report(night).plm_series + 1)]


def scored(movements: list[Movement], name: str = "wasm2016", hypnogram: Hypnogram = NIGHT, **more: Any) -> Scored:
    return score(movements, hypnogram, rules(name), **more)


@pytest.mark.parametrize(
    ("name", "onsets", "series"),
    [
        ("wasm2016", [0, 10, 20, 30], [4]),
        ("wasm2016", [0, 90, 180, 270], [4]),
        ("wasm2016", [0, 90.1, 180.2, 270.3], []),
        ("wasm2016", [0, 9.99, 19.98, 29.97], []),
        ("wasm2016", [0, 20, 40], []),
        ("wasm2016", [0, 20, 40, 60, 63, 83, 103, 123], [4, 4]),
        ("wasm2006", [0, 20, 40, 60, 63, 83, 103, 123], [7]),
        ("aasm", [0, 20, 40, 60, 63, 83, 103, 123], [7]),
        ("wasm2016", [0, 20, 40, 43, 63, 83], []),
        ("wasm2006", [0, 20, 40, 43, 63, 83], [5]),
        ("wasm2006", [0, 5, 10, 15], [4]),
        ("aasm", [0, 5, 10, 15], [4]),
        ("wasm2006", [0, 4.99, 9.98, 14.97], []),
        # Passed over again and again: each is measured from the last that was kept.
        ("wasm2006", [0, 3, 6, 9, 12, 15, 18, 21], [4]),
        ("wasm2006", [0, 4, 88, 92, 180, 270], []),
        ("wasm2006", [0, 4, 88, 92, 176, 266], [4]),
        # One movement can lie between two series, too long after one and too soon before the other.
        ("wasm2016", [0, 20, 40, 60, 151, 171, 191, 211], [4, 4]),
        ("wasm2016", [0, 20, 40, 60, 69, 78, 98, 118, 138], [4, 4]),
        # Decimals that no binary number holds: each interval below is exactly 10, 90 or 5 on paper.
        ("wasm2016", [0.1, 10.1, 20.1, 30.1], [4]),
        ("wasm2016", [101.7, 191.7, 281.7, 371.7], [4]),
        ("wasm2006", [1000.3, 1005.3, 1010.3, 1015.3], [4]),
    ],
)
def test_intervals_make_and_end_series(name: str, onsets: list[float], series: list[int]) -> None:
    assert lengths(scored(at(onsets), name)) == series


def test_a_sum_that_misses_the_bound_by_rounding_is_on_it() -> None:
    onset, onsets = 0.1, []
    for _ in range(300):
        onsets.append(onset)
        onset += 10.0 if len(onsets) % 2 else 0.1 + 0.2 + 9.7
    assert lengths(scored(at(onsets, 0.5))) == [300]


def test_a_movement_too_soon_may_begin_a_series_only_if_that_is_chosen() -> None:
    close = at([0, 3, 23, 43, 63])
    assert lengths(scored(close)) == [4]
    strict = scored(close, short_start=False)
    assert lengths(strict) == []
    assert [e.why for e in strict.events] == ["only-one", "short-start", "only-three", "only-three", "only-three"]
    assert lengths(scored(at([0, 3, 23, 43, 63, 83]), short_start=False)) == [4]
    # The intervals are the same either way, and so is the share that is periodic.
    assert report(strict).periodicity_index == report(scored(close)).periodicity_index == 0.75
    # Two too soon in a row: neither begins one. After a movement that is no candidate the next may.
    assert [e.run for e in scored(at([0, 3, 6, 26]), short_start=False).events] == [1, 0, 0, 2]
    broken = [*at([0, 20, 30, 50, 70, 90]), Movement(22.5, 0.2, "R")]
    assert lengths(scored(broken, short_start=False)) == [4]


@pytest.mark.parametrize(
    ("duration", "why"),
    [(0.49, "too-short"), (0.5, ""), (10, ""), (10.01, "too-long"), (3600, "too-long")],
)
def test_how_long_a_movement_of_one_leg_may_last(duration: float, why: str) -> None:
    for name in NAMES:
        assert [e.refused for e in scored([Movement(101.8, duration, "R")], name).events] == [why]


@pytest.mark.parametrize(
    ("name", "movements", "sides", "refused"),
    [
        ("wasm2016", moves((0, 2, "L"), (2.49, 4, "R")), "B", [""]),
        ("wasm2016", moves((0, 2, "L"), (2.5, 4, "R")), "LR", ["", ""]),
        ("wasm2016", moves((0, 9, "L"), (9.2, 15.0, "R")), "B", [""]),
        ("wasm2016", moves((0, 9, "L"), (9.2, 15.1, "R")), "B", ["too-long-together"]),
        ("wasm2016", moves((0, 10.1, "L"), (1, 2, "R")), "B", ["part-too-long"]),
        ("wasm2016", moves((0, 1, "L"), (1, 2, "R"), (2, 3, "L"), (3, 4, "R")), "B", [""]),
        ("wasm2016", moves((0, 1, "L"), (1, 2, "R"), (2, 3, "L"), (3, 4, "R"), (4, 5, "L")), "B", ["too-many-parts"]),
        # The gap is measured from the latest end, not from the end of the last to start.
        ("wasm2016", moves((0, 8, "L"), (1, 2, "R"), (8.4, 9, "R")), "B", [""]),
        # One leg alone: joined too, and then a movement of one leg.
        ("wasm2016", moves((0, 6, "L"), (6.4, 9, "L")), "L", [""]),
        ("wasm2016", moves((0, 6, "L"), (6.4, 10.5, "L")), "L", ["too-long"]),
        ("wasm2016", moves((0, 0.3, "L"), (0.1, 0.4, "R")), "B", ["too-short"]),
        ("wasm2006", moves((0, 2, "L"), (2.49, 4, "R")), "B", [""]),
        ("wasm2006", moves((0, 9, "L"), (9.2, 15.1, "R")), "B", ["too-long-together"]),
        ("aasm", moves((0, 1, "L"), (4.99, 6, "R")), "B", [""]),
        ("aasm", moves((0, 1, "L"), (5, 6, "R")), "LR", ["", ""]),
        ("aasm", moves((0, 9, "L"), (8, 9, "R")), "LR", ["", ""]),
        # One leg's movements are two, however close they start, unless the other leg moves within the five seconds too.
        ("aasm", moves((0, 1, "L"), (3, 4, "L")), "LL", ["", ""]),
        ("aasm", moves((0, 1, "L"), (3, 4, "L"), (4, 5, "R")), "B", [""]),
        ("aasm", moves((0, 10, "L"), (4.5, 14.5, "R")), "B", [""]),
        ("aasm", moves((0, 1, "L"), (4, 14.2, "R")), "B", ["part-too-long"]),
    ],
)
def test_both_legs_become_one_movement(name: str, movements: list[Movement], sides: str, refused: list[str]) -> None:
    events = scored(movements, name).events
    assert "".join(e.side for e in events) == sides
    assert [e.refused for e in events] == refused
    assert set(refused) <= {"", *NOT_CANDIDATE}


def test_a_gap_of_exactly_half_a_second_does_not_join_wherever_it_lies() -> None:
    for tenth in range(0, 60_000, 7):
        start = tenth / 10
        pair = [Movement(start, 1.8, "L"), Movement((tenth + 23) / 10, 1, "R")]
        assert len(scored(pair).events) == 2, start


def test_every_bound_is_met_whatever_the_decimals() -> None:
    """Times are tenths of a second; what a bound allows on paper must not hang on how they come out in binary."""
    for tenth in range(0, 6000, 37):
        first, start = tenth / 10, (tenth + 92) / 10
        both = [Movement(first, 9, "L"), Movement(start, 5.8, "R")]
        assert [e.refused for e in scored(both).events] == [""], first
        after = scored([Movement((tenth + 117) / 10 + 0.25, 0.7, "L")], breathing=[Breathing(first, 1.7)])
        assert after.events[0].breathing, first
        before = scored([Movement((tenth + 100) / 10, 0.7, "L")], breathing=[Breathing((tenth + 14) / 10, 11.3)])
        assert before.events[0].breathing, first
        assert report(scored(at([(tenth + 100 * n) / 10 for n in range(4)]))).periodicity_index == 1, first
        later = Hypnogram(tenth / 10, ("W", "N2", "W"))
        assert [e.stage for e in scored(at([(tenth + 300 * n) / 10 for n in range(3)]), hypnogram=later).events] == ["W", "N2", "W"], first


def test_a_clock_that_counts_from_1970_is_as_good() -> None:
    for tenth in range(0, 6000, 37):
        onsets = [1.7e9 + (tenth + 100 * n) / 10 for n in range(4)]
        night = Hypnogram(1.7e9, ("N2",) * 60)
        assert lengths(scored(at(onsets), hypnogram=night)) == [4]
        assert len(scored([Movement(onsets[0], 1.7, "L"), Movement(1.7e9 + (tenth + 22) / 10, 1, "R")], hypnogram=night).events) == 2


def test_a_movement_that_is_no_candidate_ends_a_series_now_and_was_passed_over_before() -> None:
    for between in ((50, 62, "L"), (50, 50.4, "R")):
        movements = [*at([0, 20, 40, 70, 90, 110]), *moves(between)]
        now, before, manual = (scored(movements, name) for name in NAMES)
        assert (lengths(now), lengths(before), lengths(manual)) == ([], [6], [6])
        # The interval across it is measured only where it is passed over.
        assert [e.interval for e in now.events if e.candidate] == [None, 20, 20, None, 20, 20]
        assert [e.interval for e in before.events if e.candidate] == [None, 20, 20, 30, 20, 20]
        assert [e.link for e in now.events] == ["first", "fits", "fits", "", "after-non-candidate", "fits", "fits"]


def test_each_event_tells_why_it_is_in_no_series() -> None:
    night = scored([*at([0, 100, 120, 125, 145, 165, 300, 310, 320, 330]), Movement(200, 11, "R"), Movement(220, 0.1, "R")])
    assert [(e.link, e.why, e.series) for e in night.events] == [
        ("first", "only-one", 0),
        ("interval-long", "only-two", 0),
        ("fits", "only-two", 0),
        ("interval-short", "only-three", 0),
        ("fits", "only-three", 0),
        ("fits", "only-three", 0),
        ("", "too-long", 0),
        ("", "too-short", 0),
        ("after-non-candidate", "", 1),
        ("fits", "", 1),
        ("fits", "", 1),
        ("fits", "", 1),
    ]
    passed = scored(at([0, 20, 23, 40, 60]), "wasm2006")
    assert [(e.link, e.why) for e in passed.events] == [("first", ""), ("fits", ""), ("skipped", "skipped"), ("fits", ""), ("fits", "")]


def test_a_series_runs_through_sleep_and_wake_and_each_movement_counts_where_it_begins() -> None:
    stages: tuple[Stage, ...] = ("N2", "W", "R", "N1")
    bounds = scored(at([29.99, 30, 59.99, 60, 89.99, 90, 119.99], 0.5)[::2] + at([30, 60, 90], 0.5), hypnogram=Hypnogram(0, stages))
    assert [stage for e in bounds.events for stage in [e.stage] * len(e.parts)] == ["N2", "N2", "W", "W", "R", "R", "N1"]
    told = report(scored(at([10, 30, 59.5, 80, 119.9]), hypnogram=Hypnogram(0, stages)))
    assert (told.plms, told.plmw, told.plm_series) == (3, 2, 1)
    assert told.plms_index == pytest.approx(3 / (90 / 3600))
    assert told.plmw_index == pytest.approx(2 / (30 / 3600))


def test_rates_without_a_denominator_are_not_told() -> None:
    awake = report(scored(at([0, 20, 40, 60]), hypnogram=Hypnogram(0, ("W",) * 4)))
    assert (awake.plms, awake.plmw, awake.plms_index, awake.sleep_hours) == (0, 4, None, 0)
    nothing = report(scored([]))
    assert (nothing.clm, nothing.plms, nothing.plms_index, nothing.periodicity_index, nothing.duration_mean) == (0, 0, 0, None, None)
    assert report(scored(at([5]))).periodicity_index is None


def test_the_periodicity_index_is_over_all_measured_intervals() -> None:
    assert report(scored(at([0, 10, 20, 30]))).periodicity_index == 1
    assert report(scored(at([0, 90, 180, 270]))).periodicity_index == 1
    assert report(scored(at([0, 20, 40]))).periodicity_index == 0
    assert report(scored(at([0, 20, 40, 60, 63, 83, 183, 283]))).periodicity_index == pytest.approx(3 / 7)
    # Two intervals on each side of a movement that is no candidate make no run of four.
    assert report(scored([*at([0, 20, 40, 70, 90, 110]), Movement(50, 12, "L")])).periodicity_index == 0


def test_the_histogram_counts_intervals_by_their_bar() -> None:
    bars = report(scored(at([0, 2, 5.9, 15.9, 105.9, 196], 0.5))).histogram
    assert len(bars) == 45
    assert {n: count for n, count in enumerate(bars) if count} == {1: 2, 5: 1, 44: 1}


def test_movements_by_the_hour() -> None:
    night = Hypnogram(60, ("N2",) * 250)
    told = report(scored(at([3600, 3620, 3640, 3660, 3680]), hypnogram=night))
    assert told.by_hour == (3, 2, 0)


def test_breathing_takes_its_movements_out_and_series_are_built_again() -> None:
    movements = at([0, 20, 40, 60, 80])
    window = rules().breathing
    assert window is not None
    for apart, linked in ((window.after, True), (window.after + 0.01, False)):
        night = scored(movements, breathing=[Breathing(40 - apart - 5, 5)])
        assert [e.breathing for e in night.events][2] is linked
    for apart, linked in ((window.before, True), (window.before + 0.01, False)):
        night = scored(movements, breathing=[Breathing(30, 12 + apart)])
        assert [e.breathing for e in night.events][2] is linked
    night = scored(movements, breathing=[Breathing(31, 10)])
    assert (report(night).plms, report(night).plms_nr, report(night).plms_nr_index) == (5, 4, 2)
    # Two taken out leave three; one of them too long is no candidate, so it stays and ends the series.
    assert report(scored(movements, breathing=[Breathing(31, 10), Breathing(55, 5)])).plms_nr == 0
    assert report(scored([*movements, Movement(45, 11, "R")], breathing=[Breathing(31, 10)])).plms_nr == 0
    # The manual looks at the whole of the breathing event.
    for start, linked in ((42.5, True), (42.6, False)):
        assert scored(movements, "aasm", breathing=[Breathing(start, 10)]).events[2].breathing is linked
    assert scored(movements, "aasm", breathing=[Breathing(19, 30)]).events[2].breathing
    assert scored(movements, breathing=[Breathing(19, 30)]).events[2].breathing is False
    assert report(scored(movements, "wasm2006", breathing=[Breathing(31, 10)])).plms_nr is None
    assert report(scored(movements)).plms_nr is None


def test_a_movement_outside_the_night_is_refused() -> None:
    for onset in (-0.001, 7200):
        with pytest.raises(OutsideError) as refused:
            scored(at([onset, 100]))
        assert refused.value.movement.onset == onset
    assert scored(at([7199.9], 5)).events[0].end > NIGHT.end


def test_unknown_rules_are_refused() -> None:
    with pytest.raises(UnknownRulesError, match="wasm2016"):
        rules("wasm2020")


def test_the_rules_hold_the_numbers_of_the_evidence() -> None:
    assert [(r.interval_min, r.interval_max, r.duration_max, r.join, r.join_within) for r in map(rules, NAMES)] == [
        (10, 90, 10, "gap", 0.5),
        (5, 90, 10, "gap", 0.5),
        (5, 90, 10, "onsets", 5),
    ]


def seconds(rows: list[witness.Row]) -> list[Movement]:
    return [Movement(on / 1000, length / 1000, leg) for on, length, leg in rows]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("short_start", [True, False])
def test_a_second_scorer_agrees(name: str, short_start: bool) -> None:
    met = 0
    for seed in range(400):
        rows, stages = random_rows(seed, 2 + seed % 60)
        told = report(score(seconds(rows), Hypnogram(0, tuple(stages)), rules(name), short_start=short_start))  # type: ignore[arg-type]
        wanted = witness.score(rows, stages, name, short_start)
        assert {key: getattr(told, key) for key in wanted} == wanted, seed
        met += told.plm_series > 1
    assert met > 40  # else little was shown


@pytest.mark.parametrize("name", ["wasm2016", "aasm"])
def test_a_second_scorer_agrees_on_breathing(name: str) -> None:
    differ = 0
    for seed in range(200):
        rows, stages = random_rows(seed, 40)
        pauses = [(on + 500 * (i % 7) - 9000, 9000 + 250 * (i % 9)) for i, (on, _, _) in enumerate(sorted(rows)) if i % 5 == 0]

        def linked(on: int, off: int, pauses: list[tuple[int, int]] = pauses) -> bool:
            if name == "aasm":
                return any(on <= p + d + 500 and off >= p - 500 for p, d in pauses)
            return any(on <= p + d + 10250 and off >= p + d - 2000 for p, d in pauses)

        breathing = [Breathing(p / 1000, d / 1000) for p, d in pauses]
        told = report(score(seconds(rows), Hypnogram(0, tuple(stages)), rules(name), breathing))  # type: ignore[arg-type]
        assert told.plms_nr == witness.score(rows, stages, name, drop=linked)["plms"], seed
        differ += told.plms_nr != told.plms
    assert differ > 20


NIGHTS = st.integers(0, 10**6).map(lambda seed: random_rows(seed, 2 + seed % 40))


def told(rows: list[witness.Row], stages: list[str], name: str, shift: float = 0) -> dict[str, Any]:
    movements = [Movement(m.onset + shift, m.duration, m.leg) for m in seconds(rows)]
    return vars(report(score(movements, Hypnogram(shift, tuple(stages)), rules(name))))  # type: ignore[arg-type]


@settings(deadline=None, max_examples=60)
@given(NIGHTS, st.sampled_from(NAMES), st.randoms(use_true_random=False), st.integers(-100, 60_000_000))
def test_order_side_and_clock_do_not_matter(night: tuple[list[witness.Row], list[str]], name: str, dice: Any, epochs: int) -> None:
    rows, stages = night
    first = told(rows, stages, name)
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert told(shuffled, stages, name) == first
    assert told([(on, length, "R" if leg == "L" else "L") for on, length, leg in rows], stages, name) == first
    moved = told(rows, stages, name, 30.0 * epochs)
    assert moved.pop("duration_mean") == (first["duration_mean"] and pytest.approx(first["duration_mean"], abs=1e-6))
    assert moved == {key: value for key, value in first.items() if key != "duration_mean"}


@settings(deadline=None, max_examples=60)
@given(NIGHTS, st.sampled_from(NAMES), st.booleans())
def test_what_holds_of_every_night(night: tuple[list[witness.Row], list[str]], name: str, short_start: bool) -> None:
    rows, stages = night
    done = score(seconds(rows), Hypnogram(0, tuple(stages)), rules(name), short_start=short_start)  # type: ignore[arg-type]
    summary = report(done)
    assert sorted(part for event in done.events for part in event.parts) == list(range(len(rows)))
    assert [e.onset for e in done.events] == sorted(e.onset for e in done.events)
    assert summary.plms + summary.plmw == sum(e.series > 0 for e in done.events) == sum(lengths(done))
    assert all(n >= 4 for n in lengths(done))
    assert all((e.series > 0) == (not e.why) for e in done.events)
    assert all(e.candidate or (not e.series and not e.run and e.why == e.refused and e.interval is None) for e in done.events)
    assert sum(summary.histogram) <= summary.intervals < max(summary.clm, 1)
    assert sum(summary.by_hour) == summary.plms
    assert summary.periodicity_index is None or 0 <= summary.periodicity_index <= 1
