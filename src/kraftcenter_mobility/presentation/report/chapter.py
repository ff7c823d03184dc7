"""One chapter of a report: everything about one scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kraftcenter_mobility.scenarios.train_notices import conflict_row

from .areas import areas_of
from .changes import MOST_EDITS, changes_of
from .distribution import cumulative, histogram
from .headline import cards, cutoff_table, effect_of, percentile_table, sentences
from .maps import areas_map, difference_map, edit_map, roads_map
from .roads import roads_of
from .tables import group_table
from .texts import date_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kraftcenter_mobility.scenarios.accounts import Account

    from .areas import AreasPart
    from .blocks import Card, Picture, Table
    from .changes import Change
    from .pictures import Pictures
    from .roads import RoadsPart
    from .subject import Subject

__all__ = ["Chapter", "chapter_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What is told of one scenario."""

    key: str
    """Begins the ids of its sections."""

    title: str
    description: str
    source: str
    confidence: str
    sentences: list[str]
    cards: list[Card]
    cutoffs: Table
    percentiles: Table
    changes: tuple[Change, ...]
    left_out: str
    """How many changes are not told of."""

    difference: Picture | None
    histogram: Picture | None
    cumulative: Picture | None
    groups: tuple[Table, ...]
    roads: RoadsPart
    roads_map: Picture | None
    areas: AreasPart | None
    areas_map: Picture | None
    trains: tuple[str, ...]


def chapter_of(  # noqa: PLR0913 - what to tell, and how much of it
    subject: Subject,
    pictures: Pictures,
    *,
    key: str,
    groups: Sequence[str],
    cutoff_s: float | None,
    isochrone_cutoffs_s: Sequence[float],
) -> Chapter:
    """Return everything about one scenario.

    Parameters
    ----------
    subject : Subject
        The scenario, and the mode it is told of by.
    pictures : Pictures
        Draws the maps.
    key : str
        Begins the ids of its sections.
    groups : sequence of str
        Columns of the origins to group by.
    cutoff_s : float or None
        The time within which people of groups are counted.
    isochrone_cutoffs_s : sequence of float
        Of the areas, in seconds; none leaves them out.

    Returns
    -------
    Chapter
        Ready for the template.
    """
    effect, scenario = effect_of(subject), subject.case.scenario
    roads = roads_of(subject)
    areas = areas_of(subject, isochrone_cutoffs_s) if len(isochrone_cutoffs_s) else None
    tables = (group_table(subject, column, cutoff_s) for column in groups)
    n_edits = 0 if scenario is None else len(scenario.edits)
    return Chapter(
        key=key,
        title=subject.name,
        description="" if scenario is None else scenario.description,
        source="" if scenario is None else scenario.source,
        confidence="" if scenario is None else scenario.confidence,
        sentences=sentences(subject, effect),
        cards=cards(subject, effect),
        cutoffs=cutoff_table(subject, effect),
        percentiles=percentile_table(subject, effect),
        changes=changes_of(subject, lambda account, at: _where(subject, pictures, account, at)),
        left_out=subject.words.number(n_edits - MOST_EDITS) if n_edits > MOST_EDITS else "",
        difference=_difference(subject, pictures),
        histogram=histogram(subject),
        cumulative=cumulative(subject),
        groups=tuple(table for table in tables if table is not None),
        roads=roads,
        roads_map=_roads(subject, pictures, roads),
        areas=areas,
        areas_map=_areas(subject, pictures, areas),
        trains=_trains(subject),
    )


def _where(subject: Subject, pictures: Pictures, account: Account, at: int) -> Picture | None:
    """Return a little map of an edit."""
    del account
    shown = edit_map(subject, at)
    if shown is None:
        return None
    return pictures.small(shown, subject.say("figure_edit", number=at))


def _difference(subject: Subject, pictures: Pictures) -> Picture:
    """Return the map of who gains and who loses."""
    return pictures.large(
        difference_map(subject),
        subject.say("map_title"),
        subject.say("map_caption", **subject.about),
    )


def _roads(subject: Subject, pictures: Pictures, roads: RoadsPart) -> Picture | None:
    """Return the map of sections that more or fewer people use."""
    shown = None if roads.explanation is None else roads_map(subject, roads.explanation)
    if shown is None:
        return None
    return pictures.large(shown, subject.say("roads_title"), subject.say("roads_map_caption"))


def _areas(subject: Subject, pictures: Pictures, areas: AreasPart | None) -> Picture | None:
    """Return the map of the area whose change is largest."""
    if areas is None or areas.changes is None:
        return None
    shown = areas_map(subject, areas.changes)
    caption = subject.say("areas_map_caption", minutes=areas.minutes, **subject.about_nearest)
    return pictures.large(shown, subject.say("areas_title"), caption)


def _trains(subject: Subject) -> tuple[str, ...]:
    """Return how often trains are in each other's way; nothing for a mode of the roads."""
    study = subject.comparison.study
    found = conflict_row(study, subject.case, subject.mode)
    window = study.when.departure or study.when.arrival
    if not found or window is None:
        return ()
    count = {
        "before": subject.words.number(found["conflicts_baseline"]),
        "after": subject.words.number(found["conflicts_scenario"]),
    }
    date = date_words(subject.words, window.date)
    return subject.say("trains_intro", date=date), subject.say("trains_count", **count)
