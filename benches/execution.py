"""Compiled SQL against hand-written SQL for the same rows, in processor time of one thread.

Usage: python benches/execution.py --wenbo PATH --data FILE.duckdb [--rounds 25]

Each of ten typical questions stands beside the best SQL that a person would write for exactly its
rows: the same groups (also those whose rows fail the metric's own filter, and the one without a
key), the same numbers. Where rows differ, the comparison is void and the run fails. The two
take turns, the least of all rounds counts, and the ratio is printed. Make larger data with
`wenbo demo --scale 2.5 --data FILE` (one million order lines) or `--scale 26` (ten million).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import duckdb

HERE = os.path.dirname(os.path.abspath(__file__))
OWNER = {"user": "bench", "roles": ["owner"]}
SOLD = "is_paid AND NOT is_gift AND carrier = 'live'"
SOLD_LINE = "l.is_paid AND NOT l.is_gift AND l.carrier = 'live'"
OCTOBER = "paid_at >= TIMESTAMP '2026-10-01' AND paid_at < TIMESTAMP '2026-11-01'"
IN_OCTOBER = "date >= DATE '2026-10-01' AND date < DATE '2026-11-01'"

QUESTIONS = {
    "gmv of a month by platform": (
        f"SELECT platform, MEASURE(gmv) AS v FROM livestream WHERE {IN_OCTOBER} GROUP BY 1",
        f"SELECT platform_id, SUM(gmv_fen) FILTER ({SOLD}) / 100.0 FROM lv_line WHERE {OCTOBER} GROUP BY 1",
    ),
    "gmv by month, all data": (
        "SELECT month, MEASURE(gmv) AS v FROM livestream GROUP BY 1",
        f"SELECT CAST(DATE_TRUNC('month', paid_at) AS DATE), SUM(gmv_fen) FILTER ({SOLD}) / 100.0 FROM lv_line GROUP BY 1",
    ),
    "gmv by day, 30 days": (
        "SELECT date, MEASURE(gmv) AS v FROM livestream WHERE date >= DATE '2026-10-20' AND date < DATE '2026-11-19' GROUP BY 1",
        f"SELECT CAST(paid_at AS DATE), SUM(gmv_fen) FILTER ({SOLD}) / 100.0 FROM lv_line WHERE paid_at >= TIMESTAMP '2026-10-20' AND paid_at < TIMESTAMP '2026-11-19' GROUP BY 1",
    ),
    "the five best hosts of a week": (
        "SELECT streamer, MEASURE(gmv) AS v FROM livestream WHERE date >= DATE '2026-11-09' AND date < DATE '2026-11-16' AND streamer IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 5",
        f"SELECT h.streamer_id, SUM(gmv_fen) FILTER ({SOLD}) / 100.0 FROM lv_line l JOIN dim_streamer h USING (streamer_id) WHERE paid_at >= TIMESTAMP '2026-11-09' AND paid_at < TIMESTAMP '2026-11-16' GROUP BY 1 ORDER BY 2 DESC NULLS LAST LIMIT 5",
    ),
    "gmv and orders by brand, ten months": (
        "SELECT brand, MEASURE(gmv) AS v, MEASURE(paid_orders) AS n FROM livestream WHERE date >= DATE '2026-01-01' AND date < DATE '2026-11-01' GROUP BY 1",
        f"SELECT b.brand_id, SUM(gmv_fen) FILTER ({SOLD_LINE}) / 100.0, COUNT(DISTINCT order_id) FILTER ({SOLD_LINE}) FROM lv_line l LEFT JOIN dim_product p USING (product_id) LEFT JOIN dim_brand b ON b.brand_id = p.brand_id WHERE paid_at >= TIMESTAMP '2026-01-01' AND paid_at < TIMESTAMP '2026-11-01' GROUP BY 1",
    ),
    "buyers of ten months": (
        "SELECT MEASURE(paid_buyers) AS v FROM livestream WHERE date >= DATE '2026-01-01' AND date < DATE '2026-11-01'",
        f"SELECT COUNT(DISTINCT customer_key) FILTER ({SOLD}) FROM lv_line WHERE paid_at >= TIMESTAMP '2026-01-01' AND paid_at < TIMESTAMP '2026-11-01'",
    ),
    "ad spend and gmv by platform": (
        f"SELECT platform, MEASURE(ad_spend) AS v, MEASURE(gmv) AS g FROM livestream WHERE {IN_OCTOBER} GROUP BY 1",
        f"SELECT platform_id, COALESCE(c, 0), COALESCE(g, 0) FROM (SELECT platform_id, SUM(cost_fen) / 100.0 AS c FROM lv_ad WHERE stat_hour >= TIMESTAMP '2026-10-01' AND stat_hour < TIMESTAMP '2026-11-01' GROUP BY 1) FULL JOIN (SELECT platform_id, SUM(gmv_fen) FILTER ({SOLD}) / 100.0 AS g FROM lv_line WHERE {OCTOBER} GROUP BY 1) USING (platform_id)",
    ),
    "gmv of a month and the one before": (
        f"SELECT MEASURE(gmv) AS v, PRIOR(gmv, '1 month') AS p FROM livestream WHERE {IN_OCTOBER}",
        f"SELECT SUM(gmv_fen) FILTER (paid_at >= TIMESTAMP '2026-10-01') / 100.0, SUM(gmv_fen) FILTER (paid_at < TIMESTAMP '2026-10-01') / 100.0 FROM lv_line WHERE {SOLD} AND paid_at >= TIMESTAMP '2026-09-01' AND paid_at < TIMESTAMP '2026-11-01'",
    ),
    "refund rate by category": (
        f"SELECT category_l1, MEASURE(refund_rate) AS v FROM livestream WHERE {IN_OCTOBER} GROUP BY 1",
        f"SELECT c1.l1, SUM(refund_fen) FILTER ({SOLD_LINE}) / NULLIF(SUM(gmv_fen) FILTER ({SOLD_LINE}), 0) FROM lv_line_settled l LEFT JOIN dim_product p USING (product_id) LEFT JOIN dim_category c ON c.category_id = p.category_id LEFT JOIN lv_category_l1 c1 ON c1.l1 = c.category_l1 WHERE l.paid_at >= TIMESTAMP '2026-10-01' AND l.paid_at < TIMESTAMP '2026-11-01' GROUP BY 1",
    ),
    "views by month": (
        "SELECT month, MEASURE(watch_cnt) AS v FROM livestream GROUP BY 1",
        "SELECT CAST(DATE_TRUNC('month', start_at) AS DATE), SUM(watch_cnt) FROM fct_session WHERE is_valid AND status <> 'test' GROUP BY 1",
    ),
}


def compiled(wenbo):
    """The SQL that the compiler writes for each question."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for name, (semantic, _) in QUESTIONS.items():
            file.write(json.dumps({"id": name, "sql": semantic, "principal": OWNER}) + "\n")
        file.flush()
        layer = os.path.join(HERE, "..", "semantic_layer")
        command = [wenbo, "sql", "--dry-run", "--format", "json", "--layer", layer, "--batch", file.name]
        output = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout.decode("utf-8")
    return {answer["id"]: answer for answer in map(json.loads, output.splitlines())}


