"""Archives: libSBML has nothing to say against what is in them, and COPASI opens and runs them with our results."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path

import libsbml
import numpy as np
import pytest

from restlesslegs.engines import copasi, roadrunner
from restlesslegs.engines.errors import ModelError
from restlesslegs.engines.events import Event, Vector
from restlesslegs.evidence import facts
from restlesslegs.exchange import ArchiveError, Run, runs, with_events, write_archive
from restlesslegs.models import Model, __main__, available, load
from restlesslegs.models.check import AGREEMENT, difference
from restlesslegs.models.target import Protocol

SED = "{http://sed-ml.org/sed-ml/level1/version4}"


@pytest.fixture(params=available())
def model(request: pytest.FixtureRequest) -> Model:
    return load(request.param)


@pytest.fixture
def archive(model: Model, tmp_path: Path) -> Path:
    path = tmp_path / f"{model.id}.omex"
    write_archive(model, facts, path)
    return path


def open_in_copasi(archive: Path, run: Run, report: Path) -> copasi.COPASI.CDataModel:
    """Open one run of an archive, as COPASI's own dialogue does after a choice."""
    data = copasi.COPASI.CRootContainer.addDatamodel()
    choice = copasi.COPASI.SedmlImportOptions(run.id, f"model_{run.id}", copasi.COPASI.StringStdVector(), f"report_{run.id}", str(report))
    assert data.openCombineArchive(str(archive), None, True, choice), copasi.COPASI.CCopasiMessage.getAllMessageText()
    return data


def run_in_copasi(archive: Path, run: Run, folder: Path) -> dict[str, Vector]:
    """Run it there as it was opened; return the report's columns, with the digits that COPASI's time series has where it has them."""
    report = folder / f"{run.id}.txt"
    data = open_in_copasi(archive, run, report)
    task = data.getTask("Time-Course")
    assert task.isScheduled()
    assert task.process(True), copasi.COPASI.CCopasiMessage.getAllMessageText()
    head, *lines = report.read_text("utf-8").splitlines()
    table = np.array([[float(cell) for cell in line.split(",")[:-1]] for line in lines if line])
    columns = dict(zip([name.strip() for name in head.split(",")][:-1], table.T, strict=True))
    series = task.getTimeSeries()
    steps = range(series.getRecordedSteps())
    fine = {series.getSBMLId(i, data): np.array([series.getConcentrationData(k, i) for k in steps]) for i in range(1, series.getNumVariables())}
    return columns | {name: values for name, values in fine.items() if name in columns}


def away_from_events(times: Vector, protocol: Protocol) -> np.ndarray:
    """Say which outputs are not at an event: there one engine may show the state before it, another the state after."""
    at = np.array([e.time for e in protocol.events if e.time > 0])
    return np.array([not np.any(np.abs(at - t) < 1e-6) for t in times])


def test_copasi_runs_every_archive_with_the_results_of_libroadrunner(model: Model, archive: Path, tmp_path: Path) -> None:
    over_time = [run for run in runs(model.card, facts) if run.end is not None]
    for run in over_time:
        theirs = run_in_copasi(archive, run, tmp_path)
        assert {"time", *model.columns} == set(theirs), run.id
        times = np.linspace(0.0, run.end or 0.0, len(theirs["time"]))
        assert len(times) == 481
        ours = roadrunner.simulate(model.sbml, model.system, run.protocol.parameters, times, run.protocol.events)
        kept = away_from_events(times, run.protocol)
        assert kept.sum() > 400
        assert difference({n: ours[n][kept] for n in model.system.states}, {n: theirs[n][kept] for n in model.system.states}, model.system.states) <= AGREEMENT, run.id
        for name in model.card.observables:
            # Six digits of a report are all that COPASI writes of a flux.
            assert np.allclose(ours[name.id][kept], theirs[name.id][kept], rtol=1e-4, atol=1e-4 * np.max(np.abs(ours[name.id]))), (run.id, name.id)


def test_copasi_finds_the_rest_that_an_archive_asks_for(tmp_path: Path) -> None:
    model = load("dopamine_terminal")
    archive = tmp_path / "terminal.omex"
    write_archive(model, facts, archive)
    resting = [run for run in runs(model.card, facts) if run.end is None]
    assert len(resting) >= 10
    scale = {s.id: s.scale for s in model.card.states}
    for run in resting:
        data = open_in_copasi(archive, run, tmp_path / "rest.txt")
        task = data.getTask("Steady-State")
        assert task.isScheduled()
        assert task.process(True), copasi.COPASI.CCopasiMessage.getAllMessageText()
        ours = model.steady_state(run.protocol.parameters)
        for species in data.getModel().getMetabolites():
            name = species.getSBMLId()
            assert species.getConcentration() == pytest.approx(ours[name], rel=AGREEMENT, abs=1e-9 * scale[name]), (run.id, name)


