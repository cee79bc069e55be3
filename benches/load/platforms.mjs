// Slack and WeCom, played: what they send is signed and sealed as theirs, what they are sent is noted.

import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tests/clients/package.json", import.meta.url));
const { encrypt, decrypt, getSignature } = require("@wecom/crypto");
const { WebSocketServer } = require("ws");

const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
const CORP = "ww1a2b3c4d5e6f7890";
const APP_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
const BOT_KEY = "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt";
const TOKEN = "QDG6eK";

function listening(server) {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** Both platforms; `calls` has what the server called, `frames` what came over its connection. */
export async function platforms() {
  const calls = [];
  const frames = [];
  let ts = 0;
  let base;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://x");
    const bytes = await body(request);
    let sent = null;
    try {
      sent = JSON.parse(bytes);
    } catch {
      // A form, or a file.
    }
    const call = { path: url.pathname, query: Object.fromEntries(url.searchParams), sent, at: Date.now() };
    calls.push(call);
    const say = (reply) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(reply));
    };
    const name = url.pathname.split("/").pop();
    if (url.pathname.startsWith("/cgi-bin/")) {
      const extra = {
        gettoken: { access_token: "AT", expires_in: 7200 },
        upload: { type: "image", media_id: `MID${calls.length}`, created_at: "1763900000" },
      }[name];
      return say({ errcode: 0, errmsg: "ok", msgid: "MSG", ...extra });
    }
    if (url.pathname.startsWith("/upload/")) return say({});
    ts += 1;
    const stamp = `1800000000.${String(ts).padStart(6, "0")}`;
    call.ts = sent?.ts ?? stamp;
    return say({
      ok: true, ts: call.ts, message_ts: call.ts, user_id: "UBOT", team_id: "T1", members: [],
      response_metadata: { next_cursor: "" }, upload_url: `${base}/upload/F${ts}`, file_id: `F${ts}`, files: [],
    });
  });
  base = `http://127.0.0.1:${await listening(server)}`;
  const sockets = createServer();
  const line = new WebSocketServer({ server: sockets });
  let bot;
  line.on("connection", (socket) => {
    socket.on("message", (text) => {
      const frame = JSON.parse(text);
      const id = frame.headers.req_id;
      if (frame.cmd === "aibot_subscribe") bot = socket;
      else if (frame.cmd !== "ping") frames.push({ ...frame, at: Date.now() });
      const uploads = { upload_id: "U1", media_id: "M1" };
      socket.send(JSON.stringify({ headers: { req_id: id }, errcode: 0, errmsg: "ok", body: uploads }));
    });
  });
  const port = await listening(sockets);
  const seal = (key, id, text) => {
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomUUID().slice(0, 10)];
    const sealed = encrypt(key, text, id);
    const query = new URLSearchParams({ msg_signature: getSignature(TOKEN, timestamp, nonce, sealed), timestamp, nonce });
    return { sealed, query };
  };
  return {
    calls,
    frames,
    env: {
      WENBO_SLACK_API: `${base}/api/`, WENBO_SLACK_BOT_TOKEN: "xoxb-test", WENBO_SLACK_SIGNING_SECRET: SECRET,
      WENBO_WECOM_API: base, WENBO_WECOM_CORP_ID: CORP, WENBO_WECOM_AGENT_ID: "1000002", WENBO_WECOM_SECRET: "s",
      WENBO_WECOM_TOKEN: TOKEN, WENBO_WECOM_AES_KEY: APP_KEY, WENBO_WECOM_BOT_TOKEN: TOKEN,
      WENBO_WECOM_BOT_AES_KEY: BOT_KEY, WENBO_WECOM_BOT_ID: "BOT", WENBO_WECOM_BOT_SECRET: "s",
      WENBO_WECOM_WS: `ws://127.0.0.1:${port}`,
    },
    members: { slack: "T1", wecom: CORP },
    isConnected: () => bot !== undefined,
    /** Tells Slack's event of somebody's direct message. */
    async slack(to, user, id, text) {
      const event = { type: "message", channel_type: "im", user, channel: `D${user}`, ts: id, text };
      const whole = JSON.stringify({
        type: "event_callback", team_id: "T1", api_app_id: "A1", event_id: `Ev${id}`, event_time: 1_800_000_000,
        authorizations: [{ team_id: "T1", user_id: "UBOT", is_bot: true }], event,
      });
      const at = String(Math.floor(Date.now() / 1000));
      const signature = `v0=${createHmac("sha256", SECRET).update(`v0:${at}:${whole}`).digest("hex")}`;
      const headers = { "content-type": "application/json", "x-slack-request-timestamp": at, "x-slack-signature": signature };
      return fetch(`${to}/v1/channels/slack/events`, { method: "POST", headers, body: whole });
    },
    /** Tells an app what somebody wrote. */
    async app(to, user, id, text) {
      const inner =
        `<xml><ToUserName>${CORP}</ToUserName><FromUserName>${user}</FromUserName><CreateTime>1</CreateTime>` +
        `<MsgType>text</MsgType><Content><![CDATA[${text}]]></Content><MsgId>${id}</MsgId><AgentID>1000002</AgentID></xml>`;
      const { sealed, query } = seal(APP_KEY, CORP, inner);
      const whole = `<xml><ToUserName>${CORP}</ToUserName><Encrypt>${sealed}</Encrypt><AgentID>1000002</AgentID></xml>`;
      return fetch(`${to}/v1/channels/wecom/app?${query}`, { method: "POST", body: whole });
    },
    /** Tells a bot something by callback; what it says. */
    async bot(to, message) {
      const { sealed, query } = seal(BOT_KEY, "", JSON.stringify(message));
      const reply = await fetch(`${to}/v1/channels/wecom/bot?${query}`, { method: "POST", body: JSON.stringify({ encrypt: sealed }) });
      const text = await reply.text();
      if (!reply.ok) throw new Error(`${reply.status}: ${text}`);
      return text === "" ? null : JSON.parse(decrypt(BOT_KEY, JSON.parse(text).encrypt).message);
    },
    /** Tells a bot something over its connection. */
    line(id, message) {
      bot.send(JSON.stringify({ cmd: "aibot_msg_callback", headers: { req_id: id }, body: message }));
    },
    close() {
      line.close();
      for (const it of [...line.clients]) it.terminate();
      server.close();
      sockets.close();
    },
  };
}

/** A message to a bot. */
export function said(id, user, text) {
  return {
    msgid: id, aibotid: "BOT", chattype: "single", from: { userid: user }, msgtype: "text", text: { content: text },
  };
}
