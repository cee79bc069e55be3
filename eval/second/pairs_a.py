"""Pairs 001 to 050 a second time: from the definitions of the domain model, over the tables alone."""

from datetime import date, datetime, timedelta

import polars as pl

from eval.second.tables import computes

NOW = datetime(2026, 11, 19, 10, 30)


def between(column, start, end):
    """Rows whose time is in [start, end); a date means its midnight."""
    start, end = (value if isinstance(value, datetime) else datetime(value.year, value.month, value.day) for value in (start, end))
    return (pl.col(column) >= start) & (pl.col(column) < end)


def october(column):
    return between(column, date(2026, 10, 1), date(2026, 11, 1))


def last_week(column):
    return between(column, date(2026, 11, 9), date(2026, 11, 16))


def last_30_days(column):
    return between(column, date(2026, 10, 20), date(2026, 11, 19))


def last_7_days(column):
    return between(column, date(2026, 11, 12), date(2026, 11, 19))


def order_lines(tables):
    """Order lines that are no tests, with what was refunded of each."""
    succeeded = tables.fct_refund.filter(pl.col("status") == "success")
    to_stock = (pl.col("refund_type") == "return_refund") | (pl.col("refund_stage") == "pre_ship")
    refunds = succeeded.group_by("order_line_id").agg(
        refunded=pl.col("refund_fen").sum(),
        to_stock=pl.col("refund_qty").filter(to_stock).sum(),
    )
    lines = tables.fct_order_line.filter(~pl.col("is_test")).join(refunds, on="order_line_id", how="left")
    return lines.with_columns(pl.col("refunded", "to_stock").fill_null(0))


def sold(tables, carrier="live"):
    """Paid lines that are no gifts; of one carrier, or of all."""
    lines = order_lines(tables).filter(pl.col("is_paid") & ~pl.col("is_gift"))
    return lines if carrier is None else lines.filter(pl.col("carrier") == carrier)


def sessions(tables):
    """Sessions that count: long enough and no tests."""
    return tables.fct_session.filter(pl.col("is_valid") & (pl.col("status") != "test"))


def refunded_lines(tables):
    """Refunds that went through, each with the carrier and product of its line."""
    lines = tables.fct_order_line.filter(~pl.col("is_test")).select("order_line_id", "carrier", "product_id")
    return tables.fct_refund.filter(pl.col("status") == "success").join(lines, on="order_line_id")


def yuan(column):
    return pl.col(column).sum() / 100


def ratio(above, below):
    """A sum over a sum, nothing where there is nothing below."""
    return pl.when(pl.col(below).sum() != 0).then(pl.col(above).sum() / pl.col(below).sum())


def of(frame, *values):
    """One row with these aggregates."""
    return frame.select(*values).rows()


def top(frame, by, count, descending=True, over=None):
    """The first places by a column, ties at the last of them included."""
    place = pl.col(by).rank("min", descending=descending)
    return frame.filter(pl.col(by).is_not_null()).filter((place.over(over) if over else place) <= count)


def snapshot(tables):
    """The stock of the latest day, with product and brand."""
    stock = tables.fct_inventory_daily
    last = stock.filter(pl.col("snap_date") == stock["snap_date"].max())
    return last.join(tables.dim_sku.select("sku_id", "product_id"), on="sku_id").join(
        tables.dim_product.select("product_id", "brand_id"), on="product_id"
    )


def campaign(tables, name, year, platform):
    """From the first moment of a campaign on a platform to its end, or to now."""
    phases = tables.dim_campaign.filter(
        (pl.col("campaign_id") == name) & (pl.col("campaign_year") == year) & (pl.col("platform_id") == platform)
    )
    return phases["start_at"].min(), min(phases["end_at"].max() + timedelta(seconds=1), NOW)


def compared(now, before):
    """A value, the one it is compared with, the difference and the rate of change."""
    return now, before, now - before, (now - before) / before if before else None


@computes("pair-001")
def pair_001(tables):
    night = tables.fct_session.filter(between("start_at", datetime(2026, 11, 18, 18), datetime(2026, 11, 19, 6)))
    bags = tables.fct_session_event.filter(pl.col("event_type") == "lucky_bag")
    return [(bags.join(night, on="session_id", how="semi").height,)]


def margin(lines):
    """Gross profit over net sales; what went back into stock costs nothing, and gifts cost."""
    own = lines.filter(~pl.col("is_gift"))
    net = own["gmv_fen"].sum() - own["refunded"].sum()
    kept = lines.filter(pl.col("qty") > 0).select(pl.col("cost_fen") * (pl.col("qty") - pl.col("to_stock")) / pl.col("qty"))
    return (net - kept.to_series().sum()) / net if net else None


