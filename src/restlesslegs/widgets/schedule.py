"""Schedule: a plan of days that the reader drags about, and what a model makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from string import Formatter
from typing import Any

import pandas as pd
import traitlets

from restlesslegs.models import Model, load
from restlesslegs.widgets import plan as plans
from restlesslegs.widgets.base import Asking
from restlesslegs.widgets.explorer import Finite
from restlesslegs.widgets.parts import Control, FigureError, limits_in_words
from restlesslegs.widgets.predict import Prediction

#: What rows and curves may stand for; each has its color and dash in the style sheet.
KINDS = ("sleep", "rest", "light", "iron", "hepcidin", "urge", "dopamine", "drug", "second", "third", "brain", "soft")


@dataclass(frozen=True)
class Amount:
    """A slider over something that is no parameter of the model: a dose, or hours between doses.

    `noun` is how it reads in a sentence, as in :class:`Control`.
    """

    name: str
    label: str
    noun: str
    unit: str
    low: float
    high: float
    normal: float
    step: float = 1.0
    hint: str = ""

    def spec(self, model: Model) -> dict[str, Any]:
        """Return the slider as the front end reads it. Raises FigureError for an empty range, or a name of the model's."""
        if not self.low <= self.normal <= self.high or self.low == self.high:
            raise FigureError(f"amount '{self.name}': {self.normal} is not inside {self.low} to {self.high}")
        if self.name in {p.id for p in model.card.parameters}:
            raise FigureError(f"amount '{self.name}': the model '{model.id}' has a parameter of this name; use a Control")
        return {**asdict(self), "conceptual": "", "free": True}


@dataclass(frozen=True)
class Lane:
    """A row of the plan.

    Parameters
    ----------
    id, label, noun, plural
        Name, heading, and how it reads in a sentence ("asleep", "tablet", "tablets"); the plural is the noun by default.
    kind
        What it stands for, one of ``KINDS``: gives the color.
    plan
        Where it stands at first: spans as (from, to), or doses as hours.
    inside
        Parameters that hold in its spans. Where lanes overlap, the later one has the last word.
    dose
        For a row of doses: states and what is added to them, a number or the name of an `Amount`.
    every
        Name of an `Amount` that gives the hours between the doses; they start at the plan's first.
    step
        Smallest move, in hours.
    most
        How many spans or doses it may hold.
    shade
        Whether its spans are drawn through the charts as well.
    told
        Whether the sentence tells of it.
    """

    id: str
    label: str
    noun: str
    kind: str
    plan: Sequence[Any]
    inside: Mapping[str, float] = field(default_factory=dict)
    dose: Mapping[str, float | str] = field(default_factory=dict)
    every: str = ""
    step: float = 0.25
    most: int = 12
    shade: bool = False
    plural: str = ""
    told: bool = True

    def spec(self, model: Model, controls: Mapping[str, dict[str, Any]], hours: float) -> dict[str, Any]:
        """Return the row as the front end reads it. Raises FigureError for what the model or the figure does not have."""
        where = f"lane '{self.id}'"
        if self.kind not in KINDS:
            raise FigureError(f"{where}: kind '{self.kind}' is none of {', '.join(KINDS)}")
        if bool(self.inside) == bool(self.dose):
            raise FigureError(f"{where}: needs either 'inside' (spans) or 'dose'")
        parameters = {p.id for p in model.card.parameters}
        strangers = [n for n in self.inside if n not in parameters] + [n for n in self.dose if n not in model.system.states]
        strangers += [n for n in (*self.dose.values(), self.every) if isinstance(n, str) and n and n not in controls]
        if strangers:
            raise FigureError(f"{where}: neither the model '{model.id}' nor the figure has {', '.join(strangers)}")
        kind = "span" if self.inside else "dose"
        rows = [list(map(float, p)) if kind == "span" else [float(p)] for p in self.plan]
        if self.every:
            rows = plans.regular(rows[0][0], controls[self.every]["normal"], hours, self.most)
        return {
            "id": self.id,
            "label": self.label,
            "noun": self.noun,
            "plural": self.plural or self.noun,
            "color": self.kind,
            "kind": kind,
            "plan": rows,
            "inside": dict(self.inside),
            "dose": dict(self.dose),
            "every": self.every,
            "step": self.step,
            "most": self.most,
            "shade": self.shade,
            "told": self.told,
        }


@dataclass(frozen=True)
class Curve:
    """A state or observable in a panel. `kind` gives color and dash."""

    name: str
    label: str
    kind: str


@dataclass(frozen=True)
class Panel:
    """A chart over the plan's hours.

    Parameters
    ----------
    title
        With the unit, where it has one.
    curves
        What is drawn.
    low, high
        Ends of the value axis; `high` None follows the curves.
    per
        Id of a lane of doses: instead of curves, one bar a dose, as high as the first quantity grew until the next.
    level, level_label
        A line to compare with, and its words.
    """

    title: str
    curves: Sequence[Curve]
    low: float = 0.0
    high: float | None = None
    per: str = ""
    level: float | None = None
    level_label: str = ""


