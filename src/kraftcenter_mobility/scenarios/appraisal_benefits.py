"""What travellers gain: the rule of a half, and times that weigh walking and waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from kraftcenter_mobility.accessibility.amounts import is_real, quoted, refuse_repeated
from kraftcenter_mobility.errors import InputError, PlacesError

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray

    from .appraisal_prices import PriceTable

__all__ = ["TimeGain", "rule_of_a_half", "weighted_time"]

SECONDS_PER_HOUR = 3600.0


class TimeGain(NamedTuple):
    """Hours that travellers gain, by the unit of time that the trips are counted in."""

    existing_h: float
    """Of trips that are made with and without the scenario."""

    generated_h: float
    """Of trips that are made with only one of the two, each counting half."""

    trips: float
    trips_scenario: float
    trips_apart: float = 0.0
    """Trips between places without a way, if they were to be counted apart."""

    @property
    def total_h(self) -> float:
        """All hours gained."""
        return self.existing_h + self.generated_h


def rule_of_a_half(
    baseline_s: pd.DataFrame,
    scenario_s: pd.DataFrame,
    *,
    trips: pd.DataFrame | pd.Series,
    trips_scenario: pd.DataFrame | pd.Series | None = None,
    infinite: Literal["refuse", "apart"] = "refuse",
) -> TimeGain:
    r"""Return the hours that travellers gain, new ones at half the gain of the others.

    Parameters
    ----------
    baseline_s, scenario_s : DataFrame, shape (n_origins, n_destinations)
        Travel times in seconds without and with the scenario, or times with weights, as
        :func:`weighted_time` gives them.
    trips : DataFrame or Series
        Trips one way without the scenario, per day or year: a table like the times, or a
        Series by origin and destination, where pairs that are not there have none.
    trips_scenario : DataFrame or Series, optional
        Trips with the scenario; the same if not given.
    infinite : {"refuse", "apart"}, optional
        Whether trips between places that have no way on one side or both are an error, or
        left out and counted. A first way has no finite gain by this rule.

    Returns
    -------
    TimeGain
        Hours, below zero if time is lost.

    Raises
    ------
    InputError
        If a time is NaN or negative, trips are no numbers of zero or more, or some have no way.
    PlacesError
        If the tables are about different places.

    Notes
    -----
    With :math:`q` trips of time :math:`t`, without (0) and with the scenario (1) [1]_,

    .. math:: B = \tfrac{1}{2} \sum_{ij} (q^0_{ij} + q^1_{ij}) (t^0_{ij} - t^1_{ij}).

    Trips made on both sides, :math:`\min(q^0, q^1)`, gain all of it. That the next ones gain
    half takes demand to be straight between the two: good for small changes, and too much or too
    little for a new mode or a first way.

    References
    ----------
    .. [1] K. A. Small and H. S. Rosen, "Applied welfare economics with discrete choice
       models," Econometrica, vol. 49, no. 1, pp. 105-130, 1981. doi:10.2307/1911129

    Examples
    --------
    >>> import pandas as pd
    >>> before = pd.DataFrame({"Holstebro": [1860.0]}, index=["Herning"])
    >>> gain = rule_of_a_half(
    ...     before, before - 840, trips=before * 0 + 1000, trips_scenario=before * 0 + 1200
    ... )
    >>> round(gain.existing_h, 2), round(gain.generated_h, 2)
    (233.33, 23.33)
    """
    if infinite not in ("refuse", "apart"):
        raise InputError(f"infinite must be 'refuse' or 'apart', got {infinite!r}")
    before = _times(baseline_s, baseline_s, "baseline times")
    after = _times(scenario_s, baseline_s, "scenario times")
    made = _trips(trips, baseline_s, "trips")
    then = made if trips_scenario is None else _trips(trips_scenario, baseline_s, "trips_scenario")
    stuck = (made + then > 0) & ~(np.isfinite(before) & np.isfinite(after))
    if stuck.any() and infinite == "refuse":
        raise InputError(_no_way(stuck, baseline_s, float(np.maximum(made, then)[stuck].sum())))
    counted = (made + then > 0) & ~stuck
    gain_h = (before[counted] - after[counted]) / SECONDS_PER_HOUR
    both = np.minimum(made, then)[counted]
    new = np.abs(then - made)[counted]
    return TimeGain(
        existing_h=float(both @ gain_h),
        generated_h=float(0.5 * new @ gain_h),
        trips=float(made[~stuck].sum()),
        trips_scenario=float(then[~stuck].sum()),
        trips_apart=float(np.maximum(made, then)[stuck].sum()),
    )


def weighted_time(  # noqa: PLR0913 - a journey has so many parts
    in_vehicle_s: pd.DataFrame,
    *,
    prices: PriceTable,
    walk_s: pd.DataFrame | None = None,
    wait_s: pd.DataFrame | None = None,
    hidden_wait_s: pd.DataFrame | None = None,
    delay_s: pd.DataFrame | None = None,
    transfers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return times in which a minute of walking or waiting counts as a price table says.

    Parameters
    ----------
    in_vehicle_s : DataFrame, shape (n_origins, n_destinations)
        Time in the vehicle in seconds, which counts once.
    prices : PriceTable
        Where the weights are: ``weight_walk``, ``weight_wait``, ``weight_hidden_wait``,
        ``weight_delay`` and ``transfer_penalty_s``.
    walk_s, wait_s, hidden_wait_s, delay_s : DataFrame, optional
        Seconds on foot, waiting at a stop, waiting elsewhere for a departure, and lost to
        delays and congestion.
    transfers : DataFrame, optional
        How often one changes.

    Returns
    -------
    DataFrame, shape (n_origins, n_destinations)
        Seconds in the vehicle that would be as much of a burden.

    Raises
    ------
    InputError
        If a time is NaN or negative, or a weight is missing.
    PlacesError
        If the tables are about different places.

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.scenarios.appraisal_prices import PriceTable
    >>> ride = pd.DataFrame({"Aarhus": [4800.0]}, index=["Herning"])
    >>> weighted_time(
    ...     ride, prices=PriceTable.bundled(), walk_s=ride * 0 + 600, transfers=ride * 0 + 1
    ... )
             Aarhus
    Herning  6060.0
    """
    import pandas as pd

    total = _times(in_vehicle_s, in_vehicle_s, "in_vehicle_s")
    parts = {
        "weight_walk": ("walk_s", walk_s),
        "weight_wait": ("wait_s", wait_s),
        "weight_hidden_wait": ("hidden_wait_s", hidden_wait_s),
        "weight_delay": ("delay_s", delay_s),
        "transfer_penalty_s": ("transfers", transfers),
    }
    for key, (name, table) in parts.items():
        if table is not None:
            total = total + prices[key].value * _times(table, in_vehicle_s, name)
    return pd.DataFrame(total, index=in_vehicle_s.index, columns=in_vehicle_s.columns)


