// `<wenbo-ask>`: a conversation that stands anywhere.

import { LitElement, html, nothing, type PropertyValues } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { repeat } from "lit/directives/repeat.js";
import { Client } from "../api/client";
import type { Language, LaneChoice, Status } from "../api/types";
import { copyText, define, still, surroundings, type Surroundings } from "../base/element";
import { icon } from "../base/icons";
import { Conversation, type Turn } from "../state/conversation";
import type { SavedTurn } from "../state/shelf";
import { base, parts, tokens } from "../styles/tokens";
import { languageOf, moment, pick } from "../words/index";
import "../card/card";
import "../input/input";
import type { InputElement } from "../input/input";
import { askStyles } from "./styles";

/** Where the script came from: the server of a page that says nothing else, and of the chart library. */
const home = (() => {
  const source = (document.currentScript as HTMLScriptElement | null)?.src;
  return source ? source.replace(/\/(assets\/)?[^/]*$/, "") : location.origin;
})();

const MOST_SAMPLES = 5;

export class AskElement extends LitElement {
  static override properties = {
    language: {}, theme: {}, token: {}, server: {}, greeting: {}, suggestions: {}, heading: {},
    pins: { type: Boolean }, keeps: { type: Boolean }, past: { attribute: false }, status: { state: true }, editing: { state: true },
    toast: { state: true }, version: { state: true },
  };

  static override styles = [tokens, base, parts, askStyles];

  declare language: string;
  declare theme: string;
  declare token: string;
  declare server: string;
  /** What stands above the samples. */
  declare greeting: string;
  /** Questions to begin with, one a line or between bars. */
  declare suggestions: string;
  declare heading: string;
  declare pins: boolean;
  /** Whether the server is to keep what is asked, as a conversation of whoever asks. */
  declare keeps: boolean;
  /** Questions of other conversations, the newest first. */
  declare past: readonly string[];
  declare status: Status | null;
  declare editing: number;
  declare toast: { text: string; link: string; href: string } | null;
  declare version: number;

  conversation!: Conversation;
  #env: Surroundings | null = null;
  #client: Client | null = null;
  #dark = matchMedia("(prefers-color-scheme: dark)");
  #toasting = 0;

  constructor() {
    super();
    this.language = "";
    this.theme = "auto";
    this.token = "";
    this.server = "";
    this.greeting = "";
    this.suggestions = "";
    this.heading = "";
    this.pins = false;
    this.keeps = false;
    this.past = [];
    this.status = null;
    this.editing = -1;
    this.toast = null;
    this.version = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#restyle);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener("change", this.#restyle);
    this.conversation?.stop();
  }

