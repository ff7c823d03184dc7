"""Train routes as relations: the lines of the table of services, over the tracks of the sample."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from . import table
from .sample_geometry import point_key, records
from .sample_rail import stop_positions

if TYPE_CHECKING:
    from .sample_geometry import Point

__all__ = ["Member", "Relation", "train_routes"]


class Member(NamedTuple):
    """What a relation is made of, in order."""

    place: Point | None
    """Where the stop is on the track, or nothing for a way."""

    way: str
    """Key of the way, or an empty text for a stop."""

    role: str


class Relation(NamedTuple):
    """A relation before it has a number; members of masters are the relations before them."""

    tags: dict[str, str]
    members: tuple[Member, ...]
    n_variants: int = 0
    """How many of the relations just before belong to this one."""


def train_routes() -> list[Relation]:
    """Return a route for each direction of each line, and a master after every two.

    A route has the stops where its trains call, in order, and then the tracks they run on.
    """
    segments = {
        (row["from_key"], row["to_key"]): int(row["tracks"])
        for row in records(table("rail_segments"))
    }
    names = dict(zip(*(table("rail_stations")[column] for column in ("key", "name")), strict=True))
    made = []
    for row in records(table("rail_services").drop_duplicates("line")):
        stations = row["stations"].split()
        called = [key for key in stations if key not in row["passes"].split()]
        common = _tags(row)
        for keys, calls in ((stations, called), (stations[::-1], called[::-1])):
            first, last = names[calls[0]], names[calls[-1]]
            tags = {"type": "route", "route": "train", "public_transport:version": "2"}
            tags |= {"from": first, "to": last, "name": f"{row['line']}: {first} => {last}"}
            made.append(Relation(common | tags, (*_stops(calls), *_tracks(keys, segments))))
        master = {"type": "route_master", "route_master": "train", "name": row["line"]}
        made.append(Relation(common | master, (), n_variants=2))
    return made


def _tags(row: dict[str, Any]) -> dict[str, str]:
    return {
        "operator": row["operator"],
        "kraftcenter:source": "table",
        "kraftcenter:confidence": row["confidence"],
    }


def _stops(calls: list[str]) -> list[Member]:
    at = stop_positions()
    return [Member(point_key(at[key]), "", "stop") for key in calls]


def _tracks(keys: list[str], segments: dict[tuple[str, str], int]) -> list[Member]:
    """Return the tracks between stations, on a double line the one that leads that way."""
    made = []
    for start, end in pairwise(keys):
        there = (start, end) in segments
        a, b = (start, end) if there else (end, start)
        side = "" if segments[a, b] == 1 else "/a" if there else "/b"
        made.append(Member(None, f"rail-{a}-{b}{side}", ""))
    return made
