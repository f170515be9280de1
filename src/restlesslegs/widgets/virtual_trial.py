"""Virtual trial: design a study, run it on virtual patients, repeat it a hundred times."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

import pandas as pd
import traitlets

from restlesslegs import trials
from restlesslegs.evidence import facts
from restlesslegs.trials import DESIGNS, Outcome, Population, Study
from restlesslegs.widgets.base import Asking
from restlesslegs.widgets.explorer import Finite
from restlesslegs.widgets.knob import Knob, percent
from restlesslegs.widgets.parts import FigureError
from restlesslegs.widgets.predict import Prediction

#: Studies of one kind that are done together.
REPEATS: Final = 100

#: Patients an arm, smallest and largest, where studies of all sizes are done.
SIZES: Final = (8, 150)

#: How much likelier somebody is to stay with each point of improvement (logarithm of the odds), where any are lost. Assumed.
LEAN: Final = 0.15

#: Sliders over the study itself.
STUDY_KNOBS: Final[Mapping[str, Knob]] = {
    knob.name: knob
    for knob in (
        Knob("n", "n", "Patients", "enrolled in each group", "", 5, 200, 1, noun="patients a group"),
        Knob("threshold", "threshold", "Score to get in", "the lowest severity at the first visit", "points", 0, 28, 1, noun="the score to get in"),
        Knob("effect", "effect", "True effect", "what the treatment itself takes off", "points", 0, 12, 0.5, noun="the true effect"),
    )
}

#: Sliders over the patients.
PATIENT_KNOBS: Final[Mapping[str, Knob]] = {
    knob.name: knob
    for knob in (
        Knob("fluctuation", "within", "Ups and downs", "how one person's score scatters around the own level (SD)", "points", 0, 8, 0.1),
        Knob("placebo", "placebo", "Placebo response", "what hope, care and being measured take off", "points", 0, 12, 0.1),
        percent("mimics", "mimics", "Something else than RLS", "patients whose complaint the treatment does end", 100, 5),
        percent("dropout", "dropout", "Lost to the last visit", "of those who did not improve; fewer of those who did", 70, 5),
        percent("remission", "remission", "Gone by itself", "in a year, in anybody", 60, 5),
    )
}

#: All sliders that a virtual trial can have.
TRIAL_KNOBS: Final[Mapping[str, Knob]] = {**STUDY_KNOBS, **PATIENT_KNOBS}


@cache
def _published_patients() -> Population:
    return replace(trials.population(), dropout_lean=LEAN)


@dataclass(frozen=True)
class StudyQuestion:
    """A study to look at, as a button.

    Parameters
    ----------
    id, label, watch
        Name, words of the button, and what to look at.
    set
        Sliders that stand elsewhere than at the start, by name.
    design
        One of ``restlesslegs.trials.DESIGNS``.
    repeated
        Whether it is done a hundred times at once.
    published
        Whether only significant studies are shown.
    mixed
        Whether the hundred differ in size.
    """

    id: str
    label: str
    watch: str
    set: Mapping[str, float] = field(default_factory=dict)
    design: str = "before-after"
    repeated: bool = False
    published: bool = False
    mixed: bool = False


class VirtualTrial(Asking):
    """A study of a treatment on virtual patients (:mod:`restlesslegs.trials`), with what it reports and what a hundred of them report.

    Every slider is a trait of its name (see ``TRIAL_KNOBS``). `outcome`, `results` and `repeats` are computed in Python from the
    present traits, with or without a front end; the page runs the same patients.

    Parameters
    ----------
    questions
        Studies as buttons; the first is the start.
    knobs
        Names of the sliders.
    compare
        Ids of published studies (:func:`restlesslegs.trials.published`) to stand beside the result of an uncontrolled one.
    names
        How each of them reads ("Hayes 2008: laser").
    unpublished
        What to say, for a design by lot, of published studies of that kind.
    treatment
        How the treatment reads in a sentence ("the laser").
    prediction
        If given, the figure asks first.

    Attributes
    ----------
    design : str
        One of ``restlesslegs.trials.DESIGNS``.
    number : int
        Which of the hundred studies is looked at, from 1.
    repeated, published, mixed : bool
        Whether all hundred are shown, only the significant ones of them, and whether they differ in size.
    choice, committed
        The prediction, and whether it was made.
    """

    design = traitlets.Unicode(DESIGNS[0]).tag(sync=True)
    number = traitlets.Int(1).tag(sync=True)
    repeated = traitlets.Bool(False).tag(sync=True)
    published = traitlets.Bool(False).tag(sync=True)
    mixed = traitlets.Bool(False).tag(sync=True)
    choice = traitlets.Unicode("").tag(sync=True)
    committed = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        id: str,
        title: str,
        questions: Sequence[StudyQuestion],
        *,
        knobs: Sequence[str] = ("n", "threshold", "effect", "fluctuation", "placebo"),
        designs: Sequence[str] = DESIGNS,
        compare: Mapping[str, str] | None = None,
        unpublished: str = "",
        treatment: str = "the treatment",
        prediction: Prediction | None = None,
        seed: int = 0,
        subtitle: str = "",
        badge: str = "conceptual",
        about: Sequence[str] = (),
    ) -> None:
        if not questions:
            raise FigureError(f"figure '{id}': nothing is asked; it needs at least one question")
        if len({q.id for q in questions}) < len(questions):
            raise FigureError(f"figure '{id}': two questions have one id")
        if strange := [n for n in knobs if n not in TRIAL_KNOBS]:
            raise FigureError(f"figure '{id}': no knob '{strange[0]}'; there are: {', '.join(TRIAL_KNOBS)}")
        if strange := [d for d in designs if d not in DESIGNS]:
            raise FigureError(f"figure '{id}': no design '{strange[0]}'; there are: {', '.join(DESIGNS)}")
        self._people, self._study = _published_patients(), Study("before-after", 35)
        chosen = [TRIAL_KNOBS[n] for n in knobs]
        own = {k.name: k.start(self._study if k.name in STUDY_KNOBS else self._people) for k in chosen}
        for q in questions:
            if q.design not in designs:
                raise FigureError(f"figure '{id}', question '{q.id}': design '{q.design}' is none of its own: {', '.join(designs)}")
            for name, value in q.set.items():
                if name not in own or not TRIAL_KNOBS[name].low <= value <= TRIAL_KNOBS[name].high:
                    raise FigureError(f"figure '{id}', question '{q.id}': {name} cannot be {value}")
        spec: dict[str, Any] = {
            "kind": "trial",
            "id": id,
            "title": title,
            "subtitle": subtitle,
            "badge": badge,
            "about": list(about),
            "controls": [{**k.spec(), "normal": own[k.name], "of": "study" if k.name in STUDY_KNOBS else "patients"} for k in chosen],
            "questions": [
                {"id": q.id, "label": q.label, "watch": q.watch, "set": {**own, **q.set}, "design": q.design, "repeated": q.repeated, "published": q.published, "mixed": q.mixed}
                for q in questions
            ],
            "designs": list(designs),
            "treatment": treatment,
            "population": self._people.data(),
            "study": self._study.data(),
            "repeats": REPEATS,
            "sizes": list(SIZES),
            "seed": seed,
            "compare": _beside(id, compare or {}),
            "unpublished": unpublished,
            "prediction": prediction.spec(id) if prediction else None,
        }
        first = spec["questions"][0]
        self.add_traits(**{k.name: Finite(first["set"][k.name], min=k.low, max=k.high).tag(sync=True) for k in chosen})
        state = {name: first[name] for name in ("design", "repeated", "published", "mixed")}
        super().__init__(spec, question=first["id"], number=1, **state, **first["set"])

    @traitlets.validate("number")
    def _known_number(self, proposal: Any) -> int:
        if not 1 <= proposal["value"] <= REPEATS:
            raise traitlets.TraitError(f"no study {proposal['value']} in figure '{self.spec['id']}'; they are numbered from 1 to {REPEATS}")
        return int(proposal["value"])

    @traitlets.validate("design")
    def _known_design(self, proposal: Any) -> str:
        if proposal["value"] not in self.spec["designs"]:
            raise traitlets.TraitError(f"no design '{proposal['value']}' in figure '{self.spec['id']}'; it has: {', '.join(self.spec['designs'])}")
        return str(proposal["value"])

    @property
    def settings(self) -> dict[str, float]:
        """The sliders' present values by name."""
        return {c["name"]: float(getattr(self, c["name"])) for c in self.spec["controls"]}

    def _moved(self, known: Mapping[str, Knob]) -> dict[str, float]:
        # A slider left alone leaves the number as it is: it may stand beside the slider's steps.
        normal = {c["name"]: c["normal"] for c in self.spec["controls"]}
        return {known[n].parameter: known[n].into(v) for n, v in self.settings.items() if n in known and abs(v - normal[n]) > 1e-9}

    @property
    def population(self) -> Population:
        """The patients as the sliders have them. Less placebo response is also less spread of it, between people and between studies."""
        moved = self._moved(PATIENT_KNOBS)
        if "placebo" in moved:
            share = moved["placebo"] / self._people.placebo
            moved |= {"placebo_spread": share * self._people.placebo_spread, "placebo_studies": share * self._people.placebo_studies}
        return replace(self._people, **moved)

    @property
    def study(self) -> Study:
        """The study as the sliders have it."""
        moved: dict[str, Any] = {"n": self._study.n, **self._moved(STUDY_KNOBS)}
        design: Any = self.design  # one of DESIGNS: the trait says so
        return replace(self._study, design=design, **{**moved, "n": math.floor(moved["n"] + 0.5)})  # patients are whole

    @property
    def outcome(self) -> Outcome:
        """What the present study reports."""
        return trials.conduct(self.population, self.study, self.spec["seed"], self.number - 1)

    @property
    def outcomes(self) -> list[Outcome]:
        """What each of the hundred studies reports."""
        return trials.repeat(self.population, self.study, self.spec["seed"], REPEATS, SIZES if self.mixed else None)

    @property
    def results(self) -> pd.DataFrame:
        """A row a patient of the present study. Columns: `group` (treated or control), `before` and `after` in points, `lost`."""
        records = trials.run(self.population, self.study, self.spec["seed"], (self.number - 1,))
        columns = {"group": ["treated" if t else "control" for t in records.treated[0]], "before": records.before[0], "after": records.after[0], "lost": records.lost[0]}
        return pd.DataFrame(columns, index=pd.RangeIndex(1, len(columns["group"]) + 1, name="patient"))

    @property
    def repeats(self) -> pd.DataFrame:
        """A row a study. Columns: `n` (analysed in the treated group), `value`, `low`, `high` in points, `p`, `significant`."""
        rows = [
            {"n": o.treated.analysed, "value": o.result.value, "low": o.result.low, "high": o.result.high, "p": o.result.p, "significant": o.significant} for o in self.outcomes
        ]
        return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="study"))

    def ask(self, question: str) -> None:
        """Set the figure as one of its questions does. Raises TraitError for an unknown question."""
        asked = self.asked(question)
        for name, value in {**asked["set"], **{n: asked[n] for n in ("design", "repeated", "published", "mixed")}}.items():
            setattr(self, name, value)


def _beside(id: str, compare: Mapping[str, str]) -> list[dict[str, Any]]:
    known = {p.id: p for p in trials.published()}
    if strange := [n for n in compare if n not in known]:
        raise FigureError(f"figure '{id}': no published study '{strange[0]}'; there are: {', '.join(known)}")
    return [
        {"id": n, "label": label, "n": known[n].n, "change": known[n].change, "fact": known[n].facts[0], "citation": facts[known[n].facts[0]].source.short}
        for n, label in compare.items()
    ]
