"""Slow, obvious twins for new edges on a prepared graph, and for the length of ways."""

INFINITE = 1 << 30


def closed(way):
    """Return the shortest ways between all portals, by trying ever longer ones."""
    n = len(way)
    shortest = [[int(ticks) for ticks in row] for row in way]
    for _ in range(n):
        shortest = [
            [
                min(
                    [shortest[i][j]]
                    + [
                        shortest[i][k] + int(way[k][j])
                        for k in range(n)
                        if max(shortest[i][k], way[k][j]) < INFINITE
                    ]
                )
                for j in range(n)
            ]
            for i in range(n)
        ]
    return [[min(ticks, INFINITE) for ticks in row] for row in shortest]


def steps(way, through, begin, end, none):
    """Return the direct steps, as pairs of portals, that a way is made of."""
    if begin == end:
        return []
    middle = int(through[begin][end])
    if middle == none:
        return [(begin, end)]
    before, behind = ((begin, middle), (middle, end))
    return steps(way, through, *before, none) + steps(way, through, *behind, none)


def least_sums(left, right, result):
    """Return the least of each entry and the sums of a row of `left` and a column of `right`."""
    return [
        [
            min([entry] + [ticks + right[k][column] for k, ticks in enumerate(left[row])])
            for column, entry in enumerate(entries)
        ]
        for row, entries in enumerate(result)
    ]
