"""Physical tables of a data file as polars frames, and the register of second computations."""

import duckdb
import polars

COMPUTATIONS = {}


class Tables:
    """`tables.fct_session` is the table or view of that name, read once."""

    def __init__(self, path):
        self._connection = duckdb.connect(path, read_only=True)
        self._frames = {}

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._frames:
            self._frames[name] = polars.from_arrow(self._connection.sql(f'SELECT * FROM "{name}"').to_arrow_table())
        return self._frames[name]


def computes(*ids):
    """Registers a function as the second computation of the questions with these ids.

    The function takes `Tables` and returns rows (a list of tuples, or a polars frame) whose columns
    are those of the question's `gold_sql`, in its order.
    """

    def register(function):
        for one in ids:
            if one in COMPUTATIONS:
                raise ValueError(f"{one} is computed twice")
            COMPUTATIONS[one] = function
        return function

    return register
