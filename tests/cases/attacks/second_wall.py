"""Sends every attack straight to a locked read-only DuckDB and writes what happens to second_wall.md.

Usage: python second_wall.py. It needs the package duckdb, makes its data in a temporary folder, and runs
the statements in a process of their own, so that one that takes the process with it is counted and not fatal.
"""

import collections
import multiprocessing
import pathlib
import re
import tempfile
import threading

import duckdb

HERE = pathlib.Path(__file__).parent
SECONDS = 3
LOCKED = {
    "enable_external_access": "false",
    "memory_limit": "512MB",
    "threads": "1",
    "max_temp_directory_size": "0B",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
# The names of the layer as a table, so that a statement fails for what it does and not for a name.
MODEL = """
CREATE VIEW live AS
  SELECT x.*, x.pname AS platform_name, x.sname AS streamer_name, x.gmv_amt AS gmv, x.product AS product_name, b.phone
  FROM x_line x LEFT JOIN d_buyer b USING (buyer_id);
CREATE MACRO measure(m) AS SUM(m);
"""


def attacks():
    for path in sorted(HERE.glob("*.sql")):
        if path.name == "principals.sql":
            continue
        for part in path.read_text("utf-8").split("\n== ")[1:]:
            name, body = part.split("\n", 1)
            lines = [line for line in body.split("\n") if not re.match("-- (as|layer) |-- may-run$", line)]
            yield path.stem, name, expanded("\n".join(lines).strip())


def expanded(text):
    def repeat(found):
        return "".join(found[2].replace("#", str(n)) for n in range(int(found[1])))

    return re.sub(r"\{\{(\d+) (.*?)\}\}", repeat, text, flags=re.S)


def attempt(connection, sql):
    timer = threading.Timer(SECONDS, connection.interrupt)
    timer.start()
    try:
        rows = connection.execute(sql).fetchmany(1000)
        return "runs", f"{len(rows)} rows"
    except Exception as error:  # every refusal of the engine is of interest
        kind = type(error).__name__
        return "stopped by the clock" if "Interrupt" in kind else "refused", kind
    finally:
        timer.cancel()


def serve(file, pipe):
    pipe.send("ready")
    while True:
        sql = pipe.recv()
        with duckdb.connect(file, read_only=True, config=LOCKED) as connection:
            connection.execute("SET enable_progress_bar = false; SET lock_configuration = true")
            pipe.send(attempt(connection, sql))


class Worker:
    """A process that runs statements, replaced when one kills it or does not end."""

    def __init__(self, file):
        self.file = file
        self.start()

    def start(self):
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(self.file, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self.pipe.recv()

    def outcome(self, sql):
        try:
            self.pipe.send(sql)
            if self.pipe.poll(4 * SECONDS):
                return self.pipe.recv()
            found = "did not stop", "killed"
        except (EOFError, ConnectionError):
            self.process.join()
            found = "took the process with it", f"exit {self.process.exitcode}"
        self.process.kill()
        self.start()
        return found


def main():
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/world.duckdb"
        with duckdb.connect(file) as connection:
            connection.execute((HERE.parent / "dialect" / "world.sql").read_text("utf-8") + MODEL)
        worker = Worker(file)
        found = [(family, name, *worker.outcome(sql)) for family, name, sql in attacks()]
        worker.process.kill()
    write(found)


def write(found):
    kinds = ["refused", "runs", "stopped by the clock", "did not stop", "took the process with it"]
    table = collections.defaultdict(collections.Counter)
    for family, _, what, _ in found:
        table[family][what] += 1
    lines = [
        "# The second wall",
        "",
        f"What DuckDB {duckdb.__version__} does with each attack when it comes to a locked, read-only connection",
        "without our compiler before it. There the model's name is a view and MEASURE a macro, so that a statement",
        "does not fail for a name. Written by `second_wall.py`.",
        "",
        "| family | " + " | ".join(kinds) + " |",
        "|---|" + "---|" * len(kinds),
    ]
    for family, counts in table.items():
        lines.append(f"| {family} | " + " | ".join(str(counts[kind]) for kind in kinds) + " |")
    total = collections.Counter(what for _, _, what, _ in found)
    lines.append("| all | " + " | ".join(str(total[kind]) for kind in kinds) + " |")
    lines += ["", "## What it lets through", ""]
    lines += [f"- {name}: {what}, {how}" for _, name, what, how in found if what != "refused"]
    lines += ["", "## What it refuses", ""]
    for family in table:
        names = [f"{name.split(' ', 1)[1]} ({how})" for kind, name, what, how in found if kind == family and what == "refused"]
        if names:
            lines.append(f"- {family}: " + "; ".join(names))
    (HERE / "second_wall.md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
