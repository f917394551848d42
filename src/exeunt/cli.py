"""The command line: every command with an example; what each does stands in `commands`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from exeunt.commands import of_runs, of_scenarios, of_simulation, of_studio
from exeunt.commands.exits import INTERRUPTED, Commands
from exeunt.commands.imports import imports
from exeunt.commands.streams import OUTPUT, all_is_written, prepare, say_unwritten

# In the order in which `--help` lists them.
COMMANDS: dict[Callable[..., None], str] = {
    of_scenarios.scenarios: "scenarios",
    of_scenarios.new: "new my-crisis",
    of_scenarios.check: "check my-crisis",
    of_simulation.run: "run mobilisation-2022 --members 20 --without FIN-shut",
    of_simulation.fit: "fit mobilisation-2022 --until 2022-09-24 --out learned",
    of_simulation.sweep: "sweep smallest --vary reach=0.1:0.5:5 --vary give_up=0:0.02:3",
    of_runs.show: "show runs/mobilisation-2022-1 --by day --gate GEO-LAR",
    of_runs.report: "report runs/mobilisation-2022-1 runs/mobilisation-2022-2 --images pictures",
    of_runs.compare: "compare runs/mobilisation-2022-1 runs/mobilisation-2022-2 --country Finland",
    of_runs.score: "score runs/mobilisation-2022-1",
    of_runs.update: "update runs/mobilisation-2022-1 this-evening.csv",
    of_runs.export: "export runs/mobilisation-2022-1 --to arrivals.csv",
    of_scenarios.ways: "ways mobilisation-2022 --from Krasnodar --on 2022-09-24 --trait papers=foreign",
    of_studio.studio: "studio --port 8766",
    of_scenarios.bench: "bench --json",
}

app = typer.Typer(
    cls=Commands,
    help="Who leaves, by which way, where they arrive and how long the queue is.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(imports, name="import")
for command, example in COMMANDS.items():
    app.command(epilog=f"For example: exeunt {example}")(command)


def main() -> None:
    """Run the command line."""
    prepare()
    try:
        app(prog_name="exeunt")
    except SystemExit as end:
        is_written = all_is_written()
        if end.code == INTERRUPTED:
            # Members that are being simulated cannot be called back, and leaving normally would wait for them.
            sys.stderr.flush()
            os._exit(INTERRUPTED)
        if not is_written and not end.code:
            sys.exit(1)
        raise
    except OSError as fault:
        if fault.filename != OUTPUT:
            raise
        say_unwritten(fault)
        sys.exit(1)


def _show_version(asked: bool) -> None:
    if asked:
        from exeunt.versions import __version__, versions

        print(f"exeunt {__version__} ({', '.join(f'{name} {number}' for name, number in versions().items())})")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that belong to no command."""


if __name__ == "__main__":
    main()
