// Questions through chat programs: all that come in a minute are acknowledged, and answered exactly once.
// node chats.mjs --wenbo PROGRAM --data FILE [--questions 500] [--seconds 60] [--model-seconds 300]

import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

import { platforms, said } from "./platforms.mjs";
import { serve } from "./server.mjs";

const { values: given } = parseArgs({
  options: {
    wenbo: { type: "string" },
    data: { type: "string" },
    questions: { type: "string", default: "500" },
    seconds: { type: "string", default: "60" },
    people: { type: "string", default: "100" },
    port: { type: "string", default: "18282" },
    only: { type: "string" },
    "model-seconds": { type: "string" },
  },
});
const [count, seconds, people] = [given.questions, given.seconds, given.people].map(Number);
const QUESTIONS = ["昨天各平台GMV", "上周GMV", "近7天订单数", "How much did we sell yesterday?", "上个月退款率最高的5个平台"];
const PRINCIPAL = { user: "u1", roles: ["owner"], attributes: {} };

/** Somebody of each platform. */
async function introduce(base, secret, members) {
  for (let at = 0; at < people; at += 1) {
    for (const [channel, tenant] of Object.entries(members)) {
      const body = JSON.stringify({ channel, tenant, user: `P${at}`, principal: PRINCIPAL });
      const headers = { "content-type": "application/json", authorization: `Bearer ${secret}` };
      const reply = await fetch(`${base}/v1/admin/identities`, { method: "POST", headers, body });
      if (!reply.ok) throw new Error(await reply.text());
    }
  }
}

function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Sends the questions evenly; how long each took to be acknowledged. */
async function sends(many, ask) {
  const began = Date.now();
  const acks = [];
  let failed = 0;
  const all = [];
  for (let at = 0; at < many; at += 1) {
    const due = began + (at * seconds * 1000) / many;
    if (due > Date.now()) await sleep(due - Date.now());
    const sent = Date.now();
    const one = ask(at).then(
      () => acks.push(Date.now() - sent),
      (error) => {
        failed += 1;
        console.error(String(error));
      },
    );
    all.push(one);
  }
  await Promise.all(all);
  return { acks, failed };
}

async function settled(look) {
  let last = -1;
  for (let quiet = 0; quiet < 10; ) {
    await sleep(1000);
    const now = look();
    quiet = now === last ? quiet + 1 : 0;
    last = now;
  }
}

