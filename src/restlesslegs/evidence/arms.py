"""Arms of trials, and differences as trials report them: what the forest plots pool.

>>> from restlesslegs.evidence import arms
>>> [trial.trial for trial in arms.trials(drug_class="opioid")]
['RELOXYN']
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from restlesslegs.evidence import pool, schema, table, vocabulary
from restlesslegs.evidence.errors import Problem, TableError
from restlesslegs.evidence.fact import Fact
from restlesslegs.evidence.source import Source

if TYPE_CHECKING:
    import pandas as pd

ROLES: Final = {"active": "", "placebo": "", "comparator": ""}

#: Width of a 95 % interval in standard errors.
_INTERVAL: Final = 2 * 1.959963984540054


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
    loaded: dict[str, TrialArm] = {}
    problems: list[Problem] = []
    plain = ("trial", "drug", "drug_class", "dose_mg", "regimen", "design", "outcome", "sd_from", "population", "locator", "note")
    for row in table.read(path, schema.columns("arms")):
        name, key = row.text("id"), row.text("source")
        source = sources.get(key)
        if source is None and key:
            row.report(f"arm '{name}': references.bib has no source '{key}'")
        role, checked = row.word("role", ROLES), row.word("checked", vocabulary.CHECKED)
        n, mean, sd, weeks = row.whole("n"), row.number("mean"), row.number("sd"), row.number("weeks")
        if n == 0:
            row.report(f"arm '{name}' has nobody in it")
        if sd is not None and sd <= 0:
            row.report(f"arm '{name}': standard deviation {sd:g} is not above 0")
        if name in loaded:
            row.report(f"arm '{name}' stands already on line {loaded[name].line}")
        if source is not None and not row.problems:
            texts = {column: row.cells[column] for column in plain}
            loaded[name] = TrialArm(id=name, source=source, role=role, weeks=weeks, n=n, mean=mean, sd=sd, checked=checked, file=row.file, line=row.line, **texts)
        problems.extend(row.problems)
    if problems:
        raise TableError(problems)
    return list(loaded.values())


def load_contrasts(path: Path, facts: Mapping[str, Fact]) -> list[Contrast]:
    """Read the table of reported differences at `path`. Raises TableError with file and line of every defect."""
    loaded: dict[str, Contrast] = {}
    problems: list[Problem] = []
    for row in table.read(path, schema.columns("contrasts")):
        name, fact_id = row.text("id"), row.text("fact")
        fact = facts.get(fact_id)
        if fact is None:
            row.report(f"contrast '{name}': there is no fact '{fact_id}'")
        elif not fact.verified:
            row.report(f"contrast '{name}': fact '{fact_id}' is from memory")
        elif fact.value is None or fact.low is None or fact.interval != "ci95":
            row.report(f"contrast '{name}': fact '{fact_id}' has no value with a 95 % interval")
        if name in loaded:
            row.report(f"contrast '{name}' stands twice")
        numbers = {"weeks": row.number("weeks"), "n_active": row.whole("n_active"), "n_placebo": row.whole("n_placebo")}
        if fact is not None and not row.problems:
            texts = {column: row.cells[column] for column in ("trial", "drug", "drug_class", "dose", "outcome", "note")}
            loaded[name] = Contrast(id=name, fact=fact, **numbers, **texts)  # type: ignore[arg-type]  # each number has the field's type
        problems.extend(row.problems)
    if problems:
        raise TableError(problems)
    return list(loaded.values())


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
    found: dict[str, TrialArm] = {}
    for arm in _tables()[0]:
        if arm.role == "placebo" and arm.outcome == outcome and arm.usable and (arm.trial not in found or (arm.weeks or 0) > (found[arm.trial].weeks or 0)):
            found[arm.trial] = arm
    return list(found.values())


def trials(outcome: str = "irls_change", drug_class: str | None = None) -> list[TrialEffect]:
    """Return one difference from placebo a trial, at its latest time, by class and trial.

    The difference that the trial itself reports is taken where its interval was seen; else it is worked out from the
    arms, several active arms combined first. Crossover trials, and arms without n or standard deviation, are left out.
    """
    arms, contrasts = _tables()
    found: dict[str, TrialEffect] = {}
    for contrast in contrasts:
        fact = contrast.fact
        assert fact.value is not None
        assert fact.low is not None
        assert fact.high is not None
        effect = TrialEffect(
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
            se=(fact.high - fact.low) / _INTERVAL,
            reported=True,
            note=contrast.note,
        )
        _keep(found, effect, contrast.outcome == outcome)
    reported = set(found)
    groups: dict[tuple[str, float | None], list[TrialArm]] = {}
    for arm in arms:
        if arm.outcome == outcome and arm.usable and arm.trial not in reported:
            groups.setdefault((arm.trial, arm.weeks), []).append(arm)
    for (name, weeks), both in groups.items():
        active, placebo = ([a for a in both if a.role == role] for role in ("active", "placebo"))
        if active and placebo:
            _keep(found, _from_arms(name, weeks, active, placebo), True)
    chosen = [effect for effect in found.values() if drug_class in (None, effect.drug_class)]
    return sorted(chosen, key=lambda e: (e.drug_class, e.trial))


def slug(name: str) -> str:
    """Return a trial's name as an id: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _keep(found: dict[str, TrialEffect], effect: TrialEffect, wanted: bool) -> None:
    if wanted and (effect.trial not in found or (effect.weeks or 0) > (found[effect.trial].weeks or 0)):
        found[effect.trial] = effect


def _from_arms(name: str, weeks: float | None, active: list[TrialArm], placebo: list[TrialArm]) -> TrialEffect:
    a, p = ([pool.Arm(x.n or 0, x.mean or 0.0, x.sd or 0.0) for x in side] for side in (active, placebo))
    effect, first = pool.difference(name, a, p), active[0]
    doses = [x.dose_mg for x in active if x.dose_mg]
    return TrialEffect(
        id=slug(name),
        trial=name,
        drug=first.drug,
        drug_class=first.drug_class,
        dose=f"{', '.join(doses)} mg" if doses else "",
        weeks=weeks,
        source=first.source,
        n_active=sum(x.n for x in a),
        n_placebo=sum(x.n for x in p),
        effect=effect.estimate,
        se=math.sqrt(effect.variance),
        reported=False,
        note=first.population,
    )
