"""Interchanges: where a new road is joined to others, and to which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import ScenarioError

from .carriageways import carriageways
from .edit_fields import checked_number, store
from .near_roads import nearest_spot, spots_near
from .road_index import road_index
from .spot_roads import answers_to, is_ordinary, is_there, label_of, short_label_of, tags_at
from .suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kraftcenter_mobility.modes import Mode

    from .near_roads import Spot
    from .road_state import RoadState

__all__ = ["Join", "place_text", "roads_to_join"]

DEGREES = "degrees (EPSG:4326)"
FURTHEST_M = 5_000.0
SHOWN = 5
WAY = "way/"


@dataclass(frozen=True, slots=True)
class Join:
    """An interchange along a new road.

    The new road gets a node at the point of its line that is nearest to (`lon`, `lat`), and
    is joined to each of `roads` at the point of that road which is nearest to the node. Of a
    road drawn as two one-way ways, both carriageways are joined.

    Parameters
    ----------
    lon, lat : float
        About where, in degrees (EPSG:4326).
    roads : tuple of str, optional
        Road numbers, names, or ways such as ``"way/123"``; roads of earlier edits as well,
        also as ``"way/-1"``. Without any: the nearest road that is open to through traffic
        by car (or by those whom the new road is for, where cars may not use it), motorways
        and ferries left out; a new motorway joins motorways as well.
    max_distance_m : float, optional
        How far in metres (`lon`, `lat`) may lie from the line, and the roads from the node.

    Raises
    ------
    ScenarioError
        If a field holds something else.

    Examples
    --------
    >>> Join(8.9731, 56.1312, roads=("18",))
    Join(lon=8.9731, lat=56.1312, roads=('18',), max_distance_m=50.0)
    """

    lon: float
    lat: float
    roads: tuple[str, ...] = ()
    max_distance_m: float = 50.0

    def __post_init__(self) -> None:
        """Refuse a place or a road that could not be meant."""
        lon = checked_number("lon", self.lon, unit=DEGREES, bounds=(-180.0, 180.0))
        lat = checked_number("lat", self.lat, unit=DEGREES, bounds=(-90.0, 90.0))
        reach_m = checked_number(
            "max_distance_m", self.max_distance_m, unit="m", bounds=(0.0, FURTHEST_M), above=True
        )
        roads = _checked_roads(self.roads)
        store(self, {"lon": lon, "lat": lat, "roads": roads, "max_distance_m": reach_m})


def _checked_roads(roads: Any) -> tuple[str, ...]:
    """Return the roads to join, or say what is wrong with them."""
    if not isinstance(roads, tuple | list):
        raise ScenarioError(
            f"roads must be a tuple of numbers, names or ways such as ('18', 'way/123'), got "
            f"{roads!r:.60}"
        )
    for road in roads:
        if not isinstance(road, str) or not road.strip():
            raise ScenarioError(
                f"roads must hold text such as '18', 'Messevej' or 'way/123', got {road!r:.60}"
            )
        if road.startswith(WAY) and not road.removeprefix(WAY).removeprefix("-").isdecimal():
            raise ScenarioError(f"roads: a way is written as 'way/123', got {road!r:.60}")
    return tuple(dict.fromkeys(road.strip() for road in roads))


def roads_to_join(
    state: RoadState,
    join: Join,
    at: tuple[float, float],
    *,
    modes: Sequence[Mode],
    motorways: bool,
) -> list[Spot]:
    """Return where the roads that a join is meant for come nearest to its node.

    Parameters
    ----------
    state : RoadState
        The roads.
    join : Join
        What is to be joined.
    at : (lon, lat)
        The node, in degrees.
    modes : sequence of Mode
        Who must be able to drive through, where no road is named.
    motorways : bool
        Whether a motorway may be meant where no road is named.

    Returns
    -------
    list of Spot
        Nearest first, each once.

    Raises
    ------
    ScenarioError
        If there is no such road, or none within reach.
    """
    spots = spots_near(state, at, join.max_distance_m)
    if join.roads:
        return _named(state, join, at, spots)
    ordinary = _ordinary(state, spots, modes, motorways=motorways)
    taken = carriageways(state, ordinary, named=False)
    if not taken:
        raise ScenarioError(_nothing_near(state, join, at, spots, modes))
    return taken


def _named(state: RoadState, join: Join, at: tuple[float, float], spots: list[Spot]) -> list[Spot]:
    """Return where the roads that a join names come nearest to its node, nearest first."""
    found: dict[tuple[int, int], Spot] = {}
    for wanted in join.roads:
        named = [spot for spot in spots if answers_to(state, spot, wanted)]
        there = [spot for spot in named if is_there(state, spot)]
        if not there:
            raise ScenarioError(_not_found(state, join, at, wanted, spots, gone=bool(named)))
        for spot in carriageways(state, there, named=True):
            found.setdefault((spot.piece, spot.road), spot)
    return sorted(found.values(), key=lambda spot: spot.distance_m)


def _ordinary(
    state: RoadState, spots: Iterable[Spot], modes: Sequence[Mode], *, motorways: bool
) -> Iterator[Spot]:
    """Yield the spots on roads that may be meant where none is named."""
    known: dict[int, bool] = {}  # many pieces share their tags
    for spot in spots:
        tags = tags_at(state, spot)
        if id(tags) not in known:
            known[id(tags)] = is_ordinary(tags, modes, motorways=motorways)
        if known[id(tags)] and is_there(state, spot):
            yield spot


def place_text(lon: float, lat: float) -> str:
    """Return a place as messages write it."""
    return f"({lon:.5f}, {lat:.5f})"


def _nothing_near(
    state: RoadState, join: Join, at: tuple[float, float], spots: list[Spot], modes: Sequence[Mode]
) -> str:
    """Say that no road was named, and none can be taken."""
    who = " or ".join(mode.name for mode in modes)
    return (
        f"no road that is open to through traffic by {who} lies within {join.max_distance_m:g} m "
        f"of {place_text(*at)}{_what_is_near(state, spots)}; name the road to join in roads, or "
        f"raise max_distance_m"
    )


def _what_is_near(state: RoadState, spots: list[Spot]) -> str:
    """Return what lies near instead."""
    there = (spot for spot in spots if is_there(state, spot))
    shown = list(dict.fromkeys(label_of(state, spot) for spot in there))
    more = f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
    return f", only {', '.join(shown[:SHOWN])}{more}" if shown else ""


def _not_found(  # noqa: PLR0913 - all that the message says
    state: RoadState,
    join: Join,
    at: tuple[float, float],
    wanted: str,
    spots: list[Spot],
    *,
    gone: bool,
) -> str:
    """Say why a road that is named cannot be joined."""
    reach = f"within {join.max_distance_m:g} m of {place_text(*at)}"
    if gone:
        return (
            f"road {wanted!r} has been removed or closed to everybody {reach} by an earlier edit; "
            f"join another road there, or put AddRoad before that edit"
        )
    away_m = _distance_m(state, at, wanted)
    if away_m is not None:
        there = [spot for spot in spots if is_there(state, spot)]
        near = ", ".join(list(dict.fromkeys(short_label_of(state, s) for s in there))[:SHOWN])
        return (
            f"road {wanted!r} does not lie {reach}: its nearest piece is {away_m:,.0f} m away"
            f"{f' (near are: {near})' if near else ''}; move the join, or raise max_distance_m"
        )
    if wanted.startswith(WAY):
        return f"the network has no {wanted.replace('/', ' ')}; is it from another network?"
    return f"no road has the number or the name {wanted!r}; {did_you_mean(wanted, _known(state))}"


def _distance_m(state: RoadState, at: tuple[float, float], wanted: str) -> float | None:
    """Return how far away the nearest piece of a road is, None if there is no such road."""
    import shapely

    index, lines = road_index(state.network), state.network.piece_lines
    if wanted.startswith(WAY):
        ways, _ = index.ways_of([int(wanted.removeprefix(WAY))])
    else:
        ways = np.union1d(index.with_number(wanted), index.with_name(wanted))
    pieces = np.setdiff1d(lines.of_ways(ways), np.array([*state.changes.removed], dtype=np.int64))
    point = shapely.Point(lines.to_metres(np.array([at[0]]), np.array([at[1]]))[0])
    away_m = [float(shapely.distance(lines.lines_m[pieces], point).min())] if pieces.size else []
    for number, road in enumerate(state.changes.roads):
        spot = nearest_spot(np.column_stack((road.lon, road.lat)), at, road=number)
        if answers_to(state, spot, wanted):
            away_m.append(spot.distance_m)
    return min(away_m, default=None)


def _known(state: RoadState) -> set[str]:
    """Return every number and name of a road, as it is written."""
    index, new = road_index(state.network), state.changes.roads
    added = {text for road in new for text in (road.number, road.name) if text}
    return {*index.numbers.values(), *index.names.values(), *added}
