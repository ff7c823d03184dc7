"""What one can say to the ``kraftcenter`` command, and how its help explains it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Run = Callable[[argparse.Namespace], tuple[Any, str]]

__all__ = ["KINDS", "parser"]

KINDS = ("hospitals", "schools", "folkeskoler", "venues", "stations", "towns", "population")
NETWORK_HELP = (
    "a network saved by 'kraftcenter build', a file of OpenStreetMap data "
    "(.osm .osm.gz .osm.bz2 .osm.pbf), or the word 'sample' for the bundled Herning region"
)
PLACES_HELP = (
    "a file of places (.csv .geojson .gpkg .parquet) with a name for each, or one of "
    f"{', '.join(KINDS)}: those found in the network's data ('population': the 1 km census "
    f"cells of the Herning region)"
)


def parser(*, demo: Run, build: Run, info: Run, times: Run) -> argparse.ArgumentParser:
    """Return the description of the command, whose parts are run by what is given."""
    command = argparse.ArgumentParser(
        prog="kraftcenter",
        description="Travel times by car, ambulance, bicycle and on foot, from OpenStreetMap data.",
        epilog="Start with: kraftcenter demo",
    )
    command.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = command.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_demo(commands, demo)
    _add_build(commands, build)
    _add_info(commands, info)
    _add_times(commands, times)
    return command


def _add(
    commands: Any, name: str, summary: str, run: Run, *, examples: Sequence[str]
) -> argparse.ArgumentParser:
    """Add a command that can answer in JSON."""
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=summary,
        epilog="\n  ".join(["examples:", *(f"kraftcenter {name} {text}" for text in examples)]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--json", action="store_true", help="answer as JSON, for programs")
    command.set_defaults(run=run)
    return command


def _add_demo(commands: Any, run: Run) -> None:
    """Add ``kraftcenter demo``."""
    summary = "Show the main job on the bundled Herning region: a table, files and a map."
    command = _add(commands, "demo", summary, run, examples=["--out herning"])
    command.add_argument(
        "--out", default="kraftcenter-demo", metavar="FOLDER", help="where to write (%(default)s)"
    )


def _add_build(commands: Any, run: Run) -> None:
    """Add ``kraftcenter build``."""
    summary = "Build a network from OpenStreetMap data and save it to one file."
    command = _add(
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
        help="keep only this: WEST,SOUTH,EAST,NORTH in degrees, or a file with a polygon",
    )
    command.add_argument("--out", required=True, metavar="FILE", help="the file to write")
    command.add_argument(
        "--report", metavar="FILE", help="also write the build report (.json, .txt)"
    )


def _add_info(commands: Any, run: Run) -> None:
    """Add ``kraftcenter info``."""
    summary = "Say what a network holds, and what was odd about its data."
    command = _add(commands, "info", summary, run, examples=["herning.network", "sample --json"])
    command.add_argument("network", help=NETWORK_HELP)


def _add_times(commands: Any, run: Run) -> None:
    """Add ``kraftcenter times``."""
    summary = "Compute travel times between places."
    command = _add(
        commands,
        "times",
        summary,
        run,
        examples=[
            "sample --origins towns --destinations hospitals",
            "herning.network --origins homes.csv --destinations schools --nearest 1 --out t.csv",
        ],
    )
    command.add_argument("network", help=NETWORK_HELP)
    command.add_argument("--origins", required=True, help=PLACES_HELP)
    command.add_argument("--destinations", required=True, help="likewise, where to go to")
    command.add_argument(
        "--mode",
        default="car",
        choices=("car", "ambulance", "bicycle", "walking"),
        help="how to travel (%(default)s)",
    )
    command.add_argument(
        "--nearest", type=int, metavar="K", help="only the K nearest destinations of each origin"
    )
    command.add_argument(
        "--cutoff-s",
        type=float,
        default=float("inf"),
        help="longest journey of interest, in seconds; longer ones are left empty",
    )
    command.add_argument(
        "--max-distance-m",
        type=float,
        default=1000.0,
        metavar="M",
        help="furthest a place may lie from a road, in metres (%(default)s)",
    )
    command.add_argument(
        "--no-turns", action="store_true", help="leave out turn restrictions and junction delays"
    )
    command.add_argument(
        "--allow-islands", action="store_true", help="join places also to cut-off roads"
    )
    command.add_argument(
        "--out", metavar="FILE", help="write the times, in seconds, to .csv, .json or .parquet"
    )
