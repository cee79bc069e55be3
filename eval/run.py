"""Asks the product every question of eval/questions/ and holds the answers against the gold.

Usage: python eval/run.py --wenbo PATH --data FILE.duckdb [--kinds lookup,rank,...] [--lane grammar]

Prints one line a question and the count of right, declined, and wrong and shown; exits with 1 when
anything is wrong and shown, or fewer are right than --least asks for. How an answer is judged is
written in eval/README.md. The gold runs on the same data file, through DuckDB's own package.
"""

import argparse
import datetime
import decimal
import glob
import json
import os
import subprocess
import sys
import tempfile

import duckdb
import yaml

HERE = os.path.dirname(os.path.abspath(__file__))
DEVELOPMENT = ["lookup", "rank", "trend", "compare_period", "share", "filter_value"]
SUFFIXES = ["", "_share", "_base", "_change", "_change_rate"]


LANGUAGES = ["zh", "en"]


def questions(kinds):
    """All questions of the files named, in file order, each of a pair by itself."""
    for kind in kinds:
        with open(os.path.join(HERE, "questions", kind + ".yml"), encoding="utf-8") as file:
            for entry in yaml.safe_load(file)["questions"]:
                yield from [entry] if "question" in entry else halves(entry)


def halves(pair):
    """The questions of a pair: one text in each language, and what is expected of both."""
    for lang in LANGUAGES:
        half = {"id": pair["id"] + "-" + lang, "lang": lang, "question": pair[lang], "after": pair.get("after_" + lang) or []}
        yield {**pair, **half}


def line(question):
    """A line of a batch. It carries the one question before, if there is one, and who asks, unless it is the owner."""
    earlier = question.get("after") or []
    if len(earlier) > 1:
        raise ValueError(f"{question['id']}: a batch line carries one earlier question, not {len(earlier)}")
    asked = {key: question[key] for key in ("id", "question", "principal") if key in question}
    return {**asked, "after": earlier[0]} if earlier else asked


def stand_ins():
    """Metrics that a planner takes at another grain, by the metric that was asked for."""
    found = {}
    for path in glob.glob(os.path.join(HERE, "..", "semantic_layer", "*.yml")):
        with open(path, encoding="utf-8") as file:
            for metric in (yaml.safe_load(file) or {}).get("metrics") or []:
                for rule in metric.get("by_grain") or []:
                    found[rule["use"]] = metric["name"]
    return found


