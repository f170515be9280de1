"""Runs generated modules in Node, as a browser would."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from restlesslegs.engines.events import Event, Vector
from restlesslegs.engines.javascript import emit
from restlesslegs.frontend import node
from restlesslegs.models import Model

HERE = Path(__file__).parent


def run_script(script: str, given: Mapping[str, Any]) -> Any:
    """Run one of the scripts beside this file; its standard error fails the test."""
    done = subprocess.run([node(), HERE / script], input=json.dumps(given), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def write_module(model: Model, folder: Path) -> Path:
    """Write a model's ES module into `folder`; Node reads it as a module by its name."""
    path = folder / f"{model.id}.mjs"
    path.write_text(emit(model), "utf-8")
    return path


def job(parameters: Mapping[str, float], times: Vector, events: Sequence[Event] = (), rtol: float = 1e-6) -> dict[str, Any]:
    """Describe one run for ``run_model.mjs``."""
    return {"parameters": dict(parameters), "times": list(times), "events": [asdict(e) for e in events], "rtol": rtol}


def run_in_browser_engine(module: Path, jobs: Sequence[Mapping[str, Any]]) -> list[dict[str, Vector]]:
    """Run jobs in the browser's solver; a run that fails there fails the test."""
    runs = run_script("run_model.mjs", {"module": str(module), "jobs": list(jobs)})
    for run, given in zip(runs, jobs, strict=True):
        assert "error" not in run, f"{run['error']} at {given['parameters']}"
    return [{name: np.array(values, dtype=float) for name, values in run.items()} for run in runs]
