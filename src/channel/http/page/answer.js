// The card that shows one answer: conclusion first, then what a reader must know, picture, rows, and how it was computed.

import { chart, figures, waterfall } from "./chart.js";
import { table } from "./table.js";
import { make, pick, word } from "./words.js";

// `again` asks a question that a button carries.
export function card(answer, again) {
  if (answer.status === "declined") return declined(answer, again);
  if (answer.status === "clarify") return clarify(answer, again);
  return make("article", { class: "card" }, ...conclusion(answer), ...evidence(answer), chips(word("next"), answer.suggestions, again));
}

export function failure(code, again) {
  const known = word("errors");
  return make("section", { class: "card trouble", role: "alert" },
    make("h2", {}, word("failed")),
    make("p", {}, known[code] ?? known.internal),
    make("div", { class: "chips" }, make("button", { class: "chip strong", type: "button", onclick: again }, word("retry"))));
}

function declined(answer, again) {
  return make("article", { class: "card declined" },
    make("h2", {}, word("declined")),
    prose(answer.reason || answer.narration),
    chips(word("canAsk"), answer.suggestions, again));
}

function clarify(answer, again) {
  const asked = answer.clarification ?? {};
  const choices = (asked.choices ?? []).map((choice) =>
    make("button", { class: "choice", type: "button", onclick: () => again(choice.question, choice.lane) }, pick(choice.label)));
  const shown = answer.rows?.length > 0 ? evidence(answer) : [];
  return make("article", { class: "card" },
    make("h2", {}, pick(asked.question) || answer.narration),
    make("div", { class: "choices" }, ...choices),
    ...shown);
}

function conclusion(answer) {
  const headline = answer.headline || "";
  const narration = answer.narration || "";
  const rest = headline && narration.startsWith(headline) ? narration.slice(headline.length) : narration;
  const parts = [];
  if (headline) parts.push(make("h2", { class: "headline" }, ...strong(headline)));
  if (rest.trim()) parts.push(prose(rest));
  if (answer.reading) parts.push(make("p", { class: "reading" }, word("readAs", answer.reading)));
  return parts;
}

function evidence(answer) {
  const parts = [];
  if (answer.rows?.length > 0) {
    const fall = waterfall(answer);
    const tiles = fall ? null : figures(answer);
    parts.push(fall ?? tiles ?? chart(answer), tiles ? null : table(answer));
  } else if (!answer.narration) {
    parts.push(make("p", {}, word("noRows")));
  }
  const notes = (answer.notes ?? []).map((note) => make("li", {}, note.text));
  if (answer.truncated && notes.length === 0) notes.push(make("li", {}, word("truncated")));
  if (notes.length > 0) parts.push(make("ul", { class: "notes" }, ...notes));
  parts.push(how(answer));
  return parts.filter(Boolean);
}

function how(answer) {
  const receipt = answer.receipt ?? {};
  const milliseconds = Number(answer.elapsed_ms ?? 0);
  const facts = [
    word("lane")[answer.lane] ?? null,
    word("elapsed", milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)),
  ].filter(Boolean);
  const body = [
    section(word("reading"), receipt.reading && receipt.reading !== answer.reading ? prose(receipt.reading) : null),
    section(word("definitions"), definitions(receipt.definitions)),
    section(word("filters"), list([...(receipt.filters ?? []), ...(receipt.policies ?? [])])),
    section(word("freshness"), receipt.data_until ? prose(moment(receipt.data_until)) : null),
    section(word("semanticSql"), code(answer.semantic_sql)),
    section(word("sql"), code(answer.sql)),
    section(word("beside"), beside(answer.supporting)),
    section(word("record"), record(receipt, answer.answer_id)),
  ];
  return make("details", { class: "how" },
    make("summary", {}, make("span", {}, word("how")), make("span", { class: "facts" }, facts.join(" · "))),
    ...body.filter(Boolean));
}

function section(title, content) {
  return content ? make("section", {}, make("h3", {}, title), content) : null;
}

function definitions(entries) {
  if (!entries?.length) return null;
  const items = entries.map((one) => {
    const filters = [one.filter, ...(one.defaults ?? [])].filter(Boolean).join("; ");
    return make("li", {},
      make("b", {}, pick(one.label) || one.metric),
      one.description ? ` ${pick(one.description)}` : "",
      make("code", {}, filters ? `${one.expression}  |  ${filters}` : String(one.expression ?? "")));
  });
  return make("ul", { class: "plain" }, ...items);
}

function beside(parts) {
  if (!parts?.length) return null;
  const items = parts.map((part) => make("li", {}, make("b", {}, part.name), code(part.semantic_sql)));
  return make("ul", { class: "plain" }, ...items);
}

// What the receipt keeps so that the answer can be computed again.
function record(receipt, id) {
  const timings = Object.entries(receipt.timings_ms ?? {}).map(([stage, value]) => `${stage} ${value} ms`);
  const model = receipt.model ? [`${receipt.model.name} ${receipt.model.prompt_version ?? ""}`.trim()] : [];
  const lines = [
    ...(id ? [`answer ${id}`] : []),
    ...(receipt.asked_at ? [`as_of ${moment(receipt.asked_at)}`] : []),
    ...model,
    ...(timings.length ? [timings.join(" · ")] : []),
    ...(receipt.result_hash ? [`result ${receipt.result_hash}`] : []),
  ];
  return list(lines);
}

function list(texts) {
  const items = texts.filter(Boolean).map((text) => make("li", {}, pick(text)));
  return items.length ? make("ul", { class: "plain" }, ...items) : null;
}

function code(text) {
  if (!text) return null;
  const button = make("button", { class: "copy", type: "button" }, word("copy"));
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = word("copied");
    } catch {
      // Without the right to the clipboard the text can still be selected.
    }
  });
  return make("div", { class: "code" }, make("pre", { tabindex: "0" }, text), button);
}

function chips(title, questions, again) {
  if (!questions?.length) return null;
  const buttons = questions.map((question) =>
    make("button", { class: "chip", type: "button", onclick: () => again(question) }, question));
  return make("div", { class: "chips" }, make("span", { class: "label" }, title), ...buttons);
}

function prose(text) {
  const lines = String(text).split("\n").filter((line) => line.trim());
  return make("div", { class: "prose" }, ...lines.map((line) => make("p", {}, ...strong(line.trim()))));
}

// `**words**` stand out; everything else is text as it is.
function strong(text) {
  return String(text).split("**").map((part, index) => (index % 2 ? make("strong", {}, part) : part));
}

export function moment(text) {
  return String(text).replace("T", " ").replace(/:00$/, "");
}
