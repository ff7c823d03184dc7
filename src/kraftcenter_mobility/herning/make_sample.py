"""Make the bundled sample: ``python -m kraftcenter_mobility.herning.make_sample [out]``.

The same tables give the same file: every random number comes from a seed that belongs to
the road or town it is for, and nothing of the day or the machine goes into the file.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from . import sample_path
from .sample_access import access_roads, hospital_grounds
from .sample_controls import crossing_and_signal_tags
from .sample_geometry import point_key, straight_lines
from .sample_graph import drivable, mend, open_one_ways, promote_village_roads
from .sample_joints import join_at_grade
from .sample_lines import train_routes
from .sample_places import facility_nodes, place_nodes
from .sample_rail import railways, station_nodes
from .sample_roads import connectors, corridors, ferries, junction_tags, open_roads, positions
from .sample_rural import country_roads
from .sample_streets import obstacles, streets
from .sample_towns import read_cells, town_areas
from .sample_tracks import as_trains_run
from .sample_writer import write_sample

if TYPE_CHECKING:
    from .sample_geometry import FloatArray, Point, Road
    from .sample_towns import Cells, Town

__all__ = ["main", "make_sample"]

REACHED_M = 700.0


def make_sample(path: Path) -> dict[str, float]:
    """Make the sample and write it.

    Parameters
    ----------
    path : Path
        Where to write the PBF file.

    Returns
    -------
    dict
        What is in it: counts of nodes and ways, the share of nodes in the largest strongly
        connected part of the car network, and the share of the populated cells of the six
        municipalities whose centre is within 700 m of a road.
    """
    cells = read_cells()
    towns = town_areas(cells)
    rails = railways()
    roads = _roads(cells, towns, rails)
    graph = drivable(roads)
    vertex_tags = _vertex_tags(roads, towns)
    places = place_nodes() + facility_nodes() + _stations()
    ways = roads + as_trains_run(rails)
    n_nodes, n_ways = write_sample(path, ways, places, vertex_tags, train_routes())
    return {
        "nodes": n_nodes,
        "ways": n_ways,
        "strongly_connected_share": float((graph.components(strong=True) == 0).mean()),
        "cells_within_700_m_share": _reached_share(cells, roads),
    }


def _roads(cells: Cells, towns: list[Town], rails: list[Road]) -> list[Road]:
    main_roads = corridors(cells.tree)
    main_roads += connectors(main_roads, cells.tree)
    fixed = _junctions()
    limits = obstacles(main_roads, rails)
    local = [streets(town, limits) for town in towns]
    crossings = ferries()
    exits = np.array([fixed[key] for key in sorted(junction_tags(open_roads()))])
    exits = np.vstack([exits, *(ferry.xy for ferry in crossings)])
    rural = country_roads(cells, towns, local, main_roads, exits)
    roads = main_roads + crossings + [road for made in local for road in made] + rural
    pinned = set(fixed.values())
    join_at_grade(roads, pinned)
    roads += hospital_grounds(positions())
    join_at_grade(roads, pinned)
    roads += access_roads(roads, facility_nodes() + _stations() + place_nodes())
    join_at_grade(roads, pinned)
    for _ in range(3):
        roads = mend(roads)
        join_at_grade(roads, pinned)
    roads = [road for road in roads if len(road.xy) > 1]
    open_one_ways(roads)
    promote_village_roads(roads, np.array([town.centre for town in towns if town.inner]))
    return roads


def _stations() -> list[tuple[FloatArray, dict[str, str]]]:
    return [node for node in station_nodes() if node[1]["public_transport"] == "station"]


def _junctions() -> dict[str, Point]:
    used = open_roads()
    keys = sorted(set(used["from_key"]) | set(used["to_key"]))
    where = positions()
    return {key: point_key(where[key]) for key in keys}


def _vertex_tags(roads: list[Road], towns: list[Town]) -> dict[tuple[str, Point], dict[str, str]]:
    tags = {
        ("road", point): found for point, found in crossing_and_signal_tags(roads, towns).items()
    }
    junctions = _junctions()
    for key, found in junction_tags(open_roads()).items():
        tags["road", junctions[key]] = found
    for xy, found in station_nodes():
        if found["public_transport"] == "stop_position":
            tags["rail", point_key(xy)] = found
    return tags


def _reached_share(cells: Cells, roads: list[Road]) -> float:
    graph = drivable(roads)
    ends = np.stack([graph.xy[graph.tail], graph.xy[graph.head]], axis=1)
    tree = shapely.STRtree(straight_lines(ends))
    homes = np.asarray(shapely.points(cells.centre[cells.inner]))
    near = tree.query(homes, predicate="dwithin", distance=REACHED_M)[0]
    return len(np.unique(near)) / len(homes)


def main(arguments: list[str]) -> int:
    """Make the sample where the first argument says, or where the package keeps it."""
    path = Path(arguments[0]) if arguments else sample_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    for name, value in make_sample(path).items():
        sys.stdout.write(f"{name}: {value:g}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
