"""What a planner may change about railway tracks, each change a small frozen value.

An edit is applied to a value of ``PublicTransport`` (networks/public_transport.py) and gives
another, with the :class:`.accounts.Account` of what it did to tracks and trains.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import ScenarioError

from .edit_fields import (
    check_flags,
    check_texts,
    checked_direction,
    checked_ids,
    checked_number,
    checked_whole,
    store,
)
from .edits import HIGHEST_FACTOR
from .new_road_geometry import read_line
from .rail_fields import (
    FURTHEST_TRACK_M,
    LONGEST_KM,
    MOST_TRACKS,
    RAIL_LIMITS_KMH,
    VOLTAGES_KV,
    TrackSelector,
    optional_number,
    refuse_given,
)

if TYPE_CHECKING:
    from shapely import LineString

    from kraftcenter_mobility.networks.public_transport import PublicTransport

    from .accounts import Account

__all__ = ["AddTrack", "Electrify", "SetLineSpeed"]

NEW_ONLY = ("line", "length_km", "max_distance_m", "name")
FOREIGN_TO_DOUBLED = (*NEW_ONLY, "limit_kmh", "voltage_kv", "direction")
FOREIGN_TO_NEW = ("from_km", "to_km", "line_name", "direction")
FOREIGN_TO_WAYS = (*FOREIGN_TO_NEW, *NEW_ONLY, "from_station", "to_station", "tracks")
"""What can be said of each kind of new track and not of the others."""


@dataclass(frozen=True, slots=True, repr=False)
class SetLineSpeed(TrackSelector):
    """Set how fast trains may run on tracks, or multiply it.

    Running times are computed anew: a train that never reaches the limit gains nothing.

    Examples
    --------
    >>> SetLineSpeed("Herning", "Silkeborg", limit_kmh=120)
    SetLineSpeed(from_station='Herning', to_station='Silkeborg', limit_kmh=120.0)
    """

    _: KW_ONLY
    limit_kmh: float | None = None
    """The line speed, from 1 to 400 km/h."""

    limit_factor: float | None = None
    """How many times as high as so far the line speed is, up to 10."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        self._check_selection()
        if (self.limit_kmh is None) == (self.limit_factor is None):
            got = "neither" if self.limit_kmh is None else "both"
            raise ScenarioError(f"SetLineSpeed takes either limit_kmh or limit_factor; got {got}")
        store(self, optional_number(self, "limit_kmh", unit="km/h", bounds=RAIL_LIMITS_KMH))
        bounds = (0.0, HIGHEST_FACTOR)
        store(self, optional_number(self, "limit_factor", unit="", bounds=bounds, above=True))

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport with the other line speeds, and the account of it.

        Raises
        ------
        ScenarioError
            If no track is meant or none changes, unless that is allowed.
        RailError
            If a station is unknown, or no track joins the two.
        """
        from .rail_tracks import set_line_speed

        return set_line_speed(transit, self)


@dataclass(frozen=True, slots=True, repr=False)
class Electrify(TrackSelector):
    """Put up a contact line, or take it down with `voltage_kv` 0.

    What runs by diesel or battery goes on doing so; electric trains need it all the way.

    Examples
    --------
    >>> Electrify("Vejle", "Herning").voltage_kv
    25.0
    """

    _: KW_ONLY
    voltage_kv: float = 25.0
    """The voltage, in kV."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        self._check_selection()
        refuse_given(self, ("direction",), "a contact line, which serves both")
        voltage = checked_number("voltage_kv", self.voltage_kv, unit="kV", bounds=VOLTAGES_KV)
        store(self, {"voltage_kv": voltage})

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport with other contact lines, and the account of it.

        Raises
        ------
        ScenarioError
            If no track is meant or none changes, unless that is allowed.
        RailError
            If a station is unknown, no track joins the two, or a train loses its power.
        """
        from .rail_tracks import electrify

        return electrify(transit, self)


@dataclass(frozen=True, slots=True, repr=False)
class AddTrack(TrackSelector):
    """Lay a new track, or with `doubled` another one beside those that are there.

    A new track begins and ends with a switch in the main track at or near a station, laid so
    that trains run straight on to and from the side it comes from. Without a line it is
    straight. No train runs on it until a line calls at stations along it. With `way_ids`
    alone, tracks that OpenStreetMap has as proposed or being built are laid as drawn there.

    Examples
    --------
    >>> AddTrack("Herning", "Vildbjerg", doubled=True)
    AddTrack(from_station='Herning', to_station='Vildbjerg', doubled=True)
    >>> AddTrack("Silkeborg", "Aarhus H", limit_kmh=160, length_km=36).tracks
    1
    """

    _: KW_ONLY
    doubled: bool = False
    """Whether tracks are laid beside existing ones; the tracks meant are chosen as by
    SetLineSpeed, and keep their line speed."""

    tracks: int = 1
    """How many tracks are laid."""

    line: LineString | None = None
    """Where a new track runs, in degrees (EPSG:4326); by default straight."""

    length_km: float | None = None
    """How long a new track is, if that is not as it is drawn."""

    limit_kmh: float | None = None
    """Line speed of a new track, from 1 to 400 km/h."""

    voltage_kv: float = 0.0
    """Voltage of its contact line in kV; zero for none."""

    max_distance_m: float = 500.0
    """How far the ends of a line may lie from track that they join."""

    name: str = ""
    """What the new track is called."""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        check_flags(self, "doubled")
        check_texts(self, "name")
        tracks = checked_whole("tracks", self.tracks)
        if not 1 <= tracks <= MOST_TRACKS:
            raise ScenarioError(f"tracks must be from 1 to {MOST_TRACKS}, got {tracks}")
        store(self, {"tracks": tracks})
        store(self, optional_number(self, "limit_kmh", unit="km/h", bounds=RAIL_LIMITS_KMH))
        bounds = (0.0, LONGEST_KM)
        store(self, optional_number(self, "length_km", unit="km", bounds=bounds, above=True))
        number = checked_number("voltage_kv", self.voltage_kv, unit="kV", bounds=VOLTAGES_KV)
        bounds = (0.0, FURTHEST_TRACK_M)
        within_m = checked_number("max_distance_m", self.max_distance_m, unit="m", bounds=bounds)
        store(self, {"voltage_kv": number, "max_distance_m": within_m})
        if self.doubled:
            self._check_selection()
        else:
            self._check_new()
        self._check_fields_that_fit()

    def _check_new(self) -> None:
        """Refuse a new track that says too little."""
        check_texts(self, "from_station", "to_station", "note")
        check_flags(self, "allow_no_effect")
        checked_direction(self.direction)
        store(self, {"way_ids": checked_ids("way_ids", self.way_ids)})
        if self.way_ids:
            return
        if self.limit_kmh is None:
            raise ScenarioError("limit_kmh must be given for a new track, such as 120")
        if self.line is not None:
            store(self, {"line": read_line(self.line)})
        elif not (self.from_station and self.to_station):
            raise ScenarioError(
                "AddTrack takes from_station and to_station, or a line whose ends join track"
            )

    def _check_fields_that_fit(self) -> None:
        """Refuse fields that mean nothing for the kind of track laid."""
        foreign: tuple[str, ...] = FOREIGN_TO_NEW
        kind = "a new track"
        if self.doubled:
            foreign, kind = FOREIGN_TO_DOUBLED, "tracks beside existing ones"
        elif self.way_ids:
            foreign, kind = FOREIGN_TO_WAYS, "tracks chosen by way_ids"
        refuse_given(self, foreign, kind)

    def apply_to_transit(self, transit: PublicTransport) -> tuple[PublicTransport, Account]:
        """Return public transport with the new tracks, and the account of it.

        Raises
        ------
        ScenarioError
            If an end lies too far from any track, or no candidate is one of the ways.
        RailError
            If a station is unknown, or no track joins the two that are to be doubled.
        """
        if self.doubled:
            from .rail_tracks import double

            return double(transit, self)
        from .rail_new_tracks import lay_candidates, lay_track

        if self.way_ids:
            return lay_candidates(transit, self)
        return lay_track(transit, self)
