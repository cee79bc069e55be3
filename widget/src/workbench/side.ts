// The side of the workbench: where one can go, and the conversations that were had.

import { css, html, nothing } from "lit";
import { Part, define } from "../base/element";
import { brand, icon, type IconName } from "../base/icons";
import type { ConversationName } from "../state/shelf";
import { base, parts } from "../styles/tokens";
import type { Keeping } from "./keeping";
import { to, type Route } from "./route";

/** After the last key, until it is searched for. */
const TYPING_MS = 250;

export class SideElement extends Part {
  static override properties = {
    ...Part.properties, route: { attribute: false }, keeping: { attribute: false }, version: { attribute: false }, current: {}, theme: {}, steward: { type: Boolean },
    search: { state: true }, menu: { state: true }, renaming: { state: true }, removing: { state: true },
  };

  static override styles = [base, parts, css`
    nav { display: flex; flex-direction: column; height: 100%; padding: 14px 12px 12px; gap: 2px; background: var(--sunk); border-right: 1px solid var(--line); }
    .brand { display: flex; align-items: center; gap: 10px; min-height: 40px; padding: 2px 8px; margin-bottom: 8px; color: var(--ink); text-decoration: none; font-size: 17px; font-weight: 650; }
    .brand span { color: var(--ink3); font-weight: 500; font-size: 14px; }
    .new { width: 100%; justify-content: flex-start; margin-bottom: 8px; background: var(--card); padding-left: 12px; min-height: 40px; }
    .go { display: flex; align-items: center; gap: 11px; min-height: 38px; padding: 7px 12px; border-radius: 9px; color: var(--ink2); text-decoration: none; font-size: 14.5px; }
    .go:hover { background: color-mix(in srgb, var(--ink) 5%, transparent); color: var(--ink); }
    .go[aria-current="page"] { background: var(--card); color: var(--ink); font-weight: 600; box-shadow: 0 1px 2px rgb(20 22 28 / 7%); }
    .go svg { color: var(--ink3); }
    .go[aria-current="page"] svg { color: var(--accent-ink); }
    .chats { flex: 1; min-height: 0; display: flex; flex-direction: column; margin-top: 14px; padding-top: 12px; border-top: 1px solid var(--line); }
    .find { position: relative; margin-bottom: 6px; }
    .find svg { position: absolute; left: 10px; top: 9px; color: var(--ink3); }
    .find .field { min-height: 34px; padding: 5px 10px 5px 34px; font-size: 14px; background: transparent; border-color: transparent; }
    .find .field:hover, .find .field:focus { background: var(--card); border-color: var(--line2); }
    .scroll { flex: 1; min-height: 0; overflow-y: auto; margin: 0 -4px; padding: 0 4px; }
    .scroll li { position: relative; display: flex; align-items: center; border-radius: 9px; }
    .scroll li:hover, .scroll li:focus-within { background: color-mix(in srgb, var(--ink) 5%, transparent); }
    .scroll li.here { background: var(--card); box-shadow: 0 1px 2px rgb(20 22 28 / 7%); }
    .scroll a { flex: 1; min-width: 0; padding: 7px 4px 7px 12px; color: var(--ink2); text-decoration: none; font-size: 14px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    .scroll .here a { color: var(--ink); font-weight: 500; }
    .scroll .icon { min-width: 30px; min-height: 30px; opacity: 0; }
    .scroll li:hover .icon, .scroll li:focus-within .icon, .scroll .icon[aria-expanded="true"] { opacity: 1; }
    @media (hover: none) { .scroll .icon { opacity: 1; } }
    .scroll .menu { right: 0; top: 34px; }
    .scroll form { flex: 1; padding: 3px; }
    .scroll form .field { min-height: 32px; padding: 4px 8px; font-size: 14px; }
    .scroll span.here { flex: none; color: var(--ink3); }
    .further { flex: 1; min-height: 34px; text-align: center; font-size: 13px; color: var(--accent-ink); }
    .empty { padding: 6px 12px; font-size: 13px; color: var(--ink3); }
    .kept { padding: 8px 12px 4px; font-size: 12px; line-height: 1.5; color: var(--ink3); }
    .ends { display: flex; gap: 4px; padding-top: 8px; border-top: 1px solid var(--line); }
    .ends .icon { flex: 1; font-size: 13px; gap: 6px; color: var(--ink2); }
    .menu .about { padding: 6px 10px 2px; max-width: 190px; font-size: 13px; color: var(--ink2); }
    .bad { color: var(--bad); }
  `];

  declare route: Route;
  declare keeping: Keeping;
  declare version: number;
  declare current: string;
  declare theme: string;
  /** Whether whoever looks may see what was said of answers. */
  declare steward: boolean;
  declare search: string;
  declare menu: string;
  declare renaming: string;
  /** Which conversation is about to be removed, once it is said again. */
  declare removing: string;
  #typing = 0;

  constructor() {
    super();
    this.steward = false;
    this.current = "";
    this.theme = "auto";
    this.search = "";
    this.menu = "";
    this.renaming = "";
    this.removing = "";
  }

