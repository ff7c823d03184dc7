"""What an edit came to, in a few lines: lengths, values before and after, times of trains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kraftcenter_mobility.scenarios.accounts import SECONDS
from kraftcenter_mobility.scenarios.route_accounts import TRIP
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .edit_texts import TEXTS, VALUES
from .remark_words import remark

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from kraftcenter_mobility.presentation.languages import Text, Words
    from kraftcenter_mobility.scenarios.accounts import Account

__all__ = ["account_lines", "account_remarks"]

MOST_TIMES = 6
MOST_HOPS = 4
BACK, FROM_END = ", back", "from end to end"

RAIL = frozenset({"SetLineSpeed", "Electrify", "AddTrack"})
UNTOLD = frozenset({"MovePlace", "AddPlace", "ClosePlace"})
"""Edits of which the sentence says all that the account counts."""

SAID = frozenset({"CloseRoad", "RemoveRoad"})
"""Edits of which it says what becomes of the roads."""


def account_lines(words: Words, account: Account) -> list[str]:
    """Return what changes, and by how much.

    Parameters
    ----------
    words : Words
        The language.
    account : Account
        What an edit did.

    Returns
    -------
    list of str
        Short lines; none where the edit has no effect or its sentence says it all.
    """
    if not account.has_effect or account.edit in UNTOLD:
        return []
    lines = _times(words, account) if account.unit == SECONDS else _lengths(words, account)
    lines += _hops(words, account)
    if account.connected is not None:
        lines.append(words.say(TEXTS, "connected" if account.connected else "unconnected"))
    return lines


def _lengths(words: Words, account: Account) -> list[str]:
    """Return how much changes, and from what to what where the sentence does not say it."""
    ends = account.before, account.after
    length = words.say(
        TEXTS, "km_track" if account.edit in RAIL else "km", km=_km(words, account.length_km)
    )
    if account.edit in SAID or not any(ends):
        return [length] if account.length_km else []
    if account.unit == "km" and len(account.before) == len(account.after) == 1:
        before, after = (_value(words, next(iter(each))) for each in ends)
        return [f"{length}: {words.say(TEXTS, 'ends', before=before, after=after)}"]
    before, after = (_values(words, each, account.unit) for each in ends)
    told = words.say(TEXTS, "ends", before=before, after=after) if account.before else after
    return [length, told] if account.length_km else [told]


def account_remarks(words: Words, account: Account, edit: Any) -> list[Text]:
    """Return joins and notes, each once, but the planner's own note.

    Of a line that takes as long there as back only the way there is told.
    """
    own = getattr(edit, "note", "")
    texts = (*account.joins, *account.notes)
    there = {text.replace(": ", f"{BACK}: ", 1) for text in texts if FROM_END in text}
    told = (remark(words, text) for text in texts if text != own and text not in there)
    return list(dict.fromkeys(told))


def _values(words: Words, values: Mapping[str, float], unit: str) -> str:
    """Return values and how much there is of each."""
    shown = []
    for value, amount in values.items():
        called = _value(words, value)
        if unit == "km":
            told = words.say(TEXTS, "amount_km", value=called, amount=_km(words, amount))
        elif unit == "node":
            key = "amount_node_1" if amount == 1 else "amount_node"
            told = words.say(TEXTS, key, value=called, amount=words.number(amount))
        elif unit == TRIP:
            told = words.say(TEXTS, "amount_trip", value=called, amount=words.number(amount))
        else:
            told = called
        shown.append(told)
    return ", ".join(shown) or words.say(TEXTS, "nothing")


def _value(words: Words, value: str) -> str:
    """Return a value of an account in the language of the report."""
    if value in VALUES:
        return words.say(VALUES, value)
    if words.language == "en":
        return value
    value = re.sub(r"^(\d+) tracks$", r"\1 spor", value)
    value = re.sub(r"^capacity ", "kapacitet ", value)
    value = re.sub(r"^as usual \+", "som sædvanligt +", value)
    if value.endswith("km/h"):
        value = value.replace("km/h", "km/t").replace(".", ",").replace(" and ", " og ")
    return value


def _times(words: Words, account: Account) -> list[str]:
    """Return how long the trains of lines take from end to end, one way where both are alike."""
    shown, seen = [], set()
    for name, before_s in account.before.items():
        after_s = account.after.get(name, before_s)
        line = name.removesuffix(BACK)
        if (line, round(after_s - before_s, -1)) in seen:
            continue
        seen.add((line, round(after_s - before_s, -1)))
        called = name if line == name else words.say(TEXTS, "back", line=line)
        ends = {"before": _minutes(words, before_s), "after": _minutes(words, after_s)}
        shown.append(words.say(TEXTS, "time", line=called, **ends))
    more = len(shown) - MOST_TIMES
    if more > 0:
        return [*shown[:MOST_TIMES], words.say(TEXTS, "times_more", count=words.number(more))]
    return shown


def _hops(words: Words, account: Account) -> list[str]:
    """Return the hops of trains that change most."""
    most = sorted(account.hops, key=lambda hop: -abs(hop.after_s - hop.before_s))
    shown = [
        words.say(
            TEXTS,
            "hop",
            line=hop.line,
            begin=hop.origin,
            end=hop.destination,
            change=words.change(hop.after_s - hop.before_s),
        )
        for hop in most[:MOST_HOPS]
    ]
    more = len(most) - len(shown)
    return [*shown, words.say(TEXTS, "hops_more", count=words.number(more))] if more else shown


def _km(words: Words, km: float) -> str:
    """Return a length with two decimals below a kilometre."""
    return words.number(km, 1 if km >= 1 else 2)


def _minutes(words: Words, seconds: float) -> str:
    """Return a running time in minutes."""
    return words.number(seconds / SECONDS_PER_MINUTE, 1)
