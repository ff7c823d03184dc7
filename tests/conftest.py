"""What all tests share: a compilation cache of their own, the sample, and the real data."""

import hashlib
import os
import tempfile
from pathlib import Path

import pytest

KERNELS = Path(__file__).parents[1] / "src" / "kraftcenter_mobility" / "_kernels"

# Numba recompiles a cached kernel when its own file changes, but not when a function it
# calls changes in another file; so every version of the kernels gets a cache of its own.
_digest = hashlib.sha256()
for source in sorted(KERNELS.glob("*.py")):
    _digest.update(source.read_bytes())
os.environ.setdefault(
    "NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"numba-{_digest.hexdigest()[:16]}")
)


@pytest.fixture(scope="session")
def data_folder():
    """Return the folder of real data, or skip the test where there is none."""
    told = os.environ.get("KRAFTCENTER_DATA")
    folder = Path(told) if told else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no real data: set KRAFTCENTER_DATA to a folder that holds it")
    return folder


@pytest.fixture(scope="session")
def sample():
    """Return the bundled network of the Herning region."""
    import kraftcenter_mobility as km

    return km.TransportNetwork.sample()


@pytest.fixture(autouse=True, scope="session")
def _no_writing_to_the_home_folder(tmp_path_factory):
    """Keep downloads of tests out of the user's own cache."""
    os.environ.setdefault("KRAFTCENTER_CACHE", str(tmp_path_factory.mktemp("cache")))
