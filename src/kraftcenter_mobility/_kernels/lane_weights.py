"""From weights, a row for each metric, to ticks in lanes, a row for each edge."""

import numpy as np
from numba import njit

from .csr import FloatArray
from .hierarchy import INFINITE, U32Array
from .lanes import LANES

__all__ = ["lay_out_lanes"]

_LANES = np.uint64(LANES)


@njit(cache=True, nogil=True)
def lay_out_lanes(weights: FloatArray, tick: float, lanes: U32Array, slowest: U32Array) -> None:
    """Fill `lanes` with the ticks of up to ``LANES`` metrics, INFINITE in lanes left over.

    `weights`, of shape (n_metrics, n_edges), are zero or more; what is closed or too long
    becomes INFINITE. `slowest` is raised to the most that each edge takes in any of them.
    """
    n_metrics = np.uint64(weights.shape[0])
    longest = float(INFINITE)
    for edge in range(np.uint64(weights.shape[1])):
        first = edge * _LANES
        most = slowest[edge]
        for lane in range(n_metrics):
            ticks = np.uint32(np.rint(min(weights[lane, edge] / tick, longest)))
            lanes[first + lane] = ticks
            most = max(most, ticks)
        slowest[edge] = most
        for lane in range(n_metrics, _LANES):
            lanes[first + lane] = INFINITE
