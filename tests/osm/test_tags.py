"""The reading of tags as a whole: it never fails, and it reads no more than it says."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.osm import tags as osm_tags
from kraftcenter_mobility.osm.tags import (
    CLOSED,
    DESTINATION,
    NODE_KEYS,
    OPEN,
    ROAD_CLASSES,
    ROAD_KEYS,
    access,
    built_up_hint,
    control_direction,
    ferry_duration_s,
    free_flow_kmh,
    is_road,
    node_blocks,
    node_control,
    oddities,
    road_class,
    speed_limit,
    speed_limit_source,
    surface_factor,
    tagged_speed,
)

CONTROLS = {"", "signals", "stop", "give_way", "mini_roundabout", "crossing"}
CONTROLS |= {"crossing_signals", "level_crossing", "calming"}

SEEN = ["yes", "no", "-1", "destination", "private", "50;80", "DK:urban", "none", "opposite"]
SEEN += ["gate", "bollard", "reversible", "1:30:00", "PT1H", "grade3", "gravel", "forward", "ferry"]
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(SEEN),
    st.from_regex(r"[0-9]{1,4}[.,:;| ]?[0-9]{0,3} ?(mph|km/h|knots)?", fullmatch=True),
    st.sampled_from(["🚗💨", "שלום", "سرعة", "\u0665\u0660", "İ", "\x00", "5" * 5000, " ; | , "]),
)
KEYS = st.one_of(st.sampled_from(sorted(ROAD_KEYS | NODE_KEYS)), st.text(max_size=8))
TAGS = st.builds(
    lambda tags, highway: tags | ({} if highway is None else {"highway": highway}),
    st.dictionaries(KEYS, TEXTS, max_size=10),
    st.one_of(st.none(), st.sampled_from(sorted(ROAD_CLASSES)), TEXTS),
)


@given(TAGS, st.booleans())
def test_limits_and_speeds_of_any_tags_are_above_zero(tags, built_up):
    for limit_kmh in speed_limit(tags, built_up=built_up):
        assert limit_kmh > 0.0
        assert 0.0 < free_flow_kmh(road_class(tags), limit_kmh, built_up=built_up) <= 116.0
    assert speed_limit_source(tags) in {"tagged", "zone", "default"}
    assert built_up_hint(tags) in {True, False, None}


@given(TEXTS)
def test_any_limit_is_readable_or_not_a_number(text):
    speed = tagged_speed(text)
    assert math.isnan(speed) or speed == math.inf or 1.0 <= speed <= 200.0


@given(TAGS, st.sampled_from(MODES))
def test_access_of_any_tags_is_one_of_three(tags, mode):
    allowed = access(tags, mode)
    assert set(allowed) <= {CLOSED, DESTINATION, OPEN}
    assert mode.name == "car" or DESTINATION not in allowed
    assert is_road(tags) or allowed == (CLOSED, CLOSED)
    assert 0.0 < surface_factor(tags, mode) <= 1.0


@given(TAGS)
def test_any_duration_is_above_zero_or_not_a_number(tags):
    duration_s = ferry_duration_s(tags)
    assert math.isnan(duration_s) or 0.0 < duration_s <= 7 * 86_400


@given(TAGS, st.sampled_from(MODES))
def test_any_node_has_one_of_the_known_effects(tags, mode):
    assert node_blocks(tags, mode) in {True, False}
    assert node_control(tags) in CONTROLS
    assert control_direction(tags) in {-1, 0, 1}


@given(TAGS)
def test_any_oddity_is_told_once_with_its_meaning(tags):
    found = oddities(tags)
    assert [code for code, _ in found] == sorted({code for code, _ in found})
    assert all(meaning for _, meaning in found)


@given(TAGS, st.booleans())
def test_keys_that_are_not_listed_are_not_read(tags, built_up):
    kept = {key: value for key, value in tags.items() if key in ROAD_KEYS}
    node_kept = {key: value for key, value in tags.items() if key in NODE_KEYS}
    assert is_road(kept) == is_road(tags)
    assert [access(kept, mode) for mode in MODES] == [access(tags, mode) for mode in MODES]
    assert speed_limit(kept, built_up=built_up) == speed_limit(tags, built_up=built_up)
    assert speed_limit_source(kept) == speed_limit_source(tags)
    assert built_up_hint(kept) == built_up_hint(tags)
    assert oddities(kept) == oddities(tags)
    assert node_control(node_kept) == node_control(tags)
    assert control_direction(node_kept) == control_direction(tags)
    for mode in MODES:
        assert surface_factor(kept, mode) == surface_factor(tags, mode)
        assert node_blocks(node_kept, mode) == node_blocks(tags, mode)


class WatchedTags(dict):
    """Tags that remember which keys were asked for."""

    def __init__(self, *args):
        super().__init__(*args)
        self.asked = set()

    def get(self, key, default=None):
        """Return the value, and remember the key."""
        self.asked.add(key)
        return super().get(key, default)


@pytest.mark.parametrize(
    "start", [{"highway": "primary"}, {"highway": "track"}, {"route": "ferry"}]
)
def test_every_key_that_is_asked_for_is_listed(start):
    tags = WatchedTags(start | {"oneway": "yes"})
    for mode in MODES:
        access(tags, mode)
        surface_factor(tags, mode)
    speed_limit(tags, built_up=True)
    built_up_hint(tags)
    ferry_duration_s(tags)
    oddities(tags)
    ours = {key for key in tags.asked if key.startswith("kraftcenter:")}  # no file has them
    assert tags.asked - ours <= ROAD_KEYS


def test_every_key_that_is_asked_of_a_node_is_listed():
    tags = WatchedTags({"barrier": "bollard"})
    for mode in MODES:
        node_blocks(tags, mode)
    node_control(tags)
    control_direction(tags)
    assert tags.asked <= NODE_KEYS


def test_what_is_said_to_be_offered_is_offered():
    assert all(hasattr(osm_tags, name) for name in osm_tags.__all__)
