"""A plan: what is done when. Rows of spans (asleep from, to) and of doses (a tablet at), and what a model makes of them.

The front end has the same rules (``web/src/figures/plan.ts`` and ``measure.ts``); a test holds both together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from restlesslegs.models import Event

#: Row by lane: spans as [from, to], doses as [at], in hours from the start of the run, in order.
Plan = Mapping[str, Sequence[Sequence[float]]]

#: Even steps of a run's outputs; the ends of spans and the doses come on top.
STEPS = 480
#: How long before an end of a span or a dose the state before it is read, in hours.
JUST_BEFORE = 1e-3


def checked(plan: Plan, lanes: Sequence[Mapping[str, Any]], hours: float) -> dict[str, list[list[float]]]:
    """Return a plan with all lanes, each row in order.

    Raises
    ------
    ValueError
        If a lane is unknown, a time is not a finite number of the run, spans of one lane overlap or are empty, or a
        lane holds more than it may; the message names lane and time.
    """
    known = {lane["id"]: lane for lane in lanes}
    if strangers := [name for name in plan if name not in known]:
        raise ValueError(f"no lane {', '.join(map(repr, strangers))}; there are: {', '.join(known)}")
    return {name: _row(name, lane, plan.get(name, ()), hours) for name, lane in known.items()}


def _row(name: str, lane: Mapping[str, Any], given: Sequence[Sequence[float]], hours: float) -> list[list[float]]:
    ends = 2 if lane["kind"] == "span" else 1
    rows = sorted([float(t) for t in entry] for entry in given)
    if len(rows) > lane["most"]:
        raise ValueError(f"lane '{name}' holds at most {lane['most']}, not {len(rows)}")
    for row in rows:
        if len(row) != ends or not all(math.isfinite(t) and 0 <= t <= hours for t in row) or (ends == 2 and row[0] >= row[1]):
            raise ValueError(f"lane '{name}': {row} is no {'span' if ends == 2 else 'time'} from 0 to {hours:g} hours")
    for before, after in pairwise(rows):
        if after[0] < before[-1] or (ends == 1 and after[0] == before[0]):
            raise ValueError(f"lane '{name}': {before} and {after} overlap")
    return rows


def regular(first: float, every: float, hours: float, most: int) -> list[list[float]]:
    """Return doses from `first` on, `every` so many hours, within the run."""
    count = min(most, math.floor((hours - first) / every - 1e-9) + 1)
    return [[first + k * every] for k in range(count)]


def events_of(spec: Mapping[str, Any], plan: Plan, settings: Mapping[str, float]) -> list[Event]:
    """Turn a plan into events: at each end of a span, what holds from then on; at each dose, what is added.

    Where spans of several lanes overlap, the later lane has the last word.
    """
    lanes = spec["lanes"]
    spans = [lane for lane in lanes if lane["kind"] == "span"]
    ends = sorted({0.0, *(t for lane in spans for row in plan[lane["id"]] for t in row if t < spec["hours"])})
    events = []
    if spans:
        for time in ends:
            holds = dict(spec["base"])
            for lane in spans:
                if any(row[0] <= time < row[1] for row in plan[lane["id"]]):
                    holds |= lane["inside"]
            events.append(Event(time, holds))
    for lane in lanes:
        if lane["kind"] == "dose":
            given = {state: settings[amount] if isinstance(amount, str) else float(amount) for state, amount in lane["dose"].items()}
            events += [Event(row[0], add=given) for row in plan[lane["id"]]]
    return events


def grid(plan: Plan, hours: float) -> list[float]:
    """Return the output times of a run: even ones, and both sides of whatever happens."""
    happening = {t for rows in plan.values() for row in rows for t in row}
    times = {hours * k / STEPS for k in range(STEPS + 1)} | happening | {t - JUST_BEFORE for t in happening if t >= JUST_BEFORE}
    ordered = sorted(times)
    # Two outputs nearer than rounding are one.
    return [t for k, t in enumerate(ordered) if k == 0 or t - ordered[k - 1] > 1e-9]


def measured(measure: Mapping[str, Any], run: pd.DataFrame, spec: Mapping[str, Any], plan: Plan, settings: Mapping[str, float]) -> float:
    """Read one measure off a run.

    Parameters
    ----------
    measure
        Its spec, see :class:`restlesslegs.widgets.schedule.Measure`.
    run
        Time courses, index in hours.

    Returns
    -------
    float
        NaN where there is nothing to read: no sample in the lane, a level that is never reached, no dose.
    """
    times, values = run.index.to_numpy(dtype=float), run[measure["readout"]].to_numpy(dtype=float)
    rows = plan[measure["lane"]] if measure["lane"] else []
    if measure["span"] is not None:
        rows = rows[measure["span"] :][:1]
    if measure["what"] in GAINS:
        return _gain(measure, times, values, rows, spec, settings)
    inside = (times >= measure["after"] - 1e-9) & (times <= (measure["until"] or spec["hours"]) + 1e-9)
    if measure["lane"]:
        inside &= np.array([any(row[0] <= t < row[1] for row in rows) for t in times])
    if not inside.any():
        return math.nan
    return float(_READ[measure["what"]](times, np.where(inside, values, np.nan), measure["level"]))


#: Measures of what doses brought: in all, in percent of what was given, a day, and of the first and last dose alone.
GAINS = ("gain", "share", "gain a day", "first share", "last share")


def _gain(measure: Mapping[str, Any], times: np.ndarray, values: np.ndarray, rows: Sequence[Sequence[float]], spec: Mapping[str, Any], settings: Mapping[str, float]) -> float:
    gains = gains_of(times, values, rows, spec["hours"])
    if not gains:
        return 0.0 if measure["what"].startswith("gain") else math.nan
    lane = next(lane for lane in spec["lanes"] if lane["id"] == measure["lane"])
    amount = next(iter(lane["dose"].values()))
    dose = settings[amount] if isinstance(amount, str) else float(amount)
    total = values[-1] - values[0]
    match measure["what"]:
        case "gain":
            return float(total)
        case "gain a day":
            return float(total * 24 / spec["hours"])
        case "share":
            return float(100 * total / (dose * len(rows)))
        case "first share":
            return float(100 * gains[0] / dose)
        case _:
            return float(100 * gains[-1] / dose)


def gains_of(times: np.ndarray, values: np.ndarray, rows: Sequence[Sequence[float]], hours: float) -> list[float]:
    """Return by how much a growing quantity grew from each dose to the next, or to the end of the run."""
    at = np.interp([*(row[0] for row in rows), hours], times, values)
    return [float(b - a) for a, b in pairwise(at)]


def _mean(times: np.ndarray, values: np.ndarray) -> float:
    width, middle = np.diff(times), (values[1:] + values[:-1]) / 2
    known = ~np.isnan(middle)
    return float(np.sum(width[known] * middle[known]) / np.sum(width[known])) if known.any() else math.nan


def _hours_above(times: np.ndarray, values: np.ndarray, level: float) -> float:
    low, high = np.minimum(values[1:], values[:-1]), np.maximum(values[1:], values[:-1])
    spread = np.where(high > low, high - low, 1.0)
    share = np.where(low >= level, 1.0, np.clip((high - level) / spread, 0.0, 1.0))
    return float(np.nansum(np.diff(times) * share))


def _first_above(times: np.ndarray, values: np.ndarray, level: float) -> float:
    above = np.flatnonzero(values >= level)
    if not above.size:
        return math.nan
    k = int(above[0])
    if k == 0 or np.isnan(values[k - 1]):
        return float(times[k])
    return float(times[k - 1] + (level - values[k - 1]) / (values[k] - values[k - 1]) * (times[k] - times[k - 1]))


_READ: Mapping[str, Any] = {
    "final": lambda _t, x, _l: float(x[~np.isnan(x)][-1]),
    "peak": lambda _t, x, _l: float(np.nanmax(x)),
    "trough": lambda _t, x, _l: float(np.nanmin(x)),
    "mean": lambda t, x, _l: _mean(t, x),
    "time of peak": lambda t, x, _l: float(t[np.nanargmax(x)]),
    "time of trough": lambda t, x, _l: float(t[np.nanargmin(x)]),
    "hours above": _hours_above,
    "first above": _first_above,
}
#: Everything a measure may read.
WHATS = (*_READ, *GAINS)