def complaints(sbml: str) -> list[str]:
    document = libsbml.readSBMLFromString(sbml)
    for category in (libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, libsbml.LIBSBML_CAT_MODELING_PRACTICE):
        document.setConsistencyChecks(category, True)
    document.checkConsistency()
    return [document.getError(i).getMessage() for i in range(document.getNumErrors())]


def test_libsbml_has_nothing_to_say_against_any_sbml_in_an_archive(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        models = [name for name in opened.namelist() if name.endswith(".xml") and name != "manifest.xml"]
        assert "model.xml" in models
        assert {name: complaints(opened.read(name).decode()) for name in models} == {name: [] for name in models}


def contents(archive: Path) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(archive) as opened:
        for entry in ET.fromstring(opened.read("manifest.xml")):
            yield entry.attrib["location"], entry.attrib["format"]


def test_the_manifest_names_every_file_and_the_runs_first(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        assert {name for name, _ in contents(archive)} - {"."} == set(opened.namelist()) - {"manifest.xml"}
        masters = [e.attrib["location"] for e in ET.fromstring(opened.read("manifest.xml")) if e.attrib.get("master") == "true"]
        sources = {m.attrib["source"] for m in ET.fromstring(opened.read("runs.sedml")).iter(f"{SED}model")}
    assert masters == ["runs.sedml"]
    assert sources <= {name for name, _ in contents(archive)}
    assert "sbml" in dict(contents(archive))["model.xml"]


def test_every_target_of_the_card_has_its_run(model: Model, archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        tasks = {t.attrib["id"] for t in ET.fromstring(opened.read("runs.sedml")).iter(f"{SED}task")}
    given = runs(model.card, facts)
    assert tasks == {run.id for run in given}
    settings = [(dict(run.protocol.parameters), run.end is None) for run in given]
    assert all((dict(t.parameters), t.when == "steady state") in settings for t in model.card.reproduces)


def test_an_archive_is_the_same_each_time(model: Model, archive: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.omex"
    write_archive(model, facts, again)
    assert again.read_bytes() == archive.read_bytes()


def test_doses_at_one_time_are_one_event_with_their_unit(two_rooms: Model) -> None:
    happening = [Event(0.0, add={"a": 1.0}), Event(2.0, {"speed": 0.5}, {"a": 1.0}), Event(2.0, {"speed": 0.25}, {"a": 2.0})]
    text = with_events(two_rooms.sbml, happening)
    assert complaints(text) == []
    document = libsbml.readSBMLFromString(text)
    events = list(document.getModel().getListOfEvents())
    assert [libsbml.formulaToL3String(e.getTrigger().getMath()).split(" ")[:3] for e in events] == [["time", ">=", "0"], ["time", ">=", "2"]]
    assigned = {a.getVariable(): libsbml.formulaToL3String(a.getMath()) for a in events[1].getListOfEventAssignments()}
    assert assigned["a"].startswith("a + 3")
    assert assigned["speed"].startswith("0.25")
    assert libsbml.readSBMLFromString(two_rooms.sbml).getModel().getNumEvents() == 0


def test_what_libsbml_refuses_is_not_written(two_rooms: Model) -> None:
    broken = two_rooms.sbml.replace('timeUnits="', 'timeUnits="no_', 1)
    with pytest.raises(ModelError, match="with events"):
        with_events(broken, [Event(1.0, add={"a": 1.0})])


def test_export_writes_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "iron.omex"
    assert __main__.main(["export", "oral_iron", "--archive", str(path)]) == 0
    assert dict(contents(path))["runs.sedml"].endswith("sed-ml")


def test_export_of_an_archive_to_an_unwritable_path_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nowhere" / "x.omex"
    assert __main__.main(["export", "oral_iron", "--archive", str(path)]) == 2
    assert f"cannot write {path}" in capsys.readouterr().err


def test_export_needs_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        __main__.main(["export", "oral_iron"])
    assert left.value.code == 2
    assert "--archive" in capsys.readouterr().err


def test_an_archive_that_a_library_refuses_is_not_left_behind(two_rooms: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from restlesslegs.exchange import archive

    broken = tmp_path / "pack.py"
    broken.write_text("raise SystemExit('the library says no')", "utf-8")
    monkeypatch.setattr(archive, "_PACK", broken)
    with pytest.raises(ArchiveError, match=r"two_rooms.*says no"):
        write_archive(two_rooms, facts, tmp_path / "x.omex")
    assert not (tmp_path / "x.omex").exists()
