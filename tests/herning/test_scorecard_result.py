"""The arithmetic of the scorecard, worked by hand on three places."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from kraftcenter_mobility.herning.scorecard_evidence import MissingError
from kraftcenter_mobility.herning.scorecard_indicators import chosen_indicators
from kraftcenter_mobility.herning.scorecard_result import BASELINE, Scorecard
from kraftcenter_mobility.herning.scorecard_view import Finding, Part, threshold_finding

#            people  before         after
# Aulum        100   10 min, met    5 min, met
# Vildbjerg    300   40 min         30 min, met
# Thyboroen    100   no way         20 min, met
ROWS = {
    "weight": [100.0, 300.0, 100.0],
    "municipality": ["Herning", "Herning", "Lemvig"],
}
BEFORE = pd.DataFrame({"met": [1.0, 0.0, 0.0], "minutes": [10.0, 40.0, np.inf], **ROWS})
AFTER = pd.DataFrame({"met": [1.0, 1.0, 1.0], "minutes": [5.0, 30.0, 20.0], **ROWS})


def card(**weights):
    ids = ("K7", "K14")
    chosen = [
        dataclasses.replace(each, weight=weights.get(each.id, 1.0))
        for each in chosen_indicators(ids)
    ]
    return Scorecard(
        indicators=tuple(chosen),
        missing={"K2": "no trains"},
        names=("bypass",),
        findings={
            (BASELINE, "K7"): Finding(rows=BEFORE),
            ("bypass", "K7"): Finding(rows=AFTER),
            (BASELINE, "K14"): Finding(rows=BEFORE, score=80.0),
            ("bypass", "K14"): Finding(rows=AFTER, score=60.0),
        },
        notes=(),
    )


def test_the_vector_counts_people_minutes_and_who_has_no_way():
    before = card().vector().loc["K7"]
    assert before["value"] == 20.0  # 100 of 500
    assert before["people"] == 100.0
    assert before["minutes"] == 32.5  # (100 * 10 + 300 * 40) / 400
    assert before["without_way"] == 100.0


def test_changes_in_minutes_are_over_those_with_a_way_on_both_sides():
    after = card().vector("bypass").loc["K7"]
    assert after["value"] == 100.0
    assert after["change_people"] == 400.0
    assert after["minutes"] == 23.0  # (500 + 9000 + 2000) / 500
    assert after["change_minutes"] == 23.75 - 32.5  # Thyboroen had no way before
    assert after["without_way"] == 0.0


def test_municipalities_are_scored_by_their_own_people():
    by = card().by("municipality")["value"]
    assert by[BASELINE, "K7", "Herning"] == 25.0
    assert by[BASELINE, "K7", "Lemvig"] == 0.0
    assert by["bypass", "K7", "Lemvig"] == 100.0


def test_the_index_is_worked_by_hand():
    assert card().index.to_dict() == {BASELINE: 50.0, "bypass": 80.0}
    assert card(K7=3, K14=1).index.to_dict() == {BASELINE: 35.0, "bypass": 90.0}
    assert card(K7=0).index.to_dict() == {BASELINE: 80.0, "bypass": 60.0}


def test_without_any_weight_there_is_no_index():
    nothing = card(K7=0, K14=0)
    assert nothing.index.isna().all()
    assert "No index" in str(nothing)


def test_the_page_tells_what_is_missing():
    assert "K2 is missing: no trains." in str(card())


def test_a_place_meets_as_large_a_share_as_the_thresholds_it_meets():
    people = pd.DataFrame({"population": [10.0, 30.0], "municipality": ["Herning", "Lemvig"]})

    def unknown():
        raise MissingError("no airport")

    parts = [
        Part("near", 600.0, lambda: pd.Series([600.0, 601.0])),
        Part("far", 1200.0, lambda: pd.Series([0.0, np.inf])),
        Part("airport", 1.0, unknown),
    ]
    found = threshold_finding(people, parts)
    assert found.rows["met"].tolist() == [1.0, 0.0]
    assert found.rows["minutes"].tolist() == pytest.approx([10.0, 601 / 60])
    assert found.details["near: share within 10 min"] == 0.25
    assert found.lacking == {"airport": "no airport"}
    assert threshold_finding(people, parts, mean=True).rows["minutes"].tolist() == [5.0, np.inf]
    with pytest.raises(MissingError, match="no airport"):
        threshold_finding(people, parts[2:])
