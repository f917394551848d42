"""Make the country shapes of the report's map and the names of countries, once.

They come from the npm package `world-atlas` (Natural Earth, public domain):

    npm pack world-atlas@2 && tar xzf world-atlas-2.*.tgz
    pip install shapely pycountry
    python tools/make_countries.py package/countries-50m.json

Shared borders are simplified once, as arcs, so that neighbours still fit. Polygons are cut at the meridian of 180°, or
Russia, Fiji and Antarctica draw lines across the map. Crimea, which Natural Earth gives to Russia, is Ukraine's here,
as in resolution 68/262 of the United Nations' General Assembly.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pycountry
from shapely import affinity, box, make_valid, simplify
from shapely.geometry import LineString, MultiPolygon, Polygon, mapping
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

ROOMS = Path(__file__).parents[1] / "src/exeunt"
TARGET = ROOMS / "scenario/countries.geojson"
NAMES = ROOMS / "scenario/countries.csv"
TOLERANCE = 0.06  # degrees: about 6 km, less than a pixel wherever the map shows a whole country
SMALLEST = 0.02  # square degrees: smaller islands are left out, unless they are all of a country
DIGITS = 2
CRIMEA = box(32.4, 44.3, 36.7, 46.3)
# Natural Earth gives these no ISO number.
WITHOUT_NUMBER = {"Kosovo": "XKX", "N. Cyprus": "", "Somaliland": "", "Siachen Glacier": "", "Indian Ocean Ter.": ""}
SHORT = {
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Dem. Rep. Congo": "DR Congo",
    "W. Sahara": "Western Sahara",
    "Macedonia": "North Macedonia",
}


def main() -> int:
    """Write the files."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = [_simple(arc) for arc in _arcs(topology)]
    shapes: dict[str, Any] = {}
    # those that are too small, or that Natural Earth counts with another, have a name too
    names = {each.alpha_3: each.name for each in pycountry.countries}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = _code(geometry.get("id"), name)
        shape = unary_union([part for polygon in _polygons(geometry, arcs) for part in _cut(polygon)])
        shapes[code or name], names[code or name] = shape, _named(name, code)
    crimea = shapes["RUS"].intersection(CRIMEA)
    shapes["RUS"] = shapes["RUS"].difference(CRIMEA)
    shapes["UKR"] = unary_union([shapes["UKR"], crimea]).buffer(0.001).buffer(-0.001)
    features = [
        {
            "type": "Feature",
            "properties": {"country": code if len(code) == 3 else ""},
            "geometry": _written(kept),
        }
        for code, shape in sorted(shapes.items())
        if not (kept := _without_islets(shape)).is_empty
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")
    with NAMES.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "name"])
        rows.writerows((code, name) for code, name in sorted(names.items()) if len(code) == 3)
    print(f"{len(features)} countries, {len(text) / 1000:.0f} kB in {TARGET}")
    return 0


def _arcs(topology: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """Undo the delta coding and the quantisation of TopoJSON."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * kx + dx, y * ky + dy))
        yield points


def _simple(arc: list[tuple[float, float]]) -> list[tuple[float, float]]:
    is_ring = arc[0] == arc[-1]
    simpler = list(simplify(LineString(arc), TOLERANCE, preserve_topology=True).coords)
    return arc if is_ring and len(simpler) < 4 else simpler


def _polygons(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> Iterator[Polygon]:
    """Put the arcs of each polygon together, longitudes running on beyond 180° rather than jumping."""
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for rings in parts:
        outer, *holes = (_ring(ring, arcs) for ring in rings)
        yield Polygon(outer, holes)


def _ring(ring: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    turned = [points[0]]
    for lon, lat in points[1:]:
        last = turned[-1][0]
        turned.append((lon + 360 * round((last - lon) / 360), lat))
    if abs(turned[-1][0] - turned[0][0]) > 180:  # it goes round a pole
        pole = 90 if sum(lat for _, lat in turned) > 0 else -90
        turned += [(turned[-1][0], pole), (turned[0][0], pole)]
    return turned


def _cut(polygon: Polygon) -> Iterator[Any]:
    """Cut a polygon into what lies between 180° west and east, and what reaches over, turned back."""
    valid = make_valid(polygon)
    for turn in (-360, 0, 360):
        part = affinity.translate(valid, turn).intersection(box(-180, -90, 180, 90))
        if not part.is_empty and part.area > 0:
            yield part


def _without_islets(shape: Any) -> MultiPolygon:
    parts = [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]
    large = [part for part in parts if part.area >= SMALLEST]
    return MultiPolygon(large or sorted(parts, key=lambda part: -part.area)[:1])


def _written(shape: MultiPolygon) -> dict[str, Any]:
    """Round, and wind the rings clockwise: d3, which draws them, takes the other sense for the rest of the globe."""
    wound = MultiPolygon([orient(part, sign=-1.0) for part in shape.geoms])

    def rounded(content: Any) -> Any:
        if isinstance(content[0], float | int):
            return [round(content[0], DIGITS), round(content[1], DIGITS)]
        points = [rounded(each) for each in content]
        return [each for n, each in enumerate(points) if n == 0 or each != points[n - 1]]

    coordinates = [[ring for ring in rounded(polygon) if len(ring) > 3] for polygon in mapping(wound)["coordinates"]]
    return {"type": "MultiPolygon", "coordinates": [polygon for polygon in coordinates if polygon]}


def _code(number: str | None, name: str) -> str:
    if number is None:
        return WITHOUT_NUMBER.get(name, "")
    found = pycountry.countries.get(numeric=number)
    return found.alpha_3 if found else ""


def _named(name: str, code: str) -> str:
    if name in SHORT:
        return SHORT[name]
    known = pycountry.countries.get(alpha_3=code) if "." in name else None
    return getattr(known, "common_name", known.name) if known else name


if __name__ == "__main__":
    sys.exit(main())
