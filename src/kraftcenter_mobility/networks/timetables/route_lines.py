"""Lines from the train routes of OpenStreetMap.

A route relation says where trains call, and seldom more. Which trains they are must be given,
and mostly also how often they run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from kraftcenter_mobility.errors import InputError, MobilityError, RailError
from kraftcenter_mobility.networks.trains.line_times import line_times
from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock
from kraftcenter_mobility.networks.trains.settings import TrainSettings
from kraftcenter_mobility.notices import Notices

from .lines import Line
from .route_services import tagged_service
from .service_days import DAYS
from .services import ClockFace, Departures, Headway, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self, TypeAlias

    from kraftcenter_mobility.networks.rails.network import RailNetwork, TrainRoute

    Chosen = TypeVar("Chosen")
    ByRoute: TypeAlias = Chosen | Mapping[Any, Chosen] | Callable[[TrainRoute], Chosen | None]
    Services: TypeAlias = Service | tuple[Service, ...]

__all__ = ["RouteLines", "lines_of_routes"]

KEPT_NOTICES = ("route-beyond-the-data", "route-without-stations")
"""What the railway has counted of its routes already."""


class RouteLines(tuple[Line, ...]):  # noqa: SLOT001 - a tuple of any length has no room for slots
    """Lines from routes, with what was met on the way to them: a tuple with notices."""

    notices: Notices

    def __new__(cls, lines: Iterable[Line], notices: Notices) -> Self:
        """Keep the lines, and the notices."""
        made = super().__new__(cls, lines)
        made.notices = notices
        return made

    def __repr__(self) -> str:
        """Return the lines, one below the other, and the notices."""
        return "\n".join([*map(repr, self), str(self.notices)])


class _Run(NamedTuple):
    """A route that can be run: the service in its direction."""

    route: TrainRoute
    stock: RollingStock
    services: tuple[Service, ...]
    days: tuple[str, ...]


def lines_of_routes(
    rail: RailNetwork,
    *,
    stock: ByRoute[RollingStock],
    service: ByRoute[Services] | None = None,
) -> RouteLines:
    """Return lines for the train routes of OpenStreetMap's relations.

    Two routes of one number and operator that call at the same stations in opposite order
    become one line there and back; any other is a line one way. What cannot become a line is
    left out and counted.

    Parameters
    ----------
    rail : RailNetwork
        The railway, with its routes.
    stock : RollingStock, mapping or callable
        The trains of all lines; or by the route's number, name or relation id; or a function
        of the route, a :class:`.TrainRoute`. A route for which it gives nothing is left out.
    service : Service, tuple of Service, mapping or callable, optional
        How often trains run in each direction, for all lines or by route as `stock` is. Where
        it says nothing, the relation's tags ``interval`` and ``opening_hours`` count, as a
        :class:`Headway`.

    Returns
    -------
    RouteLines
        A tuple of lines in the order of the relations, no two of one name; its ``notices``
        count the routes that were left out, and why.

    Raises
    ------
    RailError
        If the railway has no routes, or none of them makes a line.
    InputError
        If `stock` or `service` is of another kind.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> lines = lines_of_routes(
    ...     km.TransportNetwork.sample().rail,
    ...     stock=km.rolling_stock("Alstom Coradia LINT 41"),
    ...     service=km.Headway(headway_s=3600),
    ... )
    >>> lines[0]
    Line 'Vejle-Struer': Vj - Str, 13 calls, every 60 min 05:00-24:00 (minutes drawn), and back
    """
    if not rail.routes:
        raise RailError(
            "the railway has no train routes: its OpenStreetMap data hold no relations "
            "route=train with two known stations; give lines yourself, as Line"
        )
    notices = _notices_of(rail)
    runs = [_run(route, stock, service, notices) for route in rail.routes]
    lines = [_line(rail, *pair) for pair in _pairs([run for run in runs if run is not None])]
    sound = [line for line in _apart(lines) if _can_run(rail, line, notices)]
    if not sound:
        raise RailError(
            f"none of the {len(rail.routes)} train routes makes a line; give stock and service "
            f"for them. Why they were left out:\n{notices}"
        )
    return RouteLines(sound, notices)


def _notices_of(rail: RailNetwork) -> Notices:
    """Return what the railway has counted of its routes."""
    records = rail.notices.to_records()
    return Notices.from_records([record for record in records if record["code"] in KEPT_NOTICES])


def _run(
    route: TrainRoute,
    stock: ByRoute[RollingStock],
    service: ByRoute[Services] | None,
    notices: Notices,
) -> _Run | None:
    """Return the trains and services of a route, or nothing if one of them is not known."""
    example = f"relation/{route.relation_id} {route.name!r:.60}"
    trains = _chosen(stock, route)
    if trains is None:
        notices.add("route-without-stock", "no trains are given for a route; left out", example)
        return None
    if not isinstance(trains, RollingStock):
        raise InputError(
            f"stock must be RollingStock, a mapping or a function of routes, got {trains!r:.60}"
        )
    known = _services(route, service, example, notices)
    return None if known is None else _Run(route, trains, *known)


def _services(
    route: TrainRoute, given: ByRoute[Services] | None, example: str, notices: Notices
) -> tuple[tuple[Service, ...], tuple[str, ...]] | None:
    """Return the services of a route and their days, or nothing if nobody says them."""
    chosen = _chosen(given, route)
    if chosen is None:
        tagged = tagged_service(route.tags, example, notices)
        if tagged is not None:
            return (tagged.service,), tagged.days
        notices.add(
            "route-without-service",
            "neither service nor the tag interval says how often a route runs; left out",
            example,
        )
        return None
    services = chosen if isinstance(chosen, tuple) else (chosen,)
    if not services or not all(isinstance(x, ClockFace | Headway | Departures) for x in services):
        raise InputError(
            f"service must be a ClockFace, Headway or Departures, several of them in a tuple, a "
            f"mapping or a function of routes, got {chosen!r:.80}"
        )
    return services, DAYS


def _chosen(given: ByRoute[Chosen] | None, route: TrainRoute) -> Chosen | None:
    """Return what is given for a route."""
    if isinstance(given, Mapping):
        names = (route.relation_id, route.number, route.name, _stem(route))
        return next((given[name] for name in names if name and name in given), None)
    if callable(given):
        return given(route)
    return given


def _stem(route: TrainRoute) -> str:
    """Return the name of a route without where it goes: ``S2`` of ``S2: Buchs => Feldkirch``."""
    return route.name.partition(":")[0].strip()


def _pairs(runs: list[_Run]) -> list[tuple[_Run, _Run | None]]:
    """Return the routes with those that lead back, of which each is taken once."""
    left = dict(enumerate(runs))
    pairs = []
    for number, run in enumerate(runs):
        if left.pop(number, None) is None:
            continue
        matches = [k for k, other in left.items() if _is_back(run, other)]
        same_name = [k for k in matches if _stem(left[k].route) == _stem(run.route)]
        best = next(iter(same_name or matches), None)
        pairs.append((run, None if best is None else left.pop(best)))
    return pairs


def _is_back(run: _Run, other: _Run) -> bool:
    """Say whether a route leads back what another leads there."""
    one, two = run.route, other.route
    same = (one.number, one.operator, run.days) == (two.number, two.operator, other.days)
    return same and one.stations == two.stations[::-1]


def _line(rail: RailNetwork, run: _Run, other: _Run | None) -> Line:
    """Return the line of a route, and perhaps of one back."""
    route = run.route
    stations = [rail.station_name[rail.station(station)] for station in route.stations]
    back: tuple[Service, ...] | None = ()
    if other is not None:
        back = None if other.services == run.services else other.services
    name = route.name if other is None else _stem(route)
    relations = [each.route.relation_id for each in (run, other) if each is not None]
    return Line(
        name=name or route.number or f"{stations[0]}-{stations[-1]}",
        stations=route.stations,
        stock=run.stock,
        there=run.services,
        back=back,
        days=run.days,
        number=route.number,
        operator=route.operator,
        source="OpenStreetMap " + ", ".join(f"relation/{each}" for each in relations),
    )


def _apart(lines: list[Line]) -> list[Line]:
    """Return lines of which no two have one name: those that had, say their relations."""
    uses = Counter(line.name for line in lines)
    return [
        replace(line, name=f"{line.name} ({line.source.removeprefix('OpenStreetMap ')})")
        if uses[line.name] > 1
        else line
        for line in lines
    ]


def _can_run(rail: RailNetwork, line: Line, notices: Notices) -> bool:
    """Say whether the trains of a line find their way."""
    try:
        line_times(rail, line, TrainSettings())
    except MobilityError as error:
        notices.add(
            "route-not-runnable",
            "the trains of a route find no way; left out",
            str(error),
            count=1 + line.both_ways,
        )
        return False
    return True
