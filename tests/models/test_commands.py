"""The command line, and the SBML it writes."""

from __future__ import annotations

import re
from pathlib import Path

import libsbml
import pytest
import roadrunner

from restlesslegs import models
from restlesslegs.engines import copasi
from restlesslegs.models import Model, __main__, available, check

SPECIES = {"tyr", "tyr_pool", "ldopa", "bh4", "bh2", "cda", "vda", "eda", "hva"}
SCALES = ("th_expression", "dat_density", "firing_rate", "autoreceptor_gain", "d2_density", "brain_iron")


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "terminal.xml"
    assert __main__.main(["export", "dopamine_terminal", "--sbml", str(path)]) == 0
    return path


def test_exported_sbml_has_no_errors_or_warnings(exported: Path) -> None:
    document = libsbml.readSBMLFromFile(str(exported))
    for category in (libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, libsbml.LIBSBML_CAT_MODELING_PRACTICE):
        document.setConsistencyChecks(category, True)
    document.checkConsistency()
    assert [document.getError(i).getMessage() for i in range(document.getNumErrors())] == []
    assert document.getLevel() == 3


def test_exported_sbml_is_what_was_agreed(exported: Path) -> None:
    model = libsbml.readSBMLFromFile(str(exported)).getModel()
    assert {s.getId() for s in model.getListOfSpecies()} == SPECIES
    for name in SCALES:
        parameter = model.getParameter(name)
        assert (parameter.getValue(), parameter.getConstant(), parameter.getUnits()) == (1, True, "dimensionless")
    assert [model.getParameter(name).getValue() for name in ("blood_tyrosine", "daily_swing", "swing_peak")] == [97, 0, 0.5]
    assert model.getTimeUnits() == "hour"


def test_exported_sbml_runs_elsewhere_and_obeys_its_parameters(exported: Path) -> None:
    runner = roadrunner.RoadRunner(str(exported))
    runner.integrator.relative_tolerance = 1e-10
    before = runner["[eda]"]
    runner.th_expression = 0.5
    runner.simulate(0, 2000, 2)
    assert runner["[eda]"] / before == pytest.approx(0.8268, rel=1e-3)
    assert runner.signal == pytest.approx(runner["[eda]"] / before, rel=1e-9)


def test_export_of_an_unknown_model_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["export", "serotonin", "--sbml", str(tmp_path / "x.xml")]) == 2
    assert "there is no model 'serotonin'" in capsys.readouterr().err
    assert not (tmp_path / "x.xml").exists()


def test_export_to_an_unwritable_path_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nowhere" / "x.xml"
    assert __main__.main(["export", "dopamine_terminal", "--sbml", str(path)]) == 2
    assert f"cannot write {path}" in capsys.readouterr().err


def test_one_module_is_written_for_each_model(tmp_path: Path) -> None:
    assert __main__.main(["javascript", "--out", str(tmp_path / "js")]) == 0
    assert sorted(p.name for p in (tmp_path / "js").iterdir()) == [f"{name}.js" for name in available()]


def test_check_passes_and_prints_one_line_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == available()
    assert "20 of 20 reproduced" in lines[available().index("dopamine_terminal")]


def test_check_fails_when_a_constant_of_the_model_moves(terminal: Model, tmp_path: Path) -> None:
    folder = tmp_path / "dopamine_terminal"
    folder.mkdir()
    text = (terminal.folder / "model.ant").read_text("utf-8")
    (folder / "model.ant").write_text(text.replace("const release_rate = 1 per_h;", "const release_rate = 1.1 per_h;"), "utf-8")
    (folder / "card.toml").write_bytes((terminal.folder / "card.toml").read_bytes())
    well, lines = __main__.check(Model(folder))
    assert not well
    assert "card.toml:" in lines
    assert "expected 81" in lines or "eda" in lines


@pytest.fixture
def broken(two_rooms: Model, tmp_path: Path) -> Path:
    """A folder of one model whose card claims what the model does not do."""
    folder = tmp_path / "models" / "two_rooms"
    folder.mkdir(parents=True)
    (folder / "model.ant").write_bytes((two_rooms.folder / "model.ant").read_bytes())
    claim = '\n[[reproduces]]\nobservable = "a"\nwhen = 1\nvalue = 12345\nnote = "nobody found this"\ntolerance = 0.1\n'
    (folder / "card.toml").write_text((two_rooms.folder / "card.toml").read_text("utf-8") + claim, "utf-8")
    return folder.parent


def test_check_of_a_card_that_claims_too_much_fails_and_names_the_line(broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(models, "FOLDER", broken)
    models.load.cache_clear()
    assert __main__.main(["check"]) == 1
    said = capsys.readouterr().out
    models.load.cache_clear()
    line = next(n for n, row in enumerate((broken / "two_rooms" / "card.toml").read_text("utf-8").splitlines(), 1) if row == "value = 12345") - 3
    assert f"card.toml:{line}: a at" in said
    assert "expected 12345" in said


def test_check_says_how_near_the_engines_are_and_how_long_each_takes(two_rooms: Model) -> None:
    _, line = __main__.check(two_rooms)
    assert re.search(r"engines agree to \S+ over \d+ runs", line)
    assert re.search(r"ms a simulation: browser [\d.]+, libRoadRunner [\d.]+, COPASI [\d.]+", line)


def test_check_fails_when_an_engine_disagrees(two_rooms: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "agreement", lambda _: check.Agreement(browser=0.01, copasi=1e-8, runs=3))
    well, lines = __main__.check(two_rooms)
    assert not well
    assert "browser 0.01, COPASI 1e-08" in lines


def test_a_wrong_engine_is_seen(two_rooms: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    right = check.agreement(two_rooms)
    assert right.worst <= check.AGREEMENT
    true = copasi.simulate
    monkeypatch.setattr(copasi, "simulate", lambda *given: {name: 1.01 * values for name, values in true(*given).items()})
    assert check.agreement(two_rooms).copasi == pytest.approx(0.01, rel=1e-3)
    assert check.agreement(two_rooms).browser == right.browser


def test_difference_sees_a_small_state_that_is_wrong() -> None:
    big = {"x": [1.0, 0.5, 0.0]}
    assert check.difference(big, {"x": [1.0, 0.5, 1e-8]}, ["x"]) == pytest.approx(1e-5)
    assert check.difference(big, {"x": [1.0, 0.6, 0.0]}, ["x"]) == pytest.approx(0.2)
    assert check.difference({"x": [0.0, 0.0]}, {"x": [0.0, 1e-12]}, ["x"]) == float("inf")
