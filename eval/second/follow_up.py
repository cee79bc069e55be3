"""The follow-up questions."""

import datetime

import polars as pl

from eval.second.frames import LAST_WEEK, THIS_MONTH, YESTERDAY, paid_lines, sessions, within
from eval.second.tables import computes


@computes("dev-122")
def dev_122(tables):
    rows = paid_lines(tables).filter(within("paid_at", YESTERDAY), pl.col("platform_id") == "taobao")
    return [(rows["gmv_fen"].sum() / 100,)]


@computes("dev-123")
def dev_123(tables):
    rows = paid_lines(tables).filter(within("paid_at", YESTERDAY), pl.col("platform_id") == "douyin")
    return rows.group_by(pl.col("paid_at").dt.hour().alias("hour")).agg(pl.col("gmv_fen").sum() / 100)


@computes("dev-124")
def dev_124(tables):
    own = tables.fct_session.filter(pl.col("live_mode") == "self")["session_id"].to_list()
    totals = {}
    for session, host, fen in paid_lines(tables).filter(within("paid_at", LAST_WEEK)).select("session_id", "streamer_id", "gmv_fen").rows():
        if host is not None and session in own:
            totals[host] = totals.get(host, 0) + fen
    fifth = sorted(totals.values(), reverse=True)[:5][-1]
    return [(host, fen / 100) for host, fen in totals.items() if fen >= fifth]


@computes("dev-125")
def dev_125(tables):
    rows = paid_lines(tables).filter(within("paid_at", THIS_MONTH))
    sold = rows.group_by("platform_id").agg(pl.col("gmv_fen").sum(), pl.col("refund_fen").sum())
    return sold.select("platform_id", (pl.col("gmv_fen") - pl.col("refund_fen")) / 100)


@computes("dev-126")
def dev_126(tables):
    def october(year):
        rows = paid_lines(tables).filter(pl.col("paid_at").dt.year() == year, pl.col("paid_at").dt.month() == 10)
        return dict(rows.group_by("platform_id").agg(pl.col("gmv_fen").sum()).rows())

    now, then = october(2026), october(2025)
    rows = []
    for platform in now.keys() | then.keys():
        share = now[platform] / sum(now.values()) if platform in now else None
        earlier = then[platform] / sum(then.values()) if platform in then else None
        change = None if share is None or earlier is None else share - earlier
        rows.append((platform, share, earlier, change, now[platform] / 100, then[platform] / 100))
    return rows


@computes("dev-128")
def dev_128(tables):
    hers = sessions(tables).filter(
        pl.col("streamer_id") == "S03", pl.col("start_at").dt.date() == datetime.date(2026, 10, 28)
    )
    peaks = (
        tables.fct_session_minute.filter(~pl.col("is_missing")).group_by("session_id").agg(pl.col("online_cnt").max())
    )
    return hers.select("session_id", "watch_ucnt").join(peaks, on="session_id", how="left")


@computes("dev-129")
def dev_129(tables):
    rows = paid_lines(tables).filter(within("paid_at", ("2026-10-01", "2026-11-01")), pl.col("is_new_buyer"))
    people = rows.select("customer_key").unique()
    tiers = people.join(tables.dim_customer.select("customer_key", "city_tier"), on="customer_key", how="left")
    return tiers.group_by("city_tier").len()


def by_day(tables, start, end, days):
    rows = paid_lines(tables).filter(within("paid_at", (start, end)))
    sold = dict(rows.group_by(pl.col("paid_at").dt.date().alias("day")).agg(pl.col("gmv_fen").sum()).rows())
    return [(day, sold.get(day, 0) / 100) for day in days]


@computes("dev-130")
def dev_130(tables):
    days = [datetime.date(2026, 11, day) for day in range(1, 20) if day != 11]
    return by_day(tables, *THIS_MONTH, days)


@computes("dev-131")
def dev_131(tables):
    rows = paid_lines(tables).filter(within("paid_at", LAST_WEEK), pl.col("streamer_id") == "S01")
    return [(rows["refund_fen"].sum() / rows["gmv_fen"].sum(),)]


@computes("dev-132")
def dev_132(tables):
    days = [datetime.date(2026, 10, 20) + datetime.timedelta(days=count) for count in range(30)]
    return by_day(tables, "2026-10-20", "2026-11-19", days)
