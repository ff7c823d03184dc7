"""Random small towns, for hypothesis to draw."""

import itertools

from drawn import turn, way
from hypothesis import strategies as st

# Nodes in no particular order; Y lies on top of X, so that a link between them has no length.
METRES = {
    "A": (0, 0),
    "B": (310, 42),
    "C": (655, -38),
    "D": (38, -390),
    "E": (352, -341),
    "F": (700, -420),
    "G": (171, -815),
    "X": (520, -180),
    "Y": (520, -180),
}
NAMES = "abcdefghijklmn"


@st.composite
def towns(draw):
    """Draw ways with one-ways, parallel and zero-length links, and restrictions on them."""
    lines = draw(
        st.lists(
            st.lists(st.sampled_from(sorted(METRES)), min_size=2, max_size=4).filter(
                lambda line: all(a != b for a, b in itertools.pairwise(line))
            ),
            min_size=3,
            max_size=len(NAMES),
        )
    )
    oneway = st.sampled_from(["no", "no", "no", "yes", "-1"])
    access = st.sampled_from(["yes", "yes", "yes", "yes", "destination"])
    ways = [
        way("".join(line), f"{name}way", oneway=draw(oneway), access=draw(access))
        for name, line in zip(NAMES, lines, strict=False)
    ]
    turns = [draw(restrictions(ways)) for _ in range(draw(st.integers(0, 5)))]
    return ways, [each for each in turns if each is not None]


@st.composite
def restrictions(draw, ways):
    """Draw a restriction between ways that end where it turns; None if there is none."""
    kind = draw(st.sampled_from(["no_left_turn", "no_u_turn", "only_straight_on"]))
    tied = [
        (origin, via, to)
        for via in ways
        if len(set(via.nodes)) == len(via.nodes)
        for origin in ways
        for to in ways
        if len({origin.name, via.name, to.name}) == 3
        and _ends_only(origin, via)
        and _ends_only(to, via)
    ]
    nodes = [
        (origin, node, to)
        for node in METRES
        for origin in ways
        for to in ways
        if _ends_at(origin, node) and _ends_at(to, node)
    ]
    choices = draw(st.sampled_from([tied, nodes]))
    if not choices:
        return None
    origin, via, to = draw(st.sampled_from(choices))
    return turn(kind, origin.name, getattr(via, "name", via), to.name)


def _ends_at(line, node):
    """Say whether a way has one of its ends at a node, and passes it nowhere else."""
    return line.nodes.count(node) == 1 and node in (line.nodes[0], line.nodes[-1])


def _ends_only(line, via):
    """Say whether a way meets a way at one end of both, and nowhere else."""
    met = [node for node in line.nodes if node in via.nodes]
    return len(met) == 1 and _ends_at(line, met[0]) and _ends_at(via, met[0])


def places_apart(town):
    """Return the links on which a place can lie without lying on another one as well."""
    links = {
        (line.name, k): tuple(sorted(line.nodes[k : k + 2].replace("Y", "X")))
        for line in town
        for k in range(len(line.nodes) - 1)
    }
    drawn_at = list(links.values())
    return {
        link: ends
        for link, ends in links.items()
        if drawn_at.count(ends) == 1 and ends[0] != ends[1]
    }