  #restyle = (): void => {
    this.#env = null;
    this.requestUpdate();
  };

  override willUpdate(changed: PropertyValues<this>): void {
    if (!this.#client || changed.has("server")) {
      this.#client = new Client(this.server || home, this.token);
      this.conversation?.stop();
      this.conversation = new Conversation(this.#client, () => { this.version += 1; });
      this.#env = null;
      void this.#learn();
    }
    if (changed.has("token")) {
      this.#client.token = this.token;
      if (changed.get("token") !== undefined) void this.#learn();
    }
    this.conversation.keeps = this.keeps;
    if (["language", "theme", "pins"].some((name) => changed.has(name as keyof AskElement))) this.#env = null;
    const dark = this.theme === "dark" || (this.theme !== "light" && this.#dark.matches);
    this.#env ??= surroundings(this.#client, this.#language(), dark, `${home}/assets/charts.js`, this.pins);
  }

  #language(): Language {
    return this.language === "zh" || this.language === "en" ? this.language : languageOf(navigator.languages);
  }

  async #learn(): Promise<void> {
    try {
      this.status = await this.#client!.status();
    } catch {
      // The first question will say what is wrong.
    }
  }

  override render() {
    const env = this.#env!;
    const { words } = env;
    const turns = this.conversation.turns;
    return html`<div class="root ${env.dark ? "dark" : ""}" lang=${env.language === "zh" ? "zh-CN" : "en"}
      @wenbo-send=${this.#sent} @wenbo-stop=${() => this.conversation.stop()} @wenbo-edit=${this.#edit} @wenbo-edit-end=${this.#endEdit}
      @wenbo-ask-again=${this.#chosen} @wenbo-retry=${this.#retry} @wenbo-share=${this.#share} @wenbo-key=${this.#useKey}>
      <div class="scroll" id="scroll" tabindex="-1"><div class="column">${turns.length === 0
        ? this.#welcome(env)
        : keyed(this.conversation.shown, html`${repeat(turns, (turn) => turn.id, (turn) => html`<section class="turn" id="turn-${turn.id}">
            <wenbo-card .env=${env} .turn=${{ ...turn }}></wenbo-card></section>`)}`)}</div></div>
      <div class="dock"><div class="column">
        <wenbo-input .env=${env} .past=${this.#past()} ?busy=${this.conversation.isRunning} ?editing=${this.editing >= 0} ?started=${turns.length > 0}></wenbo-input>
        <p class="hint">${words.hint}</p></div></div>
      <div class="unseen" role="status" aria-live="polite">${this.#spoken()}</div>
      <div role="status">${this.toast ? html`<div class="toast">${this.toast.text}${this.toast.href ? html` <a href=${this.toast.href}>${this.toast.link}</a>` : nothing}</div>` : nothing}</div>
    </div>`;
  }

  /** What a screen reader hears when an answer is there: its conclusion, not its whole table. */
  #spoken(): string {
    const turn = this.conversation.last;
    return turn?.phase === "done" ? (turn.answer.headline ?? "") : "";
  }

  #past(): string[] {
    const own = this.conversation.turns.map((turn) => turn.question).reverse();
    return [...new Set([...own, ...this.past])];
  }

  #welcome(env: Surroundings) {
    const { words, language } = env;
    const { status } = this;
    const title = this.heading || words.title;
    const about = status ? pick(status.about, language).replace(/[。.]$/, "") : "";
    return html`<section class="welcome">
      <h2>${title}</h2>
      <p class="lead">${this.greeting || words.greeting}</p>
      ${status ? html`<div class="about">
        ${about ? html`<span class="tag">${about}</span>` : nothing}
        ${status.data.until ? html`<span class="tag numeric">${words.span(status.data.from ?? "", moment(status.data.until))}</span>` : nothing}
        ${status.clock.now && status.clock.source !== "real"
          ? html`<span class="tag warn numeric">${(status.clock.source === "data" ? words.clockData : words.clockSet)(moment(status.clock.now))}</span>` : nothing}
        ${status.is_demo ? html`<span class="tag">${words.demo}</span>` : nothing}</div>` : nothing}
      ${this.#samples(env)}
    </section>`;
  }

  #samples(env: Surroundings) {
    const own = this.suggestions.split(/\n|\|/).map((text) => text.trim()).filter(Boolean);
    const questions = own.length > 0 ? own : (this.status?.samples[env.language] ?? []);
    if (questions.length === 0) {
      return this.status ? nothing : html`<div class="ghosts" aria-hidden="true">${[1, 2, 3, 4, 5].map(() => html`<span class="ghost"></span>`)}</div>`;
    }
    return html`<div class="samples"><span class="label">${env.words.tryThese}</span>${questions.slice(0, MOST_SAMPLES).map((question) =>
      html`<button type="button" class="sample" @click=${() => this.ask(question)}><span>${question}</span>${icon("send", 16)}</button>`)}</div>`;
  }

  get #input(): InputElement | null {
    return this.renderRoot.querySelector("wenbo-input");
  }

  /** Asks a question as if somebody had typed it; in the place of an earlier turn, where one is named. */
  async ask(question: string, lane?: LaneChoice, from = -1): Promise<void> {
    await this.updateComplete;
    if (this.conversation.isRunning) return;
    this.editing = -1;
    // What is being typed stays while a button asks something else.
    if (this.#input?.text.trim() === question.trim()) this.#input.put("", false);
    const running = this.conversation.ask(question, { ...(lane ? { lane } : {}), ...(from >= 0 ? { from } : {}) });
    void this.#toLast();
    const turn = await running;
    if (!turn) return;
    // What has no answer stays in the box, unless something else is being typed.
    if (turn.phase !== "done" && this.#input?.text === "") this.#input.put(question, false);
    if (turn.problem?.status === 401) this.#say("wenbo-unauthorized", {});
    this.#say("wenbo-answer", { question, status: turn.answer.status ?? "failed", answer_id: turn.answer.answer_id ?? null });
    if (matchMedia("(hover: hover)").matches) this.#input?.focus();
  }

  #say(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  async #toLast(): Promise<void> {
    await this.updateComplete;
    const last = this.renderRoot.querySelector<HTMLElement>(".turn:last-child");
    const scroll = this.renderRoot.querySelector<HTMLElement>("#scroll");
    if (!last || !scroll) return;
    // Not `scrollIntoView`, which would move the page around as well.
    const top = scroll.scrollTop + last.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 16;
    scroll.scrollTo({ top, behavior: still() ? "auto" : "smooth" });
  }

  /** A figure alone is the choice beside it, where something was asked back. */
  #sent = (event: CustomEvent<string>): void => {
    const text = event.detail;
    const { answer } = this.conversation.last ?? {};
    const choice = answer?.status === "clarify" && /^[1-9]$/.test(text) ? answer.clarification?.choices[Number(text) - 1] : undefined;
    if (choice) this.#input?.put("", false);
    void this.ask(choice?.question ?? text, choice?.lane, choice ? -1 : this.editing);
  };

  #chosen = (event: CustomEvent<{ question: string; lane?: LaneChoice }>): void => void this.ask(event.detail.question, event.detail.lane);

  #edit = (event: CustomEvent<Turn>): void => {
    this.editing = this.conversation.turns.findIndex((turn) => turn.id === event.detail.id);
    this.#input?.put(event.detail.question);
  };

  #endEdit = (): void => {
    this.editing = -1;
    this.#input?.put("");
  };

  #retry = (event: CustomEvent<Turn>): void => {
    const at = this.conversation.turns.findIndex((turn) => turn.id === event.detail.id);
    void this.ask(event.detail.question, event.detail.lane, at);
  };

  /** Asks again with a key, which is kept nowhere but here. */
  #useKey = async (event: CustomEvent<{ key: string; turn: Turn }>): Promise<void> => {
    this.token = event.detail.key;
    await this.updateComplete;
    this.#retry(new CustomEvent("retry", { detail: event.detail.turn }));
  };

  #share = async (event: CustomEvent<Turn>): Promise<void> => {
    const id = event.detail.answer.answer_id;
    if (!id) return;
    const done = await copyText(`${new URL(this.#client!.base || "/", location.href).href.replace(/\/$/, "")}/#/answer/${encodeURIComponent(id)}`);
    this.tellPerson(done ? this.#env!.words.shared : this.#env!.words.copyFailed);
  };

  /** A sentence that stands for a moment, with a way on where there is one. */
  tellPerson(text: string, link = "", href = ""): void {
    this.toast = { text, link, href };
    clearTimeout(this.#toasting);
    this.#toasting = window.setTimeout(() => { this.toast = null; }, 5000);
  }

  /** Empties the conversation. */
  reset(): void {
    this.editing = -1;
    this.conversation.clear();
    this.#input?.put("");
  }

  /** Puts a question into the box without asking it. */
  async put(question: string): Promise<void> {
    await this.updateComplete;
    this.#input?.put(question);
  }

  /** Shows a conversation that was kept. */
  async open(id: string, turns: SavedTurn[], isKept = false): Promise<void> {
    await this.updateComplete;
    this.editing = -1;
    await this.conversation.open(id, turns, isKept);
  }
}

define("wenbo-ask", AskElement);
