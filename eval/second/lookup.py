"""The golds of eval/questions/lookup.yml a second time."""

import polars as pl

from eval.second.frames import (
    LAST_NIGHT, LAST_WEEK, NOW, OCTOBER, THIS_MONTH, YESTERDAY, added, first_half_hour, minutes, moment, over, paid_lines,
    quotient, session_lines, sessions, spend, total, with_brand_of_room, within,
)
from eval.second.tables import computes


@computes("dev-001")
def dev_001(tables):
    lines = paid_lines(tables, YESTERDAY).filter(pl.col("platform_id") == "douyin")
    return [(total(lines, "gmv_fen") / 100,)]


@computes("dev-002")
def dev_002(tables):
    found = sessions(tables, ("2026-11-04", "2026-11-05")).filter(pl.col("streamer_id") == "S03").select("session_id", "watch_ucnt")
    peak = minutes(tables, found.select("session_id")).group_by("session_id").agg(pcu=pl.col("online_cnt").max())
    return found.join(peak, on="session_id", how="left")


@computes("dev-003")
def dev_003(tables):
    return [(total(paid_lines(tables, THIS_MONTH), "net_fen") / 100,)]


@computes("dev-004")
def dev_004(tables):
    lines = paid_lines(tables, ("2026-11-18T20:00", "2026-11-18T22:00")).filter(pl.col("account_id") == "A05")
    return [(lines["order_id"].n_unique(), quotient(total(lines, "gmv_fen") / 100, lines["customer_key"].drop_nulls().n_unique()))]


@computes("dev-005")
def dev_005(tables):
    on_air = tables.fct_session.filter(
        (pl.col("status") != "test") & (pl.col("streamer_id") == "S01") & within("start_at", ("2026-11-19", "2026-11-19T10:30:01"))
    ).filter(pl.col("end_at").is_null() | (pl.col("end_at") > moment(NOW)))
    seen = minutes(tables, on_air.select("session_id")).filter(pl.col("minute_at") <= moment(NOW)).sort("minute_at")
    return seen.group_by("session_id").agg(pl.col("online_cnt").drop_nulls().last(), pl.col("minute_at").max())


@computes("dev-006")
def dev_006(tables):
    of_product = pl.col("ad_product").is_in(["qianchuan", "qianchuan_uni"])
    return [(total(spend(tables, OCTOBER).filter(of_product), "cost_fen") / 100,)]


@computes("dev-007")
def dev_007(tables):
    loads = tables.meta_load.filter(pl.col("platform_id").is_not_null())
    lag = pl.col("loaded_at").dt.truncate("1m") - pl.col("loaded_until").dt.truncate("1m")
    return loads.group_by("platform_id").agg(
        lag.dt.total_minutes().max().alias("lag"),
        pl.col("loaded_until").min().alias("first"),
        pl.col("loaded_until").max().alias("last"),
    )


@computes("dev-008")
def dev_008(tables):
    lines = paid_lines(tables, ("2026-11-11", "2026-11-12"))
    gmv = total(lines, "gmv_fen") / 100
    return [(lines["order_id"].n_unique(), gmv, gmv >= 1e8)]


@computes("dev-009")
def dev_009(tables):
    of_platform = tables.fct_session.filter(pl.col("platform_id") == "taobao").select("session_id")
    seen = tables.fct_view.join(of_platform, on="session_id", how="semi").filter(within("first_enter_at", LAST_WEEK))
    held = sessions(tables, LAST_WEEK).filter(pl.col("platform_id") == "taobao")
    return [(seen["viewer_key"].drop_nulls().n_unique() or None, total(held, "watch_ucnt"))]


@computes("dev-010")
def dev_010(tables):
    held = sessions(tables, YESTERDAY).filter(pl.col("streamer_id") == "S01").select("session_id", "start_at")
    return minutes(tables, held).filter(first_half_hour()).group_by("session_id").agg(added("follow_cnt"))


@computes("dev-011")
def dev_011(tables):
    held = sessions(tables, OCTOBER).filter(pl.col("platform_id") == "douyin")
    return [(quotient(total(held, "watch_seconds"), total(held, "watch_ucnt")),)]


@computes("dev-012")
def dev_012(tables):
    of_platform = pl.col("platform_id") == "douyin"
    gmv = total(session_lines(tables, YESTERDAY).filter(of_platform), "gmv_fen") / 100
    views = total(sessions(tables, YESTERDAY).filter(of_platform), "watch_cnt")
    return [(quotient(gmv * 1000, views), gmv, views)]


@computes("dev-013")
def dev_013(tables):
    held = with_brand_of_room(sessions(tables, LAST_NIGHT), tables).filter(pl.col("brand_id") == "B01").select("session_id")
    ads = spend(tables).group_by("session_id").agg(added("cost_fen"), added("ad_gmv_fen"))
    sold = paid_lines(tables).group_by("session_id").agg(added("gmv_fen"))
    both = held.join(ads, on="session_id", how="left").join(sold, on="session_id", how="left")
    return both.select("session_id", over("ad_gmv_fen", "cost_fen").alias("ad_roi"), over("gmv_fen", "cost_fen").alias("overall_roi"))
