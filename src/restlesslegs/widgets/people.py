"""People: a hundred of them a group, and how many get better or are harmed. Natural frequencies, guessed before they are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd
import traitlets

from restlesslegs.augmentation import Course
from restlesslegs.evidence import facts
from restlesslegs.evidence.format import format_value
from restlesslegs.stats import wilson
from restlesslegs.widgets.base import Asking
from restlesslegs.widgets.parts import FigureError

#: People drawn in each group.
OF: Final = 100


@dataclass(frozen=True)
class Count:
    """How many of a hundred.

    Parameters
    ----------
    fact
        Fact with the share in percent. Its interval is taken over; without one, `people` gives it.
    times
        Fact with a ratio of risks, by which that share is multiplied: the interval is then the ratio's.
    people
        Whether the fact's `n` is the number of people behind the share, so that Wilson's interval can be worked out.
    value, low, high, sources
        Instead of a fact, numbers that a model made of facts, in percent, with the ids of these facts.
    course
        Instead of a fact, a hazard: what it gives depends on the year, which the reader moves; only in a scene with `years`.
    """

    fact: str = ""
    times: str = ""
    people: bool = False
    value: float | None = None
    low: float | None = None
    high: float | None = None
    sources: Sequence[str] = ()
    course: Course | None = None

    def found(self, years: float | None = None) -> dict[str, Any]:
        """Return value and interval in percent (None where no interval was seen) and the facts behind them. Raises FigureError or EvidenceError."""
        if (self.course is None) != (years is None):
            raise FigureError("a course needs a scene of years, and such a scene a course for each group")
        if self.course is not None and years is not None:
            risk = self.course.risk(years)
            return {**self._checked(risk.value, risk.low, risk.high, (self.course.seen.fact,)), "hazard": self.course.data()}
        if not self.fact:
            if self.value is None or not self.sources:
                raise FigureError("a count needs a fact, or a value with its sources")
            return self._checked(self.value, self.low, self.high, self.sources)
        fact = facts[self.fact]
        format_value(fact)  # refuses what nobody has verified
        if fact.value is None or fact.unit != "%":
            raise FigureError(f"fact '{self.fact}' is no share in %")
        low, high = fact.low, fact.high
        if self.times:
            ratio = facts[self.times]
            format_value(ratio)
            if ratio.value is None or ratio.low is None or ratio.high is None or ratio.unit != "1":
                raise FigureError(f"fact '{self.times}' is no ratio with an interval")
            return self._checked(fact.value * ratio.value, fact.value * ratio.low, fact.value * ratio.high, (self.times, self.fact))
        if low is None and self.people:
            if fact.n is None:
                raise FigureError(f"fact '{self.fact}' does not say of how many people")
            low, high = (100 * end for end in wilson(fact.value / 100 * fact.n, fact.n))
        return self._checked(fact.value, low, high, (self.fact,))

    def _checked(self, value: float, low: float | None, high: float | None, sources: Sequence[str]) -> dict[str, Any]:
        ends = (low, high) if low is not None and high is not None else (value, value)
        if not 0 <= ends[0] <= value <= ends[1] <= 100:
            raise FigureError(f"{value} ({ends[0]} to {ends[1]}) cannot be how many of a hundred ({', '.join(sources)})")
        citations = ", ".join(dict.fromkeys(facts[s].source.short for s in sources))
        return {"value": value, "low": low, "high": high, "facts": list(sources), "citation": citations, "hazard": None}


@dataclass(frozen=True)
class Group:
    """A hundred people. `label` heads them ("Pramipexole"); `noun` is how they read in a sentence ("on pramipexole")."""

    label: str
    noun: str
    count: Count
    note: str = ""


@dataclass(frozen=True)
class Scene:
    """One thing that happens to some of a hundred people, as a button.

    Parameters
    ----------
    id, label, watch
        Name, words of the button, and what to look at.
    what
        What happens to the counted ones, as it reads after them ("are much better after three months").
    groups
        One to four. With two, the first is compared with the second.
    kind
        Whether that is good or bad.
    guess
        Whether the reader guesses first.
    years
        The last year that the reader can move to, and the one at first; each group's count is then a course. All scenes of years of a figure share them.
    """

    id: str
    label: str
    watch: str
    what: str
    groups: Sequence[Group]
    kind: Literal["good", "bad"] = "good"
    guess: bool = False
    years: tuple[float, float] | None = None


class People(Asking):
    """Groups of a hundred people each, with what happens to some of them. `results` holds the numbers.

    Attributes
    ----------
    question : str
        Id of the scene.
    guesses : dict
        By scene, the reader's guess for each group.
    committed : list of str
        Scenes whose answer was asked for.
    years : float
        Where the reader stands in scenes of years.
    """

    guesses = traitlets.Dict().tag(sync=True)
    committed = traitlets.List(traitlets.Unicode()).tag(sync=True)
    years = traitlets.Float().tag(sync=True)

    def __init__(self, id: str, title: str, scenes: Sequence[Scene], *, subtitle: str = "", badge: str = "", about: Sequence[str] = ()) -> None:
        if not scenes:
            raise FigureError(f"figure '{id}': nothing happens to anybody; it needs at least one scene")
        spans = {s.years for s in scenes if s.years}
        if len(spans) > 1:
            raise FigureError(f"figure '{id}': its scenes of years differ in their years")
        if len({s.id for s in scenes}) < len(scenes):
            raise FigureError(f"figure '{id}': two scenes have one id")
        spec = {"kind": "population", "id": id, "title": title, "subtitle": subtitle, "badge": badge, "about": list(about), "of": OF, "questions": [_scene(id, s) for s in scenes]}
        self._scenes = tuple(scenes)
        super().__init__(
            spec,
            question=scenes[0].id,
            guesses={s.id: [OF // 2] * len(s.groups) for s in scenes if s.guess},
            committed=[],
            years=max((start for _, start in spans), default=0.0),
        )

    @traitlets.validate("years")
    def _known_years(self, proposal: Any) -> float:
        years: float = proposal["value"]
        most = max((q["years"]["most"] for q in self.spec.get("questions", []) if q["years"]), default=0)
        if not 0 <= years <= most:
            raise traitlets.TraitError(f"figure '{self.spec['id']}': years is {years:g}, outside 0 to {most}")
        return years

    @traitlets.validate("guesses")
    def _known_guesses(self, proposal: Any) -> dict[str, list[float]]:
        given: dict[str, list[float]] = proposal["value"]
        known = {q["id"]: len(q["groups"]) for q in self.spec.get("questions", [])}
        for scene, values in given.items():
            if scene not in known or len(values) != known[scene] or not all(isinstance(v, (int, float)) and 0 <= v <= OF for v in values):
                raise traitlets.TraitError(f"figure '{self.spec['id']}': guesses {values} do not fit scene '{scene}'")
        return given

    @property
    def results(self) -> pd.DataFrame:
        """A row a group of a scene, at `years`. Columns: `scene`, `group`, `value`, `low`, `high` in percent (NaN where no interval was seen), `facts`."""
        rows = [
            {"scene": scene.id, "group": group.label, **{k: v for k, v in group.count.found(self.years if scene.years else None).items() if k in ("value", "low", "high", "facts")}}
            for scene in self._scenes
            for group in scene.groups
        ]
        for row in rows:
            row["facts"] = ", ".join(row["facts"])
        return pd.DataFrame(rows).astype({"value": float, "low": float, "high": float})

    def ask(self, question: str) -> None:
        """Show one of the scenes. Raises TraitError for an unknown one."""
        self.asked(question)


def _scene(figure: str, scene: Scene) -> dict[str, Any]:
    if not 1 <= len(scene.groups) <= 4:
        raise FigureError(f"figure '{figure}', scene '{scene.id}': it needs one to four groups")
    if scene.years and not 0 <= scene.years[1] <= scene.years[0]:
        raise FigureError(f"figure '{figure}', scene '{scene.id}': year {scene.years[1]:g} is outside 0 to {scene.years[0]:g}")
    start = scene.years[1] if scene.years else None
    try:
        groups = [{"label": g.label, "noun": g.noun, "note": g.note, **g.count.found(start)} for g in scene.groups]
    except FigureError as error:
        raise FigureError(f"figure '{figure}', scene '{scene.id}': {error}") from None
    return {
        "id": scene.id,
        "label": scene.label,
        "watch": scene.watch,
        "what": scene.what,
        "kind": scene.kind,
        "guess": scene.guess,
        "years": {"most": scene.years[0], "start": scene.years[1]} if scene.years else None,
        "groups": groups,
        "difference": _difference(scene, groups),
    }


def _difference(scene: Scene, groups: list[dict[str, Any]]) -> dict[str, float | None] | None:
    """First less second, in percent. Newcombe's interval from theirs; that of a ratio of risks is the ratio's own."""
    if len(groups) != 2 or scene.years:
        return None
    one, other = groups
    value = one["value"] - other["value"]
    if scene.groups[0].count.times:
        return {"value": value, "low": one["low"] - other["value"], "high": one["high"] - other["value"]}
    if one["low"] is None or other["low"] is None:
        return {"value": value, "low": None, "high": None}
    low = value - math.hypot(one["value"] - one["low"], other["high"] - other["value"])
    high = value + math.hypot(one["high"] - one["value"], other["value"] - other["low"])
    return {"value": value, "low": low, "high": high}
