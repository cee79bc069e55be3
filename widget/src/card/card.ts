// The card of one question: what was asked, and the answer as it grows.

import { html, nothing, type TemplateResult } from "lit";
import type { Answer } from "../api/types";
import { drawable, type Drawable } from "../chart/chart";
import { Part, define } from "../base/element";
import { icon } from "../base/icons";
import { afterHeadline } from "../base/narration";
import { isNumber, textOf, type Grid } from "../base/table";
import type { Turn } from "../state/conversation";
import { base, parts } from "../styles/tokens";
import { duration } from "../words/index";
import "../chart/chart";
import "./feedback";
import "./story";
import "./table";
import { how, spent } from "./how";
import { clarified, declined, emptied, faulted, keyPlace, stoppedTurn, type Again } from "./outcomes";
import { cardStyles } from "./styles";

/** Notes that are about what can be trusted; the others are explanations. */
const WARNINGS = ["partial_period", "truncated", "maturity", "incomparable", "model_unavailable", "assumption"];

/** Numbers that stand side by side; more are a table. */
const MOST_FIGURES = 6;
/** A conclusion that is longer is read like a text. */
const LONG_HEADLINE = 90;

export class CardElement extends Part {
  static override properties = { ...Part.properties, turn: { attribute: false }, kind: { state: true }, pinned: { state: true } };

  static override styles = [base, parts, cardStyles];

  declare turn: Turn;
  declare kind: string;
  declare pinned: boolean;
  #drawable: { answer: Partial<Answer>; what: Drawable | null } | null = null;

  constructor() {
    super();
    this.kind = "";
    this.pinned = false;
  }

  override render() {
    const { turn, words } = this;
    return html`
      <div class="asked" ?hidden=${turn.question === ""}>
        <button type="button" class="icon" id="edit" title=${words.edit} aria-label=${words.edit} @click=${() => this.tell("wenbo-edit", turn)}>${icon("edit", 16)}</button>
        <p><span class="unseen">${words.asked}: </span>${turn.question}</p>
      </div>
      <article aria-label=${words.answer} aria-busy=${this.#runs()}>${this.#body()}</article>
      ${this.#next()}`;
  }

