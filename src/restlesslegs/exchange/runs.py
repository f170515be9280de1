"""The runs that a card names, each once, as an archive lists them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from restlesslegs.models import words
from restlesslegs.models.card import Card
from restlesslegs.models.check import Fact
from restlesslegs.models.target import STEADY_STATE, Protocol

#: How long a run is at least, in the model's unit of time, so that it shows something.
_SHORTEST = 48.0


@dataclass(frozen=True)
class Run:
    """A run.

    Attributes
    ----------
    id
        A name that SED-ML accepts; the same in every build.
    words
        What is done, for readers.
    protocol
        What is set and what happens on the way.
    end
        Its last hour; None: to rest.
    """

    id: str
    words: str
    protocol: Protocol
    end: float | None


def runs(card: Card, facts: Mapping[str, Fact]) -> list[Run]:
    """Return every run that a card's targets and misses need, in the order of the card.

    Parameters
    ----------
    card
        A model's card.
    facts
        They give the ends that the card takes from them.
    """
    targets = (*card.reproduces, *(m.target for m in card.misses))
    windows = [w for t in targets for w in (t.window, t.over) if w is not None]
    found: dict[str, Run] = {}
    for window in windows:
        protocol, steady = window.protocol, window.when == STEADY_STATE
        key = repr((sorted(protocol.parameters.items()), () if steady else protocol.events, steady))
        end = None if steady else max(_SHORTEST, _end(window.when, facts), (found[key].end or 0.0) if key in found else 0.0)
        if key in found:
            found[key] = Run(found[key].id, found[key].words, protocol, end)
        else:
            found[key] = Run(_name(protocol, steady, {r.id for r in found.values()}), words.run(card, window) or "all as usual", protocol, end)
    return list(found.values())


def _end(when: float | str, facts: Mapping[str, Fact]) -> float:
    return float(facts[when].value or 0.0) if isinstance(when, str) else when


def _name(protocol: Protocol, steady: bool, taken: set[str]) -> str:
    base = "rest" if steady else re.sub(r"\W+", "_", protocol.id) or ("changed" if protocol.parameters else "usual")
    name, n = base, 1
    while name in taken:
        n += 1
        name = f"{base}_{n}"
    return name
