"""What the sample says beside what was observed, as docs/validation.md prints it."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

import kraftcenter_mobility as km

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"

# Ends of the observed drives: junctions and places of the sample's tables.
POINTS = {
    "Holstebro N": (8.6430, 56.4010),
    "Tjørring/Sinding": (8.8978, 56.1914),
    "Bækmarksbro": (8.30642, 56.42040),
    "Holstebro": (8.62173, 56.36153),
    "Aarhus": (10.21076, 56.15674),
    "Hvide Sande": (8.12884, 56.00579),
    "Thyborøn": (8.21155, 56.69983),
    "Gødstrup hospital": (8.8902, 56.1575),
    "Jyske Bank Boxen": (8.95015, 56.11838),
    "Karup airport": (9.12014, 56.31001),
    "Billund airport": (9.14800, 55.74658),
    "Herning St.": (8.977861, 56.133328),
}
DRIVES = [
    ("Holstebro N", "Tjørring/Sinding"),
    ("Bækmarksbro", "Gødstrup hospital"),
    ("Holstebro", "Aarhus"),
    ("Hvide Sande", "Gødstrup hospital"),
    ("Thyborøn", "Gødstrup hospital"),
    ("Jyske Bank Boxen", "Karup airport"),
    ("Jyske Bank Boxen", "Billund airport"),
    ("Jyske Bank Boxen", "Herning St."),
]


def place(name):
    return gpd.GeoSeries([Point(*POINTS[name])], index=[name], crs="EPSG:4326")


@pytest.mark.parametrize(("origin", "destination"), DRIVES)
def test_the_page_prints_what_the_sample_says(sample, origin, destination):
    way = km.journeys(sample, place(origin), place(destination), mode=km.CAR).iloc[0]
    row = next(
        line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| {origin} – {destination} |")  # noqa: RUF001 - as printed
    )
    assert f"| {way['travel_time_s'] / 60:.1f} min | {way['length_m'] / 1000:.1f} km |" in row


@pytest.mark.parametrize(
    ("minutes", "printed"), [(15, "37.2 %"), (30, "82.5 %"), (45, "98.9 %"), (60, "100.0 %")]
)
def test_the_page_prints_the_share_of_people_within_ambulance_minutes(sample, minutes, printed):
    people = km.herning.catchment()
    hospital = sample.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    times = km.travel_time_matrix(sample, people, hospital, mode=km.AMBULANCE, access=False)
    within = people["population"][times.iloc[:, 0] <= minutes * 60].sum()
    assert f"{within / people['population'].sum():.1%}".replace("%", " %") == printed
    assert f"| {minutes} | {printed} |" in PAGE.read_text(encoding="utf-8")
