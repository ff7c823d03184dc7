"""An appraisal in a few lines of text, or as a small table in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.html_tables import html_table

from .appraisal_money import MILLION

if TYPE_CHECKING:
    from .appraisal_result import Appraisal

__all__ = ["as_html", "as_text", "told_rates"]


def as_text(appraisal: Appraisal) -> str:
    """Return the indicators of an appraisal, a line each.

    Parameters
    ----------
    appraisal : Appraisal
        What it came to.

    Returns
    -------
    str
        Amounts are in millions of DKK.
    """
    figures = [f"{name:24s}  {told:>16}{unit}" for name, told, unit in _figures(appraisal)]
    lines = [_money(appraisal), *figures, *_remarks(appraisal)]
    return "\n  ".join([_head(appraisal), *lines])


def as_html(appraisal: Appraisal) -> str:
    """Return the indicators of an appraisal as a table.

    Parameters
    ----------
    appraisal : Appraisal
        What it came to.

    Returns
    -------
    str
        HTML; every text is escaped.
    """
    below = "\n".join((_money(appraisal), *_remarks(appraisal)))
    rows = [(name, told + unit) for name, told, unit in _figures(appraisal)]
    return html_table(_head(appraisal), (), rows, footer=below)


def _head(appraisal: Appraisal) -> str:
    """Return what was appraised."""
    return f"Appraisal of {appraisal.name}, {appraisal.opening}-{appraisal.table.index[-1]}"


def _money(appraisal: Appraisal) -> str:
    """Return what the amounts are in."""
    return f"in DKK of {appraisal.costs.price_level}, discounted to {appraisal.base_year}"


def _figures(appraisal: Appraisal) -> list[tuple[str, str, str]]:
    """Return every indicator: its name, the number and the unit."""
    said = appraisal.summary()
    mio = " mio"
    others = [(f"{name}, a year", _millions(sum_), mio) for name, sum_ in appraisal.others.items()]
    return [
        ("hours gained a year", f"{said['hours_gained']:,.0f}", ""),
        ("user benefit, first year", _millions(said["user_benefit_opening_year"]), mio),
        *others,
        ("construction", _millions(said["construction"]), mio),
        ("net present value", _millions(said["net_present_value"]), mio),
        ("internal rate", _rate(appraisal.internal_rates), ""),
        ("first-year return", f"{said['first_year_return']:.1%}", ""),
        ("benefits / costs", f"{said['benefit_cost_ratio']:.2f}", ""),
        ("breaks even at", f"{said['break_even_demand']:.2f}", " x the demand"),
    ]


def _remarks(appraisal: Appraisal) -> list[str]:
    """Return what else is to be known."""
    remarks = [f"prices: {appraisal.prices!r}"]
    if apart := float(appraisal.benefits["trips_apart"].sum()):
        remarks.append(f"{apart:,.0f} trips a year without a way are not in it")
    return remarks


def _rate(rates: tuple[float, ...]) -> str:
    """Return the internal rate, or why there is not one."""
    return f"{rates[0]:.1%}" if len(rates) == 1 else told_rates(rates)


def told_rates(rates: tuple[float, ...]) -> str:
    """Say that there is no internal rate, or which there are.

    Parameters
    ----------
    rates : tuple of float
        None, or several.

    Returns
    -------
    str
        A sentence without its full stop.
    """
    if not rates:
        return "there is no internal rate: the balance has one sign at all rates"
    return f"there are {len(rates)} internal rates: {', '.join(f'{rate:.2%}' for rate in rates)}"


def _millions(amount: float) -> str:
    """Return an amount in millions."""
    return f"{amount / MILLION:,.1f}"
