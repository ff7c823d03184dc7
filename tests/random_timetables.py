"""Small timetables drawn at random, with all that is awkward in real ones.

A trip is written ``(stops, arrivals, departures, boards, alights)``: five lists of one
length. Trips overtake each other, wait, hop in no time, come by a stop twice, and call
where one may only get on or only get off; stops have the same departures to the second.
"""

import numpy as np

from kraftcenter_mobility._kernels.raptor import Changes, Patterns, raptor_scratch
from kraftcenter_mobility._kernels.raptor_range import range_search

NEVER = 10**8
UNIT_S = 60


def patterns_of(trips, n_stops):
    """Return the patterns of trips, split until none overtakes another: slow and obvious."""
    alike = {}
    for stops, arrivals, departures, boards, alights in trips:
        times = np.array([arrivals, departures])
        alike.setdefault((tuple(stops), tuple(boards), tuple(alights)), []).append(times)
    rows = []
    for (stops, boards, alights), members in alike.items():
        queues = []
        for times in sorted(members, key=lambda each: each.T.ravel().tolist()):
            for queue in queues:
                if (queue[-1] <= times).all():
                    queue.append(times)
                    break
            else:
                queues.append([times])
        rows += [(stops, boards, alights, np.array(queue)) for queue in queues]
    return _packed(rows, n_stops)


def _packed(rows, n_stops):
    """Return patterns, given as (stops, boards, alights, times), as arrays."""
    n_calls = [len(stops) for stops, *_ in rows]
    stop = np.array([each for stops, *_ in rows for each in stops], dtype=np.int32)
    in_order = np.argsort(stop, kind="stable")
    times = [times for *_, times in rows]
    packed = Patterns(
        first_call=_starts(n_calls),
        stop=stop,
        can_board=np.array([each for _, boards, *_ in rows for each in boards], dtype=np.bool_),
        can_alight=np.array([each for *_, alights, _ in rows for each in alights], dtype=np.bool_),
        first_time=_starts([each.shape[0] * each.shape[2] for each in times]),
        arrival_s=_flat([each[:, 0] for each in times]),
        departure_s=_flat([each[:, 1] for each in times]),
        first_pattern=_starts(np.bincount(stop, minlength=n_stops)),
        pattern=np.repeat(np.arange(len(rows)), n_calls)[in_order].astype(np.int32),
        position=np.concatenate([[], *map(np.arange, n_calls)])[in_order].astype(np.int32),
    )
    return read_only(packed)


def read_only(arrays):
    """Return the arrays, on which nobody can write any more."""
    for array in arrays:
        array.setflags(write=False)
    return arrays


def _starts(counts):
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _flat(arrays):
    return np.concatenate([np.zeros(0), *(each.ravel() for each in arrays)]).astype(np.int32)


def changes_of(walk_s, slack_s):
    """Return the changes between stops; `walk_s` is `NEVER` where there is none."""
    begin, end = np.nonzero(walk_s < NEVER)
    first = _starts(np.bincount(begin, minlength=len(walk_s)))
    time_s = (walk_s[begin, end] + slack_s).astype(np.int32)
    return read_only(Changes(first, end.astype(np.int32), time_s))


def random_walks(random, n_stops, *, closed):
    """Return walking times between all pairs of stops, closed under walking on or not."""
    walk_s = random.integers(0, 8, (n_stops, n_stops)) * UNIT_S
    walk_s[random.random(walk_s.shape) < 0.6] = NEVER
    np.fill_diagonal(walk_s, 0)
    if closed:
        for by in range(n_stops):
            walk_s = np.minimum(walk_s, walk_s[:, by : by + 1] + walk_s[by])
    no_change = random.random(n_stops) < 0.15
    walk_s[no_change, no_change] = NEVER
    return np.where(walk_s < NEVER, walk_s, NEVER)


def random_trips(random, n_stops):
    """Return trips of a few lines."""
    trips = []
    for _ in range(random.integers(1, 5)):
        n_calls = int(random.integers(2, 7))
        stops = random.integers(0, n_stops, n_calls).tolist()
        boards, alights = (random.random((2, n_calls)) < 0.9).tolist()
        for start in random.integers(0, 40, random.integers(1, 6)):
            steps = random.integers(0, 6, 2 * n_calls) * (random.random(2 * n_calls) < 0.75)
            clock = ((start + np.cumsum(steps)) * UNIT_S).tolist()
            trips.append((stops, clock[0::2], clock[1::2], boards, alights))
    return trips


def random_case(random, *, closed=False):
    """Return the number of stops, the trips, and the walking times between stops."""
    n_stops = int(random.integers(2, 9))
    return n_stops, random_trips(random, n_stops), random_walks(random, n_stops, closed=closed)


def flat_trips(trips):
    """Return the trips as arrays: first call, then stop, arrival, departure, board, alight."""
    columns = list(zip(*trips, strict=True)) or [()] * 5
    first = _starts([len(stops) for stops in columns[0]])
    flat = (np.array([each for trip in column for each in trip]) for column in columns)
    kinds = (np.int64, np.int64, np.int64, np.bool_, np.bool_)
    return (first, *(each.astype(kind) for each, kind in zip(flat, kinds, strict=True)))


def seeds_of(*seeds):
    """Return (stop, seconds) pairs as the two arrays that searches take."""
    stop, time_s = zip(*seeds, strict=True)
    return np.array(stop, np.int32), np.array(time_s, np.float64)


def random_seeds(random, n_stops):
    """Return one to three stops at which a journey begins, and half seconds to there."""
    n_seeds = random.integers(1, 4)
    stop = random.integers(0, n_stops, n_seeds).astype(np.int32)
    return stop, random.integers(0, 1200, n_seeds) / 2.0


def ask(patterns, changes, seeds, start_s, *, most_rides=9, longest_s=1e6):
    """Return when rides end and how many there are. Shape of both: (n_starts, n_stops)."""
    start_s = np.array(start_s, np.float64)
    shape = start_s.size, patterns.first_pattern.size - 1
    arrival_s, rides = np.empty(shape, np.int32), np.empty(shape, np.uint8)
    scratch = raptor_scratch(patterns, most_rides)
    range_search(
        patterns, changes, *seeds, start_s, most_rides, float(longest_s), scratch, arrival_s, rides
    )
    return arrival_s, rides
