"""Pairs 001 to 024 a second time: from the definitions of the domain model, over the tables alone."""

import datetime

import polars as pl

from eval.second.frames import (
    LAST_14_DAYS,
    LAST_30_DAYS,
    LAST_NIGHT,
    LAST_WEEK,
    NOW,
    OCTOBER,
    SEPTEMBER,
    THIS_MONTH,
    THIS_YEAR,
    campaign_lines,
    difference,
    paid_lines,
    rate,
    refunds,
    sessions,
    spend,
    top,
    within,
    yuan,
)
from eval.second.tables import computes


def of(frame, *values):
    """One row with these aggregates."""
    return frame.select(*values).rows()


def snapshot(tables):
    """The stock of the latest day, with product and brand."""
    stock = tables.fct_inventory_daily
    last = stock.filter(pl.col("snap_date") == stock["snap_date"].max())
    return last.join(tables.dim_sku.select("sku_id", "product_id"), on="sku_id").join(
        tables.dim_product.select("product_id", "brand_id"), on="product_id"
    )


def margin(lines):
    """Gross profit over net sales; what went back into stock costs nothing, and gifts cost."""
    own = lines.filter(~pl.col("is_gift"))
    net = own["gmv_fen"].sum() - own["refund_fen"].sum()
    kept = lines.filter(pl.col("qty") > 0).select(pl.col("cost_fen") * (pl.col("qty") - pl.col("restocked_qty")) / pl.col("qty"))
    return (net - kept.to_series().sum()) / net if net else None


@computes("pair-001")
def pair_001(tables):
    night = tables.fct_session.filter(within("start_at", LAST_NIGHT))
    bags = tables.fct_session_event.filter(pl.col("event_type") == "lucky_bag")
    return [(bags.join(night, on="session_id", how="semi").height,)]


@computes("pair-002")
def pair_002(tables):
    brand = tables.dim_product.filter(pl.col("brand_id") == "B06")
    lines = paid_lines(tables, OCTOBER, gifts=True)
    return [(margin(lines.join(brand, on="product_id", how="semi")),)]


@computes("pair-003")
def pair_003(tables):
    holiday = tables.dim_date.filter((pl.col("holiday_name") == "国庆") & (pl.col("year") == 2026))
    held = sessions(tables).filter(pl.col("platform_id") == "douyin").join(
        holiday.select(biz_date="date"), on="biz_date", how="semi"
    )
    return of(held, pl.col("new_follower_cnt").sum())


@computes("pair-004")
def pair_004(tables):
    return of(snapshot(tables).filter(pl.col("warehouse_id") == "WH01"), pl.col("sellable_qty").sum())


@computes("pair-005")
def pair_005(tables):
    shifts = tables.fct_session_host.filter(
        (pl.col("host_role") == "main") & (pl.col("streamer_id") == "S04") & (pl.col("on_at").dt.date() == datetime.date(2026, 11, 14))
    )
    return of(shifts, (pl.col("off_at") - pl.col("on_at")).dt.total_seconds().sum() / 3600)


@computes("pair-006")
def pair_006(tables):
    placed = tables.fct_order_line.filter(
        ~pl.col("is_gift")
        & ~pl.col("is_test")
        & (pl.col("carrier") == "live")
        & (pl.col("platform_id") == "taobao")
        & (pl.col("created_at").dt.date() == datetime.date(2026, 11, 11))
    )
    orders = placed.group_by("order_id").agg(pl.col("is_paid").any())
    return of(orders, pl.col("is_paid").mean())


@computes("pair-007")
def pair_007(tables):
    reached = paid_lines(tables, THIS_MONTH)["gmv_fen"].sum() / 100
    target = tables.fct_target.filter(
        (pl.col("metric_id") == "gmv") & (pl.col("scope_type") == "account") & (pl.col("period_start") == datetime.date(2026, 11, 1))
    )
    return [(reached / target["target_value"].sum(),)]


@computes("pair-008")
def pair_008(tables):
    evening = paid_lines(tables).filter(
        (pl.col("platform_id") == "douyin")
        & (pl.col("paid_at").dt.date() == datetime.date(2026, 11, 17))
        & pl.col("paid_at").dt.hour().is_between(18, 21)
    )
    return of(evening, yuan("gmv_fen"))


@computes("pair-009")
def pair_009(tables):
    orders = paid_lines(tables, live=False).group_by("customer_key", "order_id").agg(pl.col("paid_at").min()).sort("paid_at", "order_id")
    first_two = orders.group_by("customer_key", maintain_order=True).agg(
        first=pl.col("paid_at").first(), second=pl.col("paid_at").slice(1, 1).first()
    )
    may = first_two.filter(within("first", ("2026-05-01", "2026-06-01")))
    again = (pl.col("second") <= pl.col("first") + pl.duration(days=90)).fill_null(False)
    return of(may, again.mean())


@computes("pair-010")
def pair_010(tables):
    rooms = paid_lines(tables, LAST_WEEK).group_by("account_id").agg(gmv=yuan("gmv_fen"))
    return top(rooms, "gmv", 3)


