// What people said of answers, for whoever looks after the layer: whose the fault was is decided here.

import { css, html, nothing } from "lit";
import { attribute, whatWasSaid, type Cause, type Said, type Verdict } from "../api/feedback";
import { Part, define } from "../base/element";
import { icon } from "../base/icons";
import { base, parts } from "../styles/tokens";
import { moment, told } from "../words/index";
import { to } from "./route";
import { pageStyles } from "./styles";

const PAGE = 100;
/** How many that fit are looked for before somebody wants more, and in how many pages at a time. */
const ENOUGH = 20;
const MOST_PAGES = 5;
const CAUSES: Cause[] = ["model_gap", "data_gap", "user"];

type Wanted = Cause | "undecided" | "";

export class ReviewsElement extends Part {
  static override properties = {
    ...Part.properties, said: { state: true }, verdict: { state: true }, cause: { state: true }, problem: { state: true }, busy: { state: true }, next: { state: true },
  };

  static override styles = [base, parts, pageStyles, css`
    .filters { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 18px; }
    .filters .field { width: auto; min-height: 36px; font-size: 14px; padding-right: 8px; }
    .chip[aria-pressed="true"] { border-color: var(--accent); background: var(--accent-soft); color: var(--accent-ink); font-weight: 600; }
    .one { padding: 16px 20px; }
    .one header { display: flex; flex-wrap: wrap; gap: 6px 12px; align-items: flex-start; }
    .one h2 { flex: 1 1 260px; min-width: 0; font-size: 16px; overflow-wrap: anywhere; }
    .verdict { display: grid; place-items: center; width: 26px; height: 26px; border-radius: 8px; background: var(--bad-soft); color: var(--bad); }
    .verdict.up { background: var(--good-soft); color: var(--good); }
    .who { font-size: 13px; color: var(--ink3); font-variant-numeric: tabular-nums; }
    .why { margin-top: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
    .read { margin-top: 4px; font-size: 13px; color: var(--ink3); overflow-wrap: anywhere; }
    .decide { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-top: 12px; }
    .decide .chip { min-height: 32px; padding: 4px 12px; }
    .decide .proposed { border-style: dashed; border-color: var(--accent); }
    .decide a { margin-left: auto; font-size: 14px; }
    .further { margin-top: 16px; }
  `];

  /** All that came so far; nothing before the first reply. */
  declare said: Said[] | null;
  declare verdict: Verdict | "";
  declare cause: Wanted;
  declare problem: unknown;
  declare busy: boolean;
  declare next: string | null;
  #asked = 0;

  constructor() {
    super();
    this.said = null;
    this.verdict = "down";
    this.cause = "";
    this.problem = null;
    this.busy = false;
    this.next = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  get #shown(): Said[] {
    const { cause } = this;
    return (this.said ?? []).filter((one) => cause === "" || (cause === "undecided" ? one.cause === null : one.cause === cause));
  }

