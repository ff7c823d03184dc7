"""What to know of the trains of every case of a comparison before one trusts its times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.modes import TransitMode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kraftcenter_mobility.notices import Notices

    from .results import Case, Study

__all__ = ["CONFLICTS", "notice_trains"]

CONFLICTS = "trains-in-each-others-way"
"""The notice that travel times are bounds of what is possible."""


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
