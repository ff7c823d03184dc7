"""What a notebook shows of the report of a network: figures, with the long parts folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.html_tables import html_facts, html_folded, html_table
from kraftcenter_mobility.notices import Notices

if TYPE_CHECKING:
    from .rails.report import RailReport
    from .report import BuildReport
    from .transit_report import FeedReport, TransitReport

__all__ = ["report_html"]


def report_html(report: BuildReport) -> str:
    """Return the report of a network as tables for a notebook.

    Parameters
    ----------
    report : BuildReport
        The report.

    Returns
    -------
    str
        HTML, with what is long folded.
    """
    skipped = sum(report.restrictions_skipped.values())
    facts = (
        ("data", report.source or "unnamed"),
        ("as of", report.timestamp),
        ("roads", f"{report.road_km:,.1f} km in {report.n_ways:,} ways"),
        ("graph", f"{report.n_nodes:,} nodes, {report.n_edges:,} directed edges"),
        (
            "turns",
            f"{report.n_turns:,}, {report.restrictions_used:,} restrictions ({skipped} not used)",
        ),
        ("limit signed", f"{report.tagged_speed_share:.0%} of the km for cars"),
        ("built-up", f"{report.built_up_share:.0%} of all km"),
        ("places", ", ".join(f"{n:,} {kind}" for kind, n in report.places.items()) or "none"),
    )
    parts = [html_facts("Network report", facts), _modes(report), _classes(report)]
    if report.notices:
        odd = Notices.from_records(report.notices)
        parts.append(html_folded(f"odd, but used: {len(odd)}", odd._repr_html_()))
    parts += [_rails(report.rail)] if report.rail is not None else []
    parts += [_transit(report.transit)] if report.transit is not None else []
    return "".join(parts)


def _modes(report: BuildReport) -> str:
    """Return how much of the network each mode has."""
    rows = [
        (mode, f"{km:,.1f}", f"{report.islands_by_mode[mode]:,}")
        for mode, km in report.km_by_mode.items()
    ]
    return html_table("", ("mode", "km connected", "islands"), rows)


def _classes(report: BuildReport) -> str:
    """Return the length of every class of road, folded."""
    longest = sorted(report.km_by_class.items(), key=lambda item: -item[1])
    rows = [(name, f"{km:,.1f}") for name, km in longest]
    return html_folded("km by class of road", html_table("", ("class", "km"), rows))


def _rails(rail: RailReport) -> str:
    """Return what the railway consists of, folded."""
    facts = (
        ("tracks", f"{rail.track_km:,.1f} km on {rail.n_tracks:,} tracks"),
        ("electrified", f"{rail.electrified_share:.0%} of main tracks"),
        ("line speed tagged", f"{rail.limit_known_share:.0%} of main tracks"),
        ("parts", f"{rail.n_parts:,}, {rail.largest_part_share:.1%} in the largest"),
        ("stations", f"{rail.n_stations:,}, {rail.stations_joined:,} on tracks"),
        ("routes", f"{rail.n_routes:,}, {len(rail.routes_with_gaps):,} with gaps"),
    )
    gaps = "\n".join(f"{name}: {why}" for name, why in rail.routes_with_gaps.items())
    head = f"railway: {rail.track_km:,.0f} km, {rail.n_stations:,} stations"
    return html_folded(head, html_facts("", facts, footer=gaps))


def _transit(transit: TransitReport) -> str:
    """Return what runs, folded."""
    lines = html_table("", ("line", "runs"), list(transit.lines.items())) if transit.lines else ""
    feed = "" if transit.feed is None else _feed(transit.feed)
    count = len(transit.lines)
    what = f"{count:,} line{'s' * (count != 1)} over the tracks" if count else "published timetable"
    return html_folded(what, lines + feed)


def _feed(feed: FeedReport) -> str:
    """Return what published timetables hold."""
    facts = (
        ("feeds", ", ".join(feed.names)),
        ("dates", f"{feed.first_date} to {feed.last_date}" if feed.first_date else "none"),
        ("time zone", feed.timezone),
        ("stops", f"{feed.n_stops:,}"),
        ("trips", f"{feed.n_trips:,}, with {feed.n_calls:,} calls"),
        ("lines", ", ".join(f"{count:,} {kind}" for kind, count in feed.lines_by_kind.items())),
    )
    odd = Notices.from_records(feed.notices)._repr_html_() if feed.notices else ""
    return html_facts("Published timetable", facts) + odd
