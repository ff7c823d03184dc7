"""Run ``kraftcenter scorecard``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cli_inputs import check_folder, file_named, finite, network_named, no_empty_folders
from .cli_parts import NETWORK_HELP, Reply, add_command
from .cli_transit import add_gtfs, transit_network
from .errors import InputError, ScenarioError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from .cli_parts import Run
    from .scenarios.scenario import Scenario

__all__ = ["add_scorecard", "run_scorecard"]

SAMPLE = "sample"
CHOSEN = (
    "Rute 15 as 2+1",
    "Rute 18 north as motorway",
    "Half-hourly trains Aarhus-Herning",
    "Six village schools closed",
)
"""Scenarios of the region that are scored unless told otherwise: of roads, trains and schools."""


def add_scorecard(commands: Any, run: Run) -> None:
    """Add ``kraftcenter scorecard``."""
    summary = "Score a network and scenarios by the indicators K1-K15 of the Herning region."
    command = add_command(
        commands,
        "scorecard",
        summary,
        run,
        examples=[
            "",
            "bypass.toml --out scores",
            "trains.toml --network region.km --gtfs feed.zip --indicator K2 --indicator K5",
        ],
    )
    command.add_argument(
        "scenarios",
        nargs="*",
        metavar="FILE",
        help="scenarios (.toml .json); without any, a few of the Herning region on the sample",
    )
    command.add_argument("--network", default=SAMPLE, help=f"{NETWORK_HELP} (%(default)s)")
    add_gtfs(command)
    command.add_argument(
        "--indicator",
        action="append",
        metavar="ID",
        help="only this indicator, such as K7; may be given again",
    )
    command.add_argument(
        "--baseline-only", action="store_true", help="score how things are, without scenarios"
    )
    command.add_argument("--out", metavar="FOLDER", help="also write the page, tables and JSON")


def run_scorecard(options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter scorecard``."""
    from .herning.region_scorecard import scorecard
    from .herning.scorecard_indicators import chosen_indicators
    from .presentation.scorecard_table import scorecard_dict, write_scorecard

    if options.baseline_only and options.scenarios:
        raise InputError("give either scenarios or --baseline-only, not both")
    if options.out is not None:
        check_folder(options.out)
    indicators = chosen_indicators(options.indicator)
    scenarios = _scenarios(options)
    network = transit_network(network_named(options.network), options)
    with file_named(scenarios):
        card = scorecard(network, list(scenarios.values()), indicators=indicators)
    files: list[Path] = []
    if options.out is not None:
        with no_empty_folders(options.out):
            files = write_scorecard(card, options.out)
    names = [str(file) for file in files]
    written = f"\n\nWritten: {', '.join(names)}" if names else ""
    return Reply(finite(scorecard_dict(card) | {"files": names}), f"{card!r}{written}")


def _scenarios(options: argparse.Namespace) -> dict[str, Scenario]:
    """Return the scenarios to score by their files, those of the region by their names."""
    from . import herning
    from .scenarios.scenario import Scenario

    if options.scenarios:
        found = {file: Scenario.from_file(file) for file in options.scenarios}
        names = [each.name for each in found.values()]
        if len(set(names)) < len(options.scenarios):
            raise ScenarioError("two of the files hold scenarios of the same name; rename one")
        return found
    if options.baseline_only or options.network != SAMPLE:
        return {}
    return {each.name: each for each in herning.scenarios() if each.name in CHOSEN}
