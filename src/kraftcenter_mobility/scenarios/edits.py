"""What a planner may change about roads, each change a small frozen value.

An edit is applied to a :class:`.road_state.RoadState` and gives another, with the
:class:`.accounts.Account` of what it did. What is wrong with an edit as such is said when it
is made, what is wrong with it on a network when it is applied there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import ScenarioError

from .edit_fields import (
    BOTH,
    LIMITS_KMH,
    check_flags,
    check_texts,
    checked_direction,
    checked_modes,
    checked_number,
    checked_point,
    checked_whole,
    short_repr,
    store,
)
from .selection import RoadSelector

if TYPE_CHECKING:
    from kraftcenter_mobility.modes import Mode

    from .accounts import Account
    from .road_state import RoadState

__all__ = ["CloseRoad", "RemoveRoad", "SetJunctionDelay", "SetSpeed"]

HIGHEST_KMH = 500.0
HIGHEST_FACTOR = 10.0
LONGEST_DELAY_S = 3600.0
WIDEST_M = 1000.0

SPEED_FIELDS = ("limit_kmh", "speed_kmh", "factor", "limit_factor")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SetSpeed(RoadSelector):
    """Set the legal limit or the actual speed on roads, or multiply either.

    A limit holds for everybody and is not a speed: how fast cars go at it is the network's
    model of speeds to say. An actual speed holds whatever the limit, without modes for all
    motor vehicles.

    See Also
    --------
    CloseRoad : Nobody, or not everybody, may use the road.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> from kraftcenter_mobility.scenarios.edits import SetSpeed
    >>> from kraftcenter_mobility.scenarios.road_state import RoadState
    >>> state = RoadState.of(km.TransportNetwork.sample())
    >>> edit = SetSpeed(number="15", road_class="primary", limit_kmh=90)
    >>> edit
    SetSpeed(number='15', road_class='primary', limit_kmh=90.0)
    >>> state, account = edit.apply(state)
    >>> account.what
    'limit of 90 km/h on road 15, primary'
    """

    limit_kmh: float | None = None
    """The legal limit, from 1 to 200 km/h, in steps of 0.01 km/h."""

    speed_kmh: float | None = None
    """The speed at which it is travelled where nobody is in the way, up to 500 km/h."""

    factor: float | None = None
    """How many times as fast as so far it is travelled, up to 10."""

    limit_factor: float | None = None
    """How many times as high as so far the legal limit is, up to 10."""

    direction: str = BOTH
    """``"forward"`` along the way as OpenStreetMap draws it, ``"backward"`` or ``"both"``."""

    modes: tuple[Mode, ...] = ()
    """Whose actual speed; that of all motor modes if none is named. Limits have no modes."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        self._check_selection()
        checked_direction(self.direction)
        given = [name for name in SPEED_FIELDS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ScenarioError(
                f"SetSpeed takes exactly one of {', '.join(SPEED_FIELDS)}; got "
                f"{' and '.join(given) or 'none'}"
            )
        modes = checked_modes(self.modes)
        if modes and given[0].startswith("limit"):
            raise ScenarioError(
                f"a legal limit holds for everybody: leave modes out, or set speed_kmh or factor "
                f"for {' and '.join(mode.name for mode in modes)}; got {given[0]} and modes"
            )
        name = given[0]
        bounds = {"limit_kmh": LIMITS_KMH, "speed_kmh": (0.0, HIGHEST_KMH)}
        number = checked_number(
            name,
            getattr(self, name),
            unit="km/h" if name.endswith("kmh") else "",
            bounds=bounds.get(name, (0.0, HIGHEST_FACTOR)),
            above=name != "limit_kmh",
        )
        store(self, {"modes": modes, name: round(number, 2) if name == "limit_kmh" else number})

    def apply(self, state: RoadState) -> tuple[RoadState, Account]:
        """Return the state with the other limits or speeds, and the account of it.

        Raises
        ------
        ScenarioError
            If no road matches or none changes, unless that is allowed, or if a limit cannot be
            multiplied.
        """
        from .speed_changes import set_speeds

        return set_speeds(state, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CloseRoad(RoadSelector):
    """Close roads, to everybody or to some modes, in one direction or both.

    The road stays where it is, with its junctions; those whom it is closed to go round.

    See Also
    --------
    RemoveRoad : The road is gone.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> from kraftcenter_mobility.scenarios.edits import CloseRoad
    >>> from kraftcenter_mobility.scenarios.road_state import RoadState
    >>> state = RoadState.of(km.TransportNetwork.sample())
    >>> state, account = CloseRoad(number="15", modes=(km.CAR,)).apply(state)
    >>> account.what
    'close road 15 for car'
    """

    direction: str = BOTH
    """``"forward"`` along the way as OpenStreetMap draws it, ``"backward"`` or ``"both"``."""

    modes: tuple[Mode, ...] = ()
    """To whom; to everybody if none is named."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        self._check_selection()
        checked_direction(self.direction)
        store(self, {"modes": checked_modes(self.modes)})

    def apply(self, state: RoadState) -> tuple[RoadState, Account]:
        """Return the state with the roads closed, and the account of it.

        Raises
        ------
        ScenarioError
            If no road matches, or all of them are closed already, unless that is allowed.
        """
        from .closing import close_roads

        return close_roads(state, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RemoveRoad(RoadSelector):
    """Take roads away, as if they had never been built.

    Turn restrictions that name them go with them, and so do junctions at which nothing else
    meets. New roads that were joined to them end there.

    See Also
    --------
    CloseRoad : The road stays, and some or all may not use it.
    """

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        self._check_selection()

    def apply(self, state: RoadState) -> tuple[RoadState, Account]:
        """Return the state without the roads, and the account of it.

        Raises
        ------
        ScenarioError
            If no road matches, unless that is allowed.
        """
        from .closing import remove_roads

        return remove_roads(state, self)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SetJunctionDelay:
    """Set how long every turn at a junction takes a car, or how much longer than so far.

    Other modes wait by their own share of it, the `delay_factor` of the mode. Going straight
    on is a turn too. A junction drawn with several nodes is passed by several turns, each of
    which takes so long.

    Examples
    --------
    >>> from kraftcenter_mobility.scenarios.edits import SetJunctionDelay
    >>> SetJunctionDelay(node_id=245, delay_s=20)
    SetJunctionDelay(node_id=245, delay_s=20.0)
    """

    node_id: int | None = None
    """The OpenStreetMap id of one node, instead of `lon` and `lat`."""

    lon: float | None = None
    lat: float | None = None
    """A point in degrees, around which all junctions are meant: nodes at which at least three
    roads for motor vehicles end."""

    radius_m: float = 30.0
    """How far from the point, in metres; up to 1000 m."""

    delay_s: float | None = None
    """What a turn takes from now on, in seconds, instead of what follows from the roads."""

    extra_s: float | None = None
    """What a turn takes in addition, in seconds."""

    allow_no_effect: bool = False
    """Whether the edit may match nothing or change nothing."""

    note: str = ""
    """Whatever the planner wants to say about the edit."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        check_texts(self, "note")
        check_flags(self, "allow_no_effect")
        store(self, self._where() | self._how_long())

    def _where(self) -> dict[str, object]:
        """Return the fields that choose junctions."""
        by_point = self.lon is not None or self.lat is not None
        if (self.node_id is not None) == by_point:
            raise ScenarioError(
                f"SetJunctionDelay takes either node_id, or lon and lat; got "
                f"{'both' if by_point else 'neither'}"
            )
        bounds = (0.0, WIDEST_M)
        radius_m = checked_number("radius_m", self.radius_m, unit="m", bounds=bounds, above=True)
        if not by_point:
            return {"node_id": checked_whole("node_id", self.node_id), "radius_m": radius_m}
        lon, lat = checked_point(self.lon, self.lat)
        return {"lon": lon, "lat": lat, "radius_m": radius_m}

    def _how_long(self) -> dict[str, object]:
        """Return the fields that speak of delays."""
        if (self.delay_s is None) == (self.extra_s is None):
            got = "neither" if self.delay_s is None else "both"
            raise ScenarioError(f"SetJunctionDelay takes either delay_s or extra_s; got {got}")
        name = "extra_s" if self.delay_s is None else "delay_s"
        bounds = (0.0, LONGEST_DELAY_S)
        value = getattr(self, name)
        above = name == "extra_s"
        return {name: checked_number(name, value, unit="s", bounds=bounds, above=above)}

    def __repr__(self) -> str:
        """Return the edit as it would be written."""
        return short_repr(self)

    def described(self) -> str:
        """Return which junctions are meant, in a planner's words."""
        if self.node_id is not None:
            return f"node {self.node_id}"
        return f"junctions within {self.radius_m:g} m of ({self.lon:g}, {self.lat:g})"

    def apply(self, state: RoadState) -> tuple[RoadState, Account]:
        """Return the state with the other delays, and the account of it.

        Raises
        ------
        ScenarioError
            If there is no such junction, or the delays are the same already, unless that is
            allowed.
        """
        from .junctions import delay_junctions

        return delay_junctions(state, self)
