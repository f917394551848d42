"""Pictures small enough to stand beside a table in a notebook."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

import vl_convert

from exeunt.show.charts.drawing import Picture

WIDTH = 260


def small(pictures: Iterable[Picture], width: int = WIDTH) -> str:
    """Return pictures as HTML: images that run no script, each with its title and what it shows."""
    return (
        f'<div style="display:flex;flex-wrap:wrap;gap:12px">{"".join(_small(each, width) for each in pictures)}</div>'
    )


def _small(picture: Picture, width: int) -> str:
    height = {"height": round(width * picture.aspect)} if picture.aspect else {}
    svg = vl_convert.vegalite_to_svg({**picture.spec, **height, "width": width, "padding": 4})
    source = base64.b64encode(svg.encode()).decode()
    return (
        f'<figure style="margin:0"><figcaption>{escape(picture.title)}</figcaption>'
        f'<img alt="{escape(picture.said)}" src="data:image/svg+xml;base64,{source}"></figure>'
    )
