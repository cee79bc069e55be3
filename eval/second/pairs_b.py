"""The golds of eval/questions/pairs_b.yml by another route.

Each starts from the definition in the domain documents. Money stays in fen until the last step.
"""

import datetime

import polars as pl

from eval.second.tables import computes

NOW = datetime.datetime(2026, 11, 19, 10, 30)


def moment(text):
    """A day, or a day with a time, as a moment."""
    return datetime.datetime.fromisoformat(text)


def within(frame, column, first, last):
    """Rows whose moment is in the days from `first` to `last`, both whole."""
    end = moment(last) + datetime.timedelta(days=1)
    return frame.filter((pl.col(column) >= moment(first)) & (pl.col(column) < end))


def until_now(frame, column, first):
    return frame.filter((pl.col(column) >= moment(first)) & (pl.col(column) < NOW))


def refunds_by_line(tables):
    """Successful refunds of each order line: their money, and the pieces that came back into stock."""
    done = tables.fct_refund.filter(pl.col("status") == "success")
    back = (pl.col("refund_type") == "return_refund") | (pl.col("refund_stage") == "pre_ship")
    return done.group_by("order_line_id").agg(
        pl.col("refund_fen").sum().alias("refunded"),
        pl.col("refund_qty").filter(back).sum().alias("restocked"),
    )


def paid_lines(tables, gifts=False, live=True):
    """Paid lines that are no test, with what was refunded of them."""
    lines = tables.fct_order_line.filter(~pl.col("is_test") & pl.col("is_paid"))
    if not gifts:
        lines = lines.filter(~pl.col("is_gift"))
    if live:
        lines = lines.filter(pl.col("carrier") == "live")
    lines = lines.join(refunds_by_line(tables), on="order_line_id", how="left")
    return lines.with_columns(pl.col("refunded").fill_null(0), pl.col("restocked").fill_null(0))


def with_brand(lines, tables):
    products = tables.dim_product.select("product_id", "brand_id")
    return lines.join(products, on="product_id", how="left")


def sessions(tables):
    """Sessions that count: 25 minutes or longer, and no test."""
    return tables.fct_session.filter(pl.col("is_valid") & (pl.col("status") != "test"))


def total(frame, column):
    return frame[column].sum()


def distinct_orders():
    return pl.col("order_id").n_unique()


@computes("pair-051")
def pair_051(tables):
    shown = within(sessions(tables).filter(pl.col("platform_id") == "kuaishou"), "start_at", "2026-11-09", "2026-11-15")
    return [(total(shown, "watch_ucnt"),)]


@computes("pair-052")
def pair_052(tables):
    own = tables.dim_account.filter(pl.col("account_type") != "kol")["account_id"].to_list()
    lines = within(paid_lines(tables), "paid_at", "2026-10-01", "2026-10-31").filter(pl.col("account_id").is_in(own))
    return lines.group_by("account_id").agg(pl.col("refunded").sum() / pl.col("gmv_fen").sum())


@computes("pair-053")
def pair_053(tables):
    his = within(sessions(tables).filter(pl.col("streamer_id") == "S07"), "start_at", "2026-10-01", "2026-10-31")
    return [(total(his, "watch_seconds") / total(his, "watch_ucnt"),)]


@computes("pair-054")
def pair_054(tables):
    lines = with_brand(within(paid_lines(tables), "paid_at", "2026-10-01", "2026-10-31"), tables)
    lines = lines.filter(pl.col("brand_id") == "B04")
    return [((total(lines, "gmv_fen") - total(lines, "refunded")) / 100,)]


@computes("pair-055")
def pair_055(tables):
    spent = within(tables.fct_ad_spend, "stat_hour", "2026-11-05", "2026-11-18")
    return spent.group_by("ad_product").agg(pl.col("cost_fen").sum() / 100)


@computes("pair-056")
def pair_056(tables):
    lines = within(paid_lines(tables), "paid_at", "2026-07-01", "2026-09-30")
    ranked = lines.group_by("product_id").agg(pl.col("gmv_fen").sum(), pl.col("refunded").sum())
    ranked = ranked.filter(pl.col("product_id").is_not_null()).sort("gmv_fen", descending=True)
    third = ranked.row(2, named=True)
    return [(third["product_id"], third["refunded"] / third["gmv_fen"])]


@computes("pair-057")
def pair_057(tables):
    lines = within(paid_lines(tables), "paid_at", "2026-10-01", "2026-10-31")
    first = lines.group_by("platform_id").agg(distinct_orders().alias("n")).sort("n", descending=True)["platform_id"][0]
    day = pl.col("paid_at").dt.date()
    monday = day - pl.duration(days=day.dt.weekday() - 1)
    weeks = lines.filter(pl.col("platform_id") == first).with_columns(monday.alias("week"))
    return weeks.group_by("week").agg(distinct_orders())


@computes("pair-058")
def pair_058(tables):
    lines = within(paid_lines(tables), "paid_at", "2026-11-05", "2026-11-18")
    return lines.group_by(pl.col("paid_at").dt.date()).agg(distinct_orders())


