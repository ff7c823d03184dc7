"""What one can say to the ``kraftcenter`` command, and how its help explains it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ._version import __version__
from .cli_isochrones import add_isochrones
from .cli_parts import (
    MODE_NAMES,
    NETWORK_HELP,
    PLACES_HELP,
    add_columns,
    add_command,
    add_joining,
)
from .cli_scenario_options import add_check, add_compare, add_schema
from .cli_scorecard import add_scorecard
from .cli_transit import WHEN, add_transit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .cli_parts import Run

__all__ = ["parser"]


def parser(runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """Return the description of the command, whose parts are run by what is given."""
    command = argparse.ArgumentParser(
        prog="kraftcenter",
        description="What changes to roads, railways, services and places do to people's travel "
        "times, by car, ambulance, bicycle, public transport and on foot, from OpenStreetMap data.",
        epilog="Start with: kraftcenter compare",
    )
    command.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = command.add_subparsers(title="commands", required=True, metavar="COMMAND")
    add_compare(commands, runs["compare"])
    add_check(commands, runs["check"])
    add_schema(commands, runs["schema"])
    add_scorecard(commands, runs["scorecard"])
    _add_demo(commands, runs["demo"])
    _add_build(commands, runs["build"])
    _add_info(commands, runs["info"])
    _add_times(commands, runs["times"])
    add_isochrones(commands, runs["isochrones"])
    _add_warm_up(commands, runs["warm-up"])
    return command


def _add_demo(commands: Any, run: Run) -> None:
    """Add ``kraftcenter demo``."""
    summary = "Show the main job on the bundled Herning region: a table, files and a map."
    command = add_command(commands, "demo", summary, run, examples=["--out herning"])
    command.add_argument(
        "--out", default="kraftcenter-demo", metavar="FOLDER", help="where to write (%(default)s)"
    )


def _add_build(commands: Any, run: Run) -> None:
    """Add ``kraftcenter build``."""
    summary = "Build a network from OpenStreetMap data and save it to one file."
    command = add_command(
        commands,
        "build",
        summary,
        run,
        examples=[
            "herning.osm.pbf --out herning.network",
            "herning.osm.pbf --area 8.8,56.0,9.2,56.3 --out town.network",
            '--place "Herning Kommune, Denmark" --buffer-m 10000 --out herning.network',
        ],
    )
    command.add_argument("data", nargs="?", help="a .osm, .osm.gz, .osm.bz2 or .osm.pbf file")
    command.add_argument(
        "--place", help="instead of a file: download this place, e.g. 'Herning Kommune, Denmark'"
    )
    command.add_argument(
        "--buffer-m", type=float, default=0.0, help="how far beyond the place to go, in metres"
    )
    command.add_argument("--overpass-url", help="another server to download from")
    command.add_argument(
        "--area",
        help="keep only this: WEST,SOUTH,EAST,NORTH in degrees, or a file with a polygon; west of "
        "Greenwich with an equals sign: --area=-9,38,-8,39",
    )
    command.add_argument("--out", required=True, metavar="FILE", help="the file to write")
    command.add_argument(
        "--report", metavar="FILE", help="also write the build report (.json, .txt)"
    )


def _add_info(commands: Any, run: Run) -> None:
    """Add ``kraftcenter info``."""
    summary = "Say what a network holds, and what was odd about its data."
    command = add_command(
        commands, "info", summary, run, examples=["herning.network", "sample --json"]
    )
    command.add_argument("network", help=NETWORK_HELP)


def _add_times(commands: Any, run: Run) -> None:
    """Add ``kraftcenter times``."""
    summary = "Compute travel times between places."
    command = add_command(
        commands,
        "times",
        summary,
        run,
        examples=[
            "sample --origins towns --destinations hospitals",
            "herning.network --origins homes.csv --destinations schools --nearest 1 --out t.csv",
            "sample --origins homes.csv --crs EPSG:25832 --x east --y north --destinations schools",
            "sample --origins towns --destinations hospitals --mode transit "
            + WHEN.format("departure"),
        ],
    )
    command.add_argument("network", help=NETWORK_HELP)
    command.add_argument("--origins", required=True, help=PLACES_HELP)
    command.add_argument("--destinations", required=True, help="likewise, where to go to")
    add_columns(command)
    command.add_argument(
        "--mode",
        default="car",
        choices=MODE_NAMES,
        help="how to travel (%(default)s)",
    )
    add_transit(command)
    command.add_argument(
        "--nearest", type=int, metavar="K", help="only the K nearest destinations of each origin"
    )
    command.add_argument(
        "--cutoff-s",
        type=float,
        default=float("inf"),
        help="longest journey of interest, in seconds; longer ones are left empty",
    )
    add_joining(command)
    command.add_argument(
        "--out", metavar="FILE", help="write the times, in seconds, to .csv, .json or .parquet"
    )


def _add_warm_up(commands: Any, run: Run) -> None:
    """Add ``kraftcenter warm-up``."""
    summary = "Compile everything now, a minute or two, so that nothing is compiled later."
    add_command(commands, "warm-up", summary, run, examples=["--json"])
