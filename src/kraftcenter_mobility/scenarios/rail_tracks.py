"""Line speeds, contact lines and further tracks: how they change, and the account of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.rails.editing import (
    with_limits,
    with_parallel_tracks,
    with_voltage,
)
from kraftcenter_mobility.networks.rails.editing_abreast import leading, tracks_abreast
from kraftcenter_mobility.networks.rails.editing_cuts import cut_out
from kraftcenter_mobility.networks.rails.editing_stretches import between, named, whole
from kraftcenter_mobility.networks.rails.paths import find_paths

from .rail_accounts import no_transit_effect, track_lines, transit_account
from .rail_fields import RAIL_LIMITS_KMH
from .suggestions import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.rails.editing_cuts import Stretches
    from kraftcenter_mobility.networks.rails.network import RailNetwork

    from .accounts import Account
    from .rail_edits import AddTrack, Electrify, SetLineSpeed
    from .rail_fields import TrackSelector

__all__ = ["chosen_stretches", "double", "electrify", "set_line_speed", "station_of"]

M_PER_KM = 1000.0
SAME_KMH = 1e-9
NEAR_KM = 0.1


def set_line_speed(transit: PublicTransport, edit: SetLineSpeed) -> tuple[PublicTransport, Account]:
    """Return public transport with other line speeds, and the account of it.

    Raises
    ------
    ScenarioError
        If no track is meant or none changes, unless that is allowed, or the line speed would
        be none that trains can run.
    RailError
        If a station is unknown, or no track joins the two.
    """
    chosen = chosen_stretches(transit.rail, edit)
    factor = edit.limit_factor or 1.0
    rail = with_limits(
        transit.rail, chosen, limit_kmh=edit.limit_kmh, factor=factor, direction=edit.direction
    )
    old, found = cut_out(transit.rail, chosen)
    tracks = found[:, 0]
    differ = np.abs(rail.limit_kmh - old.limit_kmh)[tracks].max(axis=1)
    changed = tracks[differ > SAME_KMH]
    _check_limits(rail.limit_kmh[tracks], edit)
    change = f"{edit.limit_kmh:g} km/h" if edit.limit_kmh else f"{factor:g} times the line speed"
    what = f"{change} on {edit.described()}"
    if not changed.size:
        return no_transit_effect(edit, f"the line speed is that already: {what}", transit)
    after = transit.replaced(rail=rail)
    counts = _counts(rail, changed) | {
        "before": _km_by(_limit_words(old.limit_kmh, changed), old.length_m[changed]),
        "after": _km_by(_limit_words(rail.limit_kmh, changed), rail.length_m[changed]),
    }
    notes = _speed_notes(after, changed)
    return after, _account(edit, what, transit, after, counts, changed, notes=notes)


def electrify(transit: PublicTransport, edit: Electrify) -> tuple[PublicTransport, Account]:
    """Return public transport with other contact lines, and the account of it.

    Raises
    ------
    ScenarioError
        If no track is meant or none changes, unless that is allowed.
    RailError
        If a station is unknown, no track joins the two, or a train loses its power.
    """
    chosen = chosen_stretches(transit.rail, edit)
    rail = with_voltage(transit.rail, chosen, edit.voltage_kv)
    old, found = cut_out(transit.rail, chosen)
    tracks = found[:, 0]
    changed = tracks[np.abs(rail.voltage_kv - old.voltage_kv)[tracks] > SAME_KMH]
    verb = f"{edit.voltage_kv:g} kV contact line on" if edit.voltage_kv else "no contact line on"
    what = f"{verb} {edit.described()}"
    if not changed.size:
        return no_transit_effect(edit, f"it is that already: {what}", transit)
    after = transit.replaced(rail=rail)
    counts = _counts(rail, changed) | {
        "before": _km_by(_voltage_words(old.voltage_kv[changed]), old.length_m[changed]),
        "after": _km_by(_voltage_words(rail.voltage_kv[changed]), rail.length_m[changed]),
    }
    return after, _account(edit, what, transit, after, counts, changed)


def double(transit: PublicTransport, edit: AddTrack) -> tuple[PublicTransport, Account]:
    """Return public transport with more tracks beside existing ones, and the account of it.

    Of a line with several tracks one is told, and stands for those that are new.

    Raises
    ------
    ScenarioError
        If no track is meant.
    RailError
        If a station is unknown, or no track joins the two.
    """
    chosen = chosen_stretches(transit.rail, edit)
    one = leading(transit.rail, chosen)
    rail = with_parallel_tracks(transit.rail, one, edit.tracks)
    old, found = cut_out(transit.rail, one)
    tracks = found[:, 0]
    after = transit.replaced(rail=rail)
    more = "1 more track" if edit.tracks == 1 else f"{edit.tracks} more tracks"
    n_abreast, length_m = tracks_abreast(old, chosen_stretches(old, edit), tracks)
    counts = _counts(rail, tracks) | {
        "before": _km_by(_track_words(n_abreast), length_m),
        "after": _km_by(_track_words(n_abreast + edit.tracks), length_m),
    }
    what = f"{more} on {edit.described()}"
    return after, _account(edit, what, transit, after, counts, tracks)


def station_of(rail: RailNetwork, name: str) -> int:
    """Return which station has a name or an id.

    Raises
    ------
    RailError
        If none has it, or several.
    """
    return int(rail.station(name))


def chosen_stretches(rail: RailNetwork, edit: TrackSelector) -> Stretches:
    """Return the stretches of track that an edit means, at least one.

    Raises
    ------
    ScenarioError
        If no track is meant.
    RailError
        If a station is unknown, or no track joins the two.
    """
    if edit.from_station:
        ends = station_of(rail, edit.from_station), station_of(rail, edit.to_station)
        if ends[0] == ends[1]:
            raise ScenarioError(
                f"from_station and to_station are both {edit.from_station!r}: give two stations"
            )
        to_m = np.inf if edit.to_km is None else edit.to_km * M_PER_KM
        found = between(rail, *ends, from_m=(edit.from_km or 0.0) * M_PER_KM, to_m=to_m)
    else:
        found = whole(rail, np.arange(rail.n_tracks))
    chosen = named(rail, found, edit.line_name, edit.way_ids)
    if not chosen.track.size:
        raise ScenarioError(_why_none(rail, edit, found))
    return chosen


def _check_limits(limit_kmh: FloatArray, edit: SetLineSpeed) -> None:
    """Refuse line speeds that no trains run at."""
    least, most = RAIL_LIMITS_KMH
    beyond = limit_kmh[(limit_kmh < least) | (limit_kmh > most)]
    if beyond.size:
        raise ScenarioError(
            f"limit_factor={edit.limit_factor:g} would give {beyond[0]:g} km/h; line speeds go "
            f"from {least:g} to {most:g} km/h"
        )


def _why_none(rail: RailNetwork, edit: TrackSelector, among: Stretches) -> str:
    """Return why no track is meant, and what there is instead."""
    where = f" between {edit.from_station} and {edit.to_station}" if edit.from_station else ""
    if edit.way_ids:
        return f"none of the {len(edit.way_ids)} way_ids is a track{where}"
    used = {int(each) for each in rail.tag_set[among.track]}
    names = {rail.tag_sets[each].get(key, "") for each in used for key in ("name", "ref")} - {""}
    return f"no track{where} is called {edit.line_name!r}; {did_you_mean(edit.line_name, names)}"


def _account(  # noqa: PLR0913, PLR0917 - all that an account is made of
    edit: Any,
    what: str,
    before: PublicTransport,
    after: PublicTransport,
    counts: dict[str, Any],
    tracks: IntArray,
    *,
    notes: Iterable[str] = (),
) -> Account:
    """Return the account of an edit of tracks."""
    rail = after.rail
    return transit_account(
        edit,
        what,
        before,
        after,
        notes=(*notes, *_end_notes(rail, edit, int(rail.gauge_mm[tracks[0]]))),
        counts=counts,
        drawn=partial(track_lines, rail, tracks),
    )


def _end_notes(rail: RailNetwork, edit: TrackSelector, gauge_mm: int) -> list[str]:
    """Return a note if the part of the way that is meant goes on beyond its end."""
    if edit.to_km is None:
        return []
    ends = station_of(rail, edit.from_station), station_of(rail, edit.to_station)
    (path,) = find_paths(rail, ends, gauge_mm=gauge_mm, may_turn=(True, True))
    length_km = path.length_m / M_PER_KM
    if edit.to_km <= length_km + NEAR_KM:
        return []
    return [f"to_km={edit.to_km:g} lies beyond {edit.to_station}, at km {length_km:.1f}: to there"]


def _speed_notes(after: PublicTransport, tracks: IntArray) -> list[str]:
    """Return a note if the line speed is higher than any train of a line there can run."""
    there = [
        line.stock
        for line in after.lines
        if line.stock is not None
        and any(
            np.isin(path.track, tracks).any()
            for times in after.line_times(line)
            for path in times.paths
        )
    ]
    top_kmh = max((stock.max_speed_kmh for stock in there), default=np.inf)
    if after.rail.limit_kmh[tracks].max() <= top_kmh:
        return []
    return [f"no train of a line there runs faster than {top_kmh:g} km/h"]


def _counts(rail: RailNetwork, tracks: IntArray) -> dict[str, Any]:
    """Return how many tracks change, and their length."""
    return {
        "n_ways": int(np.unique(rail.way_id[tracks]).size),
        "n_pieces": int(tracks.size),
        "n_edges": int(rail.allowed[tracks].sum()),
        "length_km": float(rail.length_m[tracks].sum()) / M_PER_KM,
    }


def _km_by(words: Iterable[str], length_m: FloatArray) -> dict[str, float]:
    """Return how many km there are of each kind, in the order in which they are met."""
    found: dict[str, float] = {}
    for word, metres in zip(words, length_m, strict=True):
        found[word] = found.get(word, 0.0) + float(metres) / M_PER_KM
    return found


def _limit_words(limit_kmh: FloatArray, tracks: IntArray) -> list[str]:
    """Return the line speeds of tracks in words, both where they differ by direction."""
    return [
        f"{along:g} km/h" if along == against else f"{along:g} and {against:g} km/h"
        for along, against in limit_kmh[tracks]
    ]


def _voltage_words(voltage_kv: FloatArray) -> list[str]:
    """Return voltages in words."""
    return [f"{each:g} kV" if each else "no contact line" for each in voltage_kv]


def _track_words(n_parallel: IntArray) -> list[str]:
    """Return how many tracks there are in words."""
    return ["single track" if each == 1 else f"{each} tracks" for each in n_parallel]
