"""Antimony to SBML, accepted by libSBML without an error or a warning, or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import antimony
import libsbml

from restlesslegs.engines.errors import ModelError


def compile_antimony(path: Path) -> str:
    """Translate a model's Antimony file into SBML Level 3 and check it.

    Parameters
    ----------
    path
        The ``model.ant`` file; the model in it bears the name of its folder.

    Returns
    -------
    str
        The SBML text.

    Raises
    ------
    ModelError
        If the file cannot be read or parsed, holds another model, or if libSBML's consistency or unit checks
        find anything, warnings included.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ModelError(f"cannot be read ({error.strerror})", path) from None
    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString(text) < 0:
        raise _syntax_error(antimony.getLastError(), path)
    name = antimony.getMainModuleName()
    if name != path.parent.name:
        raise ModelError(f"the model is called '{name}', its folder '{path.parent.name}'", path)
    sbml: str = antimony.getSBMLString(name)
    _check(sbml, text, path)
    return sbml


def _syntax_error(message: str, path: Path) -> ModelError:
    found = re.search(r"line (\d+):?\s*", message)
    reason = re.sub(r"^Error in model string,?\s*(line \d+:?\s*)?", "", message).strip()
    return ModelError(reason, path, int(found.group(1)) if found else None)


def _check(sbml: str, text: str, path: Path) -> None:
    document = libsbml.readSBMLFromString(sbml)
    document.checkConsistency()
    count = document.getNumErrors()
    if not count:
        return
    first = document.getError(0)
    reason = " ".join(first.getMessage().split())
    more = f" (and {count - 1} more)" if count > 1 else ""
    raise ModelError(
        f"{first.getSeverityAsString().lower()} {first.getErrorId()}: {reason}{more}",
        path,
        _line_in_antimony(sbml, first.getLine(), text),
    )


def _line_in_antimony(sbml: str, line: int, text: str) -> int | None:
    """Find the line that defines what libSBML complains about: the last named element above its line."""
    for above in reversed(sbml.splitlines()[:line]):
        # A compartment of the same complaint is rarely what is meant; what is defined or ruled is.
        named = re.search(r'<(?:reaction|parameter|species|assignmentRule|rateRule|initialAssignment|compartment)\b[^>]* (?:id|variable|symbol)="(\w+)"', above)
        if named:
            definition = re.compile(rf"^\s*(?:const\s+|var\s+|species\s+|compartment\s+)*{named.group(1)}'?\s*(?::=|:|=)")
            return next((n for n, row in enumerate(text.splitlines(), 1) if definition.match(row)), None)
    return None
