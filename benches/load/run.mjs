// Questions under load: the grammar lane whole and in parts, and the model lane behind a model of a fixed latency.
// node run.mjs --wenbo PROGRAM --data FILE [--seconds 60] [--clients 64]

import { createServer } from "node:http";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";

import autocannon from "autocannon";

import { serve } from "./server.mjs";

const { values: given } = parseArgs({
  options: {
    wenbo: { type: "string" },
    data: { type: "string" },
    seconds: { type: "string", default: "60" },
    clients: { type: "string", default: "64" },
    port: { type: "string", default: "18181" },
    latency: { type: "string", default: "300" },
    python: { type: "string" },
  },
});
const seconds = Number(given.seconds);
const clients = Number(given.clients);
const latency = Number(given.latency);

const QUESTIONS = ["昨天各平台GMV", "上周GMV", "近7天订单数", "How much did we sell yesterday?", "上个月退款率最高的5个平台"];

const ask = (extra = {}, questions = QUESTIONS) =>
  questions.map((question) => ({
    method: "POST",
    path: "/v1/ask",
    headers: { "content-type": "application/json", ...(extra.headers ?? {}) },
    body: JSON.stringify({ question, ...(extra.body ?? {}) }),
  }));

/** Sends requests over kept connections for some time. */
async function press(url, requests, connections, duration = seconds) {
  const found = await autocannon({ url, requests, connections, duration, timeout: 60 });
  return {
    rps: Math.round(found.requests.average),
    p50: found.latency.p50,
    p99: found.latency.p99,
    failed: found.non2xx + found.errors + found.timeouts,
  };
}

/** Milliseconds of single requests, one after the other: the median of many, finer than a millisecond. */
async function median(times, work) {
  const took = [];
  for (let at = 0; at < times; at += 1) {
    const began = performance.now();
    await work();
    took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b)[Math.floor(times / 2)];
}

const one = (base, body) => async () => {
  const reply = await fetch(`${base}/v1/ask`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await reply.json();
  if (answer.status !== "answered") throw new Error(JSON.stringify(answer));
  return answer;
};

function row(name, found, state) {
  const cells = [name, found.rps, found.p50, found.p99, found.failed, state.mib, state.files];
  console.log(`| ${cells.join(" | ")} |`);
}

/** A model that takes its time and always plans the same. */
function model() {
  const plan = {
    reading: "GMV by platform yesterday", kind: "query", metrics: ["gmv"], dimensions: ["platform"], filters: [],
    start: "2026-11-18", end: "2026-11-19", grain: null, compare: null, share: false, order_by: null, order_dir: null,
    limit: null, having: [], semantic_sql: null, ask: null, choices: [], decline: null,
  };
  const reply = JSON.stringify({
    id: "1", object: "chat.completion", created: 1, model: "fixed",
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: JSON.stringify(plan) } }],
    usage: { prompt_tokens: 1500, completion_tokens: 120, total_tokens: 1620 },
  });
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () =>
      setTimeout(() => {
        response.setHeader("content-type", "application/json");
        response.end(reply);
      }, latency),
    );
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

console.log(`load of the machine before: ${loadavg().map((it) => it.toFixed(1)).join(" ")}`);
console.log(`${clients} clients, ${seconds} s each, keep-alive, loopback\n`);
console.log("| what | requests/s | p50 ms | p99 ms | failed | MiB after | files after |");
console.log("|---|---|---|---|---|---|---|");

const grammar = await serve({ binary: given.wenbo, data: given.data, port: Number(given.port) });
const rest = grammar.state();
row("at rest", { rps: "", p50: "", p99: "", failed: "" }, rest);
row("health, the server alone", await press(`${grammar.base}/healthz`, [{ method: "GET", path: "/healthz" }], clients, Math.min(10, seconds)), grammar.state());
row("grammar, JSON", await press(grammar.base, ask(), clients), grammar.state());
const stream = ask({ headers: { accept: "text/event-stream" } });
row("grammar, SSE", await press(grammar.base, stream, clients), grammar.state());
await new Promise((resolve) => setTimeout(resolve, 65_000));
row("a minute later", { rps: "", p50: "", p99: "", failed: "" }, grammar.state());
const sql = [];
for (const question of QUESTIONS) {
  const answer = await one(grammar.base, { question })();
  sql.push(answer.sql, ...answer.supporting.map((part) => part.sql));
}
const alone = await median(50, one(grammar.base, { question: QUESTIONS[0] }));
await grammar.stop();
// What is asked again and again is run once; this is what it costs where nothing is kept.
const without = await serve({ binary: given.wenbo, data: given.data, port: Number(given.port), options: ["--query-cache", "0"] });
row("grammar, JSON, no rows kept", await press(without.base, ask(), clients), without.state());
const aloneWithout = await median(50, one(without.base, { question: QUESTIONS[0] }));
await without.stop();
console.log(`\nwithout kept rows, one question at a time: ${aloneWithout.toFixed(1)} ms median`);
console.log(`one question at a time: ${alone.toFixed(1)} ms median`);

if (given.python) {
  const { spawnSync } = await import("node:child_process");
  const args = [new URL("bare.py", import.meta.url).pathname, given.data, String(Math.min(20, seconds))];
  // The library of the program is not that of the script.
  const env = { ...process.env, LD_LIBRARY_PATH: "" };
  const bare = spawnSync(given.python, args, { input: JSON.stringify(sql), encoding: "utf8", env });
  const perAnswer = sql.length / QUESTIONS.length;
  console.log(`bare DuckDB, 4 connections: ${bare.stdout.trim()} queries/s${bare.stderr}; an answer has ${perAnswer} of them`);
}

const endpoint = await model();
const lane = await serve({
  binary: given.wenbo,
  data: given.data,
  port: Number(given.port),
  options: ["--model", "fixed", "--model-base-url", `http://127.0.0.1:${endpoint.address().port}/v1`],
  env: { OPENAI_API_KEY: "none" },
});
const asked = { question: QUESTIONS[0], lane: "model" };
await one(lane.base, asked)();
const single = await median(50, one(lane.base, asked));
console.log(`\nmodel of ${latency} ms, one question at a time: ${single.toFixed(1)} ms median`);
console.log("\n| what | requests/s | p50 ms | p99 ms | failed | MiB after | files after |");
console.log("|---|---|---|---|---|---|---|");
for (const many of [1, 8, clients]) {
  const found = await press(lane.base, ask({ body: { lane: "model" } }, [QUESTIONS[0]]), many, Math.min(30, seconds));
  row(`model of ${latency} ms, ${many} client(s)`, found, lane.state());
}
await lane.stop();
endpoint.close();
console.log(`\nload of the machine after: ${loadavg().map((it) => it.toFixed(1)).join(" ")}`);
