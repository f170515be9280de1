"""Restless Legs: an explorable textbook. Evidence, models, engines and figures of the book."""

__version__ = "0.1.0"
