"""The pages of the site: addresses, assets, and the saved state of each page's figures."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from restlesslegs import frontend
from restlesslegs.sphinx.states import figure_states


def page_address(docname: str) -> str:
    """Return a page's address below the site's root. What stands in ``book/`` is the site's own level."""
    return docname.removeprefix("book/") + ".html"


def _addresses(app: Sphinx) -> None:
    builder = app.builder
    if builder.name != "html":
        return
    builder.get_target_uri = lambda docname, typ=None: page_address(docname)  # type: ignore[method-assign]
    builder.get_outfilename = lambda pagename: str(Path(app.outdir) / page_address(pagename))  # type: ignore[attr-defined]
    names: dict[str, str] = {}
    for docname in sorted(app.env.found_docs):
        other = names.setdefault(page_address(docname), docname)
        if other != docname:
            raise ExtensionError(f"pages '{other}' and '{docname}' would have one address")


def _assets(out: Path) -> dict[str, str]:
    """Copy the built front end into the site and return each asset's address with its hash."""
    dist = frontend.dist()
    target = out / "_static" / "restlesslegs"
    shutil.rmtree(target, ignore_errors=True)
    for folder in ("models", "kinds"):
        (target / folder).mkdir(parents=True)
    shutil.copytree(dist / "fonts", target / "fonts")
    addresses = {}
    for file in (dist / "site.js", dist / "site.css", *sorted((dist / "models").glob("*.js")), *sorted((dist / "kinds").glob("*.js"))):
        relative = file.relative_to(dist).as_posix()
        shutil.copyfile(file, target / relative)
        addresses[relative] = f"_static/restlesslegs/{relative}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:10]}"
    return addresses


def _labelled_table(found: re.Match[str]) -> str:
    """Give each cell its column's name, so that a narrow screen can stack them; a wide table scrolls by itself."""
    heads = [re.sub(r"<[^>]+>", "", h) for h in re.findall(r"<th[^>]*>(.*?)</th>", found[0], flags=re.DOTALL)]
    rows = re.sub(
        r"<tr.*?</tr>",
        lambda row: "".join(part if n == 0 else f'<td data-label="{heads[(n - 1) % len(heads)] if heads else ""}"{part}' for n, part in enumerate(row[0].split("<td"))),
        found[0],
        flags=re.DOTALL,
    )
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="table">{rows}</div>'


def _page_context(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if app.builder.name != "html":
        return
    if not hasattr(app, "restlesslegs_assets"):
        app.restlesslegs_assets = _assets(Path(app.outdir))  # type: ignore[attr-defined]
    assets: dict[str, str] = app.restlesslegs_assets  # type: ignore[attr-defined]
    state = figure_states(app.env, pagename)
    models = sorted({m["state"]["spec"]["model"] for m in state.values() if m["state"].get("spec", {}).get("model")})
    kinds: dict[str, str] = json.loads((frontend.dist() / "kinds" / "kinds.json").read_text("utf-8"))
    groups = sorted({kinds[m["state"]["spec"]["kind"]] for m in state.values() if m["state"].get("spec", {}).get("kind") in kinds})
    pathto = context["pathto"]
    # A page names its figures by their own ids, not by a kernel's random ones, so that every build is the same.
    for model_id in list(state):
        figure_id = state[model_id]["state"]["spec"]["id"]
        if figure_id in state:
            raise ExtensionError(f"{app.env.doc2path(pagename, base=False)}: two figures have the id '{figure_id}'")
        context["body"] = context["body"].replace(f'data-model-id="{model_id}"', f'data-model-id="{figure_id}"')
        state[figure_id] = state.pop(model_id)
    context["figure_state"] = json.dumps({"state": state}, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/") if state else ""
    # Scripts that the page has only because of its figures; the site's own comes last and starts them.
    context["figure_scripts"] = [pathto(assets[name], 1) for name in (*(f"models/{m}.js" for m in models), *groups)]
    context["site_script"] = pathto(assets["site.js"], 1)
    context["site_style"] = pathto(assets["site.css"], 1)
    if "body" in context:
        context["body"] = re.sub(r'<table class="docutils.*?</table>', _labelled_table, context["body"], flags=re.DOTALL)
    parts = pagename.split("/")
    context["part_name"] = parts[1] if len(parts) == 3 and parts[0] == "notebooks" else ""
    context["reading_minutes"] = app.env.metadata[pagename].get("reading_minutes") if doctree is not None else None


def _search_addresses(app: Sphinx, error: Exception | None) -> None:
    """Name pages in the search index by their addresses: the search script makes links of them."""
    index = Path(app.outdir) / "searchindex.js"
    if error or app.builder.name != "html" or not index.is_file():
        return
    before, after = "Search.setIndex(", ")"
    text = index.read_text("utf-8")
    if not text.startswith(before):
        raise ExtensionError("searchindex.js has another form than expected; see restlesslegs.sphinx.site")
    found = json.loads(text[len(before) : text.rindex(after)])
    found["docnames"] = [page_address(n).removesuffix(".html") for n in found["docnames"]]
    index.write_text(before + json.dumps(found, separators=(",", ":")) + after, "utf-8")


def _licences(app: Sphinx, error: Exception | None) -> None:
    """Put the licences into the site, where those whose work it carries ask for them."""
    if error or app.builder.name != "html":
        return
    for name, target in (("NOTICE.md", "NOTICE.txt"), ("LICENSE", "LICENSE.txt"), ("LICENSE-text", "LICENSE-text.txt")):
        if (Path(app.confdir) / name).is_file():
            shutil.copyfile(Path(app.confdir) / name, Path(app.outdir) / target)


def _no_leftovers(app: Sphinx, error: Exception | None) -> None:
    """Take out of the site what no page asks for: scripts and fonts of extensions whose work the theme does."""
    if error or app.builder.name != "html":
        return
    static = Path(app.outdir) / "_static"
    keep = {"restlesslegs", "evidence", "models", "searchtools.js", "language_data.js", "doctools.js", "sphinx_highlight.js", "documentation_options.js"}
    for item in static.iterdir():
        if item.name in keep:
            continue
        shutil.rmtree(item) if item.is_dir() else item.unlink()


def _no_foreign_options(app: Sphinx, config: Config) -> None:
    """Jupyter Book always passes options of its own theme; ours has none of them."""
    if config.html_theme == "restlesslegs":
        config.html_theme_options = {}


def setup(app: Sphinx) -> None:
    """Register the theme and the page hooks."""
    app.add_html_theme("restlesslegs", str(Path(__file__).parent / "theme" / "restlesslegs"))
    app.connect("config-inited", _no_foreign_options)
    app.connect("env-updated", lambda app, env: _addresses(app))
    app.connect("html-page-context", _page_context, priority=900)
    app.connect("build-finished", _search_addresses)
    app.connect("build-finished", _licences)
    app.connect("build-finished", _no_leftovers)
