"""What was probably meant by a word that nobody knows."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["did_you_mean", "near_misses"]

MOST_NAMED = 8
SHORT = 3
"""Words up to this long may differ in half of their letters and still be near."""


def near_misses(word: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Return the words most like one that is not known, the likeliest first.

    Parameters
    ----------
    word : str
        What was asked for.
    known : iterable of str
        What there is.
    most : int, optional
        How many to return at most.

    Returns
    -------
    list of str
        Those with the same digits in whatever order, then those with nearly the same letters.

    Examples
    --------
    >>> near_misses("81", ["15", "18", "E 20"])
    ['18', '15']
    """
    texts = {"".join(text.split()).casefold(): text for text in sorted(known)}
    asked = "".join(word.split()).casefold()
    digits = _digits(asked)
    same = {key for key in texts if digits and _digits(key) == digits}
    longer = {key for key in texts if len(asked) > SHORT and asked in key}
    close = get_close_matches(asked, texts, most, 0.5 if len(asked) <= SHORT else 0.6)

    def unlikeliness(key: str) -> tuple[bool, float, str]:
        return key not in same, -SequenceMatcher(None, asked, key).ratio(), key

    found = sorted(same | longer | set(close), key=unlikeliness)
    return [texts[key] for key in found[:most]]


def _digits(text: str) -> str:
    """Return the digits of a text in order of size."""
    return "".join(sorted(letter for letter in text if letter.isdigit()))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question to end a message with, or what there is instead.

    Parameters
    ----------
    word : str
        What was asked for.
    known : iterable of str
        What there is.

    Returns
    -------
    str
        The near misses, else the first few of all.

    Examples
    --------
    >>> did_you_mean("Messemotorvej", ["Messemotorvejen", "Vardevej"])
    "did you mean 'Messemotorvejen'?"
    >>> did_you_mean("x", ["Vardevej"])
    "there is 'Vardevej'"
    """
    known = sorted(known)
    if near := near_misses(word, known):
        return f"did you mean {' or '.join(repr(text) for text in near)}?"
    if not known:
        return "there is none at all"
    shown = ", ".join(repr(text) for text in known[:MOST_NAMED])
    n_more = len(known) - MOST_NAMED
    return f"there is {shown}{f' and {n_more} more' if n_more > 0 else ''}"
