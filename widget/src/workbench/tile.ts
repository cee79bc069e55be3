// A tile of a board: a question that is computed again and again.

import { css, html, nothing, type PropertyValues } from "lit";
import { Problem } from "../api/problem";
import { drawable, type Drawable } from "../chart/chart";
import { Part, define } from "../base/element";
import { icon } from "../base/icons";
import { isNumber, textOf } from "../base/table";
import { CHANGED, refreshTile, type TileData } from "../state/boards";
import type { Tile } from "../state/shelf";
import { base, parts } from "../styles/tokens";
import { told } from "../words/index";
import "../card/table";

export class TileElement extends Part {
  static override properties = {
    ...Part.properties, tile: { attribute: false }, fixed: { type: Boolean }, data: { state: true }, problem: { state: true }, busy: { state: true },
    at: { state: true }, menu: { state: true },
  };

  static override styles = [base, parts, css`
    :host { height: 100%; position: relative; }
    section { display: flex; flex-direction: column; height: 100%; padding: 14px 16px 10px; border: 1px solid var(--line); border-radius: 16px; background: var(--card); box-shadow: var(--shadow); }
    header { display: flex; align-items: flex-start; gap: 4px; }
    h3 { flex: 1; min-width: 0; padding-top: 3px; font-size: 15px; font-weight: 600; line-height: 1.4; overflow: hidden; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; }
    header .icon { min-width: 30px; min-height: 30px; padding: 4px; }
    .grip { cursor: grab; touch-action: none; }
    .grip:active { cursor: grabbing; }
    .period { line-height: 1.4; font-size: 12.5px; color: var(--ink3); font-variant-numeric: tabular-nums; }
    .body { flex: 1; min-height: 0; margin-top: 6px; overflow: hidden; position: relative; }
    .body wenbo-table { height: 100%; }
    .figures { display: flex; flex-wrap: wrap; align-content: safe center; gap: 8px 28px; height: 100%; overflow: auto; }
    .figures dt { font-size: 13px; color: var(--ink3); }
    .figures div:only-child dd { font-size: 28px; }
    .figures dd { font-size: 24px; font-weight: 650; letter-spacing: -0.02em; line-height: 1.25; font-variant-numeric: tabular-nums; }
    footer { display: flex; align-items: center; gap: 8px; margin-top: 4px; min-height: 22px; font-size: 12px; color: var(--ink3); font-variant-numeric: tabular-nums; }
    footer span { white-space: nowrap; }
    footer span:first-child { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
    footer .grow { flex: 1; }
    .ghost { position: absolute; inset: 8px 0; border-radius: 10px; }
    .instead { color: var(--ink2); font-size: 14px; }
    .fault { color: var(--bad); font-size: 14px; }
    .resize { position: absolute; right: 3px; bottom: 3px; width: 26px; height: 26px; cursor: nwse-resize; touch-action: none; color: var(--ink3); opacity: 0; border-radius: 8px; }
    .resize::after { content: ""; position: absolute; right: 7px; bottom: 7px; width: 9px; height: 9px; border-right: 2px solid currentColor; border-bottom: 2px solid currentColor; border-radius: 0 0 3px 0; }
    :host(:hover) .resize, .resize:focus-visible { opacity: 1; }
    @media (hover: none) { .resize { opacity: 0.6; } }
    .menu { right: 10px; top: 46px; }
  `];

  declare tile: Tile;
  /** On a board of somebody else, or on a wall: nothing can be moved. */
  declare fixed: boolean;
  declare data: TileData | null;
  declare problem: Problem | null;
  declare busy: boolean;
  declare at: Date | null;
  declare menu: boolean;
  #running: AbortController | null = null;
  #what: { data: TileData; what: Drawable | null } | null = null;

