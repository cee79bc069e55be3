"""The golds of eval/questions/compare_period.yml a second time."""

import polars as pl

from eval.second.frames import (
    LAST_WEEK, OCTOBER, OCTOBER_SO_FAR, THIRD_QUARTER, THIS_MONTH, TODAY, WEEK_BEFORE, YESTERDAY, added, campaign_lines,
    changes, difference, first_half_hour, minutes, orders, over, paid_lines, quotient, rate, session_lines, sessions, spend,
    total, with_product, within, yuan,
)
from eval.second.tables import computes


@computes("dev-034")
def dev_034(tables):
    def of(window, name):
        lines = paid_lines(tables, window).filter(pl.col("platform_id") == "douyin")
        return lines.group_by("account_id").agg(yuan().alias(name))

    both = of(LAST_WEEK, "value").join(of(WEEK_BEFORE, "base"), on="account_id", how="full", coalesce=True, nulls_equal=True)
    change = pl.col("value").fill_null(0) - pl.col("base").fill_null(0)
    return both.with_columns(change=change).with_columns(rate=over("change", "base"))


@computes("dev-035")
def dev_035(tables):
    lines = paid_lines(tables)

    def of(year, name):
        return campaign_lines(tables, "double11", year, lines).group_by("platform_id").agg(yuan().alias(name))

    return changes(of(2026, "value").join(of(2025, "base"), on="platform_id", how="full", coalesce=True))


@computes("dev-036")
def dev_036(tables):
    def of(window):
        early = minutes(tables, sessions(tables, window).select("session_id", "start_at")).filter(first_half_hour())
        return quotient(total(early, "enter_cnt"), total(early, "exposure_cnt"))

    return [difference(of(YESTERDAY), of(("2026-11-11", "2026-11-12")))]


@computes("dev-037")
def dev_037(tables):
    modes = tables.fct_session.filter(pl.col("live_mode").is_in(["self", "kol"])).select("session_id", "live_mode")
    lines = paid_lines(tables, OCTOBER, gifts=True).join(modes, on="session_id")
    kept = pl.col("cost_fen") * (pl.col("qty") - pl.col("restocked_qty")) / pl.col("qty")
    sold = lines.group_by("live_mode").agg(
        net=pl.col("net_fen").filter(~pl.col("is_gift")).sum(), cogs=kept.filter(pl.col("qty") != 0).sum()
    )
    cost = spend(tables, OCTOBER).join(modes, on="session_id").group_by("live_mode").agg(added("cost_fen"))
    both = sold.join(cost, on="live_mode", how="left").with_columns(profit=pl.col("net") - pl.col("cogs"))
    return both.select("live_mode", over("net", "cost_fen").alias("net_roi"), over("profit", "net").alias("margin"))


@computes("dev-038")
def dev_038(tables):
    def of(window):
        new = paid_lines(tables, window, live=False).filter(pl.col("is_new_buyer"))
        return quotient(total(spend(tables, window), "cost_fen") / 100, new["customer_key"].drop_nulls().n_unique())

    return [difference(of(THIS_MONTH), of(OCTOBER_SO_FAR))]


@computes("dev-039")
def dev_039(tables):
    window = ("2026-08-19", "2026-11-19")
    kind = pl.when(pl.col("holiday_name").is_not_null()).then(pl.lit("holiday"))
    kind = kind.when(pl.col("is_weekend")).then(pl.lit("weekend")).otherwise(pl.lit("weekday"))
    days = tables.dim_date.select("date", kind.alias("kind"))

    def by_kind(frame):
        return frame.with_columns(date=pl.col("start_at").dt.date()).join(days, on="date").group_by("kind")

    held = by_kind(sessions(tables, window)).agg(pl.len().alias("held"), rate("watch_seconds", "watch_ucnt").alias("seconds"))
    sold = by_kind(session_lines(tables, window)).agg(yuan())
    both = held.join(sold, on="kind", how="left").filter(pl.col("kind") != "holiday")
    return both.select("kind", over("gmv_fen", "held").alias("per_session"), "seconds")


@computes("dev-040")
def dev_040(tables):
    def of(window):
        events = tables.fct_coupon_event.filter(within("ts", window))["event"]
        return quotient((events == "redeem").sum(), (events == "issue").sum())

    return [difference(of(THIS_MONTH), of(OCTOBER_SO_FAR))]


@computes("dev-041")
def dev_041(tables):
    hosts = tables.fct_session.filter(pl.col("streamer_id").is_in(["S04", "S07"])).select("session_id", "streamer_id")
    seen = minutes(tables, hosts).filter(within("minute_at", OCTOBER))
    return seen.group_by("streamer_id").agg(pl.col("online_cnt").mean())


@computes("dev-042")
def dev_042(tables):
    def of(window):
        lines = with_product(paid_lines(tables, window, live=False), tables).filter(pl.col("category_l1") == "母婴")
        people = lines.filter(pl.col("customer_key").is_not_null()).group_by("customer_key").agg(orders().alias("orders"))
        return quotient((people["orders"] >= 2).sum(), people.height)

    return [difference(of(THIRD_QUARTER), of(("2025-07-01", "2025-10-01")))]


@computes("dev-043")
def dev_043(tables):
    def of(window):
        return total(paid_lines(tables, window), "gmv_fen") / 100

    return [difference(of(TODAY), of(("2026-11-18", "2026-11-18T10:30")))]


@computes("dev-044")
def dev_044(tables):
    lines = paid_lines(tables, OCTOBER).filter(pl.col("platform_id").is_in(["taobao", "jd"]))
    return lines.group_by("platform_id").agg(rate("refund_fen", "gmv_fen").alias("rate"))
