"""The book's models, one folder each: ``model.ant`` holds the equations, ``card.toml`` what they are.

>>> from restlesslegs.models import load
>>> round(load("dopamine_terminal").steady_state({"th_expression": 0.5})["signal"], 3)
0.827
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from restlesslegs.engines.errors import ModelError
from restlesslegs.engines.events import Event
from restlesslegs.models.card import Card
from restlesslegs.models.errors import CardError, ModelInputError, UnknownModelError
from restlesslegs.models.model import Model

__all__ = ["Card", "CardError", "Event", "Model", "ModelError", "ModelInputError", "UnknownModelError", "available", "load"]

#: The folder of the models.
FOLDER = Path(__file__).parent


def available() -> list[str]:
    """Return the ids of all models, in alphabetical order."""
    return sorted(path.parent.name for path in FOLDER.glob("*/model.ant"))


@cache
def load(model_id: str) -> Model:
    """Load a model; a second call returns the same object.

    Raises
    ------
    UnknownModelError
        If there is no such model.
    ModelError, CardError
        If its files are wrong.
    """
    if model_id not in available():
        raise UnknownModelError(f"there is no model '{model_id}'; there are: {', '.join(available())}")
    return Model(FOLDER / model_id)
