"""What setting limits and speeds comes to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.osm.scenario_tags import (
    set_speed_kmh,
    with_speed,
    with_speed_factor,
)
from kraftcenter_mobility.osm.tags import road_class, speed_limit

from .edit_fields import LIMITS_KMH, directions_of, sides_of
from .limit_tags import limit_words, with_limits
from .part_speeds import part_speeds_kmh
from .road_accounts import Idle, Outcome, Touched, to_whom, with_touched_tags
from .road_parts import open_directions, parts_meant
from .speed_accounts import km_by_limit, km_by_speed, mean_speed_note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility.modes import Mode

    from .accounts import Account
    from .edits import SetSpeed
    from .road_parts import Part
    from .road_state import RoadState

__all__ = ["set_speeds"]

MOTOR = tuple(mode for mode in MODES if mode.kind == "motor")

SAME_KMH = 1e-9
"""Speeds that differ by less are equal but for rounding."""


def set_speeds(state: RoadState, edit: SetSpeed) -> tuple[RoadState, Account]:
    """Return the state with other limits or speeds on some roads, and the account of it."""
    parts, notes = parts_meant(state, edit)
    of_limit = edit.limit_kmh is not None or edit.limit_factor is not None
    outcomes: list[Touched | Idle] = []
    for part in parts:
        outcomes += [_with_limit(part, edit)] if of_limit else _with_speed(state, part, edit)
    touched = [each for each in outcomes if isinstance(each, Touched)]
    idle = [each for each in outcomes if isinstance(each, Idle)]
    if of_limit:
        before, after = km_by_limit(state, touched)
        notes += mean_speed_note(state, touched)
    else:
        before, after = km_by_speed(state, touched, _shown_mode(edit))
    account = Outcome(touched, idle, notes).account(
        state, edit, _what(edit), before=before, after=after
    )
    return with_touched_tags(state, touched), account


def _what(edit: SetSpeed) -> str:
    """Return what an edit does, in a planner's words."""
    where = f"{edit.described()}{to_whom(edit)}"
    if edit.limit_kmh is not None:
        return f"limit of {limit_words(edit.limit_kmh)} on {where}"
    if edit.limit_factor is not None:
        return f"limit times {edit.limit_factor:g} on {where}"
    if edit.speed_kmh is not None:
        return f"speed of {edit.speed_kmh:g} km/h on {where}"
    return f"speed times {edit.factor:g} on {where}"


def _shown_mode(edit: SetSpeed) -> Mode:
    """Return the mode of which the account tells the speed: cars, if the edit concerns them."""
    modes = edit.modes or MOTOR
    return next((mode for mode in modes if mode.name == "car"), modes[0])


def _with_limit(part: Part, edit: SetSpeed) -> Touched | Idle:
    """Return roads of the same tags with another limit."""
    if road_class(part.tags).name == "ferry":
        return Idle(part, "a ferry keeps no limit; set its speed_kmh")
    is_open = open_directions(part.tags, MOTOR)
    is_meant = sides_of(edit.direction)
    concerned = (is_open[0] and is_meant[0], is_open[1] and is_meant[1])
    if not any(concerned):
        return Idle(part, f"no motor vehicle may use it{to_whom(edit)}")
    now = speed_limit(part.tags, built_up=part.built_up)
    new = list(now)
    for side in (0, 1):
        if edit.limit_kmh is not None and is_meant[side]:
            new[side] = edit.limit_kmh
        elif edit.limit_factor is not None and concerned[side]:
            new[side] = _multiplied(now[side], edit)
    if all(new[side] == now[side] for side in (0, 1) if concerned[side]):
        same = " and ".join(dict.fromkeys(limit_words(now[k]) for k in (0, 1) if concerned[k]))
        return Idle(part, f"the limit is {same} already")
    if _is_set(part.tags, concerned):
        return Idle(part, "an earlier edit has set its actual speed, whatever the limit")
    return Touched(part, concerned, with_limits(part.tags, new[0], new[1]))


def _multiplied(limit_kmh: float, edit: SetSpeed) -> float:
    """Return so many times a limit, or say that no limit can be made of it."""
    factor = edit.limit_factor
    where = edit.described()
    if math.isinf(limit_kmh):
        raise ScenarioError(
            f"limit_factor={factor:g} on {where}: a part of it has no limit that could be "
            f"multiplied; set limit_kmh instead"
        )
    new_kmh = round(limit_kmh * (factor or 1.0), 2)
    if not LIMITS_KMH[0] <= new_kmh <= LIMITS_KMH[1]:
        raise ScenarioError(
            f"limit_factor={factor:g} on {where} makes {limit_words(new_kmh)} of "
            f"{limit_words(limit_kmh)}; limits are from {LIMITS_KMH[0]:g} to "
            f"{LIMITS_KMH[1]:g} km/h"
        )
    return new_kmh


def _is_set(tags: Mapping[str, str], concerned: tuple[bool, bool]) -> bool:
    """Say whether scenarios have set the actual speed of all motor modes."""
    speeds = [set_speed_kmh(tags, mode) for mode in MOTOR]
    sides = [side for side in (0, 1) if concerned[side]]
    return all(not math.isnan(speed[side][0]) for speed in speeds for side in sides)


def _with_speed(state: RoadState, part: Part, edit: SetSpeed) -> list[Touched | Idle]:
    """Return roads of the same tags with another actual speed, and those that have it already."""
    modes = edit.modes or MOTOR
    is_open = {mode: open_directions(part.tags, (mode,)) for mode in modes}
    along, against = (any(sides[side] for sides in is_open.values()) for side in (0, 1))
    is_meant = sides_of(edit.direction)
    concerned = (along and is_meant[0], against and is_meant[1])
    directions = directions_of(edit.direction)
    if not any(concerned):
        who = to_whom(edit) if edit.modes else f" for motor vehicles{to_whom(edit)}"
        return [Idle(part, f"closed{who}")]
    if edit.factor is not None:
        if edit.factor == 1.0:
            return [Idle(part, "a factor of 1 leaves every speed as it is")]
        tags = with_speed_factor(part.tags, edit.factor, edit.modes, directions)
        return [Touched(part, concerned, tags)]
    speed_kmh = edit.speed_kmh or 0.0
    differs = np.zeros(part.n_parts, dtype=np.bool_)
    for mode, sides in is_open.items():
        now_kmh = part_speeds_kmh(state, part, part.tags, mode)
        for side in (0, 1):
            if sides[side] and is_meant[side]:
                differs |= np.abs(now_kmh[:, side] - speed_kmh) > SAME_KMH
    tags = with_speed(part.tags, speed_kmh, edit.modes, directions)
    same = Idle(part.taken(~differs), f"the speed is {speed_kmh:g} km/h already")
    touched = Touched(part.taken(differs), concerned, tags)
    return [each for each in (touched, same) if each.part.n_parts]
