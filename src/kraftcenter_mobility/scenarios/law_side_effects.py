"""By how much side effects of an edit can change a travel time the wrong way.

A new road makes a junction of where it joins, and turns there take time; a closed one may
leave a bend where there was a junction. One may no longer turn back where there is another
way on, nor drive through what has become destination-only because a new road leads to it.
Places may lie nearer to another road than before.
All of that is as it should be, but against the plain law, and so it is measured: a way that
was there before is still there, and takes longer by no more than what the turns along it
have grown by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.networks.ticks import TICK_S

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.transport import TransportNetwork

__all__ = ["SideEffects", "moved_places", "side_effects"]

TICKS_PER_CUT, TICKS_PER_PLACE = 2, 1
"""What is rounded anew where a piece is cut in two, and where a place lies along one."""

AT_JUNCTION_DEG = 1e-6
"""Ways that come this near to a junction pass it: a tenth of a metre."""

SAME_LENGTH_M = 1.0

SAME_DEG = 1e-9
"""Places that join the road within this have not moved: a tenth of a millimetre."""

TURN = ["node", "way_in", "along_in", "role_in", "way_out", "along_out", "role_out"]


class SideEffects(NamedTuple):
    """By how much turns have grown against the plain law. Shapes (n_junctions,)."""

    grown_s: FloatArray
    """The turn that has grown most at each junction; infinite where one can no longer be
    made that could."""

    junctions: Any
    """Where these are, as points in degrees."""

    rounding_s: float
    """Of one journey."""

    n_zone_ways: int
    """Ways of which another part can be reached over destination-only roads alone."""

    def bounds_s(self, ways: Any) -> FloatArray:
        """Return by how much journeys can have grown that pass the junctions once.

        Parameters
        ----------
        ways : array of LineString, shape (n_journeys,)
            The ways that were open to them before, in degrees.
        """
        import shapely

        passed = shapely.dwithin(ways[:, np.newaxis], self.junctions, AT_JUNCTION_DEG)
        bounds_s: FloatArray = np.where(passed, self.grown_s, 0.0).sum(axis=1) + self.rounding_s
        return bounds_s

    def __str__(self) -> str:
        """Return how many junctions there are, and what they add up to."""
        lost = np.isinf(self.grown_s)
        total_s = self.grown_s[~lost].sum()
        text = f"turns grew at {self.grown_s.size - lost.sum()} junctions, {total_s:.1f} s in all"
        text += f", and {lost.sum()} junctions lost one" if lost.any() else ""
        zones = f"; destination-only zones changed on {self.n_zone_ways} ways"
        return text + (zones if self.n_zone_ways else "")


def side_effects(
    before: TransportNetwork,
    after: TransportNetwork,
    mode: Mode,
    *,
    turns: bool | None,
    n_cuts: int,
) -> SideEffects:
    """Return what an edit does that only speeds up or adds, beside doing that.

    For one that only slows down or closes, give the networks the other way round.

    Parameters
    ----------
    before, after : TransportNetwork
        The network without and with the edit, both built as a whole.
    mode : Mode
        Who travels.
    turns : bool or None
        Whether turns count.
    n_cuts : int
        At how many places pieces are cut in two in one of the networks and not in the other.
    """
    import shapely

    rounding_s = TICK_S * (TICKS_PER_CUT * n_cuts + 2 * TICKS_PER_PLACE)
    if not before.metric(mode, turns=turns).turns:
        return SideEffects(np.zeros(0), shapely.points(np.zeros((0, 2))), rounding_s, 0)
    old, new = (_turns(network, mode, turns) for network in (before, after))
    both = old.rename(columns={"s": "s_old"}).join(new.rename(columns={"s": "s_new"}), how="inner")
    both = both[np.isfinite(both["s_old"])]
    grown_s = (both["s_new"] - both["s_old"]).groupby(level="node").max()
    ways = before.roads.way_id[np.unique(before.roads.piece_way)]
    grown_s = _with_new_nodes(grown_s[grown_s > 0], old, new, ways)
    roads = after.roads
    node = np.searchsorted(roads.node_id, grown_s.index.to_numpy())
    points = shapely.points(roads.node_lon[node], roads.node_lat[node])
    in_zones = mode.kind == "motor" and not mode.blue_light
    n_zone_ways = _n_zone_ways(before, after) if in_zones else 0
    return SideEffects(grown_s.to_numpy(), points, rounding_s, n_zone_ways)


def _n_zone_ways(*networks: TransportNetwork) -> int:
    """Return of how many ways, there in both networks, the part in zones has changed."""
    import pandas as pd

    of_ways = []
    for roads in (network.roads for network in networks):
        in_zone = np.repeat(roads.segment_in_zone, np.diff(roads.first_piece))
        metres = pd.Series(roads.piece_length_m * in_zone, index=roads.way_id[roads.piece_way])
        of_ways.append(metres.groupby(level=0).sum())
    difference_m = (of_ways[0] - of_ways[1]).abs()  # NaN for ways that only one has
    return int((difference_m > SAME_LENGTH_M).sum())


def _turns(network: TransportNetwork, mode: Mode, turns: bool | None) -> pd.DataFrame:  # noqa: FBT001 - handed on
    """Return the time of every turn, under ids that outlast an edit; the longest of equals."""
    import pandas as pd

    roads, metric = network.roads, network.metric(mode, turns=turns)
    edge_before, edge_after = roads.turn_ends()
    first, last = roads.edge_end_pieces()
    along_first = roads.piece_along[first] == roads.edge_forward
    along_last = roads.piece_along[last] == roads.edge_forward
    is_open = metric.edge_open[edge_before] & metric.edge_open[edge_after]
    edge_before, edge_after = edge_before[is_open], edge_after[is_open]
    columns = [
        roads.node_id[roads.head[edge_before]],
        roads.way_id[roads.piece_way[last[edge_before]]],
        along_last[edge_before],
        roads.edge_role[edge_before],
        roads.way_id[roads.piece_way[first[edge_after]]],
        along_first[edge_after],
        roads.edge_role[edge_after],
    ]
    table = pd.DataFrame(dict(zip(TURN, columns, strict=True)))
    table["s"] = metric.turn_time_s[is_open]
    return table.groupby(TURN).max()


def _with_new_nodes(
    grown_s: pd.Series, old: pd.DataFrame, new: pd.DataFrame, ways: IntArray
) -> pd.Series:
    """Return growth by node, with what it takes to go on where no node was before.

    Only `ways` that were there before count.
    """
    import pandas as pd

    index = new.index
    is_new = ~index.get_level_values("node").isin(old.index.get_level_values("node"))
    for side in ("way_in", "way_out"):
        is_new &= index.get_level_values(side).isin(ways)
    time_s = new["s"][is_new]
    time_s = time_s[np.isfinite(time_s) & (time_s > 0)].groupby(level="node").max()
    together: pd.Series = pd.concat([grown_s, time_s])
    return together


def moved_places(  # noqa: PLR0913 - how places join roads
    before: TransportNetwork,
    after: TransportNetwork,
    places: gpd.GeoSeries,
    mode: Mode,
    *,
    turns: bool | None,
    allow_islands: bool,
) -> BoolArray:
    """Return which places join the roads elsewhere than before. Shape (n_places,)."""
    lon, lat = places.x.to_numpy(), places.y.to_numpy()
    joins = [
        network.segment_index(
            network.metric(mode, turns=turns), allow_islands=allow_islands
        ).nearest(lon, lat)
        for network in (before, after)
    ]
    moved: BoolArray = np.hypot(joins[1].lon - joins[0].lon, joins[1].lat - joins[0].lat) > SAME_DEG
    return moved
