"""What does a second thread bring?

Answers must be the same to the bit. The ratio is what one thread takes to what two take.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pytest

import kraftcenter_mobility as km

ROUNDS = 5
QUESTIONS = {
    "256 searches to all": lambda ground, threads: ground.metric.many_to_all(
        np.arange(256) * (ground.graph.n_nodes // 256), threads=threads
    ),
    "1,000 x 1,000": lambda ground, threads: ground.metric.many_to_many(
        *np.random.default_rng(9).permutation(ground.graph.n_nodes)[:2000].reshape(2, 1000),
        threads=threads,
    ),
    "preparing": lambda ground, threads: (
        km.RoadEngine(*ground.graph[:2], x=ground.graph.x, y=ground.graph.y, threads=threads).order
    ),
}


def race_of_threads(ground, race, question):
    """Let two threads race one."""
    ask = QUESTIONS[question]
    one, two = ask(ground, 1), ask(ground, 2)
    assert np.array_equal(one, two)
    race(
        f"{question}, {ground.name}",
        {
            "kraftcenter, two threads": lambda _: ask(ground, 2),
            "kraftcenter, one thread": lambda _: ask(ground, 1),
        },
        [None] * ROUNDS,
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_threads_beside_one(porto, race, question):
    race_of_threads(porto, race, question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_two_threads_beside_one_on_networks_of_growing_size(generated, race, question):
    race_of_threads(generated, race, question)
