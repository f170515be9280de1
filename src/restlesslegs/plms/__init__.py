"""Leg movements in sleep: a scorer by the rules, and nights to try it on.

>>> from restlesslegs.plms import Hypnogram, Movement, report, rules, score
>>> night = score([Movement(20 * i, 2, "L") for i in range(6)], Hypnogram(0, ("N2",) * 120), rules("wasm2016"))
>>> report(night).plms_index
6.0
"""

from __future__ import annotations

from restlesslegs.plms.recording import EPOCH, LEGS, STAGES, Breathing, Hypnogram, Leg, Movement, Stage
from restlesslegs.plms.report import Report, report
from restlesslegs.plms.rules import NAMES, NOT_CANDIDATE, Rules, UnknownRulesError, Window, rules
from restlesslegs.plms.score import LINKS, Event, OutsideError, Scored, score

__all__ = [
    "EPOCH",
    "LEGS",
    "LINKS",
    "NAMES",
    "NOT_CANDIDATE",
    "STAGES",
    "Breathing",
    "Event",
    "Hypnogram",
    "Leg",
    "Movement",
    "OutsideError",
    "Report",
    "Rules",
    "Scored",
    "Stage",
    "UnknownRulesError",
    "Window",
    "report",
    "rules",
    "score",
]
