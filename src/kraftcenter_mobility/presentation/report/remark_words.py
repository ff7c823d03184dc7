"""Remarks of accounts in Danish: known patterns, whose numbers and names are kept.

Accounts speak English. What is not known here is shown as it is, marked as English.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kraftcenter_mobility.scenarios.rail_accounts import KEPT_MINUTES

from .blocks import Text

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.languages import Words

__all__ = ["remark"]

NUMBER = r"[\d,.]+"

PATTERNS: tuple[tuple[str, str], ...] = (
    # Speeds
    (
        rf"cars' mean speed in free flow: ({NUMBER}) -> ({NUMBER}) km/h",
        r"Bilers gennemsnitsfart uden kø: \1 → \2 km/t.",
    ),
    (
        rf"cars go no faster or slower, ({NUMBER}) km/h in free flow: .*",
        (
            r"Bilerne kører hverken hurtigere eller langsommere (\1 km/t uden kø): her er det ikke "
            r"hastighedsgrænsen, der afgør farten."
        ),
    ),
    (
        (
            rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): the limit is ({NUMBER}) km/h "
            r"already"
        ),
        r"\1 stykker (\2 km) er uændrede: grænsen er allerede \3 km/t.",
    ),
    (
        rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): closed.* already",
        r"\1 stykker (\2 km) er uændrede: de er allerede lukket.",
    ),
    (
        rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): no motor vehicle may use it.*",
        r"\1 stykker (\2 km) er uændrede: motorkøretøjer må ikke køre dér.",
    ),
    (
        rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): an earlier edit has set.*",
        r"\1 stykker (\2 km) er uændrede: en tidligere ændring har fastsat farten.",
    ),
    (
        rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): a ferry keeps no limit.*",
        r"\1 stykker (\2 km) er uændrede: en færge følger ingen hastighedsgrænse.",
    ),
    # New roads
    (
        (
            rf"at \({NUMBER}, {NUMBER}\): joined to (.+?) at (?:a new node|node \d+)"
            rf" ({NUMBER}) m away by a link(, the nearest road, as none was named)?"
        ),
        r"Tilsluttet \1 med en rampe på \2 m.",
    ),
    (
        (
            rf"at \({NUMBER}, {NUMBER}\): joined to (.+?) at (?:a new node|node \d+)"
            r"(, the nearest road, as none was named)?"
        ),
        r"Tilsluttet \1.",
    ),
    (
        rf"crosses ({NUMBER}) roads? without joining (?:it|them), as on bridges: (.+)",
        r"Krydser \1 veje uden tilslutning, som på broer: \2.",
    ),
    (
        r"joined at one place only: it leads nowhere else",
        "Kun tilsluttet ét sted: den fører ikke videre.",
    ),
    (r"ends as a dead end at .*", "Ender blindt."),
    (r"begins as a dead end at .*", "Begynder blindt."),
    (
        rf"({NUMBER})% of it lies outside the network's extent",
        r"\1 % af den ligger uden for nettet.",
    ),
    (
        rf"({NUMBER}) places? where new roads join it (?:is|are) gone with it",
        r"\1 tilslutninger til nye veje forsvinder med den.",
    ),
    # Junctions
    (
        rf"({NUMBER}) nodes: who passes several of them waits at each",
        r"\1 knudepunkter: den, der passerer flere, venter ved hvert.",
    ),
    (r"overrules what an earlier edit sets at .*", "Erstatter, hvad en tidligere ændring satte."),
    (r"adds to what an earlier edit sets at .*", "Lægges til, hvad en tidligere ændring satte."),
    # Places
    (r"no place is left among the .*", "Der er intet sted tilbage."),
    # Trains
    (
        rf"trains in each other's way on a Tuesday: ({NUMBER}) -> ({NUMBER}) \(nothing is solved\)",
        r"Tog i vejen for hinanden på en tirsdag: \1 → \2 (intet er løst).",
    ),
    (
        rf"direct connections from station to station: ({NUMBER}) -> ({NUMBER})",
        r"Direkte forbindelser fra station til station: \1 → \2.",
    ),
    (
        rf"direct connections from stop to stop of the route: ({NUMBER}) -> ({NUMBER})",
        r"Direkte forbindelser fra stop til stop på ruten: \1 → \2.",
    ),
    (
        rf"trains a day, both ways: ({NUMBER}) -> ({NUMBER})",
        r"Tog om dagen i begge retninger: \1 → \2.",
    ),
    (r"counted on the day with most trips", "Talt på dagen med flest ture."),
    (
        re.escape(KEPT_MINUTES),
        (
            "Hurtigere tog beholder deres afgangsminutter fra den første station: den, der "
            "skifter, "
            "kan miste et tog eller vente længere, til køreplanen er lagt om."
        ),
    ),
    (r"instead of (.+)", r"I stedet for \1."),
    (
        r"what the battery holds is not computed: .*",
        "Batteriets rækkevidde er ikke beregnet: se efter, at strækningen ikke er for lang.",
    ),
    (
        rf"takes the place of ({NUMBER}) services, by the time of day",
        r"Træder i stedet for \1 serier efter tidspunkt på dagen.",
    ),
    (
        rf"no train of a line there runs faster than ({NUMBER}) km/h",
        r"Ingen tog på linjen kører over \1 km/t.",
    ),
    (
        r"drawn as a straight line, as none is given",
        "Tegnet som en lige linje, da ingen er angivet.",
    ),
    (
        r"no line runs over it yet: say AddLine",
        "Ingen linje kører på det endnu: det kræver en ny linje.",
    ),
    (
        (
            r"leaves (.+?) to the ([\w-]+)(?:, ([\d,]+) m from (.+?))?; trains from the "
            r"([\w-]+) run "
            r"straight on, others turn back"
        ),
        "Går fra {0} mod {1}{2}; tog fra {3} kører lige ud, andre må vende.",
    ),
    (
        rf"({NUMBER}) lines? with given times (?:is|are) left as before: (.+)",
        r"\1 linjer med faste tider er uændrede: \2.",
    ),
)

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
    (re.compile(r"\ban unnamed (\w+)"), r"en unavngiven vej (\1)"),
)
"""How accounts call roads, within sentences."""


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
    for pattern, other in ROADS:
        text = pattern.sub(other, text)
    return text


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
