"""What a planner may change about train services: how often, which lines, and what stock."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import MobilityError, ScenarioError

from .edit_fields import check_flags, check_texts, checked_number, store
from .rail_fields import HEADWAYS_S, TransitEdit, checked_names, required_texts

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock

    from .accounts import Account

__all__ = ["CLOCK_FACE", "HEADWAY", "AddLine", "RemoveLine", "SetHeadway", "SetRollingStock"]

CLOCK_FACE, HEADWAY = "clock-face", "headway"
"""Departures at the same minutes of every hour, or of which only is known how often."""


@dataclass(frozen=True, slots=True, repr=False)
class SetHeadway(TransitEdit):
    """Set how often the trains of a line run, both ways, from the first to the last of a day.

    A line with other intervals by the time of day has the same all day from then on. A line
    of which only is known how often it runs keeps being one; any other becomes clock-face,
    with the first departure where it was.

    Examples
    --------
    >>> SetHeadway("Vejle - Struer", 1800)
    SetHeadway(line='Vejle - Struer', headway_s=1800.0)
    """

    line: str
    """The line, by its name."""

    headway_s: float
    """From one departure to the next, in seconds: 60 or more."""

    _: KW_ONLY
    first: str = ""
    """The first departure, such as ``"05:30"``; by default the first so far."""

    last: str = ""
    """The time after which none departs, such as ``"24:00"``; by default the last so far."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        required_texts(self, "line")
        check_texts(self, "first", "last")
        every_s = checked_number("headway_s", self.headway_s, unit="s", bounds=HEADWAYS_S)
        store(self, {"headway_s": every_s})

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport with the other headway, and the account of it.

        Raises
        ------
        ScenarioError
            If no line has the name, or nothing changes, unless that is allowed.
        TimetableError
            If the line would not run at all, or only once.
        """
        from .service_changes import set_headway

        return set_headway(transit, self)


@dataclass(frozen=True, slots=True, repr=False)
class AddLine(TransitEdit):
    """Let the trains of a new line run, both ways.

    Examples
    --------
    >>> AddLine(
    ...     "Shuttle", ("Herning", "Herning Messecenter"), stock="Alstom Coradia LINT 41",
    ...     headway_s=1200, first="16:00", last="23:40",
    ... ).service
    'clock-face'
    """

    name: str
    """Its name, which no other line may have."""

    stations: tuple[str, ...]
    """The stations from end to end by their names or ids, those it passes included as far as
    they say which way it goes."""

    _: KW_ONLY
    passes: tuple[str, ...] = ()
    """Those of them at which it does not call."""

    stock: str | RollingStock = ""
    """What runs, by its name in `ROLLING_STOCK`, or as a value of one's own."""

    headway_s: float | None = None
    """From one departure to the next, in seconds: 60 or more."""

    departures: tuple[str, ...] = ()
    """Instead of a headway: when trains leave the first station, such as ``"07:05"``."""

    back: tuple[str, ...] = ()
    """With `departures`: when trains leave the last station; by default as from the first."""

    first: str = "05:00"
    """The first departure from either end."""

    last: str = "24:00"
    """The time after which none departs."""

    service: str = CLOCK_FACE
    """``"clock-face"``, at the same minutes of every hour, or ``"headway"``: only how often."""

    one_way: bool = False
    """Whether trains run from the first station to the last only."""

    run_s: tuple[float, ...] = ()
    """Running times between calls in seconds, instead of computed ones."""

    days: tuple[str, ...] = ()
    """On which days, such as ``("sat", "sun")``; by default on all."""

    number: str = ""
    """What stands on the train."""

    operator: str = ""
    """Who runs it."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        required_texts(self, "name")
        check_texts(self, "first", "last", "service", "number", "operator")
        check_flags(self, "one_way")
        for name in ("stations", "passes", "departures", "back", "days"):
            store(self, {name: _checked_texts(name, getattr(self, name))})
        store(self, {"run_s": _checked_runs(self.run_s), "stock": _checked_stock(self.stock)})
        if self.headway_s is not None:
            number = checked_number("headway_s", self.headway_s, unit="s", bounds=HEADWAYS_S)
            store(self, {"headway_s": number})
        if (self.headway_s is None) == (not self.departures):
            got = "both" if self.departures else "neither"
            raise ScenarioError(f"AddLine takes either headway_s or departures; got {got}")
        if self.service not in {CLOCK_FACE, HEADWAY}:
            raise ScenarioError(
                f"service must be {CLOCK_FACE!r} or {HEADWAY!r}, got {self.service!r:.60}"
            )
        if self.back and (self.one_way or not self.departures):
            raise ScenarioError("back says when trains leave the last station beside departures")
        try:
            self.as_line()
        except MobilityError as trouble:
            raise ScenarioError(str(trouble)) from trouble

    def as_line(self) -> Any:
        """Return the line that is meant.

        Raises
        ------
        TimetableError
            If it cannot be one.
        """
        from .service_changes import line_of

        return line_of(self)

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport with the line, and the account of it.

        Raises
        ------
        ScenarioError
            If there is a line of the name.
        RailError
            If a station is unknown, no track joins two of them, or the stock cannot run there.
        """
        from .service_changes import add_line

        return add_line(transit, self)


