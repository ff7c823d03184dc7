"""What travel times mean for people: access, competition, equity.

Every measure is a function of a table of travel times, whichever tool made it, and returns a
Series named after the measure: ``km.accessibility.gravity_access(times, beds, impedance=...)``.
Nothing is defined here, and nothing is imported before it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kraftcenter_mobility.cutoffs import UnitsWarning

    from . import policy as policy
    from .adapting import FilledMeasure, as_measure
    from .balanced_catchments import balanced_floating_catchment
    from .cumulative import cumulative_curve, cumulative_interval, cumulative_opportunities
    from .destination_side import congestion, level_of_service
    from .dual import dual_access, k_nearest, mean_travel_time, nearest
    from .equity_decomposition import TheilDecomposition, theil_by_group
    from .equity_estimates import EquityIndex
    from .equity_groups import group_gap, group_ratio, population_quantile
    from .equity_inequality import concentration_index, gini, palma_ratio
    from .equity_poverty import fgt_poverty
    from .equity_theil import theil_l, theil_t
    from .floating_catchments import (
        enhanced_floating_catchment,
        modified_floating_catchment,
        two_step_floating_catchment,
    )
    from .gravity import gravity_access
    from .impedance import Exponential, Gaussian, Impedance, Linear, Logistic, Power, Product, Step
    from .impedance_tables import Interpolated, Stepped
    from .logsums import composite_time, logsum
    from .passive import passive_access, population_within
    from .policy_ambulance import ambulance_response, ambulance_targets
    from .policy_assignment import SchoolAssignment, school_assignment
    from .policy_bands import service_bands
    from .policy_rules import Rule, Rules
    from .policy_transport import entitled_pupils, school_transport
    from .shared_opportunities import shen_index, spatial_availability
    from .tables import TimesTable, from_destinations, travel_times
    from .three_step_catchments import three_step_floating_catchment

__all__ = [
    "EquityIndex",
    "Exponential",
    "FilledMeasure",
    "Gaussian",
    "Impedance",
    "Interpolated",
    "Linear",
    "Logistic",
    "Power",
    "Product",
    "Rule",
    "Rules",
    "SchoolAssignment",
    "Step",
    "Stepped",
    "TheilDecomposition",
    "TimesTable",
    "UnitsWarning",
    "ambulance_response",
    "ambulance_targets",
    "as_measure",
    "balanced_floating_catchment",
    "composite_time",
    "concentration_index",
    "congestion",
    "cumulative_curve",
    "cumulative_interval",
    "cumulative_opportunities",
    "dual_access",
    "enhanced_floating_catchment",
    "entitled_pupils",
    "fgt_poverty",
    "from_destinations",
    "gini",
    "gravity_access",
    "group_gap",
    "group_ratio",
    "k_nearest",
    "level_of_service",
    "logsum",
    "mean_travel_time",
    "modified_floating_catchment",
    "nearest",
    "palma_ratio",
    "passive_access",
    "population_quantile",
    "population_within",
    "school_assignment",
    "school_transport",
    "service_bands",
    "shen_index",
    "spatial_availability",
    "theil_by_group",
    "theil_l",
    "theil_t",
    "three_step_floating_catchment",
    "travel_times",
    "two_step_floating_catchment",
]

_NAMES = {
    "adapting": ("FilledMeasure", "as_measure"),
    "balanced_catchments": ("balanced_floating_catchment",),
    "cumulative": ("cumulative_curve", "cumulative_interval", "cumulative_opportunities"),
    ".cutoffs": ("UnitsWarning",),  # one layer up, where routing has it too
    "destination_side": ("congestion", "level_of_service"),
    "dual": ("dual_access", "k_nearest", "mean_travel_time", "nearest"),
    "equity_decomposition": ("TheilDecomposition", "theil_by_group"),
    "equity_estimates": ("EquityIndex",),
    "equity_groups": ("group_gap", "group_ratio", "population_quantile"),
    "equity_inequality": ("concentration_index", "gini", "palma_ratio"),
    "equity_poverty": ("fgt_poverty",),
    "equity_theil": ("theil_l", "theil_t"),
    "floating_catchments": (
        "enhanced_floating_catchment",
        "modified_floating_catchment",
        "two_step_floating_catchment",
    ),
    "gravity": ("gravity_access",),
    "impedance": (
        *("Exponential", "Gaussian", "Impedance", "Linear"),
        *("Logistic", "Power", "Product", "Step"),
    ),
    "impedance_tables": ("Interpolated", "Stepped"),
    "logsums": ("composite_time", "logsum"),
    "passive": ("passive_access", "population_within"),
    "policy_ambulance": ("ambulance_response", "ambulance_targets"),
    "policy_assignment": ("SchoolAssignment", "school_assignment"),
    "policy_bands": ("service_bands",),
    "policy_rules": ("Rule", "Rules"),
    "policy_transport": ("entitled_pupils", "school_transport"),
    "shared_opportunities": ("shen_index", "spatial_availability"),
    "tables": ("TimesTable", "from_destinations", "travel_times"),
    "three_step_catchments": ("three_step_floating_catchment",),
}
"""The names that each module offers to everybody."""

_MODULES = ("policy",)
"""What is asked for as a whole: its names are read as those of Danish rules."""

_HOME = {name: home for home, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a name the first time it is asked for (PEP 562)."""
    if name in _MODULES:
        return importlib.import_module(f".{name}", __name__)
    if name not in _HOME:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted([*__all__, *_MODULES])
