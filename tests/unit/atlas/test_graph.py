"""The Gabriel graph on the globe."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from exeunt.atlas.graph import gabriel
from exeunt.scenario.sphere import axes

cells = st.integers(0, 400)
points = st.lists(st.tuples(cells, cells), min_size=2, max_size=40, unique=True)


def spread(found, at=(30.0, 10.0)):
    """Give points on a grid of a twentieth of a degree, shaken a little so that no four lie on a circle."""
    shaken = np.array(found, float) / 20 + np.random.default_rng(7).normal(size=(len(found), 2)) / 1e4
    return (shaken[:, 0] + at[0] + 180) % 360 - 180, shaken[:, 1] + at[1]


def by_definition(lon, lat):
    at = np.column_stack(axes(lon, lat))
    for a in range(len(at)):
        for b in range(a + 1, len(at)):
            middle, radius = (at[a] + at[b]) / 2, np.linalg.norm(at[a] - at[b]) / 2
            if (np.linalg.norm(np.delete(at, [a, b], axis=0) - middle, axis=1) >= radius).all():
                yield a, b


@given(points)
def test_two_are_joined_if_no_third_lies_between_them(found):
    lon, lat = spread(found)
    assert set(map(tuple, gabriel(lon, lat).tolist())) == set(by_definition(lon, lat))


@given(points)
def test_the_graph_is_in_one_piece(found):
    pairs = gabriel(*spread(found))
    graph = coo_array((np.ones(len(pairs)), pairs.T), shape=(len(found), len(found)))
    assert connected_components(graph, directed=False)[0] == 1


@given(points)
def test_the_date_line_is_no_edge(found):
    assert gabriel(*spread(found)).tolist() == gabriel(*spread(found, at=(170.0, 10.0))).tolist()
