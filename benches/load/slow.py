"""Slow and broken clients against a running server: what is left of them afterwards.

python slow.py PORT PID METRICS_PORT [CONNECTIONS]
"""

import asyncio
import json
import os
import resource
import sys
import time
import urllib.request

PORT, PID, METRICS = (int(it) for it in sys.argv[1:4])
MANY = int(sys.argv[4]) if len(sys.argv) > 4 else 10_000
HOST = f"127.0.0.1:{PORT}"


def state() -> str:
    status = open(f"/proc/{PID}/status").read()
    rss = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    threads = next(line for line in status.splitlines() if line.startswith("Threads"))
    files = len(os.listdir(f"/proc/{PID}/fd"))
    return f"{int(rss.split()[1]) // 1024} MiB, {files} files, {threads.split()[1]} threads"


def measures() -> dict:
    text = urllib.request.urlopen(f"http://127.0.0.1:{METRICS}/metrics").read().decode()
    rows = (line.rsplit(" ", 1) for line in text.splitlines() if line and line[0] != "#")
    return {name: float(value) for name, value in rows}


async def connect():
    return await asyncio.open_connection("127.0.0.1", PORT)


def post(path: str, body: str, accept: str = "*/*", length: int | None = None) -> bytes:
    size = len(body.encode()) if length is None else length
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
    return f"{head}Accept: {accept}\r\nContent-Length: {size}\r\n\r\n{body}".encode()


async def health() -> float:
    began = time.monotonic()
    reader, writer = await connect()
    writer.write(f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
    assert (await reader.read()).startswith(b"HTTP/1.1 200")
    writer.close()
    return (time.monotonic() - began) * 1000


async def gone(streams, within: float) -> int:
    """How many of the connections the server has ended, within some seconds."""

    async def ended(reader) -> bool:
        try:
            while await reader.read(65536):
                pass
        except OSError:
            pass
        return True

    tasks = [asyncio.ensure_future(ended(reader)) for reader, _ in streams]
    done, pending = await asyncio.wait(tasks, timeout=within)
    for task in pending:
        task.cancel()
    return len(done)


async def idle() -> None:
    streams = []
    began = time.monotonic()
    for start in range(0, MANY, 500):
        streams += await asyncio.gather(*(connect() for _ in range(min(500, MANY - start))))
    print(f"{len(streams)} idle connections opened in {time.monotonic() - began:.1f} s: {state()}")
    print(f"  health beside them: {await health():.1f} ms, open {measures()['wenbo_connections_open']:.0f}")
    ended = await gone(streams, 45)
    for _, writer in streams:
        writer.close()
    await asyncio.sleep(1)
    print(f"  {ended} were ended by the server within 45 s: {state()}")


async def slowloris() -> None:
    streams = []
    for _ in range(500):
        reader, writer = await connect()
        writer.write(f"POST /v1/ask HTTP/1.1\r\nHost: {HOST}\r\nX-A: ".encode())
        streams.append((reader, writer))

    async def drip() -> None:
        while True:
            for _, writer in streams:
                if not writer.is_closing():
                    writer.write(b"x")
            await asyncio.sleep(1)

    task = asyncio.ensure_future(drip())
    ended = await gone(streams, 45)
    task.cancel()
    print(f"slowloris, 500 heads that drip in: {ended} ended within 45 s, health {await health():.1f} ms: {state()}")


async def slow_bodies() -> None:
    streams = []
    for _ in range(200):
        reader, writer = await connect()
        writer.write(post("/v1/ask", '{"question":', length=100))
        streams.append((reader, writer))
    replies = await asyncio.gather(*(asyncio.wait_for(reader.readline(), 30) for reader, _ in streams))
    late = sum(b"408" in line for line in replies)
    for _, writer in streams:
        writer.close()
    print(f"200 bodies that do not come: {late} got 408: {state()}")


async def oversized() -> None:
    async def one(length: int) -> str:
        reader, writer = await connect()
        writer.write(post("/v1/ask", "x" * 1_000_000, length=length))
        try:
            line = await asyncio.wait_for(reader.readline(), 30)
        except OSError:
            line = b""
        writer.close()
        # A server that has answered need not read the rest, and its end may come before its reply.
        return line.split(b" ")[1].decode() if b" " in line else "reset"

    began = time.monotonic()
    statuses = await asyncio.gather(*(one(10_000_000) for _ in range(50)))
    seen = {status: statuses.count(status) for status in sorted(set(statuses))}
    print(f"50 bodies of 10 MB: {seen} within {time.monotonic() - began:.1f} s: {state()}")


def interrupted(now: dict) -> float:
    return now.get('wenbo_queries_total{outcome="interrupted"}', 0.0)


async def gone_away(statement: str) -> None:
    before = interrupted(measures())
    for _ in range(40):
        _, writer = await connect()
        writer.write(post("/v1/query", json.dumps({"statement": statement})))
        await writer.drain()
        await asyncio.sleep(0.3)
        writer.transport.abort()
    await asyncio.sleep(1)
    many = interrupted(measures()) - before
    print(f"40 clients that go away while a query runs: {many:.0f} queries interrupted, health {await health():.1f} ms: {state()}")


async def half_open() -> None:
    streams = []
    for _ in range(100):
        reader, writer = await connect()
        writer.write(post("/v1/ask", '{"question":"昨天各平台GMV"}', "text/event-stream"))
        streams.append((reader, writer))
    # Nobody reads: the events stay in the buffers.
    await asyncio.sleep(5)
    now = measures()
    print(f"100 streams that nobody reads: streams open {now['wenbo_streams_open']:.0f}: {state()}")
    for _, writer in streams:
        writer.transport.abort()
    await asyncio.sleep(5)
    now = measures()
    print(f"  5 s after they broke: streams open {now['wenbo_streams_open']:.0f}, connections {now['wenbo_connections_open']:.0f}: {state()}")


async def main() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, MANY + 1000), hard))
    print(f"before: {state()}")
    await gone_away(os.environ["STATEMENT"])
    await half_open()
    await oversized()
    await slow_bodies()
    await slowloris()
    await idle()
    now = measures()
    print(f"after: connections {now['wenbo_connections_open']:.0f}, streams {now['wenbo_streams_open']:.0f}, "
          f"store queue {now['wenbo_store_queue']:.0f}: {state()}")


asyncio.run(main())
