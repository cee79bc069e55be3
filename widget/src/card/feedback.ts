// What somebody thinks of an answer: a thumb, and what is wrong.

import { css, html, nothing } from "lit";
import { Part, define } from "../base/element";
import { icon } from "../base/icons";
import { base, parts } from "../styles/tokens";

export class FeedbackElement extends Part {
  static override properties = {
    ...Part.properties, answer: {}, verdict: { state: true }, asking: { state: true }, reason: { state: true }, outcome: { state: true },
  };

  static override styles = [base, parts, css`
    :host { display: inline-flex; position: relative; }
    form { position: absolute; z-index: 20; right: 0; bottom: 42px; width: 320px; max-width: 84vw; padding: 14px; border-radius: 14px; background: var(--card); border: 1px solid var(--line); box-shadow: var(--lift); }
    form b { display: block; margin-bottom: 8px; font-size: 14px; font-weight: 600; }
    .hints { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 8px; }
    .hints .chip { min-height: 30px; padding: 4px 10px; font-size: 13px; }
    textarea { resize: vertical; min-height: 64px; font-size: 14px; }
    .ends { display: flex; justify-content: flex-end; gap: 8px; margin-top: 8px; }
    .said { align-self: center; padding: 0 6px; font-size: 13px; color: var(--ink3); }
  `];

  declare answer: string;
  declare verdict: "" | "up" | "down";
  declare asking: boolean;
  declare reason: string;
  declare outcome: "" | "kept" | "failed";

  constructor() {
    super();
    this.verdict = "";
    this.asking = false;
    this.reason = "";
    this.outcome = "";
  }

  override render() {
    const { words } = this;
    const said = this.outcome === "kept" ? words.thanks : this.outcome === "failed" ? words.feedbackFailed : "";
    return html`<span class="said" role="status">${said}</span>
      <button type="button" class="icon" id="up" title=${words.good} aria-label=${words.good} aria-pressed=${this.verdict === "up"} @click=${() => this.#send("up", "")}>${icon("up")}</button>
      <button type="button" class="icon" id="down" title=${words.bad} aria-label=${words.bad} aria-pressed=${this.verdict === "down"} aria-expanded=${this.asking} @click=${this.#ask}>${icon("down")}</button>
      ${this.asking ? this.#form() : nothing}`;
  }

  #form() {
    const { words } = this;
    const hint = (text: string) => html`<button type="button" class="chip" @click=${() => { this.reason = this.reason ? `${this.reason} ${text}` : text; }}>${text}</button>`;
    return html`<form @submit=${this.#submit} @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#ask()}>
      <b id="wrong">${words.whatIsWrong}</b>
      <div class="hints">${words.wrongHints.map(hint)}</div>
      <textarea class="field" aria-labelledby="wrong" maxlength="2000" .value=${this.reason} @input=${(event: Event) => { this.reason = (event.target as HTMLTextAreaElement).value; }}></textarea>
      <div class="ends"><button type="button" class="button" @click=${this.#ask}>${words.cancel}</button><button class="strong">${words.sendFeedback}</button></div>
    </form>`;
  }

  #ask = (): void => {
    this.asking = !this.asking;
    if (this.asking) void this.updateComplete.then(() => this.renderRoot.querySelector("textarea")?.focus());
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    this.asking = false;
    void this.#send("down", this.reason);
  };

  async #send(verdict: "up" | "down", reason: string): Promise<void> {
    this.verdict = verdict;
    try {
      await this.env.client.feedback(this.answer, verdict, reason);
      this.outcome = "kept";
    } catch {
      this.verdict = "";
      this.outcome = "failed";
    }
    setTimeout(() => { this.outcome = ""; }, 4000);
  }
}

define("wenbo-feedback", FeedbackElement);
