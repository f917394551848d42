"""Whether the distances of `routes.csv` can be kilometres, by how far places lie apart as the crow flies.

No way is shorter than that, but the coordinates of published folders are rough, and some of their distances are wrong:
one is said to be odd. What cannot be a slip, a tiny part of the way or the same in most of the file, is a fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from statistics import median
from typing import NamedTuple

import numpy as np

from exeunt.errors import quoted
from exeunt.exchange.flee.folder import Location, Route
from exeunt.exchange.rows import Findings
from exeunt.scenario.sphere import kilometres
from exeunt.wording import plural

FILE, COLUMN = "routes.csv", "distance"
SHORT, SHORT_KM = 0.9, 5.0  # below this share of the way as the crow flies, and by so much, it is said
HALF = 0.5  # where most are below this share, they are no kilometres
TINY = 0.02  # below this share it is no slip of a digit
APART_KM = 20.0  # places so near to each other are larger than they are apart
LONG, LONG_KM = 10.0, 100.0  # above so many times the way, and by so much, it is said
METRES = (300.0, 3000.0)  # times the way that distances in metres come to
LEAST = 3  # routes to tell a file by


def check_distances(
    routes: Iterable[Route], locations: Iterable[Location], with_commas: Collection[int], findings: Findings
) -> None:
    """Note which distances are too short or too long; `with_commas` are the rows with commas between digits."""
    known = _beside_the_crow(routes, locations)
    faulty = {one.row for one in known if _fault(one, one.row in with_commas, findings)}
    known = [one for one in known if one.row not in faulty]
    short = [one for one in known if one.times < SHORT and one.crow - one.km > SHORT_KM]
    if sum(one.crow > APART_KM and one.times < HALF for one in known) >= max(LEAST, len(known) / 2):
        wrong = f"half of the routes or more are not half as long as the way as the crow flies: here {short[0]}"
        right = "write kilometres, and see in locations.csv whether latitude and longitude are in each other's place"
        findings.fault(FILE, short[0].row, COLUMN, wrong, right)
    elif short:
        sentence = f"{plural(len(short), 'route is', 'routes are')} shorter than the way as the crow flies: here"
        findings.say_odd(FILE, short[0].row, f"{sentence} {short[0]}; a distance or a place is wrong")
    if long := [one for one in known if one.times > LONG and one.km - one.crow > LONG_KM]:
        sentence = f"{plural(len(long), 'route is', 'routes are')} more than {LONG:g} times as long as the way as the"
        sentence += f" crow flies: here {long[0]}; what is written is read as kilometres{_perhaps_metres(known)}"
        findings.say_odd(FILE, long[0].row, sentence)


class _Beside(NamedTuple):
    """A route beside the way as the crow flies."""

    row: int
    a: str
    b: str
    km: float
    crow: float

    @property
    def times(self) -> float:
        return self.km / self.crow

    def __str__(self) -> str:
        return f"{self.km:g} km, where {quoted(self.a)} and {quoted(self.b)} lie {self.crow:,.0f} km apart"


def _beside_the_crow(routes: Iterable[Route], locations: Iterable[Location]) -> list[_Beside]:
    """Return the routes that have a length, between places that lie apart."""
    at = {place.name: place for place in locations}
    known = [route for route in routes if route.km > 0 and route.a in at and route.b in at]
    ends = ((at[route.a].lon, at[route.a].lat, at[route.b].lon, at[route.b].lat) for route in known)
    crow = kilometres(*np.array(list(ends), np.float64).reshape(-1, 4).T).tolist()
    found = (_Beside(one.row, one.a, one.b, one.km, apart) for one, apart in zip(known, crow, strict=True))
    return [one for one in found if one.crow > 0]


def _fault(one: _Beside, has_comma: bool, findings: Findings) -> bool:
    """Note a distance that cannot be meant as it is read."""
    if has_comma and one.times > LONG and HALF < one.times / 1000 < LONG:
        right = f"write {one.km / 1000:g} if the comma is a decimal one, else look at the places"
    elif one.crow > APART_KM and one.times < TINY:
        right = "write kilometres, with no sign between thousands, or look at the coordinates of both places"
    else:
        return False
    findings.fault(FILE, one.row, COLUMN, f"is {one}", right)
    return True


def _perhaps_metres(known: Sequence[_Beside]) -> str:
    times = median(one.times for one in known)
    if not METRES[0] < times < METRES[1]:
        return ""
    return f", and half of all are over {times:,.0f} times as long: divide by 1,000 if they are metres"
