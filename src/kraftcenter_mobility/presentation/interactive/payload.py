"""A map as JSON, small enough for a page: what the scripts in the browser draw."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.presentation.languages import words_in
from kraftcenter_mobility.presentation.layers import Areas, Labels, Lines, Marks, Points

from .legends import TEXTS, legend_of, texts
from .streams import UNITS_PER_DEGREE, counts, degrees, steps

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.presentation.layers import Layer, Scale
    from kraftcenter_mobility.presentation.map import Map

    from .basemap import Basemap

__all__ = ["as_json", "payload"]

PIXELS_PER_POINT = 96 / 72
"""CSS pixels per typographic point."""

OSM = "© OpenStreetMap contributors"
OSM_LINK = f'<a href="https://www.openstreetmap.org/copyright" rel="noopener">{OSM}</a>'

LONGEST_CREDIT = 130
"""Characters that fit into one line at the edge of a map beside its scale bar."""

UNSAFE = re.compile("[<>&\u2028\u2029]|[\ud800-\udfff]")
"""What could end a script or a line of it, and halves of characters, which no file can hold."""

MOST_RUNS = 500
"""Lines are drawn in their order, classes that follow each other at once; when that would be
more strokes than this, class by class."""


def as_json(value: object) -> str:
    r"""Return JSON that can stand inside a script of a page.

    Examples
    --------
    >>> as_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return UNSAFE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    """Return a character as JSON writes it in ASCII."""
    character = found[0]
    return "\ufffd" if "\ud800" <= character <= "\udfff" else f"\\u{ord(character):04x}"


def payload(shown: Map, basemap: Basemap | None) -> dict[str, Any]:
    """Return everything that is drawn of a map, as plain values.

    Parameters
    ----------
    shown : Map
        The map.
    basemap : Basemap or None
        What lies below it.

    Returns
    -------
    dict
        Ready for :func:`as_json`.

    Raises
    ------
    InputError
        If something has no position, or the language is not known.
    """
    words = words_in(shown.language)
    layers = [_layer(layer, words) for layer in shown.layers]
    _say_once(shown.layers, layers)
    credits_ = _distinct([*shown.credits, *([basemap.credit] if basemap else [])])
    short = sum(map(len, credits_)) <= LONGEST_CREDIT
    return {
        "title": shown.title,
        "language": shown.language,
        "bounds": [round(float(edge), 6) for edge in shown.bounds],
        "notes": list(shown.notes),
        "credits": _linked(credits_ if short else _shortened(credits_, words)),
        "sources": [] if short else _linked(credits_),
        "basemap": basemap.address if basemap else None,
        "units": UNITS_PER_DEGREE,
        "texts": texts(words),
        "layers": layers,
    }


def _linked(credits_: list[str]) -> list[str]:
    """Return credits as HTML."""
    return [html.escape(line).replace(OSM, OSM_LINK) for line in credits_]


def _shortened(credits_: list[str], words: Words) -> list[str]:
    """Return what stays at the edge of the map where there is no room for all."""
    owed = [OSM] if any(OSM in line for line in credits_) else []
    return [*owed, words.say(TEXTS, "elsewhere")]


def _distinct(lines: list[str]) -> list[str]:
    """Return lines without those that another one contains."""
    once = list(dict.fromkeys(lines))
    return [line for line in once if not any(line != other and line in other for other in once)]


def _say_once(layers: tuple[Layer, ...], values: list[dict[str, Any]]) -> None:
    """Take away legends that a layer above shows already."""
    seen: list[tuple[str, Scale]] = []
    for layer, value in zip(reversed(layers), reversed(values), strict=True):
        if isinstance(layer, Points | Lines | Areas):
            if (value["kind"], layer.scale) in seen:
                value["legend"] = None
            seen.append((value["kind"], layer.scale))


def _layer(layer: Layer, words: Words) -> dict[str, Any]:
    """Return one layer as plain values."""
    if isinstance(layer, Points):
        return _points(layer, words)
    if isinstance(layer, Lines):
        return _lines(layer, words)
    if isinstance(layer, Areas):
        return _areas(layer, words)
    return _marks(layer) if isinstance(layer, Marks) else _labels(layer)


