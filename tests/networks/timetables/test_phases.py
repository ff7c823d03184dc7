"""Drawn minutes: each service's own, evenly spread, and evenly together."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.stats import qmc

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.networks.timetables.phases import phases, service_key

N_DRAWS = 256
KEYS = [service_key(f"line {number}", "there", 0) for number in range(60)]


@pytest.fixture(scope="module")
def drawn():
    return phases(KEYS, n_draws=N_DRAWS)


def test_phases_lie_between_zero_and_one(drawn):
    assert drawn.shape == (N_DRAWS, len(KEYS))
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0


def test_each_service_meets_every_part_of_its_headway_once(drawn):
    parts = np.sort(np.floor(drawn * N_DRAWS).astype(int), axis=0)
    assert_array_equal(parts, np.tile(np.arange(N_DRAWS)[:, None], len(KEYS)))


def test_another_line_changes_no_lines_draws(drawn):
    assert_array_equal(
        phases([KEYS[7], "new", KEYS[3]], n_draws=N_DRAWS)[:, [2, 0]], drawn[:, [3, 7]]
    )


def test_draws_are_the_same_wherever_one_begins_and_ends(drawn):
    for draw in (0, 1, 17, 255):
        assert_array_equal(phases(KEYS, draw), drawn[[draw]])
    beyond = phases(KEYS[:2], n_draws=600)
    assert_array_equal(beyond[:N_DRAWS], drawn[:, :2])
    assert_array_equal(phases(KEYS[:2], 250, 300), beyond[250:550])


def test_directions_and_services_are_drawn_by_themselves():
    keys = {service_key("29", way, n) for way in ("there", "back") for n in (0, 1)}
    assert len({float(phases([key])[0, 0]) for key in keys}) == 4


def test_two_services_fill_the_square_better_than_chance(drawn):
    chance = np.random.default_rng(5)
    pairs = [chance.choice(len(KEYS), 2, replace=False) for _ in range(300)]
    ours = [qmc.discrepancy(drawn[:, pair], method="L2-star") for pair in pairs]
    random = [qmc.discrepancy(chance.random((N_DRAWS, 2)), method="L2-star") for _ in pairs]
    assert np.median(ours) < 0.35 * np.median(random)
    assert np.mean(np.array(ours) < np.median(random)) > 0.85


def test_the_mean_wait_for_the_first_of_two_lines_settles_sooner_than_by_chance(drawn):
    chance = np.random.default_rng(6)
    expected = 20 / 3  # of the smaller of two waits of up to 20 minutes
    pairs = [chance.choice(len(KEYS), 2, replace=False) for _ in range(50)]
    ours = [abs(20 * drawn[:, pair].min(axis=1).mean() - expected) for pair in pairs]
    random = [
        abs(20 * chance.random((N_DRAWS, 2)).min(axis=1).mean() - expected) for _ in range(50)
    ]
    assert np.median(ours) < 0.2 * np.median(random)


def test_draws_are_the_same_on_every_machine():
    assert_array_equal(np.round(phases(["29"] * 2, 3), 6), np.full((1, 2), PINNED))


def test_services_with_numbers_never_share_halves_of_their_headways():
    keys = [service_key("x", way, n, drawn_as=k) for n in (0, 1) for k in range(24) for way in WAYS]
    late = phases(keys, n_draws=N_DRAWS) >= 0.5
    together = [(late[:, [a]] == late[:, a + 1 :]).mean(axis=0) for a in range(len(keys) - 1)]
    np.testing.assert_allclose(np.concatenate(together), 0.5, atol=0.01)


def test_waits_between_two_numbered_lines_settle_sooner_than_by_chance():
    keys = [service_key("x", way, 0, drawn_as=k) for k in range(2) for way in WAYS]
    drawn, chance = phases(keys, n_draws=N_DRAWS), np.random.default_rng(7)
    ours = [((drawn[:, a] - drawn[:, b]) % 1).mean() - 0.5 for a in range(4) for b in range(a)]
    random = ((chance.random((200, N_DRAWS)) - chance.random((200, N_DRAWS))) % 1).mean(axis=1)
    assert np.std(ours) < 0.6 * np.std(random)


def test_a_number_counts_and_not_the_name():
    assert service_key("29", "back", 1, drawn_as=3) == service_key("40", "back", 1, drawn_as=3)
    assert service_key("29", "back", 0, drawn_as=24) == service_key("29", "back", 0)
    assert service_key("29", "back", 999, drawn_as=3) == service_key("29", "back", 999)
    keys = {service_key("x", way, n, drawn_as=k) for way in WAYS for n in (0, 1) for k in range(24)}
    assert len(keys) == 2 * 2 * 24


WAYS = ("there", "back")
PINNED = 0.231735


@pytest.mark.parametrize("draw", [-1, 0.5, None])
def test_what_is_no_draw_is_refused(draw):
    with pytest.raises(InputError, match="draw must be"):
        phases(KEYS, draw)
    with pytest.raises(InputError, match="n_draws must be"):
        phases(KEYS, 0, draw)


def test_no_services_have_no_phases():
    assert phases([]).shape == (1, 0)
