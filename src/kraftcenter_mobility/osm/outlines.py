"""Where the nodes lie that libosmium could not place, and the features drawn with them.

libosmium places the nodes along ways as it reads, but neither those with negative ids, as
editors write them, nor those that come after the ways; nor does it draw relations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .features import Feature

__all__ = ["locations", "placed_features", "point_inside"]


def locations(path: Path, wanted: set[int]) -> dict[int, tuple[float, float]]:
    """Return the locations of some nodes, whatever the order and sign of their ids."""
    import osmium

    if not wanted:
        return {}
    nodes: Any = osmium.FileProcessor(str(path), osmium.osm.NODE)
    return {
        node.id: (node.location.lon, node.location.lat)
        for node in nodes
        if node.id in wanted and node.location.valid()
    }


def point_inside(points: FloatArray) -> tuple[float, float]:
    """Return a point inside an outline, or the middle of points that are none."""
    import shapely

    shape = shapely.Polygon(points) if len(points) > 3 else shapely.MultiPoint(points)  # noqa: PLR2004 - a ring repeats its first point
    inside = shape.representative_point() if shape.is_valid else shape.centroid
    return float(inside.x), float(inside.y)


def placed_features(features: Sequence[Feature], path: Path) -> tuple[list[Feature], list[str]]:
    """Place the features that have no coordinates yet.

    Parameters
    ----------
    features : sequence of Feature
        Those with NaN for coordinates are drawn as ways, and name their nodes, or as
        relations, and name their ways.
    path : Path
        The file they are from.

    Returns
    -------
    placed : list of Feature
        All that could be placed; a relation lies in the middle of its nodes.
    lost : list of str
        What the others are called.
    """
    waiting = [feature for feature in features if np.isnan(feature.lon)]
    if not waiting:
        return list(features), []
    ways = {way for f in waiting if f.osm_type == "relation" for way in f.refs}
    known: dict[int, tuple[float, float]] = {}
    outlines = _outlines(path, ways, known) if ways else {}
    nodes_of = {
        (feature.osm_type, feature.osm_id): feature.refs
        if feature.osm_type == "way"
        else tuple(node for way in feature.refs for node in outlines.get(way, ()))
        for feature in waiting
    }
    unknown = {
        node
        for nodes in nodes_of.values()
        if not any(node in known for node in nodes)
        for node in nodes
    }
    known |= locations(path, unknown)
    placed, lost = [], []
    for feature in features:
        if not np.isnan(feature.lon):
            placed.append(feature)
            continue
        nodes = [n for n in nodes_of[feature.osm_type, feature.osm_id] if n in known]
        if nodes:
            placed.append(_placed(feature, nodes, [known[node] for node in nodes]))
        else:
            lost.append(f"{feature.osm_type}/{feature.osm_id}")
    return placed, lost


def _placed(
    feature: Feature, nodes: Iterable[int], points: Sequence[tuple[float, float]]
) -> Feature:
    """Return a feature at the middle of its nodes, or inside its outline."""
    where = np.array(points)
    if feature.osm_type == "way":
        lon, lat = point_inside(where)
    else:
        lon, lat = (float(value) for value in where.mean(axis=0))
    return feature._replace(lon=lon, lat=lat, refs=tuple(nodes))


def _outlines(
    path: Path, wanted: set[int], known: dict[int, tuple[float, float]]
) -> dict[int, list[int]]:
    """Return the nodes along some ways, by way, and put down where they are known to lie."""
    import osmium

    ways: Any = (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    )
    found: dict[int, list[int]] = {}
    for way in ways:
        if way.id in wanted and way.id not in found:
            found[way.id] = [node.ref for node in way.nodes]
            known.update(
                (node.ref, (node.location.lon, node.location.lat))
                for node in way.nodes
                if node.location.valid()
            )
    return found
