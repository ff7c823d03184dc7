"""How long does one origin take, to all stops, for 120 departures in two hours?

The peer goes through all connections once per departure. The profile is what a search from
many origins to one place begins with: all moments of a day at which one can arrive there.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pytest
from real_timetables import NEW_YORK, PORTO_ALEGRE, read_feed
from twins.connection_scan import connection_scan

from kraftcenter_mobility._kernels.raptor import raptor_scratch
from kraftcenter_mobility._kernels.raptor_changes import useful_changes
from kraftcenter_mobility._kernels.raptor_profile import profile_search
from kraftcenter_mobility._kernels.raptor_range import range_search
from kraftcenter_mobility._kernels.raptor_reverse import reversed_changes, reversed_patterns

N_ORIGINS = 60
SCANNED = 12
"""The peer scans for every twelfth departure; each takes it about as long."""

LONGEST_S = 7200.0
FEEDS = {"Porto Alegre's buses": PORTO_ALEGRE, "New York's subway": NEW_YORK}


@pytest.fixture(scope="module", params=FEEDS)
def feed(request, data_folder):
    """Return a name and a feed."""
    return request.param, read_feed(data_folder, FEEDS[request.param], N_ORIGINS)


@pytest.mark.parametrize("most_rides", [4, 6])
def test_one_to_all_for_a_window(feed, race, most_rides):
    name, (patterns, changes, hops, start_s, seeds) = feed
    scratch, fewer = raptor_scratch(patterns, most_rides), useful_changes(patterns, changes)
    shape = start_s.size, patterns.first_pattern.size - 1
    arrival_s, rides = np.empty(shape, np.int32), np.empty(shape, np.uint8)
    some_s = start_s[::SCANNED]
    scanned_s = np.empty((some_s.size, shape[1]), np.int64)

    def search(origin, start_s=start_s):
        settings = start_s, most_rides, LONGEST_S, scratch
        range_search(patterns, fewer, *origin, *settings, arrival_s, rides)

    def scan(origin):
        connection_scan(hops, changes, *origin, some_s, LONGEST_S, scanned_s)

    peer = "connection scan, any number of rides"
    race(
        f"{name}, {shape[1]:,} stops, {start_s.size} departures, at most {most_rides} rides",
        {
            "kraftcenter, range search": search,
            "kraftcenter, last departure alone": lambda origin: search(origin, start_s[:1]),
            peer: scan,
        },
        seeds,
        scale={peer: SCANNED},
        quantity=(1, "origins"),
    )


def test_a_profile_of_all_arrivals_of_a_day(feed, race):
    name, (patterns, changes, _, _, seeds) = feed
    turned = reversed_patterns(patterns)
    backward = turned, useful_changes(turned, reversed_changes(changes))
    scratch = raptor_scratch(patterns, 6)
    row = np.concatenate([np.full(n, p) for p, n in enumerate(np.diff(patterns.first_time))])
    width = np.diff(patterns.first_call)[row]
    place = (np.arange(row.size) - patterns.first_time[row]) % width
    stop = patterns.stop[patterns.first_call[row] + place]
    n_moments = []

    def profile(egress):
        moments = [patterns.arrival_s[stop == at] + s for at, s in zip(*egress, strict=True)]
        start_s = -np.unique(np.concatenate([np.zeros(0), *moments]))
        n_moments.append(start_s.size)
        return profile_search(*backward, *egress, start_s, 6, LONGEST_S, scratch)

    some = seeds[:20]
    race(f"{name}, a day's profile", {"kraftcenter": profile}, some, quantity=(1, "places"))
    print(f"  {np.median(n_moments):,.0f} moments per place")
