"""Facts in words: for running text, and for the note that tells how a number was found."""

from __future__ import annotations

import re
from collections.abc import Mapping

from restlesslegs.evidence.errors import UnverifiedFactError
from restlesslegs.evidence.fact import Fact
from restlesslegs.evidence.vocabulary import CHECKED, DESIGNS, INTERVALS, UNITS

MINUS = "\u2212"
EN_DASH = "\u2013"
NO_BREAK = "\u00a0"
NARROW = "\u202f"


def _refuse_unverified(fact: Fact) -> None:
    if not fact.verified:
        raise UnverifiedFactError(f"fact '{fact.id}' ({fact.where}) is from memory and may not be shown before it is verified")


def format_number(number: float) -> str:
    """Return a number with a true minus sign and, from 10 000 on, thin spaces between the thousands."""
    size = abs(number)
    text = f"{size:,.10g}".replace(",", NARROW) if size >= 10_000 else f"{size:.10g}"
    return MINUS + text if number < 0 else text


def _clock(hours: float) -> str:
    minutes = round(hours * 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _number(fact: Fact, number: float) -> str:
    return _clock(number) if fact.unit == "clock" else format_number(number)


def _unit(fact: Fact) -> str:
    after = UNITS[fact.unit].after if fact.unit else ""
    return _percent(after.replace(" ", NO_BREAK, 1))


def _percent(text: str) -> str:
    return text.replace(f"{NO_BREAK}%", f"{NARROW}%").replace(" %", f"{NARROW}%")


def _span(fact: Fact) -> str:
    """Return "low–high"; with words between where a dash would stand before a minus sign or between clock times."""
    if fact.low is None or fact.high is None:
        return ""
    between = " to " if fact.low < 0 or fact.unit == "clock" else EN_DASH
    return f"{_number(fact, fact.low)}{between}{_number(fact, fact.high)}"


def _number_with_unit(fact: Fact) -> str:
    number = _span(fact) if fact.value is None else _number(fact, fact.value)
    qualifier = f"{fact.display}{NO_BREAK}" if fact.display else ""
    return qualifier + number + _unit(fact)


def format_value(fact: Fact) -> str:
    """Return the finding without its interval: "53 %", "−30 %", "6 of 13 people", "15–20 %", "higher".

    Raises
    ------
    UnverifiedFactError
        If the fact is from memory.
    """
    _refuse_unverified(fact)
    if fact.kind == "direction":
        return fact.display
    if fact.kind == "count":
        counted = format_number(fact.value) if fact.value is not None else ""
        total = f" of {format_number(fact.n)}" if fact.n is not None else ""
        return f"{counted}{total} {fact.display}".replace(" ", NO_BREAK, 2)
    return _number_with_unit(fact)


def format_interval(fact: Fact) -> str:
    """Return the interval in words ("95 % CI −6.25 to −1.31"); empty for a fact without one, or that is a range itself.

    Raises
    ------
    UnverifiedFactError
        If the fact is from memory.
    """
    _refuse_unverified(fact)
    if fact.kind != "estimate" or not fact.interval:
        return ""
    return f"{_percent(INTERVALS[fact.interval])} {_span(fact)}"


def format_fact(fact: Fact) -> str:
    """Return the finding as running text prints it, with its interval: "−3.78 points (95 % CI −6.25 to −1.31)".

    Raises
    ------
    UnverifiedFactError
        If the fact is from memory.
    """
    interval = format_interval(fact)
    return f"{format_value(fact)} ({interval})" if interval else format_value(fact)


def long_description(fact: Fact) -> tuple[str, ...]:
    """Return what a reader needs to judge the fact, a sentence a line: measure, study, place in the source, how checked.

    Raises
    ------
    UnverifiedFactError
        If the fact is from memory.
    """
    found = format_fact(fact)
    if fact.sd is not None:
        found += f", standard deviation {_number(fact, fact.sd)}{_unit(fact)}"
    measure = f"{fact.measure[:1].upper()}{fact.measure[1:]}" if fact.measure else "Found"
    return (f"{measure}: {found}.", f"Study: {study_in_words(fact)}.", f"How checked: {how_read(fact.checked, fact.locator)}.")


def how_read(checked: str, locator: str) -> str:
    """Return how somebody came to know a row, and where it was read: "we read it in the abstract: table 2"."""
    # What says again that it was the abstract is left out.
    place = locator.removeprefix(checked).lstrip(" ,;:")
    return f"{CHECKED[checked]}: {place}" if place else CHECKED[checked]


def study_in_words(fact: Fact) -> str:
    """Return what kind of study it was, of whom, and how many: "randomised controlled trial, 2019; adults; 345 people in all"."""
    design = DESIGNS[fact.design]
    words = design.words + (f", {fact.year}" if fact.year is not None else "")
    parts = [words]
    if fact.population:
        parts.append(fact.population)
    if design.noun:
        size = f"{format_number(fact.n)} {design.noun} in all" if fact.n is not None else f"number of {design.noun} not seen"
        parts.append(size)
    return "; ".join(parts)


#: What the id of a fact or the key of a source looks like in running text.
NAME = re.compile(r"\b[a-z]\w*(?:-[\w-]*\w)?")


def with_sources(text: str, known: Mapping[str, Fact]) -> str:
    """Return plain text in which the id of a fact has become its short citation, for places where nothing can be opened."""
    return NAME.sub(lambda name: known[name[0]].source.short if name[0] in known else name[0], text)
