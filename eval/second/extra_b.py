"""The golds of eval/questions/extra.yml a second time, questions 22 to 40."""

import polars as pl

from eval.second.frames import (
    LAST_14_DAYS, LAST_WEEK, OCTOBER, OCTOBER_SO_FAR, SEPTEMBER, THIS_MONTH, THIS_YEAR, WEEK_BEFORE, YESTERDAY, added, buyers,
    changes, day, difference, month, orders, over, paid_lines, quotient, rate, refunds, sessions, spend, total, week,
    with_product, with_share, yuan,
)
from eval.second.tables import computes


@computes("extra-022")
def extra_022(tables):
    return sessions(tables, LAST_14_DAYS).group_by(day("start_at")).agg(added("watch_ucnt"))


@computes("extra-023")
def extra_023(tables):
    lines = paid_lines(tables, THIS_YEAR, gifts=True).filter(pl.col("qty") != 0)
    kept = pl.col("cost_fen") * (pl.col("qty") - pl.col("restocked_qty")) / pl.col("qty")
    net = pl.col("net_fen").filter(~pl.col("is_gift")).sum()
    months = lines.group_by(month("paid_at")).agg(net=net, profit=net - kept.sum())
    return months.select("month", over("profit", "net").alias("margin"))


@computes("extra-024")
def extra_024(tables):
    lines = paid_lines(tables, ("2026-10-05", "2026-11-16")).filter(pl.col("platform_id") == "taobao")
    return lines.group_by(week("paid_at")).agg(rate("refund_fen", "gmv_fen").alias("rate"))


@computes("extra-025")
def extra_025(tables):
    return paid_lines(tables, ("2026-05-01", "2026-11-01")).filter(pl.col("is_new_buyer")).group_by(month("paid_at")).agg(buyers())


@computes("extra-026")
def extra_026(tables):
    return paid_lines(tables, YESTERDAY).group_by(pl.col("paid_at").dt.hour().cast(pl.Int64)).agg(orders())


@computes("extra-027")
def extra_027(tables):
    lines = paid_lines(tables, THIS_MONTH).filter(pl.col("product_id") == "P0601")
    return lines.group_by(day("paid_at")).agg(pl.col("qty").sum())


@computes("extra-028")
def extra_028(tables):
    def of(window):
        return paid_lines(tables, window).filter(pl.col("platform_id") == "kuaishou").select(buyers()).item()

    return [difference(of(LAST_WEEK), of(WEEK_BEFORE))]


@computes("extra-029")
def extra_029(tables):
    def of(window):
        return total(paid_lines(tables, window), "gmv_fen") / 100

    return [difference(of(YESTERDAY), of(("2026-11-17", "2026-11-18")))]


@computes("extra-030")
def extra_030(tables):
    def of(window, name):
        return spend(tables, window).group_by("platform_id").agg(yuan("cost_fen").alias(name))

    return changes(of(OCTOBER, "value").join(of(SEPTEMBER, "base"), on="platform_id", how="full", coalesce=True))


@computes("extra-031")
def extra_031(tables):
    held = sessions(tables, THIS_MONTH).filter(pl.col("platform_id").is_in(["douyin", "kuaishou"]))
    return held.group_by("platform_id").agg(rate("pay_ucnt", "watch_ucnt").alias("rate"))


@computes("extra-032")
def extra_032(tables):
    lines = with_product(paid_lines(tables, OCTOBER), tables).filter(pl.col("brand_id").is_in(["B01", "B02"]))
    return lines.group_by("brand_id").agg(yuan("net_fen"))


@computes("extra-033")
def extra_033(tables):
    def of(window):
        ads = spend(tables, window)
        return quotient(total(ads, "ad_gmv_fen"), total(ads, "cost_fen"))

    return [difference(of(THIS_MONTH), of(OCTOBER_SO_FAR))]


@computes("extra-034")
def extra_034(tables):
    return with_share(paid_lines(tables, OCTOBER).group_by("platform_id").agg(yuan()), "gmv_fen")


@computes("extra-035")
def extra_035(tables):
    lines = paid_lines(tables, LAST_WEEK)
    again = lines.filter(~pl.col("is_new_buyer"))["order_id"].n_unique()
    return [(quotient(again, lines["order_id"].n_unique()), again)]


@computes("extra-036")
def extra_036(tables):
    return with_share(refunds(tables, OCTOBER).group_by("reason_code").agg(yuan("refund_fen")), "refund_fen")


@computes("extra-037")
def extra_037(tables):
    lines = paid_lines(tables, OCTOBER).filter(pl.col("platform_id") == "wechat_channels")
    return with_share(lines.group_by("streamer_id").agg(yuan()), "gmv_fen").filter(pl.col("streamer_id") == "S10")


@computes("extra-038")
def extra_038(tables):
    return spend(tables, OCTOBER).group_by("plan_id").agg(yuan("cost_fen")).filter(pl.col("cost_fen") >= 10_000)


@computes("extra-039")
def extra_039(tables):
    lines = with_product(paid_lines(tables, THIS_MONTH), tables).filter(pl.col("brand_id") == "B05")
    return lines.filter(~pl.col("product_id").is_in(["P0501", "P0502"])).select(yuan())


@computes("extra-040")
def extra_040(tables):
    held = sessions(tables, LAST_WEEK).filter(pl.col("duration_sec") > 4 * 3600)
    return held.select("session_id", pl.col("duration_sec") / 3600)
