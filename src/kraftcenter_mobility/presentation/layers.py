"""What a map shows, as values: layers of points, lines and areas, and what their colours say.

A layer knows nothing of how it is drawn. One and the same map is printed (:mod:`.static`)
and explored in a browser (:mod:`.interactive`). Coordinates are longitudes and latitudes in
degrees (EPSG:4326), sizes are typographic points of 1/72 inch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["Areas", "Labels", "Layer", "Lines", "Marks", "Points", "Scale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Classes of a number: their colours, and what the legend says of each."""

    title: str
    """Heading of the legend, such as ``"minutes by car"``."""

    labels: tuple[str, ...]
    """Shape (n_classes,)."""

    colours: tuple[str, ...]
    """``"#rrggbb"`` of each class. Shape (n_classes,)."""

    hatched: tuple[int, ...] = ()
    """Classes that are drawn hollow with a hatch, such as "no way through"."""

    square: tuple[int, ...] = ()
    """Classes whose points are squares instead of circles, such as losses: to be told from
    gains where there are no colours."""

    amounts: tuple[float, ...] = ()
    """How much is in each class, such as people, for the legend; empty for nothing."""

    counted: str = ""
    """What the amounts count, such as ``"people"``."""

    shown: tuple[int, ...] | None = None
    """Classes that the legend lists, in its order; None for all."""

    def rows(self) -> list[int]:
        """Return the classes that the legend lists, in its order."""
        return list(range(len(self.labels))) if self.shown is None else list(self.shown)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """Many circles or squares in the colours of a scale, such as where people live.

    The first is drawn first, below the others.
    """

    name: str
    lon: FloatArray
    lat: FloatArray
    scale: Scale
    class_of: IntArray
    """Class of each point on the scale. Shape (n_points,)."""

    radius: FloatArray | float = 3.0
    """Shape (n_points,), or one for all; squares are as large as the circles. Smaller on prints
    of less than nine centimetres."""

    tooltips: Sequence[str] = ()
    """Plain text for each point, shown under the pointer; empty for none."""

    size_note: str = ""
    """What the size says, for the legend."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Lines in the colours of a scale, such as roads or journeys."""

    name: str
    geometry: np.ndarray[tuple[int], np.dtype[np.object_]]
    """Shapely LineStrings or MultiLineStrings. Shape (n_lines,)."""

    scale: Scale
    class_of: IntArray
    width: tuple[float, ...] = (2.0,)
    """Width of each class, or one for all."""

    dashed: tuple[int, ...] = ()
    """Classes whose lines are dashed."""

    tooltips: Sequence[str] = ()
    near: tuple[int, ...] = ()
    """Classes that an interactive map shows only when one looks closely, and that a printed
    one shows only where a millimetre is less than 50 m, such as paths."""

    quiet: bool = False
    """Whether it is background, without tooltips and drawn below everything."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Areas:
    """Polygons in the colours of a scale, such as isochrones."""

    name: str
    geometry: np.ndarray[tuple[int], np.dtype[np.object_]]
    """Shapely Polygons or MultiPolygons. Shape (n_areas,)."""

    scale: Scale
    class_of: IntArray
    opacity: float = 0.5
    outline: bool = True
    tooltips: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Marks:
    """A few places to be found at once, such as hospitals: a sign and a name each."""

    name: str
    lon: FloatArray
    lat: FloatArray
    labels: Sequence[str]
    """Names, written beside the sign where there is room and always under the pointer."""

    sign: str = "place"
    """``"place"``, ``"hospital"`` (a cross), ``"station"`` (a square), ``"join"`` (a ring),
    ``"closed"`` (crossed out), ``"new"`` (a large ring, around the sign of what is new)."""

    colour: str = "#111111"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Labels:
    """Names on the map, such as towns, the most important first.

    Those that would lie over others are left out.
    """

    lon: FloatArray
    lat: FloatArray
    texts: Sequence[str]
    size: FloatArray
    """Type size of each. Shape (n_labels,)."""


Layer = Points | Lines | Areas | Marks | Labels
