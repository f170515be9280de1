"""Our pooling against results that others have published, each named with where it was published and read."""

from __future__ import annotations

import csv
import json
import math

import pytest

from restlesslegs.evidence.__main__ import main
from restlesslegs.evidence.pool import pool, read
from restlesslegs.evidence.reproduction import effects, recompute, results

#: Each result with its source, its estimate and interval as printed, and where they were read. Typed here a second
#: time on purpose: a slip in the table is then seen.
AGREE = {
    "wilt2012-a2d-quality-of-life": (("0.27", "-0.17", "0.70"), "Wilt et al. 2012, AHRQ review 86, table 10: two trials, standardised mean difference"),
    "wilt2012-a2d-irls": (("-4.26", "-5.75", "-2.77"), "Wilt et al. 2012, AHRQ review 86, table 10: IRLS, from its two groups of trials"),
    "spooner2002-nedocromil": (("-15.6", "-18.1", "-13.2"), "Spooner et al. 2002, Cochrane review CD001183, abstract: 17 trials"),
    "schwarzer2015-nedocromil-fixed": (("-15.51", "-17.84", "-13.18"), "Schwarzer et al. 2015, Meta-analysis with R, figure 1.4: the same 17 trials"),
    "schwarzer2015-mucolytics": (("-0.08", "-0.11", "-0.05"), "Schwarzer et al. 2015, example 2.12: 21 trials of Poole and Black 2006"),
    "schwarzer2015-mucolytics-fixed": (("-0.05", "-0.05", "-0.04"), "Schwarzer et al. 2015, example 2.12: the same 21 trials"),
    "schwarzer2015-potassium": (("-2.38", "-4.76", "-0.01"), "Schwarzer et al. 2015, example 2.14: 21 crossover trials of Curtin et al. 2002"),
    "schwarzer2015-potassium-fixed": (("-3.71", "-4.32", "-3.11"), "Schwarzer et al. 2015, example 2.14: the same 21 trials"),
    "normand1999-stroke-fixed": (("-3.4939", "-5.0265", "-1.9613"), "Normand 1999, table IX, as metafor's tests restate it: nine trials"),
    "normand1999-stroke-dl": (("-14.0972", "-24.4454", "-3.7490"), "Normand 1999, table IX, as metafor's tests restate it: the same nine trials"),
    "normand1999-stroke-reml": (("-15.1217",), "Normand 1999, table IX, as metafor's tests restate it: REML, whose normal interval ours is not"),
    "raudenbush2009-expectancy": (
        ("0.0837", "-0.0457", "0.2131"),
        "Raudenbush 2009, table 16.3, as metafor's tests restate it: REML with the interval of Hartung and Knapp, 19 trials",
    ),
}

#: Results that cannot be had within rounding from what is in print where we could read; the page says why.
DIFFER = {"wilt2012-a2d-responders", "wilt2012-a2d-withdrawals"}


@pytest.mark.parametrize("name", AGREE, ids=[f"{name}: {where}" for name, (_, where) in AGREE.items()])
def test_our_pooling_gives_the_published_result_within_its_rounding(name: str) -> None:
    printed, _ = AGREE[name]
    assert results()[name].printed == printed
    assert recompute(results()[name]) == printed


def test_every_result_of_the_table_is_tried_and_a_difference_has_its_reason() -> None:
    assert set(results()) == set(AGREE) | DIFFER
    assert {name for name, one in results().items() if one.why_not} == DIFFER
    for name in DIFFER:
        ours, printed = (tuple(map(float, numbers)) for numbers in (recompute(results()[name]), results()[name].printed))
        assert ours != printed  # else the reason is idle
        assert ours == pytest.approx(printed, abs=0.08)


def test_five_publications_agree_by_the_arms_or_results_of_single_trials() -> None:
    assert len({results()[name].source.id for name in AGREE if results()[name].given != "groups"}) >= 5


def test_the_command_gives_what_normand_published(capsys: pytest.CaptureFixture[str]) -> None:
    """Normand 1999, table IX: REML, as the R package metafor restates it (its tests also give the variance between trials)."""
    assert main(["pool", str(results()["normand1999-stroke-reml"].data)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["k"] == 9
    assert found["estimate"] == pytest.approx(-15.1217, abs=5e-5)
    assert found["tau2"] == pytest.approx(685.1965, abs=5e-5)


def test_the_spread_between_trials_and_the_next_trial_agree_too() -> None:
    """Schwarzer 2015, figure 2.2 and example 2.9 (nedocromil); metafor's tests for Normand 1999 and Raudenbush 2009."""
    nedocromil, stroke, pupils = (effects(results()[name]) for name in ("spooner2002-nedocromil", "normand1999-stroke-dl", "raudenbush2009-expectancy"))
    found = pool([e.estimate for e in nedocromil], [e.variance for e in nedocromil], "dersimonian-laird")
    assert (found.k, found.df, found.method.startswith("random effects: DerSimonian-Laird")) == (17, 16, True)
    assert found.tau2 == pytest.approx(2.4374, abs=5e-5)
    assert found.i2 == pytest.approx(8.9, abs=0.05)
    assert found.q == pytest.approx(17.57, abs=5e-3)
    assert found.prediction_low == pytest.approx(-19.94, abs=5e-3)
    assert found.prediction_high == pytest.approx(-11.35, abs=5e-3)
    assert pool([e.estimate for e in stroke], [e.variance for e in stroke], "dersimonian-laird").tau2 == pytest.approx(218.7216, abs=5e-5)
    by_reml = pool([e.estimate for e in pupils], [e.variance for e in pupils])
    assert by_reml.tau2 == pytest.approx(0.0188, abs=5e-5)
    assert by_reml.se == pytest.approx(0.0616, abs=5e-5)


def test_the_arms_of_a_stroke_trial_share_the_spread_that_its_printed_ones_give() -> None:
    with results()["normand1999-stroke-dl"].data.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        assert one["study"] == other["study"]
        squares = sum((int(arm["n"]) - 1) * float(arm["sd_printed"]) ** 2 for arm in (one, other))
        shared = math.sqrt(squares / (int(one["n"]) + int(other["n"]) - 2))
        assert float(one["sd"]) == float(other["sd"]) == pytest.approx(shared, rel=1e-7)


def test_trials_that_agree_have_no_spread_by_the_estimator_of_reviews_either() -> None:
    """Without spread beyond chance the estimator of DerSimonian and Laird is the common effect."""
    y, v = [1.0, 1.2, 0.9], [1.0, 2.0, 3.0]
    random, fixed = pool(y, v, "dersimonian-laird"), pool(y, v, "fixed")
    assert (random.tau2, random.estimate, random.low, random.high) == (0.0, fixed.estimate, fixed.low, fixed.high)
    assert pool(y[:1], v[:1], "dersimonian-laird").method.startswith("one study")


def test_the_data_are_read_whole() -> None:
    counts = {name: len(effects(one)) for name, one in results().items()}
    assert counts["spooner2002-nedocromil"] == 17
    assert counts["schwarzer2015-mucolytics"] == counts["schwarzer2015-potassium"] == 21
    assert counts["normand1999-stroke-reml"] == 9
    assert counts["raudenbush2009-expectancy"] == 19
    assert [e.study for e in read(results()["normand1999-stroke-dl"].data)][:2] == ["Edinburgh", "Orpington-Mild"]
