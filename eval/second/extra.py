"""The golds of eval/questions/extra.yml a second time, questions 1 to 21."""

import polars as pl

from eval.second.frames import (
    LAST_14_DAYS, LAST_30_DAYS, LAST_7_DAYS, LAST_WEEK, OCTOBER, THIRD_QUARTER, THIS_MONTH, YESTERDAY, added, buyers, orders,
    paid_lines, quotient, rate, refunds, session_lines, sessions, spend, top, with_product, within, yuan,
)
from eval.second.tables import computes

SATURDAY = ("2026-11-14", "2026-11-15")
DAY_BEFORE = ("2026-11-17", "2026-11-18")
ELEVENTH = ("2026-11-11", "2026-11-12")


@computes("extra-001")
def extra_001(tables):
    return paid_lines(tables, DAY_BEFORE).filter(pl.col("account_id") == "A14").select(yuan())


@computes("extra-002")
def extra_002(tables):
    return paid_lines(tables, SATURDAY).filter(pl.col("platform_id") == "kuaishou").select(orders())


@computes("extra-003")
def extra_003(tables):
    return refunds(tables, OCTOBER).select(yuan("refund_fen"))


@computes("extra-004")
def extra_004(tables):
    held = sessions(tables, LAST_WEEK)
    return [(held.height, held["duration_sec"].sum() / 3600)]


@computes("extra-005")
def extra_005(tables):
    return spend(tables, OCTOBER).filter(pl.col("ad_product") == "cilijinniu").select(rate("ad_gmv_fen", "cost_fen"))


@computes("extra-006")
def extra_006(tables):
    lines = paid_lines(tables, LAST_WEEK).filter(pl.col("platform_id") == "douyin")
    return [(quotient(lines["gmv_fen"].sum() / 100, lines["order_id"].n_unique()),)]


@computes("extra-007")
def extra_007(tables):
    return paid_lines(tables, YESTERDAY).filter(pl.col("platform_id") == "jd").select(buyers())


@computes("extra-008")
def extra_008(tables):
    return sessions(tables, OCTOBER).filter(pl.col("streamer_id") == "S01").select(rate("new_follower_cnt", "watch_ucnt"))


@computes("extra-009")
def extra_009(tables):
    return paid_lines(tables, YESTERDAY, live=False).select(yuan())


@computes("extra-010")
def extra_010(tables):
    return with_product(paid_lines(tables, THIRD_QUARTER), tables).filter(pl.col("brand_id") == "B02").select(yuan("net_fen"))


@computes("extra-011")
def extra_011(tables):
    return sessions(tables, ELEVENTH).select(rate("watch_seconds", "watch_ucnt"))


@computes("extra-012")
def extra_012(tables):
    lines = paid_lines(tables, LAST_7_DAYS).filter(pl.col("product_id").is_not_null())
    return top(lines.group_by("product_id").agg(rate("refund_fen", "gmv_fen").alias("rate")), "rate", 5)


@computes("extra-013")
def extra_013(tables):
    return top(sessions(tables, OCTOBER).group_by("account_id").agg(added("new_follower_cnt")), "new_follower_cnt", 3)


@computes("extra-014")
def extra_014(tables):
    return spend(tables, THIS_MONTH).group_by("ad_product").agg(yuan("cost_fen"))


@computes("extra-015")
def extra_015(tables):
    lines = paid_lines(tables, LAST_WEEK, live=False).filter(pl.col("product_id").is_not_null())
    return top(lines.group_by("product_id").agg(pl.col("qty").sum()), "qty", 5)


@computes("extra-016")
def extra_016(tables):
    rooms = sessions(tables, OCTOBER).group_by("account_id").agg(rate("interact_ucnt", "watch_ucnt").alias("rate"))
    return top(rooms, "rate", 3, lowest=True)


@computes("extra-017")
def extra_017(tables):
    lines = session_lines(tables, LAST_WEEK).join(sessions(tables).select("session_id"), on="session_id", how="semi")
    return top(lines.group_by("session_id").agg(yuan()), "gmv_fen", 3)


@computes("extra-018")
def extra_018(tables):
    by_creators = tables.fct_session.filter(pl.col("live_mode") == "kol").select("session_id")
    lines = paid_lines(tables, OCTOBER).join(by_creators, on="session_id", how="semi")
    hosts = lines.filter(pl.col("streamer_id").is_not_null()).group_by("streamer_id")
    return top(hosts.agg((yuan() / buyers()).alias("spend")), "spend", 3)


@computes("extra-019")
def extra_019(tables):
    lines = with_product(paid_lines(tables, LAST_30_DAYS), tables).filter(pl.col("category_l1").is_not_null())
    return top(lines.group_by("category_l1", "product_id").agg(yuan()), "gmv_fen", 1, by="category_l1")


@computes("extra-020")
def extra_020(tables):
    held = sessions(tables, LAST_14_DAYS).filter(pl.col("platform_id") == "douyin").select("session_id")
    seen = tables.fct_session_source.join(held, on="session_id", how="semi")
    return top(seen.group_by("source_id").agg(added("watch_ucnt")), "watch_ucnt", 1)


@computes("extra-021")
def extra_021(tables):
    used = tables.fct_coupon_event.filter((pl.col("event") == "redeem") & within("ts", OCTOBER))
    kinds = tables.dim_coupon.select("coupon_id", "coupon_type")
    return top(used.join(kinds, on="coupon_id").group_by("coupon_type").agg(pl.len().alias("used")), "used", 1)