def _shared(layer: Points | Lines | Areas, words: Words) -> dict[str, Any]:
    """Return what layers with a scale have in common."""
    return {
        "name": layer.name,
        "colours": list(layer.scale.colours),
        "hatched": list(layer.scale.hatched),
        "square": list(layer.scale.square),
        "classes": counts(layer.class_of),
        "tooltips": [str(text) for text in layer.tooltips],
        "legend": legend_of(layer, words),
    }


def _points(layer: Points, words: Words) -> dict[str, Any]:
    """Return circles."""
    radius = np.asarray(layer.radius, dtype=np.float64) * PIXELS_PER_POINT
    quarters = np.maximum(np.rint(4 * radius), 1).astype(np.int64)
    return {
        "kind": "points",
        **_shared(layer, words),
        **_at(layer.lon, layer.lat, layer.name),
        "quarters": int(quarters) if quarters.ndim == 0 else counts(quarters),
    }


def _lines(layer: Lines, words: Words) -> dict[str, Any]:
    """Return lines, part by part."""
    import shapely

    order = _drawing_order(layer.class_of)
    parts, of = shapely.get_parts(layer.geometry[order], return_index=True)
    parts = shapely.simplify(parts, 0.5 / UNITS_PER_DEGREE, preserve_topology=False)
    values = _shared(layer, words)
    values["classes"] = counts(np.asarray(layer.class_of)[order])
    values["tooltips"] = [values["tooltips"][row] for row in order] if layer.tooltips else []
    n_classes = len(layer.scale.colours)
    widths = layer.width * n_classes if len(layer.width) == 1 else layer.width
    return {
        "kind": "lines",
        **values,
        **_corners(parts, layer.name),
        "of": steps(of),
        "sizes": counts(shapely.get_num_coordinates(parts)),
        "widths": [round(width * PIXELS_PER_POINT, 2) for width in widths],
        "dashed": list(layer.dashed),
        "near": list(layer.near),
        "quiet": layer.quiet,
    }


def _drawing_order(class_of: IntArray) -> IntArray:
    """Return lines in their order, or class by class where they are too mixed."""
    classes = np.asarray(class_of)
    if np.count_nonzero(np.diff(classes)) < MOST_RUNS:
        return np.arange(len(classes))
    return np.argsort(classes, kind="stable")


def _areas(layer: Areas, words: Words) -> dict[str, Any]:
    """Return polygons as rings; what lies inside an even number of rings is outside."""
    import shapely

    polygons, of_polygon = shapely.get_parts(layer.geometry, return_index=True)
    rings, of_ring = shapely.get_rings(polygons, return_index=True)
    return {
        "kind": "areas",
        **_shared(layer, words),
        **_corners(rings, layer.name),
        "of": steps(of_polygon[of_ring]),
        "sizes": counts(shapely.get_num_coordinates(rings)),
        "opacity": layer.opacity,
        "outline": layer.outline,
    }


def _marks(layer: Marks) -> dict[str, Any]:
    """Return places with a sign."""
    return {
        "kind": "marks",
        "name": layer.name,
        **_at(layer.lon, layer.lat, layer.name),
        "tooltips": [str(text) for text in layer.labels],
        "sign": layer.sign,
        "colour": layer.colour,
    }


def _labels(layer: Labels) -> dict[str, Any]:
    """Return names."""
    sizes = np.asarray(layer.size, dtype=np.float64) * PIXELS_PER_POINT
    return {
        "kind": "labels",
        **_at(layer.lon, layer.lat, "labels"),
        "texts": [str(text) for text in layer.texts],
        "sizes": [round(size, 1) for size in sizes.tolist()],
    }


def _corners(geometry: np.ndarray[Any, Any], name: str) -> dict[str, str]:
    """Return the positions of all corners."""
    import shapely

    corners = shapely.get_coordinates(geometry)
    return _at(corners[:, 0], corners[:, 1], name)


def _at(lon: FloatArray, lat: FloatArray, name: str) -> dict[str, str]:
    """Return positions, refused where there are none."""
    bad = ~(np.isfinite(lon) & np.isfinite(lat))
    if bad.any():
        raise InputError(
            f"{np.count_nonzero(bad)} of {len(bad)} positions of the layer {name!r} are not "
            f"finite; leave out what has no position"
        )
    return {"lon": degrees(lon), "lat": degrees(lat)}
