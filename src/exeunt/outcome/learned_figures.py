"""What the members of a run say to the figures that they learned from or were moved by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from exeunt.outcome.forecast import band_of, said_to
from exeunt.outcome.measures import answers
from exeunt.outcome.targets import from_table

if TYPE_CHECKING:
    from exeunt.outcome.run import Run


def learned_figures(run: Run) -> pd.DataFrame:
    """Return each figure that a run learned from beside the band of the run, as its report and its score have it.

    Returns
    -------
    DataFrame
        `id`, `value`, `kind`, `median`, `q05`, `q95` and `inside90`; what the run cannot say is left out.

    """
    speaker, learned = answers(run), set(run.learned_ids)
    rows = []
    for figure in from_table(run.world.observations):
        said = said_to(run, speaker, figure) if figure.id in learned else None
        if said is not None:
            band = band_of(said)
            inside = figure.lies_between(band.q05, band.q95)
            told = {"id": figure.id, "value": figure.value, "kind": figure.kind}
            rows.append({**told, **band._asdict(), "inside90": inside})
    return pd.DataFrame(rows, columns=["id", "value", "kind", "median", "q05", "q95", "inside90"])
