// The rows of an answer: sorted by a click, short until somebody wants all of them, and taken along as text.

import { css, html, nothing } from "lit";
import { Part, copyText, define, saveText } from "../base/element";
import { icon } from "../base/icons";
import { csv, isNumber, sorted, textOf, tsv, type Grid, type Order } from "../base/table";
import { base, parts } from "../styles/tokens";

const FIRST_ROWS = 10;
/** A table that is only a little longer is shown whole. */
const SPARE_ROWS = 3;

export class TableElement extends Part {
  static override properties = {
    ...Part.properties,
    grid: { attribute: false }, order: { state: true }, all: { state: true }, copied: { state: true }, bare: { type: Boolean },
  };

  static override styles = [base, parts, css`
    .frame { width: fit-content; min-width: min(100%, 460px); max-width: 100%; border: 1px solid var(--line); border-radius: 12px; overflow: hidden; background: var(--card); }
    .scroll { overflow: auto; max-height: 480px; }
    :host([bare]) .frame { width: auto; border: 0; border-radius: 0; height: 100%; }
    :host([bare]) .scroll { max-height: none; height: 100%; }
    table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 14px; line-height: 1.45; }
    th, td { padding: 9px 16px; text-align: start; border-bottom: 1px solid var(--line); white-space: nowrap; max-width: 340px; overflow: hidden; text-overflow: ellipsis; }
    td.long { white-space: normal; min-width: 220px; }
    tbody tr:last-child td { border-bottom: 0; }
    tbody tr:hover td { background: var(--sunk); }
    th { position: sticky; top: 0; z-index: 1; padding: 0; background: var(--sunk); font-weight: 500; color: var(--ink3); font-size: 13px; }
    th button { display: flex; align-items: center; gap: 4px; width: 100%; min-height: 38px; padding: 8px 16px; white-space: nowrap; }
    th button:hover { color: var(--ink); }
    th button:focus-visible { outline-offset: -3px; }
    th.number button { flex-direction: row-reverse; justify-content: flex-start; }
    th svg { opacity: 0; }
    th button:hover svg { opacity: 0.5; }
    th[aria-sort="ascending"] svg, th[aria-sort="descending"] svg { opacity: 1; color: var(--accent-ink); }
    th[aria-sort="ascending"] svg { transform: scaleY(-1); }
    td.number { text-align: end; font-variant-numeric: tabular-nums; }
    td.none { color: var(--ink3); }
    .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; margin-bottom: 6px; color: var(--ink3); font-size: 13px; }
    .bar .grow { flex: 1; }
    .bar .icon { gap: 6px; font-size: 13px; padding: 6px 8px; }
    .more { display: block; width: 100%; min-height: 40px; text-align: center; font-size: 14px; color: var(--accent-ink); border-top: 1px solid var(--line); }
    .more:hover { background: var(--sunk); }
    @media (max-width: 520px) { th button, td { padding-left: 12px; padding-right: 12px; } .bar .icon span { display: none; } }
  `];

  declare grid: Grid;
  declare order: Order | null;
  declare all: boolean;
  declare bare: boolean;
  declare copied: "" | "done" | "failed";

  constructor() {
    super();
    this.order = null;
    this.all = false;
    this.bare = false;
    this.copied = "";
  }

  override render() {
    const { grid, words } = this;
    const order = sorted(grid, this.order);
    const short = !this.bare && !this.all && order.length > FIRST_ROWS + SPARE_ROWS;
    const shown = short ? order.slice(0, FIRST_ROWS) : order.slice(0, 2000);
    const long = grid.columns.map((column, at) => column.type === "string" && shown.some((row) => String(grid.rows[row]?.[at] ?? "").length > 40));
    return html`
      ${this.bare ? nothing : this.#bar(order)}
      <div class="frame">
        <div class="scroll" tabindex="0" role="region" aria-label=${words.table}>
          <table>
            <thead><tr>${grid.columns.map((column, at) => this.#head(column.label || column.name, at))}</tr></thead>
            <tbody>${shown.map((row) => html`<tr>${grid.columns.map((_, at) => this.#cell(row, at, long[at] ?? false))}</tr>`)}</tbody>
          </table>
        </div>
        ${short || (this.all && !this.bare)
          ? html`<button type="button" class="more" @click=${() => { this.all = !this.all; }}>${this.all ? words.showLess : words.showAll(order.length)}</button>`
          : nothing}
      </div>`;
  }

  #bar(order: number[]) {
    const { words } = this;
    const copied = this.copied === "done" ? words.copied : this.copied === "failed" ? words.copyFailed : words.copyTable;
    return html`<div class="bar"><span>${words.rowCount(order.length)}</span><span class="grow"></span>
      <button type="button" class="icon" id="copy" aria-label=${copied} @click=${() => this.#copy(order)}>${icon(this.copied === "done" ? "check" : "copy", 16)}<span>${copied}</span></button>
      <button type="button" class="icon" id="csv" aria-label=${words.csv} @click=${() => this.#save(order)}>${icon("download", 16)}<span>${words.csv}</span></button>
    </div>`;
  }

  #head(label: string, at: number) {
    const column = this.grid.columns[at];
    const number = column ? isNumber(column) : false;
    const sort = this.order?.column === at ? (this.order.descending ? "descending" : "ascending") : "none";
    return html`<th scope="col" class=${number ? "number" : ""} aria-sort=${sort}>
      <button type="button" aria-label=${this.words.sortBy(label)} @click=${() => this.#sort(at, number)}>${label}${icon("sort", 14)}</button></th>`;
  }

  #cell(row: number, at: number, long: boolean) {
    const column = this.grid.columns[at];
    const none = (this.grid.rows[row]?.[at] ?? null) === null ? "none" : "";
    const kind = column && isNumber(column) ? "number" : long ? "long" : "";
    const text = textOf(this.grid, row, at, this.env.language, this.words.noValue);
    return html`<td class="${kind} ${none}" title=${text.length > 30 && !long ? text : nothing}>${text}</td>`;
  }

  /** First the way that tells most, then the other, then as it came. */
  #sort(column: number, number: boolean): void {
    const { order } = this;
    if (order?.column !== column) this.order = { column, descending: number };
    else if (order.descending === number) this.order = { column, descending: !number };
    else this.order = null;
  }

  async #copy(order: number[]): Promise<void> {
    const done = await copyText(tsv(this.grid, order, this.env.language));
    this.copied = done ? "done" : "failed";
    setTimeout(() => { this.copied = ""; }, 2500);
  }

  #save(order: number[]): void {
    saveText("wenbo.csv", "text/csv;charset=utf-8", csv(this.grid, order));
  }
}

define("wenbo-table", TableElement);
