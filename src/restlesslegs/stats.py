"""Intervals that several parts of the book need."""

from __future__ import annotations

import math
from typing import Final

#: Half the width of a normal 95 % interval, in standard errors.
NORMAL: Final = 1.959963984540054


def wilson(count: float, n: float) -> tuple[float, float]:
    """Return the ends of Wilson's 95 % interval of a share (0 to 1). Raises ValueError for counts that do not fit."""
    if not 0 <= count <= n or n <= 0:
        raise ValueError(f"{count} of {n} is no share")
    share, z2 = count / n, NORMAL**2
    middle, half = share + z2 / (2 * n), NORMAL * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n))
