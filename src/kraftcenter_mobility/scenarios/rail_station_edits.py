"""What a planner may change about railway stations and the calls of trains there."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import ScenarioError

from .edit_fields import (
    check_flags,
    check_texts,
    checked_number,
    checked_point,
    checked_whole,
    store,
)
from .rail_fields import (
    FURTHEST_TRACK_M,
    LONGEST_DWELL_S,
    MOST_TRACKS,
    TransitEdit,
    checked_names,
    optional_number,
    required_texts,
)

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.public_transport import PublicTransport

    from .accounts import Account

__all__ = ["AddStation", "CallAt", "CloseStation", "SetDwell"]

DWELLS_S = (0.0, LONGEST_DWELL_S)


@dataclass(frozen=True, slots=True, repr=False)
class AddStation(TransitEdit):
    """Build a station on a track, at which trains that pass call from now on.

    What the call costs those who stay on the train stands in the account.

    See Also
    --------
    CallAt : Trains call at a station that is there.

    Examples
    --------
    >>> AddStation("Kølkær", 9.081, 56.063, lines=("Vejle - Struer",)).tracks
    1
    """

    name: str
    """Its name, which no other station may have."""

    lon: float
    """Its longitude in degrees east (EPSG:4326)."""

    lat: float
    """Its latitude in degrees north (EPSG:4326)."""

    _: KW_ONLY
    lines: tuple[str, ...] = ()
    """The lines that call there; by default all that pass."""

    dwell_s: float | None = None
    """How long trains stand there, in seconds; by default as at stations of the kind."""

    on_track: bool = True
    """Whether people reach it at the track; else they come in at the point given."""

    max_distance_m: float = 200.0
    """How far from the point the track may lie, in metres."""

    tracks: int = 1
    """On how many tracks trains can pass each other there."""

    halt: bool = True
    """Whether it is a halt and no station, which trains leave sooner."""

    station_id: str = ""
    """Its id in timetables; by default its name."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        required_texts(self, "name")
        check_texts(self, "station_id")
        check_flags(self, "on_track", "halt")
        lon, lat = checked_point(self.lon, self.lat)
        tracks = checked_whole("tracks", self.tracks)
        if not 1 <= tracks <= MOST_TRACKS:
            raise ScenarioError(f"tracks must be from 1 to {MOST_TRACKS}, got {tracks}")
        bounds = (0.0, FURTHEST_TRACK_M)
        within_m = checked_number(
            "max_distance_m", self.max_distance_m, unit="m", bounds=bounds, above=True
        )
        lines = checked_names("lines", self.lines)
        store(self, {"lon": lon, "lat": lat, "tracks": tracks, "max_distance_m": within_m})
        store(self, {"lines": lines, **optional_number(self, "dwell_s", unit="s", bounds=DWELLS_S)})

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport with the station and its calls, and the account of it.

        Raises
        ------
        ScenarioError
            If there is such a station, no track lies near, or a line named does not pass.
        """
        from .rail_stations import add_station

        return add_station(transit, self)


@dataclass(frozen=True, slots=True, repr=False)
class CallAt(TransitEdit):
    """Let trains call at a station that they pass so far.

    Examples
    --------
    >>> CallAt("Herning Messecenter")
    CallAt(station='Herning Messecenter')
    """

    station: str
    """The station, by its name or id."""

    _: KW_ONLY
    lines: tuple[str, ...] = ()
    """The lines that call there; by default all that pass."""

    dwell_s: float | None = None
    """How long trains stand there, in seconds; by default as at stations of the kind."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        required_texts(self, "station")
        lines = checked_names("lines", self.lines)
        store(self, {"lines": lines, **optional_number(self, "dwell_s", unit="s", bounds=DWELLS_S)})

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport with the calls, and the account of it.

        Raises
        ------
        ScenarioError
            If a line named does not pass, or all call there already, unless that is allowed.
        RailError
            If the station is unknown.
        """
        from .rail_stations import call_at

        return call_at(transit, self)


@dataclass(frozen=True, slots=True, repr=False)
class CloseStation(TransitEdit):
    """Close a station: no train calls there any more. The track stays.

    A line that ends there ends at the station before. Stops of a feed that bear the name of
    the station, or its id, are closed too, unless lines are named.

    Examples
    --------
    >>> CloseStation("Gødstrup")
    CloseStation(station='Gødstrup')
    """

    station: str
    """The station, by its name or id."""

    _: KW_ONLY
    lines: tuple[str, ...] = ()
    """The lines that call there no longer; by default all."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        required_texts(self, "station")
        store(self, {"lines": checked_names("lines", self.lines)})

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport without the calls, and the account of it.

        Raises
        ------
        ScenarioError
            If nothing calls there, unless that is allowed, or a line is left with one call.
        RailError
            If the station is unknown.
        """
        from .rail_stations import close_station

        return close_station(transit, self)


@dataclass(frozen=True, slots=True, repr=False)
class SetDwell(TransitEdit):
    """Set how long trains stand at a station.

    Examples
    --------
    >>> SetDwell("Herning", 120)
    SetDwell(station='Herning', dwell_s=120.0)
    """

    station: str
    """The station, by its name or id."""

    dwell_s: float
    """How long trains stand there, in seconds."""

    _: KW_ONLY
    lines: tuple[str, ...] = ()
    """The lines that it is about; by default all."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        required_texts(self, "station")
        dwell_s = checked_number("dwell_s", self.dwell_s, unit="s", bounds=DWELLS_S)
        store(self, {"lines": checked_names("lines", self.lines), "dwell_s": dwell_s})

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport with the other dwell times, and the account of it.

        Raises
        ------
        ScenarioError
            If no line calls there between its ends, or none changes, unless that is allowed.
        RailError
            If the station is unknown.
        """
        from .rail_stations import set_dwell

        return set_dwell(transit, self)