@dataclass(frozen=True)
class Measure:
    """A number read off the run, for the sentence and the table.

    Parameters
    ----------
    id, label
        Its name in the sentence's template, and in the table.
    readout
        A state or observable.
    what
        One of ``plan.WHATS``. "gain" and the like tell what doses brought, and need `lane`.
    lane
        Read only inside the spans of this lane.
    span
        Of these spans only one, counted from 0; -1 is the last.
    level
        For "hours above" and "first above".
    after, until
        Hours between which is read; `until` None is the end of the run.
    form
        ``number`` (with `decimals`, in `unit`), ``clock``, ``hours``, ``percent``, or ``share`` (of one, told in percent).
    lead, never
        What stands before the value in the sentence ("at "), and what stands for it where there is nothing to read.
    """

    id: str
    label: str
    readout: str
    what: str
    lane: str = ""
    span: int | None = None
    level: float | None = None
    after: float = 0.0
    until: float | None = None
    form: str = "number"
    unit: str = ""
    decimals: int = 1
    lead: str = ""
    never: str = "never"


@dataclass(frozen=True)
class PlanQuestion:
    """A plan and settings worth seeing, as a button. Lanes that are not named stand as at first."""

    id: str
    label: str
    watch: str
    set: Mapping[str, float] = field(default_factory=dict)
    plan: Mapping[str, Sequence[Any]] = field(default_factory=dict)


class Schedule(Asking):
    """A plan over hours, dragged by the reader, and a model that lives it.

    Every control is a trait of its name; `plan` holds all lanes. `results` and `measured` are computed in Python
    from the present traits, with or without a front end.

    Parameters
    ----------
    controls
        Sliders: `Control` over a parameter of the model, `Amount` over a dose or an interval.
    lanes, panels, measures
        Rows of the plan, charts below it, numbers for sentence and table.
    sentence
        Template of the sentence: names of measures in braces, and ``{plan}`` for the plan and ``{setting}`` for the controls in
        words; the latter ends with a comma, or is empty if nothing was moved.
    base
        Parameters that hold outside all spans.
    clock
        Clock time at hour 0; None for plain hours and days.
    prediction
        If given, the figure asks first.

    Attributes
    ----------
    plan : dict
        By lane: spans as [from, to], doses as [at], in hours.
    choice : str
        Id of the answer that was chosen, empty before.
    committed : bool
        Whether the reader has committed to it.
    """

    plan = traitlets.Dict().tag(sync=True)
    choice = traitlets.Unicode("").tag(sync=True)
    committed = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        id: str,
        title: str,
        model: str,
        controls: Sequence[Control | Amount],
        lanes: Sequence[Lane],
        panels: Sequence[Panel],
        measures: Sequence[Measure],
        *,
        hours: float,
        sentence: str,
        clock: float | None = None,
        base: Mapping[str, float] | None = None,
        fixed: Mapping[str, float] | None = None,
        questions: Sequence[PlanQuestion] = (),
        prediction: Prediction | None = None,
        subtitle: str = "",
        badge: str = "",
        about: Sequence[str] = (),
        limits: bool = True,
    ) -> None:
        loaded = load(model)
        control_specs = [{"free": False, **c.spec(loaded)} for c in controls]
        by_name = {c["name"]: c for c in control_specs}
        lane_specs = [lane.spec(loaded, by_name, hours) for lane in lanes]
        _check_readouts(id, loaded, panels, measures, {lane["id"]: lane["kind"] for lane in lane_specs})
        _check_sentence(id, sentence, measures)
        _check_settings(id, loaded, by_name, base or {}, fixed or {}, questions)
        try:
            start = plans.checked({lane["id"]: lane["plan"] for lane in lane_specs}, lane_specs, hours)
            asked = [{**asdict(q), "plan": _plan_of(q, lane_specs, by_name, hours)} for q in questions]
        except ValueError as error:
            raise FigureError(f"figure '{id}': {error}") from None
        spec = {
            "kind": "schedule",
            "id": id,
            "title": title,
            "subtitle": subtitle,
            "badge": badge or loaded.card.kind,
            "about": [*about, *(limits_in_words(loaded.card) if limits else ())],
            "card": loaded.card.citation,
            "model": model,
            "hours": hours,
            "clock": clock,
            "controls": control_specs,
            "fixed": dict(fixed or {}),
            "base": dict(base or {}),
            "lanes": lane_specs,
            "panels": [asdict(p) for p in panels],
            "measures": [asdict(m) for m in measures],
            "sentence": sentence,
            "questions": asked,
            "prediction": prediction.spec(id) if prediction else None,
        }
        self._ranges = {c["name"]: (c["low"], c["high"]) for c in control_specs}
        self.add_traits(**{c["name"]: Finite(c["normal"], min=c["low"], max=c["high"]).tag(sync=True) for c in control_specs})
        super().__init__(spec, plan=start, **{c["name"]: float(c["normal"]) for c in control_specs})

    @traitlets.validate("plan")
    def _known_plan(self, proposal: Any) -> Any:
        try:
            return plans.checked(proposal["value"], self.spec.get("lanes", []), self.spec.get("hours", 0.0))
        except (ValueError, TypeError) as error:
            raise traitlets.TraitError(f"figure '{self.spec['id']}': {error}") from None

    @property
    def settings(self) -> dict[str, float]:
        """The controls' present values by name."""
        return {name: float(getattr(self, name)) for name in self._ranges}

    @property
    def results(self) -> pd.DataFrame:
        """The time course of every state and observable, by the Python engine. Index: hours from the start."""
        spec, settings = self.spec, self.settings
        free = {c["name"] for c in spec["controls"] if c["free"]}
        parameters = {**spec["fixed"], **{n: v for n, v in settings.items() if n not in free}}
        times = plans.grid(self.plan, spec["hours"])
        return load(spec["model"]).simulate(parameters, times=times, events=plans.events_of(spec, self.plan, settings))

    @property
    def measured(self) -> pd.Series[float]:
        """The figure's measures by id, read off `results`; NaN where there is nothing to read."""
        run = self.results
        return pd.Series({m["id"]: plans.measured(m, run, self.spec, self.plan, self.settings) for m in self.spec["measures"]}, name="measured")

    def ask(self, question: str) -> None:
        """Set the figure as one of its questions does. Raises TraitError for an unknown question."""
        chosen = self.asked(question)
        for control in self.spec["controls"]:
            setattr(self, control["name"], float(chosen["set"].get(control["name"], control["normal"])))
        self.plan = chosen["plan"]


