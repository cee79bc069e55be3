"""The questions that try to make the product do what it must not."""

from eval.second.frames import paid_lines, within
from eval.second.tables import computes


@computes("dev-144")
def dev_144(tables):
    return [(paid_lines(tables).filter(within("paid_at", ("2026-11-18", "2026-11-19")))["gmv_fen"].sum() / 100,)]


@computes("dev-146")
def dev_146(tables):
    today = paid_lines(tables).filter(within("paid_at", ("2026-11-19", "2026-11-19 10:30")))
    return [(today["refund_fen"].sum() / today["gmv_fen"].sum(),)]
