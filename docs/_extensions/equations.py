"""Equations as MathML, made while the site is built, so that a page needs no script and no network."""  # noqa: INP001, E501 - an extension of Sphinx, not a package

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils.nodes import Element, SkipNode
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)


def mathml(node: Element, *, as_block: bool) -> str:
    """Return the equation of a node as MathML, or warn and return its source."""
    source = node.astext()
    try:
        markup: str = tex2mathml(_lined_up(source) if as_block else source, as_block=as_block)
    except (MathError, SyntaxError) as error:
        LOGGER.warning("cannot set %r: %s", source, error, location=node)
        return f"<code>{node.astext()}</code>"
    return re.sub(r">\s+<", "><", markup)


def _lined_up(source: str) -> str:
    """Return an equation of several lines, if it has any, as lines that stand below each other."""
    if r"\\" in source and r"\begin" not in source:
        return rf"\begin{{align*}}{source}\end{{align*}}"
    return source


def visit_inline(self: Any, node: Element) -> None:
    """Write an equation that stands in a sentence."""
    self.body.append(mathml(node, as_block=False))
    raise SkipNode


def visit_block(self: Any, node: Element) -> None:
    """Write an equation that stands by itself."""
    markup = mathml(node, as_block=True)
    self.body.append(f'<div class="equation" tabindex="0">{markup}</div>\n')
    raise SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Offer the renderer to Sphinx, and choose it."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.config.html_math_renderer = "mathml"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
