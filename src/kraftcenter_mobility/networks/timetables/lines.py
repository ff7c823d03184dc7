"""Lines as a planner gives them: where they call, with which trains, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn

from kraftcenter_mobility.arguments import check_count
from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.networks.trains.figures import is_finite
from kraftcenter_mobility.networks.trains.rolling_stock import RollingStock, rolling_stock
from kraftcenter_mobility.networks.trains.supplements import Supplement

from .service_days import DAYS
from .services import ClockFace, Departures, Headway, Service

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ClockFace", "Departures", "Headway", "Line", "Service", "numbered"]

EXAMPLES = {
    "stations": '("Herning", "Skjern")',
    "passes": '("Kibæk",)',
    "days": '("mon", "tue")',
}
"""What the fields that hold several names look like, for messages."""

LONGEST_DWELL_S, LONGEST_RUN_S = 7200, 86_400
"""More is a slip of the pen, such as milliseconds."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Line:
    """A line over tracks, and the services on it.

    Lists are kept as tuples, so that a line can be compared, hashed, and changed with
    :func:`dataclasses.replace`.

    Parameters
    ----------
    name : str
        What the line is called; the minutes of a headway service are drawn by it.
    stations : tuple of str
        Ids or names of rail stations in order, those passed without a call included.
    passes : tuple of str
        Which of `stations` it does not call at; never the first or the last.
    stock : RollingStock or str, optional
        The trains, or what the region's are called, such as "LINT 41". Needed unless `run_s` is
        given.
    there : tuple of Service
        The services from the first station to the last; one alone may stand without a tuple.
    back : tuple of Service, optional
        The services from the last station to the first. None runs trains back as they come:
        as often, over the same part of the day. An empty tuple is a line one way only.
    run_s : tuple of float
        Running times between consecutive calls in seconds, the same both ways, instead of
        those computed from the tracks.
    dwell_s : mapping or tuple of pairs
        Seconds that trains stand at a station, by its name in `stations`, instead of the rule.
    supplement : Supplement, optional
        The line's own running time supplement.
    days : tuple of str
        On which days it runs, of "mon" to "sun".
    number, operator : str
        Shown to passengers.
    source, confidence : str
        Where the line is known from, and how well.
    drawn_as : int, optional
        The number by which the minutes of headway services are drawn, see :func:`numbered`;
        without one they are drawn by the line's name.

    Raises
    ------
    TimetableError
        If the line cannot run: the message names it, what is wrong, and what to give.
    RailError
        If `stock` is the name of no train.

    Examples
    --------
    >>> Line(
    ...     name="Herning-Skjern",
    ...     stations=("Herning", "Studsgård", "Kibæk", "Troldhede", "Borris", "Skjern"),
    ...     passes=("Studsgård",),
    ...     run_s=(660, 480, 420, 540),
    ...     there=(ClockFace(headway_s=3600, first="05:12", last="23:12"),),
    ... )
    Line 'Herning-Skjern': Herning - Skjern, 5 calls, every 60 min 05:12-23:12, and back
    """

    name: str
    stations: tuple[str, ...]
    there: tuple[Service, ...]
    back: tuple[Service, ...] | None = None
    passes: tuple[str, ...] = ()
    stock: RollingStock | None = None
    run_s: tuple[float, ...] = ()
    dwell_s: Mapping[str, float] | tuple[tuple[str, float], ...] = ()
    supplement: Supplement | None = None
    days: tuple[str, ...] = DAYS
    number: str = ""
    operator: str = ""
    source: str = ""
    confidence: str = ""
    drawn_as: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        """Keep lists as tuples, and refuse what cannot run."""
        if not isinstance(self.name, str) or not self.name.strip():
            raise TimetableError(f"a line must have a name, got {self.name!r:.60}")
        for name, example in EXAMPLES.items():
            self._keep(name, self._texts(name, example))
        self._check_trains()
        self._keep("there", self._services(self.there, "there"))
        if self.back is not None:
            self._keep("back", self._services(self.back, "back"))
        self._keep("dwell_s", self._dwell_pairs())
        self._keep("run_s", self._several("run_s", "(600, 300)"))
        self._check_stations()
        self._check_times()
        self._check_days()
        if self.drawn_as is not None:
            check_count("drawn_as", self.drawn_as, least=0)
        if not self.there and not self.back:
            self._refuse("has no service; give there=..., such as ClockFace(headway_s=3600)")

    @property
    def calls(self) -> tuple[int, ...]:
        """Which positions of `stations` it calls at, in order."""
        passed = set(self.passes)
        return tuple(k for k, station in enumerate(self.stations) if station not in passed)

    @property
    def both_ways(self) -> bool:
        """Whether trains run back, too."""
        return self.back is None or bool(self.back)

    @property
    def dwells(self) -> dict[str, float]:
        """The given dwell times in seconds, by station."""
        return dict(self.dwell_s)

    def __repr__(self) -> str:
        """Say where it runs and how often."""
        back = ", and back" if self.both_ways else ", one way"
        services = ", ".join(_service_text(service) for service in self.there or self.back or ())
        return (
            f"Line {self.name!r}: {self.stations[0]} - {self.stations[-1]}, "
            f"{len(self.calls)} calls, {services}{back}"
        )

    def _repr_html_(self) -> str:
        """Return where it runs, how often and with what, as a table for a notebook."""
        from kraftcenter_mobility.html_tables import html_facts

        ways = {"there": self.there, "back": self.there if self.back is None else self.back}
        facts = (
            ("calls", " \N{EN DASH} ".join(self.stations[k] for k in self.calls)),
            ("passes", ", ".join(self.passes)),
            *((way, ", ".join(map(_service_text, each)) or "none") for way, each in ways.items()),
            ("days", "" if self.days == DAYS else ", ".join(self.days)),
            ("train", "" if self.stock is None else self.stock.name),
            ("operator", self.operator),
            ("source", " ".join(filter(None, (self.source, self.confidence)))),
        )
        return html_facts(f"Line {self.name}", facts)

    def _keep(self, field: str, value: object) -> None:
        """Set a field to what it comes to."""
        object.__setattr__(self, field, value)

    def _refuse(self, fault: str) -> NoReturn:
        """Raise the line's error."""
        raise TimetableError(f"line {self.name!r} {fault}")

    def _several(self, name: str, example: str) -> tuple[Any, ...]:
        """Return a field as a tuple."""
        value = getattr(self, name)
        if isinstance(value, str) or not isinstance(value, Iterable):
            self._refuse(f"has {name}={value!r:.60}; give several, such as {example}")
        return tuple(value)

    def _texts(self, name: str, example: str) -> tuple[str, ...]:
        """Return a field as a tuple of texts."""
        texts = self._several(name, example)
        odd = [text for text in texts if not isinstance(text, str) or not text.strip()]
        if odd:
            self._refuse(f"has {odd[0]!r:.60} among its {name}, which must be names")
        return texts

    def _services(self, given: object, field: str) -> tuple[Service, ...]:
        """Return the services of one direction as a tuple."""
        alone = not isinstance(given, tuple | list)
        services = (given,) if alone else tuple(given)  # type: ignore[arg-type]
        for service in services:
            if not isinstance(service, ClockFace | Headway | Departures):
                self._refuse(
                    f"has {service!r:.60} as a service {field}; give a ClockFace, a Headway "
                    f"or Departures"
                )
        return services  # type: ignore[return-value]

    def _dwell_pairs(self) -> tuple[tuple[str, float], ...]:
        """Return the given dwell times, sorted by station."""
        try:
            pairs = dict(self.dwell_s)
        except (TypeError, ValueError):
            self._refuse(f"has dwell_s={self.dwell_s!r:.60}; give seconds by station, {{'A': 60}}")
        for station, dwell_s in pairs.items():
            if station not in self.stations:
                self._refuse(f"has a dwell time at {station!r}, which is none of its stations")
            if not is_finite(dwell_s) or not 0 <= dwell_s <= LONGEST_DWELL_S:
                self._refuse(
                    f"stands {dwell_s!r} s at {station!r}; give seconds from zero to "
                    f"{LONGEST_DWELL_S:,}"
                )
        return tuple(sorted(pairs.items()))

    def _check_trains(self) -> None:
        """Look trains up by their name, and refuse what are none."""
        if isinstance(self.stock, str):
            self._keep("stock", rolling_stock(self.stock))
        for name, kind in (("stock", RollingStock), ("supplement", Supplement)):
            value = getattr(self, name)
            if not isinstance(value, kind | None):
                self._refuse(f"has {name}={value!r:.60}; give a {kind.__name__}, or None")

    def _check_stations(self) -> None:
        """Refuse lists of stations that are no way."""
        for here, there in zip(self.stations, self.stations[1:], strict=False):
            if here == there:
                self._refuse(f"names the station {here!r} twice in a row; name it once")
        for station in self.passes:
            if station not in self.stations:
                self._refuse(f"passes {station!r}, which is none of its stations; name it in both")
            if station in (self.stations[0], self.stations[-1]):
                self._refuse(
                    f"passes {station!r}, where it begins or ends; shorten stations instead"
                )
        if len(self.calls) < 2:  # noqa: PLR2004
            self._refuse(f"calls at {len(self.calls)} station(s); it needs two at least")

    def _check_times(self) -> None:
        """Refuse running times that are missing, too many, or not above zero."""
        if not self.run_s:
            if self.stock is None:
                self._refuse("has neither rolling stock nor running times; give stock or run_s")
            return
        if len(self.run_s) != len(self.calls) - 1:
            self._refuse(
                f"has {len(self.run_s)} running times for {len(self.calls)} calls; run_s must hold "
                f"{len(self.calls) - 1}, one between each call and the next"
            )
        for run_s in self.run_s:
            if not is_finite(run_s) or not 0 < run_s <= LONGEST_RUN_S:
                self._refuse(
                    f"has a running time of {run_s!r}; give seconds above zero, a day at most"
                )

    def _check_days(self) -> None:
        """Refuse days that are none."""
        for day in self.days:
            if day not in DAYS:
                self._refuse(f"runs on {day!r}, which is no day; days are {', '.join(DAYS)}")
        if not self.days:
            self._refuse("runs on no day; leave the line out, or give days")
        self._keep("days", tuple(day for day in DAYS if day in self.days))


def numbered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines with the numbers by which their minutes are drawn, unless some have them.

    The lines that a network begins with are numbered, and keep their numbers through every
    edit. Those that a scenario adds have none, and are drawn by their names. So the minutes of
    no line depend on what a scenario does to others.

    Parameters
    ----------
    lines : iterable of Line
        The lines of a network.

    Returns
    -------
    tuple of Line
        In the same order; as they were if any of them has a number.
    """
    lines = tuple(lines)
    if any(line.drawn_as is not None for line in lines):
        return lines
    return tuple(replace(line, drawn_as=number) for number, line in enumerate(lines))


def _service_text(service: Service) -> str:
    """Say how often a service runs."""
    if isinstance(service, Departures):
        return f"{len(service.at)} departures"
    drawn = " (minutes drawn)" if isinstance(service, Headway) else ""
    return f"every {service.headway_s / 60:g} min {service.first}-{service.last}{drawn}"
