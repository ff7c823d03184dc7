"""The guide to the Danish rules does what it says, and the metres it makes are metres."""

import re
from pathlib import Path

import numpy as np
import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "policy.md"


@pytest.fixture(scope="module")
def shown():
    """Return the names that the examples of the guide leave behind, run in their order."""
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    exec("\n".join(blocks), names)  # noqa: S102 - our own text
    return names


def test_walking_times_tell_the_length_of_the_shortest_way(shown):
    km, homes, schools = shown["km"], shown["homes"].iloc[::160], shown["schools"].iloc[::9]
    ways = km.journeys(shown["network"], homes, schools, mode=km.WALKING)["length_m"]
    metres = shown["metres"].loc[homes.index, schools.index].to_numpy()
    assert metres.max() > 9000
    np.testing.assert_allclose(ways.to_numpy(), metres.ravel(), atol=0.01, rtol=0)


def test_a_quarter_of_the_youngest_on_the_sample_live_too_far(shown):
    told = shown["policy"].school_transport(shown["metres"], shown["pupils"])
    assert told.loc["0-3", "entitled_share"] == pytest.approx(0.25, abs=0.02)


def test_every_function_and_every_rule_is_in_the_guide(shown):
    text = GUIDE.read_text(encoding="utf-8")
    policy = shown["policy"]
    internal = {"Rule", "SchoolAssignment"}
    assert {name for name in policy.__all__ if name not in text} <= internal
    for value in ("2,500, 6,000, 7,000, 9,000 m", "75, 92, 98 %", "55, 70 %", "92, 85 %"):
        assert value in text
