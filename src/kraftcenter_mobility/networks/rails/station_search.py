"""Stations by whatever they are called."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import RailError

if TYPE_CHECKING:
    from .network import RailNetwork

__all__ = ["find_station"]

NEAR_MISSES = 3
SHORTEST = 0.75
"""What is much shorter than a word that was given, such as the code of a station, is not meant."""

SHOWN = 8


def find_station(rail: RailNetwork, name: str | int) -> int:
    """Return the index of a station by its id, name, UIC number or OpenStreetMap object.

    Raises
    ------
    RailError
        If there is no such station, naming the nearest to it, or several have the name.
    """
    wanted = str(name).strip()
    exact, by_word = rail.memory.get("station names", lambda: _index(rail))
    if wanted in exact:
        return exact[wanted]
    found = by_word.get(wanted.casefold(), ())
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(repr(rail.station_id[index]) for index in found[:SHOWN])
        raise RailError(f"{len(found)} stations are called {wanted!r}; say which by its id: {ids}")
    raise RailError(_unknown(rail, wanted, tuple(by_word)))


def _index(rail: RailNetwork) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Return the stations by id, and by every word they answer to, in lower case."""
    exact = {station: index for index, station in enumerate(rail.station_id)}
    by_word: dict[str, tuple[int, ...]] = {}
    for index, (station, name) in enumerate(zip(rail.station_id, rail.station_name, strict=True)):
        for word in {w.casefold() for w in (station, name) if w}:
            by_word[word] = (*by_word.get(word, ()), index)
    others: dict[str, tuple[int, ...]] = {}
    for station, aliases in rail.station_aliases.items():
        for word in {alias.casefold() for alias in aliases if station in exact}:
            others[word] = (*others.get(word, ()), exact[station])
    return exact, others | by_word


def _unknown(rail: RailNetwork, wanted: str, words: tuple[str, ...]) -> str:
    """Return what to say of a station that is not there."""
    if rail.n_stations == 0:
        return f"there is no station {wanted!r}: the network has no stations at all"
    names = {word.casefold(): word for word in (*rail.station_name, *rail.station_id) if word}
    word = wanted.casefold()
    like = [each for each in words if len(each) >= SHORTEST * len(word)]
    close = get_close_matches(word, like, n=NEAR_MISSES)
    if close:
        meant = " or ".join(repr(names.get(each, each)) for each in close)
        return f"there is no station {wanted!r}; is {meant} meant?"
    some = ", ".join(repr(name) for name in sorted(filter(None, rail.station_name))[:SHOWN])
    return f"there is no station {wanted!r} among the {rail.n_stations}: {some}, ..."