def _plan_of(question: PlanQuestion, lanes: Sequence[dict[str, Any]], controls: Mapping[str, dict[str, Any]], hours: float) -> dict[str, list[list[float]]]:
    given: dict[str, Any] = {}
    for lane in lanes:
        rows = question.plan.get(lane["id"])
        if rows is not None:
            given[lane["id"]] = [list(r) if isinstance(r, Sequence) else [r] for r in rows]
        elif lane["every"]:
            every = question.set.get(lane["every"], controls[lane["every"]]["normal"])
            given[lane["id"]] = plans.regular(lane["plan"][0][0], every, hours, lane["most"])
        else:
            given[lane["id"]] = lane["plan"]
    given |= {name: rows for name, rows in question.plan.items() if name not in given}
    return plans.checked(given, lanes, hours)


def _check_readouts(id: str, model: Model, panels: Sequence[Panel], measures: Sequence[Measure], lanes: Mapping[str, str]) -> None:
    known = {s.id for s in model.card.states} | {o.id for o in model.card.observables}
    named = [(f"panel '{p.title}'", c.name) for p in panels for c in p.curves] + [(f"measure '{m.id}'", m.readout) for m in measures]
    for where, name in named:
        if name not in known:
            raise FigureError(f"figure '{id}', {where}: the model '{model.id}' has no such state or observable '{name}'")
    for panel in panels:
        if strange := [c.kind for c in panel.curves if c.kind not in KINDS]:
            raise FigureError(f"figure '{id}', panel '{panel.title}': kind '{strange[0]}' is none of {', '.join(KINDS)}")
        if panel.per and lanes.get(panel.per) != "dose":
            raise FigureError(f"figure '{id}', panel '{panel.title}': '{panel.per}' is no lane of doses")
    for m in measures:
        if m.what not in plans.WHATS:
            raise FigureError(f"figure '{id}', measure '{m.id}': '{m.what}' is none of {', '.join(plans.WHATS)}")
        if (m.lane and m.lane not in lanes) or (m.what in plans.GAINS and lanes.get(m.lane) != "dose"):
            raise FigureError(f"figure '{id}', measure '{m.id}': '{m.lane}' is no {'lane of doses' if m.what in plans.GAINS else 'lane'}")
        if m.what.endswith("above") and m.level is None:
            raise FigureError(f"figure '{id}', measure '{m.id}': '{m.what}' needs a level")


def _check_sentence(id: str, sentence: str, measures: Sequence[Measure]) -> None:
    known = {m.id for m in measures} | {"plan", "setting"}
    for _, name, _, _ in Formatter().parse(sentence):
        if name is not None and name not in known:
            raise FigureError(f"figure '{id}': its sentence asks for '{name}', which is no measure; there are: {', '.join(sorted(known))}")


def _check_settings(id: str, model: Model, controls: Mapping[str, Any], base: Mapping[str, float], fixed: Mapping[str, float], questions: Sequence[PlanQuestion]) -> None:
    parameters = {p.id for p in model.card.parameters}
    if strange := [n for n in (*base, *fixed) if n not in parameters]:
        raise FigureError(f"figure '{id}': the model '{model.id}' has no parameter '{strange[0]}'")
    if len({q.id for q in questions}) < len(questions):
        raise FigureError(f"figure '{id}': two questions have one id")
    for q in questions:
        for name, value in q.set.items():
            if name not in controls:
                raise FigureError(f"figure '{id}', question '{q.id}': there is no control '{name}'")
            if not controls[name]["low"] <= value <= controls[name]["high"]:
                raise FigureError(f"figure '{id}', question '{q.id}': {name} = {value:g} is outside its range")
