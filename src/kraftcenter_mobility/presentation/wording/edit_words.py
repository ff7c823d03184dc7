"""Edits of roads and places as sentences, from what the edits themselves say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.presentation.languages import Text, joined

from .edit_texts import CLASSES, TEXTS
from .rail_words import RAIL_SENTENCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.scenarios.accounts import Account

__all__ = ["edit_sentence"]

MOST_IDS = 3
"""How many ids are written out where a road is described."""

WHO = {
    "car": ("cars", "biler"),
    "ambulance": ("ambulances", "ambulancer"),
    "bicycle": ("bicycles", "cykler"),
    "walking": ("people on foot", "gående"),
}

KINDS = ("hospital", "school", "venue", "station", "town")


def edit_sentence(words: Words, edit: Any, account: Account) -> Text:
    """Return what an edit does in one sentence.

    Parameters
    ----------
    words : Words
        The language.
    edit : object
        The edit.
    account : Account
        What it came to.

    Returns
    -------
    Text
        In English, and marked so, for an edit of a kind that there are no words for.
    """
    told = SENTENCES.get(account.edit) or RAIL_SENTENCES.get(account.edit)
    if told is None:
        return Text(account.what, "en")
    sentence = told(words, edit, account)
    return Text(sentence[:1].upper() + sentence[1:])


def _speed(words: Words, edit: Any, account: Account) -> str:
    """Return what a SetSpeed does."""
    del account
    names = ("limit_kmh", "limit_factor", "speed_kmh", "factor")
    name = next(name for name in names if getattr(edit, name) is not None)
    return words.say(
        TEXTS, name, value=_amount(words, getattr(edit, name)), where=_where(words, edit)
    )


def _close(words: Words, edit: Any, account: Account) -> str:
    """Return what a CloseRoad does."""
    del account
    return words.say(TEXTS, "close", where=_where(words, edit))


def _remove(words: Words, edit: Any, account: Account) -> str:
    """Return what a RemoveRoad does."""
    del account
    return words.say(TEXTS, "remove", where=_where(words, edit))


def _add(words: Words, edit: Any, account: Account) -> str:
    """Return what an AddRoad does."""
    number = edit.number and words.say(TEXTS, "number", number=edit.number)
    called = " ".join(filter(None, [number, edit.name]))
    n_joins = len(edit.joins)
    joins = words.say(TEXTS, "one_join")
    if n_joins != 1:
        joins = words.say(TEXTS, "many_joins", count=words.number(n_joins))
    return words.say(
        TEXTS,
        "add" if called else "add_unnamed",
        called=called,
        road_class=_class(words, edit.road_class),
        km=words.number(account.length_km, 1),
        oneway=words.say(TEXTS, "oneway") if edit.oneway else "",
        joins=joins,
    )


def _delay(words: Words, edit: Any, account: Account) -> str:
    """Return what a SetJunctionDelay does."""
    del account
    name = "extra_s" if edit.delay_s is None else "delay_s"
    if edit.node_id is None:
        where = words.say(TEXTS, "junctions", radius=words.number(edit.radius_m))
    else:
        where = words.say(TEXTS, "node", node_id=edit.node_id)
    return words.say(TEXTS, name, where=where, value=_amount(words, getattr(edit, name)))


def _move(words: Words, edit: Any, account: Account) -> str:
    """Return what a MovePlace does, with the distance where two ends are drawn."""
    ends = account.geometry
    by = ""
    if len(ends) > 1:
        from kraftcenter_mobility.scenarios.place_accounts import distance_m

        here, there = ((end.x, end.y) for end in ends.iloc[:2])
        by = words.say(TEXTS, "by_km", km=words.number(distance_m(here, there) / 1000, 1))
    return words.say(TEXTS, "move", place=edit.place, by=by)


def _open(words: Words, edit: Any, account: Account) -> str:
    """Return what an AddPlace does."""
    del account
    holds = ""
    if math.isfinite(edit.capacity):
        holds = words.say(TEXTS, "holds", capacity=words.number(edit.capacity))
    if not edit.kind:
        return words.say(TEXTS, "open_place", place=edit.name, holds=holds)
    kind = words.say(TEXTS, "kind_other", kind=edit.kind)
    if edit.kind in KINDS:
        kind = words.say(TEXTS, f"kind_{edit.kind}")
    return words.say(TEXTS, "open", kind=kind, place=edit.name, holds=holds)


def _shut(words: Words, edit: Any, account: Account) -> str:
    """Return what a ClosePlace does."""
    del account
    return words.say(TEXTS, "shut", place=edit.place)


def _capacity(words: Words, edit: Any, account: Account) -> str:
    """Return what a SetCapacity does."""
    del account
    return words.say(TEXTS, "capacity", place=edit.place, capacity=_amount(words, edit.capacity))


def _where(words: Words, edit: Any) -> str:
    """Return which roads an edit means, to whom and which way."""
    which = _which(words, edit)
    if modes := getattr(edit, "modes", ()):
        who = joined(words, [_who(words, mode.name) for mode in modes])
        which += f" {words.say(TEXTS, 'for_modes', modes=who)}"
    direction = getattr(edit, "direction", "both")
    return which if direction == "both" else f"{which} {words.say(TEXTS, direction)}"


def _which(words: Words, edit: Any) -> str:
    """Return which roads are chosen."""
    parts = []
    if edit.way_ids:
        ids = ", ".join(str(each) for each in edit.way_ids[:MOST_IDS])
        more = len(edit.way_ids) - MOST_IDS
        key = "ways_more" if more > 0 else "ways"
        parts.append(words.say(TEXTS, key, ids=ids, count=more))
    if edit.number:
        parts.append(words.say(TEXTS, "number", number=edit.number.strip()))
    if edit.name:
        parts.append(edit.name.strip())
    which = ", ".join(parts)
    if edit.road_class:
        called = _class(words, edit.road_class)
        key = "class_of" if which else "every_class"
        which = words.say(TEXTS, key, which=which, road_class=called)
    if edit.within is None:
        return which
    return words.say(TEXTS, "within" if which else "every_within", which=which)


def _class(words: Words, name: str) -> str:
    """Return what a class of roads is called."""
    return words.say(CLASSES, name) if name in CLASSES else name


def _who(words: Words, name: str) -> str:
    """Return who goes by a mode."""
    return words.say(WHO, name) if name in WHO else name


def _amount(words: Words, value: float) -> str:
    """Return a number with as many decimals as it has, up to two."""
    digits = next((n for n in (0, 1) if round(value, n) == value), 2)
    return words.number(value, digits)


SENTENCES: dict[str, Callable[[Words, Any, Account], str]] = {
    "SetSpeed": _speed,
    "CloseRoad": _close,
    "RemoveRoad": _remove,
    "AddRoad": _add,
    "SetJunctionDelay": _delay,
    "MovePlace": _move,
    "AddPlace": _open,
    "ClosePlace": _shut,
    "SetCapacity": _capacity,
}
