"""A handout of each chapter: one self-contained HTML file made by nbconvert, for print and for places without the site."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache import get_cache
from nbconvert import HTMLExporter
from sphinx.application import Sphinx
from traitlets.config import Config

from restlesslegs import frontend
from restlesslegs.evidence import claims, facts, guidelines, sources
from restlesslegs.evidence.card import page_claims
from restlesslegs.evidence.format import format_fact, long_description, study_in_words
from restlesslegs.evidence.vocabulary import CHECKED
from restlesslegs.sphinx.evidence import COLUMNS as FACT_COLUMNS
from restlesslegs.sphinx.guidelines import COLUMNS as GUIDELINE_COLUMNS
from restlesslegs.sphinx.guidelines import in_words, note, oldest_first
from restlesslegs.sphinx.leftovers import ROLE, LeftoverError

_VIEW = "application/vnd.jupyter.widget-view+json"
_FACT = r"\{(fact|value)\}`([^`]+)`"
#: A role or a directive of the book.
_LEFT = re.compile(rf"{ROLE.pattern}|^```+\{{[^}}]*\}}", re.MULTILINE)


def _fact(found: re.Match[str]) -> str:
    fact = facts[found[2]]
    return format_fact(fact) + (f" ({fact.source.short})" if found[1] == "fact" else "")


def _cite(found: re.Match[str]) -> str:
    return "(" + "; ".join(sources[k.strip()].short for k in found[1].split(",")) + ")"


def _claims(found: re.Match[str]) -> str:
    return "\n".join(map(_claim, found[1].split()))


def _claim(claim_id: str) -> str:
    claim = claims[claim_id]
    left = f" Left unsaid: {claim.leaves_out}" if claim.leaves_out else ""
    return f"- **{claim.statement}** {claim.verdict}, {claim.grade} certainty. {claim.why}{left}"


def _audit(found: re.Match[str]) -> str:
    return "\n".join(_claim(name) for name in page_claims(claims))


def _table(head: Iterable[str], rows: Iterable[Iterable[str]], caption: str) -> str:
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    title = f"**{caption}**\n\n" if caption else ""
    return title + "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _lines(body: str) -> tuple[str, list[str]]:
    """Return the caption and the ids of a table's directive."""
    option = re.match(r":caption:\s*(.*)\n", body)
    return (option[1] if option else ""), body[option.end() if option else 0 :].split()


def _fact_table(found: re.Match[str]) -> str:
    caption, ids = _lines(found[1])
    rows = ((f.statement, f"{format_fact(f)} ({f.source.short})", study_in_words(f), CHECKED[f.checked]) for f in map(facts.__getitem__, ids))
    return _table(FACT_COLUMNS, rows, caption)


def _guideline_table(found: re.Match[str]) -> str:
    caption, ids = _lines(found[1])
    shown = [guidelines[name] for name in ids]
    rows = []
    for row in oldest_first(shown):
        year, guideline, *rest = in_words(row)
        rows.append((year, f"{guideline} ({row.source.short})", *rest))
    return f"{_table(GUIDELINE_COLUMNS, rows, caption)}\n\n{note(shown)}".rstrip()


def plain_markdown(text: str) -> str:
    """Return Markdown in which the book's own roles and directives have become words."""
    text = re.sub(_FACT, _fact, text)
    text = re.sub(r"\{source\}`([^`]+)`", _cite, text)
    for name, words in (("audit", _audit), ("claims", _claims), ("fact-table", _fact_table), ("guideline-table", _guideline_table)):
        text = re.sub(rf"```\{{{name}\}}\n(.*?)```", words, text, flags=re.DOTALL)
    return text


def fact_list(text: str) -> str:
    """Return, as Markdown, the notes of all facts that `text` mentions."""
    ids = dict.fromkeys(i for _, i in re.findall(_FACT, text))
    return "\n".join(f"1. {facts[i].statement} {' '.join(long_description(facts[i]))} {facts[i].source.citation}" for i in ids)


def handout(notebook: Any, title: str) -> str:
    """Return an executed notebook as one HTML page that asks for nothing else."""
    notebook.metadata.pop("widgets", None)
    everything = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"```\{facts\}\n```", lambda _: fact_list(everything), plain_markdown(cell.source))
            left = _LEFT.search(cell.source)
            if left:
                raise LeftoverError(f"handout of '{title}': {left[0]} would stand in it as it was typed; `sphinx/handout.py` does not know it")
        for output in cell.get("outputs", []):
            if "data" in output:
                output.data.pop(_VIEW, None)
    settings = Config({"TagRemovePreprocessor": {"enabled": True, "remove_cell_tags": ["remove-cell"], "remove_input_tags": ["remove-input"]}})
    exporter = HTMLExporter(template_name="basic", config=settings, exclude_input_prompt=True, exclude_output_prompt=True, exclude_anchor_links=True)
    body, _ = exporter.from_notebook_node(notebook)
    style = re.sub(r"@font-face\s*\{[^}]*\}", "", (frontend.dist() / "site.css").read_text("utf-8"))
    inert = ".rl .actions,.rl .chips,.rl .controls,.rl .commit{display:none}main{max-width:60rem;margin:auto;padding:1.5rem}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html.escape(title)}: handout</title><style>{style}{inert}</style></head><body><main>{body}</main></body></html>"
    )


def write_handouts(app: Sphinx, error: Exception | None) -> None:
    """Beside each chapter's page, write its handout and its notebook."""
    if error or app.builder.name != "html":
        return
    # From the cache, and not from MyST-NB's folder of executed notebooks: there, what came from the cache has no outputs.
    cache = get_cache(app.config.nb_execution_cache_path)
    for docname in sorted(app.env.found_docs):
        source = Path(app.env.doc2path(docname))
        if source.suffix != ".ipynb":
            continue
        executed = nbformat.read(source, as_version=4)
        if any(c.cell_type == "code" for c in executed.cells):
            _, executed = cache.merge_match_into_notebook(executed)
        target = Path(app.outdir) / docname
        title = app.env.titles[docname].astext()
        target.with_name(target.name + "-handout.html").write_text(handout(executed, title), "utf-8")
        shutil.copyfile(source, target.with_suffix(".ipynb"))


def setup(app: Sphinx) -> None:
    """Register the writing of handouts."""
    app.connect("build-finished", write_handouts)
