"""Which roads carry the effect: a table by name, and sections that more or fewer people use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.presentation.wording.edit_words import edit_sentence
from kraftcenter_mobility.scenarios.road_use import UNNAMED, WALKS

from .blocks import Cell, Column, Table, change, number, plain
from .headline import TENTHS_BELOW

if TYPE_CHECKING:
    from kraftcenter_mobility.scenarios.explain import Explanation

    from .subject import Subject

__all__ = ["MOST_FOLLOWED", "RoadsPart", "roads_of"]

MOST_ROADS = 15
MOST_FOLLOWED = 100
"""Places whose ways are followed along the roads, those with the largest effect."""

MOST_EDITS = 12
"""Beyond so many edits, what each contributes would take as many comparisons again."""

LEAST_SHARE = 0.005
"""Roads that carry less of the effect are left out."""

NEW_ROAD = re.compile(r"new road \(edit (\d+)\)")


@dataclass(frozen=True, slots=True)
class RoadsPart:
    """What is told of roads."""

    intro: str
    table: Table | None = None
    edits: Table | None = None
    explanation: Explanation | None = None


def roads_of(subject: Subject) -> RoadsPart:
    """Return what the roads carry of the effect of a scenario.

    Parameters
    ----------
    subject : Subject
        By public transport nothing is followed, and the part says so.

    Returns
    -------
    RoadsPart
        With one sentence and nothing else where nobody's way changes.
    """
    if subject.is_transit:
        return RoadsPart(subject.say("roads_transit", **subject.about))
    sides = subject.nearest_sides
    if sides.outcome("unchanged").all():
        return RoadsPart(_of_nearest(subject, subject.say("roads_none")))
    if len(subject.case.accounts) > MOST_EDITS:
        return RoadsPart(subject.say("roads_many"))
    why = subject.comparison.explain(
        subject.name, MOST_FOLLOWED, mode=subject.mode, most_traced=MOST_FOLLOWED, progress=False
    )
    if not (sides.compared & ~sides.outcome("unchanged")).any():
        intro = _of_nearest(subject, subject.say("roads_no_time"))
        return RoadsPart(intro, explanation=why)
    hours = why.followed_person_h, why.effect_person_h
    digits = 0 if abs(hours[1]) >= TENTHS_BELOW else 1
    followed, effect = (subject.words.change(each, digits) for each in hours)
    intro = subject.say("roads_intro", followed=followed, effect=effect)
    intro = _of_nearest(subject, intro)
    edits = _edit_table(subject, why) if len(why.edits) > 1 else None
    return RoadsPart(intro, _road_table(subject, why), edits, why)


def _of_nearest(subject: Subject, intro: str) -> str:
    """Return a text on ways, and where those lead if the numbers above are of another goal."""
    if subject.is_nearest:
        return intro
    return f"{subject.say('roads_nearest', **subject.about_nearest)} {intro}"


def _road_table(subject: Subject, why: Explanation) -> Table | None:
    """Return the roads that carry most of the effect."""
    words, roads = subject.words, why.roads
    size = roads["difference_person_h"].abs()
    roads = roads[size > LEAST_SHARE * float(size.sum())].head(MOST_ROADS)
    if roads.empty:
        return None
    hours = "person_h" if subject.comparison.counts_people else "hours_short"
    return Table(
        caption=subject.say("roads_caption"),
        columns=(
            Column(subject.say("road"), numeric=False),
            Column(subject.say(hours)),
            Column(subject.say("more_people")),
            Column(subject.say("fewer_people")),
        ),
        rows=tuple(
            (
                _called(subject, str(road)),
                change(words, row["difference_person_h"], 1),
                number(words, row["people_more"]),
                number(words, row["people_less"]),
            )
            for road, row in roads.iterrows()
        ),
        note=subject.say("roads_note"),
    )


def _edit_table(subject: Subject, why: Explanation) -> Table:
    """Return what every edit contributes."""
    words = subject.words
    scenario = subject.case.scenario
    edits = () if scenario is None else scenario.edits
    rows: list[tuple[Cell, ...]] = []
    for at, (edit, account, hours) in enumerate(
        zip(edits, subject.case.accounts, why.edits["difference_person_h"], strict=True), start=1
    ):
        told = change(words, hours, 1) if np.isfinite(hours) else plain(subject.say("needed"))
        sentence = edit_sentence(words, edit, account)
        rows.append((plain(f"{at}. {sentence.text}", sentence.language), told))
    hours_head = "person_h" if subject.comparison.counts_people else "hours_short"
    return Table(
        caption=subject.say("edits_caption"),
        columns=(Column(subject.say("what"), numeric=False), Column(subject.say(hours_head))),
        rows=tuple(rows),
        sortable=False,
    )


def _called(subject: Subject, road: str) -> Cell:
    """Return what a road is called."""
    if road == UNNAMED:
        return plain(subject.say("unnamed"))
    if road == WALKS:
        return plain(subject.say("walks"))
    if found := NEW_ROAD.fullmatch(road):
        return plain(subject.say("new_road", number=found[1]))
    return plain(road)
