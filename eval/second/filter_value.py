"""The golds of eval/questions/filter_value.yml a second time."""

import datetime

import polars as pl

from eval.second.frames import (
    LAST_14_DAYS, LAST_30_DAYS, LAST_7_DAYS, LAST_WEEK, OCTOBER, THIS_MONTH, YESTERDAY, paid_lines, quotient, rate, sessions,
    spend, total, with_buyer, with_product, within, yuan,
)
from eval.second.tables import computes


@computes("dev-066")
def dev_066(tables):
    lines = paid_lines(tables, YESTERDAY).filter(pl.col("platform_id").ne_missing("douyin"))
    return lines.select(yuan())


@computes("dev-067")
def dev_067(tables):
    lines = with_buyer(paid_lines(tables, LAST_7_DAYS), tables)
    tiers = pl.col("city_tier").is_in(["T1", "N1"])
    return lines.filter(tiers & (pl.col("age_band") == "31-40") & (pl.col("gender") == "female")).select(yuan())


@computes("dev-068")
def dev_068(tables):
    coupons = tables.dim_coupon.filter(pl.col("coupon_type") == "threshold").select("coupon_id")
    banded = tables.fct_session_product.filter((pl.col("live_price_fen") >= 10_000) & (pl.col("live_price_fen") < 20_000))
    lines = paid_lines(tables, LAST_WEEK).filter(pl.col("is_follower_at_pay").eq(False))
    lines = lines.join(coupons, on="coupon_id", how="semi").join(banded, on=["session_id", "product_id"], how="semi")
    return [(lines["order_id"].n_unique(),)]


@computes("dev-069")
def dev_069(tables):
    lines = with_product(paid_lines(tables, OCTOBER), tables).filter(pl.col("brand_id") == "B04")
    young = pl.col("paid_at").dt.date() < pl.col("launch_date") + datetime.timedelta(days=30)
    return lines.filter(pl.col("product_role").ne_missing("traffic") & young).select(yuan("net_fen"))


@computes("dev-070")
def dev_070(tables):
    held = sessions(tables, THIS_MONTH).filter((pl.col("duration_sec") > 4 * 3600) & (pl.col("watch_ucnt") < 20_000))
    sold = paid_lines(tables).group_by("session_id").agg(yuan())
    held = held.select("session_id", pl.col("duration_sec") / 3600, "watch_ucnt")
    return held.join(sold, on="session_id", how="left")


@computes("dev-071")
def dev_071(tables):
    held = tables.fct_session.filter(within("start_at", LAST_30_DAYS)).select("session_id")
    ads = spend(tables).join(held, on="session_id", how="semi").group_by("session_id")
    ads = ads.agg(yuan("cost_fen"), rate("ad_gmv_fen", "cost_fen").alias("roi"))
    return ads.filter((pl.col("cost_fen") > 50_000) & (pl.col("roi") < 1.5))


@computes("dev-072")
def dev_072(tables):
    whole = paid_lines(tables, live=False).group_by("order_id").agg(pl.col("gmv_fen").sum())
    large = whole.filter(pl.col("gmv_fen") > 50_000).select("order_id")
    lines = with_buyer(paid_lines(tables, OCTOBER), tables).filter(pl.col("city_tier").is_in(["T3", "T4"]))
    return [(lines.join(large, on="order_id", how="semi")["order_id"].n_unique(),)]


@computes("dev-073")
def dev_073(tables):
    lines = with_product(paid_lines(tables, LAST_14_DAYS), tables).filter(pl.col("platform_id").is_in(["taobao", "jd"]))
    return lines.filter(pl.col("category_l1") == "美妆护肤").select(yuan())


@computes("dev-074")
def dev_074(tables):
    lines = with_buyer(paid_lines(tables, OCTOBER), tables).filter(pl.col("platform_id") == "wechat_channels")
    grown = pl.col("age_band").is_in(["31-40", "41-50", "50+"])
    lines = lines.filter(grown & (pl.col("gender") == "female"))
    return [(quotient(total(lines, "gmv_fen") / 100, lines["order_id"].n_unique()),)]
