"""What setting the delay at junctions comes to."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.road import ORDINARY
from kraftcenter_mobility.osm.scenario_tags import node_delay_s, with_node_delay

from .accounts import Account
from .junction_nodes import junctions_near, nearest_junction, node_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from .edits import SetJunctionDelay
    from .junction_nodes import Node
    from .road_state import RoadState

__all__ = ["delay_junctions"]

FAR_M = 20_000.0
"""A point this far from every junction belongs to another network."""

Tags = dict[int, "Mapping[str, str]"]


def delay_junctions(state: RoadState, edit: SetJunctionDelay) -> tuple[RoadState, Account]:
    """Return the state with other delays at some junctions, and the account of it."""
    kind = type(edit).__name__
    nodes, trouble = _meant(state, edit)
    was: Tags = {node.node_id: state.node_tags_of(node.node_id) for node in nodes}
    will_be: Tags = {
        node_id: with_node_delay(tags, delay_s=edit.delay_s, extra_s=edit.extra_s)
        for node_id, tags in was.items()
    }
    touched = [node for node in nodes if will_be[node.node_id] != was[node.node_id]]
    if not trouble and not touched:
        trouble = (
            f"nothing changes: the delay at {edit.described()} is {edit.delay_s:g} s already; "
            f"leave the edit out, or say allow_no_effect=True"
        )
    if trouble and not edit.allow_no_effect:
        raise ScenarioError(trouble)
    several = f"{len(touched)} nodes: who passes several of them waits at each"
    notes = (
        edit.note,
        trouble,
        several if len(touched) > 1 else "",
        _repeated(state, edit, touched),
    )
    account = Account(
        edit=kind,
        what=f"{_delay_words(edit)} at {edit.described()}",
        n_edges=_n_edges(state, touched),
        before=_counts(was, touched),
        after=_counts(will_be, touched),
        unit="node",
        notes=tuple(note for note in notes if note),
        has_effect=bool(touched),
        drawn=partial(_drawn, touched),
    )
    changed = {node.node_id: will_be[node.node_id] for node in touched}
    return state.with_node_tags(changed) if changed else state, account


def _meant(state: RoadState, edit: SetJunctionDelay) -> tuple[list[Node], str]:
    """Return the nodes an edit means, or why there are none."""
    if edit.node_id is not None:
        node = node_of(state, edit.node_id)
        return ([node], "") if node else ([], _no_such_node(state, edit.node_id))
    lon, lat = edit.lon or 0.0, edit.lat or 0.0
    if nodes := junctions_near(state, lon, lat, edit.radius_m):
        return nodes, ""
    where = f"no junction of roads for motor vehicles lies within {edit.radius_m:g} m of"
    nearest = nearest_junction(state, lon, lat)
    if nearest is None or nearest[1] > FAR_M:
        return [], f"{where} ({lon:g}, {lat:g}), nor near; was this written for another network?"
    node, distance_m = nearest
    return [], (
        f"{where} ({lon:g}, {lat:g}); the nearest is node {node.node_id} at ({node.lon:.5f}, "
        f"{node.lat:.5f}), {distance_m:.0f} m away: correct the point or raise radius_m"
    )


def _repeated(state: RoadState, edit: SetJunctionDelay, touched: Sequence[Node]) -> str:
    """Return a note if an earlier edit sets the delay of the same nodes, else nothing."""
    again = [node.node_id for node in touched if node.node_id in state.changes.node_tags]
    if not again:
        return ""
    which = f"node {again[0]}" if len(again) == 1 else f"{len(again)} nodes"
    if edit.delay_s is not None:
        return f"overrules what an earlier edit sets at {which}"
    return f"adds to what an earlier edit sets at {which}"


def _no_such_node(state: RoadState, node_id: int) -> str:
    """Return why a node cannot be meant."""
    roads = state.network.roads
    along = np.flatnonzero(roads.point_id == node_id)
    if not along.size:
        return (
            f"node_id={node_id} is not in the network; was this written for another network, or "
            f"for older data?"
        )
    point = int(along[0])
    nearest = nearest_junction(state, float(roads.point_lon[point]), float(roads.point_lat[point]))
    hint = f"; the nearest junction is node {nearest[0].node_id}" if nearest else ""
    return f"node_id={node_id} lies along a road, where nothing turns{hint}"


def _delay_words(edit: SetJunctionDelay) -> str:
    """Return what an edit sets."""
    if edit.delay_s is not None:
        return f"delay of {edit.delay_s:g} s"
    return f"{edit.extra_s:g} s more delay"


def _counts(tags: Tags, nodes: Sequence[Node]) -> dict[str, float]:
    """Return how many nodes have which delay."""
    counts: dict[str, float] = {}
    for node in nodes:
        delay_s, extra_s = node_delay_s(tags[node.node_id])
        words = "as usual" if math.isnan(delay_s) else f"{delay_s:g} s"
        words += f" + {extra_s:g} s" if extra_s else ""
        counts[words] = counts.get(words, 0.0) + 1.0
    return counts


def _n_edges(state: RoadState, nodes: Sequence[Node]) -> int:
    """Return how many edges of the network lead to some nodes."""
    roads = state.network.roads
    ids = np.array([node.node_id for node in nodes], dtype=np.int64)
    is_node = np.isin(roads.node_id, ids)
    return int((is_node[roads.head] & (roads.edge_role == ORDINARY)).sum())


def _drawn(nodes: Sequence[Node]) -> gpd.GeoSeries:
    """Return nodes as points."""
    import geopandas as gpd

    lon, lat = [node.lon for node in nodes], [node.lat for node in nodes]
    return gpd.GeoSeries.from_xy(lon, lat, crs="EPSG:4326")
