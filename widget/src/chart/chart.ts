// A chart that loads its library when it is first shown, in a place that has its height from the start.

import { css, html, type PropertyValues } from "lit";
import type { Chart } from "../api/types";
import { Part, define, still } from "../base/element";
import { placed } from "../base/placed";
import type { Grid } from "../base/table";
import { base, parts } from "../styles/tokens";
import type { Draw } from "./charts";
import { drawingOf, drawingOfRows, kindOfDrawing, kindsFor, type Drawing } from "./drawing";
import { loadCharts } from "./load";
import { dressed, heightOf, redrawn } from "./option";

/** What can be drawn of an answer: the kinds, and the marks where they can be drawn otherwise. */
export interface Drawable {
  kinds: string[];
  drawing: Drawing | null;
  option: Record<string, unknown> | null;
}

/** What can be drawn of a result; nothing where a number or a table says it better. */
export function drawable(chart: Chart | null | undefined, grid: Grid, wished: string, language: "zh" | "en"): Drawable | null {
  const timed = grid.columns.some((column) => column.role === "time");
  if (chart?.echarts) {
    const drawing = drawingOf(chart.echarts, timed);
    const kinds = drawing ? kindsFor(chart.kind, drawing.timed, drawing.places.length, drawing.series.length) : [chart.kind];
    return { kinds, drawing, option: chart.echarts };
  }
  // The server that draws none has its reason; a statement comes without one.
  if (chart === null || wished === "table" || wished === "kpi") return null;
  const drawing = drawingOfRows(grid.columns, grid.rows, grid.label_rows, language);
  if (!drawing) return null;
  const kind = kindOfDrawing(drawing, wished);
  return { kinds: kindsFor(kind, drawing.timed, drawing.places.length, drawing.series.length), drawing, option: null };
}

export class ChartElement extends Part {
  static override properties = {
    ...Part.properties,
    what: { attribute: false }, kind: {}, name: {}, fill: { type: Boolean }, failed: { state: true },
  };

  static override styles = [base, parts, css`
    .plot { width: 100%; position: relative; }
    :host([fill]) { height: 100%; }
    :host([fill]) .plot { height: 100%; }
    .plot > div { position: absolute; inset: 0; }
    .waits { position: absolute; inset: 8px 0; border-radius: 10px; opacity: 0.6; }
    .failed { padding: 24px; color: var(--ink3); text-align: center; }
  `];

  declare what: Drawable;
  declare kind: string;
  declare name: string;
  declare fill: boolean;
  declare failed: boolean;
  #drawn: ReturnType<Draw> | null = null;
  #watch: ResizeObserver | null = null;
  #width = 0;
  #shown = "";

  constructor() {
    super();
    this.failed = false;
    this.fill = false;
    this.name = "";
  }

  override render() {
    const places = this.what.drawing?.places.length ?? 8;
    const height = heightOf(this.kind, places, this.what.drawing?.series.length ?? 1);
    if (this.failed) return html`<p class="failed">${this.words.chartFailed}</p>`;
    const label = this.words.chartAbout(this.words.kinds[this.kind] ?? this.words.chart, this.name);
    return html`<div class="plot" role="img" aria-label=${label} ${placed(this.fill ? {} : { height: `${height}px` })}>
      ${this.#drawn ? null : html`<span class="ghost waits"></span>`}
      <div id="canvas"></div>
    </div>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#watch = new ResizeObserver((entries) => {
      const width = Math.round(entries[0]?.contentRect.width ?? 0);
      if (width === 0) return;
      const crossed = (this.#width < 520) !== (width < 520);
      this.#width = width;
      this.#drawn?.resize();
      if (crossed) this.#draw();
    });
    this.#watch.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch?.disconnect();
    this.#drawn?.end();
    this.#drawn = null;
    this.#shown = "";
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("what") || changed.has("kind") || changed.has("env")) void this.#begin();
  }

  async #begin(): Promise<void> {
    try {
      const draw = await loadCharts(this.env.charts);
      const place = this.renderRoot.querySelector<HTMLElement>("#canvas");
      if (!this.isConnected || !place) return;
      if (!this.#drawn) {
        this.#drawn = draw(place);
        this.requestUpdate();
      }
      this.#draw();
    } catch (error) {
      console.error(error);
      this.failed = true;
    }
  }

  #draw(): void {
    if (!this.#drawn) return;
    const { what, kind } = this;
    const look = { dark: this.env.dark, width: this.#width || this.clientWidth, still: still() };
    const option = what.option && (kind === what.kinds[0] || !what.drawing)
      ? dressed(what.option, look)
      : what.drawing ? redrawn(what.drawing, kind, look) : null;
    if (!option) return;
    // An answer that grows is drawn anew only where its marks have changed.
    const shown = JSON.stringify(option);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#drawn.resize();
    this.#drawn.set(option);
    this.dataset["drawn"] = kind;
  }
}

define("wenbo-chart", ChartElement);
