"""Models in the field's exchange formats: SBML with events, SED-ML, and both in one COMBINE archive."""

from __future__ import annotations

from restlesslegs.exchange.archive import ArchiveError, write_archive
from restlesslegs.exchange.events import with_events
from restlesslegs.exchange.runs import Run, runs

__all__ = ["ArchiveError", "Run", "runs", "with_events", "write_archive"]
