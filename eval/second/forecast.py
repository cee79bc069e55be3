"""The questions that the forecasts in the data answer."""

import datetime

import polars as pl

from eval.second.frames import paid_lines, within
from eval.second.tables import computes

NEXT_WEEK = [datetime.date(2026, 11, 23) + datetime.timedelta(days=count) for count in range(7)]
NEWEST = datetime.date(2026, 11, 18)


def newest_run(tables, metric):
    """What the last run of forecasts of a metric said."""
    runs = tables.fct_forecast.filter(pl.col("metric_id") == metric)
    return runs.filter(pl.col("made_on") == runs["made_on"].max())


def units(tables, product):
    return newest_run(tables, "paid_items").filter(
        pl.col("entity_type") == "product", pl.col("entity_id") == product, pl.col("target_date").is_in(NEXT_WEEK)
    )


def stock(tables, product):
    skus = tables.dim_sku.filter(pl.col("product_id") == product)["sku_id"].to_list()
    return tables.fct_inventory_daily.filter(pl.col("snap_date") == NEWEST, pl.col("sku_id").is_in(skus))


@computes("dev-075")
def dev_075(tables):
    week, there = units(tables, "P0301"), stock(tables, "P0301")
    return [
        (week["yhat"].sum(), there["sellable_qty"].sum(), week["yhat_lo"].sum(), week["yhat_hi"].sum(), there["in_transit_qty"].sum())
    ]


@computes("dev-076")
def dev_076(tables):
    day = newest_run(tables, "gmv").filter(
        pl.col("entity_type") == "platform",
        pl.col("platform_id") == "douyin",
        pl.col("target_date") == datetime.date(2026, 12, 12),
    )
    return day.select("yhat", "yhat_lo", "yhat_hi")


@computes("dev-077")
def dev_077(tables):
    sold = {}
    for moment, fen in paid_lines(tables, live=False).filter(within("paid_at", ("2026-10-01", "2026-11-01"))).select("paid_at", "gmv_fen").rows():
        sold[moment.date()] = sold.get(moment.date(), 0) + fen / 100
    whole = tables.fct_forecast.filter(pl.col("metric_id") == "gmv", pl.col("entity_type") == "total")
    said = {
        target: value
        for made, target, value in whole.select("made_on", "target_date", "yhat").rows()
        if (target - made).days == 7 and target in sold
    }
    missed = sum(abs(sold[day] - value) for day, value in said.items())
    accuracy = 1 - missed / sum(sold[day] for day in said)
    return [(accuracy, accuracy >= 0.92, len(said))]


@computes("dev-078")
def dev_078(tables):
    picks = tables.fct_hit_pick.filter(
        pl.col("made_on") >= datetime.date(2026, 11, 1), pl.col("predicted_hit"), pl.col("became_hit").is_not_null()
    )
    hits = picks.filter(pl.col("became_hit")).height
    return [(hits / picks.height, hits, picks.height)]


@computes("dev-080")
def dev_080(tables):
    there = stock(tables, "P0601")
    sold = paid_lines(tables, live=False, gifts=True).filter(
        pl.col("sku_id").is_in(there["sku_id"].unique().to_list()),
        within("paid_at", ("2026-11-12", "2026-11-19")),
    )
    left = there["sellable_qty"].sum()
    return [(units(tables, "P0601")["yhat"].sum(), left, left / (sold["qty"].sum() / 7))]
