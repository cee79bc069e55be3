// The page at `/`: conversations, boards, the metric centre, verified questions, the state of the data.

import { LitElement, css, html, nothing, type PropertyValues } from "lit";
import { Client } from "../api/client";
import type { Answer, Language } from "../api/types";
import "../ask/ask";
import type { AskElement } from "../ask/ask";
import { copyText, define, surroundings, type Surroundings } from "../base/element";
import { icon } from "../base/icons";
import { packBoard, tileOf, unpackBoard } from "../state/boards";
import { newId, type Turn } from "../state/conversation";
import { browserShelf, type SavedBoard, type SavedConversation } from "../state/shelf";
import { base, parts, tokens } from "../styles/tokens";
import { languageOf } from "../words/index";
import "./boards";
import type { BoardsElement } from "./boards";
import "./data";
import "./metrics";
import { routeOf, to, type Route } from "./route";
import "./side";
import "./verified";

const REFRESH_MINUTES = 5;

export class WorkbenchElement extends LitElement {
  static override properties = {
    route: { state: true }, language: { state: true }, theme: { state: true }, conversations: { state: true },
    boards: { state: true }, shared: { state: true }, open: { state: true }, pinning: { state: true }, current: { state: true },
  };

  static override styles = [tokens, base, parts, css`
    :host { display: block; height: 100%; }
    .root { display: grid; grid-template-columns: 268px minmax(0, 1fr); grid-template-rows: minmax(0, 1fr); height: 100%; background: var(--bg); position: relative; overflow: hidden; }
    .skip { position: absolute; left: 12px; top: -60px; z-index: 60; padding: 8px 14px; background: var(--card); border-radius: 8px; }
    .skip:focus { top: 12px; }
    main { min-width: 0; min-height: 0; height: 100%; display: flex; flex-direction: column; }
    main > * { flex: 1; min-height: 0; }
    main > .bar { display: none; flex: none; align-items: center; gap: 8px; padding: 8px 12px; border-bottom: 1px solid var(--line); background: var(--bg); }
    .bar b { flex: 1; font-weight: 600; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    wenbo-ask { height: 100%; max-height: none; }
    .shade { display: none; }
    .picker { position: absolute; inset: 0; z-index: 50; display: grid; place-items: center; background: rgb(12 14 18 / 45%); padding: 16px; }
    .picker > div { width: 380px; max-width: 100%; max-height: 100%; overflow: auto; padding: 20px; border-radius: 18px; background: var(--card); box-shadow: var(--lift); }
    .picker h2 { font-size: 17px; margin-bottom: 12px; }
    .picker .choice { display: flex; align-items: center; gap: 10px; width: 100%; min-height: 44px; padding: 8px 12px; border-radius: 10px; }
    .picker .choice:hover { background: var(--sunk); }
    @media (max-width: 860px) {
      .root { grid-template-columns: minmax(0, 1fr); }
      main > .bar { display: flex; }
      wenbo-side { position: absolute; inset: 0 auto 0 0; width: 286px; max-width: 86vw; z-index: 45; transform: translateX(-102%); visibility: hidden; transition: transform 180ms, visibility 180ms; }
      .open wenbo-side { transform: none; visibility: visible; box-shadow: var(--lift); }
      .open .shade { display: block; position: absolute; inset: 0; z-index: 44; background: rgb(12 14 18 / 45%); }
    }
  `];

  declare route: Route;
  declare language: Language;
  declare theme: string;
  declare conversations: SavedConversation[];
  declare boards: SavedBoard[];
  declare shared: SavedBoard | null;
  declare open: boolean;
  declare pinning: { turn: Turn; kind: string } | null;
  declare current: string;

