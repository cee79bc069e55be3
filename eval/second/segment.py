"""The questions about groups of customers."""

import polars as pl

from eval.second.frames import paid_lines, within
from eval.second.tables import computes


@computes("dev-104")
def dev_104(tables):
    newest = tables.dim_customer_segment.sort("as_of").group_by("customer_key").agg(pl.col("segment").last())
    dormant = newest.filter(pl.col("segment") == "sleeping").select("customer_key")
    crowds = tables.dim_customer.select("customer_key", "crowd")
    bought = paid_lines(tables).join(dormant, on="customer_key").join(crowds, on="customer_key")
    return bought.group_by("crowd").agg(pl.col("customer_key").n_unique(), pl.col("gmv_fen").sum() / 100)


@computes("dev-105")
def dev_105(tables):
    rows = []
    month = within("paid_at", ("2026-10-20", "2026-11-19"))
    for crowd in ("Z世代", "精致妈妈"):
        people = tables.dim_customer.filter(pl.col("crowd") == crowd).select("customer_key")
        live = paid_lines(tables).filter(month).join(people, on="customer_key")
        orders = {}
        for customer, order in paid_lines(tables, live=False).filter(month).join(people, on="customer_key").select("customer_key", "order_id").rows():
            orders.setdefault(customer, set()).add(order)
        again = sum(len(own) > 1 for own in orders.values())
        rows.append((crowd, live["gmv_fen"].sum() / 100 / live["customer_key"].n_unique(), again / len(orders)))
    return rows
