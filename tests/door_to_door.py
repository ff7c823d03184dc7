"""Door-to-door travel times by trying everything: slow, obvious, and on tables of walks alone.

Nothing of the library's public transport is used: only travel times on foot between any two
points, and the rows of a timetable as lists. Moments are floating-point seconds throughout.
"""

import math

import numpy as np

import kraftcenter_mobility as km

FAR_M = 50_000.0


class Walks:
    """How long it takes on foot between origins, stops and destinations."""

    def __init__(self, network, mode, origins, stops, destinations):
        def between(one, other, cutoff_s):
            times = km.travel_time_matrix(
                network, one, other, mode=km.WALKING, cutoff_s=cutoff_s, max_distance_m=FAR_M
            )
            return times.to_numpy().copy()

        self.access = between(origins, stops, mode.access_cutoff_s)
        self.egress = between(stops, destinations, mode.egress_cutoff_s)
        self.change = between(stops, stops, mode.change_cutoff_s)
        np.fill_diagonal(self.change, 0.0)
        self.direct = between(origins, destinations, mode.direct_cutoff_s)


def earliest_arrival(trips, walks, origin, destination, start_s, *, slack_s, most_rides):
    """Return the earliest arrival, and the least number of rides with which one is there then.

    `trips` are lists of calls (stop, arrival, departure), each trip for itself.
    """
    n_stops = walks.change.shape[0]
    ready_s = start_s + walks.access[origin] + slack_s
    best = (start_s + walks.direct[origin, destination], 0)
    for n_rides in range(1, most_rides + 1):
        off_s = np.full(n_stops, math.inf)
        for calls in trips:
            for on, (begin, _, departs_s) in enumerate(calls):
                if ready_s[begin] <= departs_s:
                    for end, arrives_s, _ in calls[on + 1 :]:
                        off_s[end] = min(off_s[end], arrives_s)
        best = min(best, ((off_s + walks.egress[:, destination]).min(), n_rides))
        ready_s = (off_s[:, np.newaxis] + walks.change).min(axis=0) + slack_s
    return best


def latest_departure(trips, walks, origin, destination, end_s, *, slack_s, most_rides):
    """Return the latest moment to set out and be there in time, and the least number of rides."""
    n_stops = walks.change.shape[0]
    by_s = end_s - walks.egress[:, destination]
    best = (end_s - walks.direct[origin, destination], 0)
    for n_rides in range(1, most_rides + 1):
        on_s = np.full(n_stops, -math.inf)
        for calls in trips:
            for off, (end, arrives_s, _) in enumerate(calls):
                if arrives_s <= by_s[end]:
                    for begin, _, departs_s in calls[:off]:
                        on_s[begin] = max(on_s[begin], departs_s)
        leave_s = (on_s - slack_s - walks.access[origin]).max()
        if leave_s > best[0]:
            best = (leave_s, n_rides)
        by_s = (on_s[np.newaxis, :] - slack_s - walks.change).max(axis=1)
    return best
