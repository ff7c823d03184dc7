"""Earliest arrivals by public transport for every start of a window: range RAPTOR [1]_.

References
----------
.. [1] D. Delling, T. Pajor and R. F. Werneck, "Round-based public transit routing,"
   Transp. Sci., vol. 49, no. 3, pp. 591-604, 2015. doi:10.1287/trsc.2014.0534
"""

import numpy as np
from numba import njit

from .csr import FloatArray
from .raptor import INF_S, Changes, I32Array, Patterns, RaptorScratch, U8Array
from .raptor_steps import clear_labels, last_moment, search_start

__all__ = ["range_search"]


@njit(cache=True, nogil=True)
def range_search(
    patterns: Patterns,
    changes: Changes,
    seed_stop: I32Array,
    seed_s: FloatArray,
    start_s: FloatArray,
    n_rounds: int,
    longest_s: float,
    scratch: RaptorScratch,
    arrival_s: I32Array,
    rides: U8Array,
) -> None:
    """Fill in the earliest end of a ride at every stop, for every start of a window.

    One is ready to board at ``seed_stop[i]`` from the whole second at or after
    ``start_s[j] + seed_s[i]``; the starts descend. `arrival_s` and `rides`, shape
    (n_starts, n_stops), receive the moment and the least number of rides that lead
    there by then; ``INF_S`` and 0 where no ride ends within `longest_s` after the start.
    """
    clear_labels(scratch)
    for j in range(start_s.size):
        limit_s = last_moment(start_s[j], longest_s)
        search_start(patterns, changes, seed_stop, seed_s, start_s[j], n_rounds, limit_s, scratch)
        best_s, best_rides = scratch.best_s, scratch.best_rides
        for stop in range(best_s.size):
            within = best_s[stop] <= limit_s
            arrival_s[j, stop] = best_s[stop] if within else np.int32(INF_S)
            rides[j, stop] = best_rides[stop] if within else np.uint8(0)
