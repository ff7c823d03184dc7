"""What one can say to ``kraftcenter compare``, ``check`` and ``schema``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .cli_parts import (
    MODE_NAMES,
    NETWORK_HELP,
    PLACES_HELP,
    ROAD_MODE_NAMES,
    add_columns,
    add_command,
    add_joining,
)
from .cli_transit import WHEN, add_gtfs, add_transit

if TYPE_CHECKING:
    import argparse

    from .cli_parts import Run

__all__ = ["add_check", "add_compare", "add_schema"]


def add_compare(commands: Any, run: Run) -> None:
    """Add ``kraftcenter compare``."""
    summary = "Compare scenarios by what they do to people's travel times: a table, files, maps."
    command = add_command(
        commands,
        "compare",
        summary,
        run,
        examples=[
            "--out herning",
            "bypass.toml --network region.km --origins homes.csv --destinations schools",
            "a.toml b.toml --network region.km --origins homes.csv --destinations hospitals",
            "a.toml --network sample --origins population --destinations towns --by municipality",
            "a.toml --network sample --origins population --destinations hospitals --report a.html",
            "a.toml --network sample --origins population --destinations hospitals --mode transit "
            + WHEN.format("arrival"),
        ],
    )
    command.add_argument(
        "scenarios",
        nargs="*",
        metavar="FILE",
        help="scenarios (.toml .json); without any, those of the Herning region are compared on "
        "the bundled sample",
    )
    _add_question(command, MODE_NAMES)
    add_transit(command)
    _add_people(command)
    command.add_argument(
        "--pairs", action="store_true", help="also write the times of all pairs of places"
    )
    command.add_argument(
        "--keep",
        metavar="FOLDER",
        help="where results are kept as they are finished, so that nothing is run twice, also "
        "after Ctrl-C (for scenarios of your own: the folder 'finished' where the files go)",
    )
    command.add_argument(
        "--out",
        default="kraftcenter-compare",
        metavar="FOLDER",
        help="where to write (%(default)s)",
    )
    command.add_argument(
        "--report",
        metavar="FILE",
        help="also write one page to hand on, with maps, figures and where it is from (.html); "
        "for scenarios of your own",
    )
    command.add_argument(
        "--language", choices=("en", "da"), help="of the report: English or Danish (en)"
    )


def add_check(commands: Any, run: Run) -> None:
    """Add ``kraftcenter check``."""
    summary = "Check a scenario: what is wrong in its file, and what it does to a network."
    command = add_command(
        commands,
        "check",
        summary,
        run,
        examples=[
            "bypass.toml",
            "bypass.toml --network region.km --map bypass.html",
            "merger.toml --network region.km --destinations schools.csv",
            "trains.toml --sample --gtfs feed.zip",
        ],
    )
    command.add_argument("scenario", metavar="FILE", help="a scenario (.toml .json)")
    command.add_argument(
        "--sample", action="store_true", help="check it on the bundled Herning region"
    )
    _add_question(command, ROAD_MODE_NAMES)
    add_gtfs(command)
    command.add_argument(
        "--map", metavar="FILE", help="also draw what its edits concern (.html .png)"
    )


def add_schema(commands: Any, run: Run) -> None:
    """Add ``kraftcenter schema``."""
    summary = "Print the JSON Schema of scenario files, for editors and other programs."
    add_command(commands, "schema", summary, run, examples=["--json"])


def _add_question(command: argparse.ArgumentParser, modes: tuple[str, ...]) -> None:
    """Add on which network and between which places, and how to travel."""
    command.add_argument("--network", help=NETWORK_HELP)
    command.add_argument("--origins", help=PLACES_HELP)
    command.add_argument("--destinations", help="likewise, where to go to")
    add_columns(command)
    command.add_argument(
        "--mode",
        action="append",
        choices=modes,
        help="how to travel (car); may be given again",
    )
    add_joining(command)


def _add_people(command: argparse.ArgumentParser) -> None:
    """Add whom to count, and how."""
    command.add_argument(
        "--population",
        metavar="COLUMN",
        help="column of the origins that says how many people each stands for (population)",
    )
    command.add_argument(
        "--count-places", action="store_true", help="let every origin count one instead"
    )
    command.add_argument(
        "--by",
        action="append",
        metavar="COLUMN",
        help="also tell gains and losses by this column of the origins; may be given again",
    )
    command.add_argument(
        "--cutoff-s",
        action="append",
        type=float,
        metavar="S",
        help="count the people within this time, in seconds; the table shows the first "
        "(1800; the files have 900, 2700 and 3600 too)",
    )