  #shelf = browserShelf(storage());
  #client = new Client(location.origin, handedToken());
  #env: Surroundings | null = null;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    const kept = this.#shelf.get("language");
    this.language = kept === "zh" || kept === "en" ? kept : languageOf(navigator.languages);
    this.theme = this.#shelf.get("theme") ?? "auto";
    this.route = routeOf(location.hash);
    this.conversations = [];
    this.boards = [];
    this.shared = null;
    this.open = false;
    this.pinning = null;
    this.current = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#moved);
    addEventListener("storage", this.#reload);
    addEventListener("keydown", this.#key);
    this.#dark.addEventListener("change", this.#restyle);
    void this.#reload().then(() => this.#arrive());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#moved);
    removeEventListener("storage", this.#reload);
    removeEventListener("keydown", this.#key);
    this.#dark.removeEventListener("change", this.#restyle);
  }

  #restyle = (): void => {
    this.#env = null;
    this.requestUpdate();
  };

  #reload = async (): Promise<void> => {
    this.conversations = await this.#shelf.conversations.list();
    this.boards = await this.#shelf.boards.list();
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
    if (route.page === "board") {
      this.shared = route.packed ? unpackBoard(route.packed) : null;
      return;
    }
    const ask = this.#ask;
    if (route.page !== "chat" || !ask) return;
    await ask.updateComplete;
    if (route.answer) {
      await ask.open(newId(), [{ question: "", answer_id: route.answer, headline: "" }]);
      this.current = "";
    } else if (route.questions?.length) {
      await this.#replay(ask, route.questions);
    } else if (route.id && route.id !== ask.conversation.id) {
      const kept = this.conversations.find((one) => one.id === route.id);
      this.current = kept?.id ?? "";
      if (kept) await ask.open(kept.id, kept.turns);
      else location.hash = to.chat();
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
    const title = route.page === "chat" ? (this.conversations.find((one) => one.id === this.current)?.title ?? words.product) : words.nav[route.page === "board" ? "boards" : route.page];
    return html`<div class="root ${env.dark ? "dark" : ""} ${this.open ? "open" : ""}" lang=${env.language === "zh" ? "zh-CN" : "en"}
      @wenbo-new=${this.#fresh} @wenbo-language=${this.#speak} @wenbo-theme=${this.#paint} @wenbo-rename-chat=${this.#keepChat}
      @wenbo-share-chat=${this.#shareChat} @wenbo-remove-chat=${this.#removeChat} @wenbo-answer=${this.#answered} @wenbo-pin=${this.#pin}
      @wenbo-key=${this.#useKey} @wenbo-ask-about=${this.#askAbout} @wenbo-board-keep=${this.#keepBoard} @wenbo-board-remove=${this.#removeBoard} @wenbo-board-share=${this.#shareBoard}>
      <a class="skip" href="#main" @click=${this.#skip}>${words.skip}</a>
      <wenbo-side .env=${env} .route=${route} .conversations=${this.conversations} .current=${this.current} .theme=${this.theme}></wenbo-side>
      <div class="shade" @click=${() => { this.open = false; }}></div>
      <main id="main" tabindex="-1">
        <div class="bar"><button type="button" class="icon" id="menu" aria-label=${words.menu} aria-expanded=${this.open} @click=${() => { this.open = !this.open; }}>${icon("menu", 20)}</button>
          <b>${title}</b><button type="button" class="icon" aria-label=${words.newChat} @click=${this.#fresh}>${icon("plus", 20)}</button></div>
        <wenbo-ask ?hidden=${route.page !== "chat"} .language=${this.language} .theme=${env.dark ? "dark" : "light"} .server=${location.origin} .token=${this.#client.token} ?pins=${true} .past=${this.#past()}></wenbo-ask>
        ${this.#page(env)}
      </main>
      ${this.pinning ? this.#picker(env) : nothing}
    </div>`;
  }

  #page(env: Surroundings) {
    const { route } = this;
    switch (route.page) {
      case "boards": return html`<wenbo-boards .env=${env} .boards=${this.boards}></wenbo-boards>`;
      case "board": {
        const board = route.packed ? this.shared : this.boards.find((one) => one.id === route.id);
        return html`<wenbo-boards .env=${env} .boards=${this.boards} .board=${board ?? null} ?foreign=${Boolean(route.packed)}></wenbo-boards>`;
      }
      case "metrics": return html`<wenbo-metrics .env=${env} .metric=${route.metric ?? ""} .dimension=${route.dimension ?? ""}></wenbo-metrics>`;
      case "verified": return html`<wenbo-verified .env=${env}></wenbo-verified>`;
      case "data": return html`<wenbo-data .env=${env}></wenbo-data>`;
      default: return nothing;
    }
  }

  #past(): string[] {
    return [...new Set(this.conversations.flatMap((one) => one.turns.map((turn) => turn.question).reverse()))].slice(0, 200);
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
    this.#shelf.set("language", event.detail);
  };

