"""How the documentation site is built: ``sphinx-build -W -b html docs docs/_build``."""  # noqa: INP001 - a configuration, not a package

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS / "_extensions"), str(DOCS.parent / "src")]

from numpydoc.xref import DEFAULT_LINKS  # noqa: E402 - after the paths

import kraftcenter_mobility as km  # noqa: E402 - from the tree beside this file

# `km.maps` is a name for a module; autodoc looks for modules of such names.
sys.modules["kraftcenter_mobility.maps"] = km.maps

# Cells run in a process of their own, which is to import the same tree.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(DOCS.parent / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
)
os.environ["CI"] = "1"  # no progress bars among the results
os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
warnings.filterwarnings("ignore", category=DeprecationWarning)

project = "kraftcenter_mobility"
author = "The kraftcenter_mobility developers"
copyright = f"2026, {author}"  # noqa: A001 - the name that Sphinx reads
version = release = km.__version__

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "code_links",  # docs/_extensions
    "equations",
    "gallery",
    "repository_links",
    "signatures",
]
exclude_patterns = [
    "_build",
    "_extensions",
    "_templates",
    "**.ipynb_checkpoints",
    *("conf.py", "drawing.py", "pictures.py", "town.py"),
]
templates_path = ["_templates"]
root_doc = "index"
language = "en"

# Pages of text, and cells that are run.
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb", ".py": "myst-nb"}
nb_custom_formats = {".py": ["jupytext.reads", {"fmt": "py:percent"}]}
nb_execution_mode = os.environ.get("KRAFTCENTER_DOCS_EXECUTION", "force")  # "off" for a quick look
nb_execution_excludepatterns = os.environ.get("KRAFTCENTER_DOCS_SKIP", "").split()  # "gallery/*"
if nb_execution_mode == "off" or nb_execution_excludepatterns:
    suppress_warnings = ["myst-nb.lexer"]  # only a kernel says which language a cell is in
nb_execution_in_temp = True
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
myst_links_external_new_tab = False

# What code says of itself. Types stand in the docstrings, with their shapes and units.
autosummary_generate = True
autosummary_imported_members = True
autodoc_typehints = "none"
autodoc_preserve_defaults = True  # `modes=CAR`, as it was written, and not all that CAR is
autodoc_member_order = "bysource"
autodoc_class_signature = "mixed"
numpydoc_show_class_members = False
DEFAULT_LINKS.clear()  # to Python's own pages: this site is complete without a network
numpydoc_xref_param_type = True
numpydoc_xref_ignore = "all"  # but for the classes of the library itself
numpydoc_xref_aliases = {
    name: f"{home}.{name}"
    for home, module in (
        ("kraftcenter_mobility", km),
        ("kraftcenter_mobility.accessibility", km.accessibility),
        ("kraftcenter_mobility.errors", km.errors),
    )
    for name in module.__all__
    if isinstance(getattr(module, name, None), type) and name != "MobilityError"
} | {"MobilityError": "kraftcenter_mobility.errors.MobilityError"}
numpydoc_validation_checks: set[str] = set()  # checked by the gates
add_module_names = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 78
toc_object_entries = False

nitpicky = True
nitpick_ignore_regex = [
    # Docstrings name modules, functions and classes that are not part of the public reference,
    # for those who read the code.
    ("py:(func|meth|mod|attr|data)", r"[~.]?(kraftcenter_mobility\.)?[a-z_.]*[a-z_]+"),
    ("py:class", r"TrainRoute|Price|.*\._?[a-z_]+\.\w+"),
]

html_theme = "pydata_sphinx_theme"
html_title = "kraftcenter_mobility"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {
    "logo": {"text": "kraftcenter_mobility"},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 6,
    "secondary_sidebar_items": ["page-toc"],
    "show_nav_level": 1,
    "show_prev_next": True,
    "footer_start": ["copyright"],
    "footer_end": ["theme-version"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_sidebars = {"start": [], "index": []}
