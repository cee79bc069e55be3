"""The questions about the words of the chat."""

import collections

import polars as pl

from eval.second.frames import NOW, comments, moment, sessions, within
from eval.second.tables import computes


def most_frequent(tables, chosen, limit):
    """Words by the number of the chosen comments that hold them, with all that tie at the last place."""
    words = tables.fct_comment_token.select("comment_id", "token").unique().join(
        chosen.select("comment_id").unique(), on="comment_id"
    )
    totals = collections.Counter(words["token"].to_list())
    least = sorted(totals.values(), reverse=True)[:limit][-1]
    return [(word, count) for word, count in totals.items() if count >= least]


@computes("dev-098")
def dev_098(tables):
    asked = comments(tables).filter(within("ts", ("2026-11-18", "2026-11-19")), pl.col("intent") == "question")
    return most_frequent(tables, asked, 20)


@computes("dev-099")
def dev_099(tables):
    pitched = {}
    segments = tables.fct_script_segment.filter(pl.col("product_id") == "P0102")
    for session, start, end in segments.select("session_id", "start_at", "end_at").rows():
        pitched.setdefault(session, []).append((start, end))
    month = comments(tables).filter(within("ts", ("2026-10-20", "2026-11-19")))
    during = [
        comment
        for comment, session, ts in month.select("comment_id", "session_id", "ts").rows()
        if any(start <= ts <= end for start, end in pitched.get(session, ()))
    ]
    return most_frequent(tables, pl.DataFrame({"comment_id": during}), 20)


@computes("dev-100")
def dev_100(tables):
    hers = sessions(tables).filter(
        pl.col("streamer_id") == "S03", pl.col("status") == "ended", pl.col("end_at") <= moment(NOW)
    )
    last = hers.sort("start_at").tail(3)["session_id"].to_list()
    return most_frequent(tables, comments(tables).filter(pl.col("session_id").is_in(last)), 20)
