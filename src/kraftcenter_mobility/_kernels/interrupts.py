"""Calling compiled functions that return several arrays, whatever Ctrl-C does meanwhile.

When a compiled function is done, Numba makes Python objects of its results. For a named
tuple, and at times for a plain one, that runs a little Python; a Ctrl-C that came during a
call from the main thread is heard there, and Numba does not expect it: the process crashes,
or the user sees a SystemError. Functions that return nothing, a number or one array are
safe, and so is everything on other threads, which never hear of Ctrl-C.
"""

import signal
import threading
from collections.abc import Callable
from typing import Any, TypeVar

__all__ = ["uninterrupted"]

Result = TypeVar("Result")


def uninterrupted(call: Callable[..., Result], *arguments: Any) -> Result:
    """Return what a function returns; Ctrl-C is heard when it is done."""
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        return call(*arguments)
    came: list[tuple[Any, ...]] = []
    signal.signal(signal.SIGINT, lambda *signalled: came.append(signalled))
    try:
        result = call(*arguments)
    finally:
        signal.signal(signal.SIGINT, usual)
    if came:
        usual(*came[0])
    return result
