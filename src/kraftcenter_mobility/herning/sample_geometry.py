"""Lines of a wanted length, and the plane they are drawn in."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

if TYPE_CHECKING:
    import pandas as pd
    from scipy.spatial import KDTree

__all__ = [
    "BoolArray",
    "FloatArray",
    "IntArray",
    "Point",
    "Road",
    "Shape",
    "Shapes",
    "bend",
    "beside",
    "geodesic_length_m",
    "nearest",
    "point_key",
    "random_for",
    "records",
    "straight_lines",
    "to_degrees",
    "to_metres",
]

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
Shape: TypeAlias = BaseGeometry
Shapes: TypeAlias = NDArray[np.object_]
Point: TypeAlias = tuple[float, float]

SEED = 7400
STEP_M = 400.0
HALVINGS = 24
CENTIMETRES = 2

_PLANE = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:25832", always_xy=True)
_ELLIPSOID = pyproj.Geod(ellps="GRS80")


@dataclass(slots=True)
class Road:
    """A line of the model and its tags, before it becomes an OpenStreetMap way."""

    key: str
    """A name of its own; roads are numbered in the order of their keys."""

    kind: str
    """What drew it: corridor, connector, street, path, rural, access, ferry or rail."""

    xy: FloatArray
    """Vertices, shape (n, 2), metres in EPSG:25832."""

    tags: dict[str, str] = field(default_factory=dict)

    at_grade: bool = True
    """Whether it meets the roads it crosses; motorways and railways do not."""

    @property
    def line(self) -> shapely.LineString:
        """The geometry as a line."""
        return shapely.LineString(self.xy)


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries, what is missing as an empty text."""
    filled = rows.astype(object).where(rows.notna(), "")
    return [{str(name): value for name, value in row.items()} for row in filled.to_dict("records")]


def straight_lines(ends: FloatArray | list[list[FloatArray]]) -> Shapes:
    """Return one line per pair of points, shape (n,), from an array of shape (n, 2, 2)."""
    return np.asarray(shapely.linestrings(np.asarray(ends)))


def nearest(tree: KDTree, xy: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return how far the nearest point of a tree is from each position, and which it is."""
    away, index = tree.query(xy)
    return np.asarray(away, float), np.asarray(index, np.int64)


def random_for(key: str) -> np.random.Generator:
    """Return the random numbers that belong to one part of the model, and to it alone."""
    return np.random.default_rng([SEED, zlib.crc32(key.encode())])


def to_metres(lon: float | FloatArray, lat: float | FloatArray) -> FloatArray:
    """Return positions in EPSG:25832, rounded to centimetres, shape (..., 2) in metres."""
    x, y = _PLANE.transform(lon, lat)
    return np.stack([np.asarray(x, float), np.asarray(y, float)], axis=-1).round(CENTIMETRES)


def to_degrees(xy: FloatArray) -> FloatArray:
    """Return longitudes and latitudes, shape (n, 2), rounded as OpenStreetMap stores them."""
    lon, lat = _PLANE.transform(xy[:, 0], xy[:, 1], direction="INVERSE")
    return np.column_stack([lon, lat]).round(7)


def point_key(xy: FloatArray) -> Point:
    """Return a position as a plain pair that can be looked up."""
    return (round(float(xy[0]), CENTIMETRES), round(float(xy[1]), CENTIMETRES))


def geodesic_length_m(xy: FloatArray) -> float:
    """Return the length of a line on the ellipsoid, in metres."""
    degrees = to_degrees(xy)
    return float(_ELLIPSOID.line_length(degrees[:, 0], degrees[:, 1]))


def bend(
    start: FloatArray, end: FloatArray, length_m: float, rng: np.random.Generator
) -> FloatArray:
    """Return a smooth line between two points that is as long as asked.

    The line sways sideways by a sum of sines; how much is found by halving. Where the wanted
    length is less than the distance, the line is straight.
    """
    chord = end - start
    distance = float(np.hypot(*chord))
    n_steps = max(2, round(length_m / STEP_M))
    along = np.linspace(0.0, 1.0, n_steps + 1)
    slowest = max(1, round(2.0 * distance / 20_000.0))
    fastest = max(slowest + 1, round(2.0 * distance / 7_000.0))
    waves = np.arange(slowest, fastest + 1)
    heights = rng.normal(size=len(waves)) / waves
    sway = np.sin(np.pi * np.outer(along, waves)) @ heights
    sideways = np.array([-chord[1], chord[0]]) / distance
    straight = start + np.outer(along, chord)

    def swayed(amount_m: float) -> FloatArray:
        return (straight + np.outer(sway * amount_m, sideways)).round(CENTIMETRES)

    low, high = 0.0, distance / float(np.abs(sway).max())
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        if geodesic_length_m(swayed(middle)) < length_m:
            low = middle
        else:
            high = middle
    return swayed(low)


def beside(xy: FloatArray, distance_m: float) -> FloatArray:
    """Return the line moved to its right, its two ends left where they are."""
    steps = np.diff(xy, axis=0)
    headings = steps / np.hypot(steps[:, 0], steps[:, 1])[:, None]
    mean = headings[1:] + headings[:-1]
    mean /= np.hypot(mean[:, 0], mean[:, 1])[:, None]
    moved = xy.copy()
    moved[1:-1] += distance_m * np.column_stack([mean[:, 1], -mean[:, 0]])
    return moved.round(CENTIMETRES)
