"""The ``kraftcenter`` command: parse, call, print."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._version import __version__
from .errors import InputError, MobilityError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from .networks.transport import TransportNetwork

__all__ = ["main"]

OK, FAILED, INTERRUPTED = 0, 1, 130
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0 if all went well, 1 if the data or an argument cannot be used, 2 if the command is
    misspelt, 130 after Ctrl-C.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        answer, text = options.run(options)
    except MobilityError as error:
        _print_error(error, as_json=options.json)
        return FAILED
    except KeyboardInterrupt:
        print("stopped; nothing half-written is left behind", file=sys.stderr)
        return INTERRUPTED
    _print(json.dumps(answer, ensure_ascii=False, indent=2) if options.json else text)
    return OK


def _print(text: str) -> None:
    """Print the answer, as far as somebody reads it."""
    try:
        print(text, flush=True)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_error(error: MobilityError, *, as_json: bool) -> None:
    """Print an error as one sentence, or as JSON for programs."""
    if as_json:
        print(json.dumps({"error": type(error).__name__, "message": str(error)}))
    print(f"kraftcenter: {error}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    """Return the description of the command."""
    parser = argparse.ArgumentParser(
        prog="kraftcenter",
        description="Travel times by car, ambulance, bicycle and on foot, from OpenStreetMap data.",
        epilog="Start with: kraftcenter demo",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_build(commands)
    _add_info(commands)
    _add_times(commands)
    return parser


def _add(
    commands: Any, name: str, summary: str, run: Any, *, examples: Sequence[str]
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


def _add_demo(commands: Any) -> None:
    """Add ``kraftcenter demo``."""
    summary = "Show the main job on the bundled Herning region: a table, files and a map."
    command = _add(commands, "demo", summary, _demo, examples=["--out herning"])
    command.add_argument(
        "--out", default="kraftcenter-demo", metavar="FOLDER", help="where to write (%(default)s)"
    )


def _add_build(commands: Any) -> None:
    """Add ``kraftcenter build``."""
    summary = "Build a network from OpenStreetMap data and save it to one file."
    command = _add(
        commands,
        "build",
        summary,
        _build,
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


def _add_info(commands: Any) -> None:
    """Add ``kraftcenter info``."""
    summary = "Say what a network holds, and what was odd about its data."
    command = _add(commands, "info", summary, _info, examples=["herning.network", "sample --json"])
    command.add_argument("network", help=NETWORK_HELP)


def _add_times(commands: Any) -> None:
    """Add ``kraftcenter times``."""
    summary = "Compute travel times between places."
    command = _add(
        commands,
        "times",
        summary,
        _times,
        examples=[
            "sample --origins towns --destinations hospitals",
            "herning.network --origins homes.csv --destinations schools --mode bicycle --nearest 1 --out times.csv",
        ],
    )
    command.add_argument("network", help=NETWORK_HELP)
    command.add_argument("--origins", required=True, help=PLACES_HELP)
    command.add_argument("--destinations", required=True, help="likewise")
    command.add_argument(
        "--mode",
        default="car",
        choices=("car", "ambulance", "bicycle", "walking"),
        help="how to travel (%(default)s)",
    )
    command.add_argument(
        "--nearest", type=int, metavar="K", help="only the K nearest destinations of each origin"
    )
    command.add_argument("--cutoff-s", type=float, default=float("inf"), help="longest, in seconds")
    command.add_argument(
        "--max-distance-m", type=float, default=1000.0, help="furthest from a road (%(default)s)"
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


def _demo(options: argparse.Namespace) -> tuple[Any, str]:
    """Run ``kraftcenter demo``."""
    from . import herning
    from .presentation.demo import run_demo

    demo = run_demo(options.out)
    times = {
        town: {f"{goal}, {mode}": value for (goal, mode), value in row.items()}
        for town, row in _finite(demo.travel_time_s).items()
    }
    files = [str(path) for path in demo.files]
    text = "\n\n".join([herning.DISCLAIMER, str(demo), "Written:\n  " + "\n  ".join(files)])
    return {"note": herning.DISCLAIMER, "travel_time_s": times, "files": files}, text


def _build(options: argparse.Namespace) -> tuple[Any, str]:
    """Run ``kraftcenter build``."""
    from .files import write_atomically
    from .networks.transport import TransportNetwork

    if (options.data is None) == (options.place is None):
        raise InputError("give either a file of OpenStreetMap data or --place, not both or neither")
    if options.place is not None and options.area is not None:
        raise InputError("--area cuts a file; a place has its own outline, see --buffer-m")
    if options.place is None and (options.buffer_m or options.overpass_url):
        raise InputError("--buffer-m and --overpass-url go with --place, not with a file")
    for path in (options.out, options.report):
        _check_target(path)
    if options.place is not None:
        server = {"overpass_url": options.overpass_url} if options.overpass_url else {}
        network = TransportNetwork.from_place(options.place, buffer_m=options.buffer_m, **server)
    else:
        network = TransportNetwork.from_osm(options.data, area=_area(options.area))
    network.save(options.out)
    report = network.report
    if options.report:
        text = report.to_json() if options.report.endswith(".json") else str(report)
        write_atomically(options.report, lambda file: _put(file, text))
    return {"file": options.out, "report": report.to_dict()}, f"{report}\nWritten: {options.out}"


def _info(options: argparse.Namespace) -> tuple[Any, str]:
    """Run ``kraftcenter info``."""
    report = _network(options.network).report
    return report.to_dict(), str(report)


def _times(options: argparse.Namespace) -> tuple[Any, str]:
    """Run ``kraftcenter times``."""
    from .modes import MODES
    from .presentation.tables import TABLE_SUFFIXES, write_table
    from .routing.nearest import nearest_destinations
    from .routing.travel_times import travel_time_matrix

    _check_target(options.out, TABLE_SUFFIXES)
    network = _network(options.network)
    mode = next(mode for mode in MODES if mode.name == options.mode)
    settings = {
        "mode": mode,
        "cutoff_s": options.cutoff_s,
        "turns": False if options.no_turns else None,
        "max_distance_m": options.max_distance_m,
        "allow_islands": options.allow_islands,
    }
    origins = _places(network, options.origins)
    destinations = _places(network, options.destinations)
    if options.nearest is None:
        table = travel_time_matrix(network, origins, destinations, **settings)
    else:
        table = nearest_destinations(network, origins, destinations, k=options.nearest, **settings)
    if options.out:
        write_table(table, options.out)
        done = f"{table.shape[0]:,} x {table.shape[1]:,} values written to {options.out}"
        return {"file": options.out, "shape": list(table.shape)}, done
    return _finite(table), table.round(1).to_string()


def _network(name: str) -> TransportNetwork:
    """Return the network a planner names on the command line."""
    from .networks.transport import TransportNetwork
    from .osm.reader import SUFFIXES

    if name == "sample":
        return TransportNetwork.sample()
    if name.lower().endswith(SUFFIXES):
        return TransportNetwork.from_osm(name)
    return TransportNetwork.load(name)


def _places(network: TransportNetwork, name: str) -> gpd.GeoDataFrame:
    """Return the places a planner names on the command line."""
    from . import herning, places

    if name == "population":
        return herning.population()
    if name in KINDS:
        found = network.places(getattr(places, name.upper()))
        if found.empty:
            raise InputError(f"the data of the network hold no {name}; give a file of places")
        return found
    return places.read_places(name)


def _check_target(name: str | None, suffixes: Sequence[str] = ()) -> None:
    """Refuse a file that cannot be written before any work is done."""
    if name is None:
        return
    path = Path(name).absolute()
    if not path.parent.is_dir():
        raise InputError(f"{name} cannot be written: there is no folder {path.parent}; create it")
    if path.is_dir():
        raise InputError(f"{name} is a folder; name a file inside it")
    if suffixes and path.suffix.lower() not in suffixes:
        raise InputError(f"{name} must end with one of {', '.join(suffixes)}")


def _area(text: str | None) -> Any:
    """Return the area a planner names on the command line."""
    if text is None or "," not in text or Path(text).exists():
        return text
    return tuple(text.split(","))


def _finite(table: Any) -> Any:
    """Return a table as plain values, row by row; what cannot be reached is null."""
    import numpy as np

    values = table.astype(object).where(table.notna() & (table != np.inf), None)
    if table.index.nlevels > 1:
        return values.reset_index().to_dict(orient="records")
    return values.to_dict(orient="index")


def _put(file: Any, text: str) -> None:
    """Write a text to a binary file."""
    file.write((text + "\n").encode())


if __name__ == "__main__":
    raise SystemExit(main())
