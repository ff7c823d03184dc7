"""The minutes of services of which only the headway is known, drawn evenly.

Each such service waits a share of its headway before its first train. Averages over a few
hundred joint draws of all the shares settle much sooner where the draws fill the cube of
possibilities evenly than where they are random: a scrambled Sobol sequence [1]_ does that.

Two things are wanted that pull apart. The draws of two services must be even *jointly*, so
they have to be dimensions of one sequence. And a line's draws must be the same in the
baseline and in every scenario, whatever lines a scenario adds, or differences carry noise: so
its dimension may not depend on which other lines there are. Therefore lines that were there
from the beginning have numbers (:func:`~.lines.numbered`) and the first dimensions, which are
the evenest together. For any other, a digest of the service's name chooses the dimension: of
two such services in 130, 256 draws lie always in like, or always in unlike halves of their
headways; each by itself is uniform.

References
----------
.. [1] A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences," in Monte Carlo and
   Quasi-Monte Carlo Methods in Scientific Computing, 1995. doi:10.1007/978-1-4612-2552-2_19
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.arguments import check_count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kraftcenter_mobility._kernels.csr import FloatArray

__all__ = ["phases", "service_key"]

N_DIMENSIONS = 8192
"""The more, the seldomer two services share one; the pairs of high ones are as even."""

N_BITS = 30
"""Binary digits of a draw."""

LINES_NUMBERED = 24
"""Lines with dimensions of their own: no two of the first 96 are alike within 256 draws."""

NUMBERED = "\x1e"
"""How the names of services begin that have a dimension of their own."""

BLOCK = 256
"""Draws made at a time."""


def service_key(line: str, direction: str, number: int, *, drawn_as: int | None = None) -> str:
    r"""Return the name by which a service's minutes are drawn.

    Parameters
    ----------
    line : str
        The line's name.
    direction : str
        Either "there" or "back".
    number : int
        Which of the direction's services it is.
    drawn_as : int, optional
        The line's number, if it has one: its services have dimensions of their own.

    Examples
    --------
    >>> service_key("29", "there", 0)
    '29\x1fthere\x1f0'
    """
    if drawn_as is not None and drawn_as < LINES_NUMBERED:
        dimension = 2 * (number * LINES_NUMBERED + drawn_as) + (direction == "back")
        if dimension < N_DIMENSIONS:
            return f"{NUMBERED}{dimension}"
    return f"{line}\x1f{direction}\x1f{number}"


def phases(keys: Sequence[str], draw: int = 0, n_draws: int = 1) -> FloatArray:
    """Return the shares of their headways that services wait, for some draws.

    Parameters
    ----------
    keys : sequence of str
        One name per service, see :func:`service_key`. A service's shares depend on its own
        name alone.
    draw : int
        The first draw wanted.
    n_draws : int
        How many are wanted. The first are the same however many follow; powers of two are the
        most even.

    Returns
    -------
    FloatArray
        At least zero, below one. Shape (n_draws, n_services).

    Raises
    ------
    InputError
        If `draw` or `n_draws` is no such number.

    Notes
    -----
    The Sobol point of a draw, in base two, is multiplied by a random lower triangular matrix
    and shifted [1]_, which keeps every elementary interval as evenly filled as it was.

    References
    ----------
    .. [1] J. Matousek, "On the L2-discrepancy for anchored boxes," J. Complexity, vol. 14,
       pp. 527-556, 1998. doi:10.1006/jcom.1998.0489

    Examples
    --------
    >>> drawn = phases(["29", "40"], n_draws=4)
    >>> np.histogram(drawn[:, 0], bins=4, range=(0, 1))[0]
    array([1, 1, 1, 1])
    """
    check_count("draw", draw, least=0)
    check_count("n_draws", n_draws)
    first, last = draw // BLOCK, (draw + n_draws - 1) // BLOCK
    begin = draw - first * BLOCK
    table = np.zeros((n_draws, len(keys)))
    for column, key in enumerate(keys):
        blocks = [_scrambled(key, block) for block in range(first, last + 1)]
        table[:, column] = np.concatenate(blocks)[begin : begin + n_draws]
    return table


@lru_cache(maxsize=4096)
def _scrambled(key: str, block: int) -> FloatArray:
    """Return one service's shares in a block of draws. Shape (BLOCK,)."""
    digest = hashlib.shake_256(key.encode()).digest(8 + 4 * (N_BITS + 1))
    chosen = int.from_bytes(digest[:8], "big") % N_DIMENSIONS
    dimension = int(key.removeprefix(NUMBERED)) if key.startswith(NUMBERED) else chosen
    words = np.frombuffer(digest[8:], dtype=">u4").astype(np.uint32)
    points = _sobol_block(block)[:, dimension]
    scrambled = np.zeros_like(points)
    for digit in range(N_BITS):
        own = 1 << (N_BITS - 1 - digit)
        higher = (1 << N_BITS) - 2 * own
        mask = np.uint32(own | (int(words[digit]) & higher))
        odd = (np.bitwise_count(points & mask) & 1).astype(np.uint32)
        scrambled |= odd * np.uint32(own)
    scrambled ^= words[N_BITS] >> np.uint32(32 - N_BITS)
    shares = scrambled / float(1 << N_BITS)
    shares.setflags(write=False)
    return shares


@lru_cache(maxsize=8)
def _sobol_block(block: int) -> NDArray[np.uint32]:
    """Return a block of plain Sobol points, as whole numbers. Shape (BLOCK, N_DIMENSIONS)."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(d=N_DIMENSIONS, scramble=False, bits=N_BITS)
    if block > 0:
        sequence.fast_forward(block * BLOCK)
    return (sequence.random(BLOCK) * float(1 << N_BITS)).astype(np.uint32)