  constructor() {
    super();
    this.fixed = false;
    this.data = null;
    this.problem = null;
    this.busy = false;
    this.at = null;
    this.menu = false;
  }

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get("tile");
    if (changed.has("tile") && before?.id !== this.tile.id) void this.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#running?.abort();
  }

  /** Computes it anew; what is shown stays until the new numbers are there. */
  async refresh(): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.busy = true;
    try {
      this.data = await refreshTile(this.env.client, this.tile, running.signal);
      this.problem = null;
      this.at = new Date();
    } catch (error) {
      if (running.signal.aborted) return;
      this.problem = error instanceof Problem ? error : new Problem("internal");
    } finally {
      if (this.#running === running) this.busy = false;
    }
  }

  override render() {
    const { tile, words, data } = this;
    const time = this.at?.toLocaleTimeString(this.env.language === "zh" ? "zh-CN" : "en-GB", { hour: "2-digit", minute: "2-digit" }) ?? "";
    return html`<section aria-label=${tile.title} aria-busy=${this.busy} @keydown=${(event: KeyboardEvent) => { if (event.key === "Escape") this.menu = false; }}>
      <header>
        <h3 title=${tile.title}>${tile.title}</h3>
        ${this.fixed ? nothing : html`<button type="button" class="icon grip" title=${words.dragTile} aria-label="${words.moveTile}: ${tile.title}"
          @pointerdown=${(event: PointerEvent) => this.tell("wenbo-tile-drag", { id: tile.id, event })} @keydown=${this.#move}>${icon("grip", 16)}</button>
        <button type="button" class="icon" aria-label="${words.more}: ${tile.title}" aria-expanded=${this.menu} @click=${() => { this.menu = !this.menu; }}>${icon("more", 16)}</button>`}
      </header>
      ${data?.period ? html`<p class="period">${data.period}</p>` : nothing}
      <div class="body">${this.#body()}</div>
      <footer>${data?.changed ? html`<span class="tag warn" title=${data.notes.find((note) => CHANGED.includes(note.code))?.text ?? words.tileChanged}>${icon("info", 14)}${words.fixed}</span>` : html`<span title=${tile.follows ? words.follows : words.fixed}>${tile.follows ? words.follows : words.fixed}</span>`}
        <span class="grow"></span>${this.problem && data ? html`<span class="fault" title=${this.#told()}>${icon("info", 14)}</span>` : nothing}${time ? html`<span>${words.updatedAt(time)}</span>` : nothing}</footer>
      ${this.menu ? this.#menu() : nothing}
      ${this.fixed ? nothing : html`<button type="button" class="resize" title=${words.resizeTile} aria-label="${words.resizeTile}: ${tile.title}"
        @pointerdown=${(event: PointerEvent) => this.tell("wenbo-tile-resize", { id: tile.id, event })} @keydown=${this.#resize}></button>`}
    </section>`;
  }

  #told(): string {
    return told(this.words, this.problem);
  }

  #body() {
    const { data, env, words } = this;
    if (!data) return this.problem ? html`<p class="fault" role="alert">${this.#told()}</p>` : html`<span class="ghost"></span>`;
    if (data.instead) return html`<p class="instead">${data.instead}</p>`;
    if (data.rows.length === 0) return html`<p class="label">${words.empties["empty_no_rows"]?.[0]}</p>`;
    if (data.rows.length === 1 && data.columns.every(isNumber)) {
      return html`<dl class="figures">${data.columns.map((column, at) => html`<div><dt>${column.label || column.name}</dt><dd>${textOf(data, 0, at, env.language, words.noValue)}</dd></div>`)}</dl>`;
    }
    if (this.#what?.data !== data) this.#what = { data, what: drawable(data.chart, data, this.tile.kind, env.language) };
    const { what } = this.#what;
    const wanted = this.tile.kind || (data.chart?.kind ?? "");
    if (!what || wanted === "table") return html`<wenbo-table bare .env=${env} .grid=${data}></wenbo-table>`;
    const kind = what.kinds.includes(wanted) ? wanted : (what.kinds[0] ?? "");
    return html`<wenbo-chart fill .env=${env} .what=${what} .kind=${kind} .name=${this.tile.title}></wenbo-chart>`;
  }

  #menu() {
    const { words, tile } = this;
    return html`<div class="menu">
      <button type="button" @click=${() => { this.menu = false; void this.refresh(); }}>${icon("refresh", 16)}${words.refresh}</button>
      <button type="button" @click=${() => this.tell("wenbo-ask-about", { question: tile.question, send: true })}>${icon("chat", 16)}${words.openQuestion}</button>
      <button type="button" @click=${() => this.tell("wenbo-tile-remove", tile.id)}>${icon("trash", 16)}${words.remove}</button></div>`;
  }

  #move = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    this.tell("wenbo-tile-move", { id: this.tile.id, by });
  };

  #resize = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    this.tell("wenbo-tile-size", { id: this.tile.id, width: this.tile.width + by[0]!, height: this.tile.height + by[1]! });
  };
}

define("wenbo-tile", TileElement);
