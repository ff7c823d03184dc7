"""The names other tools call, and what importing them costs."""

import importlib.metadata
import inspect
import pkgutil
import subprocess
import sys

import geopandas as gpd
import pytest

import kraftcenter_mobility as km

HEAVY = {
    *("numba", "numpy", "scipy", "pandas", "geopandas", "shapely", "pyproj", "networkx"),
    *("osmnx", "osmium", "requests", "matplotlib", "pyarrow", "tqdm", "folium", "jinja2"),
}


@pytest.mark.parametrize("name", km.__all__)
def test_every_public_name_is_there(name):
    assert getattr(km, name) is not None
    assert name in dir(km)


def test_the_public_names_are_sorted_and_stand_once():
    assert len(set(km.__all__)) == len(km.__all__)
    assert dir(km) == sorted(km.__all__)


def test_an_unknown_name_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match="module 'kraftcenter_mobility' has no attribute 'x'"):
        _ = km.x


@pytest.mark.parametrize(
    "module", [m.name for m in pkgutil.walk_packages(km.__path__, "kraftcenter_mobility.")]
)
def test_every_module_says_what_it_offers_and_has_it(module):
    loaded = importlib.import_module(module)
    assert (loaded.__doc__ or "").strip(), f"{module} has no docstring"
    for name in getattr(loaded, "__all__", []):
        assert hasattr(loaded, name), f"{module} lacks {name}"


@pytest.mark.parametrize(
    "statement",
    [
        "import kraftcenter_mobility",
        "import kraftcenter_mobility as km; km.CAR, km.MODES, km.SCHOOLS, km.MobilityError",
        "import kraftcenter_mobility.cli",
    ],
)
def test_importing_is_light(statement):
    script = f"import sys; {statement}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert HEAVY & set(done.stdout.split()) == set()


PINNED = {
    km.TransportNetwork.from_osm: "path, *, area",
    km.TransportNetwork.from_place: "place, *, buffer_m",
    km.TransportNetwork.from_area: "area, *, overpass_url",
    km.TransportNetwork.from_graph: "graph",
    km.TransportNetwork.sample: "",
    km.TransportNetwork.load: "path",
    km.TransportNetwork.save: "self, path",
    km.TransportNetwork.to_graph: "self",
    km.TransportNetwork.places: "self, kind",
    km.read_places: "path, *, name, x, y, crs",
    km.travel_time_matrix: "network, origins, destinations, *, mode",
    km.nearest_destinations: "network, origins, destinations, *, mode",
    km.journeys: "network, origins, destinations, *, mode",
    km.isochrones: "network, places, cutoffs_s, *, mode, direction",
    km.isochrone_changes: "baseline, scenario, *, people",
    km.Comparison.report: "self, path, *, name",
    km.Map.save: "self, path",
}


@pytest.mark.parametrize(
    ("function", "begins"), PINNED.items(), ids=[f.__qualname__ for f in PINNED]
)
def test_pinned_functions_take_what_they_always_took(function, begins):
    said, was_keyword = [], False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not was_keyword:
            said.append("*")
            was_keyword = True
        said.append(parameter.name)
    assert ", ".join(said).startswith(begins)


def test_every_parameter_of_a_public_function_is_described():
    for name in km.__all__:
        value = getattr(km, name)
        if inspect.isfunction(value):
            for parameter in inspect.signature(value).parameters:
                assert parameter in value.__doc__, f"{name}: {parameter}"


def test_the_modes_and_kinds_of_place_are_plain_values():
    assert (km.CAR, km.AMBULANCE, km.BICYCLE, km.WALKING) == km.MODES
    kinds = [km.HOSPITALS, km.SCHOOLS, km.VENUES, km.TOWNS, km.STATIONS]
    assert len({kind.kind for kind in kinds}) == 5
    with pytest.raises(AttributeError):
        km.CAR.name = "van"


def test_the_pinned_example_runs(sample, tmp_path):
    homes_csv = tmp_path / "homes.csv"
    homes_csv.write_text("name,lon,lat\nHerning,8.98,56.137\nIkast,9.16,56.139\n")
    homes, schools = km.read_places(homes_csv), sample.places(km.SCHOOLS)
    assert isinstance(homes, gpd.GeoDataFrame)
    times = km.travel_time_matrix(sample, homes, schools, mode=km.CAR)
    assert times.shape == (2, len(schools))
    assert list(times.index) == ["Herning", "Ikast"]
    ways = km.journeys(sample, homes, schools.iloc[:2], mode=km.CAR)
    assert {"travel_time_s", "length_m", "geometry"} <= set(ways.columns)


def test_every_error_is_a_mobility_error_and_a_value_error():
    for name in km.errors.__all__:
        error = getattr(km.errors, name)
        assert issubclass(error, km.MobilityError)
        assert issubclass(error, ValueError)


def test_the_network_is_frozen(sample):
    with pytest.raises(AttributeError):
        sample.source = "mine"
    with pytest.raises(ValueError, match="read-only"):
        sample.roads.head[0] = 1


def test_the_version_is_that_of_the_distribution_if_installed():
    try:
        installed = importlib.metadata.version("kraftcenter_mobility")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("run from the source tree, not installed")
    assert installed == km.__version__
