"""Check yourself: questions of a chapter, read from its YAML file, with feedback on every option."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import traitlets
import yaml

from restlesslegs.widgets.base import Figure


class QuizError(ValueError):
    """A file of questions is not as it should be; the message names file and question."""


def read_questions(path: Path) -> list[dict[str, Any]]:
    """Read and check a file of questions.

    Each question has `id`, `text` and at least two `options`; each option has `text`, `feedback` and, for
    exactly one of them, `right: true`.

    Raises
    ------
    QuizError
        Naming the file and what is wrong.
    """
    try:
        items = yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        raise QuizError(f"{path}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise QuizError(f"{path}: {error}") from error
    if not isinstance(items, list) or not items:
        raise QuizError(f"{path}: a list of questions was expected")
    seen: set[str] = set()
    for n, item in enumerate(items, 1):
        where = f"{path}, question {n}"
        if not isinstance(item, dict) or not all(item.get(k) for k in ("id", "text", "options")):
            raise QuizError(f"{where}: needs id, text and options")
        if item["id"] in seen:
            raise QuizError(f"{where}: id '{item['id']}' stands twice")
        seen.add(item["id"])
        options = item["options"]
        if len(options) < 2 or sum(bool(o.get("right")) for o in options) != 1:
            raise QuizError(f"{where} ({item['id']}): needs two options or more, exactly one of them right")
        for k, option in enumerate(options, 1):
            if not option.get("text") or not option.get("feedback"):
                raise QuizError(f"{where} ({item['id']}), option {k}: needs text and feedback")
            option["id"] = str(k)
            option["right"] = bool(option.get("right"))
    return items


class Quiz(Figure):
    """The questions of a chapter. `answers` maps a question's id to the options tried, in order."""

    answers = traitlets.Dict().tag(sync=True)

    def __init__(self, path: str | Path) -> None:
        path = Path(path)
        items = read_questions(path)
        spec = {"kind": "quiz", "id": f"quiz-{path.stem}", "title": "Check yourself", "items": items}
        super().__init__(spec, answers={})
