"""The region's own scenarios: files that a planner can read, copy and change.

``scenarios/`` holds one TOML file for each. Those about places are called after the kind of
place, such as ``hospital-aulum.toml``; those about tracks, stations and trains ``rail-...``; all
others are about roads.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kraftcenter_mobility.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from kraftcenter_mobility.places import PlaceKind

__all__ = ["FOLDER", "Scenario", "region_scenarios"]

FOLDER = Path(__file__).parent / "scenarios"

PLACE_KINDS = ("hospital", "school", "venue")
"""The kinds of places that there are scenarios about."""


def region_scenarios(kind: PlaceKind | None = None) -> tuple[Scenario, ...]:
    """Return the region's own scenarios, in the order of their files' names.

    Parameters
    ----------
    kind : PlaceKind, optional
        Leave out those that are about places of other kinds.

    Returns
    -------
    tuple of Scenario
        Each with source and confidence.

    Examples
    --------
    >>> from kraftcenter_mobility.places import SCHOOLS
    >>> [scenario.name for scenario in region_scenarios(SCHOOLS) if scenario.place_edits]
    ['Hammerum Skole at Gjellerupskolen', 'Six village schools closed']
    """
    return tuple(
        scenario for about, scenario in _scenarios() if kind is None or about in {"road", kind.kind}
    )


@cache
def _scenarios() -> tuple[tuple[str, Scenario], ...]:
    """Return every scenario with what it is about."""
    files = sorted(FOLDER.glob("*.toml"))
    return tuple((_about(file), Scenario.from_file(file)) for file in files)


def _about(file: Path) -> str:
    """Return the kind of place that a file is about, or ``"road"``: all ways of travelling."""
    word = file.stem.split("-")[0]
    return word if word in PLACE_KINDS else "road"