def rows(connection, sql):
    """Rows as a set with numbers rounded to what both sides must agree on."""
    found = connection.execute(sql).fetchall()
    return sorted(str([round(float(cell), 4) if isinstance(cell, (int, float)) or hasattr(cell, "quantize") else str(cell) for cell in row]) for row in found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wenbo", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    connection = duckdb.connect(options.data, read_only=True)
    connection.execute("SET threads = 1")
    statements = compiled(options.wenbo)
    ratios, void = [], 0
    for name, (_, by_hand) in QUESTIONS.items():
        ours = statements[name].get("sql")
        if ours is None:
            void += 1
            print(f"void   {name}: {statements[name]['diagnostics'][0]['message']}")
            continue
        if rows(connection, ours) != rows(connection, by_hand):
            void += 1
            print(f"void   {name}: the rows differ")
            continue
        best = [float("inf"), float("inf")]
        for _ in range(options.rounds):
            for at, sql in enumerate((ours, by_hand)):
                started = time.process_time()
                connection.execute(sql).fetchall()
                best[at] = min(best[at], time.process_time() - started)
        ratios.append(best[0] / best[1])
        print(f"x{ratios[-1]:.2f}  {best[0] * 1000:8.2f} ms compiled {best[1] * 1000:8.2f} ms by hand  {name}")
    print(f"median x{statistics.median(ratios):.2f}, worst x{max(ratios):.2f}, of {len(ratios)}; {void} void")
    return 1 if void else 0


if __name__ == "__main__":
    sys.exit(main())