const played = await platforms();
const endpoint = createServer((request, response) => {
  request.resume();
  request.on("end", () =>
    setTimeout(() => {
      const plan = {
        reading: "GMV by platform yesterday", kind: "query", metrics: ["gmv"], dimensions: ["platform"], filters: [],
        start: "2026-11-18", end: "2026-11-19", grain: null, compare: null, share: false, order_by: null, order_dir: null,
        limit: null, having: [], semantic_sql: null, ask: null, choices: [], decline: null,
      };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({
        id: "1", object: "chat.completion", created: 1, model: "fixed",
        choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: JSON.stringify(plan) } }],
        usage: { prompt_tokens: 1500, completion_tokens: 120, total_tokens: 1620 },
      }));
    }, Number(given["model-seconds"]) * 1000),
  );
});
endpoint.requestTimeout = 0;
await new Promise((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
const slow = given["model-seconds"] !== undefined;
const options = slow
  ? ["--model", "fixed", "--model-base-url", `http://127.0.0.1:${endpoint.address().port}/v1`, "--model-deadline", String(Number(given["model-seconds"]) + 60)]
  : [];
const env = { ...played.env, OPENAI_API_KEY: "none" };
const server = await serve({ binary: given.wenbo, data: given.data, port: Number(given.port), options, env });
const state = server.folder;
const made = execFileSync(given.wenbo, ["key", "create", "--state", `${state}/state.sqlite`, "--label", "load", "--scopes", "admin", "--principal", JSON.stringify(PRINCIPAL), "--format", "json"]);
await introduce(server.base, JSON.parse(made).secret, played.members);
while (!played.isConnected()) await sleep(100);

const text = (at) => (slow ? "昨天生意最旺的渠道" : QUESTIONS[at % QUESTIONS.length]);
const user = (at) => `P${at % people}`;
const messages = () => played.calls.filter((it) => it.path.endsWith("/message/send")).map((it) => it.sent);
const posted = () => played.calls.filter((it) => /chat\.(postMessage|startStream)$/.test(it.path));

const ways = {
  async slack(many) {
    const before = posted().length;
    const found = await sends(many, async (at) => {
      const reply = await played.slack(server.base, user(at), `${1_000_000 + at}.1`, text(at));
      if (!reply.ok) throw new Error(await reply.text());
    });
    await settled(() => posted().length - before);
    return { ...found, answered: posted().length - before };
  },
  async app(many) {
    const cards = () => messages().filter((it) => it.msgtype === "template_card").length;
    const before = cards();
    const found = await sends(many, async (at) => {
      const reply = await played.app(server.base, user(at), `${2_000_000 + at}`, text(at));
      if (!reply.ok) throw new Error(await reply.text());
    });
    await settled(cards);
    return { ...found, answered: cards() - before };
  },
  async callback(many) {
    const ends = new Map();
    const polls = [];
    const found = await sends(many, async (at) => {
      const first = await played.bot(server.base, said(`M${at}`, user(at), text(at)));
      const id = first.stream.id;
      polls.push(
        (async () => {
          for (let shown = first, poll = 0; ; poll += 1) {
            if (shown.stream.finish) {
              ends.set(id, (ends.get(id) ?? 0) + (shown.stream.content.length > 0 ? 1 : 0));
              return;
            }
            await sleep(1000);
            const message = { ...said(`poll-${id}-${poll}`, user(at), ""), msgtype: "stream", stream: { id } };
            shown = await played.bot(server.base, message);
          }
        })(),
      );
    });
    await Promise.all(polls);
    return { ...found, answered: [...ends.values()].reduce((sum, it) => sum + it, 0) };
  },
  async connection(many) {
    const mine = (it) => it.cmd === "aibot_respond_msg" && it.headers.req_id.startsWith("R");
    const ends = () => played.frames.filter((it) => mine(it) && it.body.stream?.finish).length;
    const sent = new Map();
    const found = await sends(many, async (at) => {
      sent.set(`R${at}`, Date.now());
      played.line(`R${at}`, said(`L${at}`, user(at), text(at)));
    });
    await settled(ends);
    const first = new Map();
    for (const frame of played.frames.filter(mine)) {
      const id = frame.headers.req_id;
      if (!first.has(id)) first.set(id, frame.at - sent.get(id));
    }
    // An answer that nobody took in its stream comes as a message.
    const later = played.frames.filter((it) => it.cmd === "aibot_send_msg" && it.body.msgtype === "markdown").length;
    return { ...found, acks: [...first.values()], answered: ends(), later };
  },
};

if (slow) {
  const one = { questions: 1 };
  console.log(`a model of ${given["model-seconds"]} s, one question each way\n`);
  const all = Object.entries(ways).map(async ([name, way]) => {
    const began = Date.now();
    const found = await way(one.questions);
    return [name, found, Math.round((Date.now() - began) / 1000)];
  });
  // Nothing comes for minutes, which `settled` takes for the end: what came is counted once the model has answered.
  const [, , [, callback]] = await Promise.all([...all, sleep((Number(given["model-seconds"]) + 60) * 1000)]);
  console.log("callback, answers:", callback.answered);
  const kinds = (list) => list.reduce((sum, it) => ({ ...sum, [it]: (sum[it] ?? 0) + 1 }), {});
  console.log("app:", JSON.stringify(kinds(messages().map((it) => it.msgtype))));
  console.log("app, waiting:", JSON.stringify(messages().filter((it) => it.msgtype === "text").map((it) => it.text.content)));
  console.log("Slack:", JSON.stringify(kinds(played.calls.filter((it) => it.path.startsWith("/api/")).map((it) => it.path.slice(5)))));
  const replies = played.frames.filter((it) => it.body.stream?.finish);
  console.log("connection, ends:", JSON.stringify(replies.map((it) => it.body.stream.content.slice(0, 60))));
  const texts = messages().filter((it) => it.msgtype === "markdown").map((it) => it.markdown.content.slice(0, 60));
  console.log("app, answers:", JSON.stringify(texts));
  console.log("connection, other:", JSON.stringify(kinds(played.frames.map((it) => it.cmd))));
} else {
  console.log(`load of the machine before: ${loadavg().map((it) => it.toFixed(1)).join(" ")}`);
  console.log(`${count} questions of ${people} people in ${seconds} s\n`);
  console.log("| way in | acknowledged | p50 ms | p99 ms | longest ms | answered | MiB after |");
  console.log("|---|---|---|---|---|---|---|");
  for (const [name, way] of Object.entries(ways).filter(([name]) => !given.only || name === given.only)) {
    const { acks, failed, answered, later } = await way(count);
    const times = [percentile(acks, 0.5), percentile(acks, 0.99), percentile(acks, 1)];
    console.log(`| ${name} | ${acks.length}${failed ? `, ${failed} failed` : ""} | ${times.join(" | ")} | ${answered}${later ? `, ${later} later` : ""} | ${server.state().mib} |`);
  }
  console.log(`\nload of the machine after: ${loadavg().map((it) => it.toFixed(1)).join(" ")}`);
}
await server.stop();
played.close();
endpoint.close();
process.exit(0);
