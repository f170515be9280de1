"""The muscle signal of the shin as electrodes would show it: noise of the resting muscle, louder while the leg moves.

Conceptual. The page draws the same samples (`web/src/night/emg.ts`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from restlesslegs.draw import Draw, normals
from restlesslegs.plms.recording import Leg, Movement

#: Standard deviation of the signal at rest, in microvolts.
REST_LEVEL: Final = 1.5

_STREAMS: Final[dict[Leg, int]] = {"L": 1000, "R": 2000}
_SIZES: Final[dict[Leg, int]] = {"L": 100_000, "R": 200_000}


def _strength(times: np.ndarray, movement: Movement) -> np.ndarray:
    """Return how strong a movement is, 0 to 1: it rises within a tenth of a second, wanes slowly and ends quickly."""
    since, left = times - movement.onset, movement.end - times
    rise, fall = np.minimum(1, 0.5 + since / 0.2), np.minimum(1, 0.3 + left / 0.3)
    return np.where((since < 0) | (left < 0), 0.0, rise * fall * (1 - 0.4 * since / movement.duration))


def emg(movements: Sequence[Movement], leg: Leg, start: float, stop: float, rate: float, seed: int) -> np.ndarray:
    """Return the signal of one leg in a stretch of the night.

    Parameters
    ----------
    movements
        All of the night's, so that each keeps its strength whichever stretch shows it.
    leg
        Which leg.
    start, stop
        The stretch, in seconds.
    rate
        Samples a second.
    seed
        The same seed gives the same signal.

    Returns
    -------
    numpy.ndarray, shape (samples,)
        In microvolts; the first sample lies at the first multiple of 1/`rate` in the stretch.
    """
    first = math.ceil(start * rate - 1e-6)
    count = max(0, math.ceil(stop * rate - 1e-6) - first)
    times = (first + np.arange(count)) / rate
    level: np.ndarray = np.full(count, REST_LEVEL)
    for n, movement in enumerate(m for m in movements if m.leg == leg):
        if movement.end >= start and movement.onset <= stop:
            level += Draw(seed, _SIZES[leg] + n).lognormal(60, 0.4) * _strength(times, movement)
    level *= normals(seed, _STREAMS[leg], first, count)
    return level
