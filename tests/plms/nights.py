"""Random nights that often touch the bounds of the rules."""

from __future__ import annotations

import random

from tests.plms.witness import Row

_STEPS = [400, 499, 500, 501, 900, 2500, 3000, 4999, 5000, 5001, 9999, 10000, 10001, 15000, 20000, 25000, 30000, 60000, 89999, 90000, 90001, 120000]
_LENGTHS = [300, 499, 500, 501, 1000, 2000, 2500, 4500, 7000, 9999, 10000, 10001, 12000, 15000]


def rows(seed: int, count: int) -> tuple[list[Row], list[str]]:
    """Return movements, in ms and shuffled, and the stages of a night that holds them."""
    dice = random.Random(seed)
    steps = dice.choice([_STEPS, [20000, 24000, 30000, 3000], [10000, 90000, 9999, 90001], [500, 1000, 4999, 5000, 20000]])
    lengths = dice.choice([_LENGTHS, [500, 2000, 3000], [2000]])
    legs = dice.choice(["L", "LR", "LLLR"])
    clock, made = dice.randrange(0, 30000), []
    for _ in range(count):
        length = dice.choice(lengths)
        made.append((clock, length, dice.choice(legs)))
        # From the start, or from the end, so that both kinds of bound are met exactly.
        clock += dice.choice(steps) + (length if dice.random() < 0.4 else 0)
        if dice.random() < 0.3:
            clock += dice.randrange(0, 20000)
    dice.shuffle(made)
    stages: list[str] = []
    while len(stages) * 30000 <= clock:
        stages += [dice.choice(["W", "N1", "N2", "N3", "R"])] * dice.randrange(1, 12)
    return made, stages