  /** From the beginning. */
  #load(): Promise<void> {
    this.said = null;
    this.next = null;
    return this.#further();
  }

  /** The server knows no filter by cause: pages are fetched until enough of them fits. */
  #further = async (): Promise<void> => {
    const turn = ++this.#asked;
    const enough = this.#shown.length + ENOUGH;
    this.busy = true;
    this.problem = null;
    try {
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const page = await whatWasSaid(this.env.client, this.verdict, PAGE, this.next);
        if (turn !== this.#asked) return;
        this.said = [...(this.said ?? []), ...page.items];
        this.next = page.next;
        if (!page.next || this.#shown.length >= enough) break;
      }
    } catch (error) {
      if (turn === this.#asked) this.problem = error;
    } finally {
      if (turn === this.#asked) this.busy = false;
    }
  };

  override render() {
    const { words } = this;
    return html`<div class="page"><div class="inner"><div class="top"><h1>${words.nav.reviews}</h1></div><p class="lead">${words.reviewsAbout}</p>
      ${this.problem && this.said === null ? nothing : this.#filters()}
      ${this.problem ? html`<div class="panel fault" role="alert">${told(words, this.problem)}</div>` : nothing}
      ${this.said === null ? this.problem ? nothing : html`<div class="rows" aria-hidden="true">${[1, 2, 3].map(() => html`<span class="ghost"></span>`)}</div>` : this.#list(this.said)}
      ${this.next ? html`<button type="button" class="button further" ?disabled=${this.busy} @click=${this.#further}>${words.moreReviews}</button>` : nothing}
    </div></div>`;
  }

  #filters() {
    const { words } = this;
    const verdicts: (Verdict | "")[] = ["down", "up", ""];
    const causes: [Wanted, string][] = [["", words.anyCause], ["undecided", words.undecided], ...CAUSES.map((cause): [Wanted, string] => [cause, words.causes[cause]])];
    const wanted = (cause: Wanted) => {
      this.cause = cause;
      if (this.next && this.#shown.length < ENOUGH) void this.#further();
    };
    return html`<div class="filters" role="group" aria-label=${words.causeOf}><select class="field" id="verdict" aria-label=${words.verdicts[""]} @change=${(event: Event) => { this.verdict = (event.target as HTMLSelectElement).value as Verdict | ""; void this.#load(); }}>
        ${verdicts.map((one) => html`<option value=${one} ?selected=${one === this.verdict}>${words.verdicts[one]}</option>`)}</select>
      ${causes.map(([cause, text]) => html`<button type="button" class="chip" data-cause=${cause} aria-pressed=${this.cause === cause} @click=${() => wanted(cause)}>${text}</button>`)}</div>`;
  }

  #list(said: Said[]) {
    const { words } = this;
    const shown = this.#shown;
    if (shown.length === 0) return html`<div class="nothing">${said.length === 0 && this.verdict === "" ? words.noReviews : words.noReviewsSo}</div>`;
    return html`<ul class="panel list">${shown.map((one) => this.#one(one))}</ul>`;
  }

  #one(one: Said) {
    const { words } = this;
    const status = words.statuses[one.status] ?? one.status;
    return html`<li class="one" data-answer=${one.answer_id}><header>
        <span class="verdict ${one.verdict}" role="img" aria-label=${words.verdicts[one.verdict]}>${icon(one.verdict, 16)}</span>
        <h2>${one.question}</h2><span class="tag">${status}</span>${one.lane ? html`<span class="tag">${words.lanes[one.lane] ?? one.lane}</span>` : nothing}</header>
      ${one.reason ? html`<p class="why">${one.reason}</p>` : nothing}
      ${one.reading ? html`<p class="read">${words.readAs} ${one.reading}</p>` : nothing}
      <p class="who">${one.user} · ${this.#when(one.said_at)}</p>
      <div class="decide">${one.verdict === "down" ? this.#decision(one) : nothing}<a href=${to.answer(one.answer_id)}>${words.openAnswer}</a></div></li>`;
  }

  #decision(one: Said) {
    const { words } = this;
    const hint = one.cause === null && one.proposed_cause ? `${words.looksLike}${this.env.language === "zh" ? "：" : ": "}${words.causes[one.proposed_cause]}` : words.causeOf;
    return html`<span class="label">${hint}</span>${CAUSES.map((cause) => html`<button type="button" class="chip ${one.cause === null && one.proposed_cause === cause ? "proposed" : ""}" data-cause=${cause} title=${words.causeAbout[cause]}
      aria-pressed=${one.cause === cause} @click=${() => this.#decide(one, one.cause === cause ? null : cause)}>${words.causes[cause]}</button>`)}`;
  }

  /** Pressed once more, a decision is taken back. */
  async #decide(one: Said, cause: Cause | null): Promise<void> {
    this.problem = null;
    try {
      await attribute(this.env.client, one.answer_id, cause);
      this.said = (this.said ?? []).map((other) => (other.answer_id === one.answer_id ? { ...other, cause } : other));
    } catch (error) {
      this.problem = error;
    }
  }

  #when(utc: string): string {
    const at = new Date(utc);
    if (Number.isNaN(at.getTime())) return moment(utc);
    return at.toLocaleString(this.env.language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
  }
}

define("wenbo-reviews", ReviewsElement);
