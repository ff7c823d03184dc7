"""What to know of the trains of every case of a comparison before one trusts its times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.modes import TransitMode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kraftcenter_mobility.notices import Notices

    from .answering import AnyMode
    from .results import Case, Study

__all__ = ["CONFLICTS", "UNSEEN", "conflict_row", "notice_trains", "notice_unseen"]

CONFLICTS = "trains-in-each-others-way"
"""The notice that travel times are bounds of what is possible."""

UNSEEN = "trains-that-nobody-takes"
"""The notice that a scenario changes trains or buses, and none of the modes takes them."""


def notice_unseen(study: Study, cases: Iterable[Case], notices: Notices) -> None:
    """Note which scenarios change trains or buses that none of the modes takes.

    Parameters
    ----------
    study : Study
        With the modes; nothing is noted if one is public transport.
    cases : iterable of Case
        The baseline and the scenarios.
    notices : Notices
        Where it is noted, under a code for each scenario.
    """
    if any(isinstance(mode, TransitMode) for mode in study.modes):
        return
    names = " or ".join(mode.name for mode in study.modes)
    for case in cases:
        if case.transit is None:
            continue
        only = "only trains and buses" if case.is_as_baseline_by(study.modes[0]) else "trains too"
        notices.add(
            f"{UNSEEN} ({case.name})",
            f'scenario "{case.name}" changes {only}, which nobody takes by {names}: say '
            f"modes=kraftcenter_mobility.TRANSIT with a departure or an arrival (--mode transit)",
        )


def notice_trains(study: Study, cases: Iterable[Case], notices: Notices) -> None:
    """Note what is odd about the trains of each case that has some of its own.

    Trains in each other's way are told of every case, whatever the baseline has, under a
    code that ends in the name of the scenario; what else is odd of a scenario only where it
    is not so without it.

    Parameters
    ----------
    study : Study
        With the network, and when people travel; nothing is noted if none does by train.
    cases : iterable of Case
        The baseline and the scenarios.
    notices : Notices
        Where it is noted.
    """
    window = study.when.departure or study.when.arrival
    if window is None or not any(isinstance(mode, TransitMode) for mode in study.modes):
        return
    usual = study.network.transit.notices(window.date).to_records()
    for case in cases:
        if case.scenario is None:
            found, of_which, whose = usual, "", ""
        elif case.transit is not None:
            found = case.transit.notices(window.date).to_records()
            of_which, whose = f" ({case.name})", f'scenario "{case.name}": '
        else:
            continue
        for record in found:
            if of_which and record["code"] != CONFLICTS and record in usual:
                continue
            examples = list(record["examples"])  # type: ignore[call-overload]
            code, meaning = f"{record['code']}{of_which}", f"{whose}{record['meaning']}"
            for number, example in enumerate(examples):
                rest = int(str(record["count"])) - len(examples) + 1
                notices.add(code, meaning, example, count=1 if number else rest)


def conflict_row(study: Study, case: Case, mode: AnyMode) -> dict[str, int]:
    """Return how often trains are in each other's way on the day, before and after.

    Parameters
    ----------
    study : Study
        With the network, and when people travel.
    case : Case
        A scenario.
    mode : Mode or TransitMode
        How people travel; for a mode of the road nothing is counted.

    Returns
    -------
    dict
        Columns of a summary by their names.
    """
    window = study.when.departure or study.when.arrival
    if window is None or not isinstance(mode, TransitMode):
        return {}
    usual = study.network.transit
    sides = {"baseline": usual, "scenario": usual if case.transit is None else case.transit}
    return {
        f"conflicts_{name}": len(transit.conflicts(window.date).found)
        for name, transit in sides.items()
    }
