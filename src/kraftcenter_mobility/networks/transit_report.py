"""What public transport a network holds: its lines, and the feeds beside them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import TimetableError

if TYPE_CHECKING:
    from .public_transport import PublicTransport
    from .timetables.feed import Feed

__all__ = ["FeedReport", "TransitReport", "transit_report"]

SHOWN = 30
"""Lines that are listed on the page; all are among the plain values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """What the published timetables of a network hold."""

    names: list[str]
    timezone: str
    first_date: str
    """ISO 8601, such as "2026-03-10"; empty if no trip runs on any date."""

    last_date: str
    n_stops: int
    n_trips: int
    n_calls: int
    n_shapes: int
    lines_by_kind: dict[str, int]
    """How many lines are buses, trains and so on, the commonest first."""

    notices: list[dict[str, object]] = field(repr=False)
    """Everything odd that was met: code, meaning, count, examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitReport:
    """What runs over the tracks and beside them."""

    lines: dict[str, str]
    """Of each line over the tracks, by name: where it runs, and how often."""

    feed: FeedReport | None

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, ready for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the report as a page to read."""
        more = len(self.lines) - SHOWN
        lines = [f"Public transport: {_counted(len(self.lines), 'line')} over the tracks"]
        lines += [f"  {name}: {what}" for name, what in [*self.lines.items()][:SHOWN]]
        lines += [f"  and {more:,} more"] if more > 0 else []
        feed = self.feed
        if feed is None:
            return "\n".join(lines)
        dates = f"{feed.first_date} to {feed.last_date}" if feed.first_date else "no date"
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in feed.lines_by_kind.items())
        lines += [
            f"Published timetable: {' | '.join(feed.names)}, {dates}, {feed.timezone}",
            "  "
            + ", ".join(
                _counted(count, what)
                for count, what in (
                    (feed.n_stops, "stop"),
                    (feed.n_trips, "trip"),
                    (feed.n_calls, "call"),
                    (feed.n_shapes, "drawn shape"),
                )
            ),
            f"  lines: {kinds}",
        ]
        lines += [f"{r['count']:>8,}  {r['code']}: {r['meaning']}" for r in feed.notices]
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Return the page as well: it is what one wants to see of a report."""
        return str(self)


def _counted(count: int, what: str) -> str:
    """Return a number of things, in the singular if it is one."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def transit_report(transit: PublicTransport) -> TransitReport | None:
    """Return the report of what runs, or None if nothing does."""
    if not transit:
        return None
    return TransitReport(
        lines={line.name: repr(line).partition(f"{line.name!r}: ")[2] for line in transit.lines},
        feed=None if transit.feed is None else _feed_report(transit.feed),
    )


def _feed_report(feed: Feed) -> FeedReport:
    """Return the report of a feed."""
    from collections import Counter

    try:
        first, last = map(str, feed.span)
    except TimetableError:
        first, last = "", ""
    return FeedReport(
        names=list(feed.names),
        timezone=feed.timezone,
        first_date=first,
        last_date=last,
        n_stops=len(feed.stops.stop_id),
        n_trips=feed.n_trips,
        n_calls=feed.schedule.stop.size,
        n_shapes=feed.shapes.n_shapes,
        lines_by_kind=dict(Counter(line.kind for line in feed.lines).most_common()),
        notices=feed.notices.to_records(),
    )
