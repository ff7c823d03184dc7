"""Published timetables: the search agrees with a connection scan on every label."""

import numpy as np
import pytest
from random_timetables import ask
from real_timetables import NEW_YORK, PORTO_ALEGRE, read_feed
from twins.connection_scan import connection_scan

from kraftcenter_mobility._kernels.raptor import INF_S

EVERY = 10


@pytest.mark.realdata
@pytest.mark.parametrize(("about", "n_origins"), [(PORTO_ALEGRE, 3), (NEW_YORK, 12)])
def test_a_hundred_thousand_labels_are_those_of_the_connection_scan(data_folder, about, n_origins):
    feed = read_feed(data_folder, about, n_origins)
    start_s, longest_s = feed.start_s[::EVERY], 7200.0
    n_labels = n_reached = 0
    for seeds in feed.seeds:
        settings = {"most_rides": 15, "longest_s": longest_s}
        arrival_s, _ = ask(feed.patterns, feed.changes, seeds, start_s, **settings)
        expected = np.empty(arrival_s.shape, np.int64)
        connection_scan(feed.hops, feed.changes, *seeds, start_s, longest_s, expected)
        np.testing.assert_array_equal(arrival_s, expected)
        n_labels += expected.size
        n_reached += int((expected < INF_S).sum())
    assert n_labels >= 100_000
    assert n_reached > n_labels / 4
