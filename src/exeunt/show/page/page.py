"""The page: everything put together into one file that opens with no network and lets nothing in.

Text of a scenario is untrusted. The template escapes it; the pictures' data are JSON that a browser does not run; and
the page's own policy forbids the network and every script but the two of ours, known by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from exeunt.outcome.summary import ASSUMED
from exeunt.show.charts.drawing import Picture
from exeunt.show.charts.fan import KEY_OF_FORECAST
from exeunt.show.figures import Figure
from exeunt.show.page.difference import Difference
from exeunt.show.page.limits import limits
from exeunt.show.page.part import Part
from exeunt.show.page.vega import library
from exeunt.show.sources import Sources
from exeunt.versions import __version__
from exeunt.wording import FEW_PEOPLE, UNKNOWN, about, day, exact, from_day_to_day, span


@dataclass(frozen=True)
class Page:
    """The whole page."""

    parts: tuple[Part, ...]
    sources: Sources
    difference: Difference | None = None

    version = __version__

    @property
    def title(self) -> str:
        """The title of the scenario, or of both."""
        titles = dict.fromkeys(str(part.subject.run.manifest["title"]) for part in self.parts)
        return ("Two runs: " if self.difference else "") + " / ".join(titles)

    @property
    def subtitle(self) -> str:
        """The period and the run."""
        subject = self.parts[0].subject
        days = from_day_to_day(subject.days[0], subject.days[-1])
        return days if self.difference else f"{days}; {self.parts[0].words}"

    @property
    def contents(self) -> list[tuple[str, str]]:
        """The places to jump to."""
        found = [("difference", "Difference")] if self.difference else []
        for part in self.parts:
            subject = part.subject
            found.append((subject.anchor("finding"), f"{part.prefix}finding".capitalize()))
            if not self.difference:
                found += [("overview", "Map"), ("arrivals", "Arrivals"), ("queues", "Queues")]
                found += [("counted", "Counted figures")] if subject.figures else []
                found += [("evenings", "Evening by evening")] if part.evenings else []
                found += [("doors", "Rules"), ("drives", "What drives what")]
        return [*found, ("sources", "Sources"), ("limits", "Limits")]

    @property
    def kind(self) -> str:
        """What it is: of days that were known, or also of days that were not."""
        until = self.parts[0].subject.run.known_until
        if until is None:
            return "reconstruction by simulation"
        return f"reconstruction until {day(until, year=True)} and a forecast from then on, by simulation"

    @property
    def footing_in_short(self) -> str:
        """What the constants rest on, in a word or two."""
        return limits(self.parts[0].subject)[1][0].lower()

    @property
    def limits(self) -> tuple[tuple[str, str], ...]:
        """The card of limits; that of the second run only says the same."""
        return limits(self.parts[0].subject)

    @property
    def colophon(self) -> str:
        """What the page was made from."""
        runs = [
            f"scenario {part.subject.run.manifest['scenario']}, fingerprint "
            f"{part.subject.run.manifest['scenario_hash'][:12]}; {part.words}"
            for part in self.parts
        ]
        made = f"Made by exeunt {__version__} from {' and '.join(runs)}."
        return f"{made} Country shapes: Natural Earth, public domain."

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture of the page."""
        compared = self.difference.pictures if self.difference else ()
        return (*compared, *(picture for part in self.parts for picture in part.pictures()))

    @cached_property
    def specs(self) -> Markup:
        """The pictures as JSON that may stand inside a script element."""
        return _inert({picture.name: picture.spec for picture in self.pictures})

    @property
    def style(self) -> Markup:
        """The style sheet."""
        return Markup(_read("page.css"))

    @property
    def script(self) -> Markup:
        """What draws the pictures."""
        return Markup(_script())

    @property
    def library(self) -> Markup:
        """Vega, Vega-Lite and Vega-Embed in one piece."""
        return Markup(library())

    @property
    def policy(self) -> str:
        """What the browser may do for this page: run our two scripts, and nothing from anywhere else."""
        hashes = " ".join(f"'sha256-{_hash(text)}'" for text in (library(), _script()))
        shut = "default-src 'none'; base-uri 'none'; form-action 'none'"
        return f"{shut}; script-src {hashes}; style-src 'unsafe-inline'; img-src data:"

    def html(self) -> str:
        """Return the file."""
        rooms = Environment(
            loader=PackageLoader("exeunt.show.page", "."), autoescape=True, trim_blocks=True, undefined=StrictUndefined
        )
        rooms.filters |= {"coded": _coded, "exact": exact, "constant": _constant, "speakers": _speakers}
        rooms.globals |= {"span": span, "range_of": _range}
        words = {"assumed": ASSUMED, "few": about(FEW_PEOPLE), "key_of_forecast": KEY_OF_FORECAST}
        return rooms.get_template("page.html.j2").render(page=self, **words)


def _constant(value: float) -> str:
    """Write a constant with as many digits as it has."""
    return UNKNOWN if pd.isna(value) else f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def _range(low: float, high: float) -> str:
    """Write a range of a constant, a single number where it has no width."""
    return _constant(low) if low == high or pd.isna(high) else f"{_constant(low)} to {_constant(high)}"


def _speakers(figures: Sequence[Figure]) -> str:
    """Name who counted the figures of a picture."""
    return "; ".join(dict.fromkeys(figure.said_by or "nobody is named" for figure in figures))


def _coded(text: str) -> Markup:
    """Show what stands in backticks as code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(part) if i % 2 else part for i, part in enumerate(parts))


def _inert(content: object) -> Markup:
    """Write JSON without any sign that could end a script element or begin a tag."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)


@cache
def _read(name: str) -> str:
    return files("exeunt.show.page").joinpath(name).read_text(encoding="utf-8")


@cache
def _script() -> str:
    return _read("script.js")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
