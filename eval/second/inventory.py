"""The inventory questions."""

import datetime

import polars as pl

from eval.second.frames import LAST_7_DAYS, paid_lines, quotient, within
from eval.second.tables import computes

NEWEST = datetime.date(2026, 11, 18)


def day(text):
    return datetime.date.fromisoformat(text)


def paid(tables):
    """Paid lines of all carriers; gifts take stock too."""
    return paid_lines(tables, live=False, gifts=True)


def add_up(frame, key, column):
    """The sum of a column by a key."""
    return dict(frame.group_by(key).agg(pl.col(column).sum()).rows())


def snapshot(tables, date):
    return tables.fct_inventory_daily.filter(pl.col("snap_date") == date)


def cover(stock, sold):
    return None if not sold else stock * 7 / sold


@computes("dev-111")
def dev_111(tables):
    stock = add_up(snapshot(tables, NEWEST), "sku_id", "sellable_qty")
    sold = add_up(paid(tables).filter(within("paid_at", LAST_7_DAYS)), "sku_id", "qty")
    days = {sku: cover(quantity, sold.get(sku)) for sku, quantity in stock.items()}
    return [(sku, value, stock[sku]) for sku, value in days.items() if value is not None and value < 7]


@computes("dev-112")
def dev_112(tables):
    color = dict(tables.dim_sku.filter(pl.col("product_id") == "P0101").select("sku_id", "color").rows())
    stock, sold = {}, {}
    for sku, quantity in snapshot(tables, NEWEST).select("sku_id", "sellable_qty").rows():
        if sku in color:
            stock[color[sku]] = stock.get(color[sku], 0) + quantity
    for sku, quantity in paid(tables).filter(within("paid_at", LAST_7_DAYS)).select("sku_id", "qty").rows():
        if sku in color:
            sold[color[sku]] = sold.get(color[sku], 0) + quantity
    return [(name, quantity, cover(quantity, sold.get(name))) for name, quantity in stock.items()]


@computes("dev-113")
def dev_113(tables):
    products = tables.dim_product.select("product_id", "brand_id")
    skus = tables.dim_sku.select("sku_id", "product_id").join(products, on="product_id").select("sku_id", "brand_id")

    def turnover_days(start, end):
        stock = tables.fct_inventory_daily.filter(pl.col("snap_date") >= day(start), pl.col("snap_date") < day(end))
        daily = stock.join(skus, on="sku_id").group_by("brand_id", "snap_date").agg(pl.col("stock_cost_fen").sum())
        mean = daily.group_by("brand_id").agg(pl.col("stock_cost_fen").mean().alias("mean"), pl.len().alias("days"))
        shipped = paid(tables).filter(pl.col("is_shipped"), within("paid_at", (start, end))).join(products, on="product_id")
        cost = shipped.group_by("brand_id").agg(pl.col("cost_fen").sum())
        joined = mean.join(cost, on="brand_id").with_columns(value=pl.col("mean") / pl.col("cost_fen") * pl.col("days"))
        return dict(joined.select("brand_id", "value").rows())

    third, second = turnover_days("2026-07-01", "2026-10-01"), turnover_days("2026-04-01", "2026-07-01")
    return [(brand, now, second[brand], now - second[brand], now / second[brand] - 1) for brand, now in third.items()]


@computes("dev-114")
def dev_114(tables):
    window = tables.dim_campaign.filter(pl.col("campaign_id") == "double11", pl.col("campaign_year") == 2026)
    first, last = window["start_at"].min().date(), window["end_at"].max().date()
    skus = tables.dim_sku.select("sku_id", "product_id")
    stock = tables.fct_inventory_daily.join(skus, on="sku_id")
    opening = add_up(stock.filter(pl.col("snap_date") == first), "product_id", "on_hand_qty")
    inbound = add_up(stock.filter(pl.col("snap_date").is_between(first, last)), "product_id", "inbound_qty")
    newest = stock.filter(pl.col("snap_date") == NEWEST)
    value, sellable = add_up(newest, "product_id", "stock_cost_fen"), add_up(newest, "product_id", "sellable_qty")
    sold = add_up(paid_lines(tables, live=False).filter(pl.col("paid_at").dt.date().is_between(first, last)), "product_id", "qty")
    speed = add_up(paid(tables).filter(within("paid_at", LAST_7_DAYS)), "product_id", "qty")
    return [
        (
            product,
            quotient(sold.get(product), opening[product] + inbound[product]),
            value[product] / 100,
            cover(sellable[product], speed.get(product)),
        )
        for product in value
    ]


@computes("dev-115")
def dev_115(tables):
    product_of = dict(tables.dim_sku.select("sku_id", "product_id").rows())
    levels = {}
    for date, sku, quantity in tables.fct_inventory_daily.select("snap_date", "sku_id", "sellable_qty").rows():
        levels[date, sku] = levels.get((date, sku), 0) + quantity
    pitched = tables.fct_session_product.filter(pl.col("explain_cnt") > 0).join(
        tables.fct_session.filter(pl.col("status") != "test", within("start_at", ("2026-11-09", "2026-11-16"))),
        on="session_id",
    )
    rows = []
    for session, product, start, times in pitched.select("session_id", "product_id", "start_at", "explain_cnt").rows():
        for sku in (sku for sku, owner in product_of.items() if owner == product):
            if levels.get((start.date(), sku), 1) <= 0:
                rows.append((sku, session, times))
    return rows


@computes("dev-116")
def dev_116(tables):
    newest = snapshot(tables, NEWEST)
    moved = set(paid(tables).filter(within("paid_at", ("2026-10-20", "2026-11-19")))["sku_id"].to_list())
    stock = add_up(newest, "sku_id", "sellable_qty")
    dead = [sku for sku, quantity in stock.items() if quantity > 0 and sku not in moved]
    rows = newest.filter(pl.col("sku_id").is_in(dead)).group_by("warehouse_id")
    return rows.agg(pl.col("stock_cost_fen").sum() / 100, pl.col("sku_id").n_unique())


@computes("dev-117")
def dev_117(tables):
    sizes = tables.dim_sku.filter(pl.col("product_id") == "P0702").select("sku_id", "size")
    stock = tables.fct_inventory_daily.join(sizes, on="sku_id")
    opening = add_up(stock.filter(pl.col("snap_date") == day("2026-10-01")), "size", "on_hand_qty")
    october = stock.filter(pl.col("snap_date").dt.year() == 2026, pl.col("snap_date").dt.month() == 10)
    inbound = add_up(october, "size", "inbound_qty")
    month = paid_lines(tables, live=False).filter(within("paid_at", ("2026-10-01", "2026-11-01")))
    sold = add_up(month.join(sizes, on="sku_id"), "size", "qty")
    return [(size, sold.get(size) and sold[size] / (quantity + inbound[size])) for size, quantity in opening.items()]
