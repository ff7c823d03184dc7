"""Edits on a map: their lines and points, and where new roads join others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.presentation.layers import Lines, Marks, Scale
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
SAME_PLACE_DEG = 1e-5


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
        Longitudes and latitudes of places that have a mark already.
    """
    points: list[Layer] = []
    sentences = [_sentence(sheet, *each) for each in zip(edits, accounts, strict=True)]
    told = [_numbered(sheet, *each) for each in enumerate(sentences)]
    for number, account in enumerate(accounts):
        colour = EDIT_COLOURS[number % len(EDIT_COLOURS)] if in_turn else COMMON_COLOUR
        parts = [part for part in _parts(account, points=True) if not _is_taken(part, taken)]
        if parts:
            points.append(_points(sheet, parts, told[number], colour, in_turn=in_turn))
        if in_turn:
            points += _joins(sheet, edits[number], account, colour)
    with_km = [_with_km(sheet, *each) for each in zip(told, accounts, strict=True)]
    return EditLayers(_lines(sheet, accounts, with_km, in_turn=in_turn), tuple(points))


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
    layer = Lines(
        name=sheet.say("edits" if in_turn else "changed roads"),
        geometry=sheet.geometry(shapely.force_2d(geometry)),
        scale=_scale(sheet, told, in_turn=in_turn),
        class_of=np.array(owner if in_turn else [0] * len(owner), dtype=np.int64),
        width=(WIDTH,),
        tooltips=[told[number] for number in owner],
    )
    return (layer,)


def _scale(sheet: Sheet, told: Sequence[str], *, in_turn: bool) -> Scale:
    """Return a line of the legend for each edit, or one for all."""
    if not in_turn:
        changed = (sheet.say("changed roads"),)
        return Scale(title=sheet.say("edits"), labels=changed, colours=(COMMON_COLOUR,))
    colours = [EDIT_COLOURS[number % len(EDIT_COLOURS)] for number in range(len(told))]
    if not told:
        told, colours = [sheet.say("no edits")], ["#ffffff"]
    return Scale(title=sheet.say("edits"), labels=tuple(told), colours=tuple(colours))


def _sentence(sheet: Sheet, edit: Any, account: Account) -> str:
    """Return what an edit does, as reports say it, without a full stop."""
    from kraftcenter_mobility.presentation.report.edit_words import edit_sentence

    return edit_sentence(sheet.words, edit, account).text.removesuffix(".")


def _numbered(sheet: Sheet, number: int, sentence: str) -> str:
    """Return a sentence with the number of its edit."""
    return sheet.say("edit", number=number + 1, what=sentence)


def _with_km(sheet: Sheet, told: str, account: Account) -> str:
    """Return what an edit does, with the km of road that it is about if it does not say them."""
    km = account.length_km
    length = f"{sheet.words.number(km, 1 if km >= 1.0 else 2)} km"
    return told if not km or length in told else f"{told} ({length})"


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


def _points(sheet: Sheet, parts: Sequence[Any], told: str, colour: str, *, in_turn: bool) -> Marks:
    """Return the points of an edit as marks."""
    lon, lat = (np.array([getattr(part, axis) for part in parts]) for axis in "xy")
    return Marks(
        name=told if in_turn else sheet.say("changed places"),
        lon=sheet.lon(lon),
        lat=lat,
        labels=[told] * len(parts),
        colour=colour,
    )


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
    from kraftcenter_mobility.presentation.report.remark_words import remark as translated

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
