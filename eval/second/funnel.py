"""The funnel questions."""

import polars as pl

from eval.second.frames import LAST_WEEK, NOW, moment, paid_lines, sessions, within
from eval.second.tables import computes

STEPS = ["exposure_ucnt", "watch_ucnt", "product_exposure_ucnt", "product_click_ucnt"]


def total(column):
    """A sum that is nothing, not 0, when nothing is given."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)


def people(frame):
    return frame.select("customer_key").drop_nulls().unique().height


def of_sessions(tables, chosen):
    """A row a session: its steps and the people who bought in it."""
    lines = paid_lines(tables)
    return [
        (session, *steps, people(lines.filter(pl.col("session_id") == session)))
        for session, *steps in chosen.select("session_id", *STEPS).rows()
    ]


@computes("dev-052")
def dev_052(tables):
    shops = tables.dim_shop.filter(pl.col("brand_id") == "B03")["shop_id"].to_list()
    accounts = tables.dim_account.filter(pl.col("shop_id").is_in(shops))["account_id"].to_list()
    chosen = sessions(tables).filter(
        within("start_at", ("2026-11-18 18:00", "2026-11-19 06:00")), pl.col("account_id").is_in(accounts)
    )
    return of_sessions(tables, chosen)


@computes("dev-053")
def dev_053(tables):
    rows = []
    for platform in ("douyin", "kuaishou"):
        own = sessions(tables).filter(within("start_at", LAST_WEEK), pl.col("platform_id") == platform)
        lines = paid_lines(tables).filter(within("paid_at", LAST_WEEK), pl.col("platform_id") == platform)
        rows.append((platform, *own.select(total(step) for step in STEPS).row(0), people(lines)))
    return rows


@computes("dev-054")
def dev_054(tables):
    window = ("2026-10-20", "2026-11-19")
    on_air = tables.fct_session.filter(within("start_at", window)).select("session_id", "is_valid", "status")
    shown = tables.fct_session_product.filter(pl.col("product_id") == "P0501").join(on_air, on="session_id")
    counted = shown.filter(pl.col("is_valid") & (pl.col("status") != "test"))
    lines = paid_lines(tables).filter(within("paid_at", window), pl.col("product_id") == "P0501")
    return [(counted["exposure_ucnt"].sum(), counted["click_ucnt"].sum(), shown["cart_ucnt"].sum(), people(lines))]


@computes("dev-055")
def dev_055(tables):
    category = dict(
        tables.dim_product.join(tables.dim_category, on="category_id").select("product_id", "category_l1").rows()
    )
    made = tables.fct_order_line.filter(
        ~pl.col("is_test"), ~pl.col("is_gift"), pl.col("carrier") == "live", within("created_at", LAST_WEEK)
    )
    created, paid = {}, {}
    for order, product, is_paid in made.select("order_id", "product_id", "is_paid").rows():
        if product in category:
            created.setdefault(category[product], set()).add(order)
            if is_paid:
                paid.setdefault(category[product], set()).add(order)
    return [
        (name, len(paid.get(name, ())) / len(orders), len(orders), len(orders - paid.get(name, set())))
        for name, orders in created.items()
    ]


@computes("dev-056")
def dev_056(tables):
    over = sessions(tables).filter(
        pl.col("streamer_id") == "S08", pl.col("status") == "ended", pl.col("end_at") <= moment(NOW)
    )
    return of_sessions(tables, over.sort("start_at").tail(1))


def by_source(tables, start, end):
    own = sessions(tables).filter(within("start_at", (start, end))).select("session_id", "platform_id")
    return tables.fct_session_source.join(own, on="session_id")


@computes("dev-057")
def dev_057(tables):
    types = dict(tables.dim_traffic_source.select("source_id", "traffic_type").rows())
    sums = {"paid": [0, 0, 0], "natural": [0, 0, 0]}
    rows = by_source(tables, "2026-11-01", "2026-11-19 10:30")
    for source, *counts in rows.select("source_id", "watch_ucnt", "product_click_ucnt", "pay_ucnt").rows():
        for place, count in enumerate(counts):
            if types[source] in sums:
                sums[types[source]][place] += count or 0
    return [(kind, *counts) for kind, counts in sums.items()]


@computes("dev-058")
def dev_058(tables):
    rows = by_source(tables, *LAST_WEEK).filter(pl.col("source_id") == "ad", pl.col("platform_id") == "douyin")
    return [(rows["watch_ucnt"].sum(), rows["product_click_ucnt"].sum(), rows["pay_ucnt"].sum())]
