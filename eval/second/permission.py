"""The questions of people who may see a part."""

import polars as pl

from eval.second.facts import live_sales, within
from eval.second.tables import computes


@computes("dev-148")
def dev_148(tables):
    his = live_sales(tables).filter(pl.col("streamer_id") == "S04")
    return [(his.filter(within("paid_at", "2026-11-09", "2026-11-16"))["gmv_fen"].sum() / 100,)]


@computes("dev-150")
def dev_150(tables):
    seen = live_sales(tables).filter(pl.col("platform_id") == "kuaishou")
    return [("kuaishou", seen.filter(within("paid_at", "2026-10-01", "2026-11-01"))["gmv_fen"].sum() / 100)]
