"""Whether scenarios add up.

Two projects that help the same people to the same place do less together than the sum of
what they do alone; two that need each other do more.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import ScenarioError

from .effects import unit_of
from .people import weighted_mean

if TYPE_CHECKING:
    import pandas as pd

    from .answering import AnyMode
    from .comparison import Comparison
    from .measures import Measure
    from .scenario import Scenario

__all__ = ["by_edit", "interaction_table"]

ADDS_UP = 1e-6
"""Synergy below this share of the sum of the effects is rounding."""


def interaction_table(comparison: Comparison) -> pd.DataFrame:
    """Return the effects of two scenarios beside that of both, wherever all were compared.

    Parameters
    ----------
    comparison : Comparison
        Of scenarios A, B and one with the edits of A and then those of B.

    Returns
    -------
    DataFrame
        Indexed by ``joint``, ``mode``, ``measure`` and ``quantity``, which is ``"mean"``
        or ``"total"``; columns ``first``, ``second``, ``unit`` (``"min"``, ``"person_h"``,
        or nothing if the measure is no time), ``first_effect``, ``second_effect``,
        ``sum_of_effects``, ``joint_effect``, ``synergy`` (joint effect less the sum) and
        ``adds_up``. Over people with a way in all four cases, so that effects compare.

    Raises
    ------
    ScenarioError
        If no scenario has the edits of two others, one after the other.
    """
    import pandas as pd

    found = _unions(comparison.scenarios)
    if not found:
        raise ScenarioError(
            "no scenario has the edits of two others: to see whether A and B add up, compare "
            "[A, B, A | B]"
        )
    rows = [
        row
        for names in found
        for mode in comparison.modes
        for measure in comparison.measures
        for row in _interaction_rows(comparison, names, mode, measure)
    ]
    return pd.DataFrame(rows).set_index(["joint", "mode", "measure", "quantity"])


def _unions(scenarios: tuple[Scenario, ...]) -> list[tuple[str, str, str]]:
    """Return the names of all A, B and C, where C has the edits of A and then of B."""
    by_digest = {scenario.digest: scenario for scenario in scenarios if scenario.edits}
    found: dict[Any, tuple[Scenario, Scenario, Scenario]] = {}
    for one, other in permutations([s for s in scenarios if s.edits], 2):
        joint = by_digest.get((one | other).digest)
        if joint is not None:
            found.setdefault((joint.name, frozenset((one.name, other.name))), (one, other, joint))
    return [(one.name, other.name, joint.name) for one, other, joint in found.values()]


def _interaction_rows(
    comparison: Comparison, names: tuple[str, str, str], mode: AnyMode, measure: Measure
) -> list[dict[str, Any]]:
    """Return the mean and the total effect of two scenarios and of both."""
    tables = [comparison.difference(name, mode=mode, measure=measure) for name in names]
    label = tables[0].attrs["measure"]
    unit = unit_of(label)
    index = reduce(lambda one, other: one.intersection(other), (t.index for t in tables))
    changes = np.column_stack([table.loc[index, "difference"].to_numpy() for table in tables])
    known = np.isfinite(changes).all(axis=1) & np.isfinite(tables[0].loc[index, "baseline"])
    people = comparison.people_of(names[2]).loc[index].to_numpy()[known]
    effects = {
        "mean": [weighted_mean(column, people) / unit.per for column in changes[known].T],
        "total": [float(column @ people) / unit.per_total for column in changes[known].T],
    }
    units = {"mean": "min", "total": "person_h"} if unit.less_is_better else {}
    return [
        {
            "joint": names[2],
            "mode": mode.name,
            "measure": label,
            "quantity": quantity,
            "first": names[0],
            "second": names[1],
            "unit": units.get(quantity, ""),
            **_synergy(three),
        }
        for quantity, three in effects.items()
    ]


def _synergy(effects: list[float]) -> dict[str, Any]:
    """Return the effects of one, the other and both, and by how much they fail to add up."""
    first, second, joint = effects
    synergy = joint - (first + second)
    size = abs(first) + abs(second) + abs(joint)
    return {
        "first_effect": first,
        "second_effect": second,
        "sum_of_effects": first + second,
        "joint_effect": joint,
        "synergy": synergy,
        "adds_up": bool(abs(synergy) <= ADDS_UP * size),
    }


def by_edit(scenario: Scenario) -> tuple[Scenario, ...]:
    """Return every edit of a scenario as a scenario of its own, to compare or to share among.

    An edit that builds on an earlier one, such as a road that joins a new road, cannot be
    applied alone: :func:`compare` and :func:`shapley` say so.

    Parameters
    ----------
    scenario : Scenario
        Several edits.

    Returns
    -------
    tuple of Scenario, shape (n_edits,)
        Named after the scenario, with the number and the kind of the edit.

    Raises
    ------
    ScenarioError
        If there are no edits.
    """
    if not scenario.edits:
        raise ScenarioError(f'scenario "{scenario.name}" has no edits to take apart')
    return tuple(
        replace(scenario, name=f"{scenario.name}: {number} {type(edit).__name__}", edits=(edit,))
        for number, edit in enumerate(scenario.edits, start=1)
    )
