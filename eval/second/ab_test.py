"""The questions about experiments."""

import polars as pl

from eval.second.frames import paid_lines, sessions
from eval.second.tables import computes


@computes("dev-110")
def dev_110(tables):
    rows = []
    assigned = tables.ab_assignment.filter(pl.col("test_id") == "T01", pl.col("unit_type") == "session")
    for variant in assigned["variant_id"].unique():
        own = assigned.filter(pl.col("variant_id") == variant)["session_id"].to_list()
        counted = sessions(tables).filter(pl.col("session_id").is_in(own))
        sold = paid_lines(tables).filter(pl.col("session_id").is_in(counted["session_id"].to_list()))
        rows.append((variant, sold["gmv_fen"].sum() / 100 / counted["watch_cnt"].sum() * 1000))
    return rows
