"""What goes wrong when a model is asked for, described or used."""

from __future__ import annotations

from pathlib import Path


class CardError(ValueError):
    """A model's card is wrong; the message begins with the file and, where known, the line."""

    def __init__(self, message: str, source: Path | str, line: int | None = None) -> None:
        super().__init__(f"{source}:{line}: {message}" if line else f"{source}: {message}")


class UnknownModelError(LookupError):
    """There is no model of that id; the message lists those there are."""


class ModelInputError(ValueError):
    """A model was given something it cannot take; the message names the parameter, the value and the range."""
