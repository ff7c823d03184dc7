"""What the scorecard asks: its indicators, with their data, thresholds, sources and confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from math import isfinite
from typing import Any

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.locations import listed

from . import table

__all__ = ["Indicator", "chosen_indicators", "indicators"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Indicator:
    """One question of the scorecard, and by which numbers it is answered.

    Examples
    --------
    >>> acute = indicators()[6]
    >>> acute.id, acute.threshold
    ('K7', '<= 30 min; 90 % of the people should be')
    >>> acute.with_limits(acute_min=20).threshold
    '<= 20 min; 90 % of the people should be'
    """

    id: str
    theme: str
    """The theme of the municipality's vision that it belongs to."""

    question: str
    """Who goes where, and how."""

    wording: str
    """The threshold in words, with the names of the limits in braces."""

    limits: tuple[tuple[str, float], ...]
    """The numbers that may be replaced: names with their units, and values."""

    unit: str
    """What is counted: ``inhabitants``, ``places`` or ``links``."""

    weight: float
    """How much it counts in the index."""

    data: str
    source: str
    confidence: str
    """A verified, B derived, C from memory or estimated, D a stand-in."""

    caveat: str
    """What the number does not say."""

    def __post_init__(self) -> None:
        """Refuse weights and limits that are no numbers of zero or more."""
        for name, value in (("weight", self.weight), *self.limits):
            if not isinstance(value, int | float) or not value >= 0 or not isfinite(value):
                raise InputError(
                    f"{name} of indicator {self.id} must be a finite number of zero or more, "
                    f"got {value!r}"
                )

    @property
    def threshold(self) -> str:
        """From when on somebody is well served, in words."""
        return self._filled(self.wording)

    @property
    def note(self) -> str:
        """The caveat with its numbers."""
        return self._filled(self.caveat)

    def limit(self, name: str) -> float:
        """Return one of the numbers."""
        return dict(self.limits)[name]

    def limit_s(self, name: str) -> float:
        """Return one of the numbers that is in minutes, as seconds."""
        return 60.0 * self.limit(name)

    def with_limits(self, **limits: float) -> Indicator:
        """Return the indicator with other numbers.

        Raises
        ------
        InputError
            If it has no such number, or one is below zero.
        """
        known = dict(self.limits)
        if unknown := sorted(set(limits) - set(known)):
            raise InputError(
                f"indicator {self.id} has no limit called {listed(unknown)}, only {listed(known)}"
            )
        return replace(self, limits=tuple((known | limits).items()))

    def __repr__(self) -> str:
        """Say what is asked, and from when on the answer is good."""
        return f"<Indicator {self.id} {self.theme}: {self.question}; {self.threshold}>"

    def _filled(self, text: str) -> str:
        return text.format(**{name: f"{value:g}" for name, value in self.limits})


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return the indicators K1 to K15 as the tables of the region have them.

    Returns
    -------
    tuple of Indicator
        Those of ``herning.table("indicators")``. Take some of them, replace their numbers
        (:meth:`Indicator.with_limits`) or their weights (:func:`dataclasses.replace`), and
        hand them to :func:`.scorecard`.

    Examples
    --------
    >>> [each.id for each in indicators()][:3]
    ['K1', 'K2', 'K3']
    """
    rows = table("indicators").fillna("").to_dict("records")
    return tuple(_indicator({str(key): value for key, value in row.items()}) for row in rows)


def _indicator(row: dict[str, Any]) -> Indicator:
    """Return the indicator that is a row of the table."""
    pairs = (each.split("=") for each in row.pop("limits").split(";"))
    limits = tuple((name.strip(), float(value)) for name, value in pairs)
    weight, wording = float(row.pop("weight")), row.pop("threshold")
    return Indicator(limits=limits, weight=weight, wording=wording, **row)


def chosen_indicators(given: Any) -> tuple[Indicator, ...]:
    """Return indicators as a tuple, in the order of the table.

    Parameters
    ----------
    given : None, str, Indicator or iterable of them
        Ids, such as ``"K7"``, stand for indicators of the table; None for all.

    Returns
    -------
    tuple of Indicator
        Each id once.

    Raises
    ------
    InputError
        If one is something else or stands twice, or none is given.

    Examples
    --------
    >>> [each.id for each in chosen_indicators(["K7", "K1"])]
    ['K1', 'K7']
    """
    if given is None:
        return indicators()
    alone = isinstance(given, str) or not isinstance(given, Iterable)
    found = [_known(each) for each in ((given,) if alone else given)]
    ids = [each.id for each in found]
    if doubles := sorted({each for each in ids if ids.count(each) > 1}):
        raise InputError(f"indicators has {listed(doubles)} more than once; name each once")
    if not found:
        raise InputError("indicators is empty; leave it out for all of them")
    order = [each.id for each in indicators()]
    return tuple(sorted(found, key=lambda each: order.index(each.id)))


def _known(given: Any) -> Indicator:
    """Return one indicator of the table, possibly with other numbers."""
    known = {each.id: each for each in indicators()}
    key = given.id if isinstance(given, Indicator) else given
    if not isinstance(key, str) or key not in known:
        raise InputError(
            f"indicators must be ids or Indicator values, {listed(known)}; got {key!r:.60}"
        )
    return given if isinstance(given, Indicator) else known[key]
