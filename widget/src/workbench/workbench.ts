// The page at `/`: conversations, boards, the metric centre, verified questions, the state of the data.

import { LitElement, html, nothing, type PropertyValues } from "lit";
import { Client } from "../api/client";
import { maySeeWhatWasSaid } from "../api/feedback";
import type { Answer, Language } from "../api/types";
import "../ask/ask";
import type { AskElement } from "../ask/ask";
import { copyText, define, surroundings, type Surroundings } from "../base/element";
import { icon } from "../base/icons";
import { newId, type Turn } from "../state/conversation";
import type { BoardName, ConversationName } from "../state/shelf";
import { base, parts, tokens } from "../styles/tokens";
import { languageOf, told } from "../words/index";
import "./board";
import "./boards";
import "./data";
import { frameStyles } from "./frame";
import { Keeping } from "./keeping";
import "./metrics";
import "./reviews";
import { routeOf, to, type Route } from "./route";
import "./side";
import "./verified";

export class WorkbenchElement extends LitElement {
  static override properties = {
    route: { state: true }, language: { state: true }, theme: { state: true }, version: { state: true },
    open: { state: true }, pinning: { state: true }, current: { state: true }, steward: { state: true },
  };

  static override styles = [tokens, base, parts, frameStyles];

  declare route: Route;
  declare language: Language;
  declare theme: string;
  /** Changes with what is kept. */
  declare version: number;
  declare open: boolean;
  declare pinning: { turn: Turn; kind: string } | null;
  declare current: string;
  /** Whether whoever looks may see what was said of answers. */
  declare steward: boolean;

  #client = new Client(location.origin, handedToken());
  #keeping = new Keeping(this.#client, storage(), () => { this.version += 1; });
  #env: Surroundings | null = null;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    const { settings } = this.#keeping;
    const kept = settings.get("language");
    this.language = kept === "zh" || kept === "en" ? kept : languageOf(navigator.languages);
    this.theme = settings.get("theme") ?? "auto";
    this.route = routeOf(location.hash);
    this.version = 0;
    this.open = false;
    this.pinning = null;
    this.current = "";
    this.steward = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#moved);
    addEventListener("storage", this.#reload);
    addEventListener("keydown", this.#key);
    document.addEventListener("visibilitychange", this.#seen);
    this.#dark.addEventListener("change", this.#restyle);
    void this.#begin().then(() => this.#arrive());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#moved);
    removeEventListener("storage", this.#reload);
    removeEventListener("keydown", this.#key);
    document.removeEventListener("visibilitychange", this.#seen);
    this.#dark.removeEventListener("change", this.#restyle);
  }

  #restyle = (): void => {
    this.#env = null;
    this.requestUpdate();
  };

  /** What whoever looks has on the server, and may see. */
  async #begin(): Promise<void> {
    void maySeeWhatWasSaid(this.#client).then((may) => { this.steward = may; });
    await this.#keeping.reload();
  }

  #reload = (): Promise<void> => this.#keeping.reload();

  /** Another device may have added something meanwhile. */
  #seen = (): void => {
    if (!document.hidden) void this.#reload();
  };

  #moved = (): void => {
    this.route = routeOf(location.hash);
    this.open = false;
    void this.#arrive();
  };

  /** / and Ctrl-K lead to the box, as in other programs. */
  #key = (event: KeyboardEvent): void => {
    if (event.key === "k" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      void this.#fresh();
    } else if (event.key === "Escape") {
      this.open = false;
      this.pinning = null;
    }
  };

  get #ask(): AskElement | null {
    return this.renderRoot.querySelector<AskElement>("wenbo-ask");
  }

