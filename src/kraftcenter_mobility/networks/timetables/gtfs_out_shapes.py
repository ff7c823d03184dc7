"""Where trains run, as the shapes of a feed to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.rails.path_lines import path_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from kraftcenter_mobility.networks.rails.network import RailNetwork, TrackPath

__all__ = ["shape_table"]


def shape_table(rail: RailNetwork, paths: Mapping[str, Sequence[TrackPath]]) -> pd.DataFrame:
    """Return ``shapes.txt``.

    Parameters
    ----------
    rail : RailNetwork
        The tracks.
    paths : mapping of str to sequence of TrackPath
        The paths of each shape, one after the other, by the shape's id.

    Returns
    -------
    pandas.DataFrame
        In the order of `paths`; without rows if there are none.
    """
    import pandas as pd

    points = {shape: path_points(rail, along) for shape, along in paths.items()}
    sizes = [len(each) for each in points.values()]
    lon_lat = np.concatenate([np.zeros((0, 2)), *points.values()])
    numbers = [np.arange(1, size + 1) for size in sizes]
    return pd.DataFrame(
        {
            "shape_id": np.repeat(np.array([*points], dtype=object), sizes),
            "shape_pt_lat": np.round(lon_lat[:, 1], 7),
            "shape_pt_lon": np.round(lon_lat[:, 0], 7),
            "shape_pt_sequence": np.concatenate([np.zeros(0, dtype=np.int64), *numbers]),
        }
    )