  #paint = (event: CustomEvent<string>): void => {
    this.theme = event.detail;
    this.#shelf.set("theme", event.detail);
  };

  /** Keeps a conversation with each answer. */
  #answered = async (): Promise<void> => {
    const ask = this.#ask;
    const turns = ask?.conversation.turns.filter((turn) => turn.phase === "done" && turn.question) ?? [];
    if (!ask || turns.length === 0) return;
    const { id } = ask.conversation;
    const before = this.conversations.find((one) => one.id === id);
    const title = before?.named ? before.title : (turns[0]?.question ?? "");
    await this.#shelf.conversations.put({
      id, title, named: before?.named ?? false, updated: Date.now(),
      turns: turns.map((turn) => {
        const answer = turn.answer as Answer;
        return {
          question: turn.question, headline: answer.headline ?? "", ...(turn.lane ? { lane: turn.lane } : {}),
          ...(answer.answer_id ? { answer_id: answer.answer_id } : { answer: { ...answer, rows: answer.rows?.slice(0, 200) ?? [], label_rows: answer.label_rows?.slice(0, 200) ?? [] } }),
        };
      }),
    });
    this.current = id;
    if (this.route.page === "chat") history.replaceState(null, "", to.conversation(id));
    await this.#reload();
  };

  /** The other pages ask with the key as well. */
  #useKey = (event: CustomEvent<{ key: string }>): void => {
    this.#client.token = event.detail.key;
    this.requestUpdate();
  };

  #keepChat = async (event: CustomEvent<SavedConversation>): Promise<void> => {
    await this.#shelf.conversations.put(event.detail);
    await this.#reload();
  };

  #removeChat = async (event: CustomEvent<SavedConversation>): Promise<void> => {
    await this.#shelf.conversations.remove(event.detail.id);
    await this.#reload();
    if (this.current === event.detail.id) void this.#fresh();
  };

  #shareChat = async (event: CustomEvent<SavedConversation>): Promise<void> => {
    const link = location.origin + location.pathname + to.questions(event.detail.turns.map((turn) => turn.question));
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
    if (this.boards.length > 1) this.pinning = event.detail;
    else await this.#pinTo(this.boards[0] ?? this.#newBoard(), event.detail);
  };

  #newBoard(): SavedBoard {
    const { words } = this.#env!;
    const name = this.boards.length === 0 ? words.firstBoard : `${words.board} ${this.boards.length + 1}`;
    return { id: newId(), name, updated: Date.now(), every: REFRESH_MINUTES, tiles: [] };
  }

  async #pinTo(board: SavedBoard, { turn, kind }: { turn: Turn; kind: string }): Promise<void> {
    this.pinning = null;
    const conversation = this.#ask?.conversation;
    const at = conversation?.turns.findIndex((one) => one.id === turn.id) ?? -1;
    const tile = tileOf(turn.answer as Answer, turn.question, at > 0 ? conversation!.earlier(at) : [], kind || undefined);
    if (!tile) return;
    await this.#shelf.boards.put({ ...board, updated: Date.now(), tiles: [...board.tiles, tile] });
    await this.#reload();
    this.#ask?.tellPerson(`${this.#env!.words.pinned} · ${board.name}`, this.#env!.words.openBoard, to.board(board.id));
  }

  #picker(env: Surroundings) {
    const { words } = env;
    const pinning = this.pinning!;
    const choice = (board: SavedBoard) => html`<button type="button" class="choice" @click=${() => this.#pinTo(board, pinning)}>${icon("board")}${board.name}</button>`;
    return html`<div class="picker" @click=${(event: Event) => { if (event.target === event.currentTarget) this.pinning = null; }}>
      <div role="dialog" aria-modal="true" aria-label=${words.chooseBoard}><h2>${words.chooseBoard}</h2>${this.boards.map(choice)}
        <button type="button" class="choice" @click=${() => this.#pinTo(this.#newBoard(), pinning)}>${icon("plus")}${words.newBoard}</button></div></div>`;
  }

  #keepBoard = async (event: CustomEvent<SavedBoard>): Promise<void> => {
    await this.#shelf.boards.put({ ...event.detail, updated: Date.now() });
    await this.#reload();
    if (this.route.page === "board" && this.route.packed) location.hash = to.board(event.detail.id);
  };

  #removeBoard = async (event: CustomEvent<SavedBoard>): Promise<void> => {
    await this.#shelf.boards.remove(event.detail.id);
    await this.#reload();
    location.hash = to.boards();
  };

  #shareBoard = async (event: CustomEvent<SavedBoard>): Promise<void> => {
    const link = location.origin + location.pathname + to.packed(packBoard(event.detail));
    const done = await copyText(link);
    this.renderRoot.querySelector<BoardsElement>("wenbo-boards")?.tellPerson(done ? this.#env!.words.shared : this.#env!.words.copyFailed);
  };
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
