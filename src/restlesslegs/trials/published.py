"""What is published about such studies, and the patients made from it.

Each number is a fact or is assumed; `describe` says which, in words that a figure can show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any, Final

from scipy.special import ndtri  # type: ignore[import-untyped]  # it ships no types

from restlesslegs.evidence import EvidenceError, UnverifiedFactError, facts
from restlesslegs.naming import camel
from restlesslegs.trials.design import Study
from restlesslegs.trials.patients import Population
from restlesslegs.trials.report import Prediction, camels, conduct, predict

#: The drug trials whose placebo response is taken over: who got in, and when they were seen again. Assumed.
DRUG_TRIAL: Final = Study("sham", 20_000, threshold=15, weeks=6)

#: Of all studies that the reviews pooled; note of facts silva2017-placebo-smd and silva2017-placebo-irls.
_I2: Final = 0.881
_TRIALS: Final = 85

#: Patients of hayes2008 that were treated, inferred from the shares that are quoted; note of fact hayes2008-irls-baseline.
_HAYES_TREATED: Final = 19

#: Of the ten of eliasson2007 one stopped; note of fact eliasson2007-uncontrolled.
_ELIASSON_MEASURED: Final = 9

_SEED: Final = 20261124

#: Name of a parameter, facts it rests on, and how, or why it was assumed.
_BASIS: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("mean", ("weber2022-irls",), "people with RLS who were not chosen for how bad it was that day; these were inpatients of psychiatric wards, for want of others"),
    ("between", ("weber2022-irls", "cor2014-stable-36m"), "the spread of all scores, less what one person's vary by"),
    (
        "within",
        ("cor2014-stable-36m", "cor2014-irls-relevant"),
        "from the share whose score changed by less than that in three years, as if changes were normal around 0. It is an upper bound: true changes of three years are in it",
    ),
    ("slow_share", (), "assumed: half of a person's variance comes and goes slowly, half differs from visit to visit"),
    ("memory", (), "assumed: a bad time is forgotten within weeks"),
    ("placebo", ("silva2017-placebo-irls",), "set so that the mean change on placebo of a drug trial, regression to the mean included, is the published one"),
    ("placebo_spread", (), "assumed"),
    (
        "placebo_studies",
        ("silva2017-placebo-smd", "silva2017-determinants"),
        "from the heterogeneity of standardised changes and the mean size of an arm; rough, as it belongs to all scales together",
    ),
    ("onset", ("fulda2008-placebo-week1",), "assumed; that the response grows week by week is published, its course here is not"),
    ("drift", (), "assumed: none, unless the reader sets it"),
    ("remission", (), "assumed: none, unless the reader sets it; the published share lasts over four years and does not separate treatment"),
    ("dropout", (), "assumed: none, unless the reader sets it"),
    ("dropout_lean", (), "assumed: none, unless the reader sets it"),
    ("mimics", (), "assumed: none, unless the reader sets it; how many at vein clinics have something else is not known"),
    ("mimic_after", (), "assumed"),
    ("mimic_spread", (), "assumed"),
)


def _number(name: str) -> float:
    """Return a fact's value. Raises EvidenceError if it has none or nobody has verified it."""
    fact = facts[name]
    if not fact.verified:
        raise UnverifiedFactError(f"fact '{name}' was written down from memory")
    if fact.value is None:
        raise EvidenceError(f"fact '{name}' has no value")
    return fact.value


def _sd_of(name: str) -> float:
    found = facts[name].sd
    if found is None:
        raise EvidenceError(f"fact '{name}' has no standard deviation")
    return found


def _arm_size() -> float:
    n = facts["silva2017-determinants"].n
    if n is None:
        raise EvidenceError("fact 'silva2017-determinants' has no n")
    return n / _TRIALS


