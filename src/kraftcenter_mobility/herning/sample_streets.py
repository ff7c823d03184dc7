"""Local streets: every district of every town gets a grid of its own, turned and warped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import KDTree

from .sample_geometry import Road, nearest, random_for, straight_lines

if TYPE_CHECKING:
    from .sample_geometry import BoolArray, FloatArray, Shapes
    from .sample_towns import Town

__all__ = ["Obstacles", "obstacles", "streets"]

BLOCK_M = (130.0, 170.0)
WARP_M = 45.0
WARP_LENGTH_M = 1_100.0
DROPPED_SHARE = 0.10
CROSSING_KEPT_SHARE = 0.12
PATH_SHARE = 0.05
STITCH_M = (20.0, 235.0)
OFF_BARRIER_M = 40.0
OFF_ROAD_M = 45.0
HAMLET_M2 = 400_000.0
PATHS_FROM_RESIDENTS = 2_000
FEWEST_CORNERS = 4
LIT_SHARE = 0.3
SHORT_STREET = 4
LIVING_SHARE = 0.12
ALONG_SHARE = 0.8
"""How many one-way streets are drawn in their direction; the others say ``oneway=-1``."""

CENTRE_M = 650.0
GENERATED = {"kraftcenter:source": "generated", "kraftcenter:confidence": "D"}

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What local streets keep away from."""

    barriers: shapely.STRtree
    """Motorways and railways: few streets cross them."""

    roads: shapely.STRtree
    """Main roads at grade: no street runs along them."""


@dataclass(slots=True)
class Grid:
    """The street plan of one district."""

    key: str
    at: dict[Cell, FloatArray]
    spacing: int
    links: list[tuple[Cell, Cell]]

    def is_collector(self, link: tuple[Cell, Cell]) -> bool:
        """Say whether a block side belongs to one of the wider streets."""
        (i, j), (other_i, _) = link
        fixed = j if i != other_i else i
        return fixed % self.spacing == 0


def obstacles(main_roads: list[Road], rails: list[Road]) -> Obstacles:
    """Return what the streets of every town keep away from."""
    barriers = [road.line for road in main_roads + rails if not road.at_grade]
    level = [road.line for road in main_roads if road.at_grade]
    return Obstacles(shapely.STRtree(barriers), shapely.STRtree(level))


def streets(town: Town, obstacles: Obstacles) -> list[Road]:
    """Return the streets and paths of a town, districts joined to each other."""
    shapely.prepare(town.area)
    minor = "unclassified" if town.industrial else "residential"
    grids = [
        grid
        for number in range(len(town.districts))
        if (grid := _grid(town, number, obstacles)) is not None
    ]
    made: list[Road] = []
    for number, grid in enumerate(grids):
        made += _ways(grid, minor, in_centre=number == 0 and town.name == "Herning")
        if town.residents >= PATHS_FROM_RESIDENTS:
            made += _paths(grid)
    return made + _stitches(grids, obstacles)


def _grid(town: Town, number: int, obstacles: Obstacles) -> Grid | None:
    key = f"{town.name}/{number}"
    rng = random_for(f"streets {key}")
    scale = 1.0 if town.area.area > HAMLET_M2 else 0.8
    if town.industrial:
        scale = 1.1
    block = scale * rng.uniform(*BLOCK_M, size=2)
    turn = rng.uniform(0.0, np.pi / 2.0)
    spacing = int(rng.integers(4, 6))
    middle = town.districts[number]
    away = float(shapely.hausdorff_distance(town.area, shapely.Point(middle)))
    reach = int(min(away, 3_000.0) / block.min()) + 1
    cells = np.array([(i, j) for i in range(-reach, reach + 1) for j in range(-reach, reach + 1)])
    xy = _placed(cells, block, turn, middle, rng)
    kept = shapely.contains_xy(town.area, xy[:, 0], xy[:, 1])
    kept &= nearest(KDTree(town.districts), xy)[1] == number
    points = shapely.points(xy)
    near = obstacles.barriers.query(points, predicate="dwithin", distance=OFF_BARRIER_M)[0]
    kept[near] = False
    at = {(int(i), int(j)): xy[n] for n, (i, j) in enumerate(cells) if kept[n]}
    if len(at) < FEWEST_CORNERS:
        return None
    grid = Grid(key, at, spacing, [])
    grid.links = _links(grid, obstacles, rng)
    return grid


