"""Pooling: against an independent search of the likelihood, against closed forms, and by the command line."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats  # type: ignore[import-untyped]  # it ships no types

from restlesslegs.evidence.__main__ import main
from restlesslegs.evidence.pool import Arm, combine, difference, pool, read, without_each

SOUND = """study,role,n,mean,sd
A,active,24,-8.9,8.52
A,placebo,19,-4.0,6.11
B,active,32,-8.3,7.5
B,placebo,29,-4.8,8.7
C,active,107,-8.0,8.18
C,placebo,101,-4.8,8.46
D,active,10,-13.6,9.47
D,placebo,8,3.63,5.4
"""


def independent(effects: Any, variances: Any) -> float:
    """Find the REML variance by brute force: a fine grid, then a bounded search around its best point."""
    y, v = np.asarray(effects), np.asarray(variances)

    def loss(tau2: float) -> float:
        w = 1 / (v + tau2)
        mu = np.average(y, weights=w)
        return float(0.5 * (np.sum(np.log(v + tau2)) + np.log(np.sum(w)) + np.sum(w * (y - mu) ** 2)))

    top = float(np.ptp(y)) ** 2 + float(np.max(v))
    grid = np.concatenate([[0.0], np.geomspace(float(np.min(v)) * 1e-6, top, 4000)])
    best = int(np.argmin([loss(x) for x in grid]))
    found = optimize.minimize_scalar(loss, bounds=(grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]), method="bounded", options={"xatol": 1e-12 * top})
    return min((0.0, float(found.x)), key=loss)


STUDIES = st.lists(st.tuples(st.floats(-20, 20), st.floats(0.05, 30)), min_size=2, max_size=12)


@settings(max_examples=60, deadline=None)
@given(STUDIES)
def test_the_variance_between_studies_is_the_true_optimum(studies: list[tuple[float, float]]) -> None:
    effects, variances = zip(*studies, strict=True)
    found = pool(effects, variances)
    w = 1 / (np.asarray(variances) + independent(effects, variances))
    # The likelihood is flat at its top: what the variance does to the estimate is known far better than the variance.
    assert found.estimate == pytest.approx(float(np.average(effects, weights=w)), abs=2e-4)


@settings(max_examples=40, deadline=None)
@given(STUDIES, st.floats(-50, 50), st.floats(0.01, 100))
def test_results_move_and_stretch_with_the_unit(studies: list[tuple[float, float]], shift: float, scale: float) -> None:
    effects, variances = zip(*studies, strict=True)
    before, after = pool(effects, variances), pool([scale * y + shift for y in effects], [scale**2 * v for v in variances])
    assert after.estimate == pytest.approx(scale * before.estimate + shift, rel=1e-6, abs=1e-6 * scale)
    assert after.tau2 == pytest.approx(scale**2 * before.tau2, rel=1e-4, abs=1e-6 * scale**2)
    assert sum(after.weights) == pytest.approx(1)


def test_equal_variances_have_closed_forms() -> None:
    y, v = np.array([1.0, 3.0, 5.0, 11.0]), 2.0
    found = pool(list(y), [v] * 4)
    assert found.tau2 == pytest.approx(np.var(y, ddof=1) - v)
    assert found.estimate == pytest.approx(5)
    assert found.se == pytest.approx(np.std(y, ddof=1) / 2)
    assert found.high - found.estimate == pytest.approx(stats.t.ppf(0.975, 3) * found.se)
    assert found.prediction_high is not None
    assert found.prediction_high - found.estimate == pytest.approx(stats.t.ppf(0.975, 2) * math.sqrt(found.tau2 + found.se**2))
    assert found.i2 == pytest.approx(100 * found.tau2 / (found.tau2 + v))


def test_two_studies_have_no_prediction_interval_and_one_is_not_pooled() -> None:
    assert pool([1.0, 2.0], [1.0, 1.0]).prediction_low is None
    one = pool([1.5], [4.0])
    assert (one.k, one.tau2, one.prediction_low) == (1, 0.0, None)
    assert one.high == pytest.approx(1.5 + 1.959964 * 2, abs=1e-5)
    assert one.method.startswith("one study")


def test_studies_that_agree_wholly_have_an_interval_of_no_width() -> None:
    same = pool([2.0, 2.0, 2.0], [1.0, 4.0, 2.0])
    assert (same.tau2, same.low, same.high) == (0.0, 2.0, 2.0)


def test_the_fixed_model_is_the_inverse_variance_mean() -> None:
    fixed = pool([1.0, 4.0], [1.0, 2.0], "fixed")
    assert fixed.estimate == pytest.approx(2.0)
    assert fixed.se == pytest.approx(math.sqrt(2 / 3))


def test_arms_combine_as_if_their_people_were_one_arm() -> None:
    rng = np.random.default_rng(7)
    groups = [rng.normal(m, s, n) for m, s, n in ((1, 2, 11), (3, 1, 7), (-2, 4, 30))]
    whole = np.concatenate(groups)
    made = combine([Arm(len(g), float(g.mean()), float(g.std(ddof=1))) for g in groups])
    assert (made.n, made.mean, made.sd) == (48, pytest.approx(whole.mean()), pytest.approx(whole.std(ddof=1)))


def test_a_difference_is_active_less_placebo() -> None:
    found = difference("A", [Arm(24, -8.9, 8.52)], [Arm(19, -4.0, 6.11)])
    assert found.estimate == pytest.approx(-4.9)
    assert math.sqrt(found.variance) == pytest.approx(2.234, abs=5e-4)


def test_leaving_out_pools_the_others() -> None:
    y, v = [1.0, 3.0, 9.0], [1.0, 2.0, 3.0]
    assert without_each(y, v)[2].estimate == pool(y[:2], v[:2]).estimate
    with pytest.raises(ValueError, match="none remains"):
        without_each([1.0], [1.0])


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: str | bytes) -> tuple[int, str, str]:
    file = tmp_path / "arms.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    code = main(["pool", str(file)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command_prints_the_result_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(tmp_path, capsys, SOUND)
    found = json.loads(out)
    assert (code, err, found["k"]) == (0, "", 4)
    assert set(found) >= {"estimate", "low", "high", "tau2", "i2", "prediction_low", "prediction_high", "method", "k"}
    effects = read(tmp_path / "arms.csv")
    assert found["estimate"] == pool([e.estimate for e in effects], [e.variance for e in effects]).estimate
    assert "REML" in found["method"]
    assert "Hartung-Knapp" in found["method"]


@pytest.mark.parametrize(
    "same",
    [
        "\ufeff" + SOUND,
        SOUND.replace("\n", "\r\n"),
        SOUND.replace("\n", "\n\n"),
        "\n" + SOUND,
        SOUND.replace("study,role,n,mean,sd", " Study , ROLE ,n,mean,sd").replace("active", " Active "),
        "\n".join(",".join([*reversed(line.split(",")), "x"]) for line in SOUND.strip().split("\n")),
        SOUND.replace("24,", "24.0,"),
    ],
)
def test_the_form_of_the_file_does_not_matter(tmp_path: Path, capsys: pytest.CaptureFixture[str], same: str) -> None:
    _, plain, _ = run(tmp_path, capsys, SOUND)
    code, out, _ = run(tmp_path, capsys, same)
    assert code == 0
    found, wanted = json.loads(out), json.loads(plain)
    assert found.pop("weights") == pytest.approx(wanted.pop("weights"))
    assert found == pytest.approx(wanted)


def test_several_active_arms_become_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(tmp_path, capsys, "study,role,n,mean,sd\nA,active,10,-8,4\nA,active,30,-12,5\nA,placebo,20,-5,6\n")
    found, arm = json.loads(out), combine([Arm(10, -8, 4), Arm(30, -12, 5)])
    assert found["estimate"] == pytest.approx(arm.mean + 5)
    assert (found["k"], found["tau2"], found["prediction_low"]) == (1, 0.0, None)


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (SOUND.replace("24,", ",", 1), 2, "'n' is empty"),
        (SOUND.replace("24,", "0,", 1), 2, "'n' is 0"),
        (SOUND.replace("24,", "-3,", 1), 2, "'n' is -3"),
        (SOUND.replace("24,", "2.5,", 1), 2, "'n' is 2.5"),
        (SOUND.replace("8.52", ""), 2, "'sd' is empty"),
        (SOUND.replace("8.52", "0"), 2, "'sd' is 0"),
        (SOUND.replace("8.52", "-1"), 2, "'sd' is -1"),
        (SOUND.replace("8.52", "nan"), 2, "'sd' is 'nan'"),
        (SOUND.replace("8.52", "1e200"), 2, "too large or too small"),
        (SOUND.replace("8.52", "1e-200").replace("6.11", "1e-200"), 2, "too large or too small"),
        (SOUND.replace("-8.9", "1e308"), 2, "too large or too small"),
        ("\n\n" + SOUND.replace("8.52", "0"), 4, "'sd' is 0"),
        (SOUND.replace("-8.9", "much"), 2, "'mean' is 'much'"),
        (SOUND.replace("-8.9", "inf"), 2, "'mean' is 'inf'"),
        (SOUND.replace("B,active", "B,sham"), 4, "'role' is 'sham'"),
        (SOUND.replace("D,placebo,8,3.63,5.4\n", ""), 8, "study 'D' has no placebo arm"),
        (SOUND.replace("A,active", ",active"), 2, "'study' is empty"),
        (SOUND.replace("study,role,n,mean,sd", "study,role,n,mean"), 1, "sd"),
        (SOUND + "E,active\n", 10, "2 cells"),
        ("study,role,n,mean,sd\n", 1, "no arm"),
        ("", 1, "needs one column each"),
        (SOUND + 'E,"active\n', 10, "is not CSV"),
        (b"study,role,n,mean,sd\nA\xff,active,1,1,1\n", 2, "is not in UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: str | bytes, line: int, message: str) -> None:
    code, out, err = run(tmp_path, capsys, data)
    assert (code, out) == (2, "")
    assert any(said.startswith(f"arms.csv:{line}: ") and message in said for said in err.splitlines()), err


def test_a_wrong_row_is_reported_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(tmp_path, capsys, SOUND.replace("A,active,24,-8.9,8.52", "A,active,24,-8.9,8.52,"))
    assert (code, err.splitlines()) == (2, ["arms.csv:2: 6 cells, but there are 5 columns"])


def test_a_missing_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pool", str(tmp_path / "nowhere.csv")]) == 2
    assert "nowhere.csv" in capsys.readouterr().err