def plain(value):
    """A value in a form in which the answer's JSON and DuckDB's rows can be compared."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float, decimal.Decimal)):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat() + "T00:00:00"
    return value


def answer_cell(value, kind):
    """A cell of an answer; decimals and large integers are strings there."""
    if value is None or isinstance(value, bool):
        return value
    if kind in ("integer", "decimal", "float"):
        return float(value)
    if kind == "date":
        return value + "T00:00:00"
    return value


def same(left, right, tolerance):
    if isinstance(left, float) and isinstance(right, float):
        return abs(left - right) <= tolerance * max(abs(left), abs(right), 1e-12)
    return left == right if left is None or right is None else str(left) == str(right)


def column_name(column):
    kind = column.get("kind")
    name = column.get("metric") or column.get("dimension") or column["name"]
    return name + ("_" + kind if kind else "")


def positions(answer, stand_in_of):
    """Column name → place, also under the name of the metric that a stand-in stands for."""
    places = {column["name"]: index for index, column in enumerate(answer["columns"])}
    for stand_in, asked in stand_in_of.items():
        for suffix in SUFFIXES:
            if stand_in + suffix in places:
                places.setdefault(asked + suffix, places[stand_in + suffix])
    return places


def differs(gold, columns, required, one_of, compare, answer, stand_in_of):
    """What is wrong with an answer, or nothing."""
    rows = [[answer_cell(cell, column["type"]) for cell, column in zip(row, answer["columns"])] for row in answer["rows"]]
    gold = [[plain(cell) for cell in row] for row in gold]
    places = positions(answer, stand_in_of)
    optional = compare.get("optional_dimensions") or []
    keys = []
    for index, column in enumerate(columns):
        if column["role"] not in ("dimension", "time"):
            continue
        name = column.get("dimension") or column["name"]
        if name in places:
            keys.append((index, places[name]))
        elif name not in optional and column["name"] not in optional and len(gold) > 1:
            return "no column " + name
    # Of two columns of one metric, the one named otherwise is something derived, not the value.
    plain_names = {column["name"] for column in columns}
    columns = [
        dict(column, metric=column["name"]) if column.get("metric") in plain_names and not column.get("kind") else column
        for column in columns
    ]
    shown = {column["name"] for column in columns if column_name(column) in places}
    missing = [name for name in required or [] if name not in shown]
    if missing:
        return "no column " + ", ".join(missing)
    for group in one_of or []:
        if not shown & set(group):
            return "none of the columns " + ", ".join(group)
    measured = [
        (index, places[column_name(column)])
        for index, column in enumerate(columns)
        if column["role"] in ("metric", "comparison") and column_name(column) in places
    ]
    needed = [index for index, column in enumerate(columns) if column["name"] in (required or [])]
    tolerance = max(compare.get("tolerance", 1e-6), 1e-6)
    by_key = {tuple(str(row[at]) for _, at in keys): row for row in rows}
    if len(by_key) != len(rows):
        return "rows repeat a key"
    wanted = {tuple(str(row[at]) for at, _ in keys): row for row in gold}
    for key, row in wanted.items():
        if key not in by_key:
            if all(row[index] is None for index in needed):
                continue
            return f"no row {key}"
        for at, place in measured:
            if not same(row[at], by_key[key][place], tolerance):
                return f"{columns[at]['name']} at {key}: {by_key[key][place]} instead of {row[at]}"
    if compare.get("rows", "exact") == "exact":
        for key, row in by_key.items():
            if key not in wanted and any(row[place] is not None for _, place in measured):
                return f"a row too many: {key}"
    if compare.get("ordered") and measured:
        at, place = measured[0]
        theirs = [row[at] for row in gold]
        ours = [row[place] for row in rows if tuple(str(row[p]) for _, p in keys) in wanted]
        if not all(same(left, right, tolerance) for left, right in zip(theirs, ours)):
            return "another order"
    return None


def lacks(must_contain, narration):
    """The first list of which no text stands in the narration, in whatever case; or nothing."""
    narration = narration.lower()
    for texts in must_contain:
        if not any(str(text).lower() in narration for text in texts):
            return texts
    return None


def judge(question, answer, connection, stand_in_of):
    """`right`, `declined` or `wrong`, with the reason."""
    expected = question.get("expect_status", "answered")
    status = answer.get("status")
    if status == "failed":
        return "wrong", "failed: " + str(answer.get("reason"))
    if status in ("declined", "clarify"):
        reason = str(answer.get("reason") or (answer.get("clarification") or {}).get("question"))
        # Where an honest answer may be that there is none, the gold says whether there is one.
        answerable = expected == "answered"
        if expected == "any_honest" and question.get("gold_sql"):
            answerable = bool(connection.execute(question["gold_sql"]).fetchall())
        return ("declined" if answerable else "right"), status + ": " + reason
    if question.get("must_contain"):
        missing = lacks(question["must_contain"], answer.get("narration") or "")
        return ("wrong", "the narration has none of: " + ", ".join(missing)) if missing else ("right", "")
    if not question.get("gold_sql"):
        return "wrong", "answered where it should be " + expected
    readings = [question] + [other for other in question.get("alternatives") or [] if other.get("gold_sql")]
    first = None
    for reading in readings:
        compare = reading.get("compare") or question.get("compare") or {}
        gold = connection.execute(reading["gold_sql"]).fetchall()
        wrong = differs(
            gold,
            reading.get("columns", question["columns"]),
            reading.get("required_columns", compare.get("required_columns")),
            compare.get("one_of"),
            compare,
            answer,
            stand_in_of,
        )
        if wrong is None:
            drawn = (answer.get("chart") or {}).get("kind")
            if question.get("chart") not in (None, drawn):
                return "wrong", f"the chart is {drawn} instead of {question['chart']}"
            note = "" if reading is question else "another reading that the gold allows: " + str(reading.get("reading"))
            return "right", note + ("(both empty)" if not gold and not answer["rows"] else "")
        first = first or wrong
    return "wrong", first


def ask(options, asked):
    """The answers of the product, in one process, by question id."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for question in asked:
            file.write(json.dumps(line(question), ensure_ascii=False) + "\n")
        file.flush()
        command = [options.wenbo, "ask", "--format", "json", "--lane", options.lane, "--data", options.data, "--batch", file.name]
        output = subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout.decode("utf-8")
    answers = [json.loads(line) for line in output.splitlines()]
    return {answer["id"]: answer for answer in answers}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wenbo", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--kinds", default=",".join(DEVELOPMENT))
    parser.add_argument("--lane", default="grammar")
    parser.add_argument("--least", type=int, default=0)
    options = parser.parse_args()
    asked = list(questions(options.kinds.split(",")))
    answers = ask(options, asked)
    connection = duckdb.connect(options.data, read_only=True)
    stand_in_of = stand_ins()
    counts = {"right": 0, "declined": 0, "wrong": 0}
    for question in asked:
        answer = answers.get(question["id"], {"status": "failed", "reason": "no answer"})
        verdict, reason = judge(question, answer, connection, stand_in_of)
        counts[verdict] += 1
        print(f"{verdict:8} {question['id']}  {question['question']}" + (f"\n         {reason}" if reason else ""))
    print(f"{counts['right']} right, {counts['declined']} declined, {counts['wrong']} wrong and shown, of {len(asked)}")
    return 1 if counts["wrong"] or counts["right"] < options.least else 0


if __name__ == "__main__":
    sys.exit(main())
