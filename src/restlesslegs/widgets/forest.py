"""The forest plot: trials, what they give together, and what they give without some of them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pandas as pd
import traitlets

from restlesslegs.evidence import arms, facts
from restlesslegs.evidence.pool import NORMAL, Model, Pooled, pool, without_each
from restlesslegs.evidence.vocabulary import DRUG_CLASSES
from restlesslegs.widgets.base import Asking
from restlesslegs.widgets.parts import FigureError

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Trial:
    """One trial, or one arm, of a forest plot.

    Parameters
    ----------
    id
        Small letters, digits and hyphens; it stands in addresses.
    label
        How readers know it ("Earley 2024").
    group
        Its class of drugs; trials of one group can be chosen together.
    citation, source
        Short citation, and key of the bibliography.
    effect, se
        Difference between the arms, or change in one arm, and its standard error, in the outcome's unit.
    n_active, n_placebo
        People in the arms; None where there is no such arm or the source does not say.
    weeks, dose, note
        Length, dose as text, and what else readers should know.
    """

    id: str
    label: str
    group: str
    citation: str
    source: str
    effect: float
    se: float
    n_active: int | None = None
    n_placebo: int | None = None
    note: str = ""
    weeks: float | None = None
    dose: str = ""

    def spec(self) -> dict[str, Any]:
        """Return the trial as the front end reads it. Raises FigureError for an id or a number that cannot be."""
        if not _ID.fullmatch(self.id):
            raise FigureError(f"trial '{self.id}': an id has small letters, digits and hyphens only")
        if not math.isfinite(self.effect):
            raise FigureError(f"trial '{self.id}': its effect is {self.effect}")
        if not (math.isfinite(self.se) and self.se > 0):
            raise FigureError(f"trial '{self.id}': its standard error is {self.se}, not a positive number")
        return asdict(self)


def against_placebo(outcome: str = "irls_change") -> list[Trial]:
    """Return the evidence tables' trials as rows of a plot: each difference from placebo, grouped by class of drug."""
    return [
        Trial(
            id=t.id,
            label=t.trial,
            group=DRUG_CLASSES[t.drug_class],
            citation=t.source.short,
            source=t.source.id,
            effect=t.effect,
            se=t.se,
            n_active=t.n_active,
            n_placebo=t.n_placebo,
            note=t.note,
            weeks=t.weeks,
            dose=f"{t.drug} {t.dose}".strip(),
        )
        for t in arms.trials(outcome)
    ]


def placebo_alone(outcome: str = "irls_change") -> list[Trial]:
    """Return the placebo arms of the evidence tables as rows of a plot: each arm's own change, grouped by what was tested beside it."""
    beside = {t.trial: DRUG_CLASSES[t.drug_class] for t in arms.trials(outcome)}
    found = {arm.trial: arm for arm in arms.placebo_arms(outcome)}
    return [
        Trial(
            id=arms.slug(name),
            label=name,
            group=f"Beside {group[:1].lower() + group[1:]}",
            citation=found[name].source.short,
            source=found[name].source.id,
            effect=found[name].summary.mean,
            se=found[name].summary.sd / math.sqrt(found[name].summary.n),
            n_placebo=found[name].n,
            weeks=found[name].weeks,
            note=found[name].population,
        )
        for name, group in beside.items()
        if name in found
    ]


@dataclass(frozen=True)
class Reference:
    """A measured change to compare with, as a line; as a band from one fact to another, or if the fact is a range.

    `label` reads inside a sentence ("the smallest change that patients notice"). `sign` is -1 where the fact
    states a fall as a positive number. `shown` says whether it is drawn before the reader asks for it.
    """

    fact: str
    label: str
    to_fact: str | None = None
    sign: Literal[1, -1] = 1
    note: str = ""
    shown: bool = True

    def spec(self) -> dict[str, Any]:
        """Return the line as the front end reads it. Raises UnknownFactError, or FigureError for a fact without a number."""
        used = [facts[f] for f in (self.fact, self.to_fact) if f]
        values = [v * self.sign for f in used for v in ((f.low, f.high) if f.kind == "range" else (f.value,)) if v is not None]
        if not values:
            raise FigureError(f"reference '{self.label}': fact '{self.fact}' gives no number")
        return {
            "low": min(values),
            "high": max(values),
            "label": self.label,
            "citation": "; ".join(dict.fromkeys(f.source.short for f in used)),
            "fact": self.fact,
            "note": self.note,
            "shown": self.shown,
        }


