"""Remarks of accounts in Danish: known patterns, whose numbers and names are kept.

Accounts speak English. What is not known here is shown as it is, marked as English.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kraftcenter_mobility.presentation.languages import Text

from .edit_texts import CLASSES
from .remark_patterns import NUMBER, PATTERNS

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.languages import Words

__all__ = ["remark"]

COMPILED = tuple((re.compile(f"(?:{pattern})", re.DOTALL), danish) for pattern, danish in PATTERNS)

WEEKDAYS = {
    "mon": "mandag",
    "tue": "tirsdag",
    "wed": "onsdag",
    "thu": "torsdag",
    "fri": "fredag",
    "sat": "lørdag",
    "sun": "søndag",
}
RUNS_ON = re.compile(r"runs on ((?:mon|tue|wed|thu|fri|sat|sun)(?:, \w{3})*) only")

COMPASS = {
    "north": "nord",
    "south": "syd",
    "east": "øst",
    "west": "vest",
    "north-east": "nordøst",
    "north-west": "nordvest",
    "south-east": "sydøst",
    "south-west": "sydvest",
}

FROM_END = re.compile(rf"(.+?)(, back)?: ({NUMBER}) s(?: -> ({NUMBER}) s)? from end to end")

ROADS = (
    (re.compile(r"\broad (\w+) \("), r"rute \1 ("),
    (re.compile(r"\(way (-?\d+)"), r"(vej-id \1"),
    (re.compile(r" and (\d+) more\b"), r" og \1 flere"),
)
"""How accounts call roads, within sentences."""

SINGLE = (
    (re.compile(r"^1 stykker (.*?) er uændrede"), r"1 stykke \1 er uændret"),
    (re.compile(r"^(Krydser )1 veje\b"), r"\g<1>1 vej"),
    (re.compile(r"^1 tilslutninger\b"), "1 tilslutning"),
    (re.compile(r"^1 linjer med faste tider er uændrede"), "1 linje med faste tider er uændret"),
    (re.compile(r"(?<= for )1 serier\b"), "1 serie"),
)
"""Where there is one."""

NAMELESS = re.compile(r"\ban unnamed (\w+)")


def remark(words: Words, text: str) -> Text:
    """Return a remark of an account in the language of the report.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> remark(Words("da"), "trains a day, both ways: 409 -> 1,445").text
    'Tog om dagen i begge retninger: 409 → 1.445.'
    """
    if found := FROM_END.fullmatch(text):
        return Text(_from_end(words, *found.groups()))
    if words.language == "en":
        return Text(_sentence(text))
    if found := RUNS_ON.fullmatch(text):
        days = ", ".join(WEEKDAYS[day] for day in found[1].split(", "))
        return Text(f"Kører kun {days}.")
    for pattern, danish in COMPILED:
        if found := pattern.fullmatch(text):
            return Text(_filled(found, danish))
    return Text(_sentence(text), "en")


def _filled(found: re.Match[str], danish: str) -> str:
    """Return a sentence with the numbers and names of a remark."""
    if "{0}" in danish:
        road, side, metres, station, other = found.groups()
        near = f", {_number(metres)} m fra {station}" if metres else ""
        return danish.format(road, COMPASS.get(side, side), near, COMPASS.get(other, other))
    parts = [_number(part) for part in found.groups(default="")]
    text = re.sub(r"\\(\d)", lambda at: parts[int(at[1]) - 1], danish)
    for pattern, other in (*ROADS, *SINGLE):
        text = pattern.sub(other, text)
    return NAMELESS.sub(lambda at: f"en vej uden navn ({_class(at[1])})", text)


def _class(name: str) -> str:
    """Return what a class of roads is called in Danish."""
    return CLASSES[name][1] if name in CLASSES else name


def _number(text: str) -> str:
    """Return a number with Danish separators; anything else as it is."""
    if re.fullmatch(r"\d[\d,]*(\.\d+)?", text):
        return text.translate(str.maketrans(",.", ".,"))
    return text


def _from_end(words: Words, line: str, back: str | None, first: str, second: str | None) -> str:
    """Return how long trains take from end to end, in minutes."""
    minutes = [
        words.number(float(each.replace(",", "")) / 60, 1) for each in (first, second) if each
    ]
    danish = words.language == "da"
    where = f"{line}{(', retur' if danish else ', back') if back else ''}"
    unit = "minutter fra ende til ende" if danish else "minutes from end to end"
    return f"{where}: {' → '.join(minutes)} {unit}."


def _sentence(text: str) -> str:
    """Return a remark as a sentence."""
    told = text[:1].upper() + text[1:].replace(" -> ", " → ")
    return told if told.endswith((".", "!", "?", ")")) else f"{told}."
