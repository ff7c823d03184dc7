"""Who has what: one value per place, and how many people have it.

Every measure of equity starts here. Two tables about different places are refused, and so is
whatever cannot be weighed; nobody is left out unless one asks for it, and then is counted.
"""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.locations import some

from .amounts import is_real, quoted, refuse_repeated

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = [
    "Infinite",
    "Sample",
    "by_place",
    "check_infinite",
    "label_strata",
    "numbers_of",
    "rows_by_label",
    "take_all",
    "take_sample",
]

Infinite = Literal["refuse", "apart"]


class Sample(NamedTuple):
    """Values of the places where somebody lives. Shape of each array: (n_places,)."""

    amounts: FloatArray
    people: FloatArray
    names: pd.Index
    places_apart: int = 0
    people_apart: float = 0.0

    def refuse_negative(self, measure: str) -> None:
        """Refuse values below zero.

        Raises
        ------
        InputError
            If there is one, with the first few places.
        """
        if (bad := self.amounts < 0).any():
            raise InputError(
                f"{measure} needs values of zero or more, got {_shown(self, bad)}; of a "
                f"difference between scenarios, measure each side and compare the two"
            )

    def refuse_nothing(self, measure: str) -> None:
        """Refuse values that are zero for everybody: there is nothing to share out.

        Raises
        ------
        InputError
            If all are zero.
        """
        if not self.amounts.any():
            raise InputError(
                f"{measure} compares shares of a total, and the values of all "
                f"{self.amounts.size} places where people live are zero"
            )

    def refuse_zeros(self, measure: str) -> None:
        """Refuse values of zero, whose logarithm is infinite.

        Raises
        ------
        InputError
            If there is one, with the first few places.
        """
        if (bad := self.amounts == 0).any():
            raise InputError(
                f"{measure} takes the logarithm of every value, and has none for "
                f"{_shown(self, bad)}; use theil_t or gini, which allow zero"
            )


def take_sample(
    values: pd.Series, population: pd.Series | float, *, infinite: Infinite = "refuse"
) -> Sample:
    """Return values and people of the same places, those without people left out.

    Parameters
    ----------
    values : Series, shape (n_places,)
        What each place has, on the index of the places' names.
    population : Series or float
        People of each place, by the same names in any order. A number lets every place count
        the same.
    infinite : {"refuse", "apart"}, optional
        What happens to people whose value is infinite, since they have no way: an error, or
        left out and counted.

    Returns
    -------
    Sample
        Values and people as arrays.

    Raises
    ------
    InputError
        If a value cannot be used, or is infinite and that is to be refused.
    PlacesError
        If the two are about different places, or nobody lives there.
    """
    check_infinite(infinite)
    sample = take_all(values, population)
    without = np.isinf(sample.amounts)
    if not without.any():
        return sample
    if infinite == "refuse":
        raise InputError(
            f"values are infinite, so that there is no way, at {int(without.sum())} of "
            f"{without.size} places with {sample.people[without].sum():,.0f} people: "
            f"{quoted(sample.names[without])}; pass infinite='apart' to leave them out and have "
            f"them counted, or measure them with fgt_poverty(..., alpha=0)"
        )
    return _set_apart(sample, without)


def check_infinite(infinite: str) -> None:
    """Refuse what is no way to treat people without a way."""
    if infinite not in ("refuse", "apart"):
        raise InputError(f"infinite must be 'refuse' or 'apart', got {infinite!r}")


def take_all(values: pd.Series, population: pd.Series | float) -> Sample:
    """Return values and people as :func:`take_sample` does, infinite values among them."""
    amounts = numbers_of(values, "values")
    people = _people(population, values.index)
    lived_in = people > 0
    return Sample(amounts[lived_in], people[lived_in], values.index[lived_in])


def by_place(given: Any, names: pd.Index, what: str) -> pd.Series[Any]:
    """Return a Series in the order of the places, if it is about exactly these.

    Raises
    ------
    PlacesError
        If it lacks places, has others, or has one twice.
    """
    _check_series(given, what)
    ordered: pd.Series[Any] = given.reindex(names)
    missing, surplus = names.difference(given.index), given.index.difference(names)
    if len(missing) or len(surplus):
        told = [f"{len(missing)} places have no {what}: {quoted(missing)}"] if len(missing) else []
        if len(surplus):
            told.append(f"{len(surplus)} places of {what} have no values: {quoted(surplus)}")
        raise PlacesError(f"{'; '.join(told)}; give both for the same places")
    return ordered


