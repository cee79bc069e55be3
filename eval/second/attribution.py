"""The questions about what moved a figure: the figure and what it is made of, in both periods."""

import polars as pl

from eval.second.frames import LAST_WEEK, WEEK_BEFORE, YESTERDAY, campaign_lines, paid_lines, quotient, sessions, within
from eval.second.tables import computes


@computes("dev-084")
def dev_084(tables):
    shops = tables.dim_shop.filter(pl.col("brand_id") == "B03").select("shop_id")
    accounts = tables.dim_account.join(shops, on="shop_id").select("account_id")

    def of(start, end):
        spent = tables.fct_ad_spend.join(accounts, on="account_id").filter(within("stat_hour", (start, end)))
        cost, brought = spent["cost_fen"].sum() / 100, spent["ad_gmv_fen"].sum() / 100
        return brought / cost, cost, brought

    row = []
    for now, before in zip(of("2026-10-01", "2026-11-01"), of("2026-09-01", "2026-10-01")):
        row += [now, before, now - before]
    return [tuple(row)]


@computes("dev-087")
def dev_087(tables):
    def rates(start, end):
        week = sessions(tables).filter(within("start_at", (start, end)))
        sums = {name: week[name].sum() for name in week.columns if name.endswith("cnt")}
        return [
            sums["pay_ucnt"] / sums["watch_ucnt"],
            sums["product_exposure_ucnt"] / sums["watch_ucnt"],
            sums["product_click_ucnt"] / sums["product_exposure_ucnt"],
            sums["pay_ucnt"] / sums["product_click_ucnt"],
            sums["watch_cnt"] / sums["exposure_cnt"],
        ]

    last, before = rates("2026-11-09", "2026-11-16"), rates("2026-11-02", "2026-11-09")
    row = []
    for now, then in list(zip(last, before))[:4]:
        row += [now, then, now - then]
    return [(*row, last[4], before[4])]


def sold(lines):
    """What some lines come to, in yuan, and how many people they are of."""
    return lines["gmv_fen"].sum() / 100, lines["customer_key"].drop_nulls().n_unique()


@computes("dev-081")
def dev_081(tables):
    def of(window):
        money, people = sold(paid_lines(tables, window))
        return money, sessions(tables, window)["watch_ucnt"].sum(), people, quotient(money, people)

    now, before = of(YESTERDAY), of(("2026-11-17", "2026-11-18"))
    row = [now[0], before[0], now[0] - before[0]]
    for one, other in list(zip(now, before))[1:]:
        row += [one, other]
    return [tuple(row)]


@computes("dev-085")
def dev_085(tables):
    def of(window):
        lines = paid_lines(tables, window).filter(pl.col("product_id") == "P0502")
        back, money = lines["refund_fen"].sum() / 100, lines["gmv_fen"].sum() / 100
        return quotient(back, money), back, money

    pairs = zip(of(LAST_WEEK), of(WEEK_BEFORE))
    return [tuple(value for pair in pairs for value in pair)]


@computes("dev-086")
def dev_086(tables):
    def of(year):
        money, people = sold(campaign_lines(tables, "double11", year, paid_lines(tables)))
        watched = campaign_lines(tables, "double11", year, sessions(tables), by="start_at")
        return money, watched["watch_ucnt"].sum(), quotient(money, people)

    pairs = zip(of(2026), of(2025))
    return [tuple(value for pair in pairs for value in pair)]
