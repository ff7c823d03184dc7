"""A measure with its parameters filled in, for comparing scenarios."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.locations import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

__all__ = ["FilledMeasure", "as_measure"]

TIME_SUFFIX = "_s"

TRIAL_S = 600.0


@dataclass(frozen=True, slots=True, eq=False)
class FilledMeasure:
    """A function of travel times and destinations, made by :func:`as_measure`.

    Two of the same function, column, parameters and name are equal.
    """

    function: Callable[..., Any]
    column: str | None
    parameters: tuple[tuple[str, Any], ...]
    name: str

    def __call__(self, times: Any, destinations: Any) -> pd.Series:
        """Return the measure of every origin.

        Raises
        ------
        PlacesError
            If the destinations lack the column, or numbers in it.
        """
        found: pd.Series = self.function(
            times, self._opportunities(destinations), **dict(self.parameters)
        )
        return found.rename(self.name)

    def _opportunities(self, destinations: Any) -> Any:
        """Return what each destination offers, one if nobody said."""
        if self.column is None:
            return 1
        if self.column not in destinations:
            raise PlacesError(
                f"destinations have no column {self.column!r} to count opportunities by, only "
                f"{listed(destinations.columns)}"
            )
        return destinations[self.column]

    def __eq__(self, other: object) -> bool:
        """Say whether another measure would give the same."""
        if not isinstance(other, FilledMeasure):
            return NotImplemented
        one, two = self._identity(), other._identity()
        return one == two and all(
            _same(mine, theirs)
            for (_, mine), (_, theirs) in zip(self.parameters, other.parameters, strict=True)
        )

    def __hash__(self) -> int:
        """Return the same number for equal measures."""
        return hash(self._identity())

    def _identity(self) -> tuple[object, ...]:
        """Return all but the values of the parameters, which may be tables."""
        return self.function, self.column, self.name, tuple(key for key, _ in self.parameters)


def as_measure(
    function: Callable[..., Any],
    *,
    opportunities: str | None = None,
    name: str | None = None,
    **parameters: Any,
) -> FilledMeasure:
    """Return a measure with its parameters filled in, to compare scenarios by.

    Parameters
    ----------
    function : callable
        A measure of this package, or one that takes travel times, opportunities and keywords
        and returns a named Series on the origins' index.
    opportunities : str, optional
        The column of the destinations that says what each offers, such as ``"capacity"``;
        each offers one if not given.
    name : str, optional
        What to call the results, such as ``"beds_within_30_min"``. A time in seconds must
        end in ``_s``, and nothing else may. The measure's own name if not given.
    **parameters : Any
        The measure's keywords, such as ``cutoff_s=1800``.

    Returns
    -------
    FilledMeasure
        Takes travel times and destinations; to be handed to
        :func:`kraftcenter_mobility.compare`.

    Raises
    ------
    InputError
        If the function does not take these parameters, does not return one Series, or the
        name says something else than it is.

    Warns
    -----
    UnitsWarning
        If a cutoff looks like minutes.

    Notes
    -----
    The function is tried out on one journey of ten minutes, so that a wrong parameter is told
    now and not after the routing; unless a parameter is a table, which has places of its own.

    Examples
    --------
    >>> import pandas as pd
    >>> from kraftcenter_mobility.accessibility.cumulative import cumulative_opportunities
    >>> seats = as_measure(
    ...     cumulative_opportunities, opportunities="capacity", name="seats_900s", cutoff_s=900
    ... )
    >>> times = pd.DataFrame({"School": [840.0, 1500.0]}, index=["Ikast", "Aulum"])
    >>> seats(times, pd.DataFrame({"capacity": [30]}, index=["School"])).to_dict()
    {'Ikast': 30.0, 'Aulum': 0.0}
    """
    called = getattr(function, "__name__", repr(function))
    parameters = {
        key: tuple(value) if isinstance(value, Iterator) else value
        for key, value in parameters.items()
    }
    if opportunities is not None and not isinstance(opportunities, str):
        raise InputError(
            f"opportunities must be the name of a column of the destinations, got "
            f"{type(opportunities).__name__}: scenarios can add and move destinations"
        )
    try:
        inspect.signature(function).bind("times", "opportunities", **parameters)
    except (TypeError, ValueError) as trouble:
        raise InputError(f"{called} cannot be measured with these parameters: {trouble}") from None
    held = tuple(sorted(parameters.items()))
    own_name = called if any(map(_is_table, parameters.values())) else _tried(function, parameters)
    if name is not None and name.endswith(TIME_SUFFIX) != own_name.endswith(TIME_SUFFIX):
        kind = (
            "is a time in seconds, so its name must"
            if own_name.endswith(TIME_SUFFIX)
            else ("is no time in seconds, so its name must not")
        )
        raise InputError(f"{called} {kind} end in {TIME_SUFFIX!r}, got {name!r}")
    return FilledMeasure(function, opportunities, held, name or own_name)


def _tried(function: Callable[..., Any], parameters: dict[str, Any]) -> str:
    """Return the name of what a function gives for a single journey."""
    import pandas as pd

    times = pd.DataFrame({"a destination": [TRIAL_S]}, index=["an origin"])
    found = function(times, 1, **parameters)
    if not isinstance(found, pd.Series) or not found.name:
        called = getattr(function, "__name__", repr(function))
        raise InputError(
            f"{called} must return a Series with a name to compare scenarios by, got "
            f"{type(found).__name__}"
        )
    return str(found.name)


def _is_table(value: object) -> bool:
    """Say whether a parameter is a table of pandas, or an array."""
    return hasattr(value, "dtypes") or hasattr(value, "dtype")


def _same(one: Any, two: Any) -> bool:
    """Say whether two parameters are equal, tables too."""
    if hasattr(one, "equals"):
        return bool(one.equals(two))
    equal = one == two
    return bool(equal.all()) if hasattr(equal, "all") else bool(equal)