@cache
def population() -> Population:
    """Return patients of the published fluctuation and placebo response, for whom the treatment does nothing else."""
    stable = _number("cor2014-stable-36m") / 100
    change = _number("cor2014-irls-relevant") / float(ndtri((1 + stable) / 2))
    within = change / math.sqrt(2)  # a change is the difference of two scores
    between = math.sqrt(_sd_of("weber2022-irls") ** 2 - within**2)
    wanted = _number("silva2017-placebo-irls")
    made = Population(_number("weber2022-irls"), between, within, placebo=-wanted, placebo_spread=5, onset=2, mimic_after=5, mimic_spread=4)
    # The placebo response is what is left when regression to the mean is taken off; four steps are ample, being nearly linear.
    for _ in range(4):
        sham = _control(made)
        made = replace(made, placebo=made.placebo + (sham[0] - wanted))
    return replace(made, placebo_studies=_control(made)[1] / math.sqrt(_arm_size()) * math.sqrt(_I2 / (1 - _I2)))


def _control(of: Population) -> tuple[float, float]:
    """Return mean and standard deviation of the change in the sham arm of a very large drug trial."""
    arm = conduct(of, DRUG_TRIAL, _SEED).control
    if arm is None or arm.change.value is None or arm.change_sd is None:
        raise ValueError("a drug trial has a sham arm with patients in it")
    return arm.change.value, arm.change_sd


def describe(of: Population | None = None) -> list[dict[str, Any]]:
    """Return each parameter as plain data: `name` as the page writes it, `value`, `facts` it rests on, `basis` in words, `conceptual`."""
    values = (population() if of is None else of).data()
    return [{"name": camel(name), "value": values[camel(name)], "facts": list(ids), "basis": basis, "conceptual": basis.startswith("assumed")} for name, ids, basis in _BASIS]


@dataclass(frozen=True)
class Published:
    """A published study beside which the model's can be shown.

    Attributes
    ----------
    id
        First author and year.
    n
        Patients measured.
    before, after
        Mean scores, in points; None where only the change was seen.
    change
        Mean change, in points; negative is better. No study printed an interval of it where we read.
    ten, fifteen, zero
        Shares (0 to 1) whose score fell by 10 or 15 points, or to 0; None where not seen.
    facts
        Where the numbers stand.
    """

    id: str
    n: int
    before: float | None
    after: float | None
    change: float
    ten: float | None
    fifteen: float | None
    zero: float | None
    facts: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as the page names it."""
        return camels(asdict(self))


def published() -> tuple[Published, ...]:
    """Return the vein studies without a group drawn by lot, the pilot of pumped stockings, and two arms on placebo."""
    size = facts["sundaresan2019-irls-baseline"].n
    if size is None:
        raise EvidenceError("fact 'sundaresan2019-irls-baseline' has no n")
    made = [
        _series("sundaresan2019", size, ten="sundaresan2019-ten-points", zero="sundaresan2019-score-zero"),
        _series("hayes2008", _HAYES_TREATED, fifteen="hayes2008-responders-15"),
    ]
    for name, fact, n in (
        ("eliasson2007", "eliasson2007-uncontrolled", _ELIASSON_MEASURED),
        ("bayard2011", "bayard2011-placebo-6w", facts["bayard2011-placebo-6w"].n),
    ):
        if n is None:
            raise EvidenceError(f"fact '{fact}' has no n")
        made.append(Published(name, n, None, None, _number(fact), None, None, None, (fact,)))
    return tuple(made)


def _series(name: str, n: int, ten: str = "", fifteen: str = "", zero: str = "") -> Published:
    """Return a study whose scores before and after are facts named after it, with shares from these facts."""
    first, last = f"{name}-irls-baseline", f"{name}-irls-after"
    fell_ten, fell_fifteen, ended = (_number(fact) / 100 if fact else None for fact in (ten, fifteen, zero))
    used = tuple(fact for fact in (first, last, ten, fifteen, zero) if fact)
    return Published(name, n, _number(first), _number(last), _number(last) - _number(first), fell_ten, fell_fifteen, ended, used)


def beside(of: Population, studies: Iterable[Published] | None = None) -> dict[str, Prediction]:
    """Return, for each published study, what a new study of its size would find if the treatment did nothing.

    The mean and the spread are those of a very large sham arm of a drug trial on patients like `of`, as if all studies let
    in alike. How many studies differ by chance comes from `Population.placebo_studies`.
    """
    change, sd = _control(replace(of, placebo_studies=0))
    return {s.id: predict(change, sd, of.placebo_studies, s.n, s.change) for s in (published() if studies is None else studies)}
