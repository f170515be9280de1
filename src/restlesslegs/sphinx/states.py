"""The saved states of a page's figures, as MyST-NB keeps them."""

from __future__ import annotations

import json
from typing import Any

from sphinx.environment import BuildEnvironment


def figure_states(env: BuildEnvironment, docname: str) -> dict[str, Any]:
    """Return the figures' saved states on a page, by model id, without what a static page cannot use."""
    scripts = getattr(env, "nb_metadata", {}).get(docname, {}).get("js_files", {})
    body = scripts.get("ipywidgets_state", (None, {}))[1].get("body")
    if not body:
        return {}
    saved = json.loads(body.replace("\\u003c", "<").replace("<\\/", "</"))["state"]
    return {
        model_id: {
            "model_name": model["model_name"],
            # The module's text stands once for the site, not in every page.
            "state": {k: v for k, v in model["state"].items() if not k.startswith("_") and k not in ("layout", "tabbable", "tooltip")},
        }
        for model_id, model in saved.items()
        if model["model_name"] == "AnyModel"
    }