@computes("pair-002")
def pair_002(tables):
    brand = tables.dim_product.filter(pl.col("brand_id") == "B06")
    lines = order_lines(tables).filter(pl.col("is_paid") & (pl.col("carrier") == "live") & october("paid_at"))
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
        (pl.col("host_role") == "main") & (pl.col("streamer_id") == "S04") & (pl.col("on_at").dt.date() == date(2026, 11, 14))
    )
    return of(shifts, (pl.col("off_at") - pl.col("on_at")).dt.total_seconds().sum() / 3600)


@computes("pair-006")
def pair_006(tables):
    placed = order_lines(tables).filter(
        ~pl.col("is_gift")
        & (pl.col("carrier") == "live")
        & (pl.col("platform_id") == "taobao")
        & (pl.col("created_at").dt.date() == date(2026, 11, 11))
    )
    orders = placed.group_by("order_id").agg(pl.col("is_paid").any())
    return of(orders, pl.col("is_paid").mean())


@computes("pair-007")
def pair_007(tables):
    reached = sold(tables).filter(between("paid_at", date(2026, 11, 1), NOW))["gmv_fen"].sum() / 100
    target = tables.fct_target.filter(
        (pl.col("metric_id") == "gmv") & (pl.col("scope_type") == "account") & (pl.col("period_start") == date(2026, 11, 1))
    )
    return [(reached / target["target_value"].sum(),)]


@computes("pair-008")
def pair_008(tables):
    evening = sold(tables).filter(
        (pl.col("platform_id") == "douyin")
        & (pl.col("paid_at").dt.date() == date(2026, 11, 17))
        & pl.col("paid_at").dt.hour().is_between(18, 21)
    )
    return of(evening, yuan("gmv_fen"))


@computes("pair-009")
def pair_009(tables):
    orders = sold(tables, carrier=None).group_by("customer_key", "order_id").agg(pl.col("paid_at").min()).sort("paid_at", "order_id")
    first_two = orders.group_by("customer_key", maintain_order=True).agg(
        first=pl.col("paid_at").first(), second=pl.col("paid_at").slice(1, 1).first()
    )
    may = first_two.filter(between("first", date(2026, 5, 1), date(2026, 6, 1)))
    again = (pl.col("second") <= pl.col("first") + pl.duration(days=90)).fill_null(False)
    return of(may, again.mean())


@computes("pair-010")
def pair_010(tables):
    rooms = sold(tables).filter(last_week("paid_at")).group_by("account_id").agg(gmv=yuan("gmv_fen"))
    return top(rooms, "gmv", 3)


@computes("pair-011")
def pair_011(tables):
    rates = sold(tables).filter(october("paid_at") & pl.col("product_id").is_not_null()).group_by("platform_id", "product_id").agg(
        rate=ratio("refunded", "gmv_fen")
    )
    return top(rates, "rate", 1, over="platform_id")


@computes("pair-012")
def pair_012(tables):
    hosts = sessions(tables).filter(last_30_days("start_at")).group_by("streamer_id").agg(rate=ratio("interact_ucnt", "watch_ucnt"))
    return top(hosts.filter(pl.col("streamer_id").is_not_null()), "rate", 5, descending=False)


@computes("pair-013")
def pair_013(tables):
    return top(snapshot(tables).group_by("brand_id").agg(value=yuan("stock_cost_fen")), "value", 3)


@computes("pair-014")
def pair_014(tables):
    bad = tables.fct_comment.filter(~pl.col("is_host") & (pl.col("sentiment") == "negative") & last_week("ts"))
    return top(bad.filter(pl.col("topic").is_not_null()).group_by("topic").len("comments"), "comments", 3)


@computes("pair-015")
def pair_015(tables):
    agencies = tables.dim_streamer.filter(pl.col("mcn_name").is_not_null()).select("streamer_id", "mcn_name")
    return sold(tables).filter(october("paid_at")).join(agencies, on="streamer_id").group_by("mcn_name").agg(yuan("gmv_fen"))


@computes("pair-016")
def pair_016(tables):
    spend = tables.fct_ad_spend.filter((pl.col("platform_id") == "douyin") & between("stat_hour", date(2026, 11, 5), date(2026, 11, 19)))
    return top(spend.group_by("plan_id").agg(cpm=ratio("cost_fen", "show_cnt") * 10), "cpm", 5)


