"""The graph that trains are routed on: tracks with a direction, joined by movements.

The cost of a state is the length of its track in kilometres, times what makes a passenger
train avoid it: sidings, yards and freight tracks, and running against the usual direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kraftcenter_mobility._kernels.csr import Graph, row_starts

from .lines import lines_of
from .movements import find_movements

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray

    from .network import RailNetwork

__all__ = ["MOVEMENT_KM", "StateGraph", "state_graph", "usable_states"]

LEVEL_FACTOR = np.array([1.0, 1.5, 2.0, 4.0, 8.0])
"""By level, from main tracks to industrial ones."""

WRONG_WAY_FACTOR = 3.0
MOVEMENT_KM = 1e-6
"""Of two ways of one length, the one over fewer joints."""


class StateGraph(NamedTuple):
    """States, what follows each, and what each costs."""

    graph: Graph
    movement_tail: IntArray
    """The state before each movement. Shape (n_movements,)."""

    factor: FloatArray
    """Cost per kilometre in each state. Shape (n_states,)."""

    cost_km: FloatArray
    """Cost of each state from one end of its track to the other. Shape (n_states,)."""

    first_in: IntArray
    """Where the movements into each state begin in `movement_in`. Shape (n_states + 1,)."""

    movement_in: IntArray


def state_graph(rail: RailNetwork) -> StateGraph:
    """Return the states of a network, made once and remembered."""
    return rail.memory.get("states", lambda: _make(rail))


def _make(rail: RailNetwork) -> StateGraph:
    """Return the states of a network."""
    movements = find_movements(lines_of(rail))
    n_states = 2 * rail.n_tracks
    level = np.minimum(rail.level, LEVEL_FACTOR.size - 1)
    factor = LEVEL_FACTOR[level][:, np.newaxis] * np.where(rail.wrong_way, WRONG_WAY_FACTOR, 1.0)
    factor = factor.reshape(-1)
    order = np.argsort(movements.head, kind="stable")
    made = StateGraph(
        Graph(movements.first_out, movements.head),
        movements.tail,
        factor,
        factor * np.repeat(rail.length_m, 2) / 1000.0,
        row_starts(movements.head.astype(np.int64), n_states),
        order,
    )
    for array in (*made.graph, *made[1:]):
        array.setflags(write=False)
    return made


def usable_states(rail: RailNetwork, *, gauge_mm: int | None, electric: bool) -> BoolArray:
    """Return which states a train may be in. Shape (n_states,).

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    gauge_mm : int or None
        Of the train, in millimetres; None for a train that fits any track.
    electric : bool
        Whether the train needs a contact line.

    Returns
    -------
    array of bool
        By state.
    """
    fits = np.ones(rail.n_tracks, dtype=np.bool_)
    if gauge_mm is not None:
        fits = (rail.gauge_mm == gauge_mm) | (rail.gauge_mm == 0)
        fits |= rail.memory.get(("dual gauge", gauge_mm), lambda: _dual_gauge(rail, gauge_mm))
    if electric:
        fits &= rail.voltage_kv > 0.0
    return np.asarray((rail.allowed & fits[:, np.newaxis]).reshape(-1))


def _dual_gauge(rail: RailNetwork, gauge_mm: int) -> BoolArray:
    """Return which tracks have more than one gauge, this one among them. Shape (n_tracks,)."""
    from kraftcenter_mobility.osm.rail_tags import gauges_mm

    several = [gauges_mm(tags) for tags in rail.tag_sets]
    has = np.array([len(g) > 1 and gauge_mm in g for g in several], dtype=np.bool_)
    return has[rail.tag_set] if has.any() else np.zeros(rail.n_tracks, dtype=np.bool_)
