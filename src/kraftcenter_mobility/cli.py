"""The ``kraftcenter`` command: parse (:mod:`.cli_options`), call, print."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cli_options import KINDS, as_typed, parser
from .errors import InputError, MobilityError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    import geopandas as gpd

    from .networks.transport import TransportNetwork

__all__ = ["main"]

OK, FAILED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0 if all went well, 1 if the data or an argument cannot be used, 2 if the command is
    misspelt, 130 after Ctrl-C.
    """
    options = parser(
        demo=_demo, build=_build, info=_info, times=_times, warm_up=_warm_up
    ).parse_args(arguments)
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
    message = as_typed(str(error))
    if as_json:
        print(json.dumps({"error": type(error).__name__, "message": message}))
    print(f"kraftcenter: {message}", file=sys.stderr)


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
    from .networks.storage import check_target
    from .networks.transport import TransportNetwork

    if (options.data is None) == (options.place is None):
        raise InputError("give either a file of OpenStreetMap data or --place, not both or neither")
    if options.place is not None and options.area is not None:
        raise InputError("--area cuts a file; a place has its own outline, see --buffer-m")
    if options.place is None and (options.buffer_m or options.overpass_url):
        raise InputError("--buffer-m and --overpass-url go with --place, not with a file")
    for path in (options.out, options.report):
        _check_target(path)
    read = {"the data": options.data, "--area": options.area}
    _check_apart({"--out": options.out, "--report": options.report}, read)
    check_target(options.out)
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
    read = ("network", "origins", "destinations")
    _check_apart({"--out": options.out}, {f"the {name}": getattr(options, name) for name in read})
    network = _network(options.network)
    mode = next(mode for mode in MODES if mode.name == options.mode)
    files = [name for name in (options.origins, options.destinations) if name not in KINDS]
    if not files and any((options.crs, options.name, options.x, options.y)):
        raise InputError("--crs, --name, --x and --y say how to read files of places; give one")
    settings = {
        "mode": mode,
        "cutoff_s": options.cutoff_s,
        "turns": False if options.no_turns else None,
        "max_distance_m": options.max_distance_m,
        "allow_islands": options.allow_islands,
    }
    origins = _places(network, options.origins, options)
    destinations = _places(network, options.destinations, options)
    if options.nearest is None:
        table = travel_time_matrix(network, origins, destinations, **settings)
    else:
        table = nearest_destinations(network, origins, destinations, k=options.nearest, **settings)
    if options.out:
        write_table(table, options.out)
        done = f"{table.shape[0]:,} x {table.shape[1]:,} values written to {options.out}"
        return {"file": options.out, "shape": list(table.shape)}, done
    return _finite(table), table.round(1).to_string()


def _warm_up(_options: argparse.Namespace) -> tuple[Any, str]:
    """Run ``kraftcenter warm-up``."""
    from dataclasses import asdict

    from .warm_up import warm_up

    done = warm_up()
    return asdict(done), str(done)


def _network(name: str) -> TransportNetwork:
    """Return the network a planner names on the command line."""
    from .networks.transport import TransportNetwork
    from .osm.reader import SUFFIXES

    if name == "sample":
        return TransportNetwork.sample()
    if name.lower().endswith(SUFFIXES):
        return TransportNetwork.from_osm(name)
    return TransportNetwork.load(name)


def _places(network: TransportNetwork, name: str, options: argparse.Namespace) -> gpd.GeoDataFrame:
    """Return the places a planner names on the command line."""
    from . import herning, places
    from .place_files import TEXT

    if name == "population":
        return herning.catchment()
    if name in KINDS:
        found = network.places(getattr(places, name.upper()))
        if found.empty:
            raise InputError(f"the data of the network hold no {name}; give a file of places")
        return found
    is_text = name.lower().endswith(TEXT)
    return places.read_places(
        name,
        name=options.name,
        x=options.x if is_text else None,
        y=options.y if is_text else None,
        crs=options.crs,
    )


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


def _check_apart(written: dict[str, str | None], read: dict[str, str | None]) -> None:
    """Refuse to write over a file that is read, or to write two things to one file."""
    seen = [(what, Path(name)) for what, name in read.items() if name is not None]
    for what, name in written.items():
        if name is None:
            continue
        path = Path(name)
        for other, known in seen:
            if path.resolve() == known.resolve() or (
                path.exists() and known.exists() and path.samefile(known)
            ):
                raise InputError(f"{what} and {other} are the same file, {name}; name another one")
        seen.append((what, path))


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
