"""What is committed: nothing of the machine it was written on, every package pinned by hash, one version of each thing."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]

# Written in pieces, so that this file passes its own test.
_HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("files", "pythonhosted", "org"), ("registry", "npmjs", "org"), ("deb", "debian", "org"), ("npmjs", "com"))]
_HOST = re.compile("|".join(map(re.escape, _HOSTS)))
_MACHINE = re.compile(r"(?<![\w.:/~-])/(?:" + "|".join(("home", "Users", "root", "work", "tmp", "opt", "mnt")) + r")/[\w.]")


def committed() -> list[str]:
    """Return the names of all files that are, or with the next commit would be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout.split("\0")
    return sorted(name for name in filter(None, listed) if (ROOT / name).is_file())


def traces(text: str) -> Iterator[str]:
    """Yield each line that names a registry's host or a path of one machine."""
    for n, line in enumerate(text.splitlines(), 1):
        for pattern, what in ((_HOST, "a registry's host"), (_MACHINE, "a path of one machine")):
            if found := pattern.search(line):
                yield f"line {n} names {what}: {found[0]}"


def test_no_file_names_a_registry_host_or_a_path_of_one_machine() -> None:
    found = []
    for name in committed():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data:
            found += [f"{name}: {trace}" for trace in traces(data.decode("utf-8", "replace"))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        f"--index-url https://{_HOSTS[0]}/simple",
        f'"resolved": "https://{_HOSTS[2]}/preact"',
        "see " + "/".join(("", "home", "ann", "book")),
        '"' + "/".join(("", "tmp", "x.csv")) + '"',
    ],
)
def test_a_trace_is_found(line: str) -> None:
    assert len(list(traces(f"first\n{line}\n"))) == 1


@pytest.mark.parametrize("line", ["https://example.org/home/page.html", "a/work/b", "../tmp/x", "/usr/bin/env"])
def test_an_address_or_a_relative_path_is_no_trace(line: str) -> None:
    assert list(traces(line)) == []


def unpinned(text: str) -> Iterator[str]:
    """Yield the requirements that have no exact version or no hash."""
    for requirement in re.sub(r"\\\n\s*", " ", text).splitlines():
        bare = requirement.split("#")[0].strip()
        if not bare:
            continue
        if not re.match(r"[A-Za-z0-9._-]+(\[[\w,-]+\])?==[\w.!+]+(\s|$)", bare):
            yield f"no exact version: {bare[:60]}"
        elif not re.search(r"--hash=sha256:[0-9a-f]{64}(\s|$)", bare):
            yield f"no hash: {bare[:60]}"


def test_every_package_of_the_lock_has_one_version_and_a_hash() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    assert list(unpinned(text)) == []
    assert text.count("==") > 100


@pytest.mark.parametrize(
    "text", ["one==1\n", "one>=1 \\\n    --hash=sha256:" + "0" * 64 + "\n", "one==1 \\\n    --hash=sha256:beef\n", "one @ https://example.org/one.whl\n", "-e .\n"]
)
def test_an_unpinned_package_is_found(text: str) -> None:
    assert len(list(unpinned("two==2 \\\n    --hash=sha256:" + "a" * 64 + "\n    # via one\n" + text))) == 1


def test_every_package_of_the_front_end_has_one_version_and_a_hash() -> None:
    manifest = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    loose = {n: v for kind in ("dependencies", "devDependencies") for n, v in manifest[kind].items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)}
    assert loose == {}
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    assert [name for name, package in lock["packages"].items() if name and not package.get("integrity", "").startswith("sha512-")] == []


def misplaced(names: list[str]) -> list[str]:
    """Return the notebooks that do not stand where chapters do; the tests of chapters would not see them."""
    chapter = re.compile(r"notebooks/(syndrome|causes|treatment|bedside)/[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*\.ipynb")
    return [name for name in names if name.endswith(".ipynb") and not name.startswith("tests/fixtures/") and not chapter.fullmatch(name)]


def test_every_notebook_is_a_chapter_in_its_place() -> None:
    assert misplaced(committed()) == []


@pytest.mark.parametrize("name", ["draft.ipynb", "notebooks/causes/03-iron.ipynb", "notebooks/causes/Iron.ipynb", "notebooks/other/iron.ipynb"])
def test_a_misplaced_notebook_is_found(name: str) -> None:
    assert misplaced(["notebooks/causes/iron.ipynb", name]) == [name]


def test_citation_and_package_agree() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == project["version"]
    assert " AND ".join(citation["license"]) == project["license"]


def unfrozen(text: str) -> list[str]:
    """Return the hooks' repositories that are not frozen by commit."""
    return [r["repo"] for r in yaml.safe_load(text)["repos"] if r["repo"] != "local" and not re.fullmatch(r"[0-9a-f]{40}", r["rev"])]


def test_commit_hooks_are_frozen_by_commit() -> None:
    assert unfrozen((ROOT / ".pre-commit-config.yaml").read_text("utf-8")) == []


def test_a_hook_that_is_not_frozen_is_found() -> None:
    assert unfrozen("repos: [{repo: 'https://example.org/hooks', rev: v1.0.0}, {repo: local}]") == ["https://example.org/hooks"]


def test_continuous_integration_runs_the_readmes_test_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(r"^make test\b", readme, flags=re.MULTILINE)
    commands = [line for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert commands[0] == "set -euo pipefail"
    assert commands[-1] == "make test"


#: The pages that send a newcomer to files and commands.
GUIDES = ["README.md", "CONTRIBUTING.md", "NOTICE.md", "book/guide/maintainers.md", "book/guide/educators.md"]


def dead_ends(text: str, folder: Path = ROOT) -> list[str]:
    """Return the files that a guide standing in `folder` names and that do not exist; `<model>` stands for any name."""
    named = {ROOT / name: name for name in re.findall(r"`((?:book|notebooks|src|web|tests|tools|bench)/[^`\s]*)`", text)}
    named |= {folder / name: name for name in re.findall(r"(?<!!)\[[^\]]+\]\((?!https?:)([^)#\s]+)\)", text)}
    return [name for path, name in named.items() if not exists(path)]


def exists(path: Path) -> bool:
    """Say whether there is such a file. What a recipe asks its reader to make need not be there, but its folder must."""
    name = str(path.resolve().relative_to(ROOT))
    pattern = re.sub(r"<\w+>", "*", name)
    return any(ROOT.glob(pattern)) or ("<" in name and any(ROOT.glob(pattern.rpartition("/")[0])))


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_only_files_that_exist(guide: str) -> None:
    assert dead_ends((ROOT / guide).read_text("utf-8"), (ROOT / guide).parent) == []


def test_a_dead_end_is_found() -> None:
    text = "See `src/restlesslegs/evidence/`, `src/restlesslegs/models/<model>/model.ant`, `web/gone.ts`, `web/gone/<kind>.ts`, `src/*.txt` and [this](GONE.md)."
    assert dead_ends(text) == ["web/gone.ts", "web/gone/<kind>.ts", "src/*.txt", "GONE.md"]


def test_the_figure_in_the_guide_can_be_built() -> None:
    example = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("```python\n")[1].split("```")[0]
    names: dict[str, object] = {}
    exec(example.replace("\nExplorer(", "\nfigure = Explorer("), names)
    assert names["figure"].results["eda"].notna().all()  # type: ignore[attr-defined]
