"""Where facts come from: the entries of ``references.bib``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from pybtex.database import BibliographyData, Entry, Person, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from restlesslegs.evidence.errors import Problem, TableError
from restlesslegs.evidence.table import read_text

#: A DOI is written bare: a prefix, a slash, a name without spaces.
DOI_FORM = re.compile(r"10\.\d{4,9}/\S+")

#: How a table says that a key is not in the bibliography.
NO_SOURCE = "references.bib has no source"

_ENTRY = re.compile(r"@\w+\s*\{\s*([^,\s]+)")


@dataclass(frozen=True)
class Source:
    """One publication.

    Attributes
    ----------
    id
        Key in ``references.bib``.
    authors
        "Beard JL" and so on; "others" as last where the list was not seen in full.
    short
        "Beard et al. 1994"; with a letter after the year where two entries would read alike.
    year
        None where it is not known.
    note
        What about the entry itself is not confirmed; empty if all of it is.
    """

    id: str
    authors: tuple[str, ...]
    short: str
    title: str
    journal: str
    year: int | None
    volume: str
    number: str
    pages: str
    doi: str
    pmid: str
    url: str
    note: str
    file: str
    line: int

    @property
    def link(self) -> str:
        """Address where the publication is found: by DOI, else by PubMed number, else its own; empty if none is known."""
        if self.doi:
            return "https://doi.org/" + quote(self.doi, safe="/:;().-_")
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url

    @property
    def citation(self) -> str:
        """The publication as a reference list prints it."""
        names = [a for a in self.authors if a != "others"]
        whole = len(names) == len(self.authors) and len(names) <= 6
        who = ", ".join(names) if whole else ", ".join(names[:3]) + " et al"
        issue = self.volume + (f"({self.number})" if self.number else "")
        place = ": ".join(part for part in (issue, self.pages) if part)
        where = " ".join(part for part in (self.journal, str(self.year or "")) if part) + (f"; {place}" if place else "")
        note = f" [{self.note}]" if self.note else ""
        sentences = (part if part.endswith(("?", "!")) else part.rstrip(".") + "." for part in (who, self.title, where) if part)
        return " ".join(sentences) + note


def _plain(latex: str) -> str:
    # Not `render_as("text")`: that looks through all installed packages for a renderer, each time.
    return str(Text.from_latex(latex)).strip()


def _initials(person: Person) -> str:
    given = [*person.first_names, *person.middle_names]
    return "".join(part[0] for name in given for part in re.split(r"[-\s]", name.strip(".")) if part)


def _author(person: Person) -> str:
    last = _plain(" ".join([*person.prelast_names, *person.last_names]))
    return f"{last} {_initials(person)}".strip()


def _family(person: Person) -> str:
    return _plain(" ".join([*person.prelast_names, *person.last_names]))


#: The author of an entry whose authors nobody has seen; such a source goes by its title.
UNSEEN = "Authors not seen"


def _short(people: Sequence[Person], year: str, title: str) -> str:
    families = [_family(p) for p in people]
    if not families or families == [UNSEEN]:
        words = title.split()
        who = f"“{' '.join(words[:4])}{' …' if len(words) > 4 else ''}”" if words else "Anonymous"
    elif len(families) == 1:
        who = families[0]
    elif len(families) == 2 and families[1] != "others":
        who = f"{families[0]} and {families[1]}"
    else:
        who = f"{families[0]} et al."
    return f"{who} {year}".strip()


def _source(key: str, entry: Entry, file: str, line: int) -> Source:
    people = entry.persons.get("author", [])

    def field(name: str) -> str:
        return str(entry.fields.get(name, "")).strip()

    year = field("year")
    return Source(
        id=key,
        authors=tuple(_author(p) for p in people),
        short=_short(people, year, _plain(field("title"))),
        title=_plain(field("title")),
        journal=_plain(field("journal") or field("howpublished")),
        year=int(year) if year.isdigit() else None,
        volume=field("volume"),
        number=field("number"),
        pages=field("pages").replace("--", "\u2013"),
        doi=field("doi"),
        pmid=field("pmid"),
        url=field("url"),
        note=_plain(field("note")),
        file=file,
        line=line,
    )


def load(path: Path) -> list[Source]:
    """Read the bibliography at `path`. Raises TableError, with file and line, if it cannot be read."""
    text = read_text(path)
    lines: dict[str, int] = {}
    for found in _ENTRY.finditer(text):
        key, line = found.group(1), text.count("\n", 0, found.start()) + 1
        if key in lines:
            raise TableError([Problem(path.name, line, f"source '{key}' stands already on line {lines[key]}")])
        lines[key] = line
    try:
        bibliography: BibliographyData = parse_string(text, "bibtex")
    except PybtexError as error:
        line = getattr(error, "lineno", None) or 0
        raise TableError([Problem(path.name, line, f"is not BibTeX: {error}")]) from error
    entries = [_source(key, entry, path.name, lines.get(key, 0)) for key, entry in bibliography.entries.items()]
    return _told_apart(entries)


def _told_apart(entries: Sequence[Source]) -> list[Source]:
    alike = Counter(entry.short for entry in entries)
    letters = {short: iter("abcdefghijklmnopqrstuvwxyz") for short, count in alike.items() if count > 1}
    return [replace(e, short=e.short + next(letters[e.short])) if e.short in letters else e for e in entries]
