// Boards: a list of them, and one of them with its tiles.

import { css, html, nothing, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Part, define } from "../base/element";
import { placed } from "../base/placed";
import { icon } from "../base/icons";
import { moved } from "../state/boards";
import { newId } from "../state/conversation";
import type { SavedBoard, Tile } from "../state/shelf";
import { base, parts } from "../styles/tokens";
import { to } from "./route";
import { pageStyles } from "./styles";
import "./tile";
import type { TileElement } from "./tile";

const COLUMNS = 12;
const ROW = 84;
const GAP = 14;
const MINUTES = [0, 1, 5, 15, 60];
/** How often a board asks whether the data is new. */
const LOOK_MS = 20_000;

export class BoardsElement extends Part {
  static override properties = {
    ...Part.properties, boards: { attribute: false }, board: { attribute: false }, foreign: { type: Boolean }, naming: { state: true },
    toast: { state: true }, wall: { state: true }, draft: { state: true }, dragged: { state: true },
  };

  static override styles = [base, parts, pageStyles, css`
    .inner { max-width: 1480px; }
    .boards { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 14px; }
    .boards a { display: block; padding: 18px 20px; color: inherit; text-decoration: none; height: 100%; }
    .boards a:hover { border-color: var(--accent); }
    .boards b { display: block; font-size: 16px; font-weight: 600; margin-bottom: 4px; }
    .boards p { font-size: 13px; color: var(--ink3); }
    .grid { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); grid-auto-rows: ${ROW}px; gap: ${GAP}px; }
    .grid > * { min-width: 0; }
    .grid > .dragged { opacity: 0.55; }
    .name { font-size: 26px; font-weight: 650; letter-spacing: -0.015em; border-radius: 8px; }
    .name:hover { background: var(--sunk); }
    .top .field { width: auto; }
    select.field { padding-right: 8px; min-height: 36px; font-size: 14px; }
    .shared { display: flex; flex-wrap: wrap; align-items: center; gap: 12px; padding: 12px 18px; margin-bottom: 18px; border-radius: 12px; background: var(--accent-soft); color: var(--accent-ink); }
    .shared span { flex: 1; }
    .toast { position: fixed; z-index: 60; left: 50%; bottom: 28px; transform: translateX(-50%); padding: 10px 16px; border-radius: 12px; background: var(--ink); color: var(--card); font-size: 14px; box-shadow: var(--lift); }
    .page:fullscreen { background: var(--bg); padding: 32px 40px; }
    .page:fullscreen .quiet { display: none; }
    @media (max-width: 760px) { .grid { grid-template-columns: minmax(0, 1fr); } .name { font-size: 22px; } .top h1 { flex: 1 1 100%; } .top select { margin-right: auto; } .top .grow { display: none; } }
  `];

  declare boards: SavedBoard[];
  declare board: SavedBoard | null | undefined;
  declare foreign: boolean;
  declare naming: boolean;
  declare toast: string;
  declare wall: boolean;
  /** The tiles while one is being moved or resized. */
  declare draft: Tile[] | null;
  declare dragged: string;
  #timer = 0;
  #look = 0;
  #generation = -1;