@computes("pair-011")
def pair_011(tables):
    rates = paid_lines(tables, OCTOBER).drop_nulls("product_id").group_by("platform_id", "product_id").agg(
        rate=rate("refund_fen", "gmv_fen")
    )
    return top(rates, "rate", 1, by="platform_id")


@computes("pair-012")
def pair_012(tables):
    hosts = sessions(tables, LAST_30_DAYS).group_by("streamer_id").agg(rate=rate("interact_ucnt", "watch_ucnt"))
    return top(hosts.filter(pl.col("streamer_id").is_not_null()), "rate", 5, lowest=True)


@computes("pair-013")
def pair_013(tables):
    return top(snapshot(tables).group_by("brand_id").agg(value=yuan("stock_cost_fen")), "value", 3)


@computes("pair-014")
def pair_014(tables):
    bad = tables.fct_comment.filter(~pl.col("is_host") & (pl.col("sentiment") == "negative") & within("ts", LAST_WEEK))
    return top(bad.filter(pl.col("topic").is_not_null()).group_by("topic").len("comments"), "comments", 3)


@computes("pair-015")
def pair_015(tables):
    agencies = tables.dim_streamer.filter(pl.col("mcn_name").is_not_null()).select("streamer_id", "mcn_name")
    return paid_lines(tables, OCTOBER).join(agencies, on="streamer_id").group_by("mcn_name").agg(yuan("gmv_fen"))


@computes("pair-016")
def pair_016(tables):
    spent = tables.fct_ad_spend.filter((pl.col("platform_id") == "douyin") & within("stat_hour", LAST_14_DAYS))
    return top(spent.group_by("plan_id").agg(cpm=rate("cost_fen", "show_cnt") * 10), "cpm", 5)


@computes("pair-017")
def pair_017(tables):
    held = sessions(tables, ("2026-09-21", "2026-11-16"))
    weeks = held.group_by(week=pl.col("start_at").dt.date().dt.truncate("1w")).agg(pl.col("duration_sec").sum() / 3600)
    return weeks


@computes("pair-018")
def pair_018(tables):
    year = paid_lines(tables, THIS_YEAR)
    return year.group_by(quarter=pl.col("paid_at").dt.date().dt.truncate("1q")).agg(yuan("gmv_fen") - yuan("refund_fen"))


@computes("pair-019")
def pair_019(tables):
    douyin = tables.fct_session.filter(pl.col("platform_id") == "douyin")
    minutes = tables.fct_session_minute.filter(~pl.col("is_missing") & (pl.col("minute_at").dt.date() == datetime.date(2026, 11, 18)))
    hours = minutes.join(douyin, on="session_id", how="semi").group_by(hour=pl.col("minute_at").dt.hour().cast(pl.Int64))
    return hours.agg(pl.col("online_cnt").mean())


@computes("pair-020")
def pair_020(tables):
    month = refunds(tables, THIS_MONTH)
    return month.group_by(day=pl.col("success_at").dt.date()).agg(yuan("refund_fen"))


@computes("pair-021")
def pair_021(tables):
    days = tables.fct_inventory_daily.group_by("snap_date").agg(value=yuan("stock_cost_fen")).sort("snap_date")
    months = days.group_by(month=pl.col("snap_date").dt.truncate("1mo"), maintain_order=True).agg(pl.col("value").last())
    return months.filter(pl.col("month").is_between(datetime.date(2026, 5, 1), datetime.date(2026, 10, 1)))


@computes("pair-022")
def pair_022(tables):
    now, before = (sessions(tables, window)["watch_ucnt"].sum() for window in (("2026-11-16", NOW), ("2026-11-09", "2026-11-12T10:30")))
    return [difference(now, before)]


def profit(tables, window):
    """Net sales less goods, commission, platform fee, spend and fixed fees, in yuan."""
    lines = paid_lines(tables, window, gifts=True)
    own = lines.filter(~pl.col("is_gift"))
    kept = own.filter(pl.col("gmv_fen") > 0).select(
        ((pl.col("commission_fen") + pl.col("platform_fee_fen")) * (1 - pl.col("refund_fen") / pl.col("gmv_fen"))).sum()
    )
    goods = lines.select((pl.col("cost_fen") * (1 - pl.col("restocked_qty") / pl.col("qty"))).sum())
    fees = tables.fct_fixed_fee.filter(within("fee_date", window))["fee_fen"].sum()
    net = own["gmv_fen"].sum() - own["refund_fen"].sum()
    return (net - goods.item() - kept.item() - spend(tables, window)["cost_fen"].sum() - fees) / 100


@computes("pair-023")
def pair_023(tables):
    return [difference(profit(tables, OCTOBER), profit(tables, SEPTEMBER))]


@computes("pair-024")
def pair_024(tables):
    taobao = paid_lines(tables).filter(pl.col("platform_id") == "taobao")
    now, before = (campaign_lines(tables, name, 2026, taobao)["gmv_fen"].sum() / 100 for name in ("double11", "618"))
    return [difference(now, before)]
