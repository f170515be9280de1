"""Arms of trials, and differences as trials report them: what the forest plots pool.

>>> from restlesslegs.evidence import arms
>>> [trial.trial for trial in arms.trials(drug_class="opioid")]
['RELOXYN']
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from restlesslegs.evidence import pool, schema, table, vocabulary
from restlesslegs.evidence.errors import EvidenceError
from restlesslegs.evidence.fact import Fact
from restlesslegs.evidence.source import NO_SOURCE, Source

if TYPE_CHECKING:
    import pandas as pd

#: What may be read of an arm as it stands.
_TEXTS: Final = ("trial", "drug", "drug_class", "dose_mg", "regimen", "design", "outcome", "sd_from", "population", "locator", "note")

T = TypeVar("T", "TrialArm", "TrialEffect")


@dataclass(frozen=True)
class TrialArm:
    """One arm of a trial at one time.

    Attributes
    ----------
    trial, source, drug, drug_class, dose_mg, regimen
        Which trial, where it is published, what was given; `drug_class` is "none" for placebo.
    design
        parallel or crossover.
    role
        active, placebo or comparator (another drug that the trial was not made to test).
    weeks, outcome
        When and what was measured.
    n, mean, sd
        People, mean and standard deviation in the outcome's unit; None where not seen.
    sd_from
        What the standard deviation was worked out from, if it was not printed.
    checked
        How we came to know it: a word of the vocabulary.
    """

    id: str
    trial: str
    source: Source
    drug: str
    drug_class: str
    dose_mg: str
    regimen: str
    design: str
    role: str
    weeks: float | None
    outcome: str
    n: int | None
    mean: float | None
    sd: float | None
    sd_from: str
    population: str
    locator: str
    checked: str
    note: str
    file: str
    line: int

    @property
    def usable(self) -> bool:
        """Whether it can be pooled: verified, from a parallel trial, with n, mean and standard deviation."""
        return self.checked != "memory" and self.design == "parallel" and None not in (self.n, self.mean, self.sd)

    @property
    def summary(self) -> pool.Arm:
        """Its people, mean and standard deviation. Raises EvidenceError if one of them was not seen."""
        if self.n is None or self.mean is None or self.sd is None:
            raise EvidenceError(f"arm '{self.id}' ({self.file}:{self.line}) has no n, mean or standard deviation")
        return pool.Arm(self.n, self.mean, self.sd)


@dataclass(frozen=True)
class Contrast:
    """A difference from placebo as a trial reports it; the number and its interval stand in `fact`."""

    id: str
    trial: str
    drug: str
    drug_class: str
    dose: str
    weeks: float | None
    outcome: str
    n_active: int | None
    n_placebo: int | None
    fact: Fact
    note: str
    file: str
    line: int


@dataclass(frozen=True)
class TrialEffect:
    """What one trial found: the difference from placebo with its standard error, in the outcome's unit.

    `reported` says whether the difference is the trial's own, or was worked out from its arms.
    """

    id: str
    trial: str
    drug: str
    drug_class: str
    dose: str
    weeks: float | None
    source: Source
    n_active: int | None
    n_placebo: int | None
    effect: float
    se: float
    reported: bool
    note: str


def load(path: Path, sources: Mapping[str, Source]) -> list[TrialArm]:
    """Read the table of arms at `path`. Raises TableError with file and line of every defect."""
    return table.entries(path, schema.columns("arms"), "arm", lambda row: _arm(row, sources))


def _arm(row: table.Row, sources: Mapping[str, Source]) -> TrialArm | None:
    name, source, checked = row.text("id"), row.entry("source", sources, NO_SOURCE), row.word("checked", vocabulary.CHECKED)
    role = row.word("role", vocabulary.ROLES)
    row.word("design", vocabulary.ALLOCATIONS)
    row.word("drug_class", vocabulary.DRUG_CLASSES)
    n, mean, sd, weeks = row.whole("n"), row.number("mean"), row.number("sd"), row.number("weeks")
    if n == 0:
        row.report(f"arm '{name}' has nobody in it")
    if sd is not None and sd <= 0:
        row.report(f"arm '{name}': standard deviation {sd:g} is not above 0")
    if source is None or row.problems:
        return None
    texts = {column: row.cells[column] for column in _TEXTS}
    return TrialArm(id=name, source=source, role=role, weeks=weeks, n=n, mean=mean, sd=sd, checked=checked, file=row.file, line=row.line, **texts)


def load_contrasts(path: Path, facts: Mapping[str, Fact]) -> list[Contrast]:
    """Read the table of reported differences at `path`. Raises TableError with file and line of every defect."""
    return table.entries(path, schema.columns("contrasts"), "contrast", lambda row: _contrast(row, facts))


def _contrast(row: table.Row, facts: Mapping[str, Fact]) -> Contrast | None:
    name, fact = row.text("id"), row.entry("fact", facts, "there is no fact")
    row.word("drug_class", vocabulary.DRUG_CLASSES)
    weeks, n_active, n_placebo = row.number("weeks"), row.whole("n_active"), row.whole("n_placebo")
    if fact is not None and not fact.verified:
        row.report(f"contrast '{name}': fact '{fact.id}' is from memory")
    elif fact is not None and (fact.value is None or fact.low is None or fact.interval != "ci95"):
        row.report(f"contrast '{name}': fact '{fact.id}' has no value with a 95 % interval")
    if fact is None or row.problems:
        return None
    texts = {column: row.cells[column] for column in ("trial", "drug", "drug_class", "dose", "outcome", "note")}
    return Contrast(id=name, fact=fact, weeks=weeks, n_active=n_active, n_placebo=n_placebo, file=row.file, line=row.line, **texts)


@cache
def _tables() -> tuple[list[TrialArm], list[Contrast]]:
    from restlesslegs.evidence import FOLDER, facts, sources

    return load(FOLDER / "arms.csv", sources), load_contrasts(FOLDER / "contrasts.csv", facts)


def frame() -> pd.DataFrame:
    """Return all verified arms as a table: one row an arm, indexed by id, `source` as its key."""
    import pandas as pd

    names = [f.name for f in fields(TrialArm) if f.name not in ("file", "line")]
    shown = [arm for arm in _tables()[0] if arm.checked != "memory"]
    return pd.DataFrame.from_records([{n: getattr(a, n) for n in names} | {"source": a.source.id} for a in shown], columns=names, index="id")


def placebo_arms(outcome: str = "irls_change") -> list[TrialArm]:
    """Return the placebo arms that can be shown with an interval, the latest time of each trial."""
    return _latest(arm for arm in _tables()[0] if arm.role == "placebo" and arm.outcome == outcome and arm.usable)


def trials(outcome: str = "irls_change", drug_class: str | None = None) -> list[TrialEffect]:
    """Return one difference from placebo a trial, at its latest time, by class (in the vocabulary's order) and trial.

    The difference that the trial itself reports is taken where its interval was seen; else it is worked out from the
    arms, several active arms combined first. Crossover trials, and arms without n or standard deviation, are left out.
    """
    arms, contrasts = _tables()
    reported = [_as_reported(contrast) for contrast in contrasts if contrast.outcome == outcome]
    told = {effect.trial for effect in reported}
    groups: dict[tuple[str, float | None], list[TrialArm]] = {}
    for arm in arms:
        if arm.outcome == outcome and arm.usable and arm.trial not in told:
            groups.setdefault((arm.trial, arm.weeks), []).append(arm)
    worked_out = [effect for both in groups.values() if (effect := _from_arms(both)) is not None]
    chosen = [effect for effect in _latest([*reported, *worked_out]) if drug_class in (None, effect.drug_class)]
    order = list(vocabulary.DRUG_CLASSES)
    return sorted(chosen, key=lambda e: (order.index(e.drug_class), e.trial))


def slug(name: str) -> str:
    """Return a trial's name as an id: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _latest(found: Iterable[T]) -> list[T]:
    """Return the one at the latest time of each trial, trials in the order in which they first come."""
    latest: dict[str, T] = {}
    for one in found:
        if one.trial not in latest or (one.weeks or 0) > (latest[one.trial].weeks or 0):
            latest[one.trial] = one
    return list(latest.values())


def _as_reported(contrast: Contrast) -> TrialEffect:
    fact = contrast.fact
    if fact.value is None or fact.low is None or fact.high is None:  # loading has refused this
        raise EvidenceError(f"contrast '{contrast.id}': fact '{fact.id}' has no value with an interval")
    return TrialEffect(
        id=slug(contrast.trial),
        trial=contrast.trial,
        drug=contrast.drug,
        drug_class=contrast.drug_class,
        dose=contrast.dose,
        weeks=contrast.weeks,
        source=fact.source,
        n_active=contrast.n_active,
        n_placebo=contrast.n_placebo,
        effect=fact.value,
        se=(fact.high - fact.low) / (2 * pool.NORMAL),
        reported=True,
        note=contrast.note,
    )


def _from_arms(both: Sequence[TrialArm]) -> TrialEffect | None:
    """Return the difference between the arms of one trial at one time, None if it lacks a side."""
    active, placebo = ([arm for arm in both if arm.role == role] for role in ("active", "placebo"))
    if not active or not placebo:
        return None
    first, doses = active[0], [arm.dose_mg for arm in active if arm.dose_mg]
    effect = pool.difference(first.trial, [arm.summary for arm in active], [arm.summary for arm in placebo])
    return TrialEffect(
        id=slug(first.trial),
        trial=first.trial,
        drug=first.drug,
        drug_class=first.drug_class,
        dose=f"{', '.join(doses)} mg" if doses else "",
        weeks=first.weeks,
        source=first.source,
        n_active=sum(arm.summary.n for arm in active),
        n_placebo=sum(arm.summary.n for arm in placebo),
        effect=effect.estimate,
        se=math.sqrt(effect.variance),
        reported=False,
        note=first.population,
    )
