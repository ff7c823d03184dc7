"""Ambulance response: which share of people is reached in how many minutes, and what is promised.

The targets are those of Region Midtjylland. They are shares of *runs*; with people as the
demand, every person is taken to call equally often.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.arguments import check_number
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.locations import listed

from .dual import nearest
from .policy_groups import rows_of_groups
from .policy_rules import Rules, rules_or_bundled
from .tables import demand_of, travel_times

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ambulance_response", "ambulance_targets"]

PREFIX = "ambulance_"
WITHIN = "_within_"

ROUNDING = 1e-12
"""By which a sum of people may fall short of a share of their total."""


def ambulance_response(
    times: Any, *, turnout_s: float | None = None, rules: Rules | None = None
) -> pd.Series:
    r"""Return how long an ambulance takes to each origin from the nearest station.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_stations)
        Driving times in seconds *from* the ambulance stations, one per column, *to* where
        people are, one per row, infinite where there is no way:
        ``km.travel_time_matrix(net, stations, homes, mode=km.AMBULANCE).T``.
    turnout_s : float, optional
        Seconds from the dispatch of the task until the ambulance drives; add the handling of
        the call if the clock starts with the call. That of the rules if not given, which is a
        placeholder.
    rules : Rules, optional
        Those that come with the package if not given.

    Returns
    -------
    Series, shape (n_origins,)
        In seconds, infinite where there is no way; named ``"ambulance_response_s"``.

    Raises
    ------
    InputError
        If a time cannot be.

    See Also
    --------
    ambulance_targets : What share of people that is within the targets.

    Notes
    -----
    :math:`r_i = p + \min_j t_{ij}` with the turnout :math:`p`. An ambulance is always ready at
    the nearest station: real ones are out on other tasks, so this is the best case. The
    national definition of 2019 counts from the first dispatch of the task to the first
    professional unit on site.

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Station": [300.0, 840.0]}, index=["Ikast", "Aulum"])
    >>> ambulance_response(times, turnout_s=90).to_dict()
    {'Ikast': 390.0, 'Aulum': 930.0}
    """
    if turnout_s is None:
        turnout_s = rules_or_bundled(rules)["ambulance_turnout_s"].value
    check_number("turnout_s", turnout_s)
    if turnout_s == float("inf"):
        raise InputError("turnout_s must be finite, got inf")
    return (nearest(times) + float(turnout_s)).rename("ambulance_response_s")


def ambulance_targets(  # noqa: PLR0913 - who, where, and which of the targets
    times: Any,
    demand: Any,
    *,
    by: pd.Series | None = None,
    priority: str = "A",
    edition: str = "until_2023",
    turnout_s: float | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    r"""Return what share of people an ambulance reaches in time, beside what is promised.

    Parameters
    ----------
    times : DataFrame, Series, stream or TimesTable, shape (n_origins, n_stations)
        Driving times in seconds from the stations to where people are, under blue lights for
        priority A; see :func:`ambulance_response`.
    demand : Series, dict or float, shape (n_origins,)
        Runs at each origin, by its name, or people.
    by : Series, shape (n_origins,), optional
        The group of each origin, such as its municipality.
    priority : str, optional
        How urgent: ``"A"``, life-threatening, or ``"B"``, urgent.
    edition : str, optional
        Which targets: ``"until_2023"``, or ``"proposal_2023"``, whose adoption is not
        confirmed.
    turnout_s : float, optional
        Seconds from dispatch until the ambulance drives.
    rules : Rules, optional
        Those that come with the package if not given.

    Returns
    -------
    DataFrame, shape (n_groups * n_targets, 6)
        By ``group`` (everybody is ``"all"``, the last) and ``within_s``: ``target_share``,
        ``achieved_share``, whether it is ``met``, the ``people`` of the group, how many of
        them are reached ``in_time``, and how many are ``lacking`` to meet the target.

    Raises
    ------
    InputError
        If a time cannot be, or there are no such targets.
    PlacesError
        If tables are about other places, or nobody lives in a group.

    See Also
    --------
    service_bands : Without a promise: how many people live in each band of time.

    Notes
    -----
    Achieved is :math:`\sum_i P_i [r_i \le T] / \sum_i P_i` of the responses :math:`r_i` and
    the target's time :math:`T`, inclusive. The targets hold for the whole region; a
    municipality that misses one breaks no promise. Of runs in the third quarter of 2023,
    26.5, 71.5 and 92.2 % were reached within 5, 10 and 15 minutes.

    References
    ----------
    .. [1] Region Midtjylland, Praehospitalet, servicemaal for ambulancer. https://ph.rm.dk

    Examples
    --------
    >>> import pandas as pd
    >>> times = pd.DataFrame({"Station": [300.0, 840.0]}, index=["Ikast", "Aulum"])
    >>> told = ambulance_targets(times, {"Ikast": 80, "Aulum": 20}, turnout_s=90).loc["all"]
    >>> told[["target_share", "achieved_share", "met", "lacking"]]
              target_share  achieved_share    met  lacking
    within_s
    600.0             0.75             0.8   True      0.0
    900.0             0.92             0.8  False     12.0
    1200.0            0.98             1.0   True      0.0
    """
    import pandas as pd

    rules = rules_or_bundled(rules)
    targets = _targets(rules, priority, edition)
    table = travel_times(times)
    runs = demand_of(table.origins, demand)
    groups = rows_of_groups(by, table.origins, runs)
    response_s = ambulance_response(table, turnout_s=turnout_s, rules=rules).to_numpy()
    told = []
    for label, rows in groups.items():
        total = float(runs[rows].sum())
        for within_s, share in targets.items():
            in_time = float(runs[rows][response_s[rows] <= within_s].sum())
            lacking = max(0.0, share * total - in_time)
            told.append((label, within_s, share, total, in_time, lacking))
    names = ["group", "within_s", "target_share", "people", "in_time", "lacking"]
    made = pd.DataFrame(told, columns=names).set_index(["group", "within_s"])
    made.loc[made["lacking"] <= ROUNDING * made["people"], "lacking"] = 0.0
    made["achieved_share"] = made["in_time"] / made["people"]
    made["met"] = made["lacking"] == 0
    return made[["target_share", "achieved_share", "met", "people", "in_time", "lacking"]]


def _targets(rules: Rules, priority: str, edition: str) -> dict[float, float]:
    """Return the promised share within each time in seconds, the shortest first."""
    found = rules.under(PREFIX, "_s")
    kinds = {key.partition(WITHIN)[0] for key in found if WITHIN in key}
    wanted = f"{str(priority).lower()}_{edition}"
    if wanted not in kinds:
        raise InputError(
            f"there are no targets for priority {priority!r} in edition {edition!r}; rules "
            f"{rules.version!r} have {listed(sorted(kinds))}"
        )
    seconds = rules.under(f"{PREFIX}{wanted}{WITHIN}", "_s")
    try:
        shares = {float(within_s): rule.value for within_s, rule in seconds.items()}
    except ValueError as trouble:
        raise InputError(
            f"targets must be called {PREFIX}{wanted}{WITHIN}600_s, with whole seconds; got "
            f"{listed(seconds)}"
        ) from trouble
    return dict(sorted(shares.items()))
