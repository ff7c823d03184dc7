"""Write the model as an OpenStreetMap file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import osmium

from . import CREDITS, DISCLAIMER
from .sample_geometry import Road, point_key, to_degrees

if TYPE_CHECKING:
    from pathlib import Path

    from .sample_geometry import FloatArray, Point
    from .sample_lines import Member, Relation

__all__ = ["GENERATOR", "write_sample"]

GENERATOR = "kraftcenter_mobility schematic sample"
BUFFER = 4 * 1024 * 1024


def write_sample(
    path: Path,
    roads: list[Road],
    places: list[tuple[FloatArray, dict[str, str]]],
    vertex_tags: dict[tuple[str, Point], dict[str, str]],
    relations: list[Relation],
) -> tuple[int, int]:
    """Write roads, places and train routes to a PBF file.

    Parameters
    ----------
    path : Path
        Where to write; an existing file is replaced.
    roads : list of Road
        Roads and railways, written in the order of their keys.
    places : list of pairs
        Position in metres and tags of every node that is on no way.
    vertex_tags : dict
        Tags of vertices, by level (``"road"`` or ``"rail"``) and position.
    relations : list of Relation
        Over vertices and ways of the railways.

    Returns
    -------
    tuple of int
        How many nodes and how many ways were written.
    """
    roads = sorted(roads, key=lambda road: road.key)
    refs, vertices = _numbered(roads, first=len(places) + 2)
    note = {"note": DISCLAIMER, "source": CREDITS}
    middle = np.mean([xy for xy, _ in places], axis=0)
    located = [(middle, note), *places]
    located += [(np.array(point), vertex_tags.get((level, point), {})) for level, point in vertices]
    writer = _opened(path)
    degrees = to_degrees(np.array([xy for xy, _ in located]))
    mutable = osmium.osm.mutable
    for number, ((lon, lat), (_, tags)) in enumerate(zip(degrees, located, strict=True), start=1):
        writer.add_node(mutable.Node(id=number, location=(lon, lat), tags=_sorted(tags)))
    for number, (road, nodes) in enumerate(zip(roads, refs, strict=True), start=1):
        writer.add_way(mutable.Way(id=number, nodes=nodes, tags=_sorted(road.tags)))
    node_of = {vertex: number for number, vertex in enumerate(vertices, start=len(places) + 2)}
    way_of = {road.key: number for number, road in enumerate(roads, start=1)}
    for number, relation in enumerate(relations, start=1):
        members = [_member(member, node_of, way_of) for member in relation.members]
        members += [("r", number - relation.n_variants + k, "") for k in range(relation.n_variants)]
        tags = _sorted(relation.tags)
        writer.add_relation(mutable.Relation(id=number, members=members, tags=tags))
    writer.close()
    return len(located), len(roads)


def _member(
    member: Member, node_of: dict[tuple[str, Point], int], way_of: dict[str, int]
) -> tuple[str, int, str]:
    """Return a member as the file has it: its type, number and role."""
    if member.place is None:
        return ("w", way_of[member.way], member.role)
    return ("n", node_of["rail", member.place], member.role)


def _opened(path: Path) -> osmium.SimpleWriter:
    header = osmium.io.Header()
    header.set("generator", GENERATOR)
    path.unlink(missing_ok=True)
    return osmium.SimpleWriter(osmium.io.File(str(path), "pbf,add_metadata=none"), BUFFER, header)


def _sorted(tags: dict[str, str]) -> dict[str, str]:
    return dict(sorted(tags.items()))


def _numbered(roads: list[Road], *, first: int) -> tuple[list[list[int]], list[tuple[str, Point]]]:
    """Return the node numbers of every road, and the vertices in the order of their numbers."""
    numbers: dict[tuple[str, Point], int] = {}
    refs = []
    for road in roads:
        level = "rail" if road.kind == "rail" else "road"
        refs.append(
            [numbers.setdefault((level, point_key(xy)), first + len(numbers)) for xy in road.xy]
        )
    return refs, list(numbers)
