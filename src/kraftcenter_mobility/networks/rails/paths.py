"""The shortest way for a train over its stations, with the directions of switches kept.

The whole chain of stations is solved at once: for every stopping position of a station and
either direction the least cost of standing there is known, and the next part of the way
sets out from all of them. So a train that has come in on the left track also leaves on it,
and one that may not turn leaves in the direction in which it has arrived.
"""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import RailError

from .gaps import gap_message, unusable_message
from .legs import NEVER, movement_costs, search_leg, standings
from .network import TrackPath
from .states import state_graph, usable_states

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray

    from .legs import Leg, Standing
    from .network import RailNetwork
    from .states import StateGraph

__all__ = ["TrackPath", "find_paths"]

TURN_KM = 5.0
"""So much longer a way is taken rather than to turn the train."""


def find_paths(
    rail: RailNetwork,
    stations: Sequence[int],
    *,
    gauge_mm: int = 1435,
    electric: bool = False,
    may_turn: Sequence[bool] | None = None,
) -> tuple[TrackPath, ...]:
    """Return the path of a train between each two consecutive stations of its line.

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    stations : sequence of int
        Indices of the stations in the order of travel; also those it only passes.
    gauge_mm : int, optional
        Of the train, in millimetres. Tracks whose gauge is not known fit every train.
    electric : bool, optional
        Whether the train needs a contact line or rail throughout.
    may_turn : sequence of bool, optional
        Whether the train may reverse at each station; by default nowhere. At the first and
        the last it makes no difference.

    Returns
    -------
    tuple of TrackPath
        One for each two consecutive stations. Together they are the shortest over tracks
        and directions that a train may use, where a kilometre of siding, yard, or against
        the usual direction counts for more. The length told is the true one.

    Raises
    ------
    RailError
        If a station is unknown or has no track, or no track joins two that follow each
        other; the message says what would.
    """
    chosen = _checked(rail, stations)
    turns = _checked_turns(may_turn, len(chosen))
    usable = usable_states(rail, gauge_mm=gauge_mm, electric=electric)
    cost_km = movement_costs(state_graph(rail), usable)
    places = [_usable_standings(rail, station, usable) for station in chosen]
    cost = np.where(usable[places[0].state], 0.0, np.inf)
    legs: list[Leg] = []
    starts: list[BoolArray] = []
    for index in range(1, len(chosen)):
        turned = np.zeros(cost.size, dtype=np.bool_)
        if index > 1 and turns[index - 1]:
            cost, turned = _with_turns(cost, usable[places[index - 1].state])
        starts.append(turned)
        legs.append(search_leg(rail, cost_km, places[index - 1], cost, places[index]))
        cost = np.where(usable[places[index].state], legs[-1].cost_km, np.inf)
        if not np.isfinite(cost).any():
            pair = (chosen[index - 1], chosen[index])
            raise RailError(gap_message(rail, pair, gauge_mm=gauge_mm, electric=electric))
    return _traced(rail, places, legs, starts, int(np.argmin(cost)))


def _checked(rail: RailNetwork, stations: Sequence[int]) -> list[int]:
    """Return the stations as plain numbers, which must be at least two and known."""
    if isinstance(stations, str) or len(stations) < 2:  # noqa: PLR2004 - from one to another
        raise RailError(f"a path needs two stations or more, got {stations!r}")
    for station in stations:
        sound = isinstance(station, Integral) and not isinstance(station, bool)
        if not sound or not 0 <= int(station) < rail.n_stations:
            raise RailError(
                f"stations must be indices below {rail.n_stations}, got {station!r}; "
                f"RailNetwork.station finds the index of a name"
            )
    return [int(station) for station in stations]


def _checked_turns(may_turn: Sequence[bool] | None, n_stations: int) -> list[bool]:
    """Return for each station whether the train may turn there."""
    if may_turn is None:
        return [False] * n_stations
    if len(may_turn) != n_stations:
        raise RailError(
            f"may_turn must say it for each of the {n_stations} stations, got {len(may_turn)}"
        )
    return [bool(turn) for turn in may_turn]


def _usable_standings(rail: RailNetwork, station: int, usable: BoolArray) -> Standing:
    """Return the positions of a station, at one of which the train must be able to stand."""
    place = standings(rail, station)
    if not usable[place.state].any():
        raise RailError(unusable_message(rail, station, place.state))
    return place


def _with_turns(cost: FloatArray, usable: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Return the costs where trains may turn, and which of them are those of turned ones."""
    other = cost.reshape(-1, 2)[:, ::-1].reshape(-1) + TURN_KM
    turned = (other < cost) & usable
    return np.where(turned, other, cost), turned


def _traced(
    rail: RailNetwork,
    places: Sequence[Standing],
    legs: Sequence[Leg],
    starts: Sequence[BoolArray],
    last: int,
) -> tuple[TrackPath, ...]:
    """Return the paths that lead to a standing at the last station."""
    states = state_graph(rail)
    paths: list[TrackPath] = []
    standing = last
    for index in range(len(legs) - 1, -1, -1):
        first, between = _back(states, legs[index], standing)
        turned = bool(starts[index][first])
        paths.append(
            _path(
                rail,
                between,
                (places[index].state[first], places[index].offset_m[first]),
                (places[index + 1].state[standing], places[index + 1].offset_m[standing]),
                turned=turned,
            )
        )
        standing = first ^ 1 if turned else first
    return tuple(reversed(paths))


def _back(states: StateGraph, leg: Leg, standing: int) -> tuple[int, list[int] | None]:
    """Return the standing that a leg begins at, and the states from there to the entry.

    The states are None where the way never leaves its track.
    """
    if leg.entry[standing] == NEVER:
        return int(leg.seed[standing]), None
    state = int(leg.entry[standing])
    passed = [state]
    while (movement := int(leg.previous[state])) >= 0:
        state = int(states.movement_tail[movement])
        passed.append(state)
    return int(leg.seeds[-2 - movement]), passed[::-1]


def _path(
    rail: RailNetwork,
    between: list[int] | None,
    start: tuple[int, float],
    end: tuple[int, float],
    *,
    turned: bool,
) -> TrackPath:
    """Return the path from one standing over some states to another."""
    (_, start_m), (end_state, end_m) = start, end
    state = np.array([*(between or ()), end_state], dtype=np.int64)
    track = state >> 1
    begin_m = np.zeros(state.size)
    begin_m[0] = start_m
    until_m = rail.length_m[track].copy()
    until_m[-1] = end_m
    return TrackPath(track, (state & 1) == 0, begin_m, np.maximum(until_m, begin_m), turned)
