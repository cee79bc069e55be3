// Whether others may look at a board of the server, and the address that they get.

import { css, html, nothing } from "lit";
import { Part, copyText, define } from "../base/element";
import { icon } from "../base/icons";
import { base, parts } from "../styles/tokens";

export class ShareElement extends Part {
  static override properties = { ...Part.properties, shared: { type: Boolean }, link: {}, said: { state: true } };

  static override styles = [base, parts, css`
    div { position: absolute; z-index: 30; right: 0; top: 44px; width: 320px; max-width: 86vw; padding: 16px; border-radius: 14px; background: var(--card); border: 1px solid var(--line); box-shadow: var(--lift); }
    p { font-size: 14px; color: var(--ink2); margin-bottom: 12px; }
    .link { width: 100%; margin-bottom: 10px; font-size: 13px; min-height: 36px; }
    footer { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
    .said { font-size: 13px; color: var(--ink3); min-height: 20px; }
  `];

  declare shared: boolean;
  declare link: string;
  declare said: string;

  constructor() {
    super();
    this.shared = false;
    this.link = "";
    this.said = "";
  }

  override render() {
    const { words } = this;
    return html`<div role="dialog" aria-label=${words.shareBoard}>
      <p>${this.shared ? words.sharedWith : words.shareAbout}</p>
      ${this.shared ? html`<input class="field link" readonly aria-label=${words.share} .value=${this.link} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}>` : nothing}
      <footer>${this.shared
        ? html`<button type="button" class="strong" id="copy" @click=${this.#copy}>${icon("link", 16)}${words.share}</button>
          <button type="button" class="button" id="unshare" @click=${() => this.tell("wenbo-board-shared", false)}>${words.shareStop}</button>`
        : html`<button type="button" class="strong" id="start" @click=${() => this.tell("wenbo-board-shared", true)}>${icon("link", 16)}${words.shareStart}</button>`}
        <span class="said" role="status">${this.said}</span></footer></div>`;
  }

  #copy = async (): Promise<void> => {
    this.said = (await copyText(this.link)) ? this.words.copied : this.words.copyFailed;
  };
}

define("wenbo-share", ShareElement);
