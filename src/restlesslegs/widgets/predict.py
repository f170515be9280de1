"""Predict: the reader commits to an answer before the model gives its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
import traitlets

from restlesslegs.models import load
from restlesslegs.widgets.base import Asking
from restlesslegs.widgets.explorer import figure_spec
from restlesslegs.widgets.parts import Control, FigureError, Readout


@dataclass(frozen=True)
class Choice:
    """One answer the reader may choose, with what to say to those who chose it."""

    id: str
    label: str
    feedback: str
    right: bool = False


@dataclass(frozen=True)
class Prediction:
    """What the reader answers before a figure shows itself."""

    prompt: str
    choices: Sequence[Choice]
    explanation: str = ""

    def spec(self, figure: str) -> dict[str, Any]:
        """Return it as the front end reads it. Raises FigureError, naming the figure, if no choice is right."""
        if not any(c.right for c in self.choices):
            raise FigureError(f"figure '{figure}': no choice of its prediction is right")
        return asdict(self)


class Predict(Asking):
    """A guess drawn or chosen, then the model's answer, then the gap.

    Attributes
    ----------
    guess : list of float
        The drawn guess, relative to normal, at the hours `guess_at`.
    choice : str
        The id of the chosen answer, empty before.
    committed : bool
        Whether the model has been asked.
    """

    guess = traitlets.List(traitlets.Float(min=0, max=2)).tag(sync=True)
    choice = traitlets.Unicode("").tag(sync=True)
    committed = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        id: str,
        title: str,
        model: str,
        controls: Sequence[Control],
        readouts: Sequence[Readout],
        *,
        prompt: str,
        set: Mapping[str, float],
        explanation: str,
        guess_at: Sequence[float] = (),
        choices: Sequence[Choice] = (),
        **parts: Any,
    ) -> None:
        if bool(guess_at) == bool(choices):
            raise FigureError(f"prediction '{id}': give either hours to guess at or choices")
        if choices and not any(c.right for c in choices):
            raise FigureError(f"prediction '{id}': no choice is right")
        spec = figure_spec("predict", id, title, model, controls, readouts, **parts)
        missing = sorted(n for n in set if n not in {c["name"] for c in spec["controls"]})
        if missing:
            raise FigureError(f"prediction '{id}': sets {', '.join(missing)}, which is no control of it")
        spec |= {"prompt": prompt, "set": dict(set), "explanation": explanation, "guess_at": list(guess_at), "choices": [asdict(c) for c in choices]}
        super().__init__(spec, guess=[1.0] * len(guess_at), choice="", committed=False, question="")

    @property
    def results(self) -> pd.DataFrame:
        """The model's answer: the time course after the change, by the Python engine. Index: time in hours."""
        return load(self.spec["model"]).simulate({**self.spec["fixed"], **self.spec["set"]}, hours=self.spec["hours"], points=193)
