"""What all figures share as widgets: the front end they load, and the picture they leave where no widget runs."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from restlesslegs import frontend


@cache
def _module(stamp: int) -> tuple[str, str]:
    folder = frontend.dist()
    return (folder / "figures.mjs").read_text("utf-8"), (folder / "figure.css").read_text("utf-8")


def _front_end() -> tuple[str, str]:
    module = frontend.dist() / "figures.mjs"
    if not module.is_file():
        frontend.ensure(Path.cwd())
    return _module(module.stat().st_mtime_ns)


class Figure(anywidget.AnyWidget):
    """A figure of the book.

    Attributes
    ----------
    spec
        What the figure is, as its front end reads it; fixed after construction.
    """

    spec = traitlets.Dict().tag(sync=True)

    def __init__(self, spec: dict[str, Any], **traits: Any) -> None:
        # anywidget makes traits of these two while it starts.
        self._esm, self._css = _front_end()
        super().__init__(spec=spec, **traits)

    def state_for_page(self) -> dict[str, Any]:
        """Return the traits that the figure's own front end reads, without the front end's text."""
        return {n: getattr(self, n) for n in self.trait_names(sync=True) if not n.startswith("_") and n not in ("layout", "tabbable", "tooltip")}

    def static(self) -> dict[str, str]:
        """Draw the figure's present state without a browser.

        Returns
        -------
        dict
            ``html`` (the figure as markup) and ``sentence`` (what it says, in words).

        Raises
        ------
        restlesslegs.frontend.FrontEndError
            If the drawing program fails.
        """
        program = frontend.dist() / "render.mjs"
        done = subprocess.run([frontend.node(), program], input=json.dumps(self.state_for_page()), capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            raise frontend.FrontEndError(f"figure '{self.spec.get('id')}' could not be drawn: {done.stderr.strip()[-1500:]}")
        drawn: dict[str, str] = json.loads(done.stdout)
        return drawn

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        if not data:
            return bundle
        drawn = self.static()
        data["text/html"] = f'<div class="rl-figure" data-model-id="{self.model_id}">{drawn["html"]}</div>'
        data["text/plain"] = f"{self.spec.get('title', '')}. {drawn['sentence']}"
        return data, metadata


class Asking(Figure):
    """A figure with questions as buttons. `question` is the id of the one last asked, or empty."""

    question = traitlets.Unicode("").tag(sync=True)

    @traitlets.validate("question")
    def _known_question(self, proposal: Any) -> str:
        value: str = proposal["value"]
        known = [q["id"] for q in self.spec.get("questions", [])]
        if value and value not in known:
            raise traitlets.TraitError(f"no question '{value}' in figure '{self.spec['id']}'; it has: {', '.join(known)}")
        return value

    def asked(self, question: str) -> dict[str, Any]:
        """Note that a question was asked and return it as declared. Raises TraitError for an unknown question."""
        self.question = question
        found: dict[str, Any] = next(q for q in self.spec["questions"] if q["id"] == question)
        return found
