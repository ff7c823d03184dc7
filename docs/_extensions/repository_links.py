"""Files of the repository that are pages of the site too, and links that are to lead to these.

The pages are read both here and where the code is hosted. There, ``../CHANGELOG.md`` is a
page; here it is ``changes.md``, which consists of nothing but that file.
"""  # noqa: INP001 - an extension of Sphinx, not a package

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PAGES = {
    "CHANGELOG.md": "changes.md",
    "CONTRIBUTING.md": "contributing.md",
    "LICENSE": "licence.md",
    "README.md": "index.md",
    "examples": "gallery/index.md",
    "src/kraftcenter_mobility/herning/tables/README.md": "sample.md",
}
"""Files of the repository, and the pages they are."""

INCLUDE = re.compile(r"```\{include\} \.\./(\S+)\n```\n")
ROOT = re.compile(r"\]\(\.\./(" + "|".join(map(re.escape, PAGES)) + r")\)")
EXAMPLE = re.compile(r"\]\(\.\./examples/(\d\d_\w+\.py)\)")
GUIDE = re.compile(r"\]\(\.\./docs/(\w+\.md)")
BESIDE = re.compile(r"\]\((?!https?:|#)")


def lead_to_pages(app: Sphinx, docname: str, source: list[str]) -> None:
    """Rewrite the links of one page, or of a script in the gallery."""
    up = "../" * docname.count("/")
    if str(app.env.doc2path(docname)).endswith(".md"):
        text = INCLUDE.sub(lambda found: _page_at_root(app, found[1]), source[0])
        text = ROOT.sub(lambda found: f"]({up}{PAGES[found[1]]})", text)
        source[0] = EXAMPLE.sub(rf"]({up}gallery/\1)", text)
    elif docname.startswith("gallery/"):
        source[0] = GUIDE.sub(r"](../\1", source[0])


def _page_at_root(app: Sphinx, name: str) -> str:
    """Return the text of a file of the repository, its links as seen from the documentation."""
    path = Path(app.srcdir).parent / name
    app.env.note_dependency(str(path))
    text = path.read_text("utf-8")
    return text if "/" in name else BESIDE.sub("](../", text).replace("](../docs/", "](")


def setup(app: Sphinx) -> dict[str, Any]:
    """Let every page pass through here before it is read."""
    app.connect("source-read", lead_to_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
