"""The edit that adds a road, joined to others at interchanges."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.modes import CAR, MODES
from kraftcenter_mobility.networks.changes import NewRoad

from .adding_account import account_of, is_connected
from .edit_fields import (
    check_flags,
    check_texts,
    checked_modes,
    checked_number,
    checked_whole,
    short_repr,
    store,
)
from .interchanges import Join
from .laying import Laying, drawn_points
from .new_road_geometry import check_line_is_near, read_line
from .new_road_tags import CLASSES, link_tags, new_road_tags
from .splicing import Splicer
from .spot_roads import is_open
from .suggestions import did_you_mean

if TYPE_CHECKING:
    from shapely import LineString

    from kraftcenter_mobility.modes import Mode

    from .accounts import Account
    from .laying import Laid
    from .road_state import RoadState

__all__ = ["AddRoad"]

LIMITS_KMH = (1.0, 200.0)
MOST_LANES = 20
MOST_APART_DEG = 1.0
"""A join this far from its line is no join of it."""

MOTORWAYS = ("motorway", "motorway_link")


@dataclass(frozen=True, slots=True, repr=False)
class AddRoad:
    """Add a road along a line, joined to other roads at interchanges.

    The line crosses every road without touching it, as on a bridge, even where it shares
    coordinates with one, except at its joins. Its ends are dead ends unless they are joins.

    At a join the new road gets a node, and the roads joined get one where they come nearest
    to it: the end of a piece, a point or an earlier cut within 0.5 m along the road, or else
    a new one. If the two lie within 1 m of one another they become one node, that of the
    road joined. Otherwise a straight link connects them: a road of its own, open both ways,
    of the link class of the new road (``primary_link`` ...) if there is one or else of its
    class, with its limit up to 70 km/h, and without a name. Restrictions on turns between
    the roads joined stay in force.

    Parameters
    ----------
    line : LineString or sequence of (lon, lat)
        Where the road runs, in degrees (EPSG:4326), rounded to 7 decimals when it is laid.
    road_class : str
        A value of OpenStreetMap's ``highway`` such as ``"primary"``.
    joins : tuple of Join
        The interchanges, at least one.
    limit_kmh : float, optional
        The limit, 1 to 200 km/h; by default what is legal where no sign stands.
    lanes : int, optional
        Number of lanes, for the record: times do not depend on it.
    oneway : bool, optional
        Whether traffic runs along the line only; by default both ways, on motorways too.
    number, name : str, optional
        By which later edits, joins and reports call it.
    built_up : bool, optional
        Whether the road runs through a built-up area, which decides the legal limit and how
        fast cars drive.
    modes : tuple of Mode, optional
        Who may use it, as far as its class lets them; by default everybody.
    allow_no_effect : bool, optional
        Whether the road may join only roads that none of those it is for may use.
    note : str, optional
        Whatever the planner wants to say about the edit.

    Raises
    ------
    ScenarioError
        If a field holds something else, or nobody could use or reach the road.

    Examples
    --------
    >>> bypass = AddRoad(
    ...     [(8.95, 56.13), (8.97, 56.14)], "primary", joins=(Join(8.95, 56.13, ("15",)),),
    ...     limit_kmh=90,
    ... )
    >>> bypass.limit_kmh, bypass.oneway
    (90.0, False)
    """

    line: LineString
    road_class: str
    _: KW_ONLY
    joins: tuple[Join, ...] = ()
    limit_kmh: float | None = None
    lanes: int | None = None
    oneway: bool = False
    number: str = ""
    name: str = ""
    built_up: bool = False
    modes: tuple[Mode, ...] = ()
    allow_no_effect: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        """Tidy the fields, or say what is wrong with them."""
        check_texts(self, "road_class", "number", "name", "note")
        check_flags(self, "oneway", "built_up", "allow_no_effect")
        if self.road_class not in CLASSES:
            raise ScenarioError(
                f"road_class must be a value of highway such as 'primary', got "
                f"{self.road_class!r}; {did_you_mean(self.road_class, CLASSES)}"
            )
        values = {
            "line": read_line(self.line),
            "joins": _checked_joins(self.joins),
            "modes": checked_modes(self.modes),
            "limit_kmh": _checked_limit(self.limit_kmh),
            "lanes": _checked_lanes(self.lanes),
        }
        store(self, values)
        _check_joins_in_order(self.line, self.joins)
        self._check_users()

    def __repr__(self) -> str:
        """Return the edit as it would be written."""
        return short_repr(self)

    def _check_users(self) -> None:
        """Refuse a road that nobody may use."""
        if not self._users():
            who = ", ".join(mode.name for mode in self.modes) or "anybody"
            raise ScenarioError(
                f"no {self.road_class} is open to {who}: every network is built for "
                f"{', '.join(mode.name for mode in MODES)}; choose another road_class, or other "
                f"modes"
            )

    def _users(self) -> tuple[Mode, ...]:
        """Return which of the modes that networks are built for may use the road."""
        return tuple(mode for mode in MODES if is_open(self.tags, (mode,)))

    @property
    def tags(self) -> dict[str, str]:
        """The tags the new road gets."""
        return new_road_tags(
            self.road_class,
            limit_kmh=self.limit_kmh,
            lanes=self.lanes,
            oneway=self.oneway,
            number=self.number,
            name=self.name,
            modes=self.modes,
        )

    def apply(self, state: RoadState) -> tuple[RoadState, Account]:
        """Return the roads with the new one among them, and an account of it.

        Parameters
        ----------
        state : RoadState
            The roads as earlier edits have left them, which stay as they are.

        Returns
        -------
        state : RoadState
            With the new road, its links, and the cuts at which they join pieces.
        account : Account
            Where it was joined to what, what it crosses, and whether it is connected.

        Raises
        ------
        ScenarioError
            If the line lies outside the network, a join lies far from the line, a road to
            join is unknown, removed or too far away, or nobody could reach the new road.
        """
        outside_share = check_line_is_near(self.line, state.network)
        splicer = Splicer(state)
        laid = self._laid(splicer)
        if len(laid.road.node_id) < 2:  # noqa: PLR2004 - no line
            raise ScenarioError("line is so short that all of it is one node of the road it joins")
        after = splicer.state.with_road(laid.road, splicer.cuts)
        for link in laid.links:
            after = after.with_road(link)
        connected = is_connected(after, laid, self._users())
        if not connected and not self.allow_no_effect:
            who = " or ".join(mode.name for mode in self._users())
            raise ScenarioError(
                f"nobody could reach the new road: {who} may use none of the roads that it joins "
                f"({', '.join(dict.fromkeys(each.label for each in laid.joined))}); join another "
                f"road, or say allow_no_effect=True"
            )
        return after, account_of(
            after, laid, self._users(), connected=connected, outside_share=outside_share
        )

    def _laid(self, splicer: Splicer) -> Laid:
        """Return the road with its interchanges and links."""
        way_id = splicer.new_id()
        tags = self.tags
        node_id, lon, lat = zip(*drawn_points(self.line, splicer), strict=True)
        road = NewRoad(way_id, tags, self.name, self.number, node_id, lon, lat, self.built_up)
        users = self._users()
        laying = Laying(
            splicer,
            road,
            link_tags=link_tags(tags, built_up=self.built_up, modes=self.modes),
        )
        through = (CAR,) if CAR in users else users
        return laying.with_joins(self.joins, through, motorways=self.road_class in MOTORWAYS)


def _checked_joins(joins: Any) -> tuple[Join, ...]:
    """Return the joins, or say that they are none."""
    if isinstance(joins, Join) or not isinstance(joins, tuple | list):
        raise ScenarioError(
            f"joins must be a tuple such as (Join(8.97, 56.13),), got {joins!r:.60}"
        )
    for which, join in enumerate(joins):
        if not isinstance(join, Join):
            raise ScenarioError(f"joins[{which}] must be a Join, got {join!r:.60}")
    if not joins:
        raise ScenarioError(
            "joins is empty: nobody could reach the new road; name at least one Join(lon, lat)"
        )
    return tuple(joins)


def _check_joins_in_order(line: LineString, joins: tuple[Join, ...]) -> None:
    """Refuse a join that is near the line only if its coordinates change places."""
    import shapely

    for which, join in enumerate(joins):
        given, turned = (
            float(line.distance(shapely.Point(at)))
            for at in ((join.lon, join.lat), (join.lat, join.lon))
        )
        if given > MOST_APART_DEG >= turned:
            raise ScenarioError(
                f"joins[{which}] at lon={join.lon:g}, lat={join.lat:g} is far from the line: "
                f"longitude and latitude look swapped; the longitude comes first"
            )


def _checked_limit(limit_kmh: Any) -> float | None:
    """Return a limit, or say that it is none."""
    if limit_kmh is None:
        return None
    return checked_number("limit_kmh", limit_kmh, unit="km/h", bounds=LIMITS_KMH)


def _checked_lanes(lanes: Any) -> int | None:
    """Return a number of lanes, or say that it is none."""
    if lanes is None:
        return None
    number = checked_whole("lanes", lanes)
    if not 1 <= number <= MOST_LANES:
        raise ScenarioError(f"lanes must be from 1 to {MOST_LANES}, got {number}")
    return number
