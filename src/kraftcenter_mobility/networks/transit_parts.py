"""What public transport may be made of: tracks, lines, a feed and settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import TimetableError
from kraftcenter_mobility.locations import listed

from .rails.network import RailNetwork
from .timetables.lines import Line
from .trains.settings import TrainSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .public_transport import PublicTransport

__all__ = ["check_parts", "lines_among", "refuse_namesakes"]


def check_parts(transit: PublicTransport) -> None:
    """Refuse tracks, feeds and settings that are none.

    Raises
    ------
    TimetableError
        If one is of the wrong kind; the message says what to give.
    """
    from .timetables.feed import Feed

    wanted = (
        ("rail", RailNetwork, "a RailNetwork, such as RailNetwork.empty()"),
        ("feed", Feed | None, "a Feed, such as read_gtfs(path), or None"),
        ("settings", TrainSettings, "TrainSettings"),
    )
    for name, kind, give in wanted:
        value = getattr(transit, name)
        if not isinstance(value, kind):
            raise TimetableError(f"{name} must be {give}, got {value!r:.60}")


def lines_among(given: object) -> tuple[Line, ...]:
    """Return lines, of which one may stand alone.

    Raises
    ------
    TimetableError
        If something else is among them.
    """
    if isinstance(given, Line):
        return (given,)
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise TimetableError(f"lines must be several Line, got {given!r:.60}")
    lines = tuple(given)
    odd = [line for line in lines if not isinstance(line, Line)]
    if odd:
        raise TimetableError(f"lines must be of the kind Line, got {odd[0]!r:.60} among them")
    return lines


def refuse_namesakes(lines: Sequence[Line]) -> None:
    """Refuse two lines of one name.

    Raises
    ------
    TimetableError
        If there are any.
    """
    count = Counter(line.name for line in lines)
    twice = sorted(name for name, times in count.items() if times > 1)
    if twice:
        raise TimetableError(
            f"{len(twice)} names of lines occur twice: {listed(twice)}; names tell lines "
            f"apart, so give each its own"
        )
