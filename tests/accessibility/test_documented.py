"""The guide to accessibility does what it says."""

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "accessibility.md"


@pytest.fixture(scope="module")
def shown():
    """Return the names that the examples of the guide leave behind, run in their order."""
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    exec("\n".join(blocks), names)  # noqa: S102 - our own text
    return names


def test_the_examples_run_and_a_stream_says_the_same_as_the_table(shown):
    ac, times = shown["ac"], shown["times"]
    halving = ac.Exponential.from_half_life(900)
    whole = ac.gravity_access(times, 1, impedance=halving)
    assert ac.gravity_access(shown["stream"], 1, impedance=halving).equals(whole)
    assert whole.between(0, times.shape[1]).all()


def test_the_measures_for_scenarios_can_be_taken(shown):
    second = shown["choice"](shown["times"], shown["hospitals"])
    assert second.name == "second_hospital_s"
    assert (second >= shown["ac"].nearest(shown["times"])).all()
    assert shown["beds"].name == "beds_within_30_min"


def test_every_measure_is_in_the_guide(shown):
    guides = [GUIDE, GUIDE.with_name("equity.md"), GUIDE.with_name("policy.md")]
    text = "".join(guide.read_text(encoding="utf-8") for guide in guides)
    internal = {"EquityIndex", "FilledMeasure", "Impedance", "Product", "Rule"}
    internal |= {"SchoolAssignment", "TheilDecomposition", "TimesTable"}
    assert {name for name in shown["ac"].__all__ if name not in text} <= internal
