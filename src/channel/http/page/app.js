// The page: greets, takes a question, shows what came of it.

import { card, failure, moment } from "./answer.js";
import { currentLanguage, make, pick, recall, remember, setLanguage, word } from "./words.js";

const PATIENCE_MS = 4000;
// The server takes no more.
const MOST_TURNS = 20;

const at = (id) => document.getElementById(id);
const [composer, field, send, stop, log] = ["composer", "question", "send", "stop", "log"].map(at);

let status = null;
let running = null;
// The questions on the page that were dealt with, oldest first: a later one may go on from them.
const turns = [];
// The key that requests carry, where the server needs one: it is nowhere but here, and gone with the page.
let key = null;
const KEY_CODES = ["key_missing", "key_unknown", "key_expired", "key_revoked"];

greet();
dress();
learn();

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(field.value);
});
field.addEventListener("input", fit);
field.addEventListener("keydown", (event) => {
  // While an input method composes, Enter chooses characters. Safari says so only by the key code.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  ask(field.value);
});
stop.addEventListener("click", () => running?.abort());
at("language").addEventListener("click", () => {
  setLanguage(currentLanguage() === "zh" ? "en" : "zh");
  greet();
});
at("theme").addEventListener("click", () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
  remember("theme", now === "dark" ? "light" : "dark");
  dress();
});

// `lane` is who reads the question, where a button says it.
async function ask(text, lane) {
  const question = text.trim();
  if (!question || running) return;
  running = new AbortController();
  busy(true);
  field.value = question;
  const wait = waiting();
  const turn = make("section", { class: "turn" }, make("p", { class: "asked" }, question), wait.element);
  log.append(turn);
  at("greeting").classList.add("small");
  turn.scrollIntoView({ behavior: "smooth", block: "start" });
  const outcome = await exchange(question, lane, running.signal);
  running = null;
  wait.end();
  wait.element.replaceWith(shown(outcome, question, lane));
  // The question stays in the box unless it was dealt with.
  if (outcome.answer && field.value === question) field.value = "";
  if (outcome.answer) turns.push(question);
  busy(false);
  turn.scrollIntoView({ behavior: "smooth", block: "start" });
}

async function exchange(question, lane, signal) {
  try {
    const response = await fetch("/v1/ask", {
      method: "POST",
      headers: { "content-type": "application/json", ...carried() },
      body: JSON.stringify({ question, earlier: turns.slice(-MOST_TURNS), ...(lane ? { lane } : {}) }),
      signal,
    });
    const body = await response.json();
    return response.ok ? { answer: body } : { code: body.code ?? "internal" };
  } catch (error) {
    if (error.name === "AbortError") return { stopped: true };
    return { code: error instanceof SyntaxError ? "internal" : "network" };
  }
}

function shown(outcome, question, lane) {
  if (outcome.stopped) return make("p", { class: "reading" }, word("stopped"));
  if (KEY_CODES.includes(outcome.code)) return keyPlace(outcome.code, () => ask(question, lane));
  if (!outcome.answer) return failure(outcome.code, () => ask(question, lane));
  try {
    return card(outcome.answer, ask);
  } catch (error) {
    console.error(error);
    return failure("internal", () => ask(question, lane));
  }
}

function carried() {
  return key ? { authorization: `Bearer ${key}` } : {};
}

// Asks for a key, where the server lets nobody in without one or not with this one.
function keyPlace(code, again) {
  const label = word("keyLabel");
  const box = make("input", { class: "key", type: "password", autocomplete: "off", "aria-label": label, placeholder: "wenbo_…" });
  const use = () => {
    const typed = box.value.trim();
    if (!typed || running) return;
    key = typed;
    learn();
    again();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) use();
  });
  return make("section", { class: "card trouble", role: "alert" },
    make("h2", {}, label),
    make("p", {}, word("keyWhy")(code)),
    make("div", { class: "chips" }, box, make("button", { class: "chip strong", type: "button", onclick: use }, word("useKey"))));
}

function waiting() {
  const said = make("span", {}, word("working"));
  const element = make("p", { class: "waiting" }, make("i"), make("i"), make("i"), said);
  const timer = setTimeout(() => {
    said.textContent = word("stillWorking");
  }, PATIENCE_MS);
  return { element, end: () => clearTimeout(timer) };
}

function busy(is) {
  send.hidden = is;
  stop.hidden = !is;
  fit();
  if (!is && matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
}

// The box grows with its text, up to a third of the window.
function fit() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, innerHeight / 3)}px`;
  send.disabled = field.value.trim() === "";
}

async function learn() {
  try {
    const response = await fetch("/v1/status", { headers: carried() });
    if (response.ok) status = await response.json();
  } catch {
    // The first question will say that the server is away.
  }
  greet();
}

// Puts every word on the page, in the language of the reader.
function greet() {
  const language = currentLanguage();
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  field.placeholder = word("placeholder");
  field.setAttribute("aria-label", word("placeholder"));
  composer.setAttribute("aria-label", word("placeholder"));
  send.setAttribute("aria-label", word("send"));
  stop.setAttribute("aria-label", word("stop"));
  at("theme").setAttribute("aria-label", word("theme"));
  at("language").textContent = word("otherLanguage");
  fit();
  if (status) introduce(language);
}

function introduce(language) {
  const about = pick(status.about).replace(/[。.]$/, "");
  const end = language === "zh" ? "。" : ". ";
  at("about").textContent = [about && about + end, status.is_demo ? word("demo") : ""].join("").trim();
  const span = status.data ?? {};
  at("span").textContent = span.until ? word("until", span.from, moment(span.until)) : "";
  const clock = status.clock ?? {};
  const banner = at("clock");
  banner.hidden = !clock.now || clock.source === "real";
  if (!banner.hidden) banner.textContent = word(clock.source === "data" ? "clockData" : "clockSet", moment(clock.now));
  const questions = status.samples?.[language] ?? [];
  at("samples").replaceChildren(...questions.slice(0, 5).map((question) =>
    make("button", { class: "sample", type: "button", onclick: () => ask(question) }, question)));
}

function dress() {
  const theme = recall("theme");
  if (theme) document.documentElement.dataset.theme = theme;
}
