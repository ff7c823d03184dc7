"""Copies of what appraisals hold, which pickle and copy do not make by themselves."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["made_again"]


def made_again(record: DataclassInstance) -> tuple[partial[Any], tuple[()]]:
    """Return how to make a record again, for its ``__reduce__``.

    Read-only mappings go as dicts, since they cannot be pickled; the record fixes them anew.

    Parameters
    ----------
    record : dataclass instance
        What takes each of its fields as a keyword.

    Returns
    -------
    tuple of partial and empty tuple
        What to call, and with what.
    """
    given = {field.name: getattr(record, field.name) for field in fields(record)}
    plain = {
        name: dict(value) if isinstance(value, MappingProxyType) else value
        for name, value in given.items()
    }
    return partial(type(record), **plain), ()
