"""Random patients and studies, out to where arms lose everybody and nobody differs from anybody."""

from __future__ import annotations

import random

from restlesslegs.trials import ANALYSES, DESIGNS, Population, Study


def some(seed: int) -> tuple[Population, Study]:
    dice = random.Random(seed)
    maybe = lambda low, high: dice.choice([0.0, dice.uniform(low, high)])  # noqa: E731
    population = Population(
        mean=dice.uniform(5, 35),
        between=maybe(0, 12),
        within=maybe(0, 8),
        slow_share=dice.choice([0.0, 1.0, dice.random()]),
        memory=dice.uniform(0.5, 30),
        placebo=dice.uniform(-5, 15),
        placebo_spread=maybe(0, 8),
        placebo_studies=maybe(0, 4),
        onset=maybe(0, 8),
        drift=maybe(-30, 30),
        remission=maybe(0, 0.9),
        dropout=maybe(0, 0.9),
        dropout_lean=maybe(-0.5, 0.5),
        mimics=maybe(0, 1),
        mimic_after=dice.uniform(0, 15),
        mimic_spread=maybe(0, 6),
    )
    study = Study(
        dice.choice(DESIGNS),
        dice.choice([2, 3, 8, 35, 60]),
        threshold=dice.choice([0, 2.5, population.mean - 3]),
        weeks=dice.choice([1, 6, 12, 63]),
        effect=maybe(-5, 15),
        analysis=dice.choice(ANALYSES),
        level=dice.choice([0.05, 0.01, 0.2]),
    )
    return population, study
