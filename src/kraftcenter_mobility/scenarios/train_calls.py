"""When the trains of a line call where, after the first departure, and what changes in that."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.rails.network import RailNetwork
    from kraftcenter_mobility.networks.timetables.directions import NamedService
    from kraftcenter_mobility.networks.timetables.lines import Line
    from kraftcenter_mobility.networks.trains.line_times import LineTimes

__all__ = ["BACK", "THERE", "Calls", "call_times", "named_services"]

THERE, BACK = "there", "back"


class Calls(NamedTuple):
    """The calls of one direction of a line; none where no train runs that way."""

    direction: str
    station: tuple[str, ...]
    """Ids of the stations."""

    arrival_s: tuple[int, ...]
    """Seconds after the first departure."""

    departure_s: tuple[int, ...]

    @property
    def total_s(self) -> int:
        """From the first departure to the last arrival, in seconds."""
        return self.arrival_s[-1]

    def common(self, other: Calls) -> list[tuple[int, int]]:
        """Return the calls that both have in one order, by their numbers in either."""
        matcher = SequenceMatcher(None, self.station, other.station, autojunk=False)
        return [
            (block.a + at, block.b + at)
            for block in matcher.get_matching_blocks()
            for at in range(block.size)
        ]

    def changes_s(self, other: Calls) -> Iterator[int]:
        """Yield by how much later the other's trains arrive at the calls that both have.

        Counted from the departure at the first of these.
        """
        common = self.common(other)
        for mine, its in common[1:]:
            begin = common[0]
            before_s = self.arrival_s[mine] - self.departure_s[begin[0]]
            yield other.arrival_s[its] - other.departure_s[begin[1]] - before_s


def call_times(transit: PublicTransport, line: Line) -> tuple[Calls, Calls]:
    """Return the calls of a line there and back.

    Raises
    ------
    RailError
        If its trains cannot run.
    """
    there, back = transit.line_times(line)
    return _calls(transit.rail, there, THERE), _calls(transit.rail, back, BACK)


def named_services(transit: PublicTransport, line: Line) -> list[NamedService]:
    """Return the services of a line there and back, also where those back follow from others.

    Raises
    ------
    RailError
        If its trains cannot run.
    """
    from kraftcenter_mobility.networks.timetables.directions import services_of

    return services_of(line, transit.line_times(line)[0], settings=transit.settings)


def _calls(rail: RailNetwork, times: LineTimes, direction: str) -> Calls:
    """Return the calls of one direction with clock times after the first departure."""
    arrivals, departures, now_s = [], [], 0
    for at in range(times.station.size):
        now_s += int(times.run_s[at - 1]) if at else 0
        arrivals.append(now_s)
        now_s += int(times.dwell_s[at])
        departures.append(now_s)
    ids = tuple(rail.station_id[at] for at in times.station)
    return Calls(direction, ids, tuple(arrivals), tuple(departures))
