"""Which scenarios a report tells of in full: the one named, all of a few, or the largest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .subject import Subject

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.scenarios.answering import AnyMode
    from kraftcenter_mobility.scenarios.comparison import Comparison

__all__ = ["MOST_CHAPTERS", "chosen_subjects", "size_of_effect"]

MOST_CHAPTERS = 6
"""Scenarios that are told of in full unless one is named."""

REACH_S = 3600.0
"""What winning or losing every way counts, and the most that any change does, in seconds."""


def chosen_subjects(
    comparison: Comparison,
    name: str | None,
    mode: AnyMode,
    words: Words,
    *,
    most: int = MOST_CHAPTERS,
) -> list[Subject]:
    """Return what each chapter is about.

    Parameters
    ----------
    comparison : Comparison
        What to tell of.
    name : str or None
        The one scenario that is wanted.
    mode : Mode or TransitMode
        By which mode.
    words : Words
        In which language.
    most : int, optional
        How many are told of unless one is named.

    Returns
    -------
    list of Subject
        In the order of the comparison.

    Raises
    ------
    ScenarioError
        If there is no scenario of this name.
    """
    if name is not None:
        return [Subject(comparison, comparison.case(name).name, mode, words)]
    every = [Subject(comparison, scenario.name, mode, words) for scenario in comparison.scenarios]
    if len(every) <= most:
        return every
    by_effect = sorted(every, key=lambda subject: -size_of_effect(subject))
    chosen = {subject.name for subject in by_effect[:most]}
    return [subject for subject in every if subject.name in chosen]


def size_of_effect(subject: Subject) -> float:
    """Return how much happens to people, better or worse, in person-seconds."""
    change_s = np.clip(np.abs(subject.sides.difference), 0.0, REACH_S)
    return float(change_s @ subject.sides.people)
