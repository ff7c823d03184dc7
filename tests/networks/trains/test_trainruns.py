"""Running times that another program published: TrainRuns.jl, with its trains and paths."""

import pytest
import trainruns

from kraftcenter_mobility.networks.trains.running import running_time

PUBLISHED_STEP_M = 20.0
TRAINS = ("freight", "local", "longdistance")
PATHS = ("const", "slope", "speed", "realworld")

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def folder(data_folder):
    folder = data_folder / "rail" / "trainruns"
    if not folder.is_dir():
        pytest.skip("the results of TrainRuns.jl are not there")
    return folder


@pytest.mark.parametrize("train", TRAINS)
@pytest.mark.parametrize("path", PATHS)
def test_at_their_step_runs_take_what_was_published(folder, train, path):
    stock, profile = trainruns.read_train(folder, train), trainruns.read_path(folder, path)
    published_s = trainruns.expected(folder)[train, path]
    run = running_time(profile, stock, step_m=PUBLISHED_STEP_M)
    assert run.time_s == pytest.approx(published_s, rel=1e-4)


@pytest.mark.parametrize("train", TRAINS)
@pytest.mark.parametrize("path", PATHS)
def test_without_steps_runs_take_what_tiny_steps_take(folder, train, path):
    stock, profile = trainruns.read_train(folder, train), trainruns.read_path(folder, path)
    exact_s = running_time(profile, stock).time_s
    assert exact_s == pytest.approx(running_time(profile, stock, step_m=1.0).time_s, rel=4e-4)
    assert exact_s == pytest.approx(trainruns.expected(folder)[train, path], rel=6e-3)
