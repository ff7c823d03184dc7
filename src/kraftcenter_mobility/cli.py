"""The ``kraftcenter`` command: parse (:mod:`.cli_options`), call, print."""

from __future__ import annotations

import json
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cli_inputs import (
    check_apart,
    check_columns_used,
    check_target,
    finite_table,
    joining,
    modes_named,
    network_named,
    places_named,
)
from .cli_isochrones import run_isochrones
from .cli_options import parser
from .cli_parts import Reply, as_typed
from .cli_scenarios import run_check, run_compare, run_schema
from .cli_scorecard import run_scorecard
from .cli_transit import check_transit, minutes_text, percentile_of, transit_network, travel_window
from .errors import InputError, MobilityError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

__all__ = ["main"]

OK, FAILED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0 if all went well, 1 if the data or an argument cannot be used or a check fails, 2 if
    the command is misspelt, 130 after Ctrl-C.
    """
    options = parser(RUNS).parse_args(arguments)
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _print_warning  # type: ignore[assignment]
            reply = options.run(options)
    except MobilityError as error:
        _print_error(error, as_json=options.json)
        return FAILED
    except KeyboardInterrupt:
        print(f"stopped; {_left(options)}", file=sys.stderr)
        return INTERRUPTED
    _print(json.dumps(reply.answer, ensure_ascii=False, indent=2) if options.json else reply.text)
    return OK if reply.ok else FAILED


def _left(options: argparse.Namespace) -> str:
    """Return what an interrupted command leaves behind."""
    kept = getattr(options, "keep", None)
    if kept is None:
        return "nothing half-written is left behind"
    return f"what was finished is kept in {kept}, and the same command goes on from there"


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


def _print_warning(message: Warning | str, *_where: object) -> None:
    """Print a warning as one sentence, whichever line of code it comes from."""
    print(f"kraftcenter: note: {as_typed(str(message))}", file=sys.stderr)


def _demo(options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter demo``."""
    from . import herning
    from .presentation.demo import run_demo

    demo = run_demo(options.out)
    times = {
        town: {f"{goal}, {mode}": value for (goal, mode), value in row.items()}
        for town, row in finite_table(demo.travel_time_s).items()
    }
    files = [str(path) for path in demo.files]
    text = "\n\n".join([herning.DISCLAIMER, str(demo), "Written:\n  " + "\n  ".join(files)])
    return Reply({"note": herning.DISCLAIMER, "travel_time_s": times, "files": files}, text)


def _build(options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter build``."""
    from .files import write_atomically
    from .networks.storage import check_target as check_network_target
    from .networks.transport import TransportNetwork

    if (options.data is None) == (options.place is None):
        raise InputError("give either a file of OpenStreetMap data or --place, not both or neither")
    if options.place is not None and options.area is not None:
        raise InputError("--area cuts a file; a place has its own outline, see --buffer-m")
    if options.place is None and (options.buffer_m or options.overpass_url):
        raise InputError("--buffer-m and --overpass-url go with --place, not with a file")
    for path in (options.out, options.report):
        check_target(path)
    read = {"the data": options.data, "--area": options.area}
    check_apart({"--out": options.out, "--report": options.report}, read)
    check_network_target(options.out)
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
    answer = {"file": options.out, "report": report.to_dict()}
    return Reply(answer, f"{report}\nWritten: {options.out}")


def _info(options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter info``."""
    report = network_named(options.network).report
    return Reply(report.to_dict(), str(report))


def _times(options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter times``."""
    from .modes import TransitMode
    from .presentation.tables import TABLE_SUFFIXES, write_table
    from .routing.nearest import nearest_destinations
    from .routing.travel_times import travel_time_matrix

    check_target(options.out, TABLE_SUFFIXES)
    read = ("network", "origins", "destinations", "gtfs")
    check_apart({"--out": options.out}, {f"the {name}": getattr(options, name) for name in read})
    (mode,) = modes_named([options.mode])
    check_transit(options, (mode,))
    check_columns_used(options)
    window = travel_window(options)
    network = transit_network(network_named(options.network), options)
    settings = {"mode": mode, "cutoff_s": options.cutoff_s, **window, **joining(options)}
    origins = places_named(network, options.origins, options)
    destinations = places_named(network, options.destinations, options)
    if options.nearest is None and window:
        settings |= {"percentiles": (percentile_of(options),)}
    if options.nearest is None:
        table = travel_time_matrix(network, origins, destinations, **settings)
    else:
        table = nearest_destinations(network, origins, destinations, k=options.nearest, **settings)
    if options.out:
        write_table(table, options.out)
        done = f"{table.shape[0]:,} x {table.shape[1]:,} values written to {options.out}"
        return Reply({"file": options.out, "shape": list(table.shape)}, done)
    text = (
        minutes_text(table, mode) if isinstance(mode, TransitMode) else table.round(1).to_string()
    )
    return Reply(finite_table(table), text)


def _warm_up(_options: argparse.Namespace) -> Reply:
    """Run ``kraftcenter warm-up``."""
    from dataclasses import asdict

    from .warm_up import warm_up

    done = warm_up()
    return Reply(asdict(done), str(done))


def _area(text: str | None) -> Any:
    """Return the area a planner names on the command line."""
    if text is None or "," not in text or Path(text).exists():
        return text
    return tuple(text.split(","))


def _put(file: Any, text: str) -> None:
    """Write a text to a binary file."""
    file.write((text + "\n").encode())


RUNS = {
    "compare": run_compare,
    "check": run_check,
    "schema": run_schema,
    "scorecard": run_scorecard,
    "demo": _demo,
    "build": _build,
    "info": _info,
    "times": _times,
    "isochrones": run_isochrones,
    "warm-up": _warm_up,
}
"""What runs each part of the command."""


if __name__ == "__main__":
    raise SystemExit(main())
