"""Fans, lines, evenings, tables and sources of a run, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exeunt.as_json import plain
from exeunt.studio.views_pictures import figure_told, picture_told, pictures_told
from exeunt.wording import capitalised

if TYPE_CHECKING:
    from exeunt.api import Views


def arrivals(views: Views) -> dict[str, Any]:
    """Return the fans, those of most people first, and the table of countries."""
    part = views.part
    return {
        "leading": pictures_told(views, part.leading),
        "others": pictures_told(views, part.other_fans),
        "table": [{**row, "assumed": bool(row["assumed"])} for row in part.table],
        "thinned": part.thinned,
        "drawn": part.fans_in_words,
        "entering": part.entering_in_words if part.fans else "",
    }


def lines(views: Views) -> dict[str, Any]:
    """Return the lines at the gates, day by day and as a table."""
    part = views.part
    return {
        "filling": None if part.filling is None else picture_told(views, part.filling),
        "gates": [
            {"gate": row.gate, "title": row.title, "note": row.note, "pictures": pictures_told(views, row.pictures)}
            for row in part.queues
        ],
        "table": part.queue_table,
        "gone_by": capitalised(part.gone_by),
    }


def evenings(views: Views) -> dict[str, Any]:
    """Return what was said evening by evening, and the counts that came."""
    part = views.part
    return {
        "pictures": pictures_told(views, part.evenings),
        "key": part.evenings_key,
        "words": part.foretold_in_words if part.evenings else "",
        "rows": [
            {
                "evening": row.evening,
                "figure": figure_told(views, row.figure),
                "median": plain(row.median),
                "low": plain(row.low),
                "high": plain(row.high),
                "held": row.held,
            }
            for row in part.foretold
        ],
    }


def pairs(views: Views) -> dict[str, Any]:
    """Return who went from where to where."""
    return {"rows": plain(views.pairs), "by_region": "arrivals_by_origin" in views.run.variables}


def evidence(views: Views) -> dict[str, Any]:
    """Return the counted figures, the sources, and what the inputs rest on."""
    part = views.part
    drawn = [picture for picture in (part.rules_bar, part.stances, part.influence) if picture is not None]
    return {
        "figures": [figure_told(views, figure) for figure in views.subject.figures],
        "sources": plain(views.sources.rows),
        "pictures": pictures_told(views, drawn),
        "spread": plain(part.spread),
    }
