"""The questions of people who may see a part."""

import polars as pl

from eval.second.frames import paid_lines, within
from eval.second.tables import computes


@computes("dev-148")
def dev_148(tables):
    his = paid_lines(tables).filter(pl.col("streamer_id") == "S04")
    return [(his.filter(within("paid_at", ("2026-11-09", "2026-11-16")))["gmv_fen"].sum() / 100,)]


@computes("dev-150")
def dev_150(tables):
    seen = paid_lines(tables).filter(pl.col("platform_id") == "kuaishou")
    return [("kuaishou", seen.filter(within("paid_at", ("2026-10-01", "2026-11-01")))["gmv_fen"].sum() / 100)]
