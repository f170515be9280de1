"""Grading: the reader judges claims before the book's verdicts are shown, and then sees how far both agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import traitlets

from restlesslegs.evidence import claims
from restlesslegs.widgets.base import Figure
from restlesslegs.widgets.parts import FigureError

#: The scale on which a reader grades, from the most to the least trusting.
SCALE: Final = ("It stands", "It mostly stands", "It is half true or disputed", "Little or nothing carries it")

#: Where the book's verdicts stand on that scale. An omission is no statement that could be graded.
LEVELS: Final = {"supported": 0, "mostly": 1, "partly": 2, "disputed": 2, "weak": 3, "unsupported": 3, "contradicted": 3}


@dataclass(frozen=True)
class Agreement:
    """How far two raters agree.

    Attributes
    ----------
    n
        How many claims both have graded.
    same
        On how many they agree.
    kappa, weighted
        Cohen's kappa, plain and with quadratic weights; None where chance alone would agree wholly.
    lean
        Mean of the reader's level less the book's: above 0, the reader was more sceptical.
    """

    n: int
    same: int
    kappa: float | None
    weighted: float | None
    lean: float


def kappa(table: Sequence[Sequence[int]], *, quadratic: bool = False) -> float | None:
    """Return Cohen's kappa of a square table (rows: first rater); None where it cannot be told."""
    size, total = len(table), sum(map(sum, table))
    if not total:
        return None
    rows = [sum(row) for row in table]
    columns = [sum(row[j] for row in table) for j in range(size)]
    seen = expected = 0.0
    for i in range(size):
        for j in range(size):
            weight = ((i - j) / (size - 1)) ** 2 if quadratic else float(i != j)
            seen += weight * table[i][j] / total
            expected += weight * rows[i] * columns[j] / total**2
    return 1 - seen / expected if expected > 0 else None


def _item(figure: str, name: str) -> dict[str, Any]:
    claim = claims[name]
    if claim.verdict not in LEVELS:
        raise FigureError(f"figure '{figure}': claim '{name}' is an {claim.verdict}, which cannot be graded")
    return {
        "id": claim.id,
        "statement": claim.statement,
        "level": LEVELS[claim.verdict],
        "verdict": claim.verdict,
        "grade": claim.grade,
        "why": claim.why,
        "leaves_out": claim.leaves_out,
    }


class Grading(Figure):
    """Claims to be graded by the reader first.

    Parameters
    ----------
    claims
        Ids of claims of the evidence tables, in the order of the figure.

    Attributes
    ----------
    answers : dict
        Level on `SCALE` (0 to 3) by claim id, of those that the reader has graded.
    shown : bool
        Whether the book's verdicts are shown.
    """

    answers = traitlets.Dict().tag(sync=True)
    shown = traitlets.Bool(False).tag(sync=True)

    def __init__(self, id: str, title: str, claims: Sequence[str], *, subtitle: str = "", about: Sequence[str] = ()) -> None:
        if len(set(claims)) < len(claims) or not claims:
            raise FigureError(f"figure '{id}': needs claims, each once")
        spec = {"kind": "grading", "id": id, "title": title, "subtitle": subtitle, "about": list(about), "scale": list(SCALE), "items": [_item(id, name) for name in claims]}
        super().__init__(spec, answers={}, shown=False)

    @traitlets.validate("answers")
    def _known_answers(self, proposal: Any) -> dict[str, int]:
        known = [item["id"] for item in self.spec.get("items", [])]
        for name, level in proposal["value"].items():
            if name not in known:
                raise traitlets.TraitError(f"no claim '{name}' in figure '{self.spec['id']}'; it has: {', '.join(known)}")
            if level not in range(len(SCALE)):
                raise traitlets.TraitError(f"claim '{name}': a grade is a whole number from 0 to {len(SCALE) - 1}, not {level!r}")
        return dict(proposal["value"])

    @traitlets.validate("shown")
    def _all_graded(self, proposal: Any) -> bool:
        if proposal["value"] and len(self.answers) < len(self.spec["items"]):
            raise traitlets.TraitError(f"figure '{self.spec['id']}' shows its verdicts when all {len(self.spec['items'])} claims are graded; {len(self.answers)} are")
        return bool(proposal["value"])

    @property
    def results(self) -> pd.DataFrame:
        """A row a claim, indexed by id: `statement`, `yours` and `ours` in words, and `gap` (above 0: you were more sceptical)."""
        rows = []
        for item in self.spec["items"]:
            yours = self.answers.get(item["id"])
            rows.append(
                {
                    "claim": item["id"],
                    "statement": item["statement"],
                    "yours": None if yours is None else SCALE[yours],
                    "ours": SCALE[item["level"]],
                    "gap": None if yours is None else yours - item["level"],
                }
            )
        return pd.DataFrame(rows).set_index("claim").astype({"gap": "Int64"})

    @property
    def agreement(self) -> Agreement:
        """How far the reader and the book agree, over the claims that are graded."""
        pairs = [(self.answers[i["id"]], i["level"]) for i in self.spec["items"] if i["id"] in self.answers]
        table = [[pairs.count((a, b)) for b in range(len(SCALE))] for a in range(len(SCALE))]
        lean = sum(a - b for a, b in pairs) / len(pairs) if pairs else 0.0
        return Agreement(len(pairs), sum(a == b for a, b in pairs), kappa(table), kappa(table, quadratic=True), lean)
