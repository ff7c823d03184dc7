"""What one can say to the ``kraftcenter`` command, and how its help explains it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Run = Callable[[argparse.Namespace], tuple[Any, str]]

__all__ = ["KINDS", "as_typed", "parser"]

KINDS = ("hospitals", "schools", "folkeskoler", "venues", "stations", "towns", "population")
NETWORK_HELP = (
    "a network saved by 'kraftcenter build', a file of OpenStreetMap data "
    "(.osm .osm.gz .osm.bz2 .osm.pbf), or the word 'sample' for the bundled Herning region"
)
PLACES_HELP = (
    "a file of places (.csv .geojson .gpkg .parquet) with a name for each, or one of "
    f"{', '.join(KINDS)}: those found in the network's data ('population': the 1 km census "
    f"cells of the six municipalities around Herning)"
)

TYPED = (
    ('pass crs="EPSG:25832" to read_places', "say it with --crs EPSG:25832"),
    ("name them with x=... and y=...", "name them with --x and --y"),
    ("take another column with name=...", "take another column with --name"),
    ("say which with layer=..., one of", "save the one you mean as a file of its own; it has"),
    ("crs=", "--crs "),
    ("x and y go together, but x=", "--x and --y go together, but --x is "),
    (" and y=", " and --y is "),
    ("cutoff_s", "--cutoff-s"),
    ("max_distance_m", "--max-distance-m"),
    ("allow_islands=True", "--allow-islands"),
    ("buffer_m", "--buffer-m"),
)
"""How the library's messages call its arguments, and what to type instead; tried in order."""


def as_typed(message: str) -> str:
    """Return a message of the library as it helps at the command line."""
    for argument, option in TYPED:
        message = message.replace(argument, option)
    return message


def parser(
    *, demo: Run, build: Run, info: Run, times: Run, warm_up: Run
) -> argparse.ArgumentParser:
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
    _add_warm_up(commands, warm_up)
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
            "sample --origins homes.csv --crs EPSG:25832 --x east --y north --destinations schools",
        ],
    )
    command.add_argument("network", help=NETWORK_HELP)
    command.add_argument("--origins", required=True, help=PLACES_HELP)
    command.add_argument("--destinations", required=True, help="likewise, where to go to")
    _add_columns(command)
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
        default=1500.0,
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


def _add_warm_up(commands: Any, run: Run) -> None:
    """Add ``kraftcenter warm-up``."""
    summary = "Compile everything now, a minute or two, so that nothing is compiled later."
    _add(commands, "warm-up", summary, run, examples=["--json"])


def _add_columns(command: argparse.ArgumentParser) -> None:
    """Add what says how files of places are to be read."""
    command.add_argument(
        "--crs", help="coordinate system of the files of places, such as EPSG:25832"
    )
    command.add_argument(
        "--name", metavar="COLUMN", help="column of the files of places with their names"
    )
    for axis, meaning in (("x", "longitude or easting"), ("y", "latitude or northing")):
        command.add_argument(
            f"--{axis}", metavar="COLUMN", help=f"column of .csv files with the {meaning}"
        )
