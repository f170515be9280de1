"""Night: a whole night of leg movements, drawn by a simple generator and scored by three sets of rules."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd
import traitlets

from restlesslegs.evidence import facts
from restlesslegs.evidence.format import format_value
from restlesslegs.plms import NAMES, Report, Scored, report, rules, score
from restlesslegs.plms import night as nights
from restlesslegs.plms.night import Sleeper
from restlesslegs.plms.report import BIN
from restlesslegs.widgets.base import Asking
from restlesslegs.widgets.explorer import Finite
from restlesslegs.widgets.knob import Knob, percent
from restlesslegs.widgets.parts import FigureError

#: Bouts that are left of those of the start are told for this hour of the night.
LATE: Final = 6.0

#: Nights that may be asked for.
MOST_NIGHTS: Final = 999


def _fades(percent: float) -> float:
    """Return `Sleeper.fades` that leaves so many percent of bouts after `LATE` hours."""
    return 1e9 if percent >= 100 else -LATE / math.log(percent / 100)


#: The sliders that a night can have.
KNOBS: Final[Mapping[str, Knob]] = {
    knob.name: knob
    for knob in (
        Knob("bouts", "bouts", "Bouts", "how many begin in an hour at the start of the night", "an hour", 0, 20, 0.5),
        Knob("left", "fades", "Bouts left after six hours", "of those at the start of the night", "%", 1, 100, 1, "left", _fades, lambda f: 100 * math.exp(-LATE / f)),
        Knob("interval", "interval", "Usual interval", "within a bout, from one movement's start to the next", "s", 6, 60, 1),
        Knob("spread", "interval_spread", "Spread of the intervals", "small: like a clock; large: irregular (SD of the logarithm)", "", 0.05, 0.9, 0.01),
        percent("doublets", "doublets", "Doublets", "movements with a second one on their heels", 60, 0.5),
        Knob("breathing", "breathing", "Breathing events", "some end in a movement", "an hour", 0, 60, 1),
    )
}


@dataclass(frozen=True)
class SleeperQuestion:
    """Somebody to draw nights of, as a button.

    Parameters
    ----------
    id, label, watch
        Name, words of the button, and what to look at.
    sleeper
        Id of a preset (:func:`restlesslegs.plms.night.sleepers`), or a sleeper of your own.
    phrase
        How the sentence begins ("Someone under 55 with RLS").
    """

    id: str
    label: str
    watch: str
    sleeper: str | Sleeper
    phrase: str

    def found(self) -> Sleeper:
        """Return the sleeper. Raises FigureError for an unknown preset."""
        if isinstance(self.sleeper, Sleeper):
            return self.sleeper
        known = nights.sleepers()
        if self.sleeper not in known:
            raise FigureError(f"question '{self.id}': no sleeper '{self.sleeper}'; there are: {', '.join(known)}")
        return known[self.sleeper]


@dataclass(frozen=True)
class Share:
    """Which share of people lie above the line, as a fact; `who` reads after it ("of adults in Lausanne")."""

    fact: str
    who: str

    def spec(self) -> dict[str, Any]:
        """Return it as the front end reads it. Raises UnknownFactError, or FigureError for a fact that is no percentage."""
        fact = facts[self.fact]
        if fact.unit != "%":
            raise FigureError(f"fact '{self.fact}' is in '{fact.unit}', not a share in %")
        return {"fact": self.fact, "value": format_value(fact), "who": self.who, "citation": fact.source.short}


class Night(Asking):
    """A night of leg movements: hypnogram, movements, their intervals, and what three sets of rules make of it.

    Every slider is a trait of its name (see ``KNOBS``). `results`, `report` and `reports` are computed in Python from the present
    traits, with or without a front end.

    Parameters
    ----------
    questions
        Whose nights; the first is the start.
    knobs
        Names of the sliders, of ``KNOBS``; all by default.
    threshold
        Fact with the line that an index is held against, in movements an hour of sleep.
    shares
        How many people lie above it.
    seed
        Number from which the nights' seeds are counted.

    Attributes
    ----------
    question : str
        Id of the sleeper.
    night : int
        Number of the night, from 1. Another night of the same sleeper has more or fewer bouts, and other moments.
    rules : str
        By which rules the picture is scored: wasm2016, wasm2006 or aasm.
    """

    night = traitlets.Int(1).tag(sync=True)
    rules = traitlets.Unicode(NAMES[0]).tag(sync=True)

    def __init__(
        self,
        id: str,
        title: str,
        questions: Sequence[SleeperQuestion],
        *,
        knobs: Sequence[str] = tuple(KNOBS),
        threshold: str = "icsd3-plmd-adult-threshold",
        shares: Sequence[Share] = (),
        seed: int = 0,
        subtitle: str = "",
        badge: str = "conceptual",
        about: Sequence[str] = (),
    ) -> None:
        if not questions:
            raise FigureError(f"figure '{id}': nobody sleeps; it needs at least one question")
        if len({q.id for q in questions}) < len(questions):
            raise FigureError(f"figure '{id}': two questions have one id")
        if strange := [n for n in knobs if n not in KNOBS]:
            raise FigureError(f"figure '{id}': no knob '{strange[0]}'; there are: {', '.join(KNOBS)}")
        line = facts[threshold]
        if line.value is None or line.unit != "1/h":
            raise FigureError(f"figure '{id}': fact '{threshold}' gives no number of movements an hour")
        chosen = [KNOBS[n] for n in knobs]
        self._sleepers = {q.id: q.found() for q in questions}
        starts = {q: {k.name: k.start(s) for k in chosen} for q, s in self._sleepers.items()}
        spec = {
            "kind": "night",
            "id": id,
            "title": title,
            "subtitle": subtitle,
            "badge": badge,
            "about": list(about),
            "controls": [k.spec() for k in chosen],
            "questions": [{"id": q.id, "label": q.label, "watch": q.watch, "phrase": q.phrase, "sleeper": self._sleepers[q.id].data(), "set": starts[q.id]} for q in questions],
            "rules": [rules(name).data() for name in NAMES],
            "threshold": {"fact": threshold, "value": line.value, "citation": line.source.short},
            "shares": [s.spec() for s in shares],
            "seed": seed,
            "most": MOST_NIGHTS,
            # What is left of a person's own spread once it is known who sleeps.
            "night_spread": nights.SPREAD * math.sqrt(1 - nights.person_shares()["many-nights"]),
        }
        first = questions[0].id
        self.add_traits(**{k.name: Finite(starts[first][k.name], min=k.low, max=k.high).tag(sync=True) for k in chosen})
        super().__init__(spec, question=first, night=1, rules=NAMES[0], **starts[first])

    @traitlets.validate("night")
    def _known_night(self, proposal: Any) -> int:
        if not 1 <= proposal["value"] <= MOST_NIGHTS:
            raise traitlets.TraitError(f"no night {proposal['value']} in figure '{self.spec['id']}'; they are numbered from 1 to {MOST_NIGHTS}")
        return int(proposal["value"])

    @traitlets.validate("rules")
    def _known_rules(self, proposal: Any) -> str:
        if proposal["value"] not in NAMES:
            raise traitlets.TraitError(f"no rules '{proposal['value']}' in figure '{self.spec['id']}'; there are: {', '.join(NAMES)}")
        return str(proposal["value"])

    @property
    def settings(self) -> dict[str, float]:
        """The sliders' present values by name."""
        return {c["name"]: float(getattr(self, c["name"])) for c in self.spec["controls"]}

    @property
    def sleeper(self) -> Sleeper:
        """Who sleeps now: the question's sleeper, with what the sliders changed, on the present night."""
        chosen = next((q for q in self.spec["questions"] if q["id"] == self.question), self.spec["questions"][0])
        sleeper = self._sleepers[chosen["id"]]
        # A slider left alone leaves the preset as it is: it may stand beside the slider's steps.
        moved = {KNOBS[n].parameter: KNOBS[n].into(v) for n, v in self.settings.items() if abs(v - chosen["set"][n]) > 1e-9}
        of_night = nights.factor(0, self._seed, 0, self.spec["night_spread"])
        return replace(sleeper, **moved, factor=sleeper.factor * of_night)

    @property
    def _seed(self) -> int:
        return int(self.spec["seed"]) + self.night

    @property
    def drawn(self) -> nights.Night:
        """The present night as it was drawn."""
        return nights.generate(self.sleeper, self._seed)

    def scored(self, name: str | None = None) -> Scored:
        """Return the present night scored by the present rules, or those called `name`."""
        drawn = self.drawn
        return score(drawn.movements, drawn.hypnogram, rules(name or self.rules), breathing=drawn.breathing)

    @property
    def report(self) -> Report:
        """Counts and rates of the present night by the present rules."""
        return report(self.scored())

    @property
    def reports(self) -> pd.DataFrame:
        """The report of the same night by each set of rules: one row a measure, one column a set of rules; None where there is nothing to tell."""
        told = {name: vars(report(self.scored(name))) for name in NAMES}
        return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in told.items()}).drop(index=["histogram", "by_hour"])

    @property
    def histogram(self) -> pd.Series[int]:
        """How many intervals between candidates fall into each bar. Index: where the bar begins, in seconds."""
        bars = self.report.histogram
        return pd.Series(bars, index=pd.Index([BIN * n for n in range(len(bars))], name="interval"), name="intervals", dtype="int64")

    @property
    def results(self) -> pd.DataFrame:
        """A row a movement of the present night, scored by the present rules.

        Index: number of the movement, from 1. Columns: `onset` and `duration` in seconds, `leg` (L, R, B for both), `stage`, `interval`
        (seconds from the start of the candidate before, NaN without one), `series` (number, 0 for none), `why` (code of why it is in
        none, or empty), `breathing` (whether it is linked to a breathing event).
        """
        rows = [
            {
                "onset": e.onset,
                "duration": e.duration,
                "leg": e.side,
                "stage": e.stage,
                "interval": math.nan if e.interval is None else e.interval,
                "series": e.series,
                "why": e.why,
                "breathing": e.breathing,
            }
            for e in self.scored().events
        ]
        columns = ["onset", "duration", "leg", "stage", "interval", "series", "why", "breathing"]
        return pd.DataFrame(rows, columns=columns, index=pd.RangeIndex(1, len(rows) + 1, name="movement"))

    def ask(self, question: str) -> None:
        """Set the figure as one of its questions does; the number of the night stays. Raises TraitError for an unknown question."""
        for name, value in self.asked(question)["set"].items():
            setattr(self, name, value)
