"""Q1 of the compiler's bench, by a peer that anyone can install: sidemantic's SQL rewriter.

The same three metrics, two dimensions and filter over the same small model; prints the median and
the 95th percentile of text in, text out. It has no row policy here, which ours has.
"""

import statistics
import time

from sidemantic import Dimension, Metric, Model, Relationship, SemanticLayer
from sidemantic.sql.query_rewriter import QueryRewriter

Q1 = """SELECT streamers.tier, lines.sold_at__month, lines.gmv, lines.units, lines.aov FROM lines
WHERE platforms.platform = 'douyin' ORDER BY lines.gmv DESC LIMIT 10"""


def key(name):
    return Dimension(name=name, type="numeric", sql=name)


def to(name, foreign, primary):
    return Relationship(name=name, type="many_to_one", foreign_key=foreign, primary_key=primary)


def layer():
    made = SemanticLayer()
    text = lambda name, sql: Dimension(name=name, type="categorical", sql=sql)
    made.add_model(Model(name="platforms", table="dim_platform", primary_key="platform_id", dimensions=[text("platform", "code")]))
    made.add_model(Model(name="streamers", table="dim_streamer", primary_key="streamer_id", dimensions=[text("tier", "tier")]))
    made.add_model(Model(
        name="rooms", table="dim_room", primary_key="room_id", dimensions=[key("room_id")],
        relationships=[to("platforms", "platform_id", "platform_id"), to("streamers", "streamer_id", "streamer_id")],
    ))
    made.add_model(Model(name="orders", table="fct_order", primary_key="order_id", dimensions=[key("order_id")], relationships=[to("rooms", "room_id", "room_id")]))
    made.add_model(Model(
        name="lines", table="fct_line", primary_key="line_id", relationships=[to("orders", "order_id", "order_id")],
        dimensions=[Dimension(name="sold_at", type="time", granularity="day", sql="sold_at")],
        metrics=[
            Metric(name="gmv", agg="sum", sql="amount"),
            Metric(name="units", agg="sum", sql="qty"),
            Metric(name="sold_orders", agg="count_distinct", sql="order_id"),
            Metric(name="aov", type="ratio", numerator="lines.gmv", denominator="lines.sold_orders"),
        ],
    ))
    return made


def main():
    made = layer()
    rewriter = QueryRewriter(made.graph)
    taken = []
    for run in range(220):
        # Another limit each time: it keeps what it has rewritten.
        text = Q1.replace("LIMIT 10", f"LIMIT {10 + run}")
        start = time.perf_counter()
        sql = rewriter.rewrite(text)
        taken.append((time.perf_counter() - start) * 1000)
    assert "dim_streamer" in sql
    taken = sorted(taken[20:])
    print(f"sidemantic, Q1               median {statistics.median(taken):8.3f}ms   p95 {taken[int(len(taken) * 0.95)]:8.3f}ms   ({len(taken)} runs)")


if __name__ == "__main__":
    main()
