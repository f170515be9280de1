"""Virtual patients and studies of a treatment that may do nothing: regression to the mean, placebo response, the lot, the sham.

>>> from restlesslegs.trials import Study, conduct, population
>>> alone = conduct(population(), Study("before-after", 35), seed=1)
>>> alone.significant  # the treatment does nothing
True
"""

from __future__ import annotations

from restlesslegs.trials.design import ANALYSES, DESIGNS, Records, Study, run
from restlesslegs.trials.patients import CARE, TOP, WEEKS, Population, course
from restlesslegs.trials.power import power, sample_size
from restlesslegs.trials.published import Published, beside, describe, population, published
from restlesslegs.trials.report import Arm, Estimate, Funnel, Outcome, Prediction, conduct, funnel, predict, repeat

__all__ = [
    "ANALYSES",
    "CARE",
    "DESIGNS",
    "TOP",
    "WEEKS",
    "Arm",
    "Estimate",
    "Funnel",
    "Outcome",
    "Population",
    "Prediction",
    "Published",
    "Records",
    "Study",
    "beside",
    "conduct",
    "course",
    "describe",
    "funnel",
    "population",
    "power",
    "predict",
    "published",
    "repeat",
    "run",
    "sample_size",
]