def _placed(
    cells: FloatArray, block: FloatArray, turn: float, middle: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return where the corners of the blocks lie, the first corner at the middle."""
    plain = cells * block
    phase = rng.uniform(0.0, 2.0 * np.pi, size=2)
    swing = np.sin(2.0 * np.pi * plain[:, ::-1] / WARP_LENGTH_M + phase) - np.sin(phase)
    jitter = rng.normal(scale=7.0, size=plain.shape) * (np.abs(cells).sum(axis=1) > 0)[:, None]
    bent = plain + WARP_M * swing + jitter
    cos, sin = np.cos(turn), np.sin(turn)
    turned = bent @ np.array([[cos, sin], [-sin, cos]])
    return np.asarray((turned + middle).round(2), float)


def _links(grid: Grid, obstacles: Obstacles, rng: np.random.Generator) -> list[tuple[Cell, Cell]]:
    """Return the block sides that are streets."""
    sides = [
        (cell, other)
        for cell in sorted(grid.at)
        for other in ((cell[0] + 1, cell[1]), (cell[0], cell[1] + 1))
        if other in grid.at
    ]
    if not sides:
        return []
    lines = straight_lines([[grid.at[a], grid.at[b]] for a, b in sides])
    crossing = np.zeros(len(sides), bool)
    crossing[obstacles.barriers.query(lines, predicate="intersects")[0]] = True
    alongside = _alongside(lines, obstacles)
    draw = rng.random((len(sides), 2))
    kept = []
    for n, side in enumerate(sides):
        collector = grid.is_collector(side)
        if alongside[n] or (crossing[n] and not collector and draw[n, 0] > CROSSING_KEPT_SHARE):
            continue
        if collector or draw[n, 1] > DROPPED_SHARE:
            kept.append(side)
    return kept


def _alongside(lines: Shapes, obstacles: Obstacles) -> BoolArray:
    """Say which lines run along a main road: both ends and the middle are close to it."""
    close = np.ones(len(lines), bool)
    for share in (0.0, 0.5, 1.0):
        points = shapely.line_interpolate_point(lines, share, normalized=True)
        hit = np.zeros(len(lines), bool)
        hit[obstacles.roads.query(points, predicate="dwithin", distance=OFF_ROAD_M)[0]] = True
        close &= hit
    return close


def _ways(grid: Grid, minor: str, *, in_centre: bool) -> list[Road]:
    """Return the streets of a district: runs of block sides in one line."""
    rng = random_for(f"ways {grid.key}")
    made = []
    for run in _runs(grid):
        xy = np.array([grid.at[cell] for cell in run])
        link = (run[0], run[1])
        along_i = run[0][0] != run[1][0]
        fixed = run[0][1] if along_i else run[0][0]
        name = (
            f"{grid.key}/{'i' if along_i else 'j'}{fixed:+03d}/{run[0][0 if along_i else 1]:+03d}"
        )
        tags = {"highway": minor, **GENERATED}
        draw = rng.random(3)
        if grid.is_collector(link):
            tags |= {"highway": "tertiary", "maxspeed": "50"}
            if draw[0] < LIT_SHARE:
                tags["lit"] = "yes"
        elif minor == "residential" and len(run) <= SHORT_STREET and draw[1] < LIVING_SHARE:
            tags["highway"] = "living_street"
        elif in_centre and np.hypot(*(xy.mean(axis=0) - grid.at[0, 0])) < CENTRE_M and fixed % 2:
            tags["oneway"] = "yes" if draw[2] < ALONG_SHARE else "-1"
            tags["oneway:bicycle"] = "no"
            if fixed % 4 == 1:
                xy = xy[::-1]
        made.append(Road(name, "street", xy, tags))
    return made


def _runs(grid: Grid) -> list[list[Cell]]:
    following = set(grid.links)
    runs = []
    for axis in (0, 1):
        step = (1, 0) if axis == 0 else (0, 1)
        for link in grid.links:
            (i, j), (other_i, _) = link
            before = ((i - step[0], j - step[1]), (i, j))
            if (other_i != i) != (axis == 0) or before in following:
                continue
            run = [(i, j)]
            while (run[-1], (run[-1][0] + step[0], run[-1][1] + step[1])) in following:
                run.append((run[-1][0] + step[0], run[-1][1] + step[1]))
            runs.append(run)
    return runs


def _paths(grid: Grid) -> list[Road]:
    """Return a few paths through the middle of blocks."""
    rng = random_for(f"paths {grid.key}")
    made = []
    for i, j in sorted(grid.at):
        corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
        if any(corner not in grid.at for corner in corners) or rng.random() > PATH_SHARE:
            continue
        ends = [(0, 2), (1, 3)][int(rng.integers(2))]
        start, end = (grid.at[corners[n]] for n in ends)
        middle = (start + end) / 2.0 + rng.normal(scale=9.0, size=2)
        xy = np.array([start, middle.round(2), end])
        kind = ("cycleway", "footway", "path")[int(rng.integers(3))]
        tags = {"highway": kind, **GENERATED}
        if kind == "cycleway":
            tags["foot"] = "yes"
        made.append(Road(f"{grid.key}/p{i:+03d}{j:+03d}", "path", xy, tags))
    return made


def _stitches(grids: list[Grid], obstacles: Obstacles) -> list[Road]:
    """Return the streets that join a district to its neighbours."""
    if not grids:
        return []
    owner = np.concatenate([np.full(len(grid.at), n) for n, grid in enumerate(grids)])
    cells = [(n, cell) for n, grid in enumerate(grids) for cell in grid.at]
    xy = np.array([grids[n].at[cell] for n, cell in cells])
    made = []
    used: set[int] = set()
    for a, b in sorted(_closest_across(xy, owner)):
        line = shapely.LineString([xy[a], xy[b]])
        if {a, b} & used or obstacles.barriers.query(line, predicate="intersects").size:
            continue
        used |= {a, b}
        wide = all(_on_collector(grids[n], cell) for n, cell in (cells[a], cells[b]))
        tags = {"highway": "tertiary", "maxspeed": "50"} if wide else {"highway": "residential"}
        key = f"{grids[0].key}/s{a:05d}-{b:05d}"
        made.append(Road(key, "street", np.array([xy[a], xy[b]]), tags | GENERATED))
    return made


def _closest_across(xy: FloatArray, owner: FloatArray) -> set[tuple[int, int]]:
    """Return the pairs of corners of different districts that are nearest to each other."""
    pairs = set()
    for n in np.unique(owner):
        mine, other = np.flatnonzero(owner == n), np.flatnonzero(owner != n)
        if not other.size:
            continue
        away, closest = nearest(KDTree(xy[other]), xy[mine])
        for a, distance, b in zip(mine, away, other[closest], strict=True):
            if STITCH_M[0] < distance < STITCH_M[1]:
                pairs.add((min(int(a), int(b)), max(int(a), int(b))))
    return pairs


def _on_collector(grid: Grid, cell: Cell) -> bool:
    return cell[0] % grid.spacing == 0 or cell[1] % grid.spacing == 0
