"""The numbers that a reader wants first: cards, a few sentences, and two small tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.scenarios.effects import effect_row
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .blocks import NOTHING, Card, Cell, Column, Table, change, number, plain, share
from .subject import counted, duration_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .subject import Subject

__all__ = [
    "TENTHS_BELOW",
    "cards",
    "cutoff_table",
    "effect_of",
    "percentile_table",
    "sentences",
    "without_way",
]

PERCENTILES = ("p10", "p50", "p90")
HALF_AN_HOUR_MIN = 30.0
TENTHS_BELOW = 10.0
"""Person-hours from here on are told without decimals."""


def effect_of(subject: Subject) -> dict[str, float]:
    """Return the row of the comparison's summary that is about a chapter."""
    return effect_row(subject.sides, subject.comparison.cutoffs_s)


def sentences(subject: Subject, effect: Mapping[str, float]) -> list[str]:
    """Return what happens, in a few sentences."""
    words, said = subject.words, []
    before, after = effect["mean_baseline_min"], effect["mean_scenario_min"]
    values = {"before": words.number(before, 1), "after": words.number(after, 1), **subject.about}
    moved = round(after, 1) - round(before, 1) if math.isfinite(before) else 0.0
    if not math.isfinite(before):
        said.append(subject.say("says_no_way", **values))
    elif not (effect["people_gaining"] or effect["people_losing"]):
        return [subject.say("says_none", **values), *_says_never(subject, effect)]
    else:
        key = "says_same" if moved == 0 else "says_gain" if moved < 0 else "says_loss"
        said.append(subject.say(key, **values))
    said += _says_never(subject, effect)
    told = effect["people_newly_unreachable"] + effect["people_newly_reachable"]
    if effect["people_gaining"] + effect["people_losing"] > told:
        said.append(_who(subject, effect))
    for key, column in (("says_cut", "unreachable"), ("says_won", "reachable")):
        if concerned := effect[f"people_newly_{column}"]:
            people = counted(subject, concerned)
            said.append(subject.say(_one_or_many(key, words.number(concerned)), people=people))
    return said


def without_way(effect: Mapping[str, float]) -> float:
    """Return how many people have a way neither before nor after.

    Parameters
    ----------
    effect : mapping
        A row of the summary, or of a group.

    Returns
    -------
    float
        Those among all who are not compared, neither won nor cut off.
    """
    moved = effect["people_newly_reachable"] + effect["people_newly_unreachable"]
    # Sums of parts of people differ by rounding.
    return max(round(effect["people"] - effect["people_compared"] - moved, 6), 0.0)


def _says_never(subject: Subject, effect: Mapping[str, float]) -> list[str]:
    """Return who is in no mean as there is no way, nothing if everybody has one."""
    never = without_way(effect)
    if not never:
        return []
    key = _one_or_many("says_never", subject.words.number(never))
    share_of = subject.words.share(never / effect["people"], 1)
    return [subject.say(key, people=counted(subject, never), share=share_of)]


def _one_or_many(key: str, count: str) -> str:
    """Return the key of a sentence on one, or on several."""
    return f"{key}_1" if count == "1" else key


def _who(subject: Subject, effect: Mapping[str, float]) -> str:
    """Return how many gain and lose."""
    gain, lose = effect["people_gaining"], effect["people_losing"]
    words = subject.words
    told = {"gain": words.number(gain), "lose": words.number(lose)}
    for key, mine, other in (("gain", gain, lose), ("lose", lose, gain)):
        if not other:
            key_of = _one_or_many(f"says_only_{key}", told[key])
            return subject.say(key_of, people=counted(subject, mine))
    key = "says_people" if subject.comparison.counts_people else "says_origins"
    return subject.say(key, **told)


def cards(subject: Subject, effect: Mapping[str, float]) -> list[Card]:
    """Return the numbers that matter, one to a card."""
    found = [*_time_cards(subject, effect), *_people_cards(subject, effect)]
    within = _within_card(subject, effect)
    return [*found, *([within] if within else []), *_way_cards(subject, effect)]


def _time_cards(subject: Subject, effect: Mapping[str, float]) -> list[Card]:
    """Return the mean time and the time in total."""
    words = subject.words
    before, after = effect["mean_baseline_min"], effect["mean_scenario_min"]
    moved, hours = effect["mean_difference_min"], effect["difference_person_h"]
    digits = 0 if abs(hours) >= TENTHS_BELOW else 1
    if not math.isfinite(before):
        return [Card(subject.say(key), NOTHING) for key in ("mean_time", "hours")]
    return [
        Card(
            subject.say("mean_time"),
            subject.say(
                "from_to",
                before=words.number(before, 1),
                after=words.number(after, 1),
                unit=subject.say("min"),
            ),
            _mean_detail(subject, effect),
            _tone(moved, _digits(moved)),
        ),
        Card(
            subject.say("hours"),
            subject.says("hours_value", change=words.change(hours, digits)),
            subject.say("hours_detail"),
            _tone(hours, digits),
        ),
    ]


def _mean_detail(subject: Subject, effect: Mapping[str, float]) -> str:
    """Return the change of the mean, and of whom it is where it is not everybody's."""
    words, moved = subject.words, effect["mean_difference_min"]
    detail = subject.say("mean_change", change=words.change(moved, _digits(moved)))
    if not without_way(effect):
        return detail
    part = words.share(effect["people_compared"] / effect["people"], 1)
    return f"{detail}; {subject.say('mean_over', share=part)}"


