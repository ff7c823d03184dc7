"""The gallery: the scripts of ``examples/``, run as notebooks, and a page of cards that lead there.

Scripts are copied before the build, since Sphinx reads only what lies below its folder. The
picture of a card is the last map of its notebook, or else the last picture it has shown.
"""  # noqa: INP001 - an extension of Sphinx, not a package

from __future__ import annotations

import os
import re
import shutil
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image
    from sphinx.application import Sphinx

FOLDER = "gallery"
THUMBNAIL = "_static/gallery"
WIDTH, HEIGHT = 640, 400
"""Pixels of a card's picture."""

KEPT = 0.75
"""Share of a map's width that a card shows."""

PALE = 60
"""Saturation, of 255, up to which a colour counts as grey."""

INDEX = """# Gallery

Every example is a script in the folder `examples`, runs as it is, offline, and is run again each
time these pages are built: the tables, numbers and maps below it are what it gave. The bundled
sample is a schematic model, so the answers show what can be asked, not what to plan.

```{{raw}} html
<div class="gallery">
{cards}
</div>
```

```{{toctree}}
:hidden:
{pages}
```
"""

CARD = """<a class="gallery-card" href="{name}.html">
<img src="../{thumbnail}/{name}.png" alt="" loading="lazy" width="{width}" height="{height}">
<span class="gallery-title">{title}</span>
<span class="gallery-text">{text}</span>
</a>"""


LAST_MAP = """

# %% tags=["remove-cell"]
def _save_last_map(shown, named):
    import os
    import pathlib

    import kraftcenter_mobility as km

    maps = [value for value in (*named, *shown) if isinstance(value, km.Map)]
    if maps:
        maps[-1].save(pathlib.Path(os.environ[{folder!r}], {name!r}), dpi=110)


_save_last_map(list(Out.values()), list(globals().values()))
"""
"""A cell below each notebook, which nobody sees."""

PICTURES = "KRAFTCENTER_DOCS_PICTURES"
"""The variable that tells this cell where to."""


class Example(NamedTuple):
    """A script, and what its first cell says of it."""

    path: Path
    title: str
    text: str


def read_examples(folder: Path) -> list[Example]:
    """Return the examples of a folder in the order of their numbers."""
    return [_example(path) for path in sorted(folder.glob("[0-9][0-9]_*.py"))]


def _example(path: Path) -> Example:
    first = path.read_text("utf-8").split("\n# %%", 2)[0]
    lines = [line.removeprefix("#").strip() for line in first.splitlines()[1:]]
    paragraphs = "\n".join(lines).strip().split("\n\n")
    title = paragraphs[0].removeprefix("#").strip()
    text = " ".join(paragraphs[1].split()) if len(paragraphs) > 1 else ""
    return Example(path, title, _opening(text))


def _opening(text: str, longest: int = 170) -> str:
    """Return the first sentences of a text, as many as fit, without markup."""
    plain = re.sub(r"`([^`]*)`", r"\1", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))
    kept = ""
    for sentence in re.split(r"(?<=[.?!])\s+", plain):
        if kept and len(kept) + len(sentence) > longest:
            break
        kept = f"{kept} {sentence}".strip()
    return kept


def write_gallery(app: Sphinx) -> None:
    """Copy the examples below the documentation's folder, and write the page of cards."""
    source = Path(app.srcdir)
    target = source / FOLDER
    examples = read_examples(source.parent / "examples")
    target.mkdir(exist_ok=True)
    for old in set(target.glob("*.py")) - {target / each.path.name for each in examples}:
        old.unlink()
    os.environ[PICTURES] = tempfile.mkdtemp()
    for each in examples:
        last = LAST_MAP.format(folder=PICTURES, name=f"{each.path.stem}.png")
        (target / each.path.name).write_text(each.path.read_text("utf-8").rstrip() + last, "utf-8")
    cards = "\n".join(
        CARD.format(
            name=each.path.stem,
            thumbnail=THUMBNAIL,
            title=escape(each.title),
            text=escape(each.text),
            width=WIDTH,
            height=HEIGHT,
        )
        for each in examples
    )
    pages = "\n".join(each.path.stem for each in examples)
    (target / "index.md").write_text(INDEX.format(cards=cards, pages=pages), "utf-8")


def write_thumbnails(app: Sphinx, failed: Exception | None) -> None:
    """Write the pictures of the cards, once all notebooks have run."""
    if failed is not None or app.builder.format != "html":
        return
    folder = Path(app.outdir) / THUMBNAIL
    folder.mkdir(parents=True, exist_ok=True)
    for docname in sorted(app.env.found_docs):
        if re.fullmatch(rf"{FOLDER}/\d\d_\w+", docname):
            write_thumbnail(_picture(app, docname), folder / f"{Path(docname).name}.png")
    shutil.rmtree(os.environ[PICTURES])


def _picture(app: Sphinx, docname: str) -> Path | None:
    """Return the last map of a notebook, the last picture it has shown, or None."""
    last_map = Path(os.environ[PICTURES], f"{Path(docname).name}.png")
    found = [last_map] if last_map.is_file() else list(_pictures(app, docname))
    return found[-1] if found else None


def _pictures(app: Sphinx, docname: str) -> Iterator[Path]:
    for node in app.env.get_doctree(docname).findall(nodes.image):
        path = Path(app.srcdir) / node["uri"]
        if path.suffix == ".png" and path.is_file():
            yield path


def write_thumbnail(picture: Path | None, path: Path) -> None:
    """Write a picture in the size of a card, or a blank one if there is none."""
    from PIL import Image

    size = (WIDTH, HEIGHT)
    if picture is None:
        Image.new("RGB", size, "#e8eef2").save(path)
        return
    with Image.open(picture) as opened:
        paper = Image.new("RGB", opened.size, "white")
        paper.paste(opened, mask=opened.getchannel("A") if "A" in opened.getbands() else None)
    _most_colourful(paper).resize(size, Image.Resampling.LANCZOS).save(path, optimize=True)


def _most_colourful(picture: Image.Image) -> Image.Image:
    """Return the part of a picture, in the shape of a card, that has most colour in it."""
    import numpy as np

    width = round(KEPT * picture.width)
    height = min(round(width * HEIGHT / WIDTH), picture.height)
    is_colour = np.asarray(picture.convert("HSV"))[:, :, 1] > PALE
    sums = np.pad(is_colour, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    inside = sums[height:, width:] - sums[:-height, width:]
    inside = inside - sums[height:, :-width] + sums[:-height, :-width]
    top, left = np.unravel_index(inside.argmax(), inside.shape)
    return picture.crop((left, top, left + width, top + height))


def setup(app: Sphinx) -> dict[str, Any]:
    """Write the gallery before the build, and its pictures after it."""
    app.connect("builder-inited", write_gallery)
    app.connect("build-finished", write_thumbnails)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
