"""Longitudes on both sides of the 180th meridian, counted as if there were no seam."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["crosses_180", "eastward"]

HALF_TURN, TURN = 180.0, 360.0


def crosses_180(lon: FloatArray) -> bool:
    """Say whether places lie closer together across the 180th meridian than across Greenwich.

    Examples
    --------
    >>> crosses_180(np.array([179.9, -179.8])), crosses_180(np.array([-3.0, 9.0]))
    (True, False)
    """
    if lon.size == 0 or float(np.ptp(lon)) <= HALF_TURN:
        return False
    return float(np.ptp(eastward(lon, shifted=True))) < float(np.ptp(lon))


def eastward(lon: FloatArray, *, shifted: bool) -> FloatArray:
    """Return longitudes, those west of Greenwich counted on beyond 180 degrees if `shifted`.

    Examples
    --------
    >>> eastward(np.array([179.0, -179.0]), shifted=True).tolist()
    [179.0, 181.0]
    """
    given: FloatArray = np.asarray(lon, dtype=np.float64)
    return np.where(given < 0, given + TURN, given) if shifted else given
