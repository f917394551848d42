"""The report's pictures as JSON, each with the figures that are drawn in it and how the run meets them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from exeunt.as_json import plain
from exeunt.studio.views_sources import source_told

if TYPE_CHECKING:
    from exeunt.api import Figure, Picture, Views


def picture_told(views: Views, picture: Picture) -> dict[str, Any]:
    """Return one picture with its figures."""
    figures = [figure_told(views, figure) for figure in picture.figures]
    return {**drawn(picture), "figures": figures, "score": _score(figures)}


def drawn(picture: Picture) -> dict[str, Any]:
    """Return one picture, as it is drawn and told."""
    return {
        "name": picture.name,
        "title": picture.title,
        "said": picture.said,
        "spec": picture.spec,
        "note": picture.note,
        "key": picture.key,
        "aspect": picture.aspect,
        "assumed": picture.is_assumed,
        "figures": [],
        "score": None,
    }


def pictures_told(views: Views, pictures: Iterable[Picture]) -> list[dict[str, Any]]:
    """Return several pictures."""
    return [picture_told(views, picture) for picture in pictures]


def figure_told(views: Views, figure: Figure) -> dict[str, Any]:
    """Return a counted figure: who counted it, and what the run says to it."""
    scored = views.scores.get(figure.id)
    answer = figure.answer
    return {
        "id": figure.id,
        "where": views.subject.names.where(figure.target.where),
        "what": figure.what(),
        "period": figure.period(),
        "value": figure.value(),
        "range": figure.range(),
        "said_by": figure.said_by or "nobody is named for it",
        "stance": figure.stance,
        "source": source_told(views, figure.claim),
        "run": None if answer is None else plain({"median": answer.median, "low": answer.q05, "high": answer.q95}),
        "digits": figure.digits,
        "beside": figure.beside(),
        "inside90": None if scored is None else scored.inside90,
        "crps": None if scored is None else plain(scored.crps),
        "relative": _relative(figure, None if scored is None else scored.crps),
    }


def _relative(figure: Figure, crps: float | None) -> float | None:
    """Return the score as a part of the figure, so that large and small ones can be told together."""
    value = abs(figure.target.value)
    return None if crps is None or not value else float(plain(crps / value))


def _score(figures: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return what the figures of a picture come to: how many the band holds, and the mean relative score."""
    said = [figure for figure in figures if figure["inside90"] is not None]
    if not said:
        return None
    relative = [figure["relative"] for figure in said if figure["relative"] is not None]
    return {
        "figures": len(said),
        "inside": sum(bool(figure["inside90"]) for figure in said),
        "crps": float(plain(sum(relative) / len(relative))) if relative else None,
    }
