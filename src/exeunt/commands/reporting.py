"""The report after a run: written if it can be, and never at the price of the run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exeunt.commands.printing import command

if TYPE_CHECKING:
    from exeunt.api import Outcome, Report


def report_after_run(outcome: Outcome) -> Path | None:
    """Write the report of a run that is stored and finished; say so if it cannot be, and let the run stand."""
    print("writing the report", file=sys.stderr, flush=True)
    try:
        return outcome.report()
    except Exception as error:  # whatever goes wrong with a picture, the run is good and must be shown
        print(
            f"The report could not be written ({type(error).__name__}: {error}). The run is whole; "
            f"{command('report', outcome.path)} tries again.",
            file=sys.stderr,
        )
        return None


def report_json(report: Report) -> dict[str, Any]:
    """Return what `exeunt report --json` prints."""
    return {"report": str(report.path), "bytes": report.bytes, "images": [str(path) for path in report.images]}
