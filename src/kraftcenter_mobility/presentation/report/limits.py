"""How far to trust a report: what the model knows, what was odd in the data, how good facts are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kraftcenter_mobility import herning
from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.presentation.languages import Text
from kraftcenter_mobility.presentation.wording.notice_words import notice_text
from kraftcenter_mobility.scenarios.train_notices import CONFLICTS, UNSEEN

from .blocks import Column, Table, number, plain
from .texts_of_terms import CONFIDENCE, KNOWN, TERM_KEYS, TRANSIT_KNOWN, TRANSIT_UNKNOWN, UNKNOWN

if TYPE_CHECKING:
    from .subject import Subject

__all__ = ["Limits", "letters_in", "limits_of", "term_table"]

MOST_NOTICES = 12

LETTER = r"\b{0}(?: (?:and|to) [A-Z])?:"
"""How a scenario rates a fact: ``"A: the idea"``, ``"C and D: where they are"``."""

HABITS = "unknown_choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a reader should know before believing a number."""

    warning: str
    """Of the bundled sample, empty for other data."""

    knows: tuple[str, ...]
    knows_not: tuple[str, ...]
    letters: tuple[tuple[str, str], ...]
    """Letters of confidence and what they mean, where a scenario uses any."""

    notices: Table | None
    comparison_notices: tuple[Text, ...]


def limits_of(subject: Subject) -> Limits:
    """Return how far to trust a comparison.

    Parameters
    ----------
    subject : Subject
        Of its first chapter.

    Returns
    -------
    Limits
        What the model knows and does not, and what was odd.
    """
    comparison = subject.comparison
    by_train = any(isinstance(mode, TransitMode) for mode in comparison.modes)
    by_road = any(not isinstance(mode, TransitMode) for mode in comparison.modes)
    knows = [*(KNOWN if by_road else KNOWN[:1]), *((TRANSIT_KNOWN,) if by_train else ())]
    habits = "" if subject.is_nearest else "_measured"
    unknown = [f"{key}{habits}" if key == HABITS else key for key in UNKNOWN]
    unknown += [TRANSIT_UNKNOWN] if by_train else []
    share = comparison.network.report.tagged_speed_share
    signed = subject.say("signed", signed=subject.words.share(share))
    records = comparison.notices.to_records()
    return Limits(
        warning=subject.say("sample") if is_sample(subject) else "",
        knows=(*(subject.say(key) for key in knows), *((signed,) if by_road else ())),
        knows_not=tuple(subject.say(key) for key in unknown),
        letters=_letters(subject),
        notices=_notice_table(subject),
        comparison_notices=tuple(dict.fromkeys(_noticed(subject, record) for record in records)),
    )


def is_sample(subject: Subject) -> bool:
    """Say whether a network is the bundled sample, also after it was saved and loaded."""
    return subject.comparison.network.source == herning.sample_path().name


def term_table(subject: Subject, least: str) -> Table:
    """Return what the words of a report mean."""
    return Table(
        caption=subject.say("terms_caption"),
        columns=(
            Column(subject.say("term"), numeric=False),
            Column(subject.say("meaning"), numeric=False),
        ),
        rows=tuple(
            (plain(subject.say(f"term_{key}")), plain(subject.say(f"about_{key}", least=least)))
            for key in TERM_KEYS
        ),
        sortable=False,
    )


def _letters(subject: Subject) -> tuple[tuple[str, str], ...]:
    """Return the letters of confidence that scenarios use, with what they mean."""
    told = " ".join(scenario.confidence for scenario in subject.comparison.scenarios)
    return tuple((letter, subject.say(f"letter_{letter}")) for letter in letters_in(told))


def letters_in(told: str) -> list[str]:
    """Return the letters of confidence that a text uses.

    Examples
    --------
    >>> letters_in("V: that it closed; C and D: where it was")
    ['V', 'C', 'D']
    """
    return [letter for letter in CONFIDENCE if re.search(LETTER.format(letter), told)]


def _noticed(subject: Subject, record: dict[str, object]) -> Text:
    """Return a notice of a comparison as a sentence."""
    code = str(record["code"])
    if code == "no-population":
        return Text(subject.say("no_population"))
    if code.startswith(CONFLICTS):
        return Text(subject.say("trains_meet"))
    if code.startswith(UNSEEN):
        return Text(subject.say("trains_unseen", name=code[len(UNSEEN) :].strip(" ()")))
    told = notice_text(subject.words, record)
    return Text(f"{told.text}.", told.language)


def _notice_table(subject: Subject) -> Table | None:
    """Return what was odd in the data, the commonest first; None if nothing was."""
    records = subject.comparison.network.report.notices[:MOST_NOTICES]
    if not records:
        return None
    told = [(notice_text(subject.words, record), record["count"]) for record in records]
    return Table(
        caption=subject.say("notices_caption"),
        columns=(Column(subject.say("what"), numeric=False), Column(subject.say("count"))),
        rows=tuple(
            (plain(text.text, text.language), number(subject.words, float(str(count))))
            for text, count in told
        ),
    )
