"""What plain arguments must be: numbers, counts, choices and paths."""

import os
from numbers import Integral, Real
from pathlib import Path

from .errors import InputError, MobilityError

__all__ = ["check_count", "check_flag", "check_number", "check_positive", "path_of"]


def check_number(name: str, value: object) -> None:
    """Refuse what is no number of zero or more; infinity is one.

    Raises
    ------
    InputError
        If `value` is something else, which the message names.
    """
    if not isinstance(value, Real) or isinstance(value, bool) or not float(value) >= 0:
        shown = value if isinstance(value, Real) else repr(value)
        raise InputError(f"{name} must be zero or more, got {shown}")


def check_positive(name: str, value: object, *, finite: bool = True) -> None:
    """Refuse what is no number above zero, or, unless allowed, infinite.

    Raises
    ------
    InputError
        If `value` is something else, which the message names.
    """
    sound = isinstance(value, Real) and not isinstance(value, bool) and float(value) > 0
    if not sound or (finite and value == float("inf")):
        wanted = "a finite number above zero" if finite else "a number above zero"
        raise InputError(f"{name} must be {wanted}, got {value!r}")


def check_count(name: str, value: object, *, least: int = 1) -> None:
    """Refuse what is no whole number of `least` or more.

    Raises
    ------
    InputError
        If `value` is something else, which the message names.
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or int(value) < least:
        words = {0: "zero", 1: "one"}.get(least, str(least))
        raise InputError(f"{name} must be {words} or more, a whole number; got {value!r}")


def check_flag(name: str, value: object) -> None:
    """Refuse what is neither True nor False.

    Raises
    ------
    InputError
        If `value` is something else, which the message names.
    """
    import numpy as np

    if not isinstance(value, bool | np.bool_):
        raise InputError(f"{name} must be True or False, got {value!r}")


def path_of(path: object, what: str, *, error: type[MobilityError] = InputError) -> Path:
    """Return a path given as text or as a path.

    Raises
    ------
    MobilityError
        The given `error`, if `path` is something else.

    Examples
    --------
    >>> path_of("region.km", "the network").suffix
    '.km'
    """
    if not isinstance(path, str | os.PathLike):
        raise error(f"{what} must be the path of a file, got {path!r:.60}")
    return Path(path)
