"""Random numbers that come out the same in Python and in the page (`web/src/stats/random.ts`) for the same seed."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

_MASK: Final = 0xFFFFFFFF
_STEP: Final = 0x6D2B79F5
_STREAM: Final = 0x9E3779B9


class Draw:
    """A stream of random numbers: mulberry32 by T. Ettinger, in the public domain; 2^32 numbers, good enough for pictures.

    Parameters
    ----------
    seed
        A whole number; what exceeds 32 bits is cut off.
    stream
        Streams of one seed are unlike each other, so that more numbers drawn for one thing leave the others as they are.
    """

    def __init__(self, seed: int, stream: int = 0) -> None:
        self._state = (seed + stream * _STREAM) & _MASK

    def uniform(self) -> float:
        """Return a number from 0 (included) to 1 (excluded)."""
        self._state = (self._state + _STEP) & _MASK
        mixed = ((self._state ^ (self._state >> 15)) * (1 | self._state)) & _MASK
        mixed ^= (mixed + ((mixed ^ (mixed >> 7)) * (61 | mixed) & _MASK)) & _MASK
        return (mixed ^ (mixed >> 14)) / 4294967296

    def exponential(self, mean: float) -> float:
        """Return a waiting time with this mean."""
        return -mean * math.log(1 - self.uniform())

    def normal(self, mean: float = 0.0, sd: float = 1.0) -> float:
        """Return a normal number, by Box and Muller; takes two of the stream."""
        radius = math.sqrt(-2 * math.log(1 - self.uniform()))
        return mean + sd * radius * math.cos(2 * math.pi * self.uniform())

    def lognormal(self, median: float, log_sd: float) -> float:
        """Return a number whose logarithm is normal around that of `median`."""
        return median * math.exp(log_sd * self.normal())


def uniforms_at(seed: int, stream: np.ndarray | int, places: np.ndarray) -> np.ndarray:
    """Return numbers from 0 (included) to 1 (excluded) at these places (from 0) of these streams, in their broadcast shape."""
    start = (np.asarray(stream, dtype=np.int64) * _STREAM + seed & _MASK).astype(np.uint32)
    state = start + (np.asarray(places, dtype=np.int64) + 1).astype(np.uint32) * np.uint32(_STEP)
    mixed = (state ^ (state >> 15)) * (np.uint32(1) | state)
    mixed ^= mixed + (mixed ^ (mixed >> 7)) * (np.uint32(61) | mixed)
    out: np.ndarray = (mixed ^ (mixed >> 14)) / 4294967296
    return out


def normals_at(seed: int, stream: np.ndarray | int, places: np.ndarray) -> np.ndarray:
    """Return the normal numbers at these places (from 0) of these streams, in their broadcast shape, without drawing those before."""
    pairs = 2 * np.asarray(places, dtype=np.int64)
    radius = np.sqrt(-2 * np.log(1 - uniforms_at(seed, stream, pairs)))
    out: np.ndarray = radius * np.cos(2 * np.pi * uniforms_at(seed, stream, pairs + 1))
    return out


def normals(seed: int, stream: int, first: int, count: int) -> np.ndarray:
    """Return normal numbers of a stream from place `first` (from 0) on, shape (count,), without drawing those before them."""
    return normals_at(seed, stream, np.arange(first, first + count))
