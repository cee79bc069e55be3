"""The golds of eval/questions/share.yml a second time."""

import math

import polars as pl

from eval.second.frames import (
    LAST_30_DAYS, LAST_7_DAYS, LAST_WEEK, OCTOBER, THIRD_QUARTER, added, campaign_lines, paid_lines, quotient, sessions, total,
    with_share, yuan,
)
from eval.second.tables import computes


@computes("dev-045")
def dev_045(tables):
    carriers = with_share(paid_lines(tables, OCTOBER, live=False).group_by("carrier").agg(yuan()), "gmv_fen")
    return carriers.filter(pl.col("carrier").is_in(["live", "short_video", "product_card"]))


@computes("dev-046")
def dev_046(tables):
    lines = campaign_lines(tables, "double11", 2026, paid_lines(tables))
    return [(quotient(total(lines.filter(~pl.col("is_new_buyer")), "gmv_fen"), total(lines, "gmv_fen")),)]


@computes("dev-047")
def dev_047(tables):
    lines = paid_lines(tables, LAST_30_DAYS).filter(pl.col("product_id") == "P0101")
    lines = lines.join(tables.dim_sku.select("sku_id", "color"), on="sku_id", how="left")
    return with_share(lines.group_by("color").agg(added("qty")), "qty")


@computes("dev-048")
def dev_048(tables):
    held = sessions(tables, LAST_7_DAYS).select("session_id")
    paid = tables.dim_traffic_source.filter(pl.col("traffic_type") == "paid")["source_id"].to_list()
    seen = tables.fct_session_source.join(held, on="session_id", how="semi").group_by("session_id")
    bought = pl.col("watch_ucnt").filter(pl.col("source_id").is_in(paid)).sum()
    many = seen.agg(bought.alias("bought"), pl.col("watch_ucnt").sum()).filter(pl.col("bought") > pl.col("watch_ucnt") / 2).height
    return [(many, held.height, quotient(many, held.height))]


@computes("dev-049")
def dev_049(tables):
    lines = paid_lines(tables, THIRD_QUARTER)
    products = lines.filter(pl.col("product_id").is_not_null()).group_by("product_id").agg(pl.col("gmv_fen").sum())
    products = products.filter(pl.col("gmv_fen") > 0)
    places = math.ceil(products.height / 5)
    best = products["gmv_fen"].sort(descending=True).head(places).sum()
    return [(quotient(best, total(lines, "gmv_fen")), best / 100, products.height, places)]


@computes("dev-050")
def dev_050(tables):
    held = sessions(tables, OCTOBER).select("session_id")
    seen = tables.fct_session_source.join(held, on="session_id", how="semi")
    return with_share(seen.group_by("source_id").agg(added("watch_ucnt")), "watch_ucnt")


@computes("dev-051")
def dev_051(tables):
    lines = paid_lines(tables, LAST_WEEK)
    modes = tables.fct_session.select("session_id", "live_mode")
    groups = lines.join(modes, on="session_id", how="left").group_by("live_mode").agg(yuan())
    return with_share(groups, "gmv_fen").filter(pl.col("live_mode") == "kol")
