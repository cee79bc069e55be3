// The box that takes a question.

import { css, html, nothing, type PropertyValues } from "lit";
import { Part, define } from "../base/element";
import { icon } from "../base/icons";
import { base, parts } from "../styles/tokens";
import { completed, fragments, isComposing, ofHits, ofPast, type Suggestion } from "./complete";

const MOST = 7;
const MOST_PAST = 3;
const PAUSE_MS = 110;

export class InputElement extends Part {
  static override properties = {
    ...Part.properties,
    past: { attribute: false }, busy: { type: Boolean }, editing: { type: Boolean }, started: { type: Boolean },
    text: { state: true }, suggestions: { state: true }, active: { state: true },
  };

  static override styles = [base, parts, css`
    :host { position: relative; }
    .box { display: flex; align-items: flex-end; gap: 8px; padding: 7px 7px 7px 18px; border: 1px solid var(--line2); border-radius: 22px; background: var(--card); box-shadow: var(--shadow); transition: border-color 120ms, box-shadow 120ms; }
    .box:focus-within { border-color: var(--accent); box-shadow: 0 0 0 3px var(--accent-soft), var(--shadow); }
    textarea { flex: 1; min-width: 0; max-height: 200px; padding: 6px 0; border: 0; background: none; color: var(--ink); font-size: 16px; line-height: 24px; resize: none; overflow-y: auto; }
    textarea::placeholder { color: var(--ink3); opacity: 1; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    textarea:focus-visible { outline: none; }
    .go { display: grid; place-items: center; width: 38px; height: 38px; border-radius: 50%; background: var(--accent); color: var(--on-accent); flex: none; transition: background-color 120ms; }
    .go:disabled { background: var(--line); color: var(--ink3); }
    .go.stop { background: var(--ink); color: var(--card); }
    .list { position: absolute; z-index: 25; left: 0; right: 0; bottom: calc(100% + 8px); padding: 6px; border-radius: 16px; background: var(--card); border: 1px solid var(--line); box-shadow: var(--lift); }
    :host([below]) .list { bottom: auto; top: calc(100% + 8px); }
    .list li { display: flex; align-items: center; gap: 10px; min-height: 40px; padding: 7px 12px; border-radius: 10px; cursor: pointer; }
    .list li[aria-selected="true"] { background: var(--accent-soft); }
    .list .what { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .list .about { font-size: 13px; color: var(--ink3); }
    .edits { display: flex; align-items: center; gap: 8px; padding: 0 8px 8px 18px; font-size: 13px; color: var(--warn); }
    .edits .icon { min-height: 28px; min-width: 28px; }
    @media (max-width: 520px) { .go { width: 42px; height: 42px; } textarea { padding: 9px 0; } }
  `];

  declare past: readonly string[];
  declare busy: boolean;
  declare editing: boolean;
  declare started: boolean;
  declare text: string;
  declare suggestions: Suggestion[];
  declare active: number;
  #recalled = -1;
  #timer = 0;
  #asking: AbortController | null = null;
  #found = new Map<string, Suggestion[]>();
  #composing = false;

  constructor() {
    super();
    this.past = [];
    this.busy = false;
    this.editing = false;
    this.started = false;
    this.text = "";
    this.suggestions = [];
    this.active = -1;
  }

  /** Puts a question into the box, to be changed or sent again. */
  put(text: string, focus = true): void {
    this.text = text;
    this.#close();
    void this.updateComplete.then(() => {
      this.#fit();
      if (focus) this.#field.focus({ preventScroll: true });
      this.#field.setSelectionRange(text.length, text.length);
    });
  }

  override focus(): void {
    this.#field?.focus({ preventScroll: true });
  }

