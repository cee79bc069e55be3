"""The cohort questions."""

import datetime
import statistics

import polars as pl

from eval.second.facts import NOW, at, campaign, real_lines, sales
from eval.second.tables import computes

DAY = datetime.timedelta(days=1)


def histories(lines):
    """Each person's orders as (moment, order, session), oldest first."""
    orders = lines.group_by("customer_key", "order_id").agg(pl.col("paid_at").min(), pl.col("session_id").min())
    found = {}
    for customer, order, moment, session in orders.select("customer_key", "order_id", "paid_at", "session_id").rows():
        found.setdefault(customer, []).append((moment, order, session))
    for orders_of_one in found.values():
        orders_of_one.sort(key=lambda order: order[:2])
    return found


def came_back(orders, days):
    return len(orders) > 1 and orders[1][0] <= orders[0][0] + days * DAY


def share(group, days):
    return sum(came_back(orders, days) for orders in group) / len(group)


@computes("dev-059")
def dev_059(tables):
    august = [one for one in histories(sales(tables)).values() if at("2026-08-01") <= one[0][0] < at("2026-09-01")]
    return [(share(august, 30),)]


@computes("dev-060")
def dev_060(tables):
    months = {}
    for orders in histories(sales(tables)).values():
        first = orders[0][0]
        if at("2026-01-01") <= first < NOW:
            months.setdefault(first.date().replace(day=1), []).append(orders)
    return [
        (month, share(group, 90), len(group), any(one[0][0] >= at("2026-08-21") for one in group))
        for month, group in months.items()
    ]


@computes("dev-062")
def dev_062(tables):
    categories = tables.dim_category.filter(pl.col("category_l1") == "母婴")["category_id"].to_list()
    products = tables.dim_product.filter(pl.col("category_id").is_in(categories))["product_id"].to_list()
    gaps = []
    for orders in histories(sales(tables).filter(pl.col("product_id").is_in(products))).values():
        for before, after in zip(orders, orders[1:]):
            if at("2025-11-19") <= after[0] < at("2026-11-19"):
                gaps.append((after[0].date() - before[0].date()).days)
    return [(statistics.median(gaps),)]


@computes("dev-063")
def dev_063(tables):
    paid = real_lines(tables).filter(pl.col("is_paid"))
    first = paid.group_by("customer_key", "platform_id").agg(pl.col("paid_at").min().alias("first"))
    acquired = first.join(campaign(tables, "618", 2026), on="platform_id").filter(
        pl.col("first") >= pl.col("opens"), pl.col("first") < pl.col("closes")
    )
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
    for orders in histories(sales(tables)).values():
        moment, _, session = orders[0]
        if at("2026-01-01") <= moment < at("2026-07-01") and modes.get(session) in groups:
            groups[modes[session]].append(orders)
    return [(mode, share(group, 90)) for mode, group in groups.items()]