@computes("pair-017")
def pair_017(tables):
    held = sessions(tables).filter(between("start_at", date(2026, 9, 21), date(2026, 11, 16)))
    weeks = held.group_by(week=pl.col("start_at").dt.date().dt.truncate("1w")).agg(pl.col("duration_sec").sum() / 3600)
    return weeks


@computes("pair-018")
def pair_018(tables):
    year = sold(tables).filter(between("paid_at", date(2026, 1, 1), NOW))
    return year.group_by(quarter=pl.col("paid_at").dt.date().dt.truncate("1q")).agg(yuan("gmv_fen") - yuan("refunded"))


@computes("pair-019")
def pair_019(tables):
    douyin = tables.fct_session.filter(pl.col("platform_id") == "douyin")
    minutes = tables.fct_session_minute.filter(~pl.col("is_missing") & (pl.col("minute_at").dt.date() == date(2026, 11, 18)))
    hours = minutes.join(douyin, on="session_id", how="semi").group_by(hour=pl.col("minute_at").dt.hour().cast(pl.Int64))
    return hours.agg(pl.col("online_cnt").mean())


@computes("pair-020")
def pair_020(tables):
    month = refunded_lines(tables).filter((pl.col("carrier") == "live") & between("success_at", date(2026, 11, 1), NOW))
    return month.group_by(day=pl.col("success_at").dt.date()).agg(yuan("refund_fen"))


@computes("pair-021")
def pair_021(tables):
    days = tables.fct_inventory_daily.group_by("snap_date").agg(value=yuan("stock_cost_fen")).sort("snap_date")
    months = days.group_by(month=pl.col("snap_date").dt.truncate("1mo"), maintain_order=True).agg(pl.col("value").last())
    return months.filter(pl.col("month").is_between(date(2026, 5, 1), date(2026, 10, 1)))


@computes("pair-022")
def pair_022(tables):
    def viewers(start, end):
        return sessions(tables).filter(between("start_at", start, end))["watch_ucnt"].sum()

    return [compared(viewers(date(2026, 11, 16), NOW), viewers(date(2026, 11, 9), NOW - timedelta(days=7)))]


def profit(tables, start, end):
    """Net sales less goods, commission, platform fee, spend and fixed fees, in yuan."""
    lines = order_lines(tables).filter(pl.col("is_paid") & (pl.col("carrier") == "live") & between("paid_at", start, end))
    own = lines.filter(~pl.col("is_gift"))
    kept = own.filter(pl.col("gmv_fen") > 0).select(
        ((pl.col("commission_fen") + pl.col("platform_fee_fen")) * (1 - pl.col("refunded") / pl.col("gmv_fen"))).sum()
    )
    goods = lines.select((pl.col("cost_fen") * (1 - pl.col("to_stock") / pl.col("qty"))).sum())
    spend = tables.fct_ad_spend.filter(between("stat_hour", start, end))["cost_fen"].sum()
    fees = tables.fct_fixed_fee.filter((pl.col("fee_date") >= start) & (pl.col("fee_date") < end))["fee_fen"].sum()
    net = own["gmv_fen"].sum() - own["refunded"].sum()
    return (net - goods.item() - kept.item() - spend - fees) / 100


@computes("pair-023")
def pair_023(tables):
    return [compared(profit(tables, date(2026, 10, 1), date(2026, 11, 1)), profit(tables, date(2026, 9, 1), date(2026, 10, 1)))]


@computes("pair-024")
def pair_024(tables):
    taobao = sold(tables).filter(pl.col("platform_id") == "taobao")

    def sales(name):
        return taobao.filter(between("paid_at", *campaign(tables, name, 2026, "taobao")))["gmv_fen"].sum() / 100

    return [compared(sales("double11"), sales("618"))]


@computes("pair-025")
def pair_025(tables):
    def share(year):
        lines = sold(tables).filter((pl.col("platform_id") == "douyin") & between("paid_at", *campaign(tables, "double11", year, "douyin")))
        buyers = lines.group_by("customer_key").agg(returned=(~pl.col("is_new_buyer")).any())
        return buyers["returned"].mean()

    return [compared(share(2026), share(2025))]


@computes("pair-026")
def pair_026(tables):
    def share(start, end):
        said = tables.fct_comment.filter(~pl.col("is_host") & between("ts", start, end))
        return said.filter(pl.col("intent") == "question").height / said.filter(pl.col("intent") != "noise").height

    return [compared(share(date(2026, 11, 12), date(2026, 11, 19)), share(date(2026, 11, 5), date(2026, 11, 12)))]


