"""The questions about what the audience feels."""

import datetime

import polars as pl

from eval.second.frames import campaign_lines, comments, within
from eval.second.tables import computes


def counts(frame):
    """How many are positive, negative, and more than noise."""
    labels = list(zip(frame["sentiment"].to_list(), frame["intent"].to_list()))
    positive = sum(sentiment == "positive" for sentiment, _ in labels)
    negative = sum(sentiment == "negative" for sentiment, _ in labels)
    return positive, negative, sum(intent != "noise" for _, intent in labels)


@computes("dev-093")
def dev_093(tables):
    night = comments(tables).filter(
        pl.col("streamer_id") == "S01", within("start_at", ("2026-11-18 18:00", "2026-11-19 06:00"))
    )
    scolding = night.filter(pl.col("sentiment") == "negative", pl.col("topic").is_not_null())
    return scolding["topic"].value_counts()


@computes("dev-094")
def dev_094(tables):
    about = comments(tables).filter(pl.col("product_id") == "P0301")
    positive, negative, all_of_it = counts(about.filter(within("ts", ("2026-11-12", "2026-11-19"))))
    positive_before, negative_before, all_before = counts(about.filter(within("ts", ("2026-11-05", "2026-11-12"))))
    net = positive / all_of_it - negative / all_of_it
    net_before = positive_before / all_before - negative_before / all_before
    return [
        (net, net_before, net - net_before, negative / all_of_it, negative_before / all_before, all_of_it, all_before)
    ]


@computes("dev-095")
def dev_095(tables):
    month = comments(tables).filter(within("ts", ("2026-10-20", "2026-11-19")))
    rows = []
    for (host,), group in month.group_by("streamer_id"):
        _, negative, all_of_it = counts(group)
        if host is not None and all_of_it >= 50 and negative > 0.2 * all_of_it:
            rows.append((host, negative / all_of_it, all_of_it))
    return rows


@computes("dev-096")
def dev_096(tables):
    quarter = comments(tables).filter(
        pl.col("ts") >= datetime.datetime(2026, 10, 1),
        pl.col("topic") == "safety",
        pl.col("sentiment") == "negative",
        pl.col("product_id").is_not_null(),
    )
    totals = quarter["product_id"].value_counts()
    return totals.filter(pl.col("count") == totals["count"].max())


@computes("dev-097")
def dev_097(tables):
    during = campaign_lines(tables, "double11", 2026, comments(tables), by="ts")
    positive, negative, all_of_it = counts(during)
    return [(positive / all_of_it, negative / all_of_it, all_of_it)]