  #runs(): boolean {
    return ["reading", "computing", "fetching"].includes(this.turn.phase);
  }

  #again: Again = (question, lane) => this.tell("wenbo-ask-again", { question, lane });

  #retry = (): void => this.tell("wenbo-retry", this.turn);

  #body() {
    const { turn, words, env } = this;
    const { answer } = turn;
    if (turn.phase === "stopped") return stoppedTurn(words, this.#retry);
    // Only on the server's own page: nobody should type a key into somebody else's.
    if (turn.problem?.status === 401 && env.pins) {
      return keyPlace(words, env.client.token !== "", (key) => this.tell("wenbo-key", { key, turn }));
    }
    if (turn.phase === "failed") return faulted(turn.problem, answer, words, this.#retry);
    if (this.#runs()) return html`${this.#read()}${this.#waits()}${this.#conclusion()}${this.#evidence()}`;
    if (answer.status === "declined") return html`${declined(answer, words)}${this.#foot()}`;
    if (answer.status === "clarify") {
      return html`${clarified(answer, words, env.language, this.#again)}${answer.rows?.length ? this.#evidence() : nothing}${this.#foot()}`;
    }
    return html`${this.#read()}${this.#conclusion()}${this.#evidence()}${this.#notes()}
      ${how(answer, words, env.language, env.pins)}${this.#foot()}`;
  }

  #read() {
    const { answer } = this.turn;
    const { words } = this;
    if (!answer.reading && !answer.recomputed) return nothing;
    return html`<p class="read">${answer.recomputed ? html`<span class="tag warn">${words.recomputed}</span>` : nothing}
      ${answer.reading ? html`<span>${words.readAs} <b>${answer.reading}</b></span>` : nothing}</p>`;
  }

  #waits() {
    const { turn, words } = this;
    if (turn.answer.headline) return nothing;
    const { phase } = turn;
    const told = !turn.connected ? words.reconnecting : turn.slow ? words.waiting : phase === "computing" ? words.computing : words.reading;
    return html`<p class="waits" role="status"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${told}</p>
      <div class="ghosts" aria-hidden="true"><span class="ghost line"></span><span class="ghost short"></span>
        ${phase === "computing" ? html`<span class="ghost plot"></span>` : nothing}</div>`;
  }

  #conclusion() {
    const { answer } = this.turn;
    const headline = answer.headline ?? "";
    if (!headline) return nothing;
    const rest = afterHeadline({ headline, narration: answer.narration ?? "" });
    const isEmpty = answer.notes?.some((one) => one.code.startsWith("empty_"));
    return html`<h3 class="headline ${headline.length > LONG_HEADLINE * (/[一-鿿]/.test(headline) ? 1 : 2) ? "calm" : ""}"><wenbo-story .env=${this.env} .answer=${answer} .text=${headline}></wenbo-story></h3>
      ${rest && !isEmpty ? html`<div class="story"><wenbo-story .env=${this.env} .answer=${answer} .text=${rest}></wenbo-story></div>` : nothing}`;
  }

  #evidence() {
    const { answer } = this.turn;
    const done = !this.#runs();
    if (answer.notes?.some((one) => one.code.startsWith("empty_")) || (done && !answer.rows?.length && answer.columns?.length)) {
      return emptied(answer, this.words);
    }
    if (!answer.rows?.length || !answer.columns) return nothing;
    const grid: Grid = { columns: answer.columns, rows: answer.rows, label_rows: answer.label_rows ?? [] };
    const what = this.#what(answer, grid);
    const picture = what ? this.#chart(what) : nothing;
    const single = grid.rows.length === 1;
    if (single && grid.columns.length <= MOST_FIGURES && grid.columns.every(isNumber)) return html`${picture}${this.#figures(grid)}`;
    // A definition in one row of words has been told already.
    if (single && !answer.semantic_sql && !grid.columns.some(isNumber)) return nothing;
    return html`${picture}
      <div class="block"><wenbo-table .env=${this.env} .grid=${grid}></wenbo-table></div>`;
  }

  /** Made once for each state of the answer: a new object would be drawn anew. */
  #what(answer: Partial<Answer>, grid: Grid): Drawable | null {
    if (this.#drawable?.answer !== answer) {
      const what = answer.chart === undefined ? null : drawable(answer.chart, grid, "", this.env.language);
      this.#drawable = { answer, what };
    }
    return this.#drawable.what;
  }

  /** One row of numbers needs no table. The headline has said a single one already. */
  #figures(grid: Grid): TemplateResult | typeof nothing {
    if (grid.columns.length < 2) return nothing;
    return html`<dl class="figures block">${grid.columns.map((column, at) => html`<div><dt>${column.label || column.name}</dt>
      <dd>${textOf(grid, 0, at, this.env.language, this.words.noValue)}</dd></div>`)}</dl>`;
  }

  #chart(what: Drawable) {
    const { words } = this;
    const kind = what.kinds.includes(this.kind) || this.kind === "table" ? this.kind : (what.kinds[0] ?? "");
    const title = chartTitle(what) || words.chart;
    const option = (name: string) => html`<button type="button" role="radio" aria-checked=${name === kind} tabindex=${name === kind ? 0 : -1}
      @click=${() => { this.kind = name; }}>${words.kinds[name] ?? name}</button>`;
    return html`<figure class="block">
      <div class="caption"><h4>${title}</h4>
        <div class="kinds" role="radiogroup" aria-label=${words.chartKind} @keydown=${this.#arrows}>${[...what.kinds, "table"].map(option)}</div></div>
      ${kind === "table" ? nothing : html`<wenbo-chart .env=${this.env} .what=${what} .kind=${kind} .name=${title}></wenbo-chart>`}
    </figure>`;
  }

  /** The arrows go from kind to kind, as in every group of choices. */
  #arrows = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...(event.currentTarget as HTMLElement).querySelectorAll("button")];
    const at = all.findIndex((one) => one.getAttribute("aria-checked") === "true");
    const next = all[(at + step + all.length) % all.length];
    next?.click();
    next?.focus();
  };

  #notes() {
    const { answer } = this.turn;
    // What the narration says already is not said twice.
    const said = (text: string) => (answer.narration ?? "").includes(text.replace(/[。.]$/, ""));
    const notes = (answer.notes ?? []).filter((one) => !one.code.startsWith("empty_") && (WARNINGS.includes(one.code) || !said(one.text)));
    if (notes.length === 0) return nothing;
    return html`<ul class="notes block" aria-label=${this.words.notes}>${notes.map((note) =>
      html`<li class=${WARNINGS.includes(note.code) ? "warn" : ""}>${note.text}</li>`)}</ul>`;
  }

  #foot() {
    const { turn, words, env } = this;
    const { answer } = turn;
    const lane = answer.lane ?? "";
    const model = answer.model ?? answer.receipt?.model;
    const can = answer.status === "answered" && Boolean(answer.semantic_sql);
    return html`<div class="foot">
      <span class="facts">
        ${lane ? html`<span class="tag ${lane === "verified" ? "good" : ""}" title=${words.laneAbout[lane] ?? ""}>${lane === "verified" ? icon("shield", 14) : nothing}${words.lanes[lane] ?? lane}</span>` : nothing}
        <span>${words.milliseconds(duration(Number(answer.elapsed_ms ?? 0)))}</span>
        ${model ? html`<span>${spent(model, words)}</span>` : nothing}
      </span>
      ${env.pins && can ? html`<button type="button" class="icon" id="pin" title=${words.pin} aria-label=${words.pin} aria-pressed=${this.pinned} @click=${this.#pin}>${icon("pin")}</button>` : nothing}
      ${answer.answer_id ? html`<button type="button" class="icon" id="share" title=${words.share} aria-label=${words.share} @click=${() => this.tell("wenbo-share", turn)}>${icon("link")}</button>
        <wenbo-feedback .env=${env} .answer=${answer.answer_id}></wenbo-feedback>` : nothing}
    </div>`;
  }

  #pin = (): void => {
    this.pinned = true;
    this.tell("wenbo-pin", { turn: this.turn, kind: this.kind });
  };

  #next() {
    const { turn, words } = this;
    const questions = turn.answer.suggestions ?? [];
    if (this.#runs() || questions.length === 0) return nothing;
    const title = turn.answer.status === "answered" ? words.next : words.canAsk;
    return html`<div class="next"><span class="label">${title}</span>${questions.map((question) =>
      html`<button type="button" class="chip" @click=${() => this.#again(question)}>${question}</button>`)}</div>`;
  }
}

/** The title that the server gave its chart. */
export function chartTitle(what: Drawable): string {
  const title = what.option?.["title"] as { text?: unknown } | undefined;
  return typeof title?.text === "string" ? title.text : "";
}

define("wenbo-card", CardElement);
