"""What the package must never do, looked for in its own syntax trees."""

import ast
from pathlib import Path

import pytest

import kraftcenter_mobility as km

SOURCES = sorted(Path(km.__file__).parent.rglob("*.py"))

FORBIDDEN_IMPORTS = {
    *("pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "yaml"),
    *("subprocess", "pty", "telnetlib", "ftplib", "xmlrpc", "xml"),
}
"""Anything that executes what it reads; and XML parsers, which resolve entities."""

EXCUSED = {("interchange_file.py", "xml.etree.ElementTree"), ("interchange_file.py", "xml.parsers")}
"""GraphML is XML: NetworkX parses it, after a look that refuses every file with entities."""

FORBIDDEN_NAMES = {"eval", "exec", "compile", "__import__", "breakpoint"}

FORBIDDEN_CALLS = {
    *("os.system", "os.popen", "os.execv", "os.spawnl", "tempfile.mktemp"),
    *("pd.read_pickle", "pandas.read_pickle", "np.load", "numpy.load"),
    *("shutil.unpack_archive", "ssl._create_unverified_context"),
}
FORBIDDEN_METHODS = {"extractall", "extract", "to_pickle", "read_pickle", "unpack_archive"}

FORBIDDEN_ARGUMENTS = {
    ("allow_pickle", True),
    ("shell", True),
    ("verify", False),
    ("fastmath", True),
    ("parallel", True),
}
"""The last two would change results: with fast maths infinity is finite, and parallel loops
abort the process when two threads call them."""


def dotted(node):
    """Return a name such as ``os.path.join`` as it is written, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def offences(tree):
    """Yield what a syntax tree does that it must not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in FORBIDDEN_IMPORTS)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            if (node.module or "").split(".")[0] in FORBIDDEN_IMPORTS:
                yield node.module
        elif isinstance(node, ast.Name) and node.id in FORBIDDEN_NAMES:
            yield node.id
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            if name in FORBIDDEN_CALLS or name.rpartition(".")[2] in FORBIDDEN_METHODS:
                yield name
            for keyword in node.keywords:
                value = getattr(keyword.value, "value", None)
                if any(keyword.arg == arg and value is bad for arg, bad in FORBIDDEN_ARGUMENTS):
                    yield f"{name}({keyword.arg}={value})"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_is_executed_unpacked_or_computed_carelessly(source):
    tree = ast.parse(source.read_text("utf-8"))
    assert [what for what in offences(tree) if (source.name, what) not in EXCUSED] == []


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from yaml import load",
        "import xml.etree.ElementTree as ET",
        "eval('1')",
        "os.system('ls')",
        "archive.extractall(path)",
        "np.load(path)",
        "f(allow_pickle=True)",
        "njit(fastmath=True)",
        "njit(parallel=True)",
        "run(command, shell=True)",
        "requests.get(url, verify=False)",
    ],
)
def test_the_search_finds_what_it_looks_for(text):
    assert list(offences(ast.parse(text)))


def test_all_of_the_package_is_looked_at():
    assert len(SOURCES) > 50


def test_every_kernel_is_cached_and_none_takes_shortcuts():
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and dotted(node.func) in {"njit", "numba.njit"}:
                given = {k.arg: getattr(k.value, "value", None) for k in node.keywords}
                assert given.get("cache") is True, f"{source.name}, line {node.lineno}"
                assert {"fastmath", "parallel"} & set(given) == set()
