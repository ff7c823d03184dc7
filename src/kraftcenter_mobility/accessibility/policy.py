"""Danish rules: school transport, ambulance targets, service bands, school assignment.

What the law and the region say stands in a table, :class:`Rules`, with the source, the date and
the confidence of every number; each can be replaced. The functions take tables of distances or
travel times from anywhere, and route nothing.
"""

from __future__ import annotations

from .policy_ambulance import ambulance_response, ambulance_targets
from .policy_assignment import SchoolAssignment, school_assignment
from .policy_bands import service_bands
from .policy_rules import Rule, Rules
from .policy_transport import entitled_pupils, school_transport

__all__ = [
    "Rule",
    "Rules",
    "SchoolAssignment",
    "ambulance_response",
    "ambulance_targets",
    "entitled_pupils",
    "school_assignment",
    "school_transport",
    "service_bands",
]
