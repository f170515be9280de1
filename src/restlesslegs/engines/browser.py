"""The browser's engine, run in Node as a page would run it. Only tests, ``models check`` and model cards use it."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from restlesslegs.engines.events import Event, Vector
from restlesslegs.engines.javascript import emit
from restlesslegs.engines.roadrunner import SimulationError
from restlesslegs.frontend import FrontEndError, dist, node, web_source

if TYPE_CHECKING:
    from restlesslegs.models.model import Model

_SCRIPT = Path(__file__).with_name("run_model.mjs")


def run_script(script: Path, given: Mapping[str, Any]) -> Any:
    """Run a script in Node.

    Parameters
    ----------
    script
        It reads JSON from standard input and writes JSON to standard output.
    given
        What it reads.

    Raises
    ------
    SimulationError
        If it fails, with what it said.
    restlesslegs.frontend.FrontEndError
        If there is no Node.
    """
    done = subprocess.run([node(), script], input=json.dumps(given), capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SimulationError(f"{script.name}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def write_module(model: Model, folder: Path) -> Path:
    """Write a model's ES module into `folder`; Node reads it as a module by its name."""
    path = folder / f"{model.id}.mjs"
    path.write_text(emit(model), "utf-8")
    return path


def job(parameters: Mapping[str, float], times: Vector, events: Sequence[Event] = (), rtol: float = 1e-6) -> dict[str, Any]:
    """Describe one run; see :func:`restlesslegs.engines.roadrunner.simulate`."""
    return {"parameters": dict(parameters), "times": list(times), "events": [asdict(e) for e in events], "rtol": rtol}


def run(module: Path, jobs: Sequence[Mapping[str, Any]]) -> list[dict[str, Vector]]:
    """Run jobs of one model.

    Parameters
    ----------
    module
        What :func:`write_module` wrote.
    jobs
        What :func:`job` describes.

    Returns
    -------
    list
        For each job one array, as long as its times, by the id of every state and of the card's observables.

    Raises
    ------
    SimulationError
        If a run fails; the message has its parameters.
    restlesslegs.frontend.FrontEndError
        If there is no Node, or the solver's source is not here.
    """
    return [{name: np.array(values, dtype=float) for name, values in done["values"].items()} for done in _done(module, jobs)]


def milliseconds(model: Model, given: Mapping[str, Any], runs: int) -> list[float]:
    """Return how long each of `runs` runs of one job took, in ms, behind as many that warm the engine up. Raises as :func:`run` does."""
    with tempfile.TemporaryDirectory() as folder:
        return [float(done["ms"]) for done in _done(write_module(model, Path(folder)), [given] * (2 * runs))[runs:]]


def _solver() -> Path:
    """Find the solver: as source in a checkout, else as the built front end holds it."""
    web = web_source()
    built = dist() / "solver.mjs"
    if web is None and not built.is_file():
        raise FrontEndError("the browser's solver is not here: neither its source (web/src/solver) nor the built front end")
    return web / "src" / "solver" / "index.ts" if web else built


def _done(module: Path, jobs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    done: list[dict[str, Any]] = run_script(_SCRIPT, {"solver": str(_solver()), "module": str(module), "jobs": list(jobs)})
    for one, given in zip(done, jobs, strict=True):
        if "error" in one:
            raise SimulationError(f"browser engine: {one['error']} at {given['parameters']}")
    return done