@computes("pair-027")
def pair_027(tables):
    brand = tables.dim_product.filter(pl.col("brand_id") == "B07")
    lines = sold(tables).join(brand, on="product_id", how="semi").filter(pl.col("paid_at").dt.month() == 10)
    years = dict(lines.group_by(pl.col("paid_at").dt.year()).agg(pl.col("qty").sum()).rows())
    return [compared(years[2026], years[2025])]


@computes("pair-028")
def pair_028(tables):
    days = tables.fct_ad_spend.group_by("platform_id", day=pl.col("stat_hour").dt.date()).agg(roi=ratio("ad_gmv_fen", "cost_fen"))
    now, before = ({row[0]: row[2] for row in days.rows() if row[1] == date(2026, 11, day)} for day in (18, 17))
    return [(one, *compared(now.get(one), before.get(one))) for one in sorted(set(now) | set(before))]


@computes("pair-029")
def pair_029(tables):
    claims = tables.fct_coupon_event.filter(pl.col("event") == "issue")
    september = claims.filter(between("ts", date(2026, 9, 1), date(2026, 10, 1)))
    return [compared(claims.filter(october("ts")).height, september.height)]


@computes("pair-030")
def pair_030(tables):
    held = sessions(tables).filter(pl.col("streamer_id").is_in(["S01", "S02"]) & october("start_at"))
    return held.group_by("streamer_id").agg(ratio("new_follower_cnt", "watch_ucnt"))


@computes("pair-031")
def pair_031(tables):
    spend = tables.fct_ad_spend.filter(pl.col("ad_product").is_in(["suixintui", "taobao_live_boost"]) & last_30_days("stat_hour"))
    return spend.group_by("ad_product").agg(ratio("cost_fen", "enter_cnt") / 100)


@computes("pair-032")
def pair_032(tables):
    week = between("start_at", date(2026, 11, 16), NOW)
    viewers = dict(sessions(tables).filter(week).group_by("live_mode").agg(pl.col("watch_ucnt").sum()).rows())
    begun = tables.fct_session.filter(week).select("session_id", "live_mode")
    sales = sold(tables).join(begun, on="session_id").group_by("live_mode").agg(yuan("gmv_fen"))
    return [(mode, value / viewers[mode]) for mode, value in sales.rows()]


@computes("pair-033")
def pair_033(tables):
    held = sessions(tables).filter((pl.col("platform_id") == "douyin") & last_week("start_at"))
    came = tables.fct_session_source.join(held, on="session_id", how="semi").join(tables.dim_traffic_source, on="source_id")
    types = came.group_by("traffic_type").agg(viewers=pl.col("watch_ucnt").sum())
    return types.with_columns(share=pl.col("viewers") / pl.col("viewers").sum())


@computes("pair-034")
def pair_034(tables):
    brand = tables.dim_product.filter(pl.col("brand_id") == "B01")
    lines = sold(tables).filter(october("paid_at")).join(brand, on="product_id", how="semi")
    women = tables.dim_customer.filter(pl.col("gender") == "female")
    bought = lines.join(women, on="customer_key", how="semi")["gmv_fen"].sum()
    return [("female", bought / 100, bought / lines["gmv_fen"].sum())]


@computes("pair-035")
def pair_035(tables):
    lines = sold(tables).filter(last_week("paid_at"))
    followers = pl.col("gmv_fen").filter(pl.col("is_follower_at_pay")).sum()
    return lines.group_by("platform_id").agg(followers / pl.col("gmv_fen").sum())


@computes("pair-036")
def pair_036(tables):
    used = tables.fct_coupon_event.filter((pl.col("event") == "redeem") & (pl.col("ts").dt.date() == date(2026, 11, 11)))
    types = used.join(tables.dim_coupon, on="coupon_id").group_by("coupon_type").len("used")
    return types.with_columns(share=pl.col("used") / pl.col("used").sum())


@computes("pair-037")
def pair_037(tables):
    products = sold(tables).filter(october("paid_at")).drop_nulls("product_id").group_by("product_id").agg(
        orders=pl.col("order_id").n_unique(), rate=ratio("refunded", "gmv_fen")
    )
    return products.filter((pl.col("orders") >= 500) & (pl.col("rate") < 0.1))


@computes("pair-038")
def pair_038(tables):
    others = sold(tables).filter(pl.col("platform_id").is_in(["taobao", "jd", "wechat_channels"]) & october("paid_at"))
    return of(others, yuan("gmv_fen") / pl.col("customer_key").n_unique())


