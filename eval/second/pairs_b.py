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
