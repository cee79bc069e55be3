"""The questions to ask back about."""

from eval.second.frames import sessions, within
from eval.second.tables import computes


@computes("dev-134")
def dev_134(tables):
    month = sessions(tables).filter(within("start_at", ("2026-10-20", "2026-11-19")))
    return [(month["pay_ucnt"].sum() / month["watch_ucnt"].sum(),)]
