"""Names of the library in the running text, made to lead to their page of the reference.

The pages write ``km.compare`` or ``travel_time_matrix`` as code, as one does, so that they
read well wherever the repository is read. Here each of them becomes a link.
"""  # noqa: INP001 - an extension of Sphinx, not a package

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref

import kraftcenter_mobility as km
from kraftcenter_mobility import accessibility

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PACKAGE = "kraftcenter_mobility"
MEASURES = f"{PACKAGE}.accessibility"
ABOUT_MEASURES = {"accessibility", "equity", "measures", "policy"}
"""Pages on which a name that stands for two things is the measure."""

PREFIXES = {
    "km.": PACKAGE,
    "km.accessibility.": MEASURES,
    "access.": MEASURES,
    "ac.": MEASURES,
    "km.accessibility.policy.": MEASURES,
    "policy.": MEASURES,
    "km.herning.": f"{PACKAGE}.herning",
    "km.maps.": f"{PACKAGE}.maps",
}
OFFERED = {
    PACKAGE: km,
    MEASURES: accessibility,
    f"{PACKAGE}.herning": km.herning,
    f"{PACKAGE}.maps": km.maps,
}
CODE = re.compile(r"(?P<prefix>(?:[a-z]+\.)*)(?P<name>\w+)(?P<member>\.[a-z]\w*)?(?:\(.*\))?")
TOO_COMMON = {"errors", "herning", "accessibility", "maps", "policy", "nearest", "mean_travel_time"}
"""Names that mean this library's only with a prefix before them."""


def target_of(text: str, docname: str) -> str | None:
    """Return the full name that a piece of code stands for, or None."""
    found = CODE.fullmatch(text)
    if found is None:
        return None
    prefix, name, member = found["prefix"], found["name"], found["member"] or ""
    if prefix:
        homes = [PREFIXES[prefix]] if prefix in PREFIXES else []
    elif docname in ABOUT_MEASURES:
        homes = [MEASURES, PACKAGE]
    else:
        homes = [] if name in TOO_COMMON else [PACKAGE, MEASURES]
    for home in homes:
        if name in getattr(OFFERED[home], "__all__", ()):
            if member and not hasattr(getattr(OFFERED[home], name), member[1:]):
                return None
            return f"{home}.{name}{member}"
    return None


def link_names(app: Sphinx, doctree: nodes.document) -> None:
    """Turn the names of one page into references."""
    docname = app.env.current_document.docname
    if docname.startswith("reference/generated"):
        return
    for literal in list(doctree.findall(nodes.literal)):
        target = None if _inside_a_link(literal) else target_of(literal.astext(), docname)
        if target is not None:
            link = pending_xref(
                "",
                refdomain="py",
                reftype="obj",
                reftarget=target,
                refdoc=docname,
                refexplicit=True,
                by_name=True,
            )
            literal.replace_self(link)
            link += literal


def find_elsewhere(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.Element
) -> nodes.Node | None:
    """Lead names of the library to their page wherever they are named; leave others alone."""
    python, target = env.domains.python_domain, node["reftarget"].removeprefix(f"{PACKAGE}.")
    for home in (PACKAGE, f"{PACKAGE}.errors", MEASURES) if node["refdomain"] == "py" else ():
        name = f"{home}.{target}"
        found = python.resolve_xref(env, node["refdoc"], app.builder, "obj", name, node, contnode)
        if found is not None:
            return found
    return contnode if node.get("by_name") else None


def _inside_a_link(node: nodes.Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, (nodes.reference, nodes.title, pending_xref)):
            return True
    return False


def setup(app: Sphinx) -> dict[str, Any]:
    """Look at every page once it is read."""
    app.connect("doctree-read", link_names)
    app.connect("missing-reference", find_elsewhere)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
