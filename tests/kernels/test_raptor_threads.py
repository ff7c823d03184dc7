"""Searches in several threads at once, each with its own scratch."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numba import config
from random_timetables import NEVER, changes_of, patterns_of, random_case, random_seeds

from kraftcenter_mobility._kernels.raptor import raptor_scratch
from kraftcenter_mobility._kernels.raptor_range import range_search

N_ORIGINS = 8 if config.DISABLE_JIT else 200
N_STOPS = 9
START_S = np.arange(2400.0, -600.0, -60.0)
MOST_RIDES = 4


def searched(patterns, changes, origins):
    """Return the bytes of all answers of a block of origins, with one scratch for all."""
    scratch = raptor_scratch(patterns, MOST_RIDES)
    arrival_s = np.empty((len(origins), START_S.size, N_STOPS), np.int32)
    rides = np.empty(arrival_s.shape, np.uint8)
    for i, seeds in enumerate(origins):
        settings = START_S, MOST_RIDES, 3600.0, scratch
        range_search(patterns, changes, *seeds, *settings, arrival_s[i], rides[i])
    return arrival_s.tobytes(), rides.tobytes()


@pytest.mark.parametrize("threads", [2, 4])
def test_any_number_of_threads_finds_the_same_bytes(threads):
    random = np.random.default_rng(5)
    trips = [trip for _ in range(20) for trip in random_case(random)[1]]
    walk_s = np.where(random.random((N_STOPS, N_STOPS)) < 0.2, 120, NEVER)
    patterns, changes = patterns_of(trips, N_STOPS), changes_of(walk_s, 60)
    origins = [random_seeds(random, N_STOPS) for _ in range(N_ORIGINS)]
    blocks = [origins[i : i + 7] for i in range(0, len(origins), 7)]
    whole = searched(patterns, changes, origins)
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(lambda block: searched(patterns, changes, block), blocks))
    for kind, together in enumerate(whole):
        assert b"".join(part[kind] for part in parts) == together
