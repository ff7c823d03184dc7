"""A measure with its parameters filled in, for comparing scenarios."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.locations import listed

from .amounts import quoted
from .long_tables import is_long

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

__all__ = ["FilledMeasure", "as_measure"]

TIME_SUFFIX = "_s"

TRIAL_S = 600.0

PACKAGE = __name__.rpartition(".")[0]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
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
        InputError
            If the function says something of other places than the origins, or gives a time
        under a name that does not say so.
        """
        wide = hasattr(times, "columns") and not is_long(times)
        parameters = dict(self.parameters)
        if wide and "demand" in parameters:
            parameters["demand"] = _of_origins(parameters["demand"], times.index)
        found: pd.Series = self.function(times, self._opportunities(destinations), **parameters)
        if wide and not found.index.equals(times.index):
            raise InputError(_of_other_places(self.function))
        if found.name is not None:
            _refuse_other_kind(self.function, str(found.name), self.name)
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
        given = destinations[self.column]
        if (empty := given.isna()).any():
            raise PlacesError(
                f"{int(empty.sum())} of {len(given)} destinations have no number in "
                f"{self.column!r}: {quoted(given.index[empty])}; fill them in, with 0 where "
                f"nothing is offered"
            )
        return given

    def __repr__(self) -> str:
        """Say the name, and the call behind it."""
        told = [] if self.column is None else [f"opportunities={self.column!r}"]
        told += [f"{key}={_shown(value)}" for key, value in self.parameters]
        return f"<measure {self.name}: {_called(self.function)}({', '.join(told)})>"

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
        If the function does not take these parameters, does not return one number per
        origin, or the name says something else than it is.

    Warns
    -----
    UnitsWarning
        If a cutoff looks like minutes.

    Notes
    -----
    The function is tried out on one journey of ten minutes, so that a wrong parameter is told
    now and not after the routing. A parameter that is a table has places of its own: measures
    of this package are tried out with one in its stead, and other functions not at all.
    People given as ``demand`` who live at none of the origins are left out, as scenarios can
    close origins; an origin without a number of people is an error.

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
    called = _called(function)
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
    own_name = _tried(function, parameters)
    if name is not None and own_name is not None:
        _refuse_other_kind(function, own_name, name)
    return FilledMeasure(function, opportunities, held, name or own_name or called)


def _refuse_other_kind(function: Callable[..., Any], own_name: str, name: str) -> None:
    """Refuse a name that calls a time none, or the other way round."""
    is_time = own_name.endswith(TIME_SUFFIX)
    if name.endswith(TIME_SUFFIX) != is_time:
        kind = "is a time in seconds" if is_time else "is no time in seconds"
        must = "must" if is_time else "must not"
        raise InputError(
            f"{_called(function)} {kind}, so its name {must} end in {TIME_SUFFIX!r}, got {name!r}"
        )


def _of_origins(demand: Any, origins: pd.Index) -> Any:
    """Return the people of the origins that are there; a scenario can close some."""
    if isinstance(demand, Mapping):
        return {place: people for place, people in demand.items() if place in origins}
    return demand[demand.index.isin(origins)] if hasattr(demand, "iloc") else demand


def _tried(function: Callable[..., Any], parameters: dict[str, Any]) -> str | None:
    """Return the name of what a function gives for a single journey, None if not tried."""
    import pandas as pd

    tables = {key: 1 for key, value in parameters.items() if _is_table(value)}
    if tables and not getattr(function, "__module__", "").startswith(PACKAGE):
        return None
    times = pd.DataFrame({"a destination": [TRIAL_S]}, index=["an origin"])
    found = function(times, 1, **(parameters | tables))
    if not isinstance(found, pd.Series) or not found.name:
        raise InputError(
            f"{_called(function)} must return a Series with a name to compare scenarios by, got "
            f"{type(found).__name__}"
        )
    if not found.index.equals(times.index):
        raise InputError(_of_other_places(function))
    return str(found.name)


def _of_other_places(function: Callable[..., Any]) -> str:
    """Say that a function does not measure origins."""
    return (
        f"{_called(function)} answers for destinations or other places; as_measure needs one "
        f"number per origin, on the index of the travel times"
    )


def _called(function: Callable[..., Any]) -> str:
    """Return what a function is called."""
    return str(getattr(function, "__name__", repr(function)))


def _is_table(value: object) -> bool:
    """Say whether a parameter has one entry per place: a table of pandas, or a dict."""
    return hasattr(value, "iloc") or isinstance(value, Mapping)


def _shown(value: object) -> str:
    """Return a parameter in a few characters."""
    if _is_table(value) or getattr(value, "ndim", None):
        return f"<{type(value).__name__} of {len(value)}>"  # type: ignore[arg-type]
    return repr(value)


def _same(one: Any, two: Any) -> bool:
    """Say whether two parameters are equal, tables too."""
    if hasattr(one, "equals"):
        return bool(one.equals(two))
    equal = one == two
    return bool(equal.all()) if hasattr(equal, "all") else bool(equal)
