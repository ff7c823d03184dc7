"""English and Danish: words, numbers and minutes as people read them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LANGUAGES", "Text", "Words", "joined", "words_in"]

LANGUAGES = ("en", "da")
"""Languages that maps and reports are written in, by their ISO 639-1 codes."""

TEXTS = {"and": ("and", "og")}

SWAPPED = str.maketrans(",.", ".,")
"""Danish writes 1.234,5 where English writes 1,234.5."""

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence, and its language where that is not the one around it."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """How one language says things.

    Examples
    --------
    >>> danish = Words("da")
    >>> danish.number(1234.56, 1), danish.change(-3.2, 1), danish.share(0.306)
    ('1.234,6', '\N{MINUS SIGN}3,2', '31 %')
    """

    language: str

    def say(self, texts: Mapping[str, tuple[str, str]], key: str, **values: object) -> str:
        """Return a text by its key, with values put in; `texts` holds English and Danish."""
        text = texts[key][LANGUAGES.index(self.language)]
        return text.format(**values) if values else text

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number, a dash for none or an infinite one."""
        if not math.isfinite(value):
            return "\N{EN DASH}"
        text = f"{value:,.{digits}f}"
        if float(text.replace(",", "")) == 0:
            text = text.removeprefix("-")
        return (text.translate(SWAPPED) if self.language == "da" else text).replace("-", MINUS)

    def change(self, value: float, digits: int = 0) -> str:
        """Return a number with its sign, none where it rounds to nothing."""
        text = self.number(value, digits)
        rounds_up = math.isfinite(value) and value > 0 and round(value, digits) > 0
        return f"+{text}" if rounds_up else text

    def share(self, share: float, digits: int = 0) -> str:
        """Return a share of one as a percentage."""
        return f"{self.number(100 * share, digits)} %"


def words_in(language: object) -> Words:
    """Return the words of a language.

    Raises
    ------
    InputError
        If maps and reports are not written in it.
    """
    if language not in LANGUAGES:
        raise InputError(f'language must be "en" or "da", got {language!r:.40}')
    return Words(str(language))


def joined(words: Words, parts: list[str]) -> str:
    """Return several things in one phrase.

    Examples
    --------
    >>> joined(Words("da"), ["bil", "tog", "bus"])
    'bil, tog og bus'
    """
    if len(parts) < 2:  # noqa: PLR2004 - nothing to join
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {words.say(TEXTS, 'and')} {parts[-1]}"
