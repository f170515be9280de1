"""The workflows keep to what makes them safe: pinned actions, least privilege, no text of others in a shell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

_PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
_PINNED_LINE = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+){2}$")


def problems(text: str) -> Iterator[str]:
    """Yield what is unsafe in the text of a workflow."""
    workflow: dict[Any, Any] = yaml.safe_load(text)
    # YAML reads the key `on` as true.
    triggers = workflow.get("on", workflow.get(True))
    if "pull_request_target" in triggers:
        yield "runs code of others with our rights: pull_request_target"
    if workflow.get("permissions") != {}:
        yield "'permissions' at the top must be empty: each job names its own"
    for line in text.splitlines():
        if "uses:" in line and not _PINNED_LINE.search(line.strip()):
            yield f"no commit with its tag beside it: {line.strip()}"
    for name, job in workflow["jobs"].items():
        yield from (f"job '{name}': {problem}" for problem in job_problems(job))


def job_problems(job: dict[str, Any]) -> Iterator[str]:
    """Yield what is unsafe in a job."""
    if "timeout-minutes" not in job:
        yield "no time limit"
    permissions = job.get("permissions")
    if not isinstance(permissions, dict):
        yield "does not name its permissions"
        permissions = {}
    writes = sorted(scope for scope, level in permissions.items() if level == "write")
    for step in job.get("steps", []):
        action = step.get("uses", "")
        if action and not _PINNED.fullmatch(action):
            yield f"'{action}' is not pinned to a commit"
        if action.startswith("actions/checkout@"):
            if writes:
                yield f"may write ({', '.join(writes)}) and has a checkout, whose code could use that"
            if step.get("with", {}).get("persist-credentials") is not False:
                yield "the checkout leaves its credentials behind"
        if "${{" in step.get("run", ""):
            yield "puts an expression into a shell; pass it through 'env'"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_workflow_is_safe(path: Path) -> None:
    assert list(problems(path.read_text("utf-8"))) == []


def test_there_is_a_workflow_that_builds_tests_signs_and_publishes() -> None:
    text = (ROOT / ".github" / "workflows" / "book.yml").read_text("utf-8")
    assert "run: bash .ci/run" in text
    for action in ("actions/attest@", "actions/upload-pages-artifact@", "actions/deploy-pages@"):
        assert action in text
    assert yaml.safe_load(text)["jobs"]["publish"]["needs"] == ["book", "python"]


COMMIT = "0123456789abcdef0123456789abcdef01234567"
GOOD = f"""
on: [push]
permissions: {{}}
jobs:
  build:
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@{COMMIT} # v1.2.3
        with:
          persist-credentials: false
      - run: make test
"""


def test_the_good_example_is_found_good() -> None:
    assert list(problems(GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (COMMIT, "v7", "not pinned"),
        (COMMIT, COMMIT[:39], "not pinned"),
        (" # v1.2.3", "", "no commit with its tag"),
        ("permissions: {}", "permissions: write-all", "must be empty"),
        ("permissions: {}\n", "", "must be empty"),
        ("    permissions:\n      contents: read\n", "", "does not name its permissions"),
        ("contents: read", "contents: write", "may write (contents)"),
        ("        with:\n          persist-credentials: false\n", "", "credentials"),
        ("    timeout-minutes: 5\n", "", "time limit"),
        ("run: make test", "run: echo ${{ github.head_ref }}", "expression into a shell"),
        ("on: [push]", "on: [pull_request_target]", "code of others"),
    ],
)
def test_a_fault_is_found(old: str, new: str, found: str) -> None:
    assert old in GOOD
    assert any(found in problem for problem in problems(GOOD.replace(old, new)))
