"""Running scenarios: their order, their progress, and stopping in the middle."""

import numpy as np
import pytest
from canned import BEFORE, BRIDGE, INF, NOTHING, WITH_BRIDGE, Engine, Project, compared, engine

import kraftcenter_mobility as km
from kraftcenter_mobility.scenarios.scenario import Scenario

BYPASS = Scenario("Bypass", (Project("bypass", 2),))
BOTH = {(): BEFORE, (1,): WITH_BRIDGE, (2,): BEFORE}


def test_scenarios_are_run_mode_by_mode_the_baseline_first():
    answers = Engine(BOTH)
    compared([BRIDGE, BYPASS], modes=(km.CAR, km.WALKING), answerer=answers)
    assert [sorted(each) for each in answers.asked] == [[], [1], [2]] * 2


def test_progress_counts_scenarios_times_modes(capsys):
    compared([BRIDGE, NOTHING], modes=(km.CAR, km.WALKING), progress=True)
    shown = capsys.readouterr().err
    assert "6/6" in shown
    assert "scenarios" in shown


def test_no_bar_is_shown_where_none_is_wanted(capsys):
    compared(progress=False)
    assert capsys.readouterr().err == ""


def test_ctrl_c_keeps_what_is_finished_and_the_next_run_goes_on_from_there(tmp_path):
    with pytest.raises(KeyboardInterrupt) as stopped:
        compared([BRIDGE, BYPASS], answerer=Engine(BOTH, stop_after=2), keep=tmp_path / "kept")
    assert "2 of 3 scenarios were finished" in stopped.value.__notes__[0]
    assert str(tmp_path / "kept") in stopped.value.__notes__[0]
    rest = Engine(BOTH)
    again = compared([BRIDGE, BYPASS], answerer=rest, keep=tmp_path / "kept")
    assert rest.asked == [frozenset({2})]
    assert again.difference("Bridge").loc["C", "difference"] == -INF


def test_without_a_folder_ctrl_c_says_how_to_keep_results():
    with pytest.raises(KeyboardInterrupt) as stopped:
        compared([BRIDGE], answerer=engine(stop_after=1))
    assert "1 of 2 scenarios were finished, and are kept in nowhere" in stopped.value.__notes__[0]


def test_the_same_question_has_the_same_bits_twice():
    one, other = (compared().pairs().scenario.to_numpy() for _ in range(2))
    np.testing.assert_array_equal(one, other)
