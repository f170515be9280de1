"""What goes wrong with a model's own text."""

from __future__ import annotations

from pathlib import Path


class ModelError(ValueError):
    """A model's text is wrong, or the engines do not know what it uses.

    The message begins with the file and, where it can be found, the line.
    """

    def __init__(self, message: str, source: Path | str, line: int | None = None) -> None:
        place = f"{source}:{line}" if line else str(source)
        super().__init__(f"{place}: {message}")