@computes("pair-059")
def pair_059(tables):
    lines = within(paid_lines(tables, gifts=True), "paid_at", "2026-11-09", "2026-11-15")
    lines = with_brand(lines.filter(pl.col("platform_id") == "douyin"), tables)
    cost = pl.col("cost_fen") * (pl.col("qty") - pl.col("restocked")) / pl.col("qty")
    net = (pl.col("gmv_fen") - pl.col("refunded")).filter(~pl.col("is_gift")).sum()
    return lines.group_by("brand_id").agg((net - cost.sum()) / net)


@computes("pair-060")
def pair_060(tables):
    shown = until_now(sessions(tables), "start_at", "2026-11-01").with_columns(pl.col("start_at").dt.date().alias("day"))
    shown = shown.filter(pl.col("day") != datetime.date(2026, 11, 11))
    return shown.group_by("day").agg(pl.col("watch_ucnt").sum())


@computes("pair-082")
def pair_082(tables):
    hers = sessions(tables).filter((pl.col("streamer_id") == "S03") & (pl.col("end_at") <= NOW))
    last = hers.sort("start_at").row(-1, named=True)
    buyers = paid_lines(tables).filter(pl.col("session_id") == last["session_id"])["customer_key"].n_unique()
    steps = [last[name] for name in ("exposure_ucnt", "watch_ucnt", "product_exposure_ucnt", "product_click_ucnt")]
    exposed, watched, saw, clicked = steps
    rates = (saw / watched, clicked / saw, last["pay_ucnt"] / clicked, last["pay_ucnt"] / exposed)
    return [(last["session_id"], *steps, buyers, *rates)]


@computes("pair-083")
def pair_083(tables):
    started = within(tables.fct_session, "start_at", "2026-10-01", "2026-10-31")["session_id"].to_list()
    counted = sessions(tables)["session_id"].to_list()
    shown = tables.fct_session_product.filter((pl.col("product_id") == "P0301") & pl.col("session_id").is_in(started))
    proper = shown.filter(pl.col("session_id").is_in(counted))
    lines = within(paid_lines(tables), "paid_at", "2026-10-01", "2026-10-31").filter(pl.col("product_id") == "P0301")
    return [(total(proper, "exposure_ucnt"), total(proper, "click_ucnt"), total(shown, "cart_ucnt"), lines["customer_key"].n_unique())]


@computes("pair-084")
def pair_084(tables):
    buyers = within(paid_lines(tables), "paid_at", "2026-07-01", "2026-09-30").select("customer_key").unique()
    ages = buyers.join(tables.dim_customer.select("customer_key", "age_band"), on="customer_key", how="left")
    return ages.group_by("age_band").agg(pl.len().alias("n"), (pl.len() / buyers.height).alias("share"))


@computes("pair-085")
def pair_085(tables):
    douyin = tables.fct_session.filter(pl.col("platform_id") == "douyin")["session_id"].to_list()
    said = within(tables.fct_comment, "ts", "2026-10-20", "2026-11-18").filter(~pl.col("is_host"))
    said = said.filter((pl.col("sentiment") == "negative") & pl.col("session_id").is_in(douyin))
    return said.group_by("topic").agg(pl.len())


@computes("pair-086")
def pair_086(tables):
    phases = tables.dim_campaign.filter((pl.col("campaign_id") == "618") & (pl.col("campaign_year") == 2026))
    places = tables.dim_customer.select("customer_key", "region")
    parts = []
    for name, window in phases.group_by("platform_id"):
        first, last = window["start_at"].min(), window["end_at"].max() + datetime.timedelta(seconds=1)
        lines = paid_lines(tables).filter(pl.col("platform_id") == name[0])
        parts.append(lines.filter((pl.col("paid_at") >= first) & (pl.col("paid_at") < last)))
    lines = pl.concat(parts).join(places, on="customer_key", how="left")
    whole = total(lines, "gmv_fen")
    return lines.group_by("region").agg((pl.col("gmv_fen").sum() / 100).alias("gmv"), (pl.col("gmv_fen").sum() / whole).alias("share"))


@computes("pair-087")
def pair_087(tables):
    lines = within(paid_lines(tables), "paid_at", "2026-11-07", "2026-11-08").filter(pl.col("account_id") == "A04")
    return [(total(lines, "gmv_fen") / 100 / lines["order_id"].n_unique(),)]


@computes("pair-088")
def pair_088(tables):
    return [(within(sessions(tables).filter(pl.col("streamer_id") == "S04"), "start_at", "2026-10-01", "2026-10-07").height,)]


@computes("pair-089")
def pair_089(tables):
    lines = within(paid_lines(tables), "paid_at", "2026-11-17", "2026-11-17").filter(pl.col("platform_id") == "kuaishou")
    return [(lines.filter(pl.col("paid_at").dt.hour().is_in([11, 12, 13]))["order_id"].n_unique(),)]


