"""What several parts of the ``kraftcenter`` command have in common: words and options."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Run = Callable[[argparse.Namespace], "Reply"]

__all__ = [
    "KINDS",
    "MODE_NAMES",
    "NETWORK_HELP",
    "PLACES_HELP",
    "ROAD_MODE_NAMES",
    "Reply",
    "add_columns",
    "add_command",
    "add_joining",
    "as_typed",
]

KINDS = ("hospitals", "schools", "folkeskoler", "venues", "stations", "towns", "population")
ROAD_MODE_NAMES = ("car", "ambulance", "bicycle", "walking")
MODE_NAMES = (*ROAD_MODE_NAMES, "transit")
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
    ("pass population=None to count", "say --count-places to count"),
    ("crs=", "--crs "),
    ("x and y go together, but x=", "--x and --y go together, but --x is "),
    (" and y=", " and --y is "),
    ("each of cutoffs_s", "--cutoff-s"),
    ("cutoffs_s", "--cutoff-s"),
    ("cutoff_s", "--cutoff-s"),
    ("allow_islands=True", "--allow-islands"),
    ("buffer_m", "--buffer-m"),
)
"""How the library's messages call its arguments, and what to type instead; tried in order."""

TYPED_PATTERNS = (
    (r"^(population|by|keep)=", r"--\1 "),
    (r", for instance with origins\[.*?\]\.fillna\(0\)", ""),
)
"""The same, of what stands at the beginning or holds a value."""


OF_A_JOIN = r"\bjoins(\[| \d)|\bedit \d+ \("
"""What a message says that is about an edit: the joins of new roads have a reach too."""


class Reply(NamedTuple):
    """What a command says."""

    answer: Any
    """For programs, as JSON."""

    text: str
    """For people."""

    ok: bool = True
    """Whether what was to be tested is as it should be."""


def as_typed(message: str) -> str:
    """Return a message of the library as it helps at the command line."""
    for argument, option in TYPED:
        message = message.replace(argument, option)
    for pattern, option in TYPED_PATTERNS:
        message = re.sub(pattern, option, message)
    return "\n".join(map(_reach_as_typed, message.split("\n")))


def _reach_as_typed(line: str) -> str:
    """Return a line that says where the reach of a place, or of a join in a file, is given."""
    if re.search(OF_A_JOIN, line):
        return line.replace("raise max_distance_m", "raise max_distance_m of that join in the file")
    return line.replace("max_distance_m", "--max-distance-m")


def add_command(
    commands: Any, name: str, summary: str, run: Run, *, examples: Sequence[str]
) -> argparse.ArgumentParser:
    """Add a command that can answer in JSON."""
    shown = [f"kraftcenter {name} {text}" for text in examples]
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=summary,
        epilog="\n  ".join(["examples:", *shown]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--json", action="store_true", help="answer as JSON, for programs")
    command.set_defaults(run=run)
    return command


def add_columns(command: argparse.ArgumentParser) -> None:
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


def add_joining(command: argparse.ArgumentParser) -> None:
    """Add what says how places join the roads, and how to drive along them."""
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