  constructor() {
    super();
    this.boards = [];
    this.foreign = false;
    this.naming = false;
    this.toast = "";
    this.wall = false;
    this.draft = null;
    this.dragged = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // What is there from the start is not new.
    void this.#newData();
    this.#look = window.setInterval(() => void this.#newData(), LOOK_MS);
    document.addEventListener("fullscreenchange", this.#walled);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    clearInterval(this.#look);
    document.removeEventListener("fullscreenchange", this.#walled);
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("board")) return;
    clearInterval(this.#timer);
    const every = this.board?.every ?? 0;
    if (every > 0) this.#timer = window.setInterval(() => { if (!document.hidden) this.refresh(); }, every * 60_000);
  }

  /** New data refreshes a board at once, whatever its pace. */
  async #newData(): Promise<void> {
    if (document.hidden) return;
    try {
      const { generation } = await this.env.client.status();
      if (this.#generation >= 0 && generation !== this.#generation) this.refresh();
      this.#generation = generation;
    } catch {
      // The tiles say themselves that the server is away.
    }
  }

  refresh(): void {
    for (const tile of this.renderRoot.querySelectorAll<TileElement>("wenbo-tile")) void tile.refresh();
  }

  tellPerson(text: string): void {
    this.toast = text;
    setTimeout(() => { this.toast = ""; }, 4000);
  }

  override render() {
    return html`<div class="page" id="page">${this.board ? this.#one(this.board) : this.#all()}
      <div role="status">${this.toast ? html`<div class="toast">${this.toast}</div>` : nothing}</div></div>`;
  }

  #all() {
    const { words } = this;
    const create = () => {
      const board: SavedBoard = { id: newId(), name: this.boards.length ? `${words.board} ${this.boards.length + 1}` : words.firstBoard, updated: Date.now(), every: 5, tiles: [] };
      this.tell("wenbo-board-keep", board);
      location.hash = to.board(board.id);
    };
    return html`<div class="inner"><div class="top"><h1>${words.nav.boards}</h1><span class="grow"></span>
      <button type="button" class="strong" @click=${create}>${icon("plus", 16)}${words.newBoard}</button></div>
      ${this.boards.length === 0 ? html`<div class="nothing"><b>${words.noBoards}</b>${words.noTilesMore}</div>` : html`<ul class="boards">${this.boards.map((board) =>
        html`<li><a class="panel" href=${to.board(board.id)}><b>${board.name}</b><p>${board.tiles.slice(0, 3).map((tile) => tile.title).join(" · ") || words.noTiles}</p></a></li>`)}</ul>`}
      <p class="label" ${placed({ "margin-top": "18px" })}>${words.keptHere}</p></div>`;
  }

  #one(board: SavedBoard) {
    const { words } = this;
    const tiles = this.draft ?? board.tiles;
    const fixed = this.foreign || this.wall;
    return html`<div class="inner">
      ${this.foreign ? html`<div class="shared"><span>${words.sharedBoard}</span><button type="button" class="strong" @click=${() => this.#keep({ ...board, id: newId() })}>${words.keepBoard}</button></div>` : nothing}
      <div class="top">${this.naming ? this.#nameField(board) : html`<h1>${this.foreign ? board.name : html`<button type="button" class="name" title=${words.rename} @click=${this.#beginName}>${board.name}</button>`}</h1>`}
        <span class="grow"></span>
        ${this.foreign ? nothing : html`<select class="field quiet" aria-label=${words.refreshEvery} @change=${(event: Event) => this.#keep({ ...board, every: Number((event.target as HTMLSelectElement).value) })}>
          ${MINUTES.map((minutes) => html`<option value=${minutes} ?selected=${minutes === board.every}>${minutes ? words.minutes(minutes) : words.never}</option>`)}</select>`}
        <button type="button" class="icon quiet" id="refresh" title=${words.refresh} aria-label=${words.refresh} @click=${this.refresh}>${icon("refresh")}</button>
        <button type="button" class="icon quiet" id="wall" title=${words.fullScreen} aria-label=${words.fullScreen} @click=${this.#full}>${icon("full")}</button>
        ${this.foreign ? nothing : html`<button type="button" class="icon quiet" id="share" title=${words.shareBoard} aria-label=${words.shareBoard} @click=${() => this.tell("wenbo-board-share", board)}>${icon("link")}</button>
        <button type="button" class="icon quiet" title=${words.remove} aria-label="${words.remove}: ${board.name}" @click=${() => this.tell("wenbo-board-remove", board)}>${icon("trash")}</button>`}
      </div>
      ${tiles.length === 0 ? html`<div class="nothing"><b>${words.noTiles}</b>${words.noTilesMore}</div>` : html`<div class="grid" id="grid"
        @wenbo-tile-move=${this.#step} @wenbo-tile-size=${this.#size} @wenbo-tile-remove=${this.#remove} @wenbo-tile-drag=${this.#drag} @wenbo-tile-resize=${this.#stretch}>
        ${repeat(tiles, (tile) => tile.id, (tile) => html`<div data-tile=${tile.id} class=${tile.id === this.dragged ? "dragged" : ""}
          ${placed({ "grid-column": `span ${Math.min(tile.width, this.#columns())}`, "grid-row": `span ${tile.height}` })}>
          <wenbo-tile .env=${this.env} .tile=${tile} ?fixed=${fixed}></wenbo-tile></div>`)}</div>`}
    </div>`;
  }

  #columns(): number {
    return matchMedia("(max-width: 760px)").matches ? 1 : COLUMNS;
  }

  #keep(board: SavedBoard): void {
    this.tell("wenbo-board-keep", board);
  }

  #tiles(tiles: Tile[]): void {
    if (this.board) this.#keep({ ...this.board, tiles });
  }

  #nameField(board: SavedBoard) {
    const done = (event: Event) => {
      event.preventDefault();
      const name = this.renderRoot.querySelector<HTMLInputElement>("#name")?.value.trim();
      this.naming = false;
      if (name && name !== board.name) this.#keep({ ...board, name });
    };
    return html`<form @submit=${done}><input id="name" class="field" maxlength="100" aria-label=${this.words.boardName} .value=${board.name} @blur=${done}></form>`;
  }

  #beginName = (): void => {
    this.naming = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("#name")?.select());
  };

  #full = async (): Promise<void> => {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await this.renderRoot.querySelector("#page")?.requestFullscreen();
  };

  #walled = (): void => {
    this.wall = document.fullscreenElement !== null;
  };

  #step = (event: CustomEvent<{ id: string; by: number }>): void => {
    const tiles = this.board?.tiles ?? [];
    const at = tiles.findIndex((tile) => tile.id === event.detail.id);
    this.#tiles(moved(tiles, event.detail.id, at + event.detail.by));
  };

  #size = (event: CustomEvent<{ id: string; width: number; height: number }>): void => this.#tiles(this.#sized(event.detail));

  #sized({ id, width, height }: { id: string; width: number; height: number }): Tile[] {
    const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
    const tiles = this.draft ?? this.board?.tiles ?? [];
    return tiles.map((tile) => (tile.id === id ? { ...tile, width: within(width, 3, COLUMNS), height: within(height, 2, 10) } : tile));
  }

  #remove = (event: CustomEvent<string>): void => this.#tiles((this.board?.tiles ?? []).filter((tile) => tile.id !== event.detail));

  /** The tile under the pointer is where the dragged one goes. */
  #drag = (event: CustomEvent<{ id: string; event: PointerEvent }>): void => {
    const { id } = event.detail;
    this.dragged = id;
    this.draft = this.board?.tiles ?? [];
    this.#follow(event.detail.event, (move) => {
      const under = (this.renderRoot as ShadowRoot).elementsFromPoint(move.clientX, move.clientY);
      const over = under.map((one) => (one as HTMLElement).dataset?.["tile"]).find((one) => one && one !== id);
      const to = (this.draft ?? []).findIndex((tile) => tile.id === over);
      if (to >= 0) this.draft = moved(this.draft ?? [], id, to);
    });
  };

  #stretch = (event: CustomEvent<{ id: string; event: PointerEvent }>): void => {
    const { id, event: from } = event.detail;
    const tile = this.board?.tiles.find((one) => one.id === id);
    const grid = this.renderRoot.querySelector("#grid");
    if (!tile || !grid) return;
    const column = (grid.clientWidth + GAP) / this.#columns();
    this.#follow(from, (move) => {
      const width = tile.width + Math.round((move.clientX - from.clientX) / column);
      const height = tile.height + Math.round((move.clientY - from.clientY) / (ROW + GAP));
      this.draft = this.#sized({ id, width, height });
    });
  };

  /** Follows a pointer until it is let go; what came of it is kept then. */
  #follow(from: PointerEvent, move: (event: PointerEvent) => void): void {
    from.preventDefault();
    const moving = (event: PointerEvent) => move(event);
    const end = (event: Event) => {
      removeEventListener("pointermove", moving);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      const tiles = this.draft;
      this.draft = null;
      this.dragged = "";
      if (tiles && event.type === "pointerup") this.#tiles(tiles);
    };
    addEventListener("pointermove", moving);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }
}

define("wenbo-boards", BoardsElement);
