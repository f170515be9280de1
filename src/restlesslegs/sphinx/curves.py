"""A panel of a model's page as SVG: its curve, and the published points with their intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

from restlesslegs.models.panels import Panel, Point
from restlesslegs.models.words import plain

#: Size of a panel and of what surrounds its curve, in units of the drawing, which are pixels at full size.
_WIDTH, _HEIGHT = 320, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 10, 10, 34


def ticks(low: float, high: float, wanted: int) -> list[float]:
    """Return round numbers from `low` to `high`, about `wanted` of them; `high` must be above `low`."""
    raw = (high - low) / wanted
    power = 10 ** math.floor(math.log10(raw))
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= raw * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


class _Frame:
    """Where hours and values lie in the drawing."""

    def __init__(self, panel: Panel) -> None:
        seen = [*panel.values, *(v for p in panel.points for v in _heights(p))]
        low, high = min(0.0, *seen) if min(seen) < 0.4 * max(seen) else min(seen), max(seen)
        margin = (high - low or abs(high) or 1.0) * 0.06
        self.low, self.high = (low if low == 0 else low - margin), high + margin
        self.end = panel.times[-1]
        self.days = self.end >= 96

    def x(self, hour: float) -> float:
        return round(_LEFT + max(0.0, min(1.0, hour / self.end)) * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)


def _heights(point: Point) -> Iterable[float]:
    ends = () if point.across else (point.low, point.high)
    return [v for v in (point.value, *ends) if v is not None]


def drawing(panel: Panel, label: str) -> str:
    """Return a panel as SVG.

    Parameters
    ----------
    panel
        What is drawn.
    label
        What the picture shows, for those who do not see it; the numbers stand in the page's table.
    """
    frame = _Frame(panel)
    unit = 24.0 if frame.days else 1.0
    parts = []
    for value in ticks(frame.low, frame.high, 4):
        y = frame.y(value)
        parts.append(f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/><text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{plain(value)}</text>')
    for value in ticks(0.0, frame.end / unit, 5):
        x = frame.x(value * unit)
        parts.append(f'<path class="grid" d="M{x} {_HEIGHT - _BOTTOM}v4"/><text x="{x}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{plain(value)}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle:g}" y="{_HEIGHT - 4}" text-anchor="middle">{"days" if frame.days else "hours"}</text>')
    line = "L".join(f"{frame.x(t):g} {frame.y(v):g}" for t, v in zip(panel.times, panel.values, strict=True))
    parts.append(f'<path class="curve" d="M{line}"/>')
    parts += [_mark(frame, point) for point in panel.points]
    return f'<svg class="panel" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _mark(frame: _Frame, point: Point) -> str:
    x, y = frame.x(point.hour), frame.y(point.value)
    whisker = ""
    if point.low is not None and point.high is not None:
        whisker = f"M{frame.x(point.low)} {y}H{frame.x(point.high)}" if point.across else f"M{x} {frame.y(point.low)}V{frame.y(point.high)}"
        whisker = f'<path class="interval" d="{whisker}"/>'
    return f'{whisker}<circle class="published" cx="{x}" cy="{y}" r="4.5"/>'
