"""The command line: what it prints, and that bad input prints nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from restlesslegs.plms import Hypnogram, Movement, edf
from restlesslegs.plms.__main__ import main

EVENTS = "onset_s,duration_s,leg\n" + "".join(f"{10 + 20 * i},2,{'LR'[i % 2]}\n" for i in range(6))
HYPNOGRAM = "epoch_start_s,stage\n" + "".join(f"{30 * i},{'W' if i < 2 else 'N2'}\n" for i in range(12))


@pytest.fixture
def night(tmp_path: Path) -> list[str]:
    (tmp_path / "e.csv").write_text(EVENTS)
    (tmp_path / "h.csv").write_text(HYPNOGRAM)
    return [str(tmp_path / "e.csv"), "--hypnogram", str(tmp_path / "h.csv")]


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(arguments) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_it_prints_the_night(night: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "restlesslegs.plms", *night], capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    wanted = {"clm": 6, "plms": 3, "plmw": 3, "plm_series": 1, "sleep_hours": 300 / 3600, "plms_index": 36, "periodicity_index": 1, "rules": "wasm2016"}
    assert {key: told[key] for key in wanted} == wanted
    assert "plms_nr" not in told


def test_rules_and_start_may_be_chosen(night: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    rows = "\n".join(f"{onset},1,L" for onset in (0, 3, 20, 40, 60))
    Path(night[0]).write_text("onset_s,duration_s,leg\n" + rows)
    assert printed(capsys, *night)["plm_series"] == 1
    assert printed(capsys, *night, "--short-start", "no")["plm_series"] == 0
    assert printed(capsys, *night, "--short-start", "yes")["plms"] == 1
    assert printed(capsys, *night, "--rules", "wasm2006")["plm_series"] == 1
    assert printed(capsys, *night, "--rules", "aasm", "--short-start", "no")["rules"] == "aasm"
    for wrong in (("--rules", "wasm2020"), ("--short-start", "maybe")):
        with pytest.raises(SystemExit) as refused:
            main([*night, *wrong])
        assert refused.value.code == 2
        assert capsys.readouterr().out == ""


def test_a_twitch_ends_a_series_unless_it_is_to_be_ignored(night: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with Path(night[0]).open("a") as file:
        file.write("65,0.4,R\n")
    assert printed(capsys, *night)["plm_series"] == 0
    ignored = printed(capsys, *night, "--too-short", "ignored")
    assert ignored["too_short"] == "ignored"
    assert (ignored["plm_series"], ignored["clm"], ignored["movements"], ignored["periodicity_index"]) == (1, 6, 7, 1)
    # Only what is too short is ignored.
    with Path(night[0]).open("a") as file:
        file.write("67,11,R\n")
    assert printed(capsys, *night, "--too-short", "ignored")["plm_series"] == 0


def test_breathing_adds_and_changes_nothing_else(night: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pauses = tmp_path / "r.csv"
    pauses.write_text("onset_s,duration_s\n60,10\n")
    plain, more = printed(capsys, *night), printed(capsys, *night, "--respiratory", str(pauses))
    assert more.pop("plms_nr") == 2
    assert more.pop("plms_nr_index") == pytest.approx(24)
    assert more == plain
    assert main([*night, "--respiratory", str(pauses), "--rules", "wasm2006"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["plms_nr"] is None
    assert "not seen" in err


def test_events_are_told_on_request(night: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    events = printed(capsys, *night, "--events")["events"]
    assert len(events) == 6
    assert events[0] | {"duration_s": 2} == {
        "onset_s": 10,
        "duration_s": 2,
        "side": "L",
        "parts": 1,
        "stage": "W",
        "candidate": True,
        "interval_s": None,
        "link": "first",
        "run": 1,
        "series": 1,
        "why_not": None,
        "breathing": False,
    }


def test_a_night_without_movements_is_a_night(night: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path(night[0]).write_text("onset_s,duration_s,leg\n")
    told = printed(capsys, *night)
    assert [told[key] for key in ("clm", "plms", "plmw", "plm_series", "plms_index", "periodicity_index")] == [0, 0, 0, 0, 0, None]


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("e.csv", EVENTS + "x,2,L\n", ["e.csv:8: 'onset_s'"]),
        ("e.csv", EVENTS + "360,2,L\n-1,2,L\n", ["e.csv:8: begins at 360 s, outside", "e.csv:9: begins at -1 s, outside"]),
        ("e.csv", EVENTS.replace("leg", "side"), ["e.csv:1: needs one column each"]),
        ("h.csv", HYPNOGRAM + "390,N2\n", ["h.csv:14: there is a gap"]),
        ("h.csv", HYPNOGRAM + "360,S2\n", ["h.csv:14: 'stage' is 'S2'"]),
        ("r.csv", "onset_s,duration_s\n20,x\n", ["r.csv:2: 'duration_s' is 'x'"]),
        ("r.csv", "onset_s,duration_s\n400,10\n", ["r.csv:2: begins at 400 s, outside"]),
    ],
)
def test_bad_input_is_named_and_nothing_is_printed(night: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, lines: list[str]) -> None:
    (tmp_path / "r.csv").write_text("onset_s,duration_s\n20,10\n")
    (tmp_path / name).write_text(text)
    assert main([*night, "--respiratory", str(tmp_path / "r.csv")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == len(lines)
    assert all(line in err for line in lines)


def test_defects_of_all_files_are_told_at_once(night: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "e.csv").write_text(EVENTS + "5,2,Q\n")
    (tmp_path / "h.csv").write_text(HYPNOGRAM + "0,W\n")
    assert main(night) == 2
    assert capsys.readouterr().err.splitlines() == ["e.csv:8: 'leg' is 'Q'; it must be L or R", "h.csv:14: the epoch at 0 s stands already on line 2"]
    assert main([str(tmp_path / "none.csv"), "--hypnogram", str(tmp_path / "nor.csv")]) == 2
    assert "none.csv:0: cannot be read" in capsys.readouterr().err
    assert main([str(tmp_path / "e.csv")]) == 2


def test_an_edf_file_is_scored_as_its_tables_are(night: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "night.EDF"
    movements = [Movement(10 + 20 * i, 2, "LR"[i % 2]) for i in range(6)]
    edf.write(path, movements, Hypnogram(0, ("W",) * 2 + ("N2",) * 10))
    assert printed(capsys, str(path)) == printed(capsys, *night)
    # A table of stages goes before those of the file, and must hold all movements.
    (tmp_path / "h.csv").write_text("epoch_start_s,stage\n0,N2\n")
    assert main([str(path), "--hypnogram", str(tmp_path / "h.csv")]) == 2
    assert "outside the hypnogram" in capsys.readouterr().err


def test_an_edf_file_without_stages_needs_a_hypnogram(night: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "n.edf"
    edf.write(path, [Movement(10, 2, "L")], Hypnogram(0, ()))
    assert main([str(path)]) == 2
    assert "give --hypnogram FILE" in capsys.readouterr().err
    assert printed(capsys, str(path), *night[1:])["clm"] == 1
