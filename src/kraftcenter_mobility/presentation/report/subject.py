"""What one chapter of a report is about: a scenario, a mode, and the words for both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.scenarios.measures import is_time, nearest
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .goals import measured_goal, rank_of
from .texts import TEXTS, goal_words, mode_words

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.scenarios.answering import AnyMode
    from kraftcenter_mobility.scenarios.comparison import Comparison
    from kraftcenter_mobility.scenarios.effects import Sides
    from kraftcenter_mobility.scenarios.measures import Measure
    from kraftcenter_mobility.scenarios.results import Case

__all__ = ["Subject", "counted", "duration_words"]


@dataclass(frozen=True)
class Subject:
    """A scenario of a comparison by one mode, and the language in which it is told."""

    comparison: Comparison
    name: str
    mode: AnyMode
    words: Words

    def say(self, key: str, **values: object) -> str:
        """Return a text of the report."""
        return self.words.say(TEXTS, key, **values)

    def says(self, key: str, **values: object) -> str:
        """Return a text that speaks of people, or of places where nobody knows how many."""
        suffix = "" if self.comparison.counts_people else "_origins"
        return self.say(f"{key}{suffix}" if f"{key}{suffix}" in TEXTS else key, **values)

    @property
    def noun(self) -> str:
        """What is counted."""
        return self.say("people" if self.comparison.counts_people else "origins")

    @property
    def case(self) -> Case:
        """The roads and places of the scenario."""
        return self.comparison.case(self.name)

    @property
    def is_transit(self) -> bool:
        """Whether people go by public transport."""
        return isinstance(self.mode, TransitMode)

    @cached_property
    def measure(self) -> Measure:
        """The first measure of the comparison if it is a time, or else the nearest."""
        first = self.comparison.measures[0]
        table = self.comparison.difference(self.name, mode=self.mode, measure=first)
        return first if is_time(table.attrs["measure"]) else nearest

    @cached_property
    def measure_name(self) -> str:
        """What the measure calls its times."""
        told = self.comparison.difference(self.name, mode=self.mode, measure=self.measure)
        return str(told.attrs["measure"])

    @property
    def is_nearest(self) -> bool:
        """Whether the times are those to the nearest destination."""
        return rank_of(self.measure) == 1

    @cached_property
    def nearest_sides(self) -> Sides:
        """Times to the nearest destination before and after, in seconds, with the people."""
        return self.comparison.sides(self.name, mode=self.mode, measure=nearest)

    @cached_property
    def sides(self) -> Sides:
        """Times before and after, in seconds, with the people."""
        return self.comparison.sides(self.name, mode=self.mode, measure=self.measure)

    @cached_property
    def mode_words(self) -> str:
        """How people go, such as ``"by car"``."""
        return mode_words(self.words, self.mode.name)

    @cached_property
    def goal(self) -> str:
        """Where people go by the measure, such as ``"the second nearest hospital"``."""
        kinds, names = self._goals
        return measured_goal(self.words, self.measure, self.measure_name, kinds, names)

    @cached_property
    def nearest_goal(self) -> str:
        """The nearest place where people can go: areas and ways are those to it."""
        return goal_words(self.words, *self._goals)

    @cached_property
    def _goals(self) -> tuple[set[str], list[str]]:
        """Kinds and names of the destinations before and after."""
        tables = self.comparison.destinations, self.case.destinations
        names = sorted({str(name) for table in tables for name in table.index})
        known = all("kind" in table for table in tables)
        kinds = {str(kind) for table in tables for kind in table["kind"]} if known else set()
        return kinds, names

    @property
    def about(self) -> dict[str, str]:
        """Return what most sentences want to know."""
        return {"mode": self.mode_words, "goal": self.goal}

    @property
    def about_nearest(self) -> dict[str, str]:
        """Return what sentences on the nearest destination want to know."""
        return {"mode": self.mode_words, "goal": self.nearest_goal}


def counted(subject: Subject, count: float) -> str:
    """Return how many people, or places where nobody knows how many live there."""
    number = subject.words.number(count)
    if number != "1":
        return f"{number} {subject.noun}"
    return subject.say("one_person" if subject.comparison.counts_people else "one_origin")


def duration_words(words: Words, seconds: float) -> str:
    """Return how long something takes, in seconds below a minute."""
    if seconds == 1:
        return words.say(TEXTS, "seconds_1")
    if seconds < SECONDS_PER_MINUTE:
        return words.say(TEXTS, "seconds_n", number=f"{words.number(seconds)}")
    minutes = seconds / SECONDS_PER_MINUTE
    return words.say(TEXTS, "minutes_n", number=words.number(minutes, 0 if minutes % 1 == 0 else 1))
