// Asks the running server with the `openai` package of npm, as a chat program does.
//
//   node openai_chat.mjs http://127.0.0.1:PORT
//
// What the server of the tests does with "hang", "fail CODE" and "late" stands in openai_chat.py.
// Ends with 1 where anything is wrong.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import OpenAI from "openai";

const base = process.argv[2];
const ranked = "上周各平台GMV排名";
const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: "none", maxRetries: 0 });
const user = (content) => [{ role: "user", content }];

const asked = await (await fetch(`${base}/v1/ask`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ question: ranked }),
})).json();

const models = [];
for await (const model of client.models.list()) models.push(model.id);
assert.deepEqual(models, ["wenbo", "wenbo-grammar"]);

const whole = await client.chat.completions.create({ model: "wenbo", messages: user(ranked) });
assert.equal(whole.choices[0].finish_reason, "stop");
assert.deepEqual(whole.wenbo.rows, asked.rows);
assert.ok(asked.rows.length > 1);
assert.equal(whole.usage.total_tokens, 0);

let text = "";
let finished;
let usage;
const stream = await client.chat.completions.create({
  model: "wenbo", messages: user(ranked), stream: true, stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta.content ?? "";
  finished = chunk.choices[0]?.finish_reason ?? finished;
  usage = chunk.usage ?? usage;
}
assert.equal(text, whole.choices[0].message.content);
assert.equal(finished, "stop");
assert.equal(usage.total_tokens, 0);
const runner = client.chat.completions.stream({ model: "wenbo", messages: user(ranked) });
assert.equal(await runner.finalContent(), text);

const refusal = async (settings, kind, status, code) => {
  await assert.rejects(
    client.chat.completions.create({ model: "wenbo", messages: user(ranked), ...settings }),
    (error) => {
      assert.ok(error instanceof kind, String(error));
      assert.deepEqual([error.status, error.code], [status, code]);
      return true;
    },
  );
};
await refusal({ n: 2 }, OpenAI.BadRequestError, 400, "unsupported_parameter");
await refusal({ model: "gpt-4o" }, OpenAI.NotFoundError, 404, "model_not_found");
await refusal({ messages: user("fail database_unavailable") }, OpenAI.InternalServerError, 503, "database_unavailable");
await refusal({ messages: user("fail query_timeout"), stream: true }, OpenAI.InternalServerError, 504, "question_timeout");

const late = await client.chat.completions.create({ model: "wenbo", messages: user("late"), stream: true });
await assert.rejects(async () => { for await (const _ of late); }, (error) => error.code === "question_timeout");

const leaving = new AbortController();
setTimeout(() => leaving.abort(), 500);
await assert.rejects(
  client.chat.completions.create({ model: "wenbo", messages: user("hang") }, { signal: leaving.signal }),
  OpenAI.APIUserAbortError,
);
const hanging = await client.chat.completions.create({ model: "wenbo", messages: user("hang"), stream: true });
for await (const chunk of hanging) {
  assert.equal(chunk.choices[0].delta.role, "assistant");
  break;
}

const { version } = JSON.parse(readFileSync(new URL("node_modules/openai/package.json", import.meta.url)));
console.log(`openai ${version} of npm: all passed`);