  get #field(): HTMLTextAreaElement {
    return this.renderRoot.querySelector("textarea") as HTMLTextAreaElement;
  }

  override render() {
    const { words, suggestions, active } = this;
    const open = suggestions.length > 0;
    const label = this.started ? words.placeholderNext : words.placeholder;
    return html`
      ${this.editing ? html`<div class="edits"><span>${words.editing}</span>
        <button type="button" class="icon" aria-label=${words.cancel} @click=${() => this.tell("wenbo-edit-end", null)}>${icon("close", 14)}</button></div>` : nothing}
      <form class="box" @submit=${this.#submit}>
        <textarea rows="1" maxlength="2000" enterkeyhint="send" autocomplete="off" spellcheck="false" placeholder=${label} aria-label=${label}
          aria-autocomplete="list" aria-controls=${open ? "list" : nothing} aria-activedescendant=${active >= 0 ? `option-${active}` : nothing}
          .value=${this.text} @input=${this.#typed} @keydown=${this.#key} @blur=${this.#left}
          @compositionstart=${() => { this.#composing = true; }} @compositionend=${this.#composed}></textarea>
        ${this.busy
          ? html`<button type="button" class="go stop" id="stop" aria-label=${words.stop} title=${words.stop} @click=${() => this.tell("wenbo-stop", null)}>
              <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><rect x="4.5" y="4.5" width="11" height="11" rx="2" fill="currentColor"></rect></svg></button>`
          : html`<button class="go" id="send" aria-label=${words.send} title=${words.send} ?disabled=${this.text.trim() === ""}>${icon("send", 20)}</button>`}
      </form>
      ${open ? html`<ul class="list" id="list" role="listbox" aria-label=${words.suggestionsFor}>${suggestions.map((one, at) => this.#option(one, at))}</ul>` : nothing}`;
  }

  #option(one: Suggestion, at: number) {
    const { words } = this;
    // A press would take the focus from the box before the click arrives.
    return html`<li id="option-${at}" role="option" aria-selected=${at === this.active} @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#take(one)} @pointermove=${() => { this.active = at; }}>
      ${icon(one.kind === "past" ? "chat" : one.kind === "metric" ? "bars" : one.kind === "dimension" ? "board" : "data", 16)}
      <span class="what">${one.text}</span><span class="about">${words.hitKinds[one.kind]}</span></li>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("text")) this.#fit();
  }

  /** The box grows with its text. */
  #fit(): void {
    const field = this.#field;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
  }

  #typed = (event: Event): void => {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.#recalled = -1;
    this.active = -1;
    clearTimeout(this.#timer);
    if (!this.#composing) this.#timer = window.setTimeout(() => void this.#suggest(), PAUSE_MS);
  };

  #composed = (event: Event): void => {
    this.#composing = false;
    this.#typed(event);
  };

  #key = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const count = this.suggestions.length;
    const chosen = this.suggestions[this.active];
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (chosen) this.#take(chosen);
      else this.#send();
    } else if (event.key === "Tab" && chosen && !event.shiftKey) {
      event.preventDefault();
      this.#take(chosen);
    } else if (event.key === "Escape" && count > 0) {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count > 0) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.active = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      this.#recall(event);
    }
  };

  /** Earlier questions come back into an empty box, one after the other. */
  #recall(event: KeyboardEvent): void {
    const isOld = this.#recalled >= 0 && this.past[this.#recalled] === this.text;
    if (this.text !== "" && !isOld) return;
    const next = (isOld ? this.#recalled : -1) + (event.key === "ArrowUp" ? 1 : -1);
    if (next >= this.past.length || next < -1) return;
    event.preventDefault();
    this.put(this.past[next] ?? "");
    this.#recalled = next;
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    this.#send();
  };

  #send(): void {
    const text = this.text.trim();
    if (!text || this.busy) return;
    this.#close();
    this.tell("wenbo-send", text);
  }

  #take(one: Suggestion): void {
    const field = this.#field;
    const { text, caret } = completed(this.text, field.selectionStart, one);
    this.put(text);
    void this.updateComplete.then(() => field.setSelectionRange(caret, caret));
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.suggestions = [];
    this.active = -1;
  }

  #left = (): void => this.#close();

  async #suggest(): Promise<void> {
    const field = this.#field;
    const caret = field.selectionStart;
    const text = this.text;
    this.#asking?.abort();
    if (text.trim() === "" || caret !== field.selectionEnd) return this.#close();
    const asking = new AbortController();
    this.#asking = asking;
    const past = ofPast(this.past, text, MOST_PAST);
    const found = await this.#search(fragments(text.slice(0, caret)), asking.signal);
    if (asking.signal.aborted || this.text !== text) return;
    this.suggestions = [...found.slice(0, MOST - past.length), ...past];
    this.active = -1;
  }

  /** The hits of the longest fragment that has some. */
  async #search(candidates: string[], signal: AbortSignal): Promise<Suggestion[]> {
    for (const fragment of candidates.slice(0, 6)) {
      const key = `${this.env.language} ${fragment}`;
      let known = this.#found.get(key);
      if (!known) {
        try {
          const hits = await this.env.client.search(fragment, 8, signal);
          const chinese = /\p{Script=Han}/u.test(fragment) || this.env.language === "zh";
          known = ofHits(hits, fragment, (hit) => named(hit.label, chinese));
        } catch {
          return [];
        }
        this.#found.set(key, known);
      }
      if (known.length > 0) return known;
    }
    return [];
  }
}

/** A name in the language of what is typed. */
function named(label: unknown, chinese: boolean): string {
  if (typeof label === "string") return label;
  const { zh = "", en = "" } = (label ?? {}) as { zh?: string; en?: string };
  return chinese ? zh || en : en || zh;
}

define("wenbo-input", InputElement);
