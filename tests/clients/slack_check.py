"""Slack's own library against the server and against the Slack that the tests play.

It signs requests to the server, calls the played Slack as it calls the real one, and reads every block that was sent.
"""

import json
import sys
import time
import urllib.error
import urllib.request

from slack_sdk import WebClient
from slack_sdk.models.blocks import Block
from slack_sdk.signature import SignatureVerifier

server, slack, secret, token = sys.argv[1:5]


def post(path, body, signer):
    at = str(int(time.time()))
    signature = SignatureVerifier(signer).generate_signature(timestamp=at, body=body)
    request = urllib.request.Request(
        f"{server}/v1/channels/slack/{path}",
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": signature,
        },
    )
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


body = json.dumps({"type": "url_verification", "challenge": "挑战 ✓"}, ensure_ascii=False).encode()
assert post("events", body, secret) == (200, "挑战 ✓".encode())
assert post("events", body, "another secret")[0] == 401
event = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "EvSdk",
    "event": {"type": "app_mention", "user": "UOLGA", "channel": "COPEN", "ts": "77.7", "text": "<@UBOT> GMV last month"},
    "authorizations": [{"user_id": "UBOT", "is_bot": True}],
}
for _ in range(3):
    assert post("events", json.dumps(event).encode(), secret) == (200, b"")

# The played Slack takes what the library sends.
client = WebClient(token=token, base_url=slack)
assert client.auth_test()["user_id"] == "UBOT"
posted = client.chat_postMessage(channel="CSDK", text="hello")
client.chat_update(channel="CSDK", ts=posted["ts"], text="changed")
client.chat_postEphemeral(channel="CSDK", user="U1", text="only you")
stream = client.chat_startStream(
    channel="CSDK", thread_ts="1.1", recipient_team_id="T1", recipient_user_id="U1", markdown_text=None,
    chunks=[{"type": "markdown_text", "text": "a"}],
)
client.chat_appendStream(channel="CSDK", ts=stream["ts"], chunks=[{"type": "markdown_text", "text": "b"}], markdown_text=None)
client.chat_stopStream(channel="CSDK", ts=stream["ts"])
client.assistant_threads_setStatus(channel_id="D1", thread_ts="1.1", status="is looking")
client.assistant_threads_setSuggestedPrompts(channel_id="D1", thread_ts="1.1", prompts=[{"title": "a", "message": "b"}])
assert client.conversations_members(channel="C1")["members"]
client.files_upload_v2(content="a,b\n1,2\n", filename="r.csv", title="r")
for call in (
    lambda: client.chat_update(channel="CSDK", ts="0.0", text="x"),
    lambda: client.chat_postMessage(channel="CSDK"),
):
    try:
        call()
        raise SystemExit("the played Slack takes what it must not")
    except Exception as error:  # noqa: BLE001
        assert "error" in str(error), error

# Every block that was sent is one that the library knows and finds right, or one that is newer than the library.
newer = {"data_table", "data_visualization"}
with urllib.request.urlopen(slack.replace("/api/", "/seen")) as reply:
    messages = json.load(reply)
kinds = {}
for blocks in messages:
    assert len(blocks or []) <= 50
    for block in blocks or []:
        kinds[block["type"]] = kinds.get(block["type"], 0) + 1
        if block["type"] in newer:
            continue
        parsed = Block.parse(block)
        assert parsed is not None, block
        parsed.validate_json()
        assert parsed.to_dict()["type"] == block["type"]
wanted = newer | {"rich_text", "context", "actions", "context_actions", "table", "image"}
assert wanted <= set(kinds), f"not seen: {wanted - set(kinds)}"
print(f"passed: {kinds}")
