"""How far whole ticks can move a travel time.

A journey adds up numbers each of which was rounded by half a tick at most: every piece and
every control of the edges it takes, every turn between them, both walks, and how far along
a piece each of the two places lies. The way that would be fastest without rounding is no
further off than its own numbers allow, either.
"""

import numpy as np

from kraftcenter_mobility.networks.ticks import TICK_S
from kraftcenter_mobility.routing.journeys import _Finder
from kraftcenter_mobility.routing.travel_times import ask
from kraftcenter_mobility.routing.ways import SearchedWays

HALF_A_TICK_S = TICK_S / 2.0
WALKS = PLACES = 2
"""A journey has two ends."""

A_TICK_PER_PLACE_S = PLACES * TICK_S
"""How much two answers differ at most of which only the places are rounded differently."""


def rounding_s(network, origins, destinations, *, mode, access=True, turns=None, **asked):
    """Return by how much the numbers of every journey found can be rounded in all, in seconds."""
    asked = {"max_distance_m": 1000.0, "allow_islands": False} | asked
    question = ask(network, origins, destinations, mode=mode, access=access, turns=turns, **asked)
    finder = _Finder(
        question, SearchedWays(question, network.layout(question.metric, backward=False))
    )
    times = np.zeros((len(question.origins), len(question.destinations)))
    for origin in range(len(question.origins)):
        finder.search(origin)
        for destination in range(len(question.destinations)):
            found = finder.found(destination)
            if found is not None:
                edges = [stretch.edge for stretch in found.stretches]
                n_rounded = numbers_along(question.metric, edges) + PLACES + WALKS * access
                times[origin, destination] = n_rounded * HALF_A_TICK_S
    return times


def numbers_along(metric, edges):
    """Return how many numbers the time along some edges, one after the other, is made of."""
    roads = metric.roads
    segments = roads.edge_segment[edges]
    n_pieces = np.diff(roads.first_piece)[segments].sum()
    if not metric.turns:
        return n_pieces
    return n_pieces + np.diff(roads.first_control)[segments].sum() + len(edges) - 1


def assert_within(found, wanted, tolerance_s):
    """Check that the same times are finite, and that none differs by more than it may."""
    found, wanted = np.asarray(found), np.asarray(wanted)
    np.testing.assert_array_equal(np.isfinite(found), np.isfinite(wanted))
    finite = np.isfinite(wanted)
    off_s = np.abs(found[finite] - wanted[finite])
    assert (off_s <= np.broadcast_to(tolerance_s, wanted.shape)[finite]).all(), off_s.max()
