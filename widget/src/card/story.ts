// A text whose numbers show where they come from, on hover, focus and tap.

import { css, html, nothing, type TemplateResult } from "lit";
import type { Answer, Binding } from "../api/types";
import { pieces, sourceLine, type SourceLine } from "../base/narration";
import { Part, define } from "../base/element";
import { placed } from "../base/placed";
import { base } from "../styles/tokens";

/** Cells that the source of one number lists. */
const MOST_CELLS = 6;

export class StoryElement extends Part {
  static override properties = { ...Part.properties, answer: { attribute: false }, text: {}, open: { state: true } };

  static override styles = [base, css`
    :host { position: relative; }
    p + p { margin-top: 6px; }
    strong { font-weight: 600; }
    .number {
      display: inline; font-weight: inherit; font-variant-numeric: tabular-nums; border-radius: 4px; cursor: help; line-height: inherit;
      text-decoration: underline dotted var(--line2); text-decoration-thickness: 1.5px; text-underline-offset: 4px;
    }
    .number:hover, .number[aria-expanded="true"] { background: var(--accent-soft); color: var(--accent-ink); text-decoration-color: var(--accent); }
    .source {
      position: absolute; z-index: 20; width: 320px; max-width: 100%; padding: 12px 14px; border-radius: 12px; background: var(--card);
      border: 1px solid var(--line); box-shadow: var(--lift); font-size: 13px; line-height: 1.5; font-weight: 400; color: var(--ink2); letter-spacing: 0;
    }
    .source b { display: block; margin-bottom: 6px; color: var(--ink); font-weight: 600; }
    .source li { display: flex; justify-content: space-between; gap: 16px; padding: 3px 0; }
    .source li span:last-child { font-variant-numeric: tabular-nums; color: var(--ink); white-space: nowrap; }
    .source .against { margin-top: 6px; padding-top: 6px; border-top: 1px solid var(--line); color: var(--ink3); }
  `];

  declare answer: Partial<Answer>;
  declare text: string;
  declare open: { binding: Binding; left: number; top: number } | null;
  #closing = 0;

  constructor() {
    super();
    this.open = null;
  }

  override render() {
    const lines = this.text.split("\n").filter((line) => line.trim());
    return html`${lines.map((line) => html`<p>${this.#pieces(line.trim())}</p>`)}${this.open ? this.#source() : nothing}`;
  }

  #pieces(line: string) {
    return pieces(line, this.answer.proof ?? []).map((piece) => {
      const { binding } = piece;
      if (!binding) return piece.strong ? html`<strong>${piece.text}</strong>` : piece.text;
      const isOpen = this.open?.binding === binding;
      const show = (event: Event) => this.#show(binding, event.currentTarget as HTMLElement);
      return html`<button type="button" class="number" aria-expanded=${isOpen} aria-describedby=${isOpen ? "source" : nothing}
        @pointerenter=${(event: PointerEvent) => event.pointerType === "mouse" && show(event)} @pointerleave=${this.#leave}
        @focus=${show} @blur=${this.#close} @click=${show} @keydown=${this.#key}>${piece.text}</button>`;
    });
  }

  #show(binding: Binding, button: HTMLElement): void {
    clearTimeout(this.#closing);
    const around = this.getBoundingClientRect();
    const at = button.getBoundingClientRect();
    const width = Math.min(320, around.width);
    const left = Math.max(0, Math.min(at.left - around.left, around.width - width));
    this.open = { binding, left, top: at.bottom - around.top + 8 };
  }

  #leave = (): void => {
    this.#closing = window.setTimeout(this.#close, 160);
  };

  #close = (): void => {
    clearTimeout(this.#closing);
    this.open = null;
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.open) {
      event.stopPropagation();
      this.#close();
    }
  };

  #source(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const { binding, left, top } = this.open;
    const { how, comparedWith } = this.words;
    const right = binding.right ?? [];
    return html`<div class="source" id="source" role="tooltip" ${placed({ left: `${left}px`, top: `${top}px` })}
      @pointerenter=${() => clearTimeout(this.#closing)} @pointerleave=${this.#leave}>
      <b>${binding.text} · ${how[binding.how] ?? binding.how}</b>
      <ul>${this.#cells(binding.left)}</ul>
      ${right.length > 0 ? html`<div class="against">${comparedWith}</div><ul>${this.#cells(right)}</ul>` : nothing}
    </div>`;
  }

  #cells(sources: Binding["left"]) {
    const { env, words } = this;
    const line = (source: Binding["left"][number]) => sourceLine(this.answer, source, env.language, words.noValue);
    const lines = sources.map(line).filter((one): one is SourceLine => one !== null);
    const shown = lines.slice(0, MOST_CELLS).map((one) => {
      const beside = one.result ? ` · ${words.besides[one.result] ?? one.result}` : "";
      return html`<li><span>${one.row ? `${one.row} · ` : ""}${one.column}${beside}</span><span>${one.value}</span></li>`;
    });
    const more = lines.length - shown.length;
    return [...shown, more > 0 ? html`<li><span>${words.moreCells(more)}</span></li>` : nothing];
  }
}

define("wenbo-story", StoryElement);
