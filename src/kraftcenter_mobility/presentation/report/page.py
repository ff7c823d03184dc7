"""The page of a report: its templates, style and scripts, with all text escaped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kraftcenter_mobility._version import __version__
from kraftcenter_mobility.presentation.interactive.bundle import bundle, hash_of

from .asked import question, questions
from .limits import limits_of, term_table
from .provenance import provenance, scenario_file
from .subject import Subject, duration_words
from .tables import overview
from .texts import date_words

if TYPE_CHECKING:
    from .chapter import Chapter
    from .pictures import Pictures

__all__ = ["Parts", "rendered"]

FOLDER = Path(__file__).parent / "templates"


class Parts(NamedTuple):
    """What the chapters have come to."""

    subjects: list[Subject]
    chapters: list[Chapter]
    pictures: Pictures
    cutoff_s: float | None


def rendered(parts: Parts, *, title: str, author: str, note: str) -> str:
    """Return the whole page.

    Parameters
    ----------
    parts : Parts
        The chapters.
    title, author, note : str
        What stands at its head.

    Returns
    -------
    str
        It may run its own scripts and load nothing.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    first = parts.subjects[0]
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    library = bundle() if parts.pictures.script else None
    scripts = _scripts(parts.pictures, None if library is None else library.js)
    style = (FOLDER / "report.css").read_text("utf-8")
    if library is not None:
        style = library.css + parts.pictures.css + style
    return environment.get_template("report.html").render(
        {key: Markup(text) for key, text in scripts.items()},  # noqa: S704 - our own scripts
        say=first.say,
        says=first.says,
        markup=Markup,
        style=Markup(style),  # noqa: S704 - our own style
        policy=" ".join(hash_of(text) for text in scripts.values() if text),
        language=first.words.language,
        version=__version__,
        title=title or question(parts.subjects),
        author=author,
        note=note,
        chapters=parts.chapters,
        credits=parts.pictures.credits,
        **_front(parts),
        **_back(first),
    )


def _scripts(pictures: Pictures, library: str | None) -> dict[str, str]:
    """Return the scripts of a page: what comes first, maps, what opens them, and tables."""
    return {
        "early": 'document.documentElement.classList.add("scripts");',
        "library": library or "",
        "opening": pictures.script,
        "sorting": (FOLDER / "report.js").read_text("utf-8"),
    }


def _front(parts: Parts) -> dict[str, Any]:
    """Return what stands before the chapters."""
    first = parts.subjects[0]
    comparison = first.comparison
    every = [
        Subject(comparison, scenario.name, mode, first.words)
        for scenario in comparison.scenarios
        for mode in comparison.modes
    ]
    shown, count = len(parts.subjects), len(comparison.scenarios)
    told = {"shown": first.words.number(shown), "count": first.words.number(count)}
    moment = comparison.network.timestamp
    return {
        "asked": question(parts.subjects),
        "asked_more": questions(first),
        "only_some": first.say("only_some", **told) if 1 < shown < count else "",
        "overview": overview(every, parts.cutoff_s) if len(every) > 1 else None,
        "date": date_words(first.words, moment) if moment else "",
    }


def _back(first: Subject) -> dict[str, Any]:
    """Return what stands behind the chapters."""
    comparison = first.comparison
    least = duration_words(first.words, comparison.least_s)
    return {
        "limits": limits_of(first),
        "terms": term_table(first, least),
        "provenance": provenance(first),
        "files": [(each.name, scenario_file(each)) for each in comparison.scenarios],
    }
