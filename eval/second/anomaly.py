"""The questions about what is out of order, as far as the data says so itself."""

import polars as pl

from eval.second.frames import TODAY, within
from eval.second.tables import computes


@computes("dev-089")
def dev_089(tables):
    alerts = tables.fct_alert.filter(pl.col("alert_type") == "traffic_drop", within("ts", TODAY))
    breaks = tables.fct_session_event.filter(pl.col("event_type") == "stream_break", within("ts", TODAY))
    return [(alerts.height, breaks.height)]


@computes("dev-090")
def dev_090(tables):
    month = tables.fct_session_minute.filter(within("minute_at", ("2026-10-19", "2026-11-19")))
    counted = month.group_by("session_id").agg(pl.col("is_missing").sum().alias("gone"), pl.len().alias("all"))
    return counted.filter(pl.col("gone") > 0).select("session_id", (pl.col("gone") / pl.col("all")).alias("rate"), "gone")
