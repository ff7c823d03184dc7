"""What a comparison asked, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .subject import counted
from .texts import date_words, ordinal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .subject import Subject

__all__ = ["question", "questions"]

MEDIAN = 50.0

COUNTS = {
    "2": ("two", "to"),
    "3": ("three", "tre"),
    "4": ("four", "fire"),
    "5": ("five", "fem"),
    "6": ("six", "seks"),
}
"""As many chapters as a report has at most."""


def question(subjects: Sequence[Subject]) -> str:
    """Return the question that a report answers, in one sentence."""
    first = subjects[0]
    if len(subjects) == 1:
        return first.say("asked_one", scenario=first.name, **first.about)
    count = first.words.say(COUNTS, str(len(subjects)))
    return first.say("asked_many", count=count, **first.about)


def questions(subject: Subject) -> list[str]:
    """Return for whom, where to and when, a sentence or two each.

    Parameters
    ----------
    subject : Subject
        Of the first chapter.

    Returns
    -------
    list of str
        Paragraphs.
    """
    comparison, words = subject.comparison, subject.words
    n_goals = len(comparison.destinations)
    goals = subject.say("one_goal")
    if n_goals != 1:
        goals = subject.say("many_goals", count=words.number(n_goals))
    told = {
        "people": counted(subject, float(comparison.people.sum())),
        "origins": _places(subject, len(comparison.origins)),
        "goals": goals,
    }
    key = "asked_people" if comparison.counts_people else "asked_origins"
    return [subject.say(key, **told), *_when(subject)]


def _places(subject: Subject, count: int) -> str:
    """Return how many places people are counted at."""
    if count == 1:
        return subject.say("one_origin")
    return f"{subject.words.number(count)} {subject.say('origins')}"


def _when(subject: Subject) -> list[str]:
    """Return when people travel, where that matters."""
    when = subject.comparison.study.when
    window = when.departure or when.arrival
    if window is None:
        return []
    words = subject.words
    key = "when_departure" if when.departure is not None else "when_arrival"
    which = subject.say("percentile", number=ordinal(words, when.percentile))
    told = {
        "date": date_words(words, window.date),
        "start": f"{window.start:%H:%M}",
        "percentile": subject.say("median") if when.percentile == MEDIAN else which,
    }
    if window.end is None:
        return [subject.say(f"{key}_once", **told)]
    return [subject.say(key, end=f"{window.end:%H:%M}", **told)]
