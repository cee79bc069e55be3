// The state of the data: what is loaded until when, and what "now" means.

import { css, html, nothing } from "lit";
import { Problem } from "../api/problem";
import { askStreamed } from "../api/stream";
import type { Answer, Status } from "../api/types";
import { Part, define } from "../base/element";
import { base, parts } from "../styles/tokens";
import { moment } from "../words/index";
import { pageStyles } from "./styles";
import "../card/table";

export class DataElement extends Part {
  static override properties = { ...Part.properties, status: { state: true }, answer: { state: true }, problem: { state: true } };

  static override styles = [base, parts, pageStyles, css`
    .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 12px; margin-bottom: 28px; }
    .facts div { padding: 16px 18px; }
    .facts dt { font-size: 13px; color: var(--ink3); }
    .facts dd { margin-top: 3px; font-size: 17px; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.4; }
    .facts dd small { display: block; font-size: 13px; font-weight: 400; color: var(--ink3); }
    h2 { font-size: 17px; margin-bottom: 10px; }
    .says { margin-bottom: 12px; color: var(--ink2); max-width: 760px; }
  `];

  declare status: Status | null;
  declare answer: Answer | null;
  declare problem: Problem | null;

  constructor() {
    super();
    this.status = null;
    this.answer = null;
    this.problem = null;
  }

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    const { client } = this.env;
    try {
      this.status = await client.status();
      // What each dataset holds is an answer like any other, under the same rights.
      const quiet = { part: () => undefined, connected: () => undefined };
      this.answer = await askStreamed(client, { question: this.words.freshnessQuestion, earlier: [], lane: "grammar" }, quiet, new AbortController().signal);
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem("internal");
    }
  }

  override render() {
    const { words, status, answer } = this;
    return html`<div class="page"><div class="inner"><div class="top"><h1>${words.nav.data}</h1></div><p class="lead">${words.dataAbout}</p>
      ${this.problem ? html`<div class="panel fault" role="alert">${words.errors[this.problem.code] ?? words.errors["internal"]}</div>` : nothing}
      ${status ? this.#facts(status) : this.problem ? nothing : html`<div class="rows" aria-hidden="true"><span class="ghost"></span><span class="ghost"></span></div>`}
      ${answer?.rows?.length ? html`<h2>${words.loadedTables}</h2><p class="says">${answer.headline}</p>
        <wenbo-table .env=${this.env} .grid=${answer}></wenbo-table>` : nothing}
    </div></div>`;
  }

  #facts(status: Status) {
    const { words } = this;
    const { clock, data } = status;
    const fact = (name: string, value: string, more = "") => html`<div class="panel"><dt>${name}</dt><dd>${value}${more ? html`<small>${more}</small>` : nothing}</dd></div>`;
    const reload = status.last_reload;
    return html`<dl class="facts">
      ${fact(words.dataUntil, moment(data.until) || "–", this.pick(status.about))}
      ${fact(words.clock, clock.now ? moment(clock.now) : words.clockReal, `${words.timeZone} ${clock.time_zone}`)}
      ${fact(words.languageModel, status.language_model ?? words.noModel)}
      ${fact(words.generation, String(status.generation), reload ? `${words.lastReload} ${moment(reload.at)} · ${words.reloads[reload.outcome] ?? reload.outcome}` : words.noReload)}
      ${fact(words.version, status.version, status.is_demo ? words.demo : "")}
    </dl>`;
  }
}

define("wenbo-data", DataElement);
