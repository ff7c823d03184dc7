"""A map of places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.places import check_places

from .goals import goal_layers, goals_of
from .measured import credit_of
from .sheet import sheet_around

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.presentation.map import Map

__all__ = ["places"]


def places(
    network: TransportNetwork,
    places: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    title: str = "",
    note: str = "",
    language: str = "en",
) -> Map:
    """Return a map of places, with their names.

    Parameters
    ----------
    network : TransportNetwork
        Its roads are drawn and its towns named.
    places : GeoDataFrame or GeoSeries, shape (n_places,)
        Places on the index of their names. Where a column ``kind`` says so, hospitals have a
        cross and stations a square.
    title, note, language : str, optional
        As in :func:`.travel_times`.

    Returns
    -------
    Map
        To plot, explore or save; of more than 300 places as dots, with their names under
        the pointer, and of more than 50,000 as one dot for each square that holds some.

    Raises
    ------
    PlacesError
        If there are no places, or some that cannot be used.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> drawn = km.maps.places(network, network.places(km.HOSPITALS), language="da")
    >>> drawn.layers[1].name
    'Hospitaler'
    """
    check_places(places, "places")
    goals = goals_of(places, "places")
    sheet = sheet_around(network, language, goals.at)
    layers, told = goal_layers(sheet, goals, called="places")
    return sheet.finished(
        layers,
        title=title or sheet.say("places"),
        notes=(note, *told),
        credit=credit_of(places),
        taken=goals.names,
    )
