"""Edits on a map: their lines and points, and where new roads join others."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.presentation.layers import Lines, Marks, Points, Scale
from kraftcenter_mobility.presentation.wording.edit_words import edit_sentence
from kraftcenter_mobility.presentation.wording.remark_words import remark as translated
from kraftcenter_mobility.scenarios.interchanges import place_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.presentation.layers import Layer
    from kraftcenter_mobility.scenarios.accounts import Account

    from .sheet import LonLat, Sheet

__all__ = ["EDIT_COLOURS", "EditLayers", "edit_layers", "extent_of"]

EDIT_COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Okabe and Ito's colours for all kinds of colour vision, in turn."""

COMMON_COLOUR = "#d6007f"
"""Of all edits together: unlike roads and unlike gains and losses."""

WIDTH = 3.0
DOT_RADIUS_PT = 3.0
MOST_NAMED = 2
"""Points of an edit that its sentence stands beside; all stops of a line say the same."""

RAIL = frozenset({"AddTrack", "Electrify", "SetLineSpeed"})
"""Edits whose lines are tracks."""

SIGNS = {
    "ClosePlace": ("closed places", "closed"),
    "CloseStation": ("closed places", "closed"),
    "MovePlace": ("left places", "closed"),
    "AddPlace": ("new places", "new"),
    "AddStation": ("new places", "new"),
}
"""What edits make of places, and its sign; all others change them."""

SAME_PLACE_DEG = 1e-5
LENGTH = re.compile(r"[0-9] km(?!/)")
"""A length in a sentence, unlike a speed."""


class _PlaceKind(NamedTuple):
    """How the points of an edit are drawn."""

    name: str
    colour: str
    sign: str


class EditLayers(NamedTuple):
    """What edits concern."""

    lines: tuple[Layer, ...]
    points: tuple[Layer, ...]


def edit_layers(
    sheet: Sheet,
    accounts: Sequence[Account],
    edits: Sequence[Any],
    *,
    in_turn: bool,
    taken: LonLat | None = None,
) -> EditLayers:
    """Return what edits concern, as layers.

    Parameters
    ----------
    sheet : Sheet
        What they are drawn on.
    accounts : sequence of Account
        One per edit.
    edits : sequence
        The edits themselves, one per account.
    in_turn : bool
        Whether each edit has a colour and a line of the legend of its own, and new roads are
        marked where they join others.
    taken : pair of array, optional
        Longitudes and latitudes of places that have a mark and a name already: where a place is
        moved to one of them, only where it comes from is marked.
    """
    points: list[Layer] = []
    sentences = [_sentence(sheet, *each) for each in zip(edits, accounts, strict=True)]
    told = [_numbered(sheet, *each) for each in enumerate(sentences)]
    for number, account in enumerate(accounts):
        parts = _parts(account, points=True)
        if in_turn:
            colour = EDIT_COLOURS[number % len(EDIT_COLOURS)]
            sign = SIGNS.get(account.edit, ("", "place"))[1]
            kind = _PlaceKind(told[number], colour, "place" if sign == "new" else sign)
            points += [_points(sheet, parts, told[number], kind)] if parts else []
            points += _joins(sheet, edits[number], account, colour)
        elif parts:
            points += _in_common(sheet, parts, sentences[number], account.edit, taken)
    with_km = [_with_km(sheet, *each) for each in zip(told, accounts, strict=True)]
    lines = _lines(sheet, accounts, with_km, in_turn=in_turn)
    return EditLayers(lines, tuple(points) if in_turn else _together(points))


def _lines(
    sheet: Sheet, accounts: Sequence[Account], told: Sequence[str], *, in_turn: bool
) -> tuple[Lines, ...]:
    """Return the lines of all edits, and the borders of their areas, as one layer."""
    import shapely

    shapes, owner = [], list[int]()
    for number, account in enumerate(accounts):
        mine = _parts(account, points=False)
        shapes += [part if "Line" in part.geom_type else part.boundary for part in mine]
        owner += [number] * len(mine)
    if not shapes and not in_turn:
        return ()
    geometry: np.ndarray[tuple[int], np.dtype[np.object_]] = np.empty(len(shapes), dtype=object)
    geometry[:] = shapes
    rail = any(accounts[number].edit in RAIL for number in owner)
    name = sheet.say("edits" if in_turn else "changed tracks" if rail else "changed roads")
    placed = [bool(_parts(account, points=True)) for account in accounts]
    shown = [number for number, point in enumerate(placed) if number in owner or not point]
    layer = Lines(
        name=name,
        geometry=sheet.geometry(shapely.force_2d(geometry)),
        scale=_scale(sheet, told, shown) if in_turn else _common_scale(sheet, name),
        class_of=np.array(owner if in_turn else [0] * len(owner), dtype=np.int64),
        width=(WIDTH,),
        tooltips=[told[number] for number in owner],
    )
    return (layer,)


def _common_scale(sheet: Sheet, name: str) -> Scale:
    """Return one line of the legend for all edits."""
    return Scale(title=sheet.say("edits"), labels=(name,), colours=(COMMON_COLOUR,))


def _scale(sheet: Sheet, told: Sequence[str], shown: Sequence[int]) -> Scale:
    """Return a line of the legend for each edit that is not there as a point."""
    colours = [EDIT_COLOURS[number % len(EDIT_COLOURS)] for number in range(len(told))]
    if not told:
        told, colours, shown = [sheet.say("no edits")], ["#ffffff"], [0]
    return Scale(
        title=sheet.say("edits"),
        labels=tuple(told),
        colours=tuple(colours),
        shown=tuple(shown),
    )


