"""How many queries DuckDB alone runs in a second on four connections: the statements of answers, from stdin.

python bare.py FILE SECONDS < statements.json
"""

import json
import sys
import threading
import time

import duckdb


def main() -> None:
    data, seconds = sys.argv[1], float(sys.argv[2])
    statements = json.load(sys.stdin)
    database = duckdb.connect(data, read_only=True, config={"threads": 2, "memory_limit": "4GB"})
    done = [0] * 4

    def work(at: int) -> None:
        connection = database.cursor()
        number = at
        while time.monotonic() < end:
            connection.execute(statements[number % len(statements)]).fetchall()
            done[at] += 1
            number += 1

    end = time.monotonic() + seconds
    threads = [threading.Thread(target=work, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{sum(done) / seconds:.0f}")


main()
