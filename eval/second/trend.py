"""The golds of eval/questions/trend.yml a second time."""

import datetime

import polars as pl

from eval.second.frames import (
    LAST_14_DAYS, LAST_30_DAYS, LAST_NIGHT, NOW, THIS_MONTH, THIS_YEAR, added, buyers, day, month, orders, over, paid_lines,
    rate, sessions, spend, week, with_brand_of_room, yuan,
)
from eval.second.tables import computes


@computes("dev-026")
def dev_026(tables):
    days = pl.date_range(datetime.date(2026, 10, 20), datetime.date(2026, 11, 18), eager=True).alias("day").to_frame()
    sold = paid_lines(tables, LAST_30_DAYS).group_by(day("paid_at")).agg(yuan())
    return days.join(sold, on="day", how="left").with_columns(pl.col("gmv_fen").fill_null(0))


@computes("dev-027")
def dev_027(tables):
    months = paid_lines(tables, THIS_YEAR).group_by(month("paid_at"))
    units = pl.col("qty").sum()
    return months.agg((units / orders()).alias("per_order"), (pl.col("gmv_fen").sum() / 100 / units).alias("price"))


@computes("dev-028")
def dev_028(tables):
    held = sessions(tables, LAST_NIGHT).filter(pl.col("streamer_id") == "S01").select("session_id")
    seen = tables.fct_session_minute.join(held, on="session_id", how="semi")
    online = pl.when(~pl.col("is_missing")).then(pl.col("online_cnt"))
    curve = seen.group_by("minute_at").agg(online.mean().alias("online"))
    bags = tables.fct_session_event.filter(pl.col("event_type") == "lucky_bag").join(held, on="session_id", how="semi")
    bags = bags.group_by(pl.col("ts").dt.truncate("1m").alias("minute_at")).agg(pl.len().cast(pl.Int64).alias("bags"))
    return curve.join(bags, on="minute_at", how="left").with_columns(pl.col("bags").fill_null(0))


@computes("dev-029")
def dev_029(tables):
    months = paid_lines(tables, ("2026-08-01", "2026-11-01")).group_by(month("paid_at"))
    old = pl.col("customer_key").filter(~pl.col("is_new_buyer")).drop_nulls().n_unique()
    return months.agg((old / buyers()).alias("share"))


@computes("dev-030")
def dev_030(tables):
    lines = paid_lines(tables, ("2026-09-21", "2026-11-16")).filter(pl.col("product_id") == "P0303")
    lines = lines.with_columns(shipped=pl.when(pl.col("is_shipped")).then(pl.col("qty")))
    return lines.group_by(week("paid_at")).agg(rate("return_qty", "shipped").alias("rate"))


@computes("dev-031")
def dev_031(tables):
    ads = with_brand_of_room(spend(tables, ("2026-07-01", NOW)), tables).filter(pl.col("brand_id") == "B01")
    return ads.group_by(week("stat_hour")).agg(yuan("cost_fen"), rate("ad_gmv_fen", "cost_fen").alias("roi"))


@computes("dev-032")
def dev_032(tables):
    return sessions(tables, LAST_14_DAYS).group_by(day("start_at")).agg(rate("interact_ucnt", "watch_ucnt").alias("rate"))


@computes("dev-033")
def dev_033(tables):
    cost = spend(tables, THIS_MONTH).group_by(day("stat_hour")).agg(added("cost_fen"))
    sold = paid_lines(tables, THIS_MONTH).group_by(day("paid_at")).agg(added("gmv_fen"))
    return cost.join(sold, on="day", how="full", coalesce=True).select("day", over("cost_fen", "gmv_fen").alias("ratio"))
