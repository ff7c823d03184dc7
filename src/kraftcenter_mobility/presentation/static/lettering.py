"""Type: fonts, how wide a text is, and where its lines break."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text

__all__ = [
    "FADED",
    "INK",
    "Holder",
    "as_letters",
    "font",
    "haloed",
    "line_height",
    "plain",
    "set_text",
    "width_of",
    "wrapped",
]

INK = "#1a1a1a"
FADED = "#555555"

FAMILIES = ("DejaVu Sans", "sans-serif")
"""The font that comes with matplotlib, then the user's own for letters that it lacks."""

LEADING = 1.28
"""Height of a line over its size."""

HALO_PT = 1.3
SCREEN_ROUNDING = 1.02
"""Letters that are fitted to the dots of a screen take a little more room than on paper."""

MOST_LETTERS = 2000
"""What is longer is no text for a map."""

UNKNOWN = "\N{WHITE SQUARE}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


class Holder(Protocol):
    """What holds artists: axes, or a box inside them."""

    def add_artist(self, a: Artist) -> Any:
        """Take an artist."""


@lru_cache(maxsize=64)
def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the font of all texts in a size."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(FAMILIES), size=size, weight="bold" if bold else "normal")


def line_height(size: float) -> float:
    """Return the height of a line in points."""
    return LEADING * size


def plain(text: object) -> str:
    """Return a text in one line, with a square for letters that no font at hand has."""
    line = " ".join(str(text)[:MOST_LETTERS].split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(letter if _font_of(letter, bold=False) else UNKNOWN for letter in line)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is in points."""
    return size * SCREEN_ROUNDING * sum(_advance(letter, bold=bold) for letter in text)


@lru_cache(maxsize=4096)
def _advance(letter: str, *, bold: bool) -> float:
    """Return how wide a letter is, over the size of the type."""
    from matplotlib.font_manager import get_font

    own = get_font(_font_of(letter, bold=bold) or _font_files(bold=bold)[0])
    own.set_size(100.0, 72.0)
    return own.load_char(ord(letter)).linearHoriAdvance / 65536 / 100


@lru_cache(maxsize=4096)
def _font_of(letter: str, *, bold: bool) -> str | None:
    """Return the file of the first font that has a letter."""
    files = _font_files(bold=bold)
    return next((path for path in files if ord(letter) in _letters_in(path)), None)


@lru_cache(maxsize=2)
def _font_files(*, bold: bool) -> tuple[str, ...]:
    """Return the files of the fonts."""
    from matplotlib.font_manager import FontProperties, findfont

    weight = "bold" if bold else "normal"
    return tuple(findfont(FontProperties(family=[each], weight=weight)) for each in FAMILIES)


@lru_cache(maxsize=8)
def _letters_in(path: str) -> frozenset[int]:
    """Return the letters that a font has."""
    from matplotlib.font_manager import get_font

    return frozenset(get_font(path).get_charmap())


def wrapped(
    text: object, width_pt: float, size: float, *, bold: bool = False, most_lines: int = 12
) -> list[str]:
    """Return the lines of a text, none wider than told.

    Words break only where one alone is too wide. What goes beyond `most_lines` is cut with
    an ellipsis.
    """
    lines: list[str] = []
    for word in plain(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width_pt:
            lines[-1] = longer
            continue
        lines.extend(_pieces(word, width_pt, size, bold=bold))
    if len(lines) > most_lines:
        room = width_pt - width_of(ELLIPSIS, size, bold=bold)
        last = lines[most_lines - 1]
        last = last[: _n_letters(last, room, size, bold=bold)]
        lines = [*lines[: most_lines - 1], last.rstrip() + ELLIPSIS]
    return lines


def _pieces(word: str, width_pt: float, size: float, *, bold: bool) -> list[str]:
    """Return a word in pieces that are narrow enough, mostly in one."""
    pieces = [word]
    while len(pieces[-1]) > 1 and width_of(pieces[-1], size, bold=bold) > width_pt:
        whole = pieces[-1]
        cut = max(_n_letters(whole, width_pt, size, bold=bold), 1)
        pieces[-1:] = [whole[:cut], whole[cut:]]
    return pieces


def _n_letters(text: str, width_pt: float, size: float, *, bold: bool) -> int:
    """Return how many letters of a text have room."""
    from bisect import bisect_right

    def width(n_letters: int) -> float:
        return width_of(text[:n_letters], size, bold=bold)

    return bisect_right(range(1, len(text) + 1), width_pt, key=width)


def set_text(  # noqa: PLR0913 - what, where and how
    holder: Holder,
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    bold: bool = False,
    **settings: Any,
) -> Text:
    """Put a text somewhere as it is, without reading formulas into it."""
    from matplotlib.text import Text

    settings = {"color": INK, "va": "baseline", "parse_math": False, "usetex": False, **settings}
    label = Text(x, y, text, fontproperties=font(size, bold=bold), **settings)
    holder.add_artist(label)
    return label


def haloed(holder: Holder, x: float, y: float, text: str, *, size: float, **settings: Any) -> Text:
    """Put a text somewhere with a white rim, so that it can be read on anything.

    The rim is a text of its own below. On a screen both are drawn as outlines, since letters
    that are fitted to dots would not lie on their rim; :func:`as_letters` undoes that.
    """
    from matplotlib.patheffects import Normal, Stroke

    rim = set_text(holder, x, y, text, size=size, **settings)
    rim.set_path_effects([Stroke(linewidth=2 * HALO_PT, foreground="#ffffff", joinstyle="round")])
    rim.set_gid("rim")
    name = set_text(holder, x, y, text, size=size, **settings)
    name.set_path_effects([Normal()])
    name.set_gid("name")
    return name


def as_letters(figure: Figure) -> None:
    """Have names written as letters, which can be searched in a file of vectors."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        if text.get_gid() == "name":
            text.set_path_effects([])
