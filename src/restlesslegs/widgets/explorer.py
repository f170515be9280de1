"""The explorer: move a model, see every part answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import traitlets

from restlesslegs.models import Event, load
from restlesslegs.widgets.base import Asking
from restlesslegs.widgets.parts import Comfort, Control, FigureError, Question, Readout, Target, limits_in_words

#: Hours that a daily rhythm runs before the figure begins (the front end's `WARM_UP`).
WARM_UP = 96.0


def figure_spec(
    kind: str,
    id: str,
    title: str,
    model: str,
    controls: Sequence[Control],
    readouts: Sequence[Readout],
    *,
    subtitle: str = "",
    hours: float = 48.0,
    clock: float | None = None,
    fixed: Mapping[str, float] | None = None,
    diagram: str | None = None,
    questions: Sequence[Question] = (),
    targets: Sequence[Target] = (),
    comfort: Comfort | None = None,
    responses: bool = True,
    badge: str = "",
    about: Sequence[str] = (),
    limits: bool = True,
) -> dict[str, Any]:
    """Return the spec that explorers and predictions share, checked against the model."""
    loaded = load(model)
    names = {p.id for p in loaded.card.parameters}
    told = {r.name for r in readouts}
    for question in questions:
        if strangers := [n for n in question.tell if n not in told]:
            raise FigureError(f"figure '{id}', question '{question.id}': tells of {', '.join(strangers)}, which is no readout of the figure")
        ids = {q.id for q in questions}
        if len(ids) < len(questions):
            raise FigureError(f"figure '{id}': two questions have one id")
        for name in (*question.set, *(n for e in question.events for n in e.set)):
            if name not in names:
                raise FigureError(f"figure '{id}', question '{question.id}': the model '{model}' has no parameter '{name}'")
    if moved := [c.name for c in controls if c.normal is not None]:
        raise FigureError(f"figure '{id}': all is relative to normal here, so control '{moved[0]}' cannot have a 'normal' of its own")
    conceptual = [p.label for p in loaded.card.parameters if p.conceptual and (p.id in {c.name for c in controls} or p.id in (fixed or {}))]
    lines = [*about, *(limits_in_words(loaded.card) if limits else ())]
    if conceptual:
        lines.insert(0, "Conceptual here, not measured: " + "; ".join(conceptual) + ".")
    return {
        "kind": kind,
        "id": id,
        "title": title,
        "subtitle": subtitle,
        "badge": badge or loaded.card.kind.replace("published", "published model"),
        "about": lines,
        "card": loaded.card.citation,
        "model": model,
        "hours": hours,
        "clock": clock,
        "controls": [c.spec(loaded) for c in controls],
        "fixed": dict(fixed or {}),
        "readouts": [r.spec(loaded) for r in readouts],
        "diagram": diagram,
        "questions": [q.spec() for q in questions],
        "targets": [t.spec() for t in targets],
        "comfort": comfort.spec() if comfort else None,
        "responses": responses,
    }


class Finite(traitlets.Float):  # type: ignore[type-arg]  # generic only in its stubs
    """A number in a range that is a number: the plain trait lets NaN through."""

    def validate(self, obj: Any, value: Any) -> Any:
        """Return the number. Raises TraitError for NaN, infinity and what is out of range."""
        value = super().validate(obj, value)
        if not math.isfinite(value):
            raise traitlets.TraitError(f"'{self.name}' of figure '{obj.spec['id']}' must be a number from {self.min} to {self.max}, not {value}")
        return value


class Explorer(Asking):
    """A model with controls, a living diagram, time courses and response curves.

    Every control is a trait of its parameter's name, in the card's unit: observe it, set it, link it to
    another widget. `results` are computed by the Python engine from the present traits, with or without a
    front end.

    Parameters are those of the figure's parts, see :mod:`restlesslegs.widgets.parts`; `hours` is the length
    of the time course, `clock` the clock time of its start (None for plain hours), `fixed` parameters held
    at another value than normal. `limits` says whether the model's limits stand under the figure (once a chapter).
    """

    def __init__(self, id: str, title: str, model: str, controls: Sequence[Control], readouts: Sequence[Readout], **parts: Any) -> None:
        spec = figure_spec("explorer", id, title, model, controls, readouts, **parts)
        self._ranges = {c["name"]: (c["low"], c["high"]) for c in spec["controls"]}
        traits = {c["name"]: Finite(c["normal"], min=c["low"], max=c["high"]).tag(sync=True) for c in spec["controls"]}
        # Traits of an instance need a class of their own; the front end knows the figure by its spec.
        self.add_traits(**traits)
        super().__init__(spec, **{c["name"]: float(c["normal"]) for c in spec["controls"]})

    @property
    def settings(self) -> dict[str, float]:
        """The controls' present values by parameter id."""
        return {name: float(getattr(self, name)) for name in self._ranges}

    @property
    def results(self) -> pd.DataFrame:
        """The time course of every state and observable at the present settings, by the Python engine.

        Index: time in hours. The run starts from rest at normal, as in the picture.
        """
        settings = {**self.spec["fixed"], **self.settings}
        chosen = next((q for q in self.spec["questions"] if q["id"] == self.question), None)
        model = load(self.spec["model"])
        defaults = {p.id: p.default for p in model.card.parameters}
        events = [Event(e["time"], {n: settings.get(n, defaults[n]) if v is None else v for n, v in e["set"].items()}) for e in (chosen["events"] if chosen else [])]
        hours = self.spec["hours"]
        if self.spec["clock"] is None:
            return model.simulate(settings, hours=hours, points=193, events=events)
        # A daily rhythm is shown after it has settled; whole days keep its phase.
        settled = model.simulate(settings, hours=hours + WARM_UP, points=int((hours + WARM_UP) * 4) + 1)
        shown = settled.loc[settled.index >= WARM_UP - 1e-9]
        return shown.set_axis(shown.index - WARM_UP).rename_axis("time")

    def ask(self, question: str) -> None:
        """Set the figure as one of its questions does. Raises TraitError for an unknown question."""
        chosen = self.asked(question)
        for control in self.spec["controls"]:
            setattr(self, control["name"], float(chosen["set"].get(control["name"], control["normal"])))
