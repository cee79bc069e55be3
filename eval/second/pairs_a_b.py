"""Pairs 025 to 050 a second time."""

import datetime

import polars as pl

from eval.second.frames import (
    LAST_7_DAYS,
    LAST_14_DAYS,
    LAST_30_DAYS,
    LAST_WEEK,
    NOW,
    OCTOBER,
    SEPTEMBER,
    THIS_MONTH,
    campaign_lines,
    difference,
    paid_lines,
    rate,
    sessions,
    within,
    yuan,
)
from eval.second.pairs_a import margin, of, snapshot
from eval.second.tables import computes


@computes("pair-025")
def pair_025(tables):
    def share(year):
        lines = campaign_lines(tables, "double11", year, paid_lines(tables).filter(pl.col("platform_id") == "douyin"))
        buyers = lines.group_by("customer_key").agg(returned=(~pl.col("is_new_buyer")).any())
        return buyers["returned"].mean()

    return [difference(share(2026), share(2025))]


@computes("pair-026")
def pair_026(tables):
    def share(window):
        said = tables.fct_comment.filter(~pl.col("is_host") & within("ts", window))
        return said.filter(pl.col("intent") == "question").height / said.filter(pl.col("intent") != "noise").height

    return [difference(share(LAST_7_DAYS), share(("2026-11-05", "2026-11-12")))]


@computes("pair-027")
def pair_027(tables):
    brand = tables.dim_product.filter(pl.col("brand_id") == "B07")
    lines = paid_lines(tables).join(brand, on="product_id", how="semi").filter(pl.col("paid_at").dt.month() == 10)
    years = dict(lines.group_by(pl.col("paid_at").dt.year()).agg(pl.col("qty").sum()).rows())
    return [difference(years[2026], years[2025])]


@computes("pair-028")
def pair_028(tables):
    days = tables.fct_ad_spend.group_by("platform_id", day=pl.col("stat_hour").dt.date()).agg(roi=rate("ad_gmv_fen", "cost_fen"))
    now, before = ({row[0]: row[2] for row in days.rows() if row[1] == datetime.date(2026, 11, day)} for day in (18, 17))
    return [(one, *difference(now.get(one), before.get(one))) for one in sorted(set(now) | set(before))]


@computes("pair-029")
def pair_029(tables):
    claims = tables.fct_coupon_event.filter(pl.col("event") == "issue")
    september = claims.filter(within("ts", SEPTEMBER))
    return [difference(claims.filter(within("ts", OCTOBER)).height, september.height)]


@computes("pair-030")
def pair_030(tables):
    held = sessions(tables, OCTOBER).filter(pl.col("streamer_id").is_in(["S01", "S02"]))
    return held.group_by("streamer_id").agg(rate("new_follower_cnt", "watch_ucnt"))


@computes("pair-031")
def pair_031(tables):
    spent = tables.fct_ad_spend.filter(pl.col("ad_product").is_in(["suixintui", "taobao_live_boost"]) & within("stat_hour", LAST_30_DAYS))
    return spent.group_by("ad_product").agg(rate("cost_fen", "enter_cnt") / 100)


@computes("pair-032")
def pair_032(tables):
    week = within("start_at", ("2026-11-16", NOW))
    viewers = dict(sessions(tables).filter(week).group_by("live_mode").agg(pl.col("watch_ucnt").sum()).rows())
    begun = tables.fct_session.filter(week).select("session_id", "live_mode")
    sales = paid_lines(tables).join(begun, on="session_id").group_by("live_mode").agg(yuan("gmv_fen"))
    return [(mode, value / viewers[mode]) for mode, value in sales.rows()]


@computes("pair-033")
def pair_033(tables):
    held = sessions(tables, LAST_WEEK).filter(pl.col("platform_id") == "douyin")
    came = tables.fct_session_source.join(held, on="session_id", how="semi").join(tables.dim_traffic_source, on="source_id")
    types = came.group_by("traffic_type").agg(viewers=pl.col("watch_ucnt").sum())
    return types.with_columns(share=pl.col("viewers") / pl.col("viewers").sum())


@computes("pair-034")
def pair_034(tables):
    brand = tables.dim_product.filter(pl.col("brand_id") == "B01")
    lines = paid_lines(tables, OCTOBER).join(brand, on="product_id", how="semi")
    women = tables.dim_customer.filter(pl.col("gender") == "female")
    bought = lines.join(women, on="customer_key", how="semi")["gmv_fen"].sum()
    return [("female", bought / 100, bought / lines["gmv_fen"].sum())]


@computes("pair-035")
def pair_035(tables):
    lines = paid_lines(tables, LAST_WEEK)
    followers = pl.col("gmv_fen").filter(pl.col("is_follower_at_pay")).sum()
    return lines.group_by("platform_id").agg(followers / pl.col("gmv_fen").sum())


@computes("pair-036")
def pair_036(tables):
    used = tables.fct_coupon_event.filter((pl.col("event") == "redeem") & (pl.col("ts").dt.date() == datetime.date(2026, 11, 11)))
    types = used.join(tables.dim_coupon, on="coupon_id").group_by("coupon_type").len("used")
    return types.with_columns(share=pl.col("used") / pl.col("used").sum())


