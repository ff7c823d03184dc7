"""Random small towns: our times against a driver who knows no table of turns.

The twin, ``reference.Streets``, searches over the last links driven and checks every
restriction on them directly. Nothing of the library's networks or searches is in it.
"""

import numpy as np
from drawn import built
from hypothesis import given, settings
from reference import Streets
from rounding import assert_within, rounding_s
from towns import METRES, places_apart, towns

import kraftcenter_mobility as km

A_MILLIONTH = 1e-6
"""How exact our lengths are."""

A_CENTIMETRE_S = 1e-3
"""How exactly places in the middle of a link are found there, at 36 km/h."""


@given(town=towns())
@settings(max_examples=60, deadline=None)
def test_times_on_random_streets_are_those_of_a_driver_who_minds_the_signs(town):
    ways, turns = town
    drawing = built(METRES, ways, turns)
    where = places_apart(ways)
    if not where:
        return
    streets = Streets(drawing.lonlat, ways, turns)
    places = drawing.places(*("".join(ends) for ends in where.values()))

    asked = {"mode": km.CAR, "access": False, "allow_islands": True}
    times = km.travel_time_matrix(drawing.network, places, places, **asked)
    tolerance_s = A_CENTIMETRE_S + rounding_s(drawing.network, places, places, **asked)
    for row, origin in enumerate(where):
        expected = streets.times_from(*origin)
        wanted = np.array([expected.get(link, np.inf) for link in where])
        assert_within(times.iloc[row], wanted, tolerance_s[row] + A_MILLIONTH * wanted)
