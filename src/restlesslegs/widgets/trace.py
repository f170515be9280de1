"""Trace: some minutes of leg muscle signal. The reader marks what counts, then the rules do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import pandas as pd
import traitlets

from restlesslegs.plms import LEGS, NAMES, Hypnogram, Movement, Scored, Stage, rules, score
from restlesslegs.plms.bursts import Burst, Verdict, bursts, verdicts
from restlesslegs.plms.night import Sleeper, generate
from restlesslegs.plms.recording import EPOCH
from restlesslegs.widgets.base import Figure
from restlesslegs.widgets.grading import kappa
from restlesslegs.widgets.parts import FigureError

#: A trace is drawn whole, in rows of a minute or two: more would be no figure.
MOST_SECONDS: Final = 1800.0


def excerpt(sleeper: Sleeper, seed: int, start: float, seconds: float = 600.0) -> list[Movement]:
    """Return the movements of a drawn night that lie wholly in a stretch of it, with times from the stretch's start.

    Parameters
    ----------
    sleeper
        Who sleeps, as of :func:`restlesslegs.plms.night.sleepers`.
    seed
        Of the night.
    start, seconds
        Where the stretch begins, and how long it is, in seconds.
    """
    return [replace(m, onset=m.onset - start) for m in generate(sleeper, seed).movements if m.onset >= start and m.end <= start + seconds]


@dataclass(frozen=True)
class Marking:
    """How far the reader and a set of rules agree.

    Attributes
    ----------
    n, same
        How many bursts there are, and on how many both agree.
    both, only_you, only_rules, neither
        The table of two by two.
    kappa
        Cohen's kappa; None where chance alone would agree wholly.
    """

    n: int
    same: int
    both: int
    only_you: int
    only_rules: int
    neither: int
    kappa: float | None


class Trace(Figure):
    """Leg muscle signal whose bursts the reader marks before the rules do.

    Parameters
    ----------
    movements
        What is seen: explicit movements, or an :func:`excerpt` of a drawn night. Times in seconds from the start of the trace.
    seconds
        Length of the trace, a whole number of half minutes.
    seed
        Of the noise of the signal.
    stage
        Stage of sleep all through.
    prompt
        What the reader is asked to do.

    Attributes
    ----------
    marks : list of int
        Numbers of the marked bursts, from 1, kept in order.
    committed : bool
        Whether the reader has asked for the rules' verdict. Nothing of it is shown before, and at least one mark is needed.
    rules : str
        By which rules the trace is judged: wasm2016, wasm2006 or aasm.
    """

    marks = traitlets.List(traitlets.Int()).tag(sync=True)
    committed = traitlets.Bool(False).tag(sync=True)
    rules = traitlets.Unicode(NAMES[0]).tag(sync=True)

    def __init__(
        self,
        id: str,
        title: str,
        movements: Sequence[Movement],
        *,
        prompt: str,
        seconds: float = 600.0,
        seed: int = 1,
        stage: Stage = "N2",
        subtitle: str = "",
        badge: str = "conceptual",
        about: Sequence[str] = (),
    ) -> None:
        if not (0 < seconds <= MOST_SECONDS and seconds % EPOCH == 0):
            raise FigureError(f"figure '{id}': {seconds:g} s is no length of a trace; it takes a multiple of {EPOCH:g} up to {MOST_SECONDS:g}")
        if stage == "W":
            raise FigureError(f"figure '{id}': periodic movements of sleep are marked in sleep, not in stage W")
        if not movements:
            raise FigureError(f"figure '{id}': no movement")
        for n, m in enumerate(movements, 1):
            # Written so that NaN fails too.
            if not (m.onset >= 0 and m.duration > 0 and m.end <= seconds) or m.leg not in LEGS:
                raise FigureError(f"figure '{id}', movement {n}: {m.leg} from {m.onset:g} for {m.duration:g} s is no movement within {seconds:g} s")
        ordered = sorted(movements, key=lambda m: (m.onset, m.leg))
        spec = {
            "kind": "trace",
            "id": id,
            "title": title,
            "subtitle": subtitle,
            "badge": badge,
            "about": list(about),
            "prompt": prompt,
            "seconds": seconds,
            "seed": seed,
            "stage": stage,
            "movements": [{"onset": m.onset, "duration": m.duration, "leg": m.leg} for m in ordered],
            "rules": [rules(name).data() for name in NAMES],
        }
        super().__init__(spec, marks=[], committed=False, rules=NAMES[0])

    @cached_property
    def _movements(self) -> list[Movement]:
        return [Movement(**m) for m in self.spec["movements"]]

    @cached_property
    def _hypnogram(self) -> Hypnogram:
        return Hypnogram(0.0, (self.spec["stage"],) * round(self.spec["seconds"] / EPOCH))

    @cached_property
    def bursts(self) -> tuple[Burst, ...]:
        """What can be marked: movements joined as the first rules join them."""
        return bursts(self._movements, self._hypnogram, rules(NAMES[0]))

    @property
    def scored(self) -> Scored:
        """The trace scored by the present rules."""
        return score(self._movements, self._hypnogram, rules(self.rules))

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What the present rules make of each burst."""
        return verdicts(self.bursts, self.scored)

    @traitlets.validate("marks")
    def _known_marks(self, proposal: Any) -> list[int]:
        marks: list[int] = proposal["value"]
        total = len(self.bursts) if self.spec else 0
        for mark in marks:
            if not 1 <= mark <= total:
                raise traitlets.TraitError(f"no burst {mark} in figure '{self.spec['id']}'; they are numbered from 1 to {total}")
        if self.committed and not marks:
            raise traitlets.TraitError(f"figure '{self.spec['id']}' has been compared with the rules; set 'committed' to False before taking the last mark away")
        return sorted(set(marks))

    @traitlets.validate("committed")
    def _has_marks(self, proposal: Any) -> bool:
        if proposal["value"] and not self.marks:
            raise traitlets.TraitError(f"figure '{self.spec['id']}' compares with the rules once at least one burst is marked")
        return bool(proposal["value"])

    @traitlets.validate("rules")
    def _known_rules(self, proposal: Any) -> str:
        if proposal["value"] not in NAMES:
            raise traitlets.TraitError(f"no rules '{proposal['value']}' in figure '{self.spec['id']}'; there are: {', '.join(NAMES)}")
        return str(proposal["value"])

    @property
    def results(self) -> pd.DataFrame:
        """A row a burst, judged in Python by the present rules.

        Index: the bursts' numbers. Columns: `onset` and `duration` in seconds, `leg` (L, R, B for both), `interval` (seconds from the start
        of the burst before, NaN for the first), `yours` and `counted` (bool), `why` (code of the rule by which it does not count, or empty).
        """
        rows, before = [], None
        for burst, verdict in zip(self.bursts, self.verdicts, strict=True):
            rows.append(
                {
                    "burst": burst.number,
                    "onset": burst.onset,
                    "duration": burst.end - burst.onset,
                    "leg": burst.side,
                    "interval": float("nan") if before is None else burst.onset - before,
                    "yours": burst.number in self.marks,
                    "counted": verdict.counted,
                    "why": verdict.why,
                }
            )
            before = burst.onset
        return pd.DataFrame(rows).set_index("burst")

    @property
    def agreement(self) -> Marking:
        """How far the reader and the present rules agree."""
        pairs = [(burst.number in self.marks, verdict.counted) for burst, verdict in zip(self.bursts, self.verdicts, strict=True)]
        both, only_you, only_rules, neither = (pairs.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False)))
        return Marking(len(pairs), both + neither, both, only_you, only_rules, neither, kappa([[both, only_you], [only_rules, neither]]))
