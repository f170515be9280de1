"""A model with the runs of its card in one COMBINE archive, the same bytes each time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import libsbml

from restlesslegs.evidence import sources
from restlesslegs.exchange.events import with_events
from restlesslegs.exchange.runs import Run, runs
from restlesslegs.models.check import Fact
from restlesslegs.models.model import Model

#: Names of the files in every archive.
MODEL, RUNS, CARD, ABOUT = "model.xml", "runs.sedml", "card.toml", "metadata.rdf"
_PACK = Path(__file__).with_name("pack.py")


class ArchiveError(RuntimeError):
    """An archive could not be written; the message is that of the library that refused."""


def write_archive(model: Model, facts: Mapping[str, Fact], path: Path) -> None:
    """Write a model's COMBINE archive.

    It holds the model, a copy of it with events of SBML for each run in which something happens on the way, all runs
    as SED-ML (what a run sets are changes of the model), the card, and a manifest and a description.

    Parameters
    ----------
    model, facts
        The model, and the facts that its card names.
    path
        The file to write; the same model gives the same bytes.

    Raises
    ------
    ModelError
        If libSBML refuses a file.
    ArchiveError
        If libSEDML or libCombine does, or is not installed.
    OSError
        If the file cannot be written.
    """
    given = runs(model.card, facts)
    files = {MODEL: model.sbml, CARD: (model.folder / "card.toml").read_text("utf-8")}
    document = libsbml.readSBMLFromString(model.sbml)
    columns = [[c.id, c.label, _target(document.getModel(), c.id)] for c in model.card.readouts]
    told = []
    for run in given:
        # Rest is looked for without what happens on the way.
        events = [e for e in run.protocol.events if run.end is not None and e.time <= run.end]
        source = f"model_{run.id}.xml" if events else MODEL
        if events:
            files[source] = with_events(model.sbml, events)
        told.append(_told(run, source, columns))
    files[ABOUT] = _about(model)
    content = {
        "path": str(path),
        "sbml_version": document.getVersion(),
        "files": files,
        "sedml": RUNS,
        "runs": told,
    }
    # So that a path that cannot be written is told as such, and not by a program within.
    path.write_bytes(b"")
    done = subprocess.run([sys.executable, _PACK], input=json.dumps(content), capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        path.unlink()
        raise ArchiveError(f"model '{model.id}': {done.stderr.strip()}")


def _about(model: Model) -> str:
    """Return what the archive is, who made it and what it rests on, as RDF. It has no date: the same model gives the same bytes."""
    card = model.card
    links = [sources[key].link for key in card.sources if sources[key].link]
    rests_on = "".join(f'    <dcterms:references rdf:resource="{escape(link)}"/>\n' for link in links)
    creators = ["Restless Legs: an explorable textbook", *([] if card.own else [card.citation])]
    made_by = "".join(f"    <dcterms:creator>{escape(name)}</dcterms:creator>\n" for name in creators)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcterms="http://purl.org/dc/terms/">\n'
        '  <rdf:Description rdf:about=".">\n'
        f"    <dcterms:title>{escape(card.title)}</dcterms:title>\n"
        f"    <dcterms:description>{escape(card.summary)} Kind: {escape(card.kind)}.</dcterms:description>\n"
        f"{made_by}{rests_on}"
        f"    <dcterms:license>{escape(card.licence)}</dcterms:license>\n"
        "  </rdf:Description>\n</rdf:RDF>\n"
    )


def _told(run: Run, source: str, columns: list[list[str]]) -> dict[str, Any]:
    return {"id": run.id, "words": run.words, "source": source, "parameters": dict(run.protocol.parameters), "end": run.end, "columns": columns}


def _target(model: libsbml.Model, name: str) -> str:
    """Return the XPath of a quantity in a model."""
    kind = model.getElementBySId(name).getElementName()
    return f"/sbml:sbml/sbml:model/sbml:listOf{kind[0].upper()}{kind[1:]}{'' if kind == 'species' else 's'}/sbml:{kind}[@id='{name}']"