@computes("pair-090")
def pair_090(tables):
    names = tables.dim_warehouse.filter(pl.col("warehouse_name") == "杭州仓")["warehouse_id"].to_list()
    stock = tables.fct_inventory_daily
    newest = stock.filter((pl.col("snap_date") == stock["snap_date"].max()) & pl.col("warehouse_id").is_in(names))
    return [(total(newest, "stock_cost_fen") / 100,)]


@computes("pair-091")
def pair_091(tables):
    every = within(tables.fct_session, "start_at", "2026-10-01", "2026-10-31").filter(pl.col("platform_id") == "douyin")
    hours = every.filter(pl.col("is_valid") & (pl.col("status") != "test"))
    hours = hours.group_by("account_id").agg((pl.col("duration_sec").sum() / 3600).alias("hours"))
    sold = paid_lines(tables).filter(pl.col("session_id").is_in(every["session_id"].to_list()))
    sold = sold.group_by("account_id").agg((pl.col("gmv_fen").sum() / 100).alias("gmv"))
    rooms = hours.join(sold, on="account_id", how="left").with_columns((pl.col("gmv").fill_null(0) / pl.col("hours")).alias("rate"))
    return rooms.sort("rate").head(3).select("account_id", "rate")


@computes("pair-092")
def pair_092(tables):
    lines = within(paid_lines(tables), "paid_at", "2026-10-20", "2026-11-18").filter(pl.col("product_id").is_not_null())
    sold = lines.group_by("platform_id", "product_id").agg(pl.col("qty").sum())
    return sold.filter(pl.col("qty") == pl.col("qty").max().over("platform_id"))


@computes("pair-093")
def pair_093(tables):
    shown = within(sessions(tables), "start_at", "2026-11-02", "2026-11-08")
    gained = shown.group_by("streamer_id").agg(pl.col("new_follower_cnt").sum().alias("n")).sort("n", descending=True)
    return gained.filter(pl.col("n") >= gained["n"][4])


@computes("pair-094")
def pair_094(tables):
    lines = within(paid_lines(tables), "paid_at", "2026-07-01", "2026-09-30")
    lines = lines.filter(pl.col("platform_id").is_in(["taobao", "douyin"]))
    return lines.group_by("platform_id").agg(pl.col("gmv_fen").sum() / 100 / pl.col("qty").sum())


def against(now, base):
    """A value beside the one it is compared with: both, the difference, and the difference over the base."""
    return [(now, base, now - base, (now - base) / base)]


@computes("pair-095")
def pair_095(tables):
    def rate(first, last):
        shown = within(sessions(tables).filter(pl.col("platform_id") == "douyin"), "start_at", first, last)
        return total(shown, "fans_club_join_ucnt") / total(shown, "watch_ucnt")

    return against(rate("2026-11-09", "2026-11-15"), rate("2026-11-02", "2026-11-08"))


@computes("pair-096")
def pair_096(tables):
    def net(year):
        lines = within(paid_lines(tables), "paid_at", f"{year}-10-01", f"{year}-10-31")
        return (total(lines, "gmv_fen") - total(lines, "refunded")) / 100

    return against(net(2026), net(2025))


@computes("pair-097")
def pair_097(tables):
    lines = within(paid_lines(tables), "paid_at", "2026-10-01", "2026-10-31")
    rooms = lines.group_by("account_id").agg((pl.col("refunded").sum() / pl.col("gmv_fen").sum()).alias("rate"))
    return rooms.filter(pl.col("rate") > 0.2)


@computes("pair-098")
def pair_098(tables):
    spent = within(tables.fct_ad_spend, "stat_hour", "2026-10-01", "2026-10-31")
    left_out = spent.filter(pl.col("ad_product") == "suixintui")
    return [((total(spent, "ad_gmv_fen") - total(left_out, "ad_gmv_fen")) / (total(spent, "cost_fen") - total(left_out, "cost_fen")),)]


@computes("pair-099")
def pair_099(tables):
    lines = within(paid_lines(tables), "paid_at", "2026-11-09", "2026-11-15")
    return [(total(lines.filter(pl.col("coupon_id").is_null()), "gmv_fen") / 100,)]


@computes("pair-100")
def pair_100(tables):
    spent = within(tables.fct_ad_spend, "stat_hour", "2026-10-01", "2026-10-31")
    rooms = spent.group_by("account_id").agg(
        (pl.col("cost_fen").sum() / 100).alias("spend"), (pl.col("ad_gmv_fen").sum() / pl.col("cost_fen").sum()).alias("roi")
    )
    return rooms.filter((pl.col("spend") >= 20000) & (pl.col("roi") < 1.7))
@computes("pair-070")
def pair_070(tables):
    lines = paid_lines(tables).filter(pl.col("platform_id") == "kuaishou")
    weeks = within(lines, "paid_at", "2026-11-09", "2026-11-15"), within(lines, "paid_at", "2026-11-02", "2026-11-08")
    return [tuple(week["order_id"].n_unique() for week in weeks)]


