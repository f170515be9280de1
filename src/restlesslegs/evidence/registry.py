"""A table by id, read when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from restlesslegs.evidence.errors import EvidenceError, unknown


class Named(Protocol):
    """What can stand in a registry: something with an id."""

    @property
    def id(self) -> str:
        """The name it is known by."""
        ...


T = TypeVar("T", bound=Named)


class Registry(Mapping[str, T], Generic[T]):
    """A read-only mapping from id to entry, in the order of the file.

    Parameters
    ----------
    what
        What an entry is called in messages, as in "there is no fact 'x'".
    load
        Reads the table; called once, at first use.
    missing
        The error for an unknown id.
    """

    def __init__(self, what: str, load: Callable[[], Sequence[T]], missing: Callable[[str], EvidenceError]) -> None:
        self._what = what
        self._load = load
        self._missing = missing

    @cached_property
    def _entries(self) -> dict[str, T]:
        return {entry.id: entry for entry in self._load()}

    def __getitem__(self, name: str) -> T:
        """Return the entry called `name`. Raises the registry's own error, which is a KeyError, if there is none."""
        try:
            return self._entries[name]
        except KeyError:
            raise self._missing(unknown(self._what, name, self._entries)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)
