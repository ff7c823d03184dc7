"""Signatures as one would write a call: no private fields, modes by their names, and numbers.

A dataclass tells ``notices=<factory>``, and all that a mode consists of where it is a default. A
function tells the name of a constant of its module, which nobody can look up.
"""  # noqa: INP001 - an extension of Sphinx, not a package

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import kraftcenter_mobility as km

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAMED = {repr(getattr(km, name)): name for name in ("WALKING", "DANISH")}
"""Defaults that have a name."""

PRIVATE = re.compile(r", _\w+=<factory>")
CONSTANT = re.compile(r"=([A-Z][A-Z_0-9]+)\b")
PLAIN = (str, int, float, tuple)
WITHOUT_TEXT = re.compile(r"=<[^<>]*>")
"""Defaults that Python has no words for, such as a function or a list that is made anew."""


def shorten(*told: Any) -> tuple[str, str | None] | None:
    """Return a signature as it is to be read, None where there is none."""
    _, what, _, documented, _, signature, returned = told
    if not signature:
        return None
    signature = CONSTANT.sub(lambda found: f"={_plain(documented, found[1])}", signature)
    if what != "class":
        return signature, returned
    for value, name in NAMED.items():
        signature = signature.replace(value, name)
    return WITHOUT_TEXT.sub("=...", PRIVATE.sub("", signature)), returned


def _plain(documented: Any, name: str) -> str:
    """Return the numbers or the text that a constant stands for, or else its name."""
    function = documented.__init__ if isinstance(documented, type) else documented
    value = getattr(function, "__globals__", {}).get(name)
    return repr(value) if isinstance(value, PLAIN) else name


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at every signature before anybody else does."""
    app.connect("autodoc-process-signature", shorten, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
