"""Three homes, three towns, and how long it takes between them, in seconds.

          Herning   Holstebro   Viborg
offers         40          25       60
Ikast  100    840        2700     2400
Aulum   50   1080         960     3300
Agger   10    inf         inf      inf     no way to anywhere
"""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

INF = np.inf
HOMES = pd.Index(["Ikast", "Aulum", "Agger"], name="home")
TOWNS = pd.Index(["Herning", "Holstebro", "Viborg"])
TIMES = pd.DataFrame(
    [[840.0, 2700, 2400], [1080, 960, 3300], [INF, INF, INF]], index=HOMES, columns=TOWNS
)
OFFERS = pd.Series({"Viborg": 60, "Herning": 40, "Holstebro": 25})
PEOPLE = pd.Series({"Agger": 10, "Ikast": 100, "Aulum": 50})


def long(times):
    """Return a wide table as pairs, without those that have no way."""
    named = times.rename_axis("origin").rename_axis("destination", axis=1)
    pairs = named.stack()  # noqa: PD013 - row by row, as melt does not go
    return pairs[np.isfinite(pairs)].rename("travel_time_s").reset_index()


def parts(times, *sizes):
    """Return a wide table cut after some numbers of rows, and then into single ones."""
    ends = np.minimum(np.cumsum([*sizes, *[1] * len(times)]), len(times))
    starts = np.concatenate([[0], ends[:-1]])
    return [times.iloc[a:b] for a, b in zip(starts, ends, strict=True) if a < b]


@st.composite
def tables(draw, *, least=1):
    """Draw a wide table of travel times and what its destinations offer."""
    n_origins, n_destinations = draw(st.integers(1, 6)), draw(st.integers(least, 7))
    seconds = st.one_of(st.floats(0, 7200), st.just(INF), st.integers(0, 60).map(float))
    cells = draw(
        st.lists(seconds, min_size=n_origins * n_destinations, max_size=n_origins * n_destinations)
    )
    names = [f"to {column}" for column in range(n_destinations)]
    times = pd.DataFrame(
        np.reshape(cells, (n_origins, n_destinations)),
        index=[f"from {row}" for row in range(n_origins)],
        columns=names,
    )
    amounts = st.one_of(st.just(0.0), st.floats(0.01, 1e4))
    given = draw(st.lists(amounts, min_size=n_destinations, max_size=n_destinations))
    return times, pd.Series(given, index=names)