  /** Does what the address asks for. */
  async #arrive(): Promise<void> {
    await this.updateComplete;
    const { route } = this;
    const ask = this.#ask;
    if (route.page !== "chat" || !ask) return;
    await ask.updateComplete;
    if (route.answer) {
      await ask.open(newId(), [{ question: "", answer_id: route.answer, headline: "" }]);
      this.current = "";
    } else if (route.questions?.length) {
      await this.#replay(ask, route.questions);
    } else if (route.id && route.id !== ask.conversation.id) {
      await this.#openChat(ask, route.id);
    }
  }

  async #openChat(ask: AskElement, id: string): Promise<void> {
    const kept = await this.#attempt(() => this.#keeping.openConversation(id));
    if (this.route.page !== "chat" || this.route.id !== id) return;
    if (!kept) {
      if (kept === null) ask.tellPerson(this.#env!.words.errors["no_such_conversation"]!);
      location.hash = to.chat();
      return;
    }
    // Somebody else's is gone on with beside it, as one's own.
    this.current = kept.foreign ? "" : kept.id;
    await ask.open(kept.foreign ? newId() : kept.id, kept.turns, kept.place === "server" && !kept.foreign);
  }

  /** Does what may fail, and says why it did; nothing came of it then. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#ask?.tellPerson(told(this.#env!.words, error));
      return undefined;
    }
  }

  /** Questions of a link, asked by whoever opened it. */
  async #replay(ask: AskElement, questions: string[]): Promise<void> {
    history.replaceState(null, "", to.chat());
    ask.reset();
    for (const question of questions) {
      await ask.ask(question);
      if (ask.conversation.last?.phase !== "done") return;
    }
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("language") || changed.has("theme")) this.#env = null;
    if (this.#env) return;
    const dark = this.theme === "dark" || (this.theme !== "light" && this.#dark.matches);
    this.#env = surroundings(this.#client, this.language, dark, "/assets/charts.js", true);
    document.documentElement.lang = this.language === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    document.title = this.language === "zh" ? "问播 Wenbo" : "Wenbo 问播";
  }

  override render() {
    const env = this.#env!;
    const { words } = env;
    const { route } = this;
    const title = route.page === "chat" ? (this.#keeping.conversations.find((one) => one.id === this.current)?.title ?? words.product) : words.nav[route.page === "board" ? "boards" : route.page];
    return html`<div class="root ${env.dark ? "dark" : ""} ${this.open ? "open" : ""}" lang=${env.language === "zh" ? "zh-CN" : "en"}
      @wenbo-new=${this.#fresh} @wenbo-language=${this.#speak} @wenbo-theme=${this.#paint} @wenbo-rename-chat=${this.#renameChat} @wenbo-find-chat=${this.#findChat} @wenbo-more-chats=${() => this.#keeping.showMore()}
      @wenbo-share-chat=${this.#shareChat} @wenbo-remove-chat=${this.#removeChat} @wenbo-answer=${this.#answered} @wenbo-pin=${this.#pin}
      @wenbo-key=${this.#useKey} @wenbo-ask-about=${this.#askAbout}>
      <a class="skip" href="#main" @click=${this.#skip}>${words.skip}</a>
      <wenbo-side .env=${env} .route=${route} .keeping=${this.#keeping} .version=${this.version} .current=${this.current} .theme=${this.theme} ?steward=${this.steward}></wenbo-side>
      <div class="shade" @click=${() => { this.open = false; }}></div>
      <main id="main" tabindex="-1">
        <div class="bar"><button type="button" class="icon" id="menu" aria-label=${words.menu} aria-expanded=${this.open} @click=${() => { this.open = !this.open; }}>${icon("menu", 20)}</button>
          <b>${title}</b><button type="button" class="icon" aria-label=${words.newChat} @click=${this.#fresh}>${icon("plus", 20)}</button></div>
        <wenbo-ask ?hidden=${route.page !== "chat"} .language=${this.language} .theme=${env.dark ? "dark" : "light"} .server=${location.origin} .token=${this.#client.token} ?pins=${true} ?keeps=${true} .past=${this.#keeping.past}></wenbo-ask>
        ${this.#page(env)}
      </main>
      ${this.pinning ? this.#picker(env) : nothing}
    </div>`;
  }

  #page(env: Surroundings) {
    const { route } = this;
    switch (route.page) {
      case "boards": return html`<wenbo-boards .env=${env} .keeping=${this.#keeping} .version=${this.version}></wenbo-boards>`;
      case "board": return html`<wenbo-board .env=${env} .keeping=${this.#keeping} .version=${this.version} .which=${route.id ?? ""} .packed=${route.packed ?? ""}></wenbo-board>`;
      case "metrics": return html`<wenbo-metrics .env=${env} .metric=${route.metric ?? ""} .dimension=${route.dimension ?? ""}></wenbo-metrics>`;
      case "verified": return html`<wenbo-verified .env=${env}></wenbo-verified>`;
      case "reviews": return html`<wenbo-reviews .env=${env}></wenbo-reviews>`;
      case "data": return html`<wenbo-data .env=${env}></wenbo-data>`;
      default: return nothing;
    }
  }

  #skip = (event: Event): void => {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>("#main")?.focus();
  };

  #fresh = async (): Promise<void> => {
    this.open = false;
    this.current = "";
    this.#ask?.reset();
    if (location.hash !== to.chat()) location.hash = to.chat();
    await this.updateComplete;
    await this.#ask?.updateComplete;
    await this.#ask?.put("");
  };

  #speak = (event: CustomEvent<Language>): void => {
    this.language = event.detail;
    this.#keeping.settings.set("language", event.detail);
  };

  #paint = (event: CustomEvent<string>): void => {
    this.theme = event.detail;
    this.#keeping.settings.set("theme", event.detail);
  };

  #answered = async (): Promise<void> => {
    const { conversation } = this.#ask ?? {};
    if (!conversation?.turns.some((turn) => turn.phase === "done" && turn.question)) return;
    await this.#keeping.answered(conversation);
    this.current = conversation.id;
    if (this.route.page === "chat") history.replaceState(null, "", to.conversation(conversation.id));
    await this.#reload();
  };

  /** The other pages ask with the key as well. */
  #useKey = (event: CustomEvent<{ key: string }>): void => {
    this.#client.token = event.detail.key;
    this.#keeping.forget();
    void this.#begin();
    this.requestUpdate();
  };

  #renameChat = async (event: CustomEvent<{ one: ConversationName; title: string }>): Promise<void> => {
    const { one, title } = event.detail;
    await this.#attempt(() => this.#keeping.rename(one, title));
    await this.#reload();
  };

  #findChat = (event: CustomEvent<string>): Promise<void> => this.#keeping.find(event.detail);

  #removeChat = async (event: CustomEvent<ConversationName>): Promise<void> => {
    await this.#attempt(() => this.#keeping.removeConversation(event.detail));
    await this.#reload();
    if (this.current === event.detail.id) void this.#fresh();
  };

  /** The server answers a conversation anew for whoever opens its address; what it does not keep is shared as questions. */
  #shareChat = async (event: CustomEvent<ConversationName>): Promise<void> => {
    const { id, place } = event.detail;
    const questions = place === "browser" ? (await this.#keeping.openConversation(id))?.turns.map((turn) => turn.question) : null;
    const link = location.origin + location.pathname + (questions ? to.questions(questions) : to.conversation(id));
    this.#ask?.tellPerson((await copyText(link)) ? this.#env!.words.shared : this.#env!.words.copyFailed);
  };

  #askAbout = async (event: CustomEvent<{ question: string; send: boolean }>): Promise<void> => {
    await this.#fresh();
    this.route = { page: "chat" };
    await this.updateComplete;
    if (event.detail.send) await this.#ask?.ask(event.detail.question);
    else await this.#ask?.put(event.detail.question);
  };

  /** With several boards somebody has to say which. */
  #pin = async (event: CustomEvent<{ turn: Turn; kind: string }>): Promise<void> => {
    const boards = this.#keeping.pinnable;
    if (boards.length > 1) this.pinning = event.detail;
    else await this.#pinTo(boards[0] ?? null, event.detail);
  };

  /** Pins to a board, or to a new one. */
  async #pinTo(board: BoardName | null, { turn, kind }: { turn: Turn; kind: string }): Promise<void> {
    this.pinning = null;
    const { words } = this.#env!;
    const conversation = this.#ask?.conversation;
    const at = conversation?.turns.findIndex((one) => one.id === turn.id) ?? -1;
    const pin = { answer: turn.answer as Answer, question: turn.question, earlier: at > 0 ? conversation!.earlier(at) : [], kind };
    const pinned = await this.#attempt(() => this.#keeping.pin(board, words.boardNumber(this.#keeping.boards.length), pin));
    await this.#reload();
    if (pinned) this.#ask?.tellPerson(`${words.pinned} · ${pinned.name}`, words.openBoard, to.board(pinned.id));
    else if (pinned === null) this.#ask?.tellPerson(words.notPinned);
  }

  #picker(env: Surroundings) {
    const { words } = env;
    const pinning = this.pinning!;
    const choice = (board: BoardName) => html`<button type="button" class="choice" @click=${() => this.#pinTo(board, pinning)}>${icon("board")}${board.name}</button>`;
    return html`<div class="picker" @click=${(event: Event) => { if (event.target === event.currentTarget) this.pinning = null; }}>
      <div role="dialog" aria-modal="true" aria-label=${words.chooseBoard}><h2>${words.chooseBoard}</h2>${this.#keeping.pinnable.map(choice)}
        <button type="button" class="choice" @click=${() => this.#pinTo(null, pinning)}>${icon("plus")}${words.newBoard}</button></div></div>`;
  }
}

/**
 * The token that somebody was handed with the link, `/#token=…`, by the program that signs them in. It lasts as long as the
 * tab; what stands behind the # is sent to no server and does not stay in the address.
 */
function handedToken(): string {
  const handed = /^#token=([^&]+)/.exec(location.hash)?.[1];
  if (handed) history.replaceState(null, "", to.chat());
  try {
    if (handed) sessionStorage.setItem("wenbo.token", decodeURIComponent(handed));
    return sessionStorage.getItem("wenbo.token") ?? "";
  } catch {
    return handed ?? "";
  }
}

/** A browser may refuse even to name its storage. */
function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

define("wenbo-workbench", WorkbenchElement);
