"""Tags of the library's own, by which scenarios close roads and set speeds and delays.

OpenStreetMap has no tag for "this mode drives at 64 km/h here". These keys stand beside a
road's own tags, so that a changed road is still a set of tags, and everything that reads
tags understands it. They are not looked for in files.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kraftcenter_mobility.modes import Mode

__all__ = [
    "DELAY_KEYS",
    "DIRECTIONS",
    "EVERYBODY",
    "SPEED_KEY",
    "closed_to",
    "is_closed_to",
    "node_delay_s",
    "set_speed_kmh",
    "with_node_delay",
    "with_speed",
    "with_speed_factor",
    "without_closures",
]

DIRECTIONS = ("forward", "backward")
"""Along a way as it is drawn, and against it."""

EVERYBODY = "*"

PREFIX = "kraftcenter:"
CLOSED_KEY = f"{PREFIX}closed:"
SPEED_KEY = f"{PREFIX}speed:"
DELAY_KEY = f"{PREFIX}delay_s"
EXTRA_DELAY_KEY = f"{PREFIX}extra_delay_s"

DELAY_KEYS = (DELAY_KEY, EXTRA_DELAY_KEY)
"""What a node's tags may say about delays."""


def closed_to(
    tags: Mapping[str, str], modes: Iterable[Mode], directions: Iterable[str] = DIRECTIONS
) -> dict[str, str]:
    """Return the tags of a road with some directions closed to some modes.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the way.
    modes : iterable of Mode
        Who may no longer use it; none means nobody may.
    directions : iterable of {"forward", "backward"}
        Along the way, against it.

    Returns
    -------
    dict
        The tags, with those closed already still closed.
    """
    names = [mode.name for mode in modes] or [EVERYBODY]
    changed = dict(tags)
    for direction in directions:
        known = [name for name in changed.get(CLOSED_KEY + direction, "").split(";") if name]
        every = EVERYBODY in known or EVERYBODY in names
        together = [EVERYBODY] if every else sorted({*known, *names})
        changed[CLOSED_KEY + direction] = ";".join(together)
    return changed


def without_closures(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags of a road without what scenarios have closed."""
    return {key: value for key, value in tags.items() if not key.startswith(CLOSED_KEY)}


def is_closed_to(tags: Mapping[str, str], mode: Mode) -> tuple[bool, bool]:
    """Say whether a scenario has closed a way to a mode, along it and against it."""
    along, against = (tags.get(CLOSED_KEY + direction, "").split(";") for direction in DIRECTIONS)
    return _concerns(along, mode), _concerns(against, mode)


def _concerns(names: list[str], mode: Mode) -> bool:
    """Say whether a list of names means a mode."""
    return EVERYBODY in names or mode.name in names


def with_speed(
    tags: Mapping[str, str],
    speed_kmh: float,
    modes: Iterable[Mode],
    directions: Iterable[str] = DIRECTIONS,
) -> dict[str, str]:
    """Return the tags of a road on which some modes travel at just this speed.

    Without modes all motor modes do. What was set before for them no longer counts.
    """
    return _with_step(tags, f"={float(speed_kmh)!r}", modes, directions)


def with_speed_factor(
    tags: Mapping[str, str],
    factor: float,
    modes: Iterable[Mode],
    directions: Iterable[str] = DIRECTIONS,
) -> dict[str, str]:
    """Return the tags of a road on which some modes are so many times as fast as before.

    Without modes all motor modes are.
    """
    return _with_step(tags, f"*{float(factor)!r}", modes, directions)


def _with_step(
    tags: Mapping[str, str], step: str, modes: Iterable[Mode], directions: Iterable[str]
) -> dict[str, str]:
    """Return tags in which one more step changes the speed; the steps are taken in order."""
    names = [mode.name for mode in modes] or [EVERYBODY]
    changed = dict(tags)
    for key in (SPEED_KEY + direction for direction in directions):
        known = [changed[key]] if key in changed else []
        changed[key] = ";".join([*known, *(f"{name}{step}" for name in names)])
    return changed


def set_speed_kmh(tags: Mapping[str, str], mode: Mode) -> tuple[tuple[float, float], ...]:
    """Return what scenarios have set of a mode's speed, along a way and against it.

    Returns
    -------
    tuple of (speed_kmh, factor), shape (2, 2)
        The speed is NaN where none is set; the factor then applies to the usual one.
    """
    return tuple(_set_speed(tags.get(SPEED_KEY + way, ""), mode) for way in DIRECTIONS)


def _set_speed(steps: str, mode: Mode) -> tuple[float, float]:
    """Return the speed that some steps set, NaN for none, and the factor on top of it."""
    speed_kmh, factor = math.nan, 1.0
    for step in filter(None, steps.split(";")):
        at = max(step.rfind("="), step.rfind("*"))
        name, value = step[:at], float(step[at + 1 :])
        if name != mode.name and not (name == EVERYBODY and mode.kind == "motor"):
            continue
        if step[at] == "=":
            speed_kmh, factor = value, 1.0
        else:
            factor *= value
    return speed_kmh, factor


def with_node_delay(
    tags: Mapping[str, str], *, delay_s: float | None = None, extra_s: float | None = None
) -> dict[str, str]:
    """Return the tags of a junction at which turns take so long, or so much longer."""
    changed = dict(tags)
    if delay_s is not None:
        changed[DELAY_KEY] = repr(float(delay_s))
        changed.pop(EXTRA_DELAY_KEY, None)
    if extra_s is not None:
        known_s = float(changed.get(EXTRA_DELAY_KEY, "0.0"))
        changed[EXTRA_DELAY_KEY] = repr(known_s + float(extra_s))
    return changed


def node_delay_s(tags: Mapping[str, str]) -> tuple[float, float]:
    """Return the delay set for a junction, NaN for none, and what is added to any."""
    delay_s = tags.get(DELAY_KEY)
    extra_s = float(tags.get(EXTRA_DELAY_KEY, "0.0"))
    return (math.nan if delay_s is None else float(delay_s)), extra_s
