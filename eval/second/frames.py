"""What several second computations share: windows of time, rows that count, and arithmetic with NULL.

A window is a pair of moments; its end is outside. Money stays in fen until the last step.
"""

import datetime

import polars as pl

NOW = "2026-11-19T10:30"
TODAY = ("2026-11-19", NOW)
YESTERDAY = ("2026-11-18", "2026-11-19")
LAST_NIGHT = ("2026-11-18T18:00", "2026-11-19T06:00")
LAST_7_DAYS = ("2026-11-12", "2026-11-19")
LAST_14_DAYS = ("2026-11-05", "2026-11-19")
LAST_30_DAYS = ("2026-10-20", "2026-11-19")
THIS_MONTH = ("2026-11-01", NOW)
LAST_WEEK = ("2026-11-09", "2026-11-16")
WEEK_BEFORE = ("2026-11-02", "2026-11-09")
SEPTEMBER = ("2026-09-01", "2026-10-01")
OCTOBER = ("2026-10-01", "2026-11-01")
OCTOBER_SO_FAR = ("2026-10-01", "2026-10-19T10:30")
THIRD_QUARTER = ("2026-07-01", "2026-10-01")
THIS_YEAR = ("2026-01-01", NOW)


def moment(text):
    return datetime.datetime.fromisoformat(text)


def within(column, window):
    """The condition that a moment lies in a window."""
    return (pl.col(column) >= moment(window[0])) & (pl.col(column) < moment(window[1]))


def added(column):
    """A sum that is NULL where there is nothing to add, as a missing number is not 0."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum())


def over(above, below):
    """A quotient of two columns; NULL where the lower one is 0."""
    return pl.when(pl.col(below) != 0).then(pl.col(above) / pl.col(below))


def quotient(above, below):
    """A quotient of two numbers; None where one is missing or the lower one is 0."""
    return None if above is None or not below else above / below


def total(frame, column):
    """The sum of a column, None if it holds no value."""
    return frame.select(added(column)).item()


def difference(now, base):
    """A row of a comparison: the value, the one compared with, the change and its rate."""
    change = None if now is None or base is None else now - base
    return (now, base, change, quotient(change, base))


def changes(frame, name="value"):
    """Adds the change and its rate to a frame that has `name` and its `base`."""
    return frame.with_columns(change=pl.col(name) - pl.col("base")).with_columns(rate=over("change", "base"))


def top(frame, column, places, lowest=False, by=None):
    """The rows in the first places (per group), all of them where some tie at the last; NULL has no place (D-28)."""
    place = pl.col(column).rank("min", descending=not lowest)
    frame = frame.filter(pl.col(column).is_not_null())
    return frame.filter((place.over(by) if by else place) <= places)


def refunded(tables):
    """What was refunded of each order line so far: money, units sent back, units back in stock or never shipped."""
    before = pl.col("refund_stage") == "pre_ship"
    returned = pl.col("refund_type") == "return_refund"
    done = tables.fct_refund.filter(pl.col("status") == "success")
    return done.group_by("order_line_id").agg(
        refund_fen=pl.col("refund_fen").sum(),
        return_qty=pl.col("refund_qty").filter(returned & ~before).sum(),
        restocked_qty=pl.col("refund_qty").filter(returned | before).sum(),
    )


def paid_lines(tables, window=None, live=True, gifts=False):
    """Paid order lines without tests (D-27), by pay time, with `refund_fen`, `net_fen` and what came back."""
    lines = tables.fct_order_line.filter(pl.col("is_paid") & ~pl.col("is_test"))
    if window:
        lines = lines.filter(within("paid_at", window))
    if live:
        lines = lines.filter(pl.col("carrier") == "live")
    if not gifts:
        lines = lines.filter(~pl.col("is_gift"))
    lines = lines.join(refunded(tables), on="order_line_id", how="left")
    filled = [pl.col(name).fill_null(0) for name in ("refund_fen", "return_qty", "restocked_qty")]
    return lines.with_columns(filled).with_columns(net_fen=pl.col("gmv_fen") - pl.col("refund_fen"))


def session_lines(tables, window):
    """Paid live lines of the sessions that started in a window, whenever they were paid (D-01)."""
    started = tables.fct_session.filter(within("start_at", window)).select("session_id", "start_at", "live_mode")
    return paid_lines(tables).join(started, on="session_id")


def sessions(tables, window=None):
    """Sessions that count (D-23), by their start."""
    found = tables.fct_session.filter(pl.col("is_valid") & (pl.col("status") != "test"))
    return found.filter(within("start_at", window)) if window else found


def minutes(tables, of):
    """The minutes of some sessions that were measured."""
    return tables.fct_session_minute.filter(~pl.col("is_missing")).join(of, on="session_id")


def first_half_hour():
    """The condition that a minute is one of the thirty from the start of its session (D-08)."""
    return pl.col("minute_at") < pl.col("start_at").dt.truncate("1m") + datetime.timedelta(minutes=30)


def spend(tables, window=None):
    """Hours of ad plans, by the hour."""
    return tables.fct_ad_spend.filter(within("stat_hour", window)) if window else tables.fct_ad_spend


def refunds(tables, window, live=True):
    """Refunds that went through, by the time they did, with the line that they belong to."""
    lines = tables.fct_order_line.filter(~pl.col("is_test"))
    if live:
        lines = lines.filter(pl.col("carrier") == "live")
    done = tables.fct_refund.filter((pl.col("status") == "success") & within("success_at", window))
    return done.join(lines.select("order_line_id", "product_id", "account_id", "streamer_id"), on="order_line_id")


def comments(tables):
    """Comments of the audience, with the platform, host and start of their session."""
    rooms = tables.fct_session.select("session_id", "platform_id", "streamer_id", "start_at")
    return tables.fct_comment.filter(~pl.col("is_host")).join(rooms, on="session_id", how="left")


def with_product(lines, tables):
    """Lines with the brand, role, launch and category of their product; lines without a product stay."""
    goods = tables.dim_product.select("product_id", "brand_id", "category_id", "product_role", "launch_date")
    kinds = tables.dim_category.select("category_id", "category_l1")
    return lines.join(goods, on="product_id", how="left").join(kinds, on="category_id", how="left")


def with_buyer(lines, tables):
    """Lines with what the platform says of their buyer."""
    people = tables.dim_customer.select("customer_key", "gender", "age_band", "city_tier")
    return lines.join(people, on="customer_key", how="left")


def with_brand_of_room(frame, tables):
    """Rows of an account with the brand of the account's shop."""
    shops = tables.dim_account.select("account_id", "shop_id").join(tables.dim_shop.select("shop_id", "brand_id"), on="shop_id")
    return frame.join(shops.select("account_id", "brand_id"), on="account_id", how="left")