@computes("pair-039")
def pair_039(tables):
    month = sold(tables, carrier=None).filter(between("paid_at", date(2026, 11, 1), NOW))
    return of(month.filter(pl.col("paid_at").dt.date() != date(2026, 11, 11)), yuan("gmv_fen"))


@computes("pair-040")
def pair_040(tables):
    left = snapshot(tables).group_by("product_id").agg(left=pl.col("sellable_qty").sum())
    paid = order_lines(tables).filter(pl.col("is_paid") & last_7_days("paid_at"))
    a_day = paid.group_by("product_id").agg(a_day=pl.col("qty").sum() / 7)
    cover = left.join(a_day, on="product_id").select("product_id", cover=pl.col("left") / pl.col("a_day"))
    return cover.filter(pl.col("cover") < 7)


@computes("pair-041")
def pair_041(tables):
    special = sessions(tables).filter((pl.col("session_type") != "daily").fill_null(True) & last_30_days("start_at"))
    return [(sold(tables).join(special, on="session_id", how="semi")["gmv_fen"].sum() / 100 / special.height,)]


@computes("pair-042")
def pair_042(tables):
    lines = sold(tables).filter((pl.col("platform_id") == "wechat_channels") & last_week("paid_at"))
    orders = lines.group_by("order_id").agg(pl.col("gmv_fen").sum())
    return [(orders.filter(pl.col("gmv_fen") >= 200 * 100).height,)]


@computes("pair-043")
def pair_043(tables):
    lines = sold(tables).filter((pl.col("platform_id") == "jd") & october("paid_at"))
    with_coupon = lines.filter(pl.col("coupon_id").is_not_null())
    return [((lines["gmv_fen"].sum() - with_coupon["gmv_fen"].sum()) / 100,)]


@computes("pair-044")
def pair_044(tables):
    brands = tables.dim_product.select("product_id", "brand_id")
    paid = order_lines(tables).filter(pl.col("is_paid") & (pl.col("carrier") == "live") & october("paid_at")).join(brands, on="product_id")
    rows = []
    for (brand,), lines in paid.group_by("brand_id"):
        own = lines.filter(~pl.col("is_gift"))
        sales = own["gmv_fen"].sum() / 100
        rows.append((brand, sales, margin(lines), sales / own["qty"].sum()))
    return rows


@computes("pair-045")
def pair_045(tables):
    held = sessions(tables).filter(last_week("start_at")).join(tables.dim_streamer_tier, on="streamer_id")
    day = pl.col("start_at").dt.date()
    at_the_time = held.filter((pl.col("valid_from") <= day) & (day <= pl.col("valid_to")))
    return at_the_time.group_by("platform_id", "tier").agg(viewers=pl.col("watch_ucnt").sum(), rate=ratio("pay_ucnt", "watch_ucnt"))


@computes("pair-046")
def pair_046(tables):
    said = tables.fct_comment.filter(~pl.col("is_host") & last_7_days("ts")).join(
        tables.fct_session.select("session_id", "live_mode"), on="session_id"
    )
    meant = (pl.col("intent") != "noise").sum()
    shares = said.group_by("live_mode").agg(
        good=(pl.col("sentiment") == "positive").sum() / meant, bad=(pl.col("sentiment") == "negative").sum() / meant
    )
    counts = sessions(tables).filter(last_7_days("start_at")).group_by("live_mode").agg(pl.col("comment_cnt").sum())
    return counts.join(shares, on="live_mode", how="full", coalesce=True)


@computes("pair-047")
def pair_047(tables):
    room = tables.dim_account.filter(pl.col("account_name") == "森驰抖音直播间")
    held = sessions(tables).filter(october("start_at")).join(room, on="account_id", how="semi")
    return of(
        held,
        ratio("product_exposure_ucnt", "watch_ucnt").alias("exposed"),
        ratio("product_click_ucnt", "product_exposure_ucnt").alias("clicked"),
        ratio("pay_ucnt", "product_click_ucnt").alias("paid"),
    )


@computes("pair-048")
def pair_048(tables):
    held = sessions(tables).filter(between("start_at", date(2026, 11, 5), date(2026, 11, 19)))
    shown = tables.fct_session_product.filter(pl.col("product_id") == "P0303").join(held, on="session_id", how="semi")
    return of(shown, pl.col("exposure_ucnt", "click_ucnt", "cart_ucnt").sum())
