"""What the members of a run say to the figures that they learned from or were moved by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from exeunt.outcome.bands import band
from exeunt.outcome.measures import answers
from exeunt.outcome.targets import from_table

if TYPE_CHECKING:
    from exeunt.outcome.run import Run


def learned_figures(run: Run) -> pd.DataFrame:
    """Return each figure that a run learned from beside the band of the members alone, as a fit has them.

    Returns
    -------
    DataFrame
        `id`, `value`, `median`, `q05`, `q95` and `inside90`; what the run cannot say is left out.

    """
    speaker, learned = answers(run), set(run.learned_ids)
    rows = []
    for figure in from_table(run.world.observations):
        answer = speaker.to(figure) if figure.id in learned else None
        if answer is not None:
            said = band(answer)
            inside = figure.lies_between(said.q05, said.q95)
            rows.append({"id": figure.id, "value": figure.value, **said._asdict(), "inside90": inside})
    return pd.DataFrame(rows, columns=["id", "value", "median", "q05", "q95", "inside90"])
