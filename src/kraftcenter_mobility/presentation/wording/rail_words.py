"""Edits of tracks, stations and services as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .edit_texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.scenarios.accounts import Account

__all__ = ["RAIL_SENTENCES"]

SECONDS_PER_HOUR = 3600.0


def _line_speed(words: Words, edit: Any) -> str:
    """Return what a SetLineSpeed does."""
    key = "line_speed" if edit.limit_kmh is not None else "line_speed_factor"
    value = edit.limit_kmh if edit.limit_kmh is not None else edit.limit_factor
    return words.say(TEXTS, key, value=_amount(words, value), where=_tracks(words, edit))


def _electrify(words: Words, edit: Any) -> str:
    """Return what an Electrify does."""
    key = "electrify" if edit.voltage_kv else "electrify_down"
    value = _amount(words, edit.voltage_kv)
    return words.say(TEXTS, key, value=value, where=_tracks(words, edit))


def _track(words: Words, edit: Any) -> str:
    """Return what an AddTrack does."""
    where = _tracks(words, edit) or words.say(TEXTS, "drawn_line")
    if edit.doubled:
        count = words.say(TEXTS, "one_track")
        if edit.tracks != 1:
            count = words.say(TEXTS, "more_tracks", count=edit.tracks)
        return words.say(TEXTS, "double", count=count, where=where)
    if edit.way_ids:
        return words.say(TEXTS, "new_tracks_ways", where=where)
    called = f" ({edit.name})" if edit.name else ""
    value = _amount(words, edit.limit_kmh)
    return words.say(TEXTS, "new_track", called=called, where=where, value=value)


def _new_station(words: Words, edit: Any) -> str:
    """Return what an AddStation does."""
    key = "new_halt" if edit.halt else "new_station"
    return words.say(TEXTS, key, station=edit.name, lines=_lines(words, edit.lines))


def _call(words: Words, edit: Any) -> str:
    """Return what a CallAt does."""
    return words.say(TEXTS, "call", station=edit.station, lines=_lines(words, edit.lines))


def _no_call(words: Words, edit: Any) -> str:
    """Return what a CloseStation does."""
    return words.say(TEXTS, "no_call", station=edit.station, lines=_lines(words, edit.lines))


def _dwell(words: Words, edit: Any) -> str:
    """Return what a SetDwell does."""
    value, lines = _amount(words, edit.dwell_s), _lines(words, edit.lines)
    return words.say(TEXTS, "dwell", station=edit.station, value=value, lines=lines)


def _headway(words: Words, edit: Any) -> str:
    """Return what a SetHeadway does."""
    span, every = _span(words, edit), _every(words, edit.headway_s)
    return words.say(TEXTS, "headway", line=edit.line, every=every, span=span)


def _add_line(words: Words, edit: Any) -> str:
    """Return what an AddLine does."""
    ends = {"line": edit.name, "begin": edit.stations[0], "end": edit.stations[-1]}
    if edit.headway_s is None:
        return words.say(TEXTS, "add_line_at", count=len(edit.departures), **ends)
    every = _every(words, edit.headway_s)
    return words.say(TEXTS, "add_line", every=every, span=_span(words, edit), **ends)


def _remove_line(words: Words, edit: Any) -> str:
    """Return what a RemoveLine does."""
    return words.say(TEXTS, "remove_line", line=edit.line)


def _stock(words: Words, edit: Any) -> str:
    """Return what a SetRollingStock does."""
    name = edit.stock if isinstance(edit.stock, str) else edit.stock.name
    lines = ", ".join(edit.lines) or words.say(TEXTS, "all_lines")
    return words.say(TEXTS, "stock", stock=name, lines=lines)


def _tracks(words: Words, edit: Any) -> str:
    """Return which tracks are meant."""
    parts = []
    if edit.from_station:
        ends = {"begin": edit.from_station, "end": edit.to_station}
        parts.append(words.say(TEXTS, "between", **ends))
    if edit.from_km is not None or edit.to_km is not None:
        end = words.say(TEXTS, "the_end") if edit.to_km is None else _amount(words, edit.to_km)
        begin = _amount(words, edit.from_km or 0.0)
        parts.append(words.say(TEXTS, "from_km", begin=begin, end=end))
    if edit.line_name:
        parts.append(edit.line_name)
    if edit.way_ids:
        parts.append(words.say(TEXTS, "track_ways", count=len(edit.way_ids)))
    if edit.direction != "both":
        parts.append(words.say(TEXTS, f"track_{edit.direction}"))
    return ", ".join(parts)


def _every(words: Words, headway_s: float) -> str:
    """Return how often trains run."""
    if headway_s == SECONDS_PER_HOUR:
        return words.say(TEXTS, "every_hour")
    return words.say(TEXTS, "every", value=_amount(words, headway_s / SECONDS_PER_MINUTE))


def _span(words: Words, edit: Any) -> str:
    """Return from when to when a line runs, as far as the edit says."""
    first = words.say(TEXTS, "from_first", first=edit.first) if edit.first else ""
    return first + (words.say(TEXTS, "to_last", last=edit.last) if edit.last else "")


def _lines(words: Words, lines: Iterable[str]) -> str:
    """Return the lines that an edit names, in brackets; nothing for all."""
    names = list(lines)
    return words.say(TEXTS, "of_lines", lines=", ".join(names)) if names else ""


def _amount(words: Words, value: float) -> str:
    """Return a number with as many decimals as it has, up to two."""
    digits = next((n for n in (0, 1) if round(value, n) == value), 2)
    return words.number(value, digits)


def _plain(told: Callable[[Words, Any], str]) -> Callable[[Words, Any, Account], str]:
    """Return a sentence that does not need the account."""

    def sentence(words: Words, edit: Any, account: Account) -> str:
        del account
        return told(words, edit)

    return sentence


RAIL_SENTENCES: dict[str, Callable[[Words, Any, Account], str]] = {
    "SetLineSpeed": _plain(_line_speed),
    "Electrify": _plain(_electrify),
    "AddTrack": _plain(_track),
    "AddStation": _plain(_new_station),
    "CallAt": _plain(_call),
    "CloseStation": _plain(_no_call),
    "SetDwell": _plain(_dwell),
    "SetHeadway": _plain(_headway),
    "AddLine": _plain(_add_line),
    "RemoveLine": _plain(_remove_line),
    "SetRollingStock": _plain(_stock),
}
