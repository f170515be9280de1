"""A second scorer, written apart from the first: whole milliseconds, sets of movements joined until nothing changes, and
series cut out of the whole list where neighbours do not fit. Slow and plain."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

Row = tuple[int, int, str]  # onset and duration in ms, leg


@dataclass
class Group:
    rows: list[Row]

    @property
    def on(self) -> int:
        return min(on for on, _, _ in self.rows)

    @property
    def off(self) -> int:
        return max(on + length for on, length, _ in self.rows)

    @property
    def legs(self) -> set[str]:
        return {leg for _, _, leg in self.rows}


def close_by_gap(a: Group, b: Group) -> bool:
    """Whether less than half a second lies between any two of their rows."""
    return any(p < r + s + 500 and r < p + q + 500 for p, q, _ in a.rows for r, s, _ in b.rows)


def merge(groups: list[Group], same: Any) -> list[Group]:
    changed = True
    while changed:
        changed = False
        for i in range(len(groups)):
            for j in range(i + 1, len(groups)):
                if same(groups[i], groups[j]):
                    groups[i] = Group(groups[i].rows + groups[j].rows)
                    del groups[j]
                    changed = True
                    break
            if changed:
                break
    return sorted(groups, key=lambda g: g.on)


def american(rows: list[Row]) -> list[tuple[Group, int]]:
    """Events with the longest of their parts: a leg's own movements first, then windows of five seconds."""
    parts = sorted((g for leg in "LR" for g in merge([Group([r]) for r in rows if r[2] == leg], close_by_gap)), key=lambda g: g.on)
    out = []
    while parts:
        near = [g for g in parts if g.on < parts[0].on + 5000]
        if len(set().union(*(g.legs for g in near))) < 2:
            near = near[:1]
        out.append((Group([r for g in near for r in g.rows]), max(g.off - g.on for g in near)))
        parts = [g for g in parts if not any(g is n for n in near)]
    return out


Candidate = tuple[int, str]  # onset in ms, stage


def stretches(rows: list[Row], stages: list[str], rules: str, drop: Any) -> list[list[Candidate]]:
    """Candidates, in stretches within which intervals are measured."""
    events = american(rows) if rules == "aasm" else [(g, max(d for _, d, _ in g.rows)) for g in merge([Group([r]) for r in rows], close_by_gap)]
    out: list[list[Candidate]] = [[]]
    for g, longest in events:
        length = g.off - g.on
        both = longest <= 10000 and (rules == "aasm" or (length <= 15000 and len(g.rows) <= 4))
        if length >= 500 and (both if len(g.legs) == 2 else length <= 10000):
            if drop is None or not drop(g.on, g.off):
                out[-1].append((g.on, stages[g.on // 30000]))
        elif rules == "wasm2016":
            out.append([])
    return out


def thin(stretch: list[Candidate], shortest: int) -> list[Candidate]:
    """Leave out who comes too soon after the last that was kept."""
    kept: list[Candidate] = []
    for one in stretch:
        if not kept or one[0] - kept[-1][0] >= shortest:
            kept.append(one)
    return kept


def cut(stretch: list[Candidate], shortest: int, short_start: bool) -> list[list[Candidate]]:
    """Cut where neighbours do not fit; a run whose first came too soon loses it, if it may not start there."""
    steps = [b[0] - a[0] for a, b in itertools.pairwise(stretch)]
    cuts = [0, *(i for i, step in enumerate(steps, 1) if not shortest <= step <= 90000), len(stretch)]
    runs = [stretch[a + (not short_start and a > 0 and steps[a - 1] < shortest) : b] for a, b in itertools.pairwise(cuts)]
    return [run for run in runs if len(run) >= 4]


def score(rows: list[Row], stages: list[str], rules: str, short_start: bool = True, drop: Any = None) -> dict[str, Any]:
    given = stretches(rows, stages, rules, drop)
    gaps = ["".join("x" if 10000 <= b[0] - a[0] <= 90000 else " " for a, b in itertools.pairwise(stretch)) for stretch in given]
    measured = sum(map(len, gaps))
    periodic = sum(len(run) for gap in gaps for run in gap.split() if len(run) >= 3)
    if rules == "wasm2016":
        series = [run for stretch in given for run in cut(stretch, 10000, short_start)]
    else:
        series = [run for stretch in given for run in cut(thin(stretch, 5000), 5000, short_start)]
    members = [stage for run in series for _, stage in run]
    return {
        "clm": sum(map(len, given)),
        "plm_series": len(series),
        "plms": sum(stage != "W" for stage in members),
        "plmw": sum(stage == "W" for stage in members),
        "intervals": measured,
        "periodicity_index": periodic / measured if measured else None,
    }