@dataclass(frozen=True, slots=True, repr=False)
class RemoveLine(TransitEdit):
    """Let the trains of a line run no longer.

    Examples
    --------
    >>> RemoveLine("Holstebro - Skjern")
    RemoveLine(line='Holstebro - Skjern')
    """

    line: str
    """The line, by its name."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        required_texts(self, "line")

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport without the line, and the account of it.

        Raises
        ------
        ScenarioError
            If no line has the name, unless that is allowed.
        """
        from .service_changes import remove_line

        return remove_line(transit, self)


@dataclass(frozen=True, slots=True, repr=False)
class SetRollingStock(TransitEdit):
    """Set what runs on lines; running times are computed anew.

    Examples
    --------
    >>> SetRollingStock("Siemens Mireo Plus B (2-car)", lines=("Holstebro - Skjern",)).lines
    ('Holstebro - Skjern',)
    """

    stock: str | RollingStock
    """What runs, by its name in `ROLLING_STOCK`, or as a value of one's own."""

    _: KW_ONLY
    lines: tuple[str, ...] = ()
    """On which lines, by their names; by default on all whose times are computed."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        check_texts(self, "note")
        check_flags(self, "allow_no_effect")
        stock = _checked_stock(self.stock)
        if not stock:
            raise ScenarioError("stock must not be empty")
        store(self, {"stock": stock, "lines": checked_names("lines", self.lines)})

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport with the other stock, and the account of it.

        Raises
        ------
        ScenarioError
            If a line is unknown or its running times are given, or nothing changes, unless
            that is allowed.
        RailError
            If the stock cannot run there: another gauge, or no contact line.
        """
        from .service_changes import set_rolling_stock

        return set_rolling_stock(transit, self)


def _checked_texts(name: str, value: object) -> tuple[str, ...]:
    """Return texts in their order, or say that they are none."""
    if not isinstance(value, tuple | list) or not all(isinstance(each, str) for each in value):
        raise ScenarioError(f"{name} must be a tuple of texts, got {value!r:.60}")
    return tuple(value)


def _checked_runs(value: object) -> tuple[float, ...]:
    """Return running times, or say that they are none."""
    if not isinstance(value, tuple | list):
        raise ScenarioError(f"run_s must be a tuple of seconds, got {value!r:.60}")
    bounds = (0.0, HEADWAYS_S[1])
    return tuple(checked_number("run_s", each, unit="s", bounds=bounds) for each in value)


def _checked_stock(value: Any) -> str | RollingStock:
    """Return rolling stock, by its name where it is known, or say that there is no such."""
    from kraftcenter_mobility.networks.trains.rolling_stock import (
        ROLLING_STOCK,
        RollingStock,
        rolling_stock,
    )

    if isinstance(value, RollingStock):
        known = ROLLING_STOCK.get(value.name)
        return value.name if value == known else value
    if not isinstance(value, str):
        raise ScenarioError(
            f"stock must be the name of rolling stock or a RollingStock, got {value!r:.60}"
        )
    if not value:
        return ""
    try:
        return rolling_stock(value).name
    except MobilityError as trouble:
        raise ScenarioError(f"stock: {trouble}") from trouble