def label_strata(groups: pd.Series, values: pd.Series, sample: Sample) -> dict[Any, IntArray]:
    """Return the rows of a sample that are of each group, by label.

    Raises
    ------
    PlacesError
        If a place has no group, or nobody lives in one of them.
    """
    labels = by_place(groups, values.index, "groups")
    if (bad := labels.isna()).any():
        raise PlacesError(
            f"{int(bad.sum())} of {bad.size} places have no group: {quoted(labels.index[bad])}; "
            f"give them one, such as 'other'"
        )
    strata = rows_by_label(labels, labels.index.get_indexer(sample.names))
    if empty := [label for label, rows in strata.items() if not rows.size]:
        raise PlacesError(
            f"nobody is left to count in {len(empty)} of {len(strata)} groups: {quoted(empty)}; "
            f"leave their places out, or join them to another group"
        )
    return strata


def rows_by_label(labels: pd.Series, places: IntArray) -> dict[Any, IntArray]:
    """Return which of some places have each label, in the order the labels first come."""
    import pandas as pd

    codes, kinds = pd.factorize(labels)
    return {kind: np.flatnonzero(codes[places] == code) for code, kind in enumerate(kinds)}


def _people(population: pd.Series | float, names: pd.Index) -> FloatArray:
    """Return the people of each place.

    Raises
    ------
    InputError
        If a number of people is infinite or below zero.
    PlacesError
        If nobody lives there.
    """
    if isinstance(population, Real) and not isinstance(population, bool):
        people = np.full(len(names), float(population))
    else:
        people = numbers_of(by_place(population, names, "population"), "population")
    if (bad := ~(np.isfinite(people) & (people >= 0))).any():
        raise InputError(
            f"population must be finite and zero or more, got {people[bad][0]} at "
            f"{quoted(names[bad])}"
        )
    if not people.sum() > 0:
        raise PlacesError(f"nobody lives at any of the {people.size} places; name their population")
    return people


def numbers_of(given: pd.Series, what: str) -> FloatArray:
    """Return a Series as an array of numbers that are not NaN.

    Raises
    ------
    InputError
        If something else is in it.
    """
    _check_series(given, what)
    if not is_real(given.infer_objects().dtype):
        raise InputError(
            f"{what} must be numbers, not {given.dtype}: {quoted(given.iloc[:1])} at "
            f"{given.index[0]!r}; convert them with pandas.to_numeric, and times to seconds"
        )
    numbers: FloatArray = given.to_numpy(dtype=np.float64, na_value=np.nan)
    if (bad := np.isnan(numbers) | np.isneginf(numbers)).any():
        raise InputError(
            f"{what} of {int(bad.sum())} of {bad.size} places are no numbers: "
            f"{quoted(given.index[bad])}; fill them in, or leave those places out of every table"
        )
    return numbers


def _check_series(given: object, what: str) -> None:
    """Refuse what is no Series of at least one place, each named once.

    Raises
    ------
    InputError
        If it is something else, or empty.
    """
    import pandas as pd

    if not isinstance(given, pd.Series) or not len(given):
        raise InputError(
            f"{what} must be a Series on the index of the places' names, got "
            f"{'an empty one' if isinstance(given, pd.Series) else type(given).__name__}"
        )
    refuse_repeated(given.index.to_flat_index(), f"{what}: the names of the places")


def _set_apart(sample: Sample, without: Any) -> Sample:
    """Return a sample without some places, which it counts.

    Raises
    ------
    InputError
        If nobody is left.
    """
    if without.all():
        raise InputError("values are infinite for everybody: nobody is left to compare")
    return Sample(
        sample.amounts[~without],
        sample.people[~without],
        sample.names[~without],
        int(without.sum()),
        float(sample.people[without].sum()),
    )


def _shown(sample: Sample, bad: Any) -> str:
    """Return the first few places with their values."""
    pairs = zip(sample.names[bad], sample.amounts[bad], strict=True)
    return some(f"{value:g} at {name!r}" for name, value in pairs)
