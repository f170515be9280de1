"""The rules by which leg movements are scored: three sets that differ in a few switches.

The numbers are facts of the evidence table. What a set of rules is not known to change is as in the rules of 2016.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final, Literal

from restlesslegs.evidence import facts
from restlesslegs.naming import camel

#: Why a movement is not a candidate, as a short code that a figure turns into words.
NOT_CANDIDATE: Final = ("too-short", "too-long", "too-long-together", "part-too-long", "too-many-parts")

#: The names of the sets, the default first.
NAMES: Final = ("wasm2016", "wasm2006", "aasm")


@dataclass(frozen=True)
class Window:
    """When a movement is linked to a breathing event.

    Attributes
    ----------
    start
        Whether the window opens around the breathing event's "onset" or its "end".
    before, after
        Seconds from that moment back to where the window opens, and from the event's end to where it closes.
    """

    start: Literal["onset", "end"]
    before: float
    after: float


@dataclass(frozen=True)
class Rules:
    """One set of rules; times in seconds, all bounds themselves allowed unless said otherwise.

    Attributes
    ----------
    id, title
        Short and full name.
    duration_min, duration_max
        Of a movement of one leg, or of each part of one of both legs.
    together_max, parts_max
        Longest movement of both legs, and most parts it is joined from; None where the rules set none.
    join
        How movements become one: "gap" if less than `join_within` lies between the end of one and the start of the next;
        "onsets" if both legs start less than `join_within` after the first of them (one leg's movements by `rest`).
    join_within
        See `join`; exactly so much does not join.
    rest
        A movement of one leg has ended only when the leg has rested so long.
    interval_min, interval_max
        Between starts, within a series.
    series_min
        Fewest movements of a series.
    short_interval
        Whether an interval that is too short "ends" the series, or the later movement is passed over ("skips").
    ending
        For which of the codes of `NOT_CANDIDATE` a movement ends a series; the others are passed over.
    periodic_min, periodic_max
        Intervals that count as periodic in the periodicity index, whatever the rules.
    periodic_run
        So many of them in a row.
    breathing
        When a movement is linked to a breathing event; None where we have not seen the rule.
    """

    id: str
    title: str
    duration_min: float
    duration_max: float
    together_max: float | None
    parts_max: int | None
    join: Literal["gap", "onsets"]
    join_within: float
    rest: float
    interval_min: float
    interval_max: float
    series_min: int
    short_interval: Literal["ends", "skips"]
    ending: tuple[str, ...]
    periodic_min: float
    periodic_max: float
    periodic_run: int
    breathing: Window | None

    def data(self) -> dict[str, Any]:
        """Return the rules as plain data, the form in which they travel to the page."""
        return {camel(name): value for name, value in asdict(self).items()} | {"ending": list(self.ending)}


class UnknownRulesError(ValueError):
    """No set of rules has this name."""


def _value(fact: str) -> float:
    value = facts[fact].value
    if value is None:
        raise ValueError(f"fact '{fact}' has no value")
    return value


@cache
def _all() -> Mapping[str, Rules]:
    shortest, longest = _value("wasm2016-imi-min"), _value("wasm2016-imi-max")
    gap, series_min = _value("wasm2016-bilateral-gap"), int(_value("wasm2016-series-min"))
    now = Rules(
        id="wasm2016",
        title="International rules of 2016",
        duration_min=_value("wasm2016-clm-min-duration"),
        duration_max=_value("wasm2016-clm-max-duration-mono"),
        together_max=_value("wasm2016-clm-max-duration-bilateral"),
        parts_max=int(_value("wasm2016-bilateral-max-components")),
        join="gap",
        join_within=gap,
        rest=gap,
        interval_min=shortest,
        interval_max=longest,
        series_min=series_min,
        short_interval="ends",
        ending=NOT_CANDIDATE,
        periodic_min=shortest,
        periodic_max=longest,
        periodic_run=series_min - 1,
        breathing=Window("end", _value("wasm2016-resp-before"), _value("wasm2016-resp-after")),
    )
    older: dict[str, Any] = vars(now) | {"short_interval": "skips", "ending": ()}
    before = Rules(**older | {"id": "wasm2006", "title": "International rules of 2006", "interval_min": _value("wasm2006-imi-min"), "breathing": None})
    margin = _value("aasm2018-resp-window")
    manual = Rules(
        **older
        | {
            "id": "aasm",
            "title": "American scoring manual",
            "duration_max": _value("aasm2018-lm-max-duration"),
            "together_max": None,
            "parts_max": None,
            "join": "onsets",
            "join_within": _value("aasm-bilateral-onset-gap"),
            "interval_min": _value("aasm2018-imi-min"),
            "breathing": Window("onset", margin, margin),
        }
    )
    return {rules.id: rules for rules in (now, before, manual)}


def rules(name: str = NAMES[0]) -> Rules:
    """Return the set of rules called `name`. Raises UnknownRulesError if there is none."""
    try:
        return _all()[name]
    except KeyError:
        raise UnknownRulesError(f"there are no rules '{name}'; there are {', '.join(NAMES)}") from None
