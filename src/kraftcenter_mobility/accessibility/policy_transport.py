"""Free transport to school: section 26 of the Danish act on the Folkeskole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.locations import listed

from .amounts import amounts_of
from .equity_sample import by_place
from .policy_distances import district_distances
from .policy_rules import rules_or_bundled

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray

    from .policy_rules import Rules

__all__ = ["entitled_pupils", "school_transport"]

PREFIX = "school_transport_grades_"


def entitled_pupils(
    distances_m: Any,
    pupils: pd.DataFrame,
    *,
    district: pd.Series | None = None,
    unsafe: pd.Series | pd.DataFrame | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    r"""Return how many pupils of each origin and grade band have a right to free transport.

    Parameters
    ----------
    distances_m : DataFrame, stream or TimesTable, shape (n_origins, n_schools)
        Metres one way along the network that can be walked or cycled, infinite where there
        is no way: wide, or long with ``origin``, ``destination`` and ``distance_m``.
    pupils : DataFrame, shape (n_origins, n_bands)
        Pupils who go to their district school, by origin; the columns are grade bands,
        ``"0-3"``, ``"4-6"``, ``"7-9"`` or ``"10"``.
    district : Series, shape (n_origins,), optional
        The name of each origin's district school; the nearest one if not given.
    unsafe : Series or DataFrame of bool, shape (n_origins,) or (n_origins, n_bands), optional
        Where the way to the district school is dangerous, for all or by grade band.
    rules : Rules, optional
        The limits; those that come with the package if not given.

    Returns
    -------
    DataFrame, shape (n_origins, n_bands)
        Pupils with a right to transport, named as `pupils` is.

    Raises
    ------
    InputError
        If a distance cannot be, or a column is no grade band.
    PlacesError
        If tables are about other places, or numbers of pupils cannot be.

    Warns
    -----
    UnitsWarning
        If all distances are so short that they are probably in kilometres.

    See Also
    --------
    school_transport : The totals by grade band.

    Notes
    -----
    :math:`E_{ib} = P_{ib} [d_i > L_b \text{ or } u_{ib}]` with pupils :math:`P_{ib}`, the
    distance :math:`d_i` to the district school, the limit :math:`L_b`, longer than which a way
    must be, and dangerous ways :math:`u_{ib}` (stk. 1). Without a way there is a right.
    Pupils who chose another school have none (stk. 6): leave them out of `pupils`. Sick and
    disabled pupils (stk. 2) always have one, and are not counted here.

    References
    ----------
    .. [1] Folkeskoleloven, LBK nr. 90 af 29/01/2024, § 26. https://danskelove.dk

    Examples
    --------
    >>> import pandas as pd
    >>> distances_m = pd.DataFrame({"Aulum": [800.0, 3100.0]}, index=["Town", "Farm"])
    >>> pupils = pd.DataFrame({"0-3": [40, 3], "4-6": [30, 2]}, index=["Town", "Farm"])
    >>> entitled_pupils(distances_m, pupils)
           0-3  4-6
    Town   0.0  0.0
    Farm   3.0  0.0
    """
    import pandas as pd

    case = _case(distances_m, pupils, district=district, unsafe=unsafe, rules=rules)
    entitled = case.pupils * (case.too_far | case.unsafe)
    return pd.DataFrame(entitled, index=case.origins, columns=pupils.columns)


def school_transport(
    distances_m: Any,
    pupils: pd.DataFrame,
    *,
    district: pd.Series | None = None,
    unsafe: pd.Series | pd.DataFrame | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """Return how many pupils of each grade band have a right to free transport, and why.

    Parameters
    ----------
    distances_m : DataFrame, stream or TimesTable, shape (n_origins, n_schools)
        Metres one way along the network that can be walked or cycled, infinite where there
        is no way; see :func:`entitled_pupils`.
    pupils : DataFrame, shape (n_origins, n_bands)
        Pupils who go to their district school, by origin and grade band.
    district : Series, shape (n_origins,), optional
        The name of each origin's district school; the nearest one if not given.
    unsafe : Series or DataFrame of bool, optional
        Where the way to the district school is dangerous.
    rules : Rules, optional
        The limits; those that come with the package if not given.

    Returns
    -------
    DataFrame, shape (n_bands + 1, 7)
        One row per grade band, and ``"all"``: ``limit_m``; ``pupils``; of them those
        ``entitled``, those ``too_far`` away (without a way included) and those
        ``without_way``; ``entitled_share``, NaN for a band without pupils; and the
        ``mean_distance_m`` of pupils who have a way, NaN if nobody has.

    Raises
    ------
    InputError
        If a distance cannot be, a column is no grade band, or there are no pupils at all.
    PlacesError
        If tables are about other places, or numbers of pupils cannot be.

    Warns
    -----
    UnitsWarning
        If all distances are so short that they are probably in kilometres.

    See Also
    --------
    entitled_pupils : Where they live; and the rule in full.

    Examples
    --------
    >>> import pandas as pd
    >>> distances_m = pd.DataFrame({"Aulum": [800.0, 3100.0]}, index=["Town", "Farm"])
    >>> pupils = pd.DataFrame({"0-3": [40, 10], "4-6": [30, 2]}, index=["Town", "Farm"])
    >>> told = school_transport(distances_m, pupils)
    >>> told[["limit_m", "pupils", "entitled", "entitled_share", "mean_distance_m"]].round(3)
          limit_m  pupils  entitled  entitled_share  mean_distance_m
    band
    0-3    2500.0    50.0      10.0           0.200         1260.000
    4-6    6000.0    32.0       0.0           0.000          943.750
    all       NaN    82.0      10.0           0.122         1136.585
    """
    import pandas as pd

    case = _case(distances_m, pupils, district=district, unsafe=unsafe, rules=rules)
    if not case.pupils.sum() > 0:
        raise InputError(f"there are no pupils at any of the {len(case.origins)} origins")
    has_way = np.isfinite(case.distance_m)
    walked_m = np.where(has_way, case.distance_m, 0.0)
    kinds = {
        "pupils": case.pupils,
        "entitled": case.pupils * (case.too_far | case.unsafe),
        "too_far": case.pupils * case.too_far,
        "without_way": case.pupils * ~has_way[:, np.newaxis],
        "walked_m": case.pupils * walked_m[:, np.newaxis],
    }
    bands = pd.Index([*pupils.columns, "all"], name="band")
    sums = {name: _with_total(counted.sum(axis=0)) for name, counted in kinds.items()}
    told = pd.DataFrame({"limit_m": [*case.limit_m, np.nan], **sums}, index=bands)
    told["entitled_share"] = told["entitled"] / told["pupils"]
    told["mean_distance_m"] = told.pop("walked_m") / (told["pupils"] - told["without_way"])
    return told


class _Case(NamedTuple):
    """Pupils, their ways and the limits, in one order. Arrays by origin, and by band."""

    origins: pd.Index
    distance_m: FloatArray
    limit_m: FloatArray
    pupils: FloatArray
    too_far: BoolArray
    unsafe: BoolArray


def _case(
    distances_m: Any, pupils: pd.DataFrame, *, district: Any, unsafe: Any, rules: Rules | None
) -> _Case:
    """Return what is asked about, checked."""
    limits = _limits(rules_or_bundled(rules))
    _refuse_other_bands(pupils, limits)
    origins, district_m = district_distances(distances_m, district)
    limit_m = np.array([limits[band] for band in pupils.columns])
    counted = [
        amounts_of(origins, pupils[band], name=f"pupils in grades {band}", places="origins")
        for band in pupils.columns
    ]
    return _Case(
        origins,
        district_m,
        limit_m,
        np.column_stack(counted),
        district_m[:, np.newaxis] > limit_m,
        _unsafe(unsafe, origins, pupils.columns),
    )


def _limits(rules: Rules) -> dict[str, float]:
    """Return the limit in metres of each grade band, called as people call it."""
    limits = {}
    for grades, rule in rules.under(PREFIX).items():
        if rule.unit != "m":
            raise InputError(f"rule {PREFIX + grades!r} must be in m, got {rule.unit!r}")
        first, _, last = grades.partition("_")
        limits[first if last in ("", first) else f"{first}-{last}"] = rule.value
    return limits


def _refuse_other_bands(pupils: object, limits: dict[str, float]) -> None:
    """Refuse what is no table of pupils by grade band."""
    import pandas as pd

    known = listed(limits)
    if not isinstance(pupils, pd.DataFrame) or not len(pupils.columns):
        raise InputError(
            f"pupils must be a table of origins by grade band ({known}), got "
            f"{type(pupils).__name__}"
        )
    if other := [band for band in pupils.columns if band not in limits]:
        raise InputError(f"the columns of pupils must be grade bands {known}; got {listed(other)}")
    if not pupils.columns.is_unique:
        raise InputError(f"each grade band must stand once, got {listed(pupils.columns)}")


def _unsafe(unsafe: Any, origins: pd.Index, bands: pd.Index) -> BoolArray:
    """Return where the way is dangerous. Shape (n_origins, n_bands)."""
    from pandas.api.types import is_bool_dtype

    if unsafe is None:
        return np.zeros((len(origins), len(bands)), dtype=np.bool_)
    by_band = hasattr(unsafe, "columns")
    if by_band and (missing := [band for band in bands if band not in unsafe.columns]):
        raise PlacesError(f"unsafe has no column for grades {listed(missing)}; add them")
    columns = [
        by_place(unsafe[band] if by_band else unsafe, origins, "unsafe way") for band in bands
    ]
    for column in columns:
        if not is_bool_dtype(column) or column.isna().any():
            raise PlacesError(
                f"unsafe must be True or False at each origin, got values of {column.dtype}"
            )
    return np.column_stack([column.to_numpy(dtype=np.bool_) for column in columns])


def _with_total(sums: FloatArray) -> list[float]:
    """Return sums, and the sum of them."""
    return [*sums.tolist(), float(sums.sum())]