def _people_cards(subject: Subject, effect: Mapping[str, float]) -> list[Card]:
    """Return who gains and who loses."""
    words, found = subject.words, []
    for key, column, mean, tone in (
        ("gaining", "people_gaining", "mean_gain_min", "good"),
        ("losing", "people_losing", "mean_loss_min", "bad"),
    ):
        concerned, minutes = effect[column], effect[mean]
        if not concerned:
            found.append(Card(subject.say(key), subject.say("nobody")))
            continue
        part = words.share(concerned / effect["people"], 1)
        told = {"share": part, "minutes": words.number(minutes, _digits(minutes))}
        detail = subject.say("gain_detail" if math.isfinite(minutes) else "gain_share", **told)
        found.append(Card(subject.say(key), counted(subject, concerned), detail, tone))
    return found


def _within_card(subject: Subject, effect: Mapping[str, float]) -> Card | None:
    """Return how many more are within the cutoff that makes the largest difference."""
    words, people = subject.words, effect["people"]
    rows = _cutoffs(subject, effect)
    if not rows or not people > 0:
        return None
    minutes, before, after = max(
        rows, key=lambda row: (abs(row[2] - row[1]), -abs(row[0] - HALF_AN_HOUR_MIN))
    )
    more = (after - before) * people
    return Card(
        subject.say("within", minutes=words.number(minutes, _whole(minutes))),
        f"{words.share(before, 1)} → {words.share(after, 1)}",
        subject.says(
            "within_detail",
            change=words.change(more),
            before=words.number(before * people),
            after=words.number(after * people),
        ),
        _tone(-more, 0),
    )


def _way_cards(subject: Subject, effect: Mapping[str, float]) -> list[Card]:
    """Return who has no way, who is cut off, and who has a way for the first time."""
    found = []
    if never := without_way(effect):
        part = subject.words.share(never / effect["people"], 1)
        detail = subject.say("no_way_detail", share=part)
        found.append(Card(subject.say("no_way"), counted(subject, never), detail))
    for key, column, tone in (("cut_off", "unreachable", "bad"), ("won", "reachable", "good")):
        if concerned := effect[f"people_newly_{column}"]:
            value = counted(subject, concerned)
            found.append(Card(subject.say(key), value, subject.say(f"{key}_detail"), tone))
    return found


def cutoff_table(subject: Subject, effect: Mapping[str, float]) -> Table:
    """Return how many people are within each cutoff, before and after."""
    words, people = subject.words, effect["people"]
    keys = ("before", "after", "change", "share_before", "share_after")
    return Table(
        caption=subject.say("cutoffs_caption", **subject.about),
        columns=tuple(Column(subject.say(key)) for key in ("cutoff", *keys)),
        rows=tuple(
            (
                number(words, minutes, _whole(minutes)),
                number(words, before * people),
                number(words, after * people),
                change(words, (after - before) * people, less_is_better=False),
                share(words, before, 1),
                share(words, after, 1),
            )
            for minutes, before, after in _cutoffs(subject, effect)
        ),
        note=subject.say("least", least=duration_words(words, subject.comparison.least_s)),
        sortable=False,
    )


def percentile_table(subject: Subject, effect: Mapping[str, float]) -> Table:
    """Return the times that a tenth, half and nine tenths of the people have at most."""
    keys = ("before", "after", "change")
    return Table(
        caption=subject.say("percentiles_caption"),
        columns=(
            Column("", numeric=False),
            *(Column(f"{subject.say(key)}, {subject.say('min')}") for key in keys),
        ),
        rows=tuple(_percentile_row(subject, effect, key) for key in PERCENTILES),
        note=subject.say("percentiles_note") if without_way(effect) else "",
        sortable=False,
    )


def _percentile_row(subject: Subject, effect: Mapping[str, float], key: str) -> tuple[Cell, ...]:
    """Return the row of one percentile."""
    words = subject.words
    before, after = effect[f"{key}_baseline_min"], effect[f"{key}_scenario_min"]
    moved = 0.0 if before == after else after - before
    ends = [
        number(words, value, 1)
        if np.isfinite(value)
        else Cell(subject.say("no_way_short"), "Infinity")
        for value in (before, after)
    ]
    return (plain(subject.say(key)), *ends, change(words, moved, 1))


def _cutoffs(subject: Subject, effect: Mapping[str, float]) -> list[tuple[float, float, float]]:
    """Return minutes, and the shares of people within them before and after."""
    found = []
    for cutoff_s in subject.comparison.cutoffs_s:
        minutes = cutoff_s / SECONDS_PER_MINUTE
        head = f"within_{minutes:g}_min"
        found.append((minutes, effect[f"{head}_baseline_share"], effect[f"{head}_scenario_share"]))
    return found


def _digits(minutes: float) -> int:
    """Return how many decimals a change in minutes wants."""
    return 1 if abs(minutes) >= 1 or not math.isfinite(minutes) else 2


def _whole(minutes: float) -> int:
    """Return how many decimals a cutoff wants."""
    return 0 if minutes % 1 == 0 else 1


def _tone(moved: float, digits: int) -> str:
    """Say whether a change is good or bad; nothing where it rounds to none."""
    if not math.isfinite(moved) or round(moved, digits) == 0:
        return ""
    return "good" if moved < 0 else "bad"
