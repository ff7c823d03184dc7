"""What is named on the command line, as values: networks, places, files to write."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cli_parts import KINDS
from .errors import InputError, ScenarioError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import geopandas as gpd

    from .modes import Mode, TransitMode
    from .networks.transport import TransportNetwork
    from .scenarios.scenario import Scenario

__all__ = [
    "check_apart",
    "check_columns_used",
    "check_folder",
    "check_target",
    "file_named",
    "finite",
    "finite_table",
    "joining",
    "modes_named",
    "network_named",
    "no_empty_folders",
    "places_named",
]


def network_named(name: str) -> TransportNetwork:
    """Return the network a planner names.

    Raises
    ------
    InputError
        If there is no such file, or it holds no network.
    """
    from .networks.transport import TransportNetwork
    from .osm.reader import SUFFIXES

    if name == "sample":
        return TransportNetwork.sample()
    if name.lower().endswith(SUFFIXES):
        return TransportNetwork.from_osm(name)
    return TransportNetwork.load(name)


def places_named(
    network: TransportNetwork, name: str, options: argparse.Namespace
) -> gpd.GeoDataFrame:
    """Return the places a planner names.

    Raises
    ------
    InputError
        If the network knows none of a kind.
    PlacesError
        If a file of places cannot be used.
    """
    from . import herning, places
    from .place_files import TEXT

    if name == "population":
        return herning.catchment()
    if name in KINDS:
        found = network.places(getattr(places, name.upper()))
        if found.empty:
            raise InputError(f"the data of the network hold no {name}; give a file of places")
        return found
    if "." not in name and not Path(name).exists():
        _refuse_unknown_kind(name)
    is_text = name.lower().endswith(TEXT)
    return places.read_places(
        name,
        name=options.name,
        x=options.x if is_text else None,
        y=options.y if is_text else None,
        crs=options.crs,
    )


def _refuse_unknown_kind(name: str) -> None:
    """Refuse a word that is no kind of places, and no file."""
    from .scenarios.suggestions import near_misses

    near = near_misses(name, KINDS)
    what_to_do = (
        f"did you mean {' or '.join(near)}?"
        if near
        else f"name a file such as places.csv, or one of {', '.join(KINDS)}"
    )
    raise InputError(f"{name!r} is no file, and no kind of places; {what_to_do}")


def check_columns_used(options: argparse.Namespace) -> None:
    """Refuse words about files of places where there are none."""
    given = (options.origins, options.destinations)
    has_file = any(name is not None and name not in KINDS for name in given)
    if not has_file and any((options.crs, options.name, options.x, options.y)):
        raise InputError("--crs, --name, --x and --y say how to read files of places; give one")


def modes_named(names: Iterable[str]) -> tuple[Mode | TransitMode, ...]:
    """Return modes by their names, each once."""
    from .modes import TRANSIT

    unlike = {TRANSIT.name: TRANSIT}
    return tuple(unlike.get(name) or road_mode_named(name) for name in dict.fromkeys(names))


def road_mode_named(name: str) -> Mode:
    """Return a mode of the roads by its name."""
    from .modes import MODES

    return {mode.name: mode for mode in MODES}[name]


def joining(options: argparse.Namespace) -> dict[str, Any]:
    """Return how places join the roads, and whether turns count, as the library takes it."""
    return {
        "turns": False if options.no_turns else None,
        "max_distance_m": options.max_distance_m,
        "allow_islands": options.allow_islands,
    }


def check_target(name: str | None, suffixes: Sequence[str] = ()) -> None:
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


def check_folder(name: str) -> None:
    """Refuse a folder that cannot be made or written to before any work is done."""
    path = Path(name).absolute()
    known = next(parent for parent in (path, *path.parents) if parent.exists())
    if not known.is_dir():
        why = "there is a file of that name" if known == path else f"{known} is a file"
    elif not os.access(known, os.W_OK):
        why = f"{known} may not be written to"
    else:
        return
    raise InputError(f"folder {name!r} cannot be made: {why}; name another one")


@contextmanager
def no_empty_folders(*names: str) -> Iterator[None]:
    """Remove folders that are new and still empty when work fails, the inner ones first."""
    new = [Path(name) for name in names if not Path(name).exists()]
    try:
        yield
    except BaseException:
        for folder in new:
            with suppress(OSError):  # it holds something, or was not made
                folder.rmdir()
        raise


@contextmanager
def file_named(scenarios: Mapping[str, Scenario]) -> Iterator[None]:
    """Say in which file the scenario stands that cannot be applied.

    Raises
    ------
    ScenarioError
        If one cannot be.
    """
    try:
        yield
    except ScenarioError as trouble:
        for file, scenario in scenarios.items():
            its_edit = rf"edit \d+ \(\w+\) of {re.escape(repr(scenario.name))}: "
            its_area = re.escape(f"{scenario.name!r} was written for another network")
            if re.match(f"{its_edit}|{its_area}", str(trouble)):
                raise ScenarioError(f"{file}: {trouble}") from trouble
        raise


def check_apart(written: dict[str, str | None], read: dict[str, str | None]) -> None:
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


def finite_table(table: Any) -> Any:
    """Return a table as plain values, row by row; what cannot be reached is null."""
    import numpy as np

    values = table.astype(object).where(table.notna() & (table != np.inf), None)
    if table.index.nlevels > 1:
        return values.reset_index().to_dict(orient="records")
    return values.to_dict(orient="index")


def finite(value: Any) -> Any:
    """Return plain values with nothing in the place of numbers that JSON does not know."""
    if isinstance(value, dict):
        return {key: finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [finite(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value
