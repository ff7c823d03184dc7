"""Country roads: a web that reaches the populated square kilometres between the towns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay, KDTree

from .sample_geometry import Road, nearest, random_for, to_metres
from .sample_joints import insert_point

if TYPE_CHECKING:
    from .sample_geometry import BoolArray, FloatArray, IntArray
    from .sample_towns import Cells, Town

__all__ = ["country_roads"]

FEWEST_RESIDENTS = 1
JITTER_M = 330.0
ON_ROAD_M = 280.0
OFF_MOTORWAY_M = 160.0
APART_M = 260.0
LONGEST_M = 6_000.0
WATER_M = 1_150.0
LONGEST_EXTRA_M = 2_200.0
EXTRA_SHARE = 0.22
TRACK_SHARE = 0.06
GRAVEL_SHARE = 0.07
ALONGSIDE_M = 110.0
POINTS_ALONGSIDE = 4
SOUND = shapely.LineString(
    to_metres(
        np.array([8.70, 8.602, 8.602, 8.6158, 8.70]),
        np.array([56.59, 56.59, 56.528, 56.5201, 56.515]),
    )
)
"""The water round Venø: no country road crosses it, but the ferry does."""

GENERATED = {"kraftcenter:source": "generated", "kraftcenter:confidence": "D"}


@dataclass(slots=True)
class Spots:
    """Where country roads meet."""

    xy: FloatArray
    town: IntArray
    """Number of the town whose rim it is, -1 elsewhere."""


def country_roads(
    cells: Cells,
    towns: list[Town],
    streets: list[list[Road]],
    main_roads: list[Road],
    junctions: FloatArray,
) -> list[Road]:
    """Return the country roads; main roads get vertices where country roads end on them.

    Parameters
    ----------
    cells : Cells
        The populated square kilometres.
    towns : list of Town
        The built-up areas; the web ends at their rims.
    streets : list of lists of Road
        The streets of each town.
    main_roads : list of Road
        Corridors and connectors.
    junctions : ndarray, shape (n, 2)
        Motorway junctions, which the web reaches too, in metres.
    """
    spots = _spots(cells, towns, streets, main_roads, junctions)
    pairs, needed = _web(spots, cells, towns)
    return _drawn(spots, pairs, needed, main_roads)


def _spots(
    cells: Cells,
    towns: list[Town],
    streets: list[list[Road]],
    main_roads: list[Road],
    junctions: FloatArray,
) -> Spots:
    rims = [_rim(town, made) for town, made in zip(towns, streets, strict=True)]
    fixed = np.vstack([junctions, *rims])
    numbers = [np.full(len(rim), n) for n, rim in enumerate(rims)]
    town = np.concatenate([np.full(len(junctions), -1), *numbers])
    farms = _farms(cells, towns, main_roads)
    xy = np.vstack([fixed, farms])
    town = np.concatenate([town, np.full(len(farms), -1)])
    kept = _thinned(xy, len(fixed))
    return Spots(xy[kept], town[kept])


def _rim(town: Town, streets: list[Road]) -> FloatArray:
    """Return the outermost street corners of a town, one in each direction."""
    corners = [road.xy for road in streets if road.kind == "street"]
    if not corners or not town.inner:
        return np.empty((0, 2))
    xy = np.unique(np.concatenate(corners), axis=0)
    rim_m = float(town.area.length)
    sectors = int(np.clip(round(rim_m / 1_300.0), 3, 28))
    offset = xy - town.centre
    sector = ((np.arctan2(offset[:, 1], offset[:, 0]) / (2 * np.pi) + 0.5) * sectors).astype(int)
    away = np.hypot(offset[:, 0], offset[:, 1])
    chosen = [
        int(members[away[members].argmax()])
        for n in range(sectors)
        if len(members := np.flatnonzero(sector == n))
    ]
    return xy[sorted(set(chosen))]


def _farms(cells: Cells, towns: list[Town], main_roads: list[Road]) -> FloatArray:
    """Return a spot near the middle of every populated cell outside the towns."""
    wanted = cells.inner & (cells.residents >= FEWEST_RESIDENTS)
    rng = random_for("farms")
    moved = cells.centre + rng.uniform(-JITTER_M, JITTER_M, size=cells.centre.shape)
    xy = moved[wanted].round(2)
    built_up = shapely.union_all([town.area.buffer(180.0) for town in towns])
    xy = xy[~shapely.contains_xy(built_up, xy[:, 0], xy[:, 1])]
    level = [road for road in main_roads if road.at_grade]
    fast = shapely.STRtree([road.line for road in main_roads if not road.at_grade])
    lines = shapely.STRtree([road.line for road in level])
    made = []
    for spot in xy:
        point = shapely.Point(spot)
        near = np.sort(lines.query(point, predicate="dwithin", distance=ON_ROAD_M))
        if near.size:
            closest = min(near.tolist(), key=lambda n: (level[n].line.distance(point), n))
            made.append(insert_point(level[closest], spot))
        elif not fast.query(point, predicate="dwithin", distance=OFF_MOTORWAY_M).size:
            made.append(spot)
    return np.array(made)


def _thinned(xy: FloatArray, n_fixed: int) -> IntArray:
    """Return which spots to keep: the fixed ones, and others that are not crowded."""
    tree = KDTree(xy)
    gone = np.zeros(len(xy), bool)
    for n in range(n_fixed, len(xy)):
        gone[n] = any(m < n and not gone[m] for m in tree.query_ball_point(xy[n], APART_M))
    return np.flatnonzero(~gone)


def _web(spots: Spots, cells: Cells, towns: list[Town]) -> tuple[IntArray, BoolArray]:
    """Return which spots to join, and which of the joints are not merely extras."""
    xy = spots.xy
    corners = Delaunay(xy).simplices
    pairs = np.unique(
        np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1),
        axis=0,
    )
    length = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    same_town = (spots.town[pairs[:, 0]] >= 0) & (
        spots.town[pairs[:, 0]] == spots.town[pairs[:, 1]]
    )
    built_up = shapely.union_all([town.area.buffer(-60.0) for town in towns])
    shapely.prepare(built_up)
    through_town = shapely.intersects(built_up, shapely.linestrings(xy[pairs]))
    usable = ~same_town & ~through_town & (length < LONGEST_M)
    usable &= ~shapely.intersects(SOUND, shapely.linestrings(xy[pairs]))
    pairs, length = pairs[usable], length[usable]
    wet = _over_water(xy, pairs, cells)
    spanning = _spanning(xy, pairs, length + 20_000.0 * wet)
    neighbours = _relative_neighbours(xy, pairs, length)
    extra = random_for("extra").random(len(pairs)) < EXTRA_SHARE
    short = length < LONGEST_EXTRA_M
    kept = spanning | ((neighbours | (extra & short & _gabriel(xy, pairs))) & ~wet)
    return pairs[kept], (spanning | neighbours)[kept]


def _over_water(xy: FloatArray, pairs: IntArray, cells: Cells) -> BoolArray:
    """Say which lines pass far from everybody's home, as over a fjord."""
    wet = np.zeros(len(pairs), bool)
    for share in np.linspace(0.1, 0.9, 9):
        points = xy[pairs[:, 0]] * (1.0 - share) + xy[pairs[:, 1]] * share
        wet |= nearest(cells.tree, points)[0] > WATER_M
    return wet


