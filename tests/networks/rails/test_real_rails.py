"""Real railways, whose trains take ways that somebody who knows them would believe."""

import numpy as np
import pytest

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.herning import sample_path
from kraftcenter_mobility.networks.rails.build import build_rails
from kraftcenter_mobility.networks.rails.network import RailNetwork
from kraftcenter_mobility.networks.rails.profiles import track_profile
from kraftcenter_mobility.osm.rails import read_rails


def built(path):
    return build_rails(read_rails(path))


def way(rail, *names, **how):
    return rail.find_paths([rail.station(name) for name in names], **how)


def wrong_way_m(rail, path):
    column = np.where(path.forward, 0, 1)
    return (path.end_m - path.begin_m)[rail.wrong_way[path.track, column]].sum()


@pytest.fixture(scope="module")
def sample_rail():
    return built(sample_path())


def test_every_station_of_the_sample_is_on_a_track_and_every_route_can_be_run(sample_rail):
    report = sample_rail.report()

    assert report.stations_off_the_tracks == ()
    assert report.routes_with_gaps == {}
    assert (report.n_parts, report.limit_known_share) == (1, 1)
    assert report.n_stations > 50


def test_the_lines_of_the_sample_are_as_long_as_the_table_says(sample_rail):
    (vejle,), (skjern,) = way(sample_rail, "Vejle", "Herning"), way(sample_rail, "Hr", "Skjern")

    assert vejle.length_m == pytest.approx(72_800, rel=0.002)
    assert skjern.length_m == pytest.approx(40_700, rel=0.002)


def test_a_train_from_vejle_must_turn_in_herning_to_go_to_silkeborg(sample_rail):
    _, straight = way(sample_rail, "Vejle", "Herning", "Skjern")
    _, back = way(sample_rail, "Vejle", "Herning", "Silkeborg", may_turn=[True] * 3)

    assert not straight.turns_back
    assert back.turns_back


@pytest.mark.realdata
def test_a_local_line_is_found_end_to_end(data_folder):
    rail = built(data_folder / "osm" / "liechtenstein.osm.pbf")
    first, second = way(rail, "Nendeln", "Forst Hilti", "8100482", electric=True)

    assert first.length_m + second.length_m == pytest.approx(4400, abs=30)
    assert set(track_profile(rail, (first, second)).limit_kmh) <= {90, 100}
    assert [route.number for route in rail.routes] == ["S2", "S2"]


@pytest.fixture(scope="module")
def cologne(data_folder):
    return built(data_folder / "osm" / "cologne-railway.osm.pbf")


@pytest.mark.realdata
def test_trains_cross_the_rhine_at_cologne_the_short_way_on_the_right_track(cologne):
    (there,) = way(cologne, "Köln Hauptbahnhof", "Köln Messe/Deutz", electric=True)
    (back,) = way(cologne, "Köln Messe/Deutz", "Köln Hauptbahnhof", electric=True)

    assert 1000 < there.length_m < 1300
    assert 1000 < back.length_m < 1300
    assert wrong_way_m(cologne, there) == wrong_way_m(cologne, back) == 0
    assert set(there.track.tolist()).isdisjoint(back.track.tolist())


@pytest.mark.realdata
def test_a_train_that_cannot_turn_goes_round_the_city(cologne):
    names = ("Köln Messe/Deutz", "Köln Hauptbahnhof", "Köln Messe/Deutz")
    out, home = way(cologne, *names)
    turning = way(cologne, *names, may_turn=[True] * 3)

    assert out.length_m + home.length_m > 10_000
    assert turning[0].length_m + turning[1].length_m < 3_000
    assert turning[1].turns_back


@pytest.mark.realdata
def test_a_high_speed_line_is_run_end_to_end_on_main_tracks(data_folder):
    rail = built(data_folder / "osm" / "vde8.2-rail.osm.pbf")
    (path,) = way(rail, "Erfurt Hbf", "Halle (Saale) Hauptbahnhof", electric=True)
    profile = track_profile(rail, (path,))

    assert path.length_m == pytest.approx(92_000, rel=0.01)
    assert profile.limit_kmh.max() == 300
    assert profile.length_m[profile.limit_kmh == 300].sum() > 60_000
    assert (rail.level[path.track] == 0).all()
    assert wrong_way_m(rail, path) == 0


@pytest.mark.realdata
def test_trains_turn_at_a_junction_station_only_between_lines_on_one_side_of_it(data_folder):
    rail = built(data_folder / "osm" / "heidelberg_ors.osm.pbf")
    mannheim, neckar, kirchheim = (
        "Mannheim-Friedrichsfeld Süd",
        "Neckargemünd",
        "Heidelberg-Kirchheim/Rohrbach",
    )

    assert way(rail, neckar, "Heidelberg Hbf", mannheim)
    assert way(rail, mannheim, "Heidelberg Hbf", kirchheim)
    with pytest.raises(RailError, match="let it turn at Heidelberg Hauptbahnhof"):
        way(rail, neckar, "Heidelberg Hbf", kirchheim)


@pytest.mark.realdata
def test_real_railways_come_back_from_a_graph_unchanged(data_folder):
    rail = built(data_folder / "osm" / "vde8.2-rail.osm.pbf")

    assert RailNetwork.from_graph(rail.to_graph()).digest() == rail.digest()
