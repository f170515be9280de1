"""One target as a mark on a scale that all rows share: the published number, what passes, and what the model gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from restlesslegs.models.check import Outcome

#: Size of a mark in units of the drawing.
_WIDTH, _HEIGHT, _MARGIN = 180, 26, 8
#: Steps that the ends of the scale may have, relative to the published number.
_REACHES = (0.05, 0.1, 0.2, 0.5, 1.0)


def passes(outcome: Outcome) -> tuple[float, float]:
    """Return the ends of what passes, relative to the published number less 1."""
    if outcome.target.tolerance is not None:
        return -outcome.target.tolerance, outcome.target.tolerance
    assert outcome.low is not None
    assert outcome.high is not None
    ends = sorted((outcome.low / outcome.expected - 1, outcome.high / outcome.expected - 1))
    return ends[0], ends[1]


def can_be_drawn(outcome: Outcome) -> bool:
    """Say whether a target has a place on a relative scale: one of 0 has none."""
    return bool(outcome.expected)


def reach(outcomes: Iterable[Outcome]) -> float:
    """Return how far the scale of some targets goes to each side of the published number, as a share of it."""
    drawn = [o for o in outcomes if can_be_drawn(o)]
    largest = max((max(abs(o.given / o.expected - 1), *map(abs, passes(o))) for o in drawn), default=0.0)
    return next((step for step in _REACHES if largest <= step), _REACHES[-1])


def mark(outcome: Outcome, scale: float) -> str:
    """Draw one target.

    Parameters
    ----------
    outcome
        What was published and what the model gives.
    scale
        The reach of the scale, see :func:`reach`. What lies beyond it is drawn as an arrow at its end.

    Returns
    -------
    str
        SVG without words; empty if the target cannot be drawn. What it shows stands in the row's cells.
    """
    if not can_be_drawn(outcome):
        return ""

    def x(share: float) -> float:
        return round(_WIDTH / 2 + max(-1.0, min(1.0, share / scale)) * (_WIDTH / 2 - _MARGIN), 1)

    low, high = passes(outcome)
    share = outcome.given / outcome.expected - 1
    middle, here = _HEIGHT / 2, x(share)
    band = max(x(high) - x(low), 2)
    if abs(share) > scale:
        side = 1 if share > 0 else -1
        model = f'<path class="model" d="M{here + 6 * side} {middle}l{-9 * side} -6v12z"/>'
    else:
        model = f'<path class="model" d="M{here} {middle - 5}l5 5-5 5-5-5z"/>'
    return (
        f'<svg class="held" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path class="axis" d="M{_MARGIN} {middle}H{_WIDTH - _MARGIN}"/><rect class="passes" x="{x(low)}" y="4" width="{band:g}" height="{_HEIGHT - 8}"/>'
        f'{_interval(outcome, x, middle)}<circle class="{"published" if outcome.target.fact else "ours"}" cx="{_WIDTH / 2:g}" cy="{middle:g}" r="8"/>{model}</svg>'
    )


def _interval(outcome: Outcome, x: Callable[[float], float], middle: float) -> str:
    """Return the published interval as a line; what lies beyond the scale is cut off."""
    if outcome.low is None or outcome.high is None or outcome.target.over_fact:
        return ""
    ends = sorted((x(outcome.low / outcome.expected - 1), x(outcome.high / outcome.expected - 1)))
    return f'<path class="interval" d="M{ends[0]} {middle:g}H{ends[1]}"/>'