@dataclass(frozen=True)
class Selection:
    """A question to a forest plot, as a button: which trials are pooled and how, and what to watch.

    Give `groups` or `trials` to choose, or `without` to leave out, by id; nothing of these chooses all. `phrase` begins
    the sentence ("Without the trials in anaemia").
    """

    id: str
    label: str
    watch: str = ""
    trials: Sequence[str] = ()
    groups: Sequence[str] = ()
    without: Sequence[str] = ()
    model: Model = "random"
    leave_one_out: bool = False
    phrase: str = ""

    def spec(self, trials: Sequence[Trial]) -> dict[str, Any]:
        """Return the question as the front end reads it. Raises FigureError for an unknown trial or group."""
        _known(f"question '{self.id}'", [*self.trials, *self.without], [t.id for t in trials], "trial")
        _known(f"question '{self.id}'", self.groups, [t.group for t in trials], "group")
        named = bool(self.trials or self.groups)
        chosen = [t.id for t in trials if t.id not in self.without and (not named or t.id in self.trials or t.group in self.groups)]
        return {"id": self.id, "label": self.label, "watch": self.watch, "chosen": chosen, "model": self.model, "leave_one_out": self.leave_one_out, "phrase": self.phrase}


def _known(who: str, names: Sequence[str], known: Sequence[str], kind: str) -> None:
    if strangers := [n for n in names if n not in known]:
        raise FigureError(f"{who}: no {kind} {', '.join(repr(n) for n in strangers)}; there are: {', '.join(dict.fromkeys(known))}")


