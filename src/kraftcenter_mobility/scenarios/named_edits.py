"""What a scenario says: a name, and edits in their order."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError

from .edit_fields import check_texts
from .edit_values import brief, digest_of, is_place_edit, is_road_edit, is_transit_edit
from .scenario_fields import checked_area, checked_edits

if TYPE_CHECKING:
    from .walking import Box

__all__ = ["NamedEdits"]

SHOWN_EDITS = 3


@dataclass(frozen=True, eq=False, repr=False)
class NamedEdits:
    """Edits with a name and where they are from; equal to others of the same name and edits.

    See Also
    --------
    Scenario : What they do to a network.
    """

    name: str
    """What the scenario is called in tables and on maps."""

    edits: tuple[Any, ...] = ()
    """The edits; any iterable of them is taken. None: everything stays as it is."""

    _: KW_ONLY
    description: str = ""
    """What happens, and why, in a planner's words."""

    source: str = ""
    """Where the facts are from."""

    confidence: str = ""
    """How far the facts can be relied on."""

    area: Box | None = None
    """(west, south, east, north) in degrees, if it is meant for one region only."""

    def __post_init__(self) -> None:
        """Refuse what is no scenario, naming the edit."""
        check_texts(self, "name", "description", "source", "confidence")
        if not self.name.strip():
            raise ScenarioError("name must not be empty")
        object.__setattr__(self, "edits", checked_edits(self.edits))
        if self.area is not None:
            object.__setattr__(self, "area", checked_area(self.area))

    def __eq__(self, other: object) -> bool:
        """Say whether another scenario has the same name and the same edits."""
        if not isinstance(other, NamedEdits):
            return NotImplemented
        return (self.name, self.digest) == (other.name, other.digest)

    def __hash__(self) -> int:
        """Return a hash of the name and the edits."""
        return hash((self.name, self.digest))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the edits say, in hexadecimal; whatever the scenario is called."""
        return digest_of(self.edits)

    @property
    def road_edits(self) -> tuple[Any, ...]:
        """The edits of roads, in their order."""
        return tuple(edit for edit in self.edits if is_road_edit(edit))

    @property
    def place_edits(self) -> tuple[Any, ...]:
        """The edits of places, in their order."""
        return tuple(edit for edit in self.edits if is_place_edit(edit))

    @property
    def transit_edits(self) -> tuple[Any, ...]:
        """The edits of tracks, stations and services, in their order."""
        return tuple(edit for edit in self.edits if is_transit_edit(edit))

    def __repr__(self) -> str:
        """Say what the scenario is called and what it does, in short."""
        shown = [brief(edit) for edit in self.edits[:SHOWN_EDITS]]
        more = len(self.edits) - len(shown)
        text = "; ".join(shown) + (f"; and {more} more" if more else "")
        return f"<Scenario {self.name!r}: {text or 'no edits'}>"

    def _repr_html_(self) -> str:
        """Return the scenario as a table for a notebook."""
        from .scenario_text import scenario_html

        return scenario_html(self)
