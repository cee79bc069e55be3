// The metric centre: what can be asked for, and what each thing means.

import { css, html, nothing, type PropertyValues } from "lit";
import { Problem } from "../api/problem";
import type { Dimension, Hit, Metric, MetricDetail, Values } from "../api/types";
import { Part, define } from "../base/element";
import { icon } from "../base/icons";
import { base, parts } from "../styles/tokens";
import { dimensionView, metricView, type Seen } from "./meaning";
import { meaningStyles } from "./meaning_styles";
import { to } from "./route";
import { pageStyles } from "./styles";

const PAUSE_MS = 120;
const PAGE = 50;

export class MetricsElement extends Part {
  static override properties = {
    ...Part.properties, metric: {}, dimension: {}, metrics: { state: true }, dimensions: { state: true }, text: { state: true }, hits: { state: true },
    tab: { state: true }, certified: { state: true }, detail: { state: true }, values: { state: true }, wanted: { state: true }, problem: { state: true },
  };

  static override styles = [base, parts, pageStyles, meaningStyles, css`
    .tabs { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin: 14px 0; }
    .tabs button { min-height: 34px; padding: 5px 14px; border-radius: 17px; font-size: 14px; color: var(--ink2); }
    .tabs button[aria-selected="true"] { background: var(--card); color: var(--ink); font-weight: 600; box-shadow: 0 1px 3px rgb(20 22 28 / 12%); }
    .tabs label { display: inline-flex; align-items: center; gap: 8px; min-height: 34px; margin-left: auto; font-size: 14px; color: var(--ink2); cursor: pointer; }
    .list a { display: grid; grid-template-columns: minmax(180px, 260px) minmax(0, 1fr) auto; gap: 4px 20px; align-items: baseline; padding: 12px 20px; color: inherit; text-decoration: none; }
    .list a:hover, .list a:focus-visible { background: var(--sunk); }
    .list a b { font-weight: 600; }
    .list a small { display: block; font: 12px/1.5 var(--mono); color: var(--ink3); overflow-wrap: anywhere; }
    .list a p { font-size: 14px; color: var(--ink2); }
    @media (max-width: 760px) { .list a { grid-template-columns: minmax(0, 1fr) auto; } .list a p { grid-column: 1 / -1; grid-row: 2; } .tabs label { margin-left: 0; } }
  `];

  declare metric: string;
  declare dimension: string;
  declare metrics: Metric[] | null;
  declare dimensions: Dimension[] | null;
  declare text: string;
  declare hits: Hit[] | null;
  declare tab: "metrics" | "dimensions";
  declare certified: boolean;
  declare detail: MetricDetail | null;
  declare values: Values | null;
  declare wanted: string;
  declare problem: Problem | null;
  #timer = 0;
  #asking: AbortController | null = null;