def _times(given: Any, like: Any, what: str) -> FloatArray:
    """Return a table of seconds as an array in the order of another.

    Raises
    ------
    InputError
        If one is NaN or negative.
    """
    numbers = _numbers(given, like, what)
    if (bad := ~(numbers >= 0)).any():
        told = f"{numbers[bad][0]} for {_pair(bad, like)}"
        raise InputError(f"{what} must be zero or more, or infinite without a way; got {told}")
    return numbers


def _trips(given: Any, like: pd.DataFrame, what: str) -> FloatArray:
    """Return trips as an array in the order of the times.

    Raises
    ------
    InputError
        If some are no finite number of zero or more.
    """
    import pandas as pd

    if isinstance(given, pd.Series) and given.index.nlevels == len(("origin", "destination")):
        given = _unstacked(_origins_first(given, like), like, what)
    numbers = _numbers(given, like, what)
    if (bad := ~(np.isfinite(numbers) & (numbers >= 0))).any():
        told = f"{numbers[bad][0]} for {_pair(bad, like)}"
        raise InputError(f"{what} must be finite and zero or more; got {told}")
    return numbers


def _origins_first(given: pd.Series, like: pd.DataFrame) -> pd.Series:
    """Return trips by origin and destination, also where the levels' names say the reverse."""
    names = tuple(given.index.names)
    own = (like.columns.name, like.index.name)
    known = {("destination", "origin"), own if None not in own and own[0] != own[1] else None}
    return given.swaplevel() if names in known else given


def _unstacked(given: pd.Series, like: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return trips by origin and destination as a table, zero for pairs that are not there.

    Raises
    ------
    PlacesError
        If one is from or to another place, or a pair is there twice.
    """
    refuse_repeated(given.index.to_flat_index(), f"{what}: the pairs")
    for level, names, side in ((0, like.index, "origins"), (1, like.columns, "destinations")):
        other = given.index.get_level_values(level).unique().difference(names)
        if len(other):
            raise PlacesError(f"{what} have {side} without travel times: {quoted(other)}")
    wide = given.unstack(fill_value=0)  # noqa: PD010 - every pair is there once
    return wide.reindex(index=like.index, columns=like.columns, fill_value=0.0)


def _numbers(given: Any, like: pd.DataFrame, what: str) -> FloatArray:
    """Return a table as an array in the order of another about the same places.

    Raises
    ------
    InputError
        If it is no table of numbers.
    PlacesError
        If it is about other places, or one of them is there twice.
    """
    import pandas as pd

    if not isinstance(given, pd.DataFrame) or given.empty:
        raise InputError(
            f"{what} must be a table of origins and destinations, got "
            f"{'an empty one' if isinstance(given, pd.DataFrame) else type(given).__name__}"
        )
    for names, wanted, side in (
        (given.index, like.index, "origins"),
        (given.columns, like.columns, "destinations"),
    ):
        refuse_repeated(names, f"{what}: the names of the {side}")
        if len(other := names.symmetric_difference(wanted)):
            raise PlacesError(
                f"{what} are about other {side} than the baseline times: {quoted(other)} "
                f"{'is' if len(other) == 1 else 'are'} in one of the two only"
            )
    numbers: pd.DataFrame = given.infer_objects()
    if wrong := [name for name, dtype in numbers.dtypes.items() if not is_real(dtype)]:
        raise InputError(f"{what} must be plain numbers; no such are in {quoted(wrong)}")
    ordered: pd.DataFrame = numbers.reindex(index=like.index, columns=like.columns)
    try:
        return ordered.to_numpy(dtype=np.float64)
    except (TypeError, ValueError) as trouble:
        raise InputError(f"{what} must be numbers: {trouble}") from trouble


def _pair(bad: Any, like: pd.DataFrame) -> str:
    """Return the names of the first pair that is marked."""
    row, column = np.argwhere(bad)[0]
    return f"{like.index[row]!r} to {like.columns[column]!r}"


def _no_way(stuck: Any, like: pd.DataFrame, trips: float) -> str:
    """Say that trips have no way, and what one can do."""
    return (
        f"{trips:,.0f} trips between {int(stuck.sum())} pairs have no way without or with the "
        f"scenario, the first {_pair(stuck, like)}; such a gain or loss is not finite: set those "
        f"trips to zero, or pass infinite='apart' to leave them out and have them counted"
    )
