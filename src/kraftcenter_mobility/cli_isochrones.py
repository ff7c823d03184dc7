"""Run ``kraftcenter isochrones``: what lies within reach of places."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cli_inputs import (
    check_apart,
    check_columns_used,
    check_target,
    finite,
    joining,
    modes_named,
    network_named,
    places_named,
)
from .cli_parts import (
    MODE_NAMES,
    NETWORK_HELP,
    PLACES_HELP,
    Reply,
    add_columns,
    add_command,
    add_joining,
)
from .cli_transit import (
    WHEN,
    add_transit,
    check_transit,
    percentile_of,
    transit_network,
    travel_window,
)
from .units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    import geopandas as gpd

    from .cli_parts import Run

__all__ = ["add_isochrones", "run_isochrones"]

CUTOFFS_S = (600.0, 1200.0, 1800.0)
AREA_SUFFIXES = (".gpkg", ".geojson", ".parquet")
"""As :data:`.area_files.AREA_SUFFIXES`, which would cost an import."""

MAP_SUFFIXES = (".html", ".png", ".svg", ".pdf")


class _Misspelt(argparse.Action):
    """An option that there is not, where it is plain which one is meant."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        _namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Say what to type instead."""
        in_minutes = option_string == "--minutes"
        instead = " ".join(f"--cutoff-s {_seconds(each, in_minutes)}" for each in values or ["600"])
        parser.error(f"there is no {option_string}; travel times are in seconds: {instead}")


def _seconds(value: str, in_minutes: bool) -> str:  # noqa: FBT001 - of the option it belongs to
    """Return a time as it is to be typed, in seconds if it can be."""
    try:
        return f"{float(value) * SECONDS_PER_MINUTE:g}" if in_minutes else value
    except ValueError:
        return "S"


def add_isochrones(commands: Any, run: Run) -> None:
    """Add ``kraftcenter isochrones``."""
    summary = "Find the areas within reach of places: how large, how many people, a map."
    command = add_command(
        commands,
        "isochrones",
        summary,
        run,
        examples=[
            "sample --places hospitals --map hospitals.html",
            "region.km --places schools.csv --mode bicycle --cutoff-s 900 --out areas.gpkg",
            "region.km --places hospitals --together --people cells.gpkg",
            "sample --places hospitals --mode transit " + WHEN.format("arrival"),
        ],
    )
    command.add_argument("network", help=NETWORK_HELP)
    command.add_argument("--places", required=True, help=PLACES_HELP)
    add_columns(command)
    command.add_argument(
        "--mode", default="car", choices=MODE_NAMES, help="how to travel (%(default)s)"
    )
    add_transit(command)
    _add_areas(command)
    add_joining(command)
    command.add_argument(
        "--out", metavar="FILE", help=f"write the areas ({' '.join(AREA_SUFFIXES)})"
    )
    command.add_argument("--map", metavar="FILE", help=f"draw them ({' '.join(MAP_SUFFIXES)})")


def _add_areas(command: argparse.ArgumentParser) -> None:
    """Add what kind of areas."""
    command.add_argument(
        "--cutoff-s",
        action="append",
        type=float,
        metavar="S",
        help="travel time in seconds; may be given again (600, 1200 and 1800)",
    )
    command.add_argument(
        "--cutoff", dest="cutoff_s", action="append", type=float, help=argparse.SUPPRESS
    )
    for name in ("--cutoffs", "--cutoffs-s", "--minutes"):
        command.add_argument(name, nargs="*", action=_Misspelt, help=argparse.SUPPRESS)
    command.add_argument(
        "--direction",
        choices=("to", "from"),
        default="to",
        help="from where one gets to the places, or where one gets to from them (%(default)s)",
    )
    command.add_argument(
        "--together", action="store_true", help="one area for all places: to the nearest of them"
    )
    command.add_argument(
        "--buffer-m",
        type=float,
        metavar="M",
        help="how far areas reach beyond the roads, in metres (250 for cars, ambulances; else 100)",
    )
    command.add_argument(
        "--people", help=f"count the people inside: {PLACES_HELP}; with a column 'population'"
    )


def run_isochrones(options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter isochrones``."""
    from .routing.isochrones.isochrones import isochrones

    check_target(options.out, AREA_SUFFIXES)
    check_target(options.map, MAP_SUFFIXES)
    read = ("network", "places", "people", "gtfs")
    read_files = {f"the {name}": getattr(options, name) for name in read}
    check_apart({"--out": options.out, "--map": options.map}, read_files)
    (mode,) = modes_named([options.mode])
    check_transit(options, (mode,))
    options.origins, options.destinations = options.places, options.people
    check_columns_used(options)
    network = transit_network(network_named(options.network), options)
    places = places_named(network, options.places, options)
    people = None if options.people is None else places_named(network, options.people, options)
    areas = isochrones(
        network,
        places,
        options.cutoff_s or CUTOFFS_S,
        mode=mode,
        direction=options.direction,
        together=options.together,
        buffer_m=options.buffer_m,
        people=people,
        percentile=percentile_of(options),
        **travel_window(options),
        **joining(options),
    )
    files = []
    if options.out:
        from .presentation.area_files import write_areas

        write_areas(areas, options.out)
        files.append(options.out)
    if options.map:
        from .presentation import maps

        title = f"By {mode.name} {options.direction} {Path(options.places).stem}"
        maps.isochrones(network, areas, places=places, title=title).save(options.map)
        files.append(options.map)
    return Reply(finite({"areas": _records(areas), "files": files}), _text(areas, files))


def _records(areas: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the numbers of all areas."""
    records: list[dict[str, Any]] = areas.drop(columns="geometry").reset_index().to_dict("records")
    return records


def _text(areas: gpd.GeoDataFrame, files: list[str]) -> str:
    """Return the numbers of all areas as a table, cutoffs in minutes."""
    table = areas.drop(columns="geometry").reset_index()
    table.insert(1, "minutes", table.pop("cutoff_s") / SECONDS_PER_MINUTE)
    lines = [table.round(1).to_string(index=False)]
    if files:
        lines.append("Written: " + ", ".join(files))
    return "\n\n".join(lines)
