"""Tables and EDF+ files of a night: what is read, and how what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from restlesslegs.evidence.errors import TableError
from restlesslegs.plms import EPOCH, Breathing, Hypnogram, Movement, edf
from restlesslegs.plms.events import read_breathing, read_hypnogram, read_movements

HEAD = "onset_s,duration_s,leg\n"
NIGHT = "epoch_start_s,stage\n0,W\n30,N1\n60,N2\n90,R\n"


def file(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "3,1.5,R\n0.25,2,L\n",
        "\ufeff" + HEAD + "3,1.5,R\n0.25,2,L\n",
        (HEAD + "3,1.5,R\n0.25,2,L\n").replace("\n", "\r\n"),
        "\n" + HEAD + "\n3,1.5,R\n  \n,,\n0.25,2,L\n\n",
        "leg , note,Duration_S,onset_s\nR,kick,1.5,3\nL,,2e0,.25",
        HEAD + '"3","1.5","R"\n +0.25 , 2. , L \n',
    ],
)
def test_movements_are_read_as_they_stand(tmp_path: Path, text: str) -> None:
    assert [(m.onset, m.duration, m.leg) for m in read_movements(file(tmp_path, text))] == [(3, 1.5, "R"), (0.25, 2, "L")]


def test_a_night_may_have_no_movement(tmp_path: Path) -> None:
    assert read_movements(file(tmp_path, HEAD)) == []
    assert read_breathing(file(tmp_path, "onset_s,duration_s\n")) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,2,L", "'onset_s' is 'x', which is not a number"),
        (",2,L", "'onset_s' is empty"),
        ("nan,2,L", "'onset_s' is 'nan', which is not a number"),
        ("inf,2,L", "'onset_s' is 'inf', which is not a number"),
        ("1e400,2,L", "'onset_s' is 1e400; a night has not so many seconds"),
        ("1_000,2,L", "'onset_s' is '1_000', which is not a number"),
        ("\uff11,2,L", "which is not a number"),
        ('"12,5",2,L', "decimals take a point"),
        ("12,5,2,L", "4 cells, but there are 3 columns"),
        ("12,2", "2 cells, but there are 3 columns"),
        ("12,-2,L", "'duration_s' is -2; it must be above 0"),
        ("12,0,L", "'duration_s' is 0; it must be above 0"),
        ("12,,L", "'duration_s' is empty"),
        ("12,2,l", "'leg' is 'l'; it must be L or R"),
        ("12,2,B", "'leg' is 'B'; it must be L or R"),
        ("12,2,", "'leg' is ''; it must be L or R"),
    ],
)
def test_a_wrong_movement_is_named_by_its_line(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(TableError) as refused:
        read_movements(file(tmp_path, f"{HEAD}\n1,2,L\n{row}\n50,2,R\n"))
    assert len(refused.value.problems) == 1
    assert refused.value.problems[0].line == 4
    assert message in str(refused.value)


def test_every_wrong_row_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        read_movements(file(tmp_path, HEAD + "1,2,X\n1,2\nx,y,Z\n1,2,L\n"))
    assert [p.line for p in refused.value.problems] == [2, 3, 4, 4, 4]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "needs one column each of onset_s, duration_s, leg"),
        ("onset,duration_s,leg\n1,2,L\n", "missing: onset_s"),
        ("onset_s;duration_s;leg\n1;2;L\n", "missing: onset_s, duration_s, leg"),
        ("onset_s,onset_s,duration_s,leg\n1,1,2,L\n", "wrong or missing: onset_s"),
        (HEAD + '1,2,"L\n', "is not CSV"),
        (b"onset_s,duration_s,leg\n1,2,\xff\n", "table.csv:2: is not in UTF-8"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(TableError, match=r"table\.csv") as refused:
        read_movements(file(tmp_path, text))
    assert message in str(refused.value)


def test_a_hypnogram_is_read_in_any_order(tmp_path: Path) -> None:
    wanted = Hypnogram(0, ("W", "N1", "N2", "R"))
    assert read_hypnogram(file(tmp_path, NIGHT)) == wanted
    head, *rows = NIGHT.splitlines()
    assert read_hypnogram(file(tmp_path, "\r\n".join([head, *reversed(rows)]))) == wanted
    assert read_hypnogram(file(tmp_path, "epoch_start_s,stage\n-15.5,N3\n14.5,N3\n")).start == -15.5


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("epoch_start_s,stage\n", 1, "there is no epoch"),
        (NIGHT + "120,N4\n", 6, "'stage' is 'N4'; it must be one of W, N1, N2, N3, R"),
        (NIGHT + "120,\n", 6, "'stage' is ''"),
        (NIGHT + "x,W\n", 6, "'epoch_start_s' is 'x'"),
        (NIGHT + "90,R\n", 6, "the epoch at 90 s stands already on line 5"),
        (NIGHT + "150,R\n", 6, "there is a gap: the epoch begins 60 s after the one on line 5"),
        (NIGHT + "120.5,R\n", 6, "there is a gap: the epoch begins 30.5 s after the one on line 5"),
        (NIGHT + "115,R\n", 6, "epochs overlap: the epoch begins 25 s after the one on line 5"),
    ],
)
def test_a_wrong_epoch_is_named_by_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(TableError) as refused:
        read_hypnogram(file(tmp_path, text))
    assert [p.line for p in refused.value.problems] == [line]
    assert message in str(refused.value)


MOVEMENTS = [Movement(10.25, 2.5, "L"), Movement(10.1, 0.7, "R"), Movement(31.3, 10.7, "R")]


def test_an_edf_file_holds_a_night(tmp_path: Path) -> None:
    path, night, pauses = tmp_path / "night.edf", Hypnogram(0, ("W", "N1", "N2", "N3", "R", "W")), [Breathing(12.5, 14)]
    edf.write(path, MOVEMENTS, night, pauses)
    back = edf.read(path)
    assert sorted((m.onset, m.duration, m.leg) for m in back.movements) == sorted((m.onset, m.duration, m.leg) for m in MOVEMENTS)
    assert back.hypnogram == night
    assert [(b.onset, b.duration) for b in back.breathing or ()] == [(12.5, 14)]


def annotate(path: Path, *notes: tuple[float, float | None, str]) -> Path:
    import edfio

    edfio.Edf([], annotations=[edfio.EdfAnnotation(*note) for note in notes]).write(path)
    return path


def test_other_texts_of_other_programs_are_understood(tmp_path: Path) -> None:
    notes = [(0, 90, "Sleep stage 4"), (90, None, "Sleep stage r"), (120, 60, "Sleep stage ?"), (3, 1, "Leg movement (left)"), (5, 1, "Right leg movement"), (7, 1, "Lights off")]
    night = edf.read(annotate(tmp_path / "n.edf", *notes, (8, 20, "Obstructive Hypopnea")))
    assert night.hypnogram == Hypnogram(0, ("N3", "N3", "N3", "R"))
    assert [m.leg for m in night.movements] == ["L", "R"]
    assert [b.duration for b in night.breathing or ()] == [20]
    nothing = edf.read(annotate(tmp_path / "m.edf", (3, 1, "Limb movement@@EMG LAT")))
    assert (nothing.hypnogram, nothing.breathing) == (None, None)


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ((40, 1, "Limb movement"), "does not say which leg"),
        ((40, None, "Limb movement@@EMG LAT"), "has no duration"),
        ((40, 45, "Sleep stage N2"), "a stage of 45 s"),
        ((40, 30, "Sleep stage X"), "the stage is 'X'"),
    ],
)
def test_a_wrong_annotation_is_named_by_its_number(tmp_path: Path, note: tuple[float, float | None, str], message: str) -> None:
    with pytest.raises(TableError) as refused:
        edf.read(annotate(tmp_path / "n.edf", (0, EPOCH, "Sleep stage W"), note))
    assert [p.line for p in refused.value.problems] == [2]
    assert message in str(refused.value)


def test_what_is_no_edf_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"x\.edf:0: is not EDF\+"):
        edf.read(file(tmp_path, "onset_s,duration_s,leg\n", "x.edf"))
    with pytest.raises(TableError, match="cannot be read"):
        edf.read(tmp_path / "none.edf")
