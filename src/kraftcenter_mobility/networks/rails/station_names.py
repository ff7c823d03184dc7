"""What stations are called: one id each that stays, and everything else they answer to."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kraftcenter_mobility.osm.tag_values import tag_value

from .station_groups import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .station_groups import Station

__all__ = ["station_aliases", "station_ids"]

CODE = re.compile(r"[^\W\d_][\w -]*")
"""A station's code begins with a letter; a number is that of a track."""

OTHER_NAMES = ("alt_name", "official_name", "short_name", "uic_name", "loc_name", "name:da")
NUMBERS = ("uic_ref", "railway:ref", "ref", "ref:IFOPT")


def station_ids(stations: Sequence[Station]) -> tuple[str, ...]:
    """Return one id for each station.

    It is the station's code (``railway:ref`` or ``ref``) if no other has it, else its UIC
    number, else the type and number of the OpenStreetMap object.
    """
    said = [_codes(station) for station in stations]
    uses = Counter(code for codes in said for code in set(codes))
    ids: dict[str, None] = {}
    for codes, station in zip(said, stations, strict=True):
        name = next((code for code in codes if uses[code] == 1), _osm_name(station))
        while name in ids:  # the data hold one object twice, under two names
            name += "'"
        ids[name] = None
    return tuple(ids)


def _codes(station: Station) -> list[str]:
    """Return the codes that a station may go by, the best first."""
    codes = [station.said(key).strip() for key in ("railway:ref", "ref")]
    good = [code for code in codes if CODE.fullmatch(code)]
    uic = station.said("uic_ref").strip()
    return [*good, uic] if uic.isdecimal() else good


def _osm_name(station: Station) -> str:
    """Return the type and number of the object that a station is in the data."""
    return f"{station.features[0].osm_type}/{station.features[0].osm_id}"


def station_aliases(
    stations: Sequence[Station], ids: Sequence[str]
) -> Mapping[str, tuple[str, ...]]:
    """Return what else than its id and name each station can be asked for by, by its id."""
    aliases: dict[str, tuple[str, ...]] = {}
    for station, name in zip(stations, ids, strict=True):
        objects = [f"{feature.osm_type}/{feature.osm_id}" for feature in station.features]
        names = [feature.tags.get("name", "") for feature in station.features]
        words = [station.said(key) for key in OTHER_NAMES]
        numbers = [station.said(key).strip() for key in NUMBERS]
        numbers = [number for number in numbers if not _is_track_number(number)]
        bare = [name_key(station.name)] if station.name else []
        every = dict.fromkeys([*objects, *numbers, *names, *words, *bare])
        aliases[name] = tuple(
            word
            for word in every
            if word and word.casefold() not in {name.casefold(), station.name.casefold()}
        )
    return aliases


def _is_track_number(text: str) -> bool:
    """Say whether a reference is no more than the number of a track."""
    return len(tag_value({"ref": text}, "ref")) < 3 and not CODE.fullmatch(text)  # noqa: PLR2004
