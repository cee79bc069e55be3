"""The questions about what moved a figure, as far as a comparison answers them."""

import polars as pl

from eval.second.frames import sessions, within
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
