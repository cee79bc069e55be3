"""The rows that most definitions start from, built with polars out of the physical tables."""

import datetime

import polars as pl

NOW = datetime.datetime(2026, 11, 19, 10, 30)


def at(text):
    """A moment written as `2026-11-19` or `2026-11-19 10:30`."""
    return datetime.datetime.fromisoformat(text)


def within(column, start, end):
    """From the first moment on, and before the second."""
    return (pl.col(column) >= at(start)) & (pl.col(column) < at(end))


def real_lines(tables):
    """Order lines that are no test, with what was refunded of each."""
    refunds = (
        tables.fct_refund.filter(pl.col("status") == "success")
        .group_by("order_line_id")
        .agg(pl.col("refund_fen").sum())
    )
    return (
        tables.fct_order_line.filter(~pl.col("is_test"))
        .join(refunds, on="order_line_id", how="left")
        .with_columns(pl.col("refund_fen").fill_null(0))
    )


def sales(tables):
    """Paid lines of all carriers, without gifts."""
    return real_lines(tables).filter(pl.col("is_paid") & ~pl.col("is_gift"))


def live_sales(tables):
    """Paid lines of the live carrier, without gifts."""
    return sales(tables).filter(pl.col("carrier") == "live")


def sessions(tables):
    """Sessions that count: long enough and no test."""
    return tables.fct_session.filter(pl.col("is_valid") & (pl.col("status") != "test"))


def comments(tables):
    """Comments of the audience, each with its session's columns."""
    return tables.fct_comment.filter(~pl.col("is_host")).join(
        tables.fct_session.select("session_id", "platform_id", "streamer_id", "start_at"), on="session_id", how="left"
    )


def campaign(tables, name, year):
    """Platform, first moment, and the moment at which the campaign is over or now, whichever is earlier."""
    return (
        tables.dim_campaign.filter((pl.col("campaign_id") == name) & (pl.col("campaign_year") == year))
        .group_by("platform_id")
        .agg(pl.col("start_at").min().alias("opens"), (pl.col("end_at").max() + pl.duration(seconds=1)).alias("closes"))
        .with_columns(pl.min_horizontal("closes", pl.lit(NOW)).alias("closes"))
    )


def ratio(above, below):
    """A quotient, or nothing where there is nothing to divide by."""
    return None if not below else above / below
