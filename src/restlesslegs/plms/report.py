"""What is told of a scored night: counts, rates, how periodic the movements are, and their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from restlesslegs.plms.recording import slack
from restlesslegs.plms.rules import Rules
from restlesslegs.plms.score import Event, Scored

#: Width of a bar of the histogram of intervals, in seconds.
BIN: Final = 2.0


@dataclass(frozen=True)
class Report:
    """Counts and rates of a night. A rate whose denominator is 0 is None.

    Attributes
    ----------
    movements, clm, plm_series
        Events after joining, candidates and series of the whole night.
    plms, plmw
        Movements of series that begin asleep and awake.
    sleep_hours, wake_hours
        Hours scored as sleep and as wake.
    plms_index, plmw_index
        `plms` an hour of sleep, `plmw` an hour awake.
    intervals
        How many intervals between candidates were measured.
    periodicity_index
        Share of them, 0 to 1, that are periodic and lie in a run of such.
    histogram
        How many intervals fall into each bar of 2 s, up to the longest periodic one, which belongs to the last bar.
    by_hour
        `plms` that begin in each hour of the night, from the start of the hypnogram.
    both_legs
        Share of candidates that are of both legs.
    duration_mean
        Of the candidates, in seconds.
    plms_nr, plms_nr_index
        `plms` and its rate without candidates linked to breathing; None if that was not looked at.
    """

    movements: int
    clm: int
    plms: int
    plmw: int
    plm_series: int
    sleep_hours: float
    wake_hours: float
    plms_index: float | None
    plmw_index: float | None
    intervals: int
    periodicity_index: float | None
    histogram: tuple[int, ...]
    by_hour: tuple[int, ...]
    both_legs: float | None
    duration_mean: float | None
    plms_nr: int | None
    plms_nr_index: float | None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _asleep(events: Sequence[Event]) -> list[Event]:
    return [e for e in events if e.series and e.stage != "W"]


def intervals(events: Sequence[Event]) -> list[float]:
    """Return the measured intervals between candidates, in seconds, in their order."""
    return [e.interval for e in events if e.interval is not None]


def periodicity(events: Sequence[Event], rules: Rules, margin: float) -> float | None:
    """Return the periodicity index: intervals in runs of periodic intervals, by all that were measured; None without any.

    A run ends at an interval that is not periodic, and where none was measured.
    """
    runs, total = [0], 0
    for event in events:
        if event.candidate:
            total += event.interval is not None
            if event.interval is not None and rules.periodic_min - margin <= event.interval <= rules.periodic_max + margin:
                runs[-1] += 1
            else:
                runs.append(0)
    return _share(sum(run for run in runs if run >= rules.periodic_run), total)


def report(night: Scored) -> Report:
    """Return the report of a scored night."""
    events, rules, hypnogram = night.events, night.rules, night.hypnogram
    margin = slack([hypnogram.start, hypnogram.end, *(e.end for e in events)])
    measured = intervals(events)
    bars = [0] * math.ceil(rules.periodic_max / BIN)
    for interval in measured:
        if interval <= rules.periodic_max + margin:
            bars[min(math.floor((interval + margin) / BIN), len(bars) - 1)] += 1
    candidates = [e for e in events if e.candidate]
    asleep = _asleep(events)
    hours = [0] * math.ceil((hypnogram.end - hypnogram.start) / 3600)
    for event in asleep:
        hours[min(math.floor((event.onset - hypnogram.start + margin) / 3600), len(hours) - 1)] += 1
    plmw = sum(e.series > 0 and e.stage == "W" for e in events)
    again = None if night.without_breathing is None else len(_asleep(night.without_breathing))
    return Report(
        movements=len(events),
        clm=len(candidates),
        plms=len(asleep),
        plmw=plmw,
        plm_series=max((e.series for e in events), default=0),
        sleep_hours=hypnogram.sleep_hours,
        wake_hours=hypnogram.wake_hours,
        plms_index=_share(len(asleep), hypnogram.sleep_hours),
        plmw_index=_share(plmw, hypnogram.wake_hours),
        intervals=len(measured),
        periodicity_index=periodicity(events, rules, margin),
        histogram=tuple(bars),
        by_hour=tuple(hours),
        both_legs=_share(sum(e.side == "B" for e in candidates), len(candidates)),
        duration_mean=_share(sum(e.duration for e in candidates), len(candidates)),
        plms_nr=again,
        plms_nr_index=None if again is None else _share(again, hypnogram.sleep_hours),
    )


def as_json(night: Scored, *, breathing: bool, events: bool = False) -> dict[str, Any]:
    """Return the report as plain data; with what concerns breathing, if asked for, and with every event, if asked for."""
    told: dict[str, Any] = {"rules": night.rules.id, "short_start": night.short_start, "too_short": "ends" if "too-short" in night.rules.ending else "ignored"}
    told |= vars(report(night))
    told["histogram"] = {"bin_s": BIN, "counts": list(told["histogram"])}
    told["by_hour"] = list(told["by_hour"])
    if not breathing:
        del told["plms_nr"], told["plms_nr_index"]
    if events:
        told["events"] = [
            {
                "onset_s": e.onset,
                "duration_s": e.duration,
                "side": e.side,
                "parts": len(e.parts),
                "stage": e.stage,
                "candidate": e.candidate,
                "interval_s": e.interval,
                "link": e.link or None,
                "run": e.run or None,
                "series": e.series or None,
                "why_not": e.why or None,
                "breathing": e.breathing,
            }
            for e in night.events
        ]
    return told