  override render() {
    const { words, route } = this;
    const go = (page: string, href: string, name: IconName, text: string) => {
      const here = route.page === page || (page === "boards" && route.page === "board");
      return html`<a class="go" href=${href} aria-current=${here ? "page" : nothing}>${icon(name)}${text}</a>`;
    };
    return html`<nav aria-label=${words.menu}>
      <a class="brand" href=${to.chat()} @click=${() => this.tell("wenbo-new", null)}>${brand()}问播 <span>Wenbo</span></a>
      <button type="button" class="button new" @click=${() => this.tell("wenbo-new", null)}>${icon("plus")}${words.newChat}</button>
      ${go("chat", this.current ? to.conversation(this.current) : to.chat(), "chat", words.nav.chat)}
      ${go("boards", to.boards(), "board", words.nav.boards)}
      ${go("metrics", to.metrics(), "book", words.nav.metrics)}
      ${go("verified", to.verified(), "shield", words.nav.verified)}
      ${this.steward ? go("reviews", to.reviews(), "down", words.nav.reviews) : nothing}
      ${go("data", to.data(), "data", words.nav.data)}
      <a class="go" href="/docs">${icon("code")}${words.nav.api}</a>
      <div class="chats">
        <div class="find">${icon("search", 16)}<input class="field" type="search" placeholder=${words.searchChats} aria-label=${words.searchChats}
          .value=${this.search} @input=${this.#find}></div>
        ${this.#list()}
        <p class="kept">${words.keptAt[this.keeping.told]}</p>
      </div>
      <div class="ends">
        <button type="button" class="icon" id="language" lang=${this.env.language === "zh" ? "en" : "zh-CN"} @click=${() => this.tell("wenbo-language", this.env.language === "zh" ? "en" : "zh")}>${words.otherLanguage}</button>
        <button type="button" class="icon" id="theme" title=${words.theme} @click=${this.#nextTheme}>${icon("sun", 16)}${words.themes[this.theme as "auto"] ?? words.themes.auto}</button>
      </div>
    </nav>`;
  }

  #find = (event: Event): void => {
    this.search = (event.target as HTMLInputElement).value;
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => this.tell("wenbo-find-chat", this.search), TYPING_MS);
  };

  #list() {
    const { words, keeping } = this;
    const shown = keeping.conversations;
    if (!keeping.isListed) return html`<div class="scroll"></div>`;
    if (shown.length === 0) return html`<div class="scroll"><p class="empty">${keeping.search.trim() ? words.noChatsFound : words.noChats}</p></div>`;
    return html`<ul class="scroll">${shown.map((one) => this.#line(one))}
      ${keeping.more ? html`<li><button type="button" class="further" @click=${() => this.tell("wenbo-more-chats", null)}>${words.moreValues}</button></li>` : nothing}</ul>`;
  }

  #line(one: ConversationName) {
    const { words } = this;
    if (this.renaming === one.id) {
      return html`<li><form @submit=${(event: Event) => this.#rename(event, one)}><input class="field" aria-label=${words.rename} maxlength="120" .value=${one.title}
        @keydown=${(event: KeyboardEvent) => { if (event.key === "Escape") this.renaming = ""; }} @blur=${() => { this.renaming = ""; }}></form></li>`;
    }
    const open = this.menu === one.id;
    return html`<li class=${this.current === one.id ? "here" : ""} @keydown=${(event: KeyboardEvent) => { if (event.key === "Escape") this.menu = ""; }}>
      <a href=${to.conversation(one.id)} title=${one.title}>${one.title}</a>
      ${one.place === "browser" && this.keeping.place === "server" ? html`<span class="here" role="img" aria-label=${words.onlyHere} title=${words.onlyHere}>${icon("screen", 14)}</span>` : nothing}
      <button type="button" class="icon" aria-label="${words.more}: ${one.title}" aria-expanded=${open} @click=${() => { this.menu = open ? "" : one.id; this.removing = ""; }}>${icon("more", 16)}</button>
      ${open ? html`<div class="menu">
        <button type="button" @click=${() => this.#begin(one)}>${icon("edit", 16)}${words.rename}</button>
        <button type="button" @click=${() => { this.menu = ""; this.tell("wenbo-share-chat", one); }}>${icon("link", 16)}${words.share}</button>
        ${this.removing === one.id ? html`${one.place === "server" ? html`<p class="about">${words.removeChatAbout}</p>` : nothing}
          <button type="button" class="bad" @click=${() => { this.menu = ""; this.tell("wenbo-remove-chat", one); }}>${icon("trash", 16)}${words.removeForGood}</button>`
        : html`<button type="button" class="bad" @click=${() => { this.removing = one.id; }}>${icon("trash", 16)}${words.remove}</button>`}</div>` : nothing}
    </li>`;
  }

  #begin(one: ConversationName): void {
    this.menu = "";
    this.renaming = one.id;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("form .field")?.select());
  }

  #rename(event: Event, one: ConversationName): void {
    event.preventDefault();
    const title = (event.target as HTMLFormElement).querySelector("input")?.value.trim() ?? "";
    this.renaming = "";
    if (title) this.tell("wenbo-rename-chat", { one, title });
  }

  #nextTheme = (): void => {
    const all = ["auto", "light", "dark"];
    this.tell("wenbo-theme", all[(all.indexOf(this.theme) + 1) % all.length]);
  };
}

define("wenbo-side", SideElement);
