"""Holds the gold of eval/questions/ against its second computation.

Usage: python -m eval.second.check --data FILE.duckdb [--only dev-001,pair-003] [--files lookup,rank]

Prints each question whose two computations differ, and each gold that has no second one; exits with 1
when there is any. Rows are compared as sets, numbers with a relative tolerance of 1e-9.
"""

import argparse
import datetime
import decimal
import glob
import importlib
import math
import os
import sys

import duckdb
import yaml

from eval.second.tables import COMPUTATIONS, Tables

HERE = os.path.dirname(os.path.abspath(__file__))
QUESTIONS = os.path.join(HERE, "..", "questions")


def load_computations():
    for path in sorted(glob.glob(os.path.join(HERE, "*.py"))):
        name = os.path.basename(path)[:-3]
        if name not in ("__init__", "tables", "check"):
            importlib.import_module("eval.second." + name)


def questions(files):
    paths = sorted(glob.glob(os.path.join(QUESTIONS, "*.yml")))
    for path in paths:
        if files and os.path.basename(path)[:-4] not in files:
            continue
        with open(path, encoding="utf-8") as file:
            yield from yaml.safe_load(file)["questions"]


def plain(value):
    """A cell in a form in which both engines' cells can be compared."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float, decimal.Decimal)):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat() + "T00:00:00"
    return str(value)


def same(left, right):
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-9)
    return left == right


def sort_key(row):
    return tuple((cell is None, "" if cell is None else (f"{cell:.6g}" if isinstance(cell, float) else str(cell))) for cell in row)


def difference(gold, second):
    """What differs between two lists of rows, or nothing."""
    gold = sorted(([plain(cell) for cell in row] for row in gold), key=sort_key)
    second = sorted(([plain(cell) for cell in row] for row in second), key=sort_key)
    if len(gold) != len(second):
        return f"{len(gold)} rows of gold, {len(second)} of the second computation"
    for left, right in zip(gold, second):
        if len(left) != len(right) or not all(same(a, b) for a, b in zip(left, right)):
            return f"{left} is not {right}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--files", default="")
    options = parser.parse_args()
    load_computations()
    only = set(filter(None, options.only.split(",")))
    files = set(filter(None, options.files.split(",")))
    connection = duckdb.connect(options.data, read_only=True)
    tables = Tables(options.data)
    equal, faults = 0, 0
    for question in questions(files):
        if not question.get("gold_sql") or (only and question["id"] not in only):
            continue
        compute = COMPUTATIONS.get(question["id"])
        if compute is None:
            faults += 1
            print(f"missing  {question['id']}")
            continue
        rows = compute(tables)
        rows = rows.rows() if hasattr(rows, "rows") else rows
        wrong = difference(connection.execute(question["gold_sql"]).fetchall(), rows)
        if wrong is None:
            equal += 1
        else:
            faults += 1
            print(f"differs  {question['id']}  {wrong}")
    print(f"{equal} equal, {faults} missing or different")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
