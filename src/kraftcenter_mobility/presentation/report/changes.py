"""What a scenario changes, edit by edit: a sentence, its account, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kraftcenter_mobility.presentation.wording.account_words import account_lines, account_remarks
from kraftcenter_mobility.presentation.wording.edit_words import edit_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from kraftcenter_mobility.presentation.languages import Text
    from kraftcenter_mobility.scenarios.accounts import Account

    from .blocks import Picture
    from .subject import Subject

__all__ = ["MOST_EDITS", "Change", "changes_of"]

MOST_EDITS = 25
"""Edits that are told of one by one; a reader of more reads the file."""


@dataclass(frozen=True, slots=True)
class Change:
    """One edit, told."""

    title: str
    sentence: Text
    lines: tuple[str, ...]
    note: str
    """What the planner says of it."""

    remarks: tuple[Text, ...]
    picture: Picture | None


def changes_of(
    subject: Subject, picture: Callable[[Account, int], Picture | None]
) -> tuple[Change, ...]:
    """Return what the first edits of a scenario change.

    Parameters
    ----------
    subject : Subject
        With the scenario.
    picture : callable
        Draws where an account's edit is, given its number from one.

    Returns
    -------
    tuple of Change
        In the order of the edits.
    """
    scenario, words = subject.case.scenario, subject.words
    if scenario is None:
        return ()
    told = zip(scenario.edits, subject.case.accounts, strict=True)
    return tuple(
        Change(
            subject.say("edit_number", number=number),
            edit_sentence(words, edit, account),
            tuple(account_lines(words, account)) or _without_effect(subject, account),
            subject.say("own_note", note=edit.note) if getattr(edit, "note", "") else "",
            tuple(account_remarks(words, account, edit)),
            picture(account, number),
        )
        for number, (edit, account) in enumerate(told, start=1)
        if number <= MOST_EDITS
    )


def _without_effect(subject: Subject, account: Account) -> tuple[str, ...]:
    """Say that an edit changes nothing, if so."""
    return () if account.has_effect else (subject.say("no_effect"),)
