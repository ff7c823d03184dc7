"""The laws of scenarios on rail, tested on the times of all lines.

* Higher line speeds and more tracks never make a train arrive later, lower ones never earlier.
* A call less never delays those who stay on the train, a call more never gains them time.
* Lines that an edit does not name keep their times.
* The order of edits that come to the same does not matter.
* Applying a scenario leaves the network's tracks and services as they were.

Times are whole seconds, so that a second more or less may be rounding, and is reported as
explained.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kraftcenter_mobility.errors import MobilityError
from kraftcenter_mobility.networks.rails.editing_cuts import cut_out

from .kept import fresh_transit_digest
from .law_report import LawResult
from .rail_accounts import trips_a_day
from .rail_names import key_of
from .rail_tracks import chosen_stretches
from .train_calls import call_times
from .transit_walking import walk_transit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .scenario import Scenario

__all__ = ["laws_of", "rail_laws"]

ROUNDING_S = 1.0
MORE, LESS = 1, -1

MORE_TRACK = ("AddTrack",)
MORE_CALLS = ("AddStation", "CallAt")
FEWER_CALLS = ("CloseStation",)
OF_LINES = ("SetHeadway", "AddLine", "RemoveLine", "SetRollingStock", "SetDwell", *MORE_CALLS)


class _Step(NamedTuple):
    """One edit, and public transport without and with it."""

    number: int
    edit: Any
    before: PublicTransport
    after: PublicTransport

    @property
    def kind(self) -> str:
        """What kind of edit it is."""
        return type(self.edit).__name__


def rail_laws(network: TransportNetwork, scenario: Scenario) -> tuple[LawResult, ...]:
    """Test the laws on the edits of rail and services of a scenario.

    Raises
    ------
    ScenarioError
        If an edit cannot be made.
    """
    return laws_of(network.transit, scenario)


def laws_of(transit: PublicTransport, scenario: Scenario) -> tuple[LawResult, ...]:
    """Test the laws of rail on public transport.

    Parameters
    ----------
    transit : PublicTransport
        As it is, which stays so.
    scenario : Scenario
        With edits of rail or services.

    Returns
    -------
    tuple of LawResult
        One for each law; times compared are those from the first departure to each call.

    Raises
    ------
    ScenarioError
        If an edit cannot be made.
    """
    kept = fresh_transit_digest(transit)
    edits = scenario.transit_edits
    walk_transit(scenario.name, edits, transit)  # refuses what contradicts itself
    states = [transit]
    for edit in edits:
        states.append(walk_transit(scenario.name, (edit,), states[-1])[0])
    steps = [
        _Step(number, edit, *pair)
        for number, (edit, pair) in enumerate(zip(edits, pairwise(states), strict=True), start=1)
    ]
    unlike = int(fresh_transit_digest(transit) != kept)
    return (
        _never(steps, MORE, "higher line speeds and more tracks never make a train later"),
        _never(steps, LESS, "lower line speeds never make a train earlier"),
        _calls(steps, MORE, "a call more never makes a train earlier at the others"),
        _calls(steps, LESS, "a call less never makes a train later at the others"),
        _others_stay(steps),
        _order(transit, scenario, states[-1]),
        LawResult("tracks and services stay as they were", "all of rail", 1, unlike),
    )


def _never(steps: list[_Step], sign: int, law: str) -> LawResult:
    """Test that edits of tracks change no time the other way."""
    covered = [step for step in steps if _track_effect(step) == sign]
    return _compared(law, covered, lambda step: _later_s(step, sign))


def _calls(steps: list[_Step], sign: int, law: str) -> LawResult:
    """Test what calls more or less do to those at the other stations."""
    kinds = MORE_CALLS if sign == MORE else FEWER_CALLS
    covered = [step for step in steps if step.kind in kinds]
    return _compared(law, covered, lambda step: _later_s(step, -sign))


def _others_stay(steps: list[_Step]) -> LawResult:
    """Test that the lines that an edit does not name keep their times."""
    covered = [step for step in steps if step.kind in OF_LINES and _named(step.edit)]

    def changes_s(step: _Step) -> Iterator[float]:
        for name, change_s in _changes_s(step):
            if key_of(name) not in _named(step.edit):
                yield abs(change_s)

    return _compared("lines that an edit does not name keep their times", covered, changes_s)


def _order(now: PublicTransport, scenario: Scenario, forward: PublicTransport) -> LawResult:
    """Test that edits made the other way round come to the same, where they can be."""
    law, edits = "independent edits may change places", scenario.transit_edits
    if len(edits) < 2:  # noqa: PLR2004
        return LawResult(law, "all of rail", 0, 0)
    try:
        backward, _ = walk_transit(scenario.name, edits[::-1], now)
    except MobilityError as trouble:
        return LawResult(law, "all of rail", 0, 0, notes=(f"not independent: {trouble}",))
    both = [_summary(each) for each in (forward, backward)]
    n_wrong = len(set(both[0].items()) ^ set(both[1].items()))
    if n_wrong and _may_depend(edits):
        note = "two edits say the same of one thing, so that the later one counts"
        return LawResult(law, "all of rail", len(both[0]), 0, n_wrong, notes=(note,))
    return LawResult(law, "all of rail", len(both[0]), n_wrong)


def _may_depend(edits: Iterable[Any]) -> bool:
    """Say whether two of some edits are of one kind, or of stations and what calls there."""
    kinds = [type(edit).__name__ for edit in edits]
    return len(set(kinds)) < len(kinds) or bool({"AddStation", "CallAt", "AddLine"} & set(kinds))


def _summary(transit: PublicTransport) -> dict[str, Any]:
    """Return all that trains do, by line."""
    return {
        line.name: (trips_a_day(transit, line), *map(tuple, call_times(transit, line)))
        for line in transit.lines
    }


def _compared(law: str, covered: list[_Step], wrong_s: Any) -> LawResult:
    """Return how a law fared on the edits that it covers."""
    values = np.array([value for step in covered for value in wrong_s(step)], dtype=np.float64)
    names = ", ".join(f"{step.number} {step.kind}" for step in covered)
    small = (values > 0) & (values <= ROUNDING_S)
    return LawResult(
        law,
        names or "no edit",
        int(values.size),
        int((values > ROUNDING_S).sum()),
        int(small.sum()),
        float(max(values.max(initial=0.0), 0.0)),
        ("whole seconds: one more or less is rounding",) if small.any() else (),
    )


def _track_effect(step: _Step) -> int:
    """Say whether an edit of tracks can only make trains faster, or slower, or neither."""
    if step.kind in MORE_TRACK:
        return MORE
    if step.kind != "SetLineSpeed" or step.after is step.before:
        return 0
    old, _ = cut_out(step.before.rail, chosen_stretches(step.before.rail, step.edit))
    rise = step.after.rail.limit_kmh - old.limit_kmh
    if (rise >= 0).all():
        return MORE
    return LESS if (rise <= 0).all() else 0


def _later_s(step: _Step, sign: int) -> Iterator[float]:
    """Yield by how much trains are later after an edit, or with -1 before it, in seconds."""
    for _, change_s in _changes_s(step):
        yield sign * change_s


def _changes_s(step: _Step) -> Iterator[tuple[str, float]]:
    """Yield by how much trains of every line arrive later at the calls that remain."""
    known = {key_of(line.name): line for line in step.before.lines}
    for line in step.after.lines:
        old = known.get(key_of(line.name))
        if old is None:
            continue
        pairs = zip(call_times(step.before, old), call_times(step.after, line), strict=True)
        for was, now in pairs:
            yield from ((line.name, change_s) for change_s in was.changes_s(now))


def _named(edit: Any) -> set[str]:
    """Return the lines that an edit names; none if it is about all."""
    names = getattr(edit, "lines", ()) or (getattr(edit, "line", ""),)
    if type(edit).__name__ == "AddLine":
        names = (edit.name,)
    return {key_of(name) for name in names if name}