  constructor() {
    super();
    this.metric = "";
    this.dimension = "";
    this.metrics = null;
    this.dimensions = null;
    this.text = "";
    this.hits = null;
    this.tab = "metrics";
    this.certified = false;
    this.detail = null;
    this.values = null;
    this.wanted = "";
    this.problem = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  async #load(): Promise<void> {
    await this.#try(async () => {
      const { client } = this.env;
      [this.metrics, this.dimensions] = await Promise.all([client.metrics(), client.dimensions()]);
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      this.problem = null;
      await work();
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem("internal");
    }
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("metric")) {
      this.detail = null;
      if (this.metric) void this.#try(async () => { this.detail = await this.env.client.metric(this.metric); });
    }
    if (changed.has("dimension")) {
      this.values = null;
      this.wanted = "";
      if (this.dimension) void this.#list(0);
    }
    if (changed.has("metric") || changed.has("dimension")) this.renderRoot.querySelector(".page")?.scrollTo(0, 0);
  }

  async #list(offset: number): Promise<void> {
    await this.#try(async () => {
      const { dimension, wanted } = this;
      const page = await this.env.client.values(dimension, wanted.trim(), offset, PAGE);
      if (dimension !== this.dimension || wanted !== this.wanted) return;
      this.values = offset === 0 || !this.values ? page : { ...page, values: [...this.values.values, ...page.values] };
    });
  }

  override render() {
    const { words } = this;
    const seen: Seen = {
      env: this.env, metrics: this.metrics ?? [], dimensions: this.dimensions ?? [],
      ask: (question, send = true) => this.tell("wenbo-ask-about", { question, send }),
    };
    const back = html`<a class="back" href=${to.metrics()}>${icon("back", 16)}${words.nav.metrics}</a>`;
    let inner;
    if (this.metric || this.dimension) {
      const view = this.metric
        ? (this.detail ? metricView(this.detail, seen) : this.#waits())
        : dimensionView(this.dimension, this.values, this.wanted, seen, this.#search, () => void this.#list(this.values?.next_offset ?? 0));
      inner = html`${back}${this.problem ? this.#fault() : view}`;
    } else {
      inner = this.#all();
    }
    return html`<div class="page"><div class="inner">${inner}</div></div>`;
  }

  #search = (text: string): void => {
    this.wanted = text;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#list(0), PAUSE_MS);
  };

  #fault() {
    const code = this.problem?.code ?? "internal";
    return html`<div class="panel fault" role="alert">${this.words.errors[code] ?? this.words.errors["internal"]}</div>`;
  }

  #waits() {
    return html`<div class="rows" aria-hidden="true">${[1, 2, 3, 4, 5, 6].map(() => html`<span class="ghost"></span>`)}</div>`;
  }

  #all() {
    const { words } = this;
    const metrics = (this.metrics ?? []).filter((one) => !this.certified || one.certified);
    const dimensions = this.dimensions ?? [];
    return html`<div class="top"><h1>${words.nav.metrics}</h1></div>
      <div class="search">${icon("search", 18)}<input class="field" type="search" id="search" placeholder=${words.searchMetrics} aria-label=${words.searchMetrics} .value=${this.text} @input=${this.#typed}></div>
      ${this.problem ? this.#fault() : this.hits ? this.#found(this.hits) : html`
        <div class="tabs"><div role="tablist" aria-label=${words.nav.metrics}>
          <button type="button" role="tab" aria-selected=${this.tab === "metrics"} @click=${() => { this.tab = "metrics"; }}>${words.metricsTab} ${this.metrics?.length ?? ""}</button>
          <button type="button" role="tab" aria-selected=${this.tab === "dimensions"} @click=${() => { this.tab = "dimensions"; }}>${words.dimensionsTab} ${this.dimensions?.length ?? ""}</button></div>
          ${this.tab === "metrics" && this.metrics?.some((one) => one.certified) ? html`<label><input type="checkbox" .checked=${this.certified} @change=${(event: Event) => { this.certified = (event.target as HTMLInputElement).checked; }}>${words.onlyCertified}</label>` : nothing}</div>
        ${this.metrics === null ? this.#waits() : html`<ul class="panel list">${this.tab === "metrics" ? metrics.map((one) => this.#metric(one)) : dimensions.map((one) => this.#dimension(one))}</ul>`}`}`;
  }

  #typed = (event: Event): void => {
    this.text = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const text = this.text.trim().slice(0, 100);
    if (!text) {
      this.hits = null;
      return;
    }
    const asking = new AbortController();
    this.#asking = asking;
    this.#timer = window.setTimeout(() => void this.#try(async () => {
      try {
        const hits = await this.env.client.search(text, 40, asking.signal);
        if (!asking.signal.aborted) this.hits = hits;
      } catch (error) {
        if (!asking.signal.aborted) throw error;
      }
    }), PAUSE_MS);
  };

  #found(hits: Hit[]) {
    const { words } = this;
    if (hits.length === 0) return html`<div class="nothing found">${words.nothingFound}</div>`;
    return html`<ul class="panel list found">${hits.map((hit) => {
      const metric = hit.kind === "metric" ? this.metrics?.find((one) => one.id === hit.id) : undefined;
      if (metric) return this.#metric(metric);
      const dimension = hit.kind === "dimension" ? this.dimensions?.find((one) => one.id === hit.id) : undefined;
      if (dimension) return this.#dimension(dimension);
      const href = hit.kind === "metric" ? to.metric(hit.id) : to.dimension(hit.dimension ?? hit.id);
      const of = this.dimensions?.find((one) => one.id === hit.dimension);
      return html`<li><a href=${href}><span><b>${this.pick(hit.label)}</b><small>${hit.id}</small></span><p>${of ? this.pick(of.label) : ""}</p><span class="tag">${words.hitKinds[hit.kind]}</span></a></li>`;
    })}</ul>`;
  }

  #metric(one: Metric) {
    const { words } = this;
    return html`<li><a href=${to.metric(one.id)}><span><b>${this.pick(one.label)}</b><small>${one.id}</small></span><p>${this.pick(one.description)}</p>
      <span class="tag ${one.certified ? "good" : ""}">${one.certified ? html`${icon("shield", 14)}${words.certified}` : words.hitKinds.metric}</span></a></li>`;
  }

  #dimension(one: Dimension) {
    const { words } = this;
    return html`<li><a href=${to.dimension(one.id)}><span><b>${this.pick(one.label)}</b><small>${one.id}</small></span><p>${this.pick(one.description)}</p>
      <span class="tag">${one.is_time ? words.isTime : words.hitKinds.dimension}</span></a></li>`;
  }
}

define("wenbo-metrics", MetricsElement);
