"""The demonstration: the main job on the bundled sample, as a table, files and a map."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kraftcenter_mobility import herning
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.modes import CAR, MODES
from kraftcenter_mobility.networks.transport import TransportNetwork
from kraftcenter_mobility.places import HOSPITALS, SCHOOLS, TOWNS, VENUES
from kraftcenter_mobility.routing.nearest import nearest_destinations
from kraftcenter_mobility.routing.travel_times import travel_time_matrix
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .maps.of_times import travel_times
from .tables import write_table

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Demo", "run_demo"]

HOSPITAL = "Regionshospitalet Gødstrup"
SCHOOLS_NOTE = (
    "The sample knows the folkeskoler of Herning municipality only, and upper secondary and\n"
    "higher education in some towns more: elsewhere the nearest it knows is not the nearest."
)
SHORT = {"car": "car", "ambulance": "amb.", "bicycle": "bike", "walking": "walk"}
WHOLE_MINUTES_FROM = 99.95
GOALS = ("Gødstrup hospital", "nearest school", "nearest venue")
SMALLEST_TOWN = 2000
"""Towns of fewer people are left out of the printed table; the files have them all."""


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demonstration found, and the files it wrote."""

    network: TransportNetwork
    travel_time_s: pd.DataFrame
    """Seconds; a row per town, columns by goal and mode."""

    largest: list[str]
    """The towns that are printed."""

    files: list[Path]

    def __str__(self) -> str:
        """Return the table of the larger towns in minutes."""
        minutes = self.travel_time_s.loc[self.largest] / SECONDS_PER_MINUTE
        width = max(len(name) for name in self.largest)
        pad = " " * width
        heads = "".join(f" {SHORT[mode.name]:>4}" for mode in MODES)
        lines = [
            f"{pad} |" + " |".join(f" {goal:^19}" for goal in GOALS),
            f"{pad} |" + " |".join([heads] * len(GOALS)),
        ]
        for town, row in minutes.iterrows():
            cells = ["".join(f" {_cell(row[goal, m.name])}" for m in MODES) for goal in GOALS]
            lines.append(f"{town!s:<{width}} |" + " |".join(cells))
        return "\n".join(["Travel times in minutes", *lines, "", SCHOOLS_NOTE])


def _cell(minutes: float) -> str:
    """Return minutes in four characters, a dash for no way through."""
    if minutes == float("inf"):
        return "   -"
    return f"{minutes:>4.1f}" if minutes < WHOLE_MINUTES_FROM else f"{minutes:>4.0f}"


def run_demo(folder: str | Path) -> Demo:
    """Compute travel times on the bundled sample, and write tables and a map.

    Parameters
    ----------
    folder : str or Path
        Where to write; made if it is not there.

    Returns
    -------
    Demo
        The times, and the files written.

    Raises
    ------
    InputError
        If the folder or a file in it cannot be written.
    """
    import pandas as pd

    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise InputError(
            f"folder {str(folder)!r} cannot be made: {trouble.strerror}; name another one"
        ) from trouble
    network = TransportNetwork.sample()
    towns = _towns(network)
    hospital = network.places(HOSPITALS).loc[[HOSPITAL]]
    columns: dict[tuple[str, str], pd.Series] = {}
    for mode in MODES:
        columns[GOALS[0], mode.name] = travel_time_matrix(network, towns, hospital, mode=mode)[
            HOSPITAL
        ]
        for goal, kind in zip(GOALS[1:], (SCHOOLS, VENUES), strict=True):
            nearest = nearest_destinations(network, towns, network.places(kind), mode=mode)
            columns[goal, mode.name] = nearest["travel_time_s"]
    times = pd.DataFrame(columns)
    times.index.name = "town"
    files = _write(network, times, folder)
    people = towns["population"].fillna(0)
    chosen = people[people >= SMALLEST_TOWN].sort_values(ascending=False)
    return Demo(network, times, [str(name) for name in chosen.index], files)


def _towns(network: TransportNetwork) -> gpd.GeoDataFrame:
    """Return the towns of the hospital's six municipalities."""
    facts = herning.towns()
    near = facts.index[facts["municipality"].isin(herning.MUNICIPALITIES)]
    towns = network.places(TOWNS)
    return towns[towns.index.isin(near)]


def _write(network: TransportNetwork, times: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the times of the towns and of the population cells, a map and the report."""
    import pandas as pd

    from kraftcenter_mobility.files import write_atomically

    flat = times.copy()
    flat.columns = pd.Index([", ".join((*column, "s")) for column in times.columns.tolist()])
    cells = herning.catchment()
    hospital = network.places(HOSPITALS).loc[[HOSPITAL]]
    by_car = travel_time_matrix(network, cells, hospital, mode=CAR, access=False)
    shown = travel_times(
        network,
        cells,
        by_car[HOSPITAL],
        destinations=hospital,
        title="By car to the hospital in Gødstrup",
        note="Free-flow driving, with delays at junctions.",
        legend="minutes by car",
    )
    report = str(network.report)
    report_file = folder / "report.txt"
    write_atomically(report_file, lambda file: _put(file, report))
    return [
        write_table(flat, folder / "towns.csv"),
        write_table(by_car.assign(population=cells["population"]), folder / "population-cells.csv"),
        shown.save(folder / "map.html"),
        report_file,
    ]


def _put(file: object, text: str) -> None:
    """Write a text to a binary file."""
    file.write((text + "\n").encode())  # type: ignore[attr-defined]
