// Questions that somebody answers for.

import { css, html, nothing } from "lit";
import { Problem } from "../api/problem";
import type { VerifiedQuestion } from "../api/types";
import { Part, define } from "../base/element";
import { icon } from "../base/icons";
import { base, parts } from "../styles/tokens";
import { languageOfText } from "../words/index";
import { pageStyles } from "./styles";

export class VerifiedElement extends Part {
  static override properties = { ...Part.properties, questions: { state: true }, problem: { state: true } };

  static override styles = [base, parts, pageStyles, css`
    .one { padding: 18px 20px; }
    .one header { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: center; }
    .one h2 { font-size: 16px; }
    .one .who { margin-left: auto; font-size: 13px; color: var(--ink3); }
    .one .ask { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 12px; }
    .chip em { font-style: normal; padding: 0 6px; border-radius: 6px; background: var(--warn-soft); color: var(--warn); }
  `];

  declare questions: VerifiedQuestion[] | null;
  declare problem: Problem | null;

  constructor() {
    super();
    this.questions = null;
    this.problem = null;
  }

  override async connectedCallback(): Promise<void> {
    super.connectedCallback();
    try {
      this.questions = await this.env.client.verified();
    } catch (error) {
      this.problem = error instanceof Problem ? error : new Problem("internal");
    }
  }

  override render() {
    const { words, questions } = this;
    return html`<div class="page"><div class="inner"><div class="top"><h1>${words.nav.verified}</h1></div><p class="lead">${words.verifiedAbout}</p>
      ${this.problem ? html`<div class="panel fault" role="alert">${words.errors[this.problem.code] ?? words.errors["internal"]}</div>` : nothing}
      ${questions === null
        ? this.problem ? nothing : html`<div class="rows" aria-hidden="true">${[1, 2, 3, 4].map(() => html`<span class="ghost"></span>`)}</div>`
        : questions.length === 0 ? html`<div class="nothing">${words.noVerified}</div>` : html`<ul class="panel list">${questions.map((one) => this.#one(one))}</ul>`}
    </div></div>`;
  }

  #one(one: VerifiedQuestion) {
    const { words } = this;
    const own = one.patterns.filter((pattern) => languageOfText(pattern) === this.env.language);
    const patterns = (own.length > 0 ? own : one.patterns).slice(0, 4);
    return html`<li class="one"><header><span class="tag good">${icon("shield", 14)}</span><h2>${this.pick(one.label)}</h2>
      <span class="who">${words.owner}: ${one.owner}${one.since ? ` · ${words.since(one.since)}` : ""}</span></header>
      <div class="ask">${patterns.map((pattern) => this.#pattern(pattern))}</div></li>`;
  }

  /** What changes stands out; a question with gaps is filled in first. */
  #pattern(pattern: string) {
    const open = /\{[^}]*\}/.test(pattern);
    const pieces = pattern.split(/(\{[^}]*\})/).filter(Boolean);
    return html`<button type="button" class="chip" title=${open ? this.words.fill : this.words.ask}
      @click=${() => this.tell("wenbo-ask-about", { question: pattern.replaceAll(/[{}]/g, ""), send: !open })}>
      <span>${pieces.map((piece) => (piece.startsWith("{") ? html`<em>${piece.slice(1, -1)}</em>` : piece))}</span></button>`;
  }
}

define("wenbo-verified", VerifiedElement);
