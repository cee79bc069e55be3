"""Calls the tools of the running server with the `mcp` package of PyPI, with and without a handshake.

    python mcp_tools.py http://127.0.0.1:PORT

What the server of the tests does with "hang" and "fail CODE" stands in openai_chat.py. The client holds every result
against the schema of its tool. Ends with 1 where anything is wrong.
"""

import asyncio
import json
import sys
import urllib.request
from importlib.metadata import version

from mcp import Client, MCPError

BASE = sys.argv[1]
RANKED = "上周各平台GMV排名"
TOOLS = ["ask", "describe", "query", "search_metrics", "values"]


def asked(question, **settings):
    body = json.dumps({"question": question, **settings}).encode()
    request = urllib.request.Request(f"{BASE}/v1/ask", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


async def found(client, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result
    assert json.loads(result.content[0].text) == result.structured_content, "the text is the data"
    return result.structured_content


async def refused(client, code, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    assert result.is_error, result
    assert result.structured_content["code"] == code, result.structured_content
    assert result.structured_content["message"], result.structured_content
    return result.structured_content


async def tools(client):
    listed = (await client.list_tools()).tools
    assert sorted(tool.name for tool in listed) == TOOLS, listed
    for tool in listed:
        assert tool.annotations.read_only_hint and tool.annotations.open_world_hint is False, tool
        assert tool.output_schema["type"] == "object" and tool.input_schema["type"] == "object", tool
        assert any("\u4e00" <= letter <= "\u9fff" for letter in tool.description), tool.description


async def ask(client):
    answer = await found(client, "ask", question=RANKED)
    expected = asked(RANKED)
    for key in ["status", "headline", "narration", "reading", "rows", "label_rows", "semantic_sql"]:
        assert answer[key] == expected[key], (key, answer[key], expected[key])
    assert answer["receipt"]["result_hash"] == expected["receipt"]["result_hash"]
    assert len(answer["rows"]) == answer["row_count"] > 1 and not answer["truncated"], answer
    first = await found(client, "ask", question=RANKED, max_rows=1)
    assert first["rows"] == expected["rows"][:1] and first["truncated"], first
    assert first["row_count"] == len(expected["rows"]), first
    english = await found(client, "ask", question=RANKED, language="en", as_of="2026-11-12T10:00:00")
    assert english["rows"] == asked(RANKED, as_of="2026-11-12T10:00:00")["rows"] != answer["rows"], english
    assert "2026-11-02" in english["reading"] and "上周" not in english["headline"], english
    follow = await found(client, "ask", question="淘宝呢", earlier=[RANKED])
    assert follow["rows"] == asked("淘宝呢", earlier=[RANKED])["rows"] != [], follow
    back = await found(client, "ask", question="转化怎么样")
    assert back["status"] == "clarify" and len(back["clarification"]["choices"]) > 1, back
    assert (await found(client, "ask", question="天气如何"))["status"] == "declined"
    await refused(client, "invalid_body", "ask", question=" ")
    await refused(client, "invalid_body", "ask", question="GMV", as_of="tomorrow")
    await refused(client, "database_unavailable", "ask", question="fail database_unavailable")


async def query(client):
    answer = await found(client, "ask", question=RANKED)
    rows = await found(client, "query", sql=answer["semantic_sql"])
    assert rows["rows"] == answer["rows"], (rows, answer)
    one = await found(client, "query", sql=answer["semantic_sql"], max_rows=1, language="zh")
    assert one["rows"] == answer["rows"][:1] and one["truncated"], one
    assert one["label_rows"] == answer["label_rows"][:1], one
    wrong = await refused(client, "E_NAME_NOT_FOUND", "query", sql="SELECT platfrm, MEASURE(gmv) FROM livestream")
    assert wrong["diagnostics"][0]["candidates"] == ["platform"], wrong
    mended = await found(client, "query", sql=wrong["diagnostics"][0]["suggested_retry"])
    assert len(mended["rows"]) > 1, mended
    for statement in ["DROP TABLE dim_platform", "SELECT * FROM read_csv('/etc/passwd')", "SELECT 1; SELECT 2"]:
        result = await client.call_tool("query", {"sql": statement})
        assert result.is_error and result.structured_content["code"].startswith("E_"), result
    await refused(client, "invalid_body", "query", sql="SELECT " + "x" * 20_000)


async def names(client):
    metrics = await found(client, "search_metrics", text="退款率", limit=3)
    assert metrics["found"][0]["name"] == "refund_rate" and metrics["total"] >= 3, metrics
    assert len((await found(client, "search_metrics", limit=5))["found"]) == 5
    metric = await found(client, "describe", name="refund_rate", language="en")
    assert metric["kind"] == "metric" and "platform" in metric["dimensions"] and metric["definitions"], metric
    assert (await found(client, "describe", name=metric["label"])) == metric, "a label is as good as a name"
    dimension = await found(client, "describe", name="平台")
    assert dimension["name"] == "platform" and len(dimension["values"]) == 5, dimension
    near = await refused(client, "E_NAME_NOT_FOUND", "describe", name="refund_rat")
    assert near["diagnostics"][0]["candidates"][0] == "refund_rate", near
    values = await found(client, "values", dimension="platform", search="抖", language="zh")
    assert [value["value"] for value in values["found"]] == ["douyin"], values
    await refused(client, "E_TYPE", "values", dimension="session_start_at")
    await refused(client, "E_NAME_NOT_FOUND", "values", dimension="nothing")


async def resources(client):
    listed = (await client.list_resources()).resources
    assert [str(resource.uri) for resource in listed] == ["wenbo://dialect", "wenbo://catalogue"], listed
    dialect = (await client.read_resource("wenbo://dialect")).contents[0]
    assert dialect.text.startswith("# Semantic SQL") and dialect.mime_type == "text/markdown", dialect
    catalogue = (await client.read_resource("wenbo://catalogue")).contents[0].text
    assert "FROM livestream" in catalogue and "- `gmv`:" in catalogue and "- `platform`:" in catalogue
    try:
        await client.read_resource("wenbo://nothing")
        raise AssertionError("a resource that is not there was read")
    except MCPError as error:
        assert "wenbo://dialect" in str(error), error


async def misuse(client):
    for tool, arguments in [("ask", {"q": "GMV"}), ("ask", {"question": "GMV", "language": "fr"}), ("drop", {})]:
        try:
            result = await client.call_tool(tool, arguments)
        except MCPError:
            continue
        assert result.is_error, result


async def who_goes_away_stops_the_question(mode):
    async with Client(f"{BASE}/mcp", mode=mode) as client:
        task = asyncio.create_task(client.call_tool("ask", {"question": "hang"}))
        await asyncio.sleep(0.5)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        # The connection goes on.
        await tools(client)


async def main():
    checks = [tools, ask, query, names, resources, misuse]
    for mode, revision in [("auto", "2026-07-28"), ("legacy", "2025-11-25")]:
        async with Client(f"{BASE}/mcp", mode=mode) as client:
            assert client.protocol_version == revision, client.protocol_version
            for check in checks:
                await check(client)
        await who_goes_away_stops_the_question(mode)
    print(f"mcp {version('mcp')}: {len(checks) + 1} checks passed with and without a handshake")


asyncio.run(main())