class Forest(Asking):
    """A forest plot whose reader chooses the trials.

    Parameters
    ----------
    trials
        The rows, in the order of the plot.
    measure
        ``"difference"`` of a drug and its comparator, or ``"change"`` within one arm each.
    outcome, unit, axis
        How the outcome reads in a sentence ("the IRLS score"), its unit, and the axis's name.
    better
        Which way is an improvement: ``"lower"`` or ``"higher"``.
    treatment, comparator
        How they read in a sentence ("the drug", "placebo").
    sides
        What stands at the left and the right of no effect; "favours drug", "favours placebo" if lower is better.
    reference
        A measured change as a line or band.
    questions
        States worth seeing, as buttons.
    chosen, model
        The start: ids of trials (all by default) and how they are pooled.

    Attributes
    ----------
    chosen : list of str
        Ids of the pooled trials; kept in the order of the plot.
    model : str
        ``"random"`` or ``"fixed"``.
    leave_one_out : bool
        Whether the rows show the pool without each trial.
    question : str
        Id of the question last asked, or empty.
    """

    chosen = traitlets.List(traitlets.Unicode()).tag(sync=True)
    model = traitlets.Enum(["random", "fixed"], default_value="random").tag(sync=True)
    leave_one_out = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        id: str,
        title: str,
        trials: Sequence[Trial],
        *,
        outcome: str,
        unit: str,
        axis: str = "",
        measure: Literal["difference", "change"] = "difference",
        better: Literal["lower", "higher"] = "lower",
        treatment: str = "the drug",
        comparator: str = "placebo",
        sides: tuple[str, str] | None = None,
        reference: Reference | None = None,
        questions: Sequence[Selection] = (),
        chosen: Sequence[str] | None = None,
        model: Model = "random",
        subtitle: str = "",
        badge: str = "",
        about: Sequence[str] = (),
    ) -> None:
        if not trials:
            raise FigureError(f"figure '{id}': no trial")
        ids = [t.id for t in trials]
        if twice := sorted({i for i in ids if ids.count(i) > 1}):
            raise FigureError(f"figure '{id}': two trials have the id {', '.join(twice)}")
        for name, value, known in (("measure", measure, ("difference", "change")), ("better", better, ("lower", "higher")), ("model", model, ("random", "fixed"))):
            if value not in known:
                raise FigureError(f"figure '{id}': {name} '{value}' is none of {', '.join(known)}")
        if len({q.id for q in questions}) < len(questions):
            raise FigureError(f"figure '{id}': two questions have one id")
        _known(f"figure '{id}'", chosen or (), ids, "trial")
        start = [i for i in ids if chosen is None or i in chosen]
        good, bad = ("favours drug", "favours placebo") if measure == "difference" else ("better", "worse")
        spec = {
            "kind": "forest",
            "id": id,
            "title": title,
            "subtitle": subtitle,
            "badge": badge,
            "about": list(about),
            "measure": measure,
            "outcome": outcome,
            "unit": unit,
            "axis": axis or ("difference from placebo" if measure == "difference" else "change"),
            "better": better,
            "treatment": treatment,
            "comparator": comparator,
            "sides": list(sides or ((good, bad) if better == "lower" else (bad, good))),
            "trials": [t.spec() for t in trials],
            "start": {"chosen": start, "model": model},
            "reference": reference.spec() if reference else None,
            "questions": [q.spec(trials) for q in questions],
        }
        super().__init__(spec, chosen=start, model=model, leave_one_out=False, question="")

    @traitlets.validate("chosen")
    def _known_trials(self, proposal: Any) -> list[str]:
        ids = [t["id"] for t in self.spec.get("trials", [])]
        if strangers := [i for i in proposal["value"] if i not in ids]:
            raise traitlets.TraitError(f"no trial {', '.join(map(repr, strangers))} in figure '{self.spec['id']}'; it has: {', '.join(ids)}")
        return [i for i in ids if i in proposal["value"]]

    def ask(self, question: str) -> None:
        """Set the figure as one of its questions does. Raises TraitError for an unknown question."""
        found = self.asked(question)
        self.chosen, self.model, self.leave_one_out = found["chosen"], found["model"], found["leave_one_out"]

    @property
    def method(self) -> Model:
        """The present model."""
        return "fixed" if self.model == "fixed" else "random"

    def _effects(self) -> tuple[list[float], list[float]]:
        chosen = [t for t in self.spec["trials"] if t["id"] in self.chosen]
        return [t["effect"] for t in chosen], [t["se"] ** 2 for t in chosen]

    @property
    def pooled(self) -> Pooled | None:
        """What the chosen trials give together, by the present model; None if none is chosen."""
        effects, variances = self._effects()
        return pool(effects, variances, self.method) if effects else None

    @property
    def results(self) -> pd.DataFrame:
        """A row a trial, computed in Python from the present traits.

        Index: the trials' ids. Columns: `label`, `group`, `chosen`; `effect`, `low`, `high` of the trial; `weight` in
        the pool (a share); `without`, `without_low`, `without_high`: the pool of the other chosen trials. NaN where
        a trial is not chosen or no other is left.
        """
        trials = pd.DataFrame(self.spec["trials"]).set_index("id")
        half = NORMAL * trials["se"]
        table = trials[["label", "group"]].assign(chosen=trials.index.isin(self.chosen), effect=trials["effect"], low=trials["effect"] - half, high=trials["effect"] + half)
        pooled = self.pooled
        table[["weight", "without", "without_low", "without_high"]] = math.nan
        if pooled is None:
            return table
        table.loc[self.chosen, "weight"] = pooled.weights
        effects, variances = self._effects()
        if len(effects) > 1:
            others = without_each(effects, variances, self.method)
            table.loc[self.chosen, ["without", "without_low", "without_high"]] = [[o.estimate, o.low, o.high] for o in others]
        return table
