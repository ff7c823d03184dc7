"""A map of what the edits of a scenario concern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.scenarios.preview import Preview

from .edit_layers import edit_layers, extent_of
from .sheet import sheet_around

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.map import Map

__all__ = ["edits"]


def edits(preview: Preview, *, title: str = "", note: str = "", language: str = "en") -> Map:
    """Return a map of what the edits of a scenario concern, each in a colour of its own.

    Parameters
    ----------
    preview : Preview
        The accounts of the edits, from :meth:`Scenario.preview`.
    title : str, optional
        Heading of the map, by default the scenario's name.
    note : str, optional
        A sentence below it, by default the scenario's description.
    language : str, optional
        ``"en"`` or ``"da"``.

    Returns
    -------
    Map
        To plot, explore or save; of the whole network if the edits concern nothing.

    Raises
    ------
    InputError
        If `preview` is none.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> closed = km.Scenario("Route 15 closed", (km.CloseRoad(number="15"),))
    >>> km.maps.edits(closed.preview(network)).layers[1].name
    'Edits'
    """
    if not isinstance(preview, Preview):
        raise InputError(
            "preview must be what Scenario.preview(network) returns, got a "
            f"{type(preview).__name__}"
        )
    scenario, accounts = preview.scenario, preview.accounts
    sheet = sheet_around(preview.network, language, extent_of(accounts), elsewhere=True)
    drawn = edit_layers(sheet, accounts, scenario.edits, in_turn=True)
    return sheet.finished(
        (*drawn.lines, *drawn.points),
        title=title or scenario.name,
        notes=(note or scenario.description,),
    )
