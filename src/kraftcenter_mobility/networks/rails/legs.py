"""The cheapest ways from one station to the next, from and to every position and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.dijkstra import search
from kraftcenter_mobility._kernels.heap import MAX_TIME_S
from kraftcenter_mobility.errors import RailError

from .states import MOVEMENT_KM, state_graph

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray, PreviousArray

    from .network import RailNetwork
    from .states import StateGraph

__all__ = ["NEVER", "Leg", "Standing", "movement_costs", "search_leg", "standings"]

NEVER = -1


class Standing(NamedTuple):
    """Trains standing at the positions of one station. All shapes (n_standings,)."""

    state: IntArray
    """Track and direction."""

    offset_m: FloatArray
    """Distance from where the train came onto the track."""


class Leg(NamedTuple):
    """The way from each standing at one station to each at the next."""

    cost_km: FloatArray
    """Of the cheapest way to each standing from the beginning. Shape (n_standings,)."""

    entry: IntArray
    """The state before each standing's, NEVER if it lies ahead on the same track."""

    seed: IntArray
    """If it does, the standing that it lies ahead of."""

    previous: PreviousArray
    """The movement into each state, or ``-2 - k`` from the k-th seed. Shape (n_states,)."""

    seeds: IntArray
    """The standing of each seed."""


def standings(rail: RailNetwork, station: int) -> Standing:
    """Return the positions of a station, each in both directions: two and two together.

    Raises
    ------
    RailError
        If the station lies on no track.
    """
    stops = slice(rail.first_stop[station], rail.first_stop[station + 1])
    track, offset_m = rail.stop_track[stops], rail.stop_offset_m[stops]
    if track.size == 0:
        name = rail.station_name[station] or rail.station_id[station]
        raise RailError(
            f"no train can call at {name}: the station lies on no track, or more than 200 m "
            f"from any; move it to the track, or leave it out of the line"
        )
    both_m = np.column_stack((offset_m, rail.length_m[track] - offset_m))
    state = np.column_stack((2 * track, 2 * track + 1))
    return Standing(state.reshape(-1), both_m.reshape(-1))


def movement_costs(states: StateGraph, usable: BoolArray) -> FloatArray:
    """Return what each movement costs: the state it leads to. Shape (n_movements,)."""
    head = states.graph.head
    cost_km = np.where(usable[head], states.cost_km[head] + MOVEMENT_KM, np.inf)
    cost_km.setflags(write=False)  # as all that goes into a search, or it is compiled once more
    return cost_km


def search_leg(
    rail: RailNetwork,
    movement_km: FloatArray,
    begin: Standing,
    begin_km: FloatArray,
    end: Standing,
) -> Leg:
    """Return the cheapest way to each standing at one station from those at the one before."""
    states = state_graph(rail)
    length_m = rail.length_m[begin.state >> 1]
    seeds = np.flatnonzero(np.isfinite(begin_km))
    ahead_km = states.factor[begin.state] * np.maximum(length_m - begin.offset_m, 0.0) / 1000.0
    n_states = states.cost_km.size
    label = np.empty(n_states)
    previous = np.empty(n_states, dtype=np.int32)
    search(
        states.graph,
        movement_km,
        begin.state[seeds],
        (begin_km + ahead_km)[seeds],
        MAX_TIME_S,
        label,
        previous,
        np.empty(1024, dtype=np.uint64),
    )
    return _arrivals(states, label, previous, seeds, begin=(begin, begin_km), end=end)


def _arrivals(  # noqa: PLR0913 - the parts of one search
    states: StateGraph,
    label: FloatArray,
    previous: PreviousArray,
    seeds: IntArray,
    *,
    begin: tuple[Standing, FloatArray],
    end: Standing,
) -> Leg:
    """Return the cheapest way to each standing, off another track or along the same."""
    start, start_km = begin
    n_standings = end.state.size
    cost = np.full(n_standings, np.inf)
    entry = np.full(n_standings, NEVER)
    seed = np.full(n_standings, NEVER)
    for index, (state, offset_m) in enumerate(zip(end.state.tolist(), end.offset_m, strict=True)):
        into = states.movement_in[states.first_in[state] : states.first_in[state + 1]]
        before = states.movement_tail[into]
        if before.size:
            best = int(before[np.argmin(label[before])])
            entry[index] = best
            cost[index] = label[best] + states.factor[state] * offset_m / 1000.0
        behind = (start.state[seeds] == state) & (start.offset_m[seeds] <= offset_m)
        for k in seeds[behind].tolist():
            gap_km = states.factor[state] * (offset_m - start.offset_m[k]) / 1000.0
            if start_km[k] + gap_km < cost[index]:
                cost[index], seed[index] = start_km[k] + gap_km, k
    entry[seed != NEVER] = NEVER
    return Leg(cost, entry, seed, previous, seeds)