def campaign_lines(tables, campaign, year, lines, by="paid_at"):
    """Lines paid while the campaign of a year was on at their platform, first phase to last (D-10), and before now.

    Anything else that has a platform and a moment, named by `by`, is chosen in the same way.
    """
    held = tables.dim_campaign.filter((pl.col("campaign_id") == campaign) & (pl.col("campaign_year") == year))
    held = held.group_by("platform_id").agg(opens=pl.col("start_at").min(), closes=pl.col("end_at").max())
    second = pl.col(by).dt.truncate("1s")
    lines = lines.join(held, on="platform_id")
    return lines.filter((second >= pl.col("opens")) & (second <= pl.col("closes")) & (pl.col(by) < moment(NOW)))


def yuan(column="gmv_fen"):
    return added(column) / 100


def orders():
    return pl.col("order_id").n_unique()


def buyers():
    """People, each once; a line without a buyer is nobody's."""
    return pl.col("customer_key").drop_nulls().n_unique()


def rate(above, below):
    """In a group, a sum over a sum."""
    return pl.when(added(below) != 0).then(added(above) / added(below))


def day(column):
    return pl.col(column).dt.date().alias("day")


def week(column):
    """The Monday of the week (D-02)."""
    return pl.col(column).dt.truncate("1w").dt.date().alias("week")


def month(column):
    return pl.col(column).dt.truncate("1mo").dt.date().alias("month")


def with_share(groups, column):
    """Adds each group's part of all groups."""
    return groups.with_columns((pl.col(column) / pl.col(column).sum()).alias("share"))
