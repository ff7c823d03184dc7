"""What a report says, in English and Danish, and words that depend on what is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kraftcenter_mobility import herning

from .texts_of_back import BACK
from .texts_of_chapters import CHAPTERS
from .texts_of_front import FRONT
from .texts_of_terms import TERMS

if TYPE_CHECKING:
    import datetime as dt

    from kraftcenter_mobility.presentation.languages import Words

__all__ = ["TEXTS", "credit_words", "date_words", "goal_words", "mode_words", "ordinal"]

TEXTS: dict[str, tuple[str, str]] = {**FRONT, **CHAPTERS, **BACK, **TERMS}

MODES = {
    "car": ("by car", "i bil"),
    "ambulance": ("by ambulance", "med ambulance"),
    "bicycle": ("by bicycle", "på cykel"),
    "walking": ("on foot", "til fods"),
    "transit": ("by public transport", "med kollektiv trafik"),
}

GOALS = {
    "hospital": ("hospital", "hospital"),
    "school": ("school", "skole"),
    "venue": ("venue", "arena"),
    "town": ("town", "by"),
    "station": ("station", "station"),
    "airport": ("airport", "lufthavn"),
    "university": ("university", "universitet"),
    "youth_education": ("place of youth education", "ungdomsuddannelse"),
}
"""In Danish with the article below."""

NEUTER = frozenset({"hospital", "university"})

MONTHS = (
    ("January", "januar"),
    ("February", "februar"),
    ("March", "marts"),
    ("April", "april"),
    ("May", "maj"),
    ("June", "juni"),
    ("July", "juli"),
    ("August", "august"),
    ("September", "september"),
    ("October", "oktober"),
    ("November", "november"),
    ("December", "december"),
)

ENDINGS = {"1": "st", "2": "nd", "3": "rd"}

DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def mode_words(words: Words, name: str) -> str:
    """Return how one travels, such as ``"by car"``."""
    if name in MODES:
        return words.say(MODES, name)
    return f"med {name}" if words.language == "da" else f"by {name}"


def goal_words(words: Words, kinds: set[str], names: list[str]) -> str:
    """Return where people go: the nearest of a kind, or a place by its name."""
    danish = words.language == "da"
    if len(names) == 1:
        return names[0]
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    if kind not in GOALS:
        return "det nærmeste rejsemål" if danish else "the nearest destination"
    noun = words.say(GOALS, kind)
    article = "det" if kind in NEUTER else "den"
    return f"{article} nærmeste {noun}" if danish else f"the nearest {noun}"


def credit_words(words: Words, credit: str) -> str:
    """Return to whom places are owed, in the language of the report where that is known."""
    known = credit == herning.POPULATION_CREDIT
    return words.say(TEXTS, "population_credit") if known else credit


def date_words(words: Words, date: str | dt.date) -> str:
    """Return a date as people write it; text that holds none stays as it is.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> date_words(Words("da"), "2026-01-02T20:21:00Z")
    '2. januar 2026'
    """
    found = DATE.match(str(date))
    if found is None:
        return str(date)
    year, month, day = map(int, found.groups())
    if not 1 <= month <= len(MONTHS):
        return str(date)
    name = MONTHS[month - 1][words.language == "da"]
    return f"{day}{'.' if words.language == 'da' else ''} {name} {year}"


def ordinal(words: Words, number: float) -> str:
    """Return which percentile counts, in English as ``"21st"``."""
    text = f"{number:g}"
    if words.language != "en":
        return text.replace(".", ",")
    teen = text[-2:-1] == "1" and "." not in text
    return text + ("th" if teen else ENDINGS.get(text[-1], "th"))
