"""The departures of a line's services in both directions."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from kraftcenter_mobility.networks.clock import clock_text
from kraftcenter_mobility.networks.trains.turning import layover_s
from kraftcenter_mobility.notices import Notices

from .phases import phases, service_key
from .services import ClockFace, Headway

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import IntArray
    from kraftcenter_mobility._kernels.raptor import I32Array
    from kraftcenter_mobility.networks.trains.settings import TrainSettings

    from .lines import Line
    from .services import Service

__all__ = [
    "CallTimes",
    "NamedService",
    "call_offsets",
    "departures_of",
    "line_notices",
    "services_of",
    "trip_ids",
]

MINUTE_S = 60


class CallTimes(Protocol):
    """What is needed of a line's times in one direction."""

    @property
    def station(self) -> IntArray:
        """The stations it calls at, which are stops here. Shape (n_calls,)."""

    @property
    def run_s(self) -> IntArray:
        """Whole seconds between calls. Shape (n_calls - 1,)."""

    @property
    def dwell_s(self) -> IntArray:
        """Whole seconds at each call, zero at the ends. Shape (n_calls,)."""


class NamedService(NamedTuple):
    """A service of one direction, with the name its minutes are drawn by."""

    direction: str
    """Either "there" or "back"."""

    number: int
    """Which of the direction's services it is."""

    service: Service
    key: str
    begin_s: float
    """What the line adds to the service's departures: the turn-round of trains that come back."""


def line_notices(lines: Sequence[Line]) -> Notices:
    """Count what is odd about lines, but can run.

    Parameters
    ----------
    lines : sequence of Line
        The lines.

    Returns
    -------
    Notices
        Services whose headway is longer than their span: they run once.
    """
    notices = Notices()
    for line in lines:
        for service in (*line.there, *(line.back or ())):
            if isinstance(service, ClockFace) and len(service.departures_s()) == 1:
                notices.add(
                    "service-runs-once",
                    "the headway is longer than the span of the service, which runs once",
                    f"line {line.name!r}: every {service.headway_s:g} s from {service.first} to "
                    f"{service.last}",
                )
    return notices


def services_of(line: Line, there: CallTimes, *, settings: TrainSettings) -> list[NamedService]:
    """Return the services of a line in both directions.

    Where the line says nothing of the way back, trains come back as they went: a clock-face
    service leaves the far end at the minute, rounded up, at which a train has arrived and
    turned round or charged, all through the same span; each train of a timetable comes back
    by itself; and the minutes of a headway service are drawn by themselves.

    Parameters
    ----------
    line : Line
        The line.
    there : CallTimes
        Its times from the first station to the last.
    settings : TrainSettings
        With the time that trains take to turn round.

    Returns
    -------
    list of NamedService
        Those there, then those back.
    """
    found = [
        NamedService("there", number, service, _key(line, "there", number), 0.0)
        for number, service in enumerate(line.there)
    ]
    mirrored = line.back is None
    run_s = float(there.run_s.sum() + there.dwell_s.sum())
    journey_s = run_s + layover_s(line.stock, settings) if mirrored else 0.0
    for number, service in enumerate(line.there if line.back is None else line.back):
        begin_s = _turned_s(service, journey_s) if mirrored else 0.0
        found.append(NamedService("back", number, service, _key(line, "back", number), begin_s))
    return found


def _key(line: Line, direction: str, number: int) -> str:
    """Return the name by which the minutes of one of a line's services are drawn."""
    return service_key(line.name, direction, number, drawn_as=line.drawn_as)


def _turned_s(service: Service, journey_s: float) -> float:
    """Return how much later than there the departures back are."""
    if isinstance(service, Headway):
        return 0.0
    whole_s = ceil(journey_s / MINUTE_S) * MINUTE_S
    return whole_s % service.headway_s if isinstance(service, ClockFace) else float(whole_s)


def departures_of(named: NamedService, *, draw: int) -> I32Array:
    """Return the departures of a service, in whole service-day seconds, ascending.

    Parameters
    ----------
    named : NamedService
        The service.
    draw : int
        Which draw of its minutes, if it has none.

    Returns
    -------
    I32Array
        Shape (n_departures,).
    """
    service = named.service
    if isinstance(service, Headway):
        times_s = service.departures_s(float(phases([named.key], draw)[0, 0]))
    elif isinstance(service, ClockFace):
        times_s = service.departures_s(begin_s=named.begin_s)
    else:
        times_s = [time_s + named.begin_s for time_s in service.departures_s()]
    return np.floor(np.array(times_s, dtype=np.float64)).astype(np.int32)


def call_offsets(call_times: CallTimes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when a train arrives at each call and leaves it, in seconds after it set out.

    Parameters
    ----------
    call_times : CallTimes
        Of one direction.

    Returns
    -------
    tuple of numpy.ndarray
        Arrivals and departures, equal at both ends. Shape of each: (n_calls,).
    """
    run_s = np.asarray(call_times.run_s, dtype=np.int64)
    dwell_s = np.asarray(call_times.dwell_s, dtype=np.int64).copy()
    dwell_s[[0, -1]] = 0
    departure_s = np.cumsum(np.concatenate(([0], run_s + dwell_s[1:])))
    return departure_s - dwell_s, departure_s


def trip_ids(line: Line, named: NamedService, departure_s: I32Array) -> list[str]:
    """Return the ids of the trips of a service, such as "29 there 07:10".

    Parameters
    ----------
    line : Line
        The line.
    named : NamedService
        Which of its services.
    departure_s : I32Array
        The departures from the first station. Shape (n_departures,).

    Returns
    -------
    list of str
        One per departure; the second service of a direction says so.
    """
    number = f" ({named.number + 1})" if named.number else ""
    return [
        f"{line.name} {named.direction} {clock_text(time_s)}{number}"
        for time_s in departure_s.tolist()
    ]
