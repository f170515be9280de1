"""``python -m restlesslegs.models``: export a model, write the browser's modules, check all cards."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from restlesslegs.engines.javascript import emit
from restlesslegs.engines.roadrunner import SimulationError
from restlesslegs.exchange import ArchiveError, write_archive
from restlesslegs.frontend import FrontEndError
from restlesslegs.models import CardError, Model, ModelError, UnknownModelError, available, load
from restlesslegs.models import check as checks


def export(model_id: str, sbml: Path | None = None, archive: Path | None = None) -> None:
    """Write a model as SBML Level 3, and with the runs of its card as a COMBINE archive.

    Raises
    ------
    UnknownModelError
        If there is no such model.
    restlesslegs.exchange.ArchiveError
        If the archive cannot be made.
    OSError
        If a file cannot be written.
    """
    model = load(model_id)
    if sbml:
        sbml.write_text(model.sbml, "utf-8")
    if archive:
        from restlesslegs.evidence import facts

        checks.check_facts(model, facts)
        write_archive(model, facts, archive)


def write_javascript(folder: Path) -> list[Path]:
    """Write every model as one ES module into `folder`, which is made if need be; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in available():
        path = folder / f"{name}.js"
        path.write_text(emit(load(name)), "utf-8")
        written.append(path)
    return written


def check(model: Model) -> tuple[bool, str]:
    """Check one model; return whether all is well, and one line that says so (more lines for what is not)."""
    from restlesslegs.evidence import facts, sources

    checks.check_facts(model, facts)
    checks.check_sources(model, sources)
    compared = checks.check_constants(model, facts)
    done = checks.outcomes(model, facts)
    misses = checks.miss_outcomes(model, facts)
    apart = checks.agreement(model)
    taken = checks.milliseconds(model)
    good = [o for o in done if o.reproduced]
    worst = max((o.error for o in done), default=0.0)
    lines = [
        f"{model.id}: {len(good)} of {len(done)} reproduced, worst error {100 * worst:.2g} %; "
        f"{sum(m.stands for m in misses)} of {len(misses)} known misses as stated; "
        f"{compared} constants as in the evidence table; engines agree to {apart.worst:.1g} over {apart.runs} runs; "
        f"ms a simulation: {', '.join(f'{name} {ms:.2g}' for name, ms in taken.items())}"
    ]
    lines += [f"  {_place(o)}: expected {o.expected:g}, given {o.given:g}" for o in done if not o.reproduced]
    lines += [f"  {_place(m.outcome)}: the card says {m.miss.gives:g}, the model gives {m.outcome.given:g}" for m in misses if not m.stands]
    if apart.worst > checks.AGREEMENT:
        lines.append(f"  the engines differ by more than {checks.AGREEMENT:g}: browser {apart.browser:.2g}, COPASI {apart.copasi:.2g}")
    well = len(good) == len(done) and all(m.stands for m in misses) and apart.worst <= checks.AGREEMENT
    return well, "\n".join(lines)


def _place(outcome: checks.Outcome) -> str:
    target = outcome.target
    return f"card.toml:{target.line}: {target.observable} at {dict(target.parameters) or 'defaults'}, {target.when}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m restlesslegs.models", description="The book's models.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("export", help="write a model as SBML, or with its runs as a COMBINE archive")
    one.add_argument("model", help="id of the model")
    one.add_argument("--sbml", type=Path, metavar="FILE", help="write the model as SBML")
    one.add_argument("--archive", type=Path, metavar="FILE", help="write model, runs (SED-ML) and card as a COMBINE archive (.omex)")
    all_ = commands.add_parser("javascript", help="write every model as an ES module")
    all_.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write into")
    commands.add_parser("check", help="hold every model against its card, the evidence table and COPASI")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit code: 0, 1 if a check fails, 2 for bad input."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.command == "export" and not (given.sbml or given.archive):
        parser.error("export needs --sbml FILE or --archive FILE")
    try:
        if given.command == "export":
            export(given.model, given.sbml, given.archive)
        elif given.command == "javascript":
            write_javascript(given.out)
        else:
            results = [check(load(name)) for name in available()]
            print("\n".join(line for _, line in results))
            return 0 if all(well for well, _ in results) else 1
    except OSError as error:
        print(f"cannot write {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    except (UnknownModelError, ModelError, CardError, SimulationError, ArchiveError, FrontEndError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
