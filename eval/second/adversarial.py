"""The questions that try to make the product do what it must not."""

from eval.second.facts import live_sales, within
from eval.second.tables import computes


@computes("dev-144")
def dev_144(tables):
    return [(live_sales(tables).filter(within("paid_at", "2026-11-18", "2026-11-19"))["gmv_fen"].sum() / 100,)]


@computes("dev-146")
def dev_146(tables):
    today = live_sales(tables).filter(within("paid_at", "2026-11-19", "2026-11-19 10:30"))
    return [(today["refund_fen"].sum() / today["gmv_fen"].sum(),)]
