"""Python and the page score and draw the same nights."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from restlesslegs.frontend import node
from restlesslegs.naming import camel
from restlesslegs.plms import NAMES, Breathing, Event, Hypnogram, Movement, Scored, report, rules, score
from restlesslegs.plms.emg import emg
from restlesslegs.plms.night import Night, factor, generate, person_shares, sleepers
from tests.plms.nights import rows as random_rows


def in_page(jobs: Sequence[Mapping[str, Any]]) -> list[Any]:
    done = subprocess.run([node(), Path(__file__).parent / "nights.mjs"], input=json.dumps(jobs), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def moves(movements: Sequence[Movement]) -> list[dict[str, Any]]:
    return [{"onset": m.onset, "duration": m.duration, "leg": m.leg} for m in movements]


def pauses(breathing: Sequence[Breathing]) -> list[dict[str, float]]:
    return [{"onset": b.onset, "duration": b.duration} for b in breathing]


def job(movements: Sequence[Movement], night: Hypnogram, name: str, breathing: Sequence[Breathing] | None, short_start: bool) -> dict[str, Any]:
    given = {"movements": moves(movements), "hypnogram": asdict(night), "rules": rules(name).data(), "shortStart": short_start}
    return {"score": given | {"breathing": None if breathing is None else pauses(breathing)}}


def plain(events: Sequence[Event] | None) -> list[dict[str, Any]] | None:
    return None if events is None else [asdict(e) | {"parts": list(e.parts)} for e in events]


def agree(ours: Scored, theirs: Mapping[str, Any]) -> None:
    assert plain(ours.events) == theirs["events"]
    assert plain(ours.without_breathing) == theirs["withoutBreathing"]
    for name, value in vars(report(ours)).items():
        wanted = list(value) if isinstance(value, tuple) else value
        assert theirs["report"][camel(name)] == (pytest.approx(wanted, abs=1e-9) if isinstance(wanted, float) else wanted), name


def test_both_score_random_nights_alike() -> None:
    jobs, scored = [], []
    for seed in range(200):
        rows, stages = random_rows(seed, 2 + seed % 50)
        movements = [Movement(on / 1000, length / 1000, leg) for on, length, leg in rows]
        night, breathing = Hypnogram(0, tuple(stages)), [Breathing(m.onset + 0.25 * (i % 9) - 10, 9) for i, m in enumerate(movements) if i % 5 == 0]
        for name in NAMES:
            given, short_start = (breathing if seed % 2 else None), seed % 3 > 0
            jobs.append(job(movements, night, name, given, short_start))
            scored.append(score(movements, night, rules(name), given, short_start=short_start))
    for ours, theirs in zip(scored, in_page(jobs), strict=True):
        agree(ours, theirs)
    assert {e.link for s in scored for e in s.events} >= {"first", "after-non-candidate", "fits", "interval-short", "interval-long", "after-short", "skipped"}
    assert {e.why for s in scored for e in s.events} >= {
        "",
        "too-short",
        "too-long",
        "too-long-together",
        "part-too-long",
        "too-many-parts",
        "short-start",
        "skipped",
        "only-three",
    }


def test_both_draw_the_same_nights_and_score_them_alike() -> None:
    given = [(sleeper, seed) for seed in (1, 2, 3, 2**31, 4294967295) for sleeper in sleepers().values()]
    given += [(type(s)(**vars(s) | {"breathing": 20.0, "sleep": 5.5, "factor": 0.7}), seed) for s, seed in given[:8]]
    nights = [generate(*one) for one in given]
    theirs = in_page([{"night": {"sleeper": sleeper.data(), "seed": seed}} for sleeper, seed in given])
    for ours, drawn in zip(nights, theirs, strict=True):
        assert list(ours.hypnogram.stages) == drawn["hypnogram"]["stages"]
        for mine, other in ((moves(ours.movements), drawn["movements"]), (pauses(ours.breathing), drawn["breathing"])):
            assert len(mine) == len(other)
            for a, b in zip(mine, other, strict=True):
                assert b == {key: pytest.approx(value, abs=1e-9) if isinstance(value, float) else value for key, value in a.items()}
    for ours, found in zip(nights, in_page([job(n.movements, n.hypnogram, "wasm2016", n.breathing, True) for n in nights]), strict=True):
        agree(score(ours.movements, ours.hypnogram, rules(), ours.breathing), found)


def test_both_draw_the_same_signal() -> None:
    night: Night = generate(sleepers()["rls-young"], 7)
    for leg, start, stop, rate in (("L", 600, 660, 100), ("R", 900.13, 905, 64), ("R", 0, 5, 10)):
        given = {"movements": moves(night.movements), "leg": leg, "from": start, "to": stop, "rate": rate, "seed": 7}
        theirs = in_page([{"emg": given}])[0]
        assert theirs == pytest.approx(emg(night.movements, leg, start, stop, rate, 7).tolist(), abs=1e-9)


def test_both_draw_the_same_people() -> None:
    given = [(person, night, share) for person in range(5) for night in range(5) for share in person_shares().values()]
    assert in_page([{"factor": list(one)} for one in given]) == pytest.approx([factor(*one) for one in given], abs=1e-12)
