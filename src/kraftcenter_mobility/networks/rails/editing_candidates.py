"""Tracks that are proposed or being built, laid as OpenStreetMap has them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .editing_cuts import TRACK_FIELDS, cut_tracks
from .editing_stations import tracks_near
from .editing_tracks import node_on

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray

    from .network import RailNetwork

__all__ = ["with_candidates"]

AT_M = 2.0
"""A candidate that ends so near to a track joins it."""


def with_candidates(rail: RailNetwork, tracks: IntArray) -> RailNetwork:
    """Return the rails with some of the candidates among its tracks.

    Parameters
    ----------
    rail : RailNetwork
        The tracks as they are, with candidates.
    tracks : array of int, shape (n_laid,)
        Which of the candidates are laid.

    Returns
    -------
    RailNetwork
        The new tracks come last. They join others at nodes that both have, and where they
        end on a track.
    """
    planned = rail.candidates
    if planned is None or not tracks.size:
        return rail
    nodes = np.unique(np.concatenate([planned.tail[tracks], planned.head[tracks]]))
    after, number = _with_nodes(rail, planned, nodes)
    fields: dict[str, Any] = {
        name: np.concatenate([getattr(after, name), getattr(planned, name)[tracks]])
        for name in TRACK_FIELDS
    }
    fields["tag_set"] = np.concatenate(
        [after.tag_set, planned.tag_set[tracks] + len(after.tag_sets)]
    )
    for name in ("tail", "head"):
        at = np.searchsorted(nodes, getattr(planned, name)[tracks])
        fields[name] = np.concatenate([getattr(after, name), number[at]])
    size = np.diff(planned.first_point)[tracks]
    point = np.concatenate(
        [np.arange(planned.first_point[k], planned.first_point[k + 1]) for k in tracks]
    )
    return replace(
        after,
        **fields,
        tag_sets=(*after.tag_sets, *planned.tag_sets),
        first_point=np.concatenate([after.first_point, after.first_point[-1] + np.cumsum(size)]),
        point_lon=np.concatenate([after.point_lon, planned.point_lon[point]]),
        point_lat=np.concatenate([after.point_lat, planned.point_lat[point]]),
    )


def _with_nodes(
    rail: RailNetwork, planned: RailNetwork, nodes: IntArray
) -> tuple[RailNetwork, IntArray]:
    """Return the rails with the nodes of candidates, and the number of each of them."""
    known = {int(node_id): at for at, node_id in enumerate(rail.node_id)}
    number = np.array([known.get(int(planned.node_id[node]), -1) for node in nodes])
    cuts: dict[int, tuple[int, float]] = {}
    for at in np.flatnonzero(number < 0):
        lon, lat = planned.node_lon[nodes[at]], planned.node_lat[nodes[at]]
        near = tracks_near(rail, float(lon), float(lat), within_m=AT_M)
        if near.track.size:
            cuts[int(at)] = int(near.track[0]), float(near.offset_m[0])
    track = np.array([track for track, _ in cuts.values()], dtype=np.int64)
    after = cut_tracks(rail, track, np.array([offset for _, offset in cuts.values()]))
    for row, (cut, _) in cuts.items():
        point = float(planned.node_lon[nodes[row]]), float(planned.node_lat[nodes[row]])
        number[row] = node_on(after, rail, cut, point)
    fresh = np.flatnonzero(number < 0)
    number[fresh] = after.n_nodes + np.arange(fresh.size)
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(after, name), getattr(planned, name)[nodes[fresh]]])
        for name in ("node_id", "node_lon", "node_lat", "node_kind")
    }
    return replace(after, **columns), number
