"""The golds of eval/questions/rank.yml a second time."""

import polars as pl

from eval.second.frames import (
    LAST_14_DAYS, LAST_30_DAYS, LAST_7_DAYS, LAST_WEEK, OCTOBER, THIRD_QUARTER, added, campaign_lines, over, paid_lines, rate,
    refunds, session_lines, sessions, spend, top, yuan,
)
from eval.second.tables import computes


@computes("dev-014")
def dev_014(tables):
    lines = paid_lines(tables, LAST_WEEK).filter(pl.col("streamer_id").is_not_null())
    return top(lines.group_by("streamer_id").agg(yuan()), "gmv_fen", 5)


@computes("dev-015")
def dev_015(tables):
    held = sessions(tables, LAST_30_DAYS).select("session_id")
    shown = tables.fct_session_product.join(held, on="session_id", how="semi").group_by("product_id")
    products = shown.agg(rate("click_ucnt", "exposure_ucnt").alias("ctr"), added("exposure_ucnt"))
    return top(products.filter(pl.col("exposure_ucnt") >= 10_000), "ctr", 1, lowest=True)


@computes("dev-016")
def dev_016(tables):
    lines = campaign_lines(tables, "double11", 2026, paid_lines(tables)).filter(pl.col("product_id").is_not_null())
    return top(lines.group_by("platform_id", "product_id").agg(yuan(), pl.col("qty").sum()), "gmv_fen", 3, by="platform_id")


@computes("dev-017")
def dev_017(tables):
    held = sessions(tables, ("2026-08-21", "2026-11-19")).with_columns(day=pl.col("start_at").dt.date())
    then = (pl.col("day") >= pl.col("valid_from")) & (pl.col("day") <= pl.col("valid_to"))
    held = held.join(tables.dim_streamer_tier, on="streamer_id").filter(then & pl.col("tier").is_in(["shoulder", "waist"]))
    return top(held.group_by("streamer_id").agg(rate("new_follower_cnt", "watch_ucnt").alias("rate")), "rate", 10)


@computes("dev-018")
def dev_018(tables):
    back = refunds(tables, OCTOBER).filter(pl.col("product_id").is_not_null()).group_by("product_id").agg(yuan("refund_fen"))
    sold = paid_lines(tables, OCTOBER).group_by("product_id").agg(rate("refund_fen", "gmv_fen").alias("rate"))
    return top(back, "refund_fen", 10).join(sold, on="product_id", how="left")


@computes("dev-019")
def dev_019(tables):
    rooms = sessions(tables, OCTOBER).group_by("account_id").agg(hours=pl.col("duration_sec").sum() / 3600)
    sold = session_lines(tables, OCTOBER).group_by("account_id").agg(yuan())
    rooms = rooms.filter(pl.col("hours") >= 20).join(sold, on="account_id")
    return top(rooms.select("account_id", over("gmv_fen", "hours").alias("per_hour"), "hours"), "per_hour", 1)


@computes("dev-020")
def dev_020(tables):
    sold = session_lines(tables, LAST_30_DAYS).group_by("session_id").agg(yuan())
    held = sessions(tables, LAST_30_DAYS).select("session_id", "watch_ucnt").join(sold, on="session_id")
    return held.select("session_id", over("gmv_fen", "watch_ucnt").alias("value")).filter(pl.col("value") > 5)


@computes("dev-021")
def dev_021(tables):
    lines = paid_lines(tables, THIRD_QUARTER).filter((pl.col("platform_id") == "kuaishou") & pl.col("sku_id").is_not_null())
    return top(lines.group_by("sku_id").agg(pl.col("qty").sum()), "qty", 10)


@computes("dev-022")
def dev_022(tables):
    held = sessions(tables, OCTOBER).filter(pl.col("streamer_id").is_not_null())
    return top(held.group_by("streamer_id").agg(rate("watch_1min_ucnt", "watch_ucnt").alias("rate")), "rate", 5, lowest=True)


@computes("dev-023")
def dev_023(tables):
    products = spend(tables, LAST_14_DAYS).filter(pl.col("ad_product").is_not_null()).group_by("ad_product")
    products = products.agg(rate("ad_gmv_fen", "cost_fen").alias("roi"), yuan("cost_fen"))
    return products.filter(pl.col("cost_fen") > 10_000)


@computes("dev-024")
def dev_024(tables):
    by_creators = tables.fct_session.filter(pl.col("live_mode") == "kol").select("session_id")
    lines = paid_lines(tables, LAST_7_DAYS).join(by_creators, on="session_id", how="semi")
    lines = lines.filter(pl.col("streamer_id").is_not_null())
    return top(lines.group_by("streamer_id").agg(yuan("net_fen")), "net_fen", 5)


@computes("dev-025")
def dev_025(tables):
    held = sessions(tables, LAST_WEEK).select("session_id", over("pay_ucnt", "watch_ucnt").alias("rate"))
    return top(held, "rate", 3)
