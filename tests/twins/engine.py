"""Slow, obvious twins of the contraction hierarchy: sets, dictionaries and definitions."""

INFINITE = 1 << 30


def contract(order, pairs):
    """Contract the nodes of an undirected graph one by one; return neighbours above each.

    `pairs` are the joined nodes. What comes back maps each node to the set of its
    neighbours that were still there when it was contracted.
    """
    around = {node: set() for node in order}
    for one, other in pairs:
        if one != other:
            around[one].add(other)
            around[other].add(one)
    above = {}
    for node in order:
        above[node] = set(around[node])
        for one in above[node]:
            around[one].remove(node)
            around[one] |= above[node] - {one}
    return above


def arcs_of(hierarchy):
    """Return the arcs of a hierarchy as pairs of ranks, lower first."""
    return [
        (rank, int(head))
        for rank in range(hierarchy.parent.size)
        for head in hierarchy.up_head[hierarchy.first_up[rank] : hierarchy.first_up[rank + 1]]
    ]


def slow_weights(hierarchy, edge_weights):
    """Return the weights of all arcs, up and down in turn, triangle by triangle."""
    arcs = {pair: arc for arc, pair in enumerate(arcs_of(hierarchy))}
    weights = [INFINITE] * (2 * len(arcs))
    for slot, weight in zip(hierarchy.slot.tolist(), edge_weights, strict=True):
        if slot < len(weights):
            weights[slot] = min(weights[slot], int(weight))
    first = hierarchy.first_up.tolist()
    for rank in range(hierarchy.parent.size):
        above = hierarchy.up_head[first[rank] : first[rank + 1]].tolist()
        for i, low in enumerate(above):
            for high in above[i + 1 :]:
                one, other, over = arcs[rank, low], arcs[rank, high], arcs[low, high]
                up = weights[2 * one + 1] + weights[2 * other]
                down = weights[2 * other + 1] + weights[2 * one]
                weights[2 * over] = min(weights[2 * over], up)
                weights[2 * over + 1] = min(weights[2 * over + 1], down)
    return weights