def _spanning(xy: FloatArray, pairs: IntArray, cost: FloatArray) -> BoolArray:
    shape = (len(xy), len(xy))
    tree = minimum_spanning_tree(coo_array((cost, (pairs[:, 0], pairs[:, 1])), shape=shape)).tocoo()
    chosen = set(zip(tree.row.tolist(), tree.col.tolist(), strict=True))
    return np.array([(int(a), int(b)) in chosen for a, b in pairs])


def _relative_neighbours(xy: FloatArray, pairs: IntArray, length: FloatArray) -> BoolArray:
    """Say which pairs have no third spot nearer to both than they are to each other."""
    tree = KDTree(xy)
    near_a = tree.query_ball_point(xy[pairs[:, 0]], length - 0.01)
    near_b = tree.query_ball_point(xy[pairs[:, 1]], length - 0.01)
    return np.array([not (set(a) & set(b)) for a, b in zip(near_a, near_b, strict=True)])


def _gabriel(xy: FloatArray, pairs: IntArray) -> BoolArray:
    """Say which pairs have no third spot in the circle that they span."""
    middle = (xy[pairs[:, 0]] + xy[pairs[:, 1]]) / 2.0
    radius = np.hypot(*(xy[pairs[:, 0]] - middle).T)
    return np.asarray(nearest(KDTree(xy), middle)[0] > radius - 0.01)


def _drawn(spots: Spots, pairs: IntArray, needed: BoolArray, main_roads: list[Road]) -> list[Road]:
    level = shapely.STRtree([road.line for road in main_roads if road.at_grade])
    made = []
    for (a, b), important in zip(pairs.tolist(), needed.tolist(), strict=True):
        rng = random_for(f"rural {a} {b}")
        xy = _swayed(spots.xy[a], spots.xy[b], rng)
        if _runs_along(xy, level):
            continue
        tags = {"highway": "unclassified", **GENERATED}
        draw = rng.random()
        if not important and draw < TRACK_SHARE / EXTRA_SHARE:
            tags |= {"highway": "track", "tracktype": "grade2", "surface": "gravel"}
        elif draw > 1.0 - GRAVEL_SHARE:
            tags["surface"] = "gravel"
        made.append(Road(f"rural-{a:05d}-{b:05d}", "rural", xy, tags))
    return made


def _swayed(start: FloatArray, end: FloatArray, rng: np.random.Generator) -> FloatArray:
    chord = end - start
    pieces = max(2, round(float(np.hypot(*chord)) / 420.0))
    share = np.arange(1, pieces) / pieces
    sideways = np.array([-chord[1], chord[0]])
    bow = 0.07 * rng.normal() * np.sin(np.pi * share) + 0.02 * rng.normal(size=len(share))
    middle = start + np.outer(share, chord) + np.outer(bow.clip(-0.15, 0.15), sideways)
    return np.vstack([start, middle, end]).round(2)


def _runs_along(xy: FloatArray, level: shapely.STRtree) -> bool:
    line = shapely.LineString(xy)
    points = shapely.line_interpolate_point(line, np.linspace(0.1, 0.9, 5), normalized=True)
    near = level.query(points, predicate="dwithin", distance=ALONGSIDE_M)[0]
    return len(np.unique(near)) >= POINTS_ALONGSIDE
