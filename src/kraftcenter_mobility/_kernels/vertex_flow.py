"""The most paths between two sets of nodes that share no node, and the cut they leave.

By Menger's theorem [1]_ the largest number of such paths is the smallest number of nodes
that separate the two sets. It is a maximum flow in which every node has room for one unit.
The network with two copies of every node is never built. A node on a path can be entered
only to send the path that was there another way, back to the node before it, so that a
search that enters it goes on from that node at once; what remains is one state to a node.
Nodes of the two sets have room for one unit as well and may be part of the cut, so that
there always is one.

As in Dinic's algorithm [2]_, breadth-first searches from the end take turns with passes of
depth-first searches from the beginning, in which no node is entered twice. Here a search
goes nearer to the end where it can, but also elsewhere where it cannot: paths through a map
are of all lengths, and one pass finds most of them, where Dinic's makes one for each length.

The sets may grow between two searches. Paths then lose their beginnings and ends, never
their number, so nothing is computed twice.

References
----------
.. [1] K. Menger, "Zur allgemeinen Kurventheorie," Fund. Math., vol. 10, pp. 96-115, 1927.
   doi:10.4064/fm-10-1-96-115
.. [2] S. Even and R. E. Tarjan, "Network flow and testing graph connectivity," SIAM J.
   Comput., vol. 4, no. 4, pp. 507-518, 1975. doi:10.1137/0204043
"""

import numpy as np
from numba import njit

from .flow_sets import BEGIN, CUT, END, INNER, Flow, U8Array
from .hierarchy import NONE, U32Array

__all__ = ["cut_beside", "more_paths"]

_0, _1 = np.uint64(0), np.uint64(1)
_ONE = np.uint32(1)


@njit(cache=True, nogil=True)
def more_paths(
    first: U32Array,
    head: U32Array,
    flow: Flow,
    n_nodes: np.uint64,
    starts: U32Array,
    n_paths: np.uint64,
    limit: np.uint64,
) -> np.uint64:
    """Add paths to the `n_paths` there are, until there is no other; return how many.

    Stops with `limit` paths or soon after. `starts` are the nodes of the first set.
    """
    side, before = flow.side, flow.before
    while n_paths < limit and _label(first, head, flow, n_nodes, END, BEGIN):
        for k in range(starts.size):
            start = starts[k]
            if side[start] == BEGIN and before[start] == start:
                n_paths += np.uint64(_augment(first, head, flow, np.uint64(start), n_nodes))
    return n_paths


@njit(cache=True, nogil=True)
def _label(
    first: U32Array,
    head: U32Array,
    flow: Flow,
    n_nodes: np.uint64,
    origin: np.uint8,
    goal: np.uint8,
) -> bool:
    """Count the steps from a set to every node; return whether the search came to the other.

    Free nodes of the other set are left without a level, for a path only begins there.
    """
    side, level, queue = flow.side, flow.level, flow.queue
    back = flow.after if origin == END else flow.before
    filled = _start_label(flow, n_nodes, origin, back)
    arrived = False
    done = _0
    while done < filled:
        node = np.uint64(queue[done])
        done += _1
        step = np.uint32(level[node] + _ONE)
        state = np.uint64(back[node])
        if level[state] == NONE:
            level[state] = step
            queue[filled] = state
            filled += _1
        for arc in range(np.uint64(first[node]), np.uint64(first[node + _1])):
            state = np.uint64(back[head[arc]])
            if level[state] == NONE:
                if side[state] == goal and back[state] == state:
                    arrived = True
                else:
                    level[state] = step
                    queue[filled] = state
                    filled += _1
    return arrived


@njit(cache=True, nogil=True)
def _start_label(flow: Flow, n_nodes: np.uint64, origin: np.uint8, back: U32Array) -> np.uint64:
    """Put the free nodes of a set into the queue; return how many there are."""
    side, level, cursor, queue = flow.side, flow.level, flow.cursor, flow.queue
    filled = _0
    inner = np.uint8(origin + INNER)
    for k in range(n_nodes):
        node = np.uint64(k)
        level[node] = NONE
        cursor[node] = 0
        if side[node] == inner:
            level[node] = 0
        elif side[node] == origin and back[node] == node:
            level[node] = 0
            queue[filled] = node
            filled += _1
    level[n_nodes] = 0
    return filled


@njit(cache=True, nogil=True)
def _next_step(
    first: U32Array, head: U32Array, flow: Flow, entered: np.uint64, node: np.uint64
) -> np.uint64:
    """Return the node to enter from `node`, to which entering `entered` led, or the node itself.

    All neighbours that are nearer to the end have their turn, then all, the node last.
    """
    level, cursor, distance = flow.level, flow.cursor, flow.distance
    begin = np.uint64(first[node])
    degree = np.uint64(first[node + _1]) - begin
    at = np.uint64(cursor[entered])
    while at < degree + degree:
        k = begin + (at if at < degree else at - degree)
        step = np.uint64(head[k])
        if level[step] < (distance[entered] if at < degree else NONE):
            cursor[entered] = at
            return step
        at += _1
    cursor[entered] = at
    return node


@njit(cache=True, nogil=True)
def _augment(
    first: U32Array, head: U32Array, flow: Flow, start: np.uint64, n_nodes: np.uint64
) -> bool:
    """Search one more path from a free node of the first set, and lay it if there is one."""
    before, level, trail, distance = flow.before, flow.level, flow.queue, flow.distance
    trail[0] = start
    distance[start] = NONE
    depth = _0
    while True:
        entered = np.uint64(trail[depth])
        node = np.uint64(before[entered])
        step = node
        if node < n_nodes:
            step = _next_step(first, head, flow, entered, node)
        if step == node and (step == n_nodes or level[step] == NONE):
            if depth == _0:
                return False
            depth -= _1
            continue
        distance[step] = level[step]
        level[step] = NONE
        flow.left[depth] = node
        depth += _1
        trail[depth] = step
        if flow.side[step] == END and before[step] == step:
            _lay(flow, depth, n_nodes)
            return True


@njit(cache=True, nogil=True)
def _lay(flow: Flow, depth: np.uint64, n_nodes: np.uint64) -> None:
    """Lay the path that was found, and take apart what it runs against."""
    before, after, trail, left = flow.before, flow.after, flow.queue, flow.left
    before[trail[0]] = n_nodes
    for k in range(depth):
        node = left[k]
        step = trail[np.uint64(k) + _1]
        if step == node:
            before[node] = node
            after[node] = node
        else:
            after[node] = step
            before[step] = node
    after[trail[depth]] = n_nodes


@njit(cache=True, nogil=True)
def cut_beside(
    first: U32Array,
    head: U32Array,
    flow: Flow,
    n_nodes: np.uint64,
    which: np.uint8,
    division: U8Array,
) -> np.uint64:
    """Find the smallest cut that is nearest to one of the sets, once no path is missing.

    `division` receives 0 on the side of the first set, 1 on the other and 2 in the cut.
    Returns how many nodes are on the side of the set `which`.
    """
    level = flow.level
    back = flow.before if which == BEGIN else flow.after
    near, far = (0, 1) if which == BEGIN else (1, 0)
    _label(first, head, flow, n_nodes, which, END if which == BEGIN else BEGIN)
    n_near = _0
    for k in range(n_nodes):
        node = np.uint64(k)
        if level[node] != NONE:
            division[node] = near
            n_near += _1
        elif back[node] != node and level[back[node]] != NONE:
            division[node] = CUT
        else:
            division[node] = far
    return n_near