def _sentence(sheet: Sheet, edit: Any, account: Account) -> str:
    """Return what an edit does, as reports say it, without a full stop."""
    return edit_sentence(sheet.words, edit, account).text.removesuffix(".")


def _numbered(sheet: Sheet, number: int, sentence: str) -> str:
    """Return a sentence with the number of its edit."""
    return sheet.say("edit", number=number + 1, what=sentence)


def _with_km(sheet: Sheet, told: str, account: Account) -> str:
    """Return what an edit does, with the km of road that it is about if it does not say them."""
    km = account.length_km
    length = f"{sheet.words.number(km, 1 if km >= 1.0 else 2)} km"
    return told if not km or LENGTH.search(told) else f"{told} ({length})"


def _parts(account: Account, *, points: bool) -> list[Any]:
    """Return the parts of what an edit concerns that are points, or those that are not."""
    parts = account.geometry.explode(index_parts=False)
    is_point = parts.geom_type == "Point"
    chosen = parts[is_point if points else ~is_point]
    return [part for part in chosen if part is not None and not part.is_empty]


def _is_taken(part: Any, taken: LonLat | None) -> bool:
    """Say whether a point has a mark already."""
    if taken is None:
        return False
    off = np.abs(taken[0] - part.x) + np.abs(taken[1] - part.y)
    return bool((off < SAME_PLACE_DEG).any())


def _points(sheet: Sheet, parts: Sequence[Any], told: str, kind: _PlaceKind) -> Marks | Points:
    """Return the points of an edit: one or two as marks, more as dots without names."""
    lon, lat = (np.array([getattr(part, axis) for part in parts]) for axis in "xy")
    name, colour, sign = kind
    labels = [told] * len(parts)
    if len(parts) <= MOST_NAMED:
        return Marks(
            name=name, lon=sheet.lon(lon), lat=lat, labels=labels, sign=sign, colour=colour
        )
    return Points(
        name=name,
        lon=sheet.lon(lon),
        lat=lat,
        scale=Scale(title="", labels=(name,), colours=(colour,)),
        class_of=np.zeros(len(parts), dtype=np.int64),
        radius=DOT_RADIUS_PT,
        tooltips=labels,
    )


def _in_common(
    sheet: Sheet, parts: Sequence[Any], sentence: str, edit: str, taken: LonLat | None
) -> list[Layer]:
    """Return the points of an edit in the colour of all; the names of those taken are there."""
    free = [part for part in parts if not _is_taken(part, taken)]
    key, sign = SIGNS.get(edit, ("changed places", "place"))
    kind = _PlaceKind(sheet.say(key), COMMON_COLOUR, sign)
    told = sentence if free else ""
    return [_points(sheet, free or parts, told, kind)]


def _together(points: Sequence[Layer]) -> tuple[Layer, ...]:
    """Return the marks of one kind as one layer, so that the legend lists it once."""
    kinds: dict[tuple[str, str], list[Marks]] = {}
    others = [each for each in points if not isinstance(each, Marks)]
    for each in points:
        if isinstance(each, Marks):
            kinds.setdefault((each.name, each.sign), []).append(each)
    merged = [
        replace(
            same[0],
            lon=np.concatenate([each.lon for each in same]),
            lat=np.concatenate([each.lat for each in same]),
            labels=[label for each in same for label in each.labels],
        )
        for same in kinds.values()
    ]
    return (*others, *merged)


def _joins(sheet: Sheet, edit: Any, account: Account, colour: str) -> list[Layer]:
    """Return where a new road joins others, with what its account says of each place."""
    import shapely

    wanted = getattr(edit, "joins", ())
    if not wanted or account.geometry.empty:
        return []
    points = shapely.get_coordinates(account.geometry.iloc[0])
    narrow = np.cos(np.radians(points[0, 1]))
    at, told = [], []
    for join in wanted:
        off = (points - [join.lon, join.lat]) * [narrow, 1.0]
        lon, lat = points[np.square(off).sum(axis=1).argmin()].tolist()
        place = f"at {place_text(lon, lat)}:"
        at.append((lon, lat))
        mine = (each for each in account.joins if each.startswith(place))
        told.append("; ".join(_joined(sheet, each, place) for each in mine))
    lon, lat = np.array(at).T
    name = sheet.say("joins")
    labels = [each or name for each in told]
    return [
        Marks(name=name, lon=sheet.lon(lon), lat=lat, labels=labels, sign="join", colour=colour)
    ]


def _joined(sheet: Sheet, remark: str, place: str) -> str:
    """Return what an account says of a join, but not where it is, which the map shows."""
    known = remark if sheet.words.language == "en" else translated(sheet.words, remark).text
    told = known.removeprefix(place).strip().removesuffix(".")
    return told[:1].upper() + told[1:]


def extent_of(accounts: Sequence[Account]) -> tuple[FloatArray, FloatArray]:
    """Return the longitudes and latitudes of what edits concern."""
    import shapely

    parts = [
        shapely.get_coordinates(account.geometry.to_numpy())
        for account in accounts
        if len(account.geometry)
    ]
    points = np.concatenate([np.zeros((0, 2)), *parts])
    return points[:, 0], points[:, 1]
