"""Each law of scenarios as a test: what is compared, and what counts as broken."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.routing.nearest import nearest_destinations
from kraftcenter_mobility.routing.travel_times import travel_time_matrix

from .law_report import LawResult
from .law_side_effects import moved_places, side_effects
from .law_steps import FASTER, SLOWER, effects_of_step
from .law_trial import NOTHING, content_digest, same_but_for_ids

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .law_trial import Trial

__all__ = [
    "as_built_again",
    "left_as_it_was",
    "never_the_other_way",
    "nothing_changes_nothing",
    "order_of_edits",
]

LAWS = {
    FASTER: "speeding up, opening or adding never lengthens a journey",
    SLOWER: "closing or slowing down never shortens a journey",
}


def nothing_changes_nothing(trial: Trial) -> LawResult:
    """Test that a scenario without edits gives the baseline."""
    empty = replace(trial.scenario, edits=())
    built = empty.apply(trial.network)
    n_wrong, worst_s = 0, 0.0
    for mode in trial.modes:
        wanted = _plainly(trial, trial.network, mode)
        for found in (
            trial.asked(mode, empty.changes(trial.network)[0]),
            _plainly(trial, built, mode),
        ):
            n_wrong, worst_s = _differing(found, wanted, n_wrong, worst_s)
    return LawResult(
        "an empty scenario gives the baseline bit for bit",
        "no edits",
        2 * trial.size * len(trial.modes),
        n_wrong,
        worst_s=worst_s,
    )


def never_the_other_way(trial: Trial, law: str) -> LawResult:
    """Test that edits of one kind change no time the other way."""
    sign = 1.0 if law == FASTER else -1.0
    covered: dict[int, list[str]] = {}
    notes: list[str] = []
    n_tested = n_violations = n_explained = 0
    worst_s = 0.0
    for step, (before, after) in enumerate(pairwise(trial.steps)):
        for mode in trial.modes:
            effects = effects_of_step(trial.network, before, after, mode)
            if not effects <= {law}:
                if len(effects) > 1:
                    notes.append(f"edit {step + 1} is no clear matter for {mode.name}: not tested")
                continue
            covered.setdefault(step, []).append(mode.name)
            n_tested += trial.size
            wrong_s = sign * _change(trial.times(mode, step), trial.times(mode, step + 1))
            if not (wrong_s > 0).any():
                continue
            worst_s = max(worst_s, float(wrong_s.max()))
            explained, why = _explained(trial, law, step, mode, wrong_s)
            n_explained += int(explained.sum())
            n_violations += int(((wrong_s > 0) & ~explained).sum())
            notes.append(f"edit {step + 1}, {mode.name}: {why}")
    return LawResult(
        LAWS[law],
        _named(trial, covered),
        n_tested,
        n_violations,
        n_explained,
        worst_s,
        tuple(notes),
    )


def _explained(
    trial: Trial, law: str, step: int, mode: Mode, wrong_s: FloatArray
) -> tuple[BoolArray, str]:
    """Return which changes the wrong way have an explanation, and what it is."""
    before, after = (trial.built(each) for each in (step, step + 1))
    if law != FASTER:  # going back from what is slower is speeding up
        before, after = after, before
    turns, islands = trial.settings["turns"], trial.settings["allow_islands"]
    n_cuts = len(set(trial.steps[step].cuts) ^ set(trial.steps[step + 1].cuts))
    effects = side_effects(before, after, mode, turns=turns, n_cuts=n_cuts)
    origins, destinations = (
        moved_places(before, after, places, mode, turns=turns, allow_islands=islands)
        for places in (trial.origins, trial.destinations)
    )
    moved = (origins[:, np.newaxis] | destinations) & (wrong_s > 0)
    pairs = np.argwhere((wrong_s > 0) & ~moved)
    delayed = np.zeros_like(moved)
    if pairs.size:
        bounds_s = effects.bounds_s(trial.ways(mode, before, pairs))
        at = tuple(pairs.T)
        delayed[at] = wrong_s[at] <= bounds_s
    why = [f"{int(delayed.sum())} by turns along their way and rounding ({effects})"]
    if moved.any():
        why.append(f"{int(moved.sum())} of places that join the roads elsewhere")
    if n_more := len(pairs) - int(delayed.sum()):
        why.append(f"{n_more} by more than that")
    return moved | delayed, "changed the wrong way: " + ", ".join(why)


def order_of_edits(trial: Trial) -> LawResult:
    """Test that neighbouring edits may change places where they come to the same."""
    tested: dict[int, list[str]] = {}
    n_wrong, n_tested, worst_s, n_bound = 0, 0, 0.0, 0
    edits, wanted = trial.edits, trial.steps[-1]
    for first in range(len(edits) - 1):
        swapped = (*edits[:first], edits[first + 1], edits[first], *edits[first + 2 :])
        changes = trial.changes_of(swapped)
        if changes is None or not same_but_for_ids(changes, wanted):
            n_bound += 1
            continue
        for mode in trial.modes:
            n_tested += trial.size
            found = trial.asked(mode, changes)
            n_wrong, worst_s = _differing(found, trial.times(mode, trial.last), n_wrong, worst_s)
        tested[first] = tested[first + 1] = [mode.name for mode in trial.modes]
    notes = (f"{n_bound} pairs of neighbouring edits depend on their order: not tested",)
    return LawResult(
        "the order of independent edits does not matter",
        _named(trial, tested),
        n_tested,
        n_wrong,
        worst_s=worst_s,
        notes=notes if n_bound else (),
    )


def as_built_again(trial: Trial) -> LawResult:
    """Test that fast answers are those of the network built again."""
    built = trial.scenario.apply(trial.network, places=False)
    n_wrong, worst_s, n_elsewhere = 0, 0.0, 0
    for mode in trial.modes:
        wanted = _plainly(trial, built, mode)
        n_wrong, worst_s = _differing(trial.times(mode, trial.last), wanted, n_wrong, worst_s)
        nearest = trial.answerer(mode).nearest(trial.steps[-1], trial.origins, trial.destinations)
        again = nearest_destinations(
            built, trial.origins, trial.destinations, mode=mode, **trial.settings
        )
        same = nearest["travel_time_s"].to_numpy() == again["travel_time_s"].to_numpy()
        same &= nearest["destination"].to_numpy() == again["destination"].to_numpy()
        n_elsewhere += int((~same).sum())
    return LawResult(
        "fast answers are those of the network built again bit for bit",
        "all edits",
        (trial.size + len(trial.origins)) * len(trial.modes),
        n_wrong + n_elsewhere,
        worst_s=worst_s,
        notes=(f"{n_elsewhere} nearest destinations differ",) if n_elsewhere else (),
    )


def left_as_it_was(trial: Trial, kept: str) -> LawResult:
    """Test that the network is as it was, after all that was done with it."""
    n_wrong, worst_s = 0, 0.0
    for mode in trial.modes:
        n_wrong, worst_s = _differing(
            trial.asked(mode, NOTHING), trial.times(mode, 0), n_wrong, worst_s
        )
    same = content_digest(trial.network) == kept
    return LawResult(
        "applying leaves the network and its answers as they were",
        "all edits",
        trial.size * len(trial.modes),
        n_wrong + (not same),
        worst_s=worst_s,
        notes=() if same else ("the content of the network is another",),
    )


def _plainly(trial: Trial, network: TransportNetwork, mode: Mode) -> FloatArray:
    """Return the times on a network as anybody would ask for them."""
    times = travel_time_matrix(
        network, trial.origins, trial.destinations, mode=mode, progress=False, **trial.settings
    )
    return times.to_numpy()


def _change(before_s: FloatArray, after_s: FloatArray) -> FloatArray:
    """Return how much longer times are, zero where there is no way before or after."""
    with np.errstate(invalid="ignore"):
        return np.where(before_s == after_s, 0.0, after_s - before_s)


def _differing(
    found_s: FloatArray, wanted_s: FloatArray, n_wrong: int, worst_s: float
) -> tuple[int, float]:
    """Return how many times differ at all, and by how much at worst, on top of others."""
    off_s = np.abs(_change(wanted_s, found_s))
    return n_wrong + int((off_s > 0).sum()), max(worst_s, float(off_s.max(initial=0.0)))


def _named(trial: Trial, covered: dict[int, list[str]]) -> str:
    """Return which edits are covered, and by which modes where it is not by all."""
    if not covered:
        return "no edit"
    parts: list[Any] = []
    for step in sorted(covered):
        some = len(covered[step]) < len(trial.modes)
        modes = f" for {', '.join(covered[step])}" if some else ""
        parts.append(f"{step + 1} {type(trial.edits[step]).__name__}{modes}")
    return ("edit " if len(parts) == 1 else "edits ") + ", ".join(parts)
