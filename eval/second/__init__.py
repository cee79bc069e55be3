"""Gold answers a second time, by another route.

Each module here computes questions of eval/questions/ with polars over the physical tables, without
SQL and without looking at the gold's own rows. `python -m eval.second.check` holds the two against each
other: where they differ, one of them is wrong, and the domain documents say which.
"""
