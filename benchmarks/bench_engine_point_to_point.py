"""How long does the quickest route between two nodes take, with all its edges?

Each is asked through its Python interface, one route a call, as a program would; the slow
ones for two routes only, which is multiplied. All on one core.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np

ROUTES = 200
FEW = 2
ROUNDS = 7
QUICK = ("pyroutingkit",)


def race_of_routes(ground, race):
    """Let all find the same routes; ours must take SciPy's times along its own edges."""
    graph, metric = ground.graph, ground.metric
    random = np.random.default_rng(5)
    rounds = [random.integers(0, graph.n_nodes, (ROUTES, 2)).tolist() for _ in range(ROUNDS)]
    for source, target in rounds[0][:20]:
        route = metric.route(source, target)
        assert route.time == ground.peers["scipy"].one_to_all(source)[target]
        assert graph.time_ms[route.edges].sum() == route.time
        assert graph.tail[route.edges].tolist() == list(route.nodes[:-1])
        assert graph.head[route.edges].tolist() == list(route.nodes[1:])
    asked = ground.asked("route")

    def routes(ask, count):
        return lambda pairs: [ask(source, target) for source, target in pairs[:count]]

    race(
        f"{ROUTES} routes, one call each, {ground.name}, one core",
        {
            "kraftcenter": routes(metric.route, ROUTES),
            **{name: routes(ask, ROUTES if name in QUICK else FEW) for name, ask in asked.items()},
        },
        rounds,
        scale={name: ROUTES / FEW for name in asked if name not in QUICK},
        quantity=(ROUTES, "routes"),
    )


def test_routes_beside_those_of_others(porto, race):
    race_of_routes(porto, race)


def test_routes_on_networks_of_growing_size(generated, race):
    race_of_routes(generated, race)
