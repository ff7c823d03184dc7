"""How many people have a service within 15, 30, 45 and 60 minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.cutoffs import check_cutoffs

from .dual import nearest
from .policy_groups import rows_of_groups
from .policy_rules import Rules, rules_or_bundled
from .tables import demand_of, travel_times

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["service_bands"]


def service_bands(
    times: Any,
    demand: Any,
    *,
    cutoffs_s: Any = None,
    by: pd.Series | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    r"""Return how many people have their nearest destination in each band of travel time.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_destinations)
        Travel times in seconds, infinite where there is no way.
    demand : Series, dict or float, shape (n_origins,)
        The people at each origin, by its name.
    cutoffs_s : iterable of float, optional
        The ends of the bands in seconds, inclusive; 15, 30, 45 and 60 minutes unless the
        rules say otherwise.
    by : Series, shape (n_origins,), optional
        The group of each origin, such as its municipality.
    rules : Rules, optional
        Those that come with the package if not given.

    Returns
    -------
    DataFrame, shape (n_groups * n_bands, 4)
        By ``group`` (everybody is ``"all"``, the last) and ``up_to_s``, the end of the band:
        ``above_s``, where it begins; ``people``; their ``share`` of the group; and the
        ``share_within`` its end. The last two bands end at infinity: those beyond all
        cutoffs, whose ``above_s`` is the last, and those without a way, whose is infinite.

    Raises
    ------
    InputError
        If a time or a cutoff cannot be.
    PlacesError
        If tables are about other places, or nobody lives in a group.

    Warns
    -----
    UnitsWarning
        If all cutoffs are below two minutes, and so probably in minutes.

    See Also
    --------
    kraftcenter_mobility.accessibility.ambulance_targets : Shares that are promised.

    Notes
    -----
    The people of band :math:`k` are :math:`\sum_i P_i [T_{k-1} < \min_j t_{ij} \le T_k]`; the
    first band includes zero.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Hospital": [600.0, 2400.0]}, index=["Ikast", "Aulum"])
    >>> service_bands(times, {"Ikast": 75, "Aulum": 25}, cutoffs_s=[900, 1800]).loc["all"]
             above_s  people  share  share_within
    up_to_s
    900.0        0.0    75.0   0.75          0.75
    1800.0     900.0     0.0   0.00          0.75
    inf       1800.0    25.0   0.25          1.00
    inf          inf     0.0   0.00          1.00
    """
    import pandas as pd

    table = travel_times(times)
    people = demand_of(table.origins, demand)
    groups = rows_of_groups(by, table.origins, people)
    ends_s = check_cutoffs(_usual_s(rules) if cutoffs_s is None else cutoffs_s)
    ends_s = ends_s[ends_s < np.finfo(np.float64).max]
    band = _band_of(nearest(table).to_numpy(dtype=np.float64), ends_s)
    up_to_s = np.array([*ends_s, np.inf, np.inf])
    above_s = np.array([0.0, *ends_s, np.inf])
    parts = [_bands_of(rows, people, band, above_s) for rows in groups.values()]
    names = pd.MultiIndex.from_arrays(
        [
            pd.Index([*groups], dtype=object, tupleize_cols=False).repeat(up_to_s.size),
            np.tile(up_to_s, len(groups)),
        ],
        names=["group", "up_to_s"],
    )
    return pd.concat(parts, ignore_index=True).set_index(names)


def _usual_s(rules: Rules | None) -> list[float]:
    """Return the ends of the bands in the rules."""
    rules = rules_or_bundled(rules)
    return [rule.value for rule in rules.under("service_band_", "_s").values()]


def _band_of(nearest_s: FloatArray, ends_s: FloatArray) -> IntArray:
    """Return the number of the band in which each time lies."""
    band: IntArray = np.searchsorted(ends_s, nearest_s, side="left")
    band[np.isinf(nearest_s)] = ends_s.size + 1
    return band


def _bands_of(
    rows: IntArray, people: FloatArray, band: IntArray, above_s: FloatArray
) -> pd.DataFrame:
    """Return the bands of one group."""
    import pandas as pd

    counted = np.bincount(band[rows], weights=people[rows], minlength=above_s.size)
    so_far = np.cumsum(counted)
    so_far[-1] = so_far[-2]  # who has no way is within nothing
    total = people[rows].sum()
    return pd.DataFrame(
        {
            "above_s": above_s,
            "people": counted,
            "share": counted / total,
            "share_within": so_far / total,
        }
    )
