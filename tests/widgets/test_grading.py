"""Grading in Python: what may be graded, how answers are checked, and the same agreement as in the page."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest
import traitlets

from restlesslegs import frontend
from restlesslegs.evidence import UnknownClaimError, claims
from restlesslegs.evidence.vocabulary import VERDICTS
from restlesslegs.widgets import Grading
from restlesslegs.widgets.grading import LEVELS, SCALE, kappa
from restlesslegs.widgets.parts import FigureError

WEB = Path(__file__).parents[2] / "web"


def grading() -> Grading:
    return Grading("g", "G", ["c03", "c12", "c24"])


def test_every_verdict_but_an_omission_has_a_place_on_the_scale() -> None:
    assert set(LEVELS) == set(VERDICTS) - {"omission"}
    assert set(LEVELS.values()) == set(range(len(SCALE)))


@pytest.mark.parametrize(("ids", "message"), [(["c25"], "is an omission, which cannot be graded"), ([], "needs claims"), (["c01", "c01"], "each once")])
def test_what_cannot_be_graded_is_refused(ids: list[str], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        Grading("g", "G", ids)


def test_an_unknown_claim_is_refused() -> None:
    with pytest.raises(UnknownClaimError, match="c99"):
        Grading("g", "G", ["c99"])


def test_answers_that_do_not_fit_are_refused_and_the_old_ones_stay() -> None:
    figure = grading()
    figure.answers = {"c03": 1}
    for wrong in ({"c99": 1}, {"c03": 4}, {"c03": 0.5}):
        with pytest.raises(traitlets.TraitError):
            figure.answers = wrong
    assert figure.answers == {"c03": 1}


def test_verdicts_wait_until_all_claims_are_graded() -> None:
    figure = grading()
    figure.answers = {"c03": 1}
    with pytest.raises(traitlets.TraitError, match="when all 3 claims are graded; 1 are"):
        figure.shown = True
    assert not figure.shown


def test_results_set_the_readers_grade_beside_the_books() -> None:
    figure = grading()
    figure.answers = {"c03": 1, "c12": 3}
    table = figure.results
    assert list(table.index) == ["c03", "c12", "c24"]
    assert table.loc["c12", "ours"] == SCALE[LEVELS[claims["c12"].verdict]]
    assert table.loc["c12", "gap"] == 3
    assert table["yours"].isna().sum() == 1
    assert (figure.agreement.n, figure.agreement.same, figure.agreement.lean) == (2, 1, 1.5)


def test_the_verdicts_are_not_in_sight_before_they_are_asked_for() -> None:
    figure = grading()
    assert "Verdict:" not in figure.static()["html"]
    figure.answers, figure.shown = {"c03": 1, "c12": 0, "c24": 3}, True
    assert "Verdict:" in figure.static()["html"]
    assert "agree on 3 of 3" in figure.static()["sentence"]


def test_python_and_page_give_the_same_kappa() -> None:
    rng = random.Random(5)
    tables = [[[rng.randrange(4) for _ in range(4)] for _ in range(4)] for _ in range(200)] + [[[0] * 4 for _ in range(4)]]
    script = (
        "import { kappa } from './src/stats/kappa.ts'; import fs from 'node:fs';"
        "console.log(JSON.stringify(JSON.parse(fs.readFileSync(0, 'utf8')).map(t => [kappa(t), kappa(t, true)])));"
    )
    done = subprocess.run(
        [str(frontend.node()), "--import", "./test-hooks.mjs", "--input-type=module", "-e", script], input=json.dumps(tables), capture_output=True, text=True, check=True, cwd=WEB
    )
    for table, (plain, weighted) in zip(tables, json.loads(done.stdout), strict=True):
        assert kappa(table) == (None if plain is None else pytest.approx(plain, abs=1e-9))
        assert kappa(table, quadratic=True) == (None if weighted is None else pytest.approx(weighted, abs=1e-9))