@computes("pair-037")
def pair_037(tables):
    products = paid_lines(tables, OCTOBER).drop_nulls("product_id").group_by("product_id").agg(
        orders=pl.col("order_id").n_unique(), rate=rate("refund_fen", "gmv_fen")
    )
    return products.filter((pl.col("orders") >= 500) & (pl.col("rate") < 0.1))


@computes("pair-038")
def pair_038(tables):
    others = paid_lines(tables, OCTOBER).filter(pl.col("platform_id").is_in(["taobao", "jd", "wechat_channels"]))
    return of(others, yuan("gmv_fen") / pl.col("customer_key").n_unique())


@computes("pair-039")
def pair_039(tables):
    month = paid_lines(tables, THIS_MONTH, live=False)
    return of(month.filter(pl.col("paid_at").dt.date() != datetime.date(2026, 11, 11)), yuan("gmv_fen"))


@computes("pair-040")
def pair_040(tables):
    left = snapshot(tables).group_by("product_id").agg(left=pl.col("sellable_qty").sum())
    paid = paid_lines(tables, LAST_7_DAYS, live=False, gifts=True)
    a_day = paid.group_by("product_id").agg(a_day=pl.col("qty").sum() / 7)
    cover = left.join(a_day, on="product_id").select("product_id", cover=pl.col("left") / pl.col("a_day"))
    return cover.filter(pl.col("cover") < 7)


@computes("pair-041")
def pair_041(tables):
    special = sessions(tables, LAST_30_DAYS).filter((pl.col("session_type") != "daily").fill_null(True))
    return [(paid_lines(tables).join(special, on="session_id", how="semi")["gmv_fen"].sum() / 100 / special.height,)]


@computes("pair-042")
def pair_042(tables):
    lines = paid_lines(tables, LAST_WEEK).filter(pl.col("platform_id") == "wechat_channels")
    orders = lines.group_by("order_id").agg(pl.col("gmv_fen").sum())
    return [(orders.filter(pl.col("gmv_fen") >= 200 * 100).height,)]


@computes("pair-043")
def pair_043(tables):
    lines = paid_lines(tables, OCTOBER).filter(pl.col("platform_id") == "jd")
    with_coupon = lines.filter(pl.col("coupon_id").is_not_null())
    return [((lines["gmv_fen"].sum() - with_coupon["gmv_fen"].sum()) / 100,)]


@computes("pair-044")
def pair_044(tables):
    brands = tables.dim_product.select("product_id", "brand_id")
    paid = paid_lines(tables, OCTOBER, gifts=True).join(brands, on="product_id")
    rows = []
    for (brand,), lines in paid.group_by("brand_id"):
        own = lines.filter(~pl.col("is_gift"))
        sales = own["gmv_fen"].sum() / 100
        rows.append((brand, sales, margin(lines), sales / own["qty"].sum()))
    return rows


@computes("pair-045")
def pair_045(tables):
    held = sessions(tables, LAST_WEEK).join(tables.dim_streamer_tier, on="streamer_id")
    day = pl.col("start_at").dt.date()
    at_the_time = held.filter((pl.col("valid_from") <= day) & (day <= pl.col("valid_to")))
    return at_the_time.group_by("platform_id", "tier").agg(viewers=pl.col("watch_ucnt").sum(), rate=rate("pay_ucnt", "watch_ucnt"))


@computes("pair-046")
def pair_046(tables):
    said = tables.fct_comment.filter(~pl.col("is_host") & within("ts", LAST_7_DAYS)).join(
        tables.fct_session.select("session_id", "live_mode"), on="session_id"
    )
    meant = (pl.col("intent") != "noise").sum()
    shares = said.group_by("live_mode").agg(
        good=(pl.col("sentiment") == "positive").sum() / meant, bad=(pl.col("sentiment") == "negative").sum() / meant
    )
    counts = sessions(tables, LAST_7_DAYS).group_by("live_mode").agg(pl.col("comment_cnt").sum())
    return counts.join(shares, on="live_mode", how="full", coalesce=True)


@computes("pair-047")
def pair_047(tables):
    room = tables.dim_account.filter(pl.col("account_name") == "森驰抖音直播间")
    held = sessions(tables, OCTOBER).join(room, on="account_id", how="semi")
    return of(
        held,
        rate("product_exposure_ucnt", "watch_ucnt").alias("exposed"),
        rate("product_click_ucnt", "product_exposure_ucnt").alias("clicked"),
        rate("pay_ucnt", "product_click_ucnt").alias("paid"),
    )


@computes("pair-048")
def pair_048(tables):
    held = sessions(tables, LAST_14_DAYS)
    shown = tables.fct_session_product.filter(pl.col("product_id") == "P0303").join(held, on="session_id", how="semi")
    return of(shown, pl.col("exposure_ucnt", "click_ucnt", "cart_ucnt").sum())
