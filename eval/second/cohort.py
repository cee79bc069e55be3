"""The cohort questions."""

import datetime
import statistics

import polars as pl

from eval.second.frames import NOW, campaign_lines, moment, paid_lines
from eval.second.tables import computes

DAY = datetime.timedelta(days=1)


def histories(lines):
    """Each person's orders as (moment, order, session), oldest first."""
    orders = lines.group_by("customer_key", "order_id").agg(pl.col("paid_at").min(), pl.col("session_id").min())
    found = {}
    for customer, order, paid_at, session in orders.select("customer_key", "order_id", "paid_at", "session_id").rows():
        found.setdefault(customer, []).append((paid_at, order, session))
    for orders_of_one in found.values():
        orders_of_one.sort(key=lambda order: order[:2])
    return found


def came_back(orders, days):
    return len(orders) > 1 and orders[1][0] <= orders[0][0] + days * DAY


def share(group, days):
    return sum(came_back(orders, days) for orders in group) / len(group)


@computes("dev-059")
def dev_059(tables):
    august = [one for one in histories(paid_lines(tables, live=False)).values() if moment("2026-08-01") <= one[0][0] < moment("2026-09-01")]
    return [(share(august, 30),)]


@computes("dev-060")
def dev_060(tables):
    months = {}
    for orders in histories(paid_lines(tables, live=False)).values():
        first = orders[0][0]
        if moment("2026-01-01") <= first < moment(NOW):
            months.setdefault(first.date().replace(day=1), []).append(orders)
    return [
        (month, share(group, 90), len(group), any(one[0][0] >= moment("2026-08-21") for one in group))
        for month, group in months.items()
    ]


@computes("dev-062")
def dev_062(tables):
    categories = tables.dim_category.filter(pl.col("category_l1") == "母婴")["category_id"].to_list()
    products = tables.dim_product.filter(pl.col("category_id").is_in(categories))["product_id"].to_list()
    gaps = []
    for orders in histories(paid_lines(tables, live=False).filter(pl.col("product_id").is_in(products))).values():
        for before, after in zip(orders, orders[1:]):
            if moment("2025-11-19") <= after[0] < moment("2026-11-19"):
                gaps.append((after[0].date() - before[0].date()).days)
    return [(statistics.median(gaps),)]


@computes("dev-063")
def dev_063(tables):
    paid = paid_lines(tables, live=False, gifts=True)
    first = paid.group_by("customer_key", "platform_id").agg(pl.col("paid_at").min().alias("first"))
    acquired = campaign_lines(tables, "618", 2026, first, by="first")
    bought = (
        paid.filter(~pl.col("is_gift"))
        .join(acquired.select("customer_key", "first"), on="customer_key")
        .filter(pl.col("paid_at") <= pl.col("first") + pl.duration(days=90))
        .group_by("platform_id")
        .agg((pl.col("gmv_fen") - pl.col("refund_fen")).sum().alias("net"))
    )
    people = acquired.group_by("platform_id").len()
    return people.join(bought, on="platform_id").select("platform_id", pl.col("net") / 100 / pl.col("len"))


@computes("dev-064")
def dev_064(tables):
    modes = dict(tables.fct_session.select("session_id", "live_mode").rows())
    groups = {"self": [], "kol": []}
    for orders in histories(paid_lines(tables, live=False)).values():
        first, _, session = orders[0]
        if moment("2026-01-01") <= first < moment("2026-07-01") and modes.get(session) in groups:
            groups[modes[session]].append(orders)
    return [(mode, share(group, 90)) for mode, group in groups.items()]
