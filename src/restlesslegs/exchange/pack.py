"""Writes SED-ML and the COMBINE archive. A program of its own, called by :mod:`restlesslegs.exchange.archive`.

libSEDML and libCombine bring their own copies of libSBML's classes into Python, and what was imported last takes over:
in one process with libSBML, formulas can no longer be read. So this file imports nothing of the package.

Reads JSON from standard input:
``{"path", "sbml_version", "files": {name: text}, "sedml": name, "runs": [{"id", "words",
"source", "parameters": {id: value}, "end": hours or null, "columns": [[id, label, XPath]]}]}``.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import libcombine
import libsedml

LEVEL, VERSION = 1, 4
#: Outputs of a run over time, its start not counted.
STEPS = 480
#: Terms of KiSAO: CVODE with its tolerances and steps, and Newton's method for rest.
_CVODE, _NEWTON = "KISAO:0000019", "KISAO:0000407"
_CVODE_SETTINGS = {"KISAO:0000209": "1e-09", "KISAO:0000211": "1e-14", "KISAO:0000415": "200000"}
_LANGUAGE = "urn:sedml:language:sbml"
#: Where the format of a file stands that COMBINE does not know.
_MEDIA = "http://purl.org/NET/mediatypes/application"
#: The time stamp of every file in an archive: the earliest that the format knows. A build's own time would change its bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)
_FORMATS = {".xml": "sbml", ".sedml": "sedml", ".rdf": "omex"}


def sedml(runs: Sequence[Mapping[str, Any]], sbml_version: int) -> str:
    """Write runs as SED-ML: one task and one report a run. Raises ValueError if libSEDML finds an error."""
    document = libsedml.SedDocument(LEVEL, VERSION)
    document.getNamespaces().add(f"http://www.sbml.org/sbml/level3/version{sbml_version}/core", "sbml")
    for run in runs:
        _model(document, run)
        _simulation(document, run)
        task = document.createTask()
        task.setId(run["id"])
        task.setName(run["words"])
        task.setModelReference(f"model_{run['id']}")
        task.setSimulationReference(f"simulation_{run['id']}")
        _report(document, run)
    written: str = libsedml.writeSedMLToString(document)
    again = libsedml.readSedMLFromString(written)
    if again.getNumErrors(libsedml.LIBSEDML_SEV_ERROR):
        raise ValueError(again.getErrorLog().toString())
    return written


def _model(document: libsedml.SedDocument, run: Mapping[str, Any]) -> None:
    made = document.createModel()
    made.setId(f"model_{run['id']}")
    made.setName(run["words"])
    made.setLanguage(_LANGUAGE)
    made.setSource(run["source"])
    for name, value in run["parameters"].items():
        change = made.createChangeAttribute()
        change.setTarget(f"/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter[@id='{name}']/@value")
        change.setNewValue(repr(float(value)))


def _simulation(document: libsedml.SedDocument, run: Mapping[str, Any]) -> None:
    if run["end"] is None:
        simulation = document.createSteadyState()
    else:
        simulation = document.createUniformTimeCourse()
        simulation.setInitialTime(0.0)
        simulation.setOutputStartTime(0.0)
        simulation.setOutputEndTime(run["end"])
        simulation.setNumberOfSteps(STEPS)
    simulation.setId(f"simulation_{run['id']}")
    algorithm = simulation.createAlgorithm()
    algorithm.setKisaoID(_NEWTON if run["end"] is None else _CVODE)
    for kisao, value in ({} if run["end"] is None else _CVODE_SETTINGS).items():
        parameter = algorithm.createAlgorithmParameter()
        parameter.setKisaoID(kisao)
        parameter.setValue(value)


def _report(document: libsedml.SedDocument, run: Mapping[str, Any]) -> None:
    report = document.createReport()
    report.setId(f"report_{run['id']}")
    report.setName(run["words"])

    def column(name: str, label: str, target: str = "") -> None:
        generator = document.createDataGenerator()
        generator.setId(f"{run['id']}__{name}")
        generator.setName(label)
        variable = generator.createVariable()
        variable.setId(f"{run['id']}__{name}_")
        variable.setTaskReference(run["id"])
        if target:
            variable.setTarget(target)
        else:
            variable.setSymbol("urn:sedml:symbol:time")
        generator.setMath(libsedml.parseL3Formula(variable.getId()))
        data = report.createDataSet()
        data.setId(f"{run['id']}__{name}_column")
        data.setLabel(name)
        data.setDataReference(generator.getId())

    if run["end"] is not None:
        column("time", "time")
    for name, label, target in run["columns"]:
        column(name, label, target)


def write(given: Mapping[str, Any]) -> None:
    """Write the archive that the input describes."""
    archive = libcombine.CombineArchive()
    files = {**given["files"], given["sedml"]: sedml(given["runs"], given["sbml_version"])}
    for name, content in files.items():
        kind = Path(name).suffix
        form = libcombine.KnownFormats.lookupFormat(_FORMATS[kind]) if kind in _FORMATS else f"{_MEDIA}/{kind[1:]}"
        archive.addFileFromString(content, name, form, name == given["sedml"])
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.omex"
        if not archive.writeToFile(str(raw)):
            raise ValueError("libCombine could not write the archive")
        with zipfile.ZipFile(raw) as read, zipfile.ZipFile(given["path"], "w", zipfile.ZIP_DEFLATED) as fixed:
            for name in sorted(read.namelist()):
                fixed.writestr(zipfile.ZipInfo(name, _STAMP), read.read(name), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    write(json.load(sys.stdin))
