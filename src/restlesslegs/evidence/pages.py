"""What the book's pages say, line by line, with the file and line where it stands.

Pages are the notebooks, the Markdown and the questions of a checkout. What is not prose (code, formulas, addresses,
the names of roles and directives) is blanked, so that what is left can be searched for numbers.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: A role and what it refers to: ``{fact}`some-id` ``.
ROLE: Final = re.compile(r"\{([\w:]+)\}`([^`]+)`")

_NOT_PROSE: Final = (
    ROLE,
    re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL),  # formulas
    re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL),  # code
    re.compile(r"\]\([^)\s]*\)|https?://\S+"),  # addresses
    re.compile(r"<!--.*?-->|</?[A-Za-z][^>]*>", re.DOTALL),  # HTML
)
_FENCE: Final = re.compile(r"^(?P<mark>`{3,}|:{3,})(?P<name>[^\n]*)\n(?P<body>.*?)^(?P=mark)[ \t]*$", re.DOTALL | re.MULTILINE)
#: Directives whose body is prose; the body of any other fenced block is not.
_PROSE_DIRECTIVES: Final = ("note", "tip", "important", "warning", "admonition", "glossary", "details", "dropdown", "epigraph")
#: Directives whose body is a list of ids, one a line.
_BLOCK: Final = re.compile(r"^```\{(?P<name>claims|fact-table|guideline-table)\}[^\n]*\n(?P<body>.*?)^```", re.DOTALL | re.MULTILINE)
_FRONT_MATTER: Final = re.compile(r"\A---\n.*?^---$", re.DOTALL | re.MULTILINE)
_LIST_NUMBER: Final = re.compile(r"^(\s*)\d+\.(?=\s)", re.MULTILINE)
_YAML_ID: Final = re.compile(r"^\s*(?:-\s+)?(?:id|right):.*$", re.MULTILINE)


@dataclass(frozen=True)
class Line:
    """One line of a page: the path from the root, the line in that file, the text as it stands, and its prose (the rest blanked)."""

    file: str
    line: int
    text: str
    prose: str


@dataclass(frozen=True)
class Literal:
    """A number in a code cell: where it stands, and its value as written and as read."""

    file: str
    line: int
    text: str
    value: float


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _blank_fence(found: re.Match[str]) -> str:
    name = re.match(r"\s*\{([\w-]+)\}", found["name"])
    if name and name[1] in _PROSE_DIRECTIVES:
        start, end = found.start("body") - found.start(), found.end("body") - found.start()
        whole = found[0]
        return re.sub(r"[^\n]", " ", whole[:start]) + whole[start:end] + re.sub(r"[^\n]", " ", whole[end:])
    return _blank(found)


def prose_of_markdown(text: str) -> str:
    """Return Markdown with all that is not prose turned into spaces; lines and columns stay."""
    text = _FENCE.sub(_blank_fence, _FRONT_MATTER.sub(_blank, text))
    for pattern in _NOT_PROSE:
        text = pattern.sub(_blank, text)
    return _LIST_NUMBER.sub(_blank, text)


def _in_lines(file: str, text: str, prose: str, places: Sequence[int]) -> Iterator[Line]:
    for number, (line, left) in enumerate(zip(text.split("\n"), prose.split("\n"), strict=True), 1):
        yield Line(file, _place(places, number), line, left)


def _markdown(path: Path) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the Markdown of a page, or of each text cell of a notebook, and where each of its lines stands in the file."""
    if path.suffix == ".ipynb":
        yield from ((text, places) for kind, text, places in _cells(path) if kind == "markdown")
    else:
        text = path.read_text("utf-8")
        yield text, range(1, text.count("\n") + 2)


def _cells(path: Path) -> Iterator[tuple[str, str, list[int]]]:
    """Yield type and text of each cell, and where each of its lines stands in the notebook's file."""
    raw = path.read_text("utf-8").split("\n")
    at = 0
    for cell in json.loads("\n".join(raw))["cells"]:
        source = cell["source"]
        lines = source if isinstance(source, list) else source.splitlines(keepends=True)
        places = []
        for line in lines:
            wanted = json.dumps(line, ensure_ascii=False)
            found = next((n for n in range(at, len(raw)) if wanted in raw[n]), at)
            places.append(found + 1)
            at = found + 1 if isinstance(source, list) else found
        yield cell["cell_type"], "".join(lines), places


def _place(places: Sequence[int], line: int) -> int:
    return places[min(line, len(places)) - 1] if places else 0


def _nodes(code: str) -> list[ast.Constant]:
    try:
        tree = ast.parse("\n".join("" if re.match(r"\s*[%!]", line) else line for line in code.split("\n")))
    except SyntaxError:
        return []  # the notebook's own test reports it, with the cell
    return [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]


_PAGES: Final = ("notebooks/**/*.ipynb", "book/**/*.md")
_WORDS: Final = ("book/questions/*.yaml", "web/strings.*.yaml")


def _files(root: Path, *patterns: str) -> Iterator[tuple[Path, str]]:
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if not {".ipynb_checkpoints", "_build"} & set(path.parts):
                yield path, path.relative_to(root).as_posix()


def _constants(root: Path) -> Iterator[tuple[str, int, ast.Constant, str]]:
    """Yield file and line of each constant in code cells, with its node and the cell's text."""
    for path, file in _files(root, "notebooks/**/*.ipynb"):
        for kind, text, places in _cells(path):
            for node in _nodes(text) if kind == "code" else ():
                yield file, _place(places, node.lineno), node, text


def lines(root: Path) -> Iterator[Line]:
    """Yield every line of the pages of the checkout at `root`: their text, the words of their figures, questions, and of all figures."""
    for path, file in _files(root, *_PAGES):
        for text, places in _markdown(path):
            yield from _in_lines(file, text, prose_of_markdown(text), places)
    for path, file in _files(root, *_WORDS):
        text = path.read_text("utf-8")
        yield from _in_lines(file, text, _YAML_ID.sub(_blank, prose_of_markdown(text)), range(1, text.count("\n") + 2))
    for file, line, node, _ in _constants(root):
        # A string with a space in it is words for readers; one without is a name.
        if isinstance(node.value, str) and " " in node.value.strip():
            yield Line(file, line, node.value, prose_of_markdown(node.value).replace("\n", " "))


def literals(root: Path) -> Iterator[Literal]:
    """Yield the numbers written in code cells of the checkout at `root`."""
    for file, line, node, text in _constants(root):
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield Literal(file, line, ast.get_source_segment(text, node) or str(node.value), float(node.value))


def references(root: Path) -> Iterator[tuple[str, int, str, str]]:
    """Yield file, line, role and id of all that pages refer to, by a role or in a block of ids (``{claims}``, ``{fact-table}``, ``{guideline-table}``)."""
    for line in lines(root):
        for found in ROLE.finditer(line.text):
            yield line.file, line.line, found[1], found[2].strip()
    for path, file in _files(root, *_PAGES):
        for text, places in _markdown(path):
            for block in _BLOCK.finditer(text):
                first = text.count("\n", 0, block.start("body")) + 1
                for offset, name in enumerate(block["body"].split("\n")):
                    if name.strip() and not name.startswith(":"):
                        yield file, _place(places, first + offset), block["name"], name.strip()
