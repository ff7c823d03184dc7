"""The Herning region itself: its area, bundled sample, places, people, trains and scenarios.

The sample is a schematic model made from tables of facts (``tables/``) by
:mod:`kraftcenter_mobility.herning.make_sample`, and says so wherever it goes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.places import PlaceKind

    from .region_lines import Line, TrainSettings
    from .region_scenarios import Scenario
    from .region_scorecard import Scorecard

__all__ = [
    "AREA",
    "CREDITS",
    "DISCLAIMER",
    "MUNICIPALITIES",
    "catchment",
    "facilities",
    "lines",
    "population",
    "sample_path",
    "scenarios",
    "scorecard",
    "table",
    "towns",
    "train_settings",
]

AREA = (8.0, 55.4, 10.35, 57.0)
"""West, south, east and north of everything in the sample, in degrees (EPSG:4326)."""

MUNICIPALITIES = ("Herning", "Holstebro", "Ikast-Brande", "Lemvig", "Ringkøbing-Skjern", "Struer")
"""The six municipalities that Gødstrup hospital serves."""

DISCLAIMER = (
    "A schematic model of main roads and railways around Herning, with generated local streets: "
    "its roads are not OpenStreetMap data, and it is not for planning decisions."
)
"""What the sample is, in one sentence; a map or a report made from it should say so."""

POPULATION_CREDIT = "Population: census grid 2021, © European Union (Eurostat/GISCO)"

CREDITS = (
    f"{POPULATION_CREDIT}. Place names: GeoNames (CC BY 4.0). Stations and some places: "
    "derived from the stops of a public transport feed (Rejseplanen, 2022). Middles of some "
    "towns: © OpenStreetMap contributors (ODbL), through Nominatim."
)
"""Whom to credit for the tables that the sample is made from."""

TABLES = Path(__file__).parent / "tables"


def sample_path() -> Path:
    """Return the path of the bundled sample, an OpenStreetMap file in PBF.

    Returns
    -------
    Path
        A file that the reader of any other OpenStreetMap extract reads.

    Examples
    --------
    >>> sample_path().name
    'herning_sample.osm.pbf'
    """
    return Path(__file__).parent / "data" / "herning_sample.osm.pbf"


def table(name: str) -> pd.DataFrame:
    """Return one of the tables of facts, with its sources and confidence letters.

    Parameters
    ----------
    name : str
        Name of the table: ``places``, ``facilities``, ``roads``, ``road_junctions``,
        ``rail_segments``, ``rail_stations``, ``rail_services``, ``rolling_stock``,
        ``indicators``, ``policy_params``, ``unit_prices``,
        ``population_1km_2021`` or ``connectors``.

    Returns
    -------
    DataFrame
        The table as it is in the file, one row per fact.

    Raises
    ------
    InputError
        If there is no table of that name.

    Examples
    --------
    >>> roads = table("roads").set_index("id")
    >>> str(roads.loc["r18-10", "class"])
    'motortrafikvej'
    """
    import pandas as pd

    known = sorted(path.stem for path in TABLES.glob("*.csv"))
    if name not in known:
        raise InputError(f"there is no table {name!r}; the tables are {', '.join(known)}")
    return pd.read_csv(TABLES / f"{name}.csv")


def population() -> gpd.GeoDataFrame:
    """Return the residents of every populated square kilometre of the region in 2021.

    Returns
    -------
    GeoDataFrame
        One row per cell of the European 1 km grid (EPSG:3035), named like
        ``1km_3630_4224`` after its south-west corner (northing and easting in km), with
        ``population``, ``municipality`` and the centre of the cell as a point in EPSG:4326.
        The line to credit is in ``.attrs["credit"]``.

    Notes
    -----
    The cells lie in 17 municipalities: the six of :func:`catchment` are covered wholly, their
    neighbours in part.

    Examples
    --------
    >>> cells = population()
    >>> len(cells), int(cells.population[cells.municipality == "Herning"].sum())
    (6193, 89052)
    """
    import geopandas as gpd

    rows = table("population_1km_2021")
    names = "1km_" + rows.n_km.astype(str) + "_" + rows.e_km.astype(str)
    cells = gpd.GeoDataFrame(
        {
            "population": rows.population.to_numpy(float),
            "municipality": rows.municipality.to_numpy(),
        },
        index=names.rename("name"),
        geometry=gpd.points_from_xy(rows.lon, rows.lat),
        crs="EPSG:4326",
    )
    cells.attrs["credit"] = POPULATION_CREDIT
    return cells


def catchment() -> gpd.GeoDataFrame:
    """Return the residents of the six municipalities that Gødstrup hospital serves.

    Returns
    -------
    GeoDataFrame
        The cells of :func:`population` whose municipality is one of `MUNICIPALITIES`.

    Examples
    --------
    >>> int(catchment().population.sum())
    285543
    """
    cells = population()
    return cells[cells["municipality"].isin(MUNICIPALITIES)]


def facilities() -> gpd.GeoDataFrame:
    """Return the hospitals, schools, venues and other places of the tables.

    Returns
    -------
    GeoDataFrame
        The table of facilities that have coordinates, on the index of their names, points
        in EPSG:4326.

    Examples
    --------
    >>> str(facilities().loc["Regionshospitalet Gødstrup", "category"])
    'hospital_emergency'
    """
    return _with_points(table("facilities"))


def towns() -> gpd.GeoDataFrame:
    """Return the cities, towns, suburbs and villages of the tables.

    Returns
    -------
    GeoDataFrame
        The table of places on the index of their names, points in EPSG:4326. The
        population of Herning includes its suburbs'.

    Examples
    --------
    >>> int(towns().loc["Herning", "population"])
    51193
    """
    return _with_points(table("places"))


def scenarios(kind: PlaceKind | None = None) -> tuple[Scenario, ...]:
    """Return the region's own scenarios: what was built, is planned, or could happen.

    They are read from files in ``scenarios/`` beside this module, each with its source and
    with how far it can be relied on, and are written for the bundled sample.

    Parameters
    ----------
    kind : PlaceKind, optional
        The places that people go to. Scenarios about places of other kinds are left out:
        with ``HOSPITALS``, those about schools.

    Returns
    -------
    tuple of Scenario
        In the order of their files' names.

    See Also
    --------
    kraftcenter_mobility.compare : What they do to people's travel times.

    Examples
    --------
    >>> plan = next(each for each in scenarios() if each.name == "Rute 15 as 2+1")
    >>> plan.edits[0].number, plan.edits[0].limit_kmh
    ('15', 90.0)
    """
    from .region_scenarios import region_scenarios

    return region_scenarios(kind)


def lines() -> tuple[Line, ...]:
    """Return the region's own train lines: where they call, with which trains, how often.

    They are written for the bundled sample, and stand for the timetable of 2025. Where only
    the frequency is known, the minutes are drawn.

    Returns
    -------
    tuple of Line
        Each with its source and its confidence letter.

    Examples
    --------
    >>> lines()[0]
    Line 'Vejle-Struer': Vejle - Struer, 13 calls, every 60 min 04:03-23:03, and back
    """
    from .region_lines import region_lines

    return region_lines()


def train_settings() -> TrainSettings:
    """Return what running times of the region's trains have in common.

    Returns
    -------
    TrainSettings
        With the supplement that gives Vejle-Herning its 54 minutes, and else as by default.

    Examples
    --------
    >>> train_settings().supplement.name
    'calibrated on Vejle-Herning'
    """
    from .region_lines import SETTINGS

    return SETTINGS


def scorecard(
    network: Any,
    scenarios: Scenario | Iterable[Scenario] = (),
    *,
    indicators: Iterable[str] | None = None,
    threads: int | None = None,
    progress: bool | None = None,
) -> Scorecard:
    """Return the Kraftcenter scorecard of a network, and of scenarios beside it.

    The indicators K1 to K15 put the vision of Herning municipality into figures: connections,
    settlement, business, education, the hospital, schools, events, and growth beyond the
    border. Each states its data, threshold, source and confidence. What the network cannot
    carry is said, with the reason.

    Parameters
    ----------
    network : TransportNetwork
        Roads, tracks and what runs, with the places that the indicators are about.
    scenarios : Scenario or iterable of Scenario, optional
        To be scored beside how things are.
    indicators : iterable of str, optional
        Only these, such as ``["K7", "K9"]``.
    threads : int, optional
        Number of threads; the scores do not depend on it.
    progress : bool, optional
        Show a progress bar; by default for longer work at a terminal.

    Returns
    -------
    Scorecard
        The vector of each scenario, in points, people and minutes, by municipality; the
        index only beside it.

    Raises
    ------
    InputError
        If there is no such indicator.
    ScenarioError
        If a scenario cannot be applied.

    See Also
    --------
    kraftcenter_mobility.compare : Any other question about scenarios.
    """
    from .region_scorecard import scorecard as scored

    return scored(network, scenarios, indicators=indicators, threads=threads, progress=progress)


def _with_points(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    import geopandas as gpd

    located = rows[rows.lat.notna() & rows.lon.notna()].set_index("name")
    points = gpd.points_from_xy(located.lon, located.lat)
    return gpd.GeoDataFrame(located, geometry=points, crs="EPSG:4326")
