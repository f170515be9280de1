"""A slider over something that is no parameter of an ODE model: what draws nights, patients and studies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from restlesslegs.naming import camel


@dataclass(frozen=True)
class Knob:
    """A slider; `into` makes the parameter's value of the slider's, `of` the reverse.

    `form` tells the front end how to do the same; `noun` is how it reads in a sentence (the label by default).
    """

    name: str
    parameter: str
    label: str
    hint: str
    unit: str
    low: float
    high: float
    step: float
    form: str = "plain"
    into: Callable[[float], float] = float
    of: Callable[[float], float] = float
    noun: str = ""

    def start(self, thing: Any) -> float:
        """Where the slider stands for a thing that has the parameter: on the nearest step."""
        value = self.of(getattr(thing, self.parameter))
        return min(self.high, max(self.low, round(round(value / self.step) * self.step, 9)))

    def spec(self) -> dict[str, Any]:
        """Return the slider as the front end reads it."""
        shown = {name: value for name, value in asdict(self).items() if name not in ("into", "of")}
        return {**shown, "parameter": camel(self.parameter), "noun": self.noun or self.label, "normal": self.low}


def percent(name: str, parameter: str, label: str, hint: str, high: float, step: float) -> Knob:
    """Return a slider in percent over a parameter that is a share."""
    return Knob(name, parameter, label, hint, "%", 0, high, step, "percent", lambda v: v / 100, lambda v: v * 100)
