"""Which positions on roads are within reach, by asking for the travel time of each."""

import geopandas as gpd
import numpy as np

from kraftcenter_mobility.networks.joins import Joins, edge_ends
from kraftcenter_mobility.routing.travel_times import Question, answered, ask

NEAR_NODE_M = 0.5
"""Places this near to a node join there, and use every road that meets there."""


def positions_on(roads, step_m, *, seed=None):
    """Return positions along all segments, evenly or at random: segments and offsets."""
    length_m = roads.segment_length_m
    if seed is None:
        offsets = [np.arange(1.0, max(each - 1.0, 1.0), step_m) for each in length_m]
        segment = np.repeat(np.arange(length_m.size), [each.size for each in offsets])
        return segment, np.concatenate(offsets)
    rng = np.random.default_rng(seed)
    long_enough = np.flatnonzero(length_m > 3 * NEAR_NODE_M)
    segment = rng.choice(long_enough, step_m)
    share = rng.uniform(size=step_m)
    return segment, NEAR_NODE_M + 0.1 + share * (length_m[segment] - 2 * NEAR_NODE_M - 0.2)


def times_at(network, places, segment, offset_m, *, mode, direction="from", **settings):
    """Return the travel times between places and positions. Shape (n_places, n_positions)."""
    asked = {"turns": None, "max_distance_m": 1500.0, "access": True, "allow_islands": False}
    question = ask(network, places, places, mode=mode, **(asked | settings))
    n = segment.size
    nowhere = np.zeros(n)
    joins = Joins(segment, offset_m, nowhere, nowhere, nowhere)
    names = gpd.GeoSeries([None] * n, index=np.arange(n), crs="EPSG:4326")
    there = edge_ends(question.metric, joins, access=question.access)
    if direction == "from":
        asked = question._replace(destinations=names, destination_joins=joins, end=there)
    else:
        asked = question._replace(origins=names, origin_joins=joins, begin=there)
    assert isinstance(asked, Question)
    times, _ = answered(network, asked, cutoff_s=np.inf, threads=1, progress=False)
    return times if direction == "from" else times.T


def covered(roads, parts, segment, offset_m, *, within_m=0.0):
    """Say which positions lie in parts of roads, at least so far from their ends."""
    of_part = roads.edge_segment[parts.edge]
    forward = roads.edge_forward[parts.edge]
    length_m = roads.segment_length_m[of_part]
    begin_m = np.where(forward, parts.from_m, length_m - parts.to_m)
    end_m = np.where(forward, parts.to_m, length_m - parts.from_m)
    inside = np.zeros(segment.size, dtype=bool)
    for which, low, high in zip(of_part, begin_m, end_m, strict=True):
        inside |= (segment == which) & (offset_m >= low + within_m) & (offset_m <= high - within_m)
    return inside
