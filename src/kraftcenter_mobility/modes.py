"""The ways of getting about, as plain values.

A mode says which tags give it access, how fast it goes and whether turns count. To plan
with another pace, derive a mode from one of these with :func:`dataclasses.replace`.
"""

from dataclasses import dataclass
from typing import Literal

from .arguments import check_count, check_number, check_positive
from .errors import InputError, ModeError

KINDS = ("motor", "bicycle", "foot")

LONGEST_S = 3 * 86_400.0
"""Nobody travels longer in the region, and timetables of more days take long to make."""

MOST_OF = {"slack_s": 7200, "most_rides": 100, "draws": 10_000}
"""Who gives more means something else."""

__all__ = ["AMBULANCE", "BICYCLE", "CAR", "MODES", "TRANSIT", "WALKING", "Mode", "TransitMode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A way of getting about on the road network."""

    name: str

    kind: Literal["motor", "bicycle", "foot"]
    """Which column of the table of road classes applies (``osm.tags``)."""

    access_tags: tuple[str, ...]
    """The OpenStreetMap access keys that concern the mode, from the general to the specific."""

    top_speed_kmh: float
    """What the mode can do or cares to do on a good, open road."""

    built_up_factor: float = 1.0
    """How much faster than other cars it drives in built-up areas; motor modes only."""

    rural_factor: float = 1.0
    """How much faster than other cars it drives elsewhere; motor modes only."""

    turns: bool = False
    """Whether turn restrictions and delays at junctions count unless one says otherwise."""

    delay_factor: float = 1.0
    """Share of cars' delays at junctions, signals and crossings that it meets."""

    access_speed_kmh: float = 4.8
    """Speed of the walk, as the crow flies, between a place and the road."""

    blue_light: bool = False
    """Whether private and destination-only roads and emergency accesses are open to it."""

    def __post_init__(self) -> None:
        """Refuse a mode that could not travel."""
        if not isinstance(self.name, str) or not self.name:
            raise InputError(f"name must be the name of a mode as text, got {self.name!r}")
        if self.kind not in KINDS:
            raise InputError(f"kind must be one of {', '.join(KINDS)}, got {self.kind!r}")
        tags = self.access_tags
        if not isinstance(tags, tuple) or not all(isinstance(key, str) for key in tags):
            raise InputError(
                f"access_tags must be a tuple of keys such as ('access', 'foot'), got {tags!r}"
            )
        for name in ("top_speed_kmh", "built_up_factor", "rural_factor", "access_speed_kmh"):
            check_positive(f"{name} of mode {self.name!r}", getattr(self, name))
        check_number(f"delay_factor of mode {self.name!r}", self.delay_factor)
        if self.delay_factor == float("inf"):
            raise InputError(f"delay_factor of mode {self.name!r} must be finite, got inf")
        for flag in ("turns", "blue_light"):
            if not isinstance(getattr(self, flag), bool):
                raise InputError(
                    f"{flag} of mode {self.name!r} must be True or False, got "
                    f"{getattr(self, flag)!r}"
                )


CAR = Mode(
    name="car",
    kind="motor",
    access_tags=("access", "vehicle", "motor_vehicle", "motorcar"),
    top_speed_kmh=130.0,
    turns=True,
)
"""A private car that keeps the limits and drives as cars do (``networks.speeds``)."""

AMBULANCE = Mode(
    name="ambulance",
    kind="motor",
    access_tags=("access", "vehicle", "motor_vehicle", "emergency"),
    top_speed_kmh=150.0,
    built_up_factor=1.15,
    rural_factor=1.2,
    turns=True,
    delay_factor=0.5,
    blue_light=True,
)
"""An ambulance under blue lights: 1.15 times a car's speed in towns and 1.2 times outside,
half of a car's delay at junctions.

The factors are the middle of what planners use in Denmark (confidence C, from memory);
the Danish Road Traffic Act, section 42, lets emergency vehicles exceed the limits.
"""

BICYCLE = Mode(
    name="bicycle",
    kind="bicycle",
    access_tags=("access", "vehicle", "bicycle"),
    top_speed_kmh=15.5,
)
"""An everyday cyclist at 15.5 km/h, the Danish travel survey's mean (confidence C)."""

WALKING = Mode(
    name="walking",
    kind="foot",
    access_tags=("access", "foot"),
    top_speed_kmh=4.8,
)
"""An adult on foot at 4.8 km/h, as in the Danish models (confidence C)."""

MODES: tuple[Mode, ...] = (CAR, AMBULANCE, BICYCLE, WALKING)
"""The modes every network is built for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitMode:
    """Travelling by public transport, and how one comes to the stops and goes from them.

    Going all the way without it always competes. To plan with other habits, derive a mode with
    :func:`dataclasses.replace`: ``replace(TRANSIT, access=BICYCLE, access_cutoff_s=1200)``.
    """

    name: str = "transit"

    access: Mode = WALKING
    """How one comes from the origin to the first stop: a car is left there, or drives back."""

    egress: Mode = WALKING
    """How one goes from the last stop to the destination."""

    direct: Mode = WALKING
    """How one goes where public transport takes longer than going all the way."""

    access_cutoff_s: float = 1800.0
    """Longest way from the origin to a stop, in seconds."""

    egress_cutoff_s: float = 1800.0
    """Longest way from a stop to the destination, in seconds."""

    direct_cutoff_s: float = 7200.0
    """Longest way all the way without public transport, in seconds."""

    change_cutoff_s: float = 900.0
    """Longest walk from one stop to another between two rides, in seconds."""

    change: Mode = WALKING
    """How one goes from one stop to another between two rides."""

    slack_s: int = 60
    """What one wants to spare at every boarding, in whole seconds."""

    most_rides: int = 6
    """Most vehicles one boards on a journey."""

    longest_s: float = 6 * 3600.0
    """Longest journey that is looked for, in seconds."""

    draws: int = 32
    """Timetables drawn where a line is known by its headway only."""

    def __post_init__(self) -> None:
        """Refuse a mode that could not travel."""
        if not isinstance(self.name, str) or not self.name:
            raise InputError(f"name must be the name of a mode as text, got {self.name!r}")
        for role in ("access", "egress", "direct", "change"):
            mode = getattr(self, role)
            if not isinstance(mode, Mode):
                raise ModeError(
                    f"{role} of mode {self.name!r} must be a mode of the roads such as "
                    f"kraftcenter_mobility.WALKING, got {mode!r:.60}"
                )
            if role != "access" and mode.kind == "motor":
                raise ModeError(
                    f"{role} of mode {self.name!r} cannot be by {mode.name}: a car stands at the "
                    f"origin only; take WALKING or BICYCLE"
                )
        for limit in ("access_cutoff_s", "egress_cutoff_s", "direct_cutoff_s", "change_cutoff_s"):
            check_number(f"{limit} of mode {self.name!r}", getattr(self, limit))
        check_positive(f"longest_s of mode {self.name!r}", self.longest_s)
        if self.longest_s > LONGEST_S:
            raise InputError(
                f"longest_s of mode {self.name!r} must be at most {LONGEST_S:,.0f}, three days, "
                f"got {self.longest_s!r}"
            )
        for count, least in (("slack_s", 0), ("most_rides", 1), ("draws", 1)):
            value = getattr(self, count)
            check_count(f"{count} of mode {self.name!r}", value, least=least)
            if value > MOST_OF[count]:
                raise InputError(
                    f"{count} of mode {self.name!r} must be at most {MOST_OF[count]:,}, got "
                    f"{value:,}"
                )


TRANSIT = TransitMode()
"""Trains and buses, on foot to the stop and from it: half an hour at most either way."""
