// A board with its tiles: one's own, or one that somebody shared.

import { html, nothing, type PropertyValues } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Part, copyText, define } from "../base/element";
import { placed } from "../base/placed";
import { icon } from "../base/icons";
import { packBoard, unpackBoard } from "../state/boards";
import type { BrowserBoard } from "../state/browser_shelf";
import { COLUMNS, moved } from "../state/grid";
import type { SavedBoard, Tile } from "../state/shelf";
import { base, parts } from "../styles/tokens";
import { told } from "../words/index";
import { GAP, ROWS, boardStyles } from "./board_styles";
import type { Keeping } from "./keeping";
import { to } from "./route";
import "./share";
import { pageStyles } from "./styles";
import "./tile";
import type { TileElement } from "./tile";

const MINUTES = [0, 1, 5, 15, 60];
/** How often a board asks whether the data is new. */
const LOOK_MS = 20_000;

export class BoardElement extends Part {
  static override properties = {
    ...Part.properties, keeping: { attribute: false }, version: { attribute: false }, which: {}, packed: {}, board: { state: true }, naming: { state: true },
    toast: { state: true }, wall: { state: true }, draft: { state: true }, dragged: { state: true }, sharing: { state: true }, removing: { state: true }, moving: { state: true },
  };

  static override styles = [base, parts, pageStyles, boardStyles];

  declare keeping: Keeping;
  /** Changes with what is kept. */
  declare version: number;
  /** The id of the board, or the board itself as a link holds it. */
  declare which: string;
  declare packed: string;
  /** Nothing where there is none for whoever looks; not there while it is fetched. */
  declare board: SavedBoard | null | undefined;
  declare naming: boolean;
  declare toast: string;
  declare wall: boolean;
  /** The tiles while one is being moved or resized. */
  declare draft: Tile[] | null;
  declare dragged: string;
  declare sharing: boolean;
  declare removing: boolean;
  declare moving: boolean;
  #timer = 0;
  #toasting = 0;
  /** Changes that are on their way: what is read meanwhile may be old. */
  #pending = 0;
  #look = 0;
  #generation = -1;

  constructor() {
    super();
    this.which = "";
    this.packed = "";
    this.board = undefined;
    this.naming = false;
    this.toast = "";
    this.wall = false;
    this.draft = null;
    this.dragged = "";
    this.sharing = false;
    this.removing = false;
    this.moving = false;
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

  override willUpdate(changed: PropertyValues<this>): void {
    const isAnother = changed.has("which") || changed.has("packed");
    if (isAnother) {
      this.board = this.packed ? unpackBoard(this.packed) : undefined;
      this.sharing = false;
      this.removing = false;
    }
    if (!this.packed && (isAnother || changed.has("version"))) void this.#load();
  }

  async #load(): Promise<void> {
    const { which } = this;
    const board = await this.#attempt(() => this.keeping.openBoard(which));
    if (which !== this.which || this.packed || this.#pending > 0) return;
    // What cannot be read for a moment goes on to be shown.
    if (board !== undefined || this.board === undefined) this.board = board ?? null;
  }

  /** Somebody else's board, which cannot be changed: of a link, or shared. */
  get #foreign(): boolean {
    return this.packed !== "" || this.board?.kept?.own === false;
  }

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get("board");
    const every = this.board?.every ?? 0;
    // The same board, read again, goes on in its pace.
    if (!changed.has("board") || (before?.id === this.board?.id && before?.every === every)) return;
    clearInterval(this.#timer);
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
    clearTimeout(this.#toasting);
    this.#toasting = window.setTimeout(() => { this.toast = ""; }, 4000);
  }

  override render() {
    const { board, words } = this;
    return html`<div class="page" id="page" @click=${this.#clicked} @keydown=${(event: KeyboardEvent) => { if (event.key === "Escape") this.sharing = this.removing = false; }}>${board ? this.#one(board)
      : html`<div class="inner">${board === null ? html`<div class="nothing"><b>${words.errors["no_such_board"]}</b><a href=${to.boards()}>${words.nav.boards}</a></div>` : html`<div class="rows" aria-hidden="true"><span class="ghost"></span></div>`}</div>`}
      <div role="status">${this.toast ? html`<div class="toast">${this.toast}</div>` : nothing}</div></div>`;
  }

  #one(board: SavedBoard) {
    const { words } = this;
    const tiles = this.draft ?? board.tiles;
    const foreign = this.#foreign;
    return html`<div class="inner">${this.#banner(board)}
      <div class="top">${this.naming ? this.#nameField(board) : html`<h1>${foreign ? board.name : html`<button type="button" class="name" title=${words.rename} @click=${this.#beginName}>${board.name}</button>`}</h1>`}
        <span class="grow"></span>
        ${foreign ? nothing : this.#pace(board)}
        <button type="button" class="icon quiet" id="refresh" title=${words.refresh} aria-label=${words.refresh} @click=${this.refresh}>${icon("refresh")}</button>
        <button type="button" class="icon quiet" id="wall" title=${words.fullScreen} aria-label=${words.fullScreen} @click=${this.#full}>${icon("full")}</button>
        ${foreign ? nothing : html`${this.#share(board)}
        ${this.#removal(board)}`}
      </div>
      ${tiles.length === 0 ? html`<div class="nothing"><b>${words.noTiles}</b>${words.noTilesMore}</div>` : html`<div class="grid ${board.kept ? "fine" : ""}" id="grid"
        @wenbo-tile-move=${this.#step} @wenbo-tile-size=${this.#size} @wenbo-tile-remove=${this.#remove} @wenbo-tile-drag=${this.#drag} @wenbo-tile-resize=${this.#stretch}>
        ${repeat(tiles, (tile) => tile.id, (tile) => html`<div data-tile=${tile.id} class=${tile.id === this.dragged ? "dragged" : ""}
          ${placed({ "grid-column": `span ${Math.min(tile.width, this.#columns())}`, "grid-row": `span ${tile.height}` })}>
          <wenbo-tile .env=${this.env} .tile=${tile} ?fixed=${foreign || this.wall}></wenbo-tile></div>`)}</div>`}
    </div>`;
  }

  /** A press beside what is open closes it. */
  #clicked = (event: Event): void => {
    const within = event.composedPath().some((one) => one instanceof Element && one.classList.contains("sharing"));
    if (!within) this.sharing = this.removing = false;
  };

  /** What is special about where the board is, and what can be done about it. */
  #banner(board: SavedBoard) {
    const { words } = this;
    if (this.packed) return html`<div class="shared"><span>${words.sharedBoard}</span><button type="button" class="strong" id="keep" @click=${this.#adopt}>${words.keepBoard}</button></div>`;
    if (this.#foreign) return html`<div class="shared"><span>${words.sharedBoard}</span></div>`;
    if (board.kept || this.keeping.place !== "server") return nothing;
    return html`<div class="shared"><span>${words.moveAbout}</span><button type="button" class="strong" id="move" ?disabled=${this.moving} @click=${this.#move}>${this.moving ? words.moving : words.moveBoard}</button></div>`;
  }

  #pace(board: SavedBoard) {
    const { words } = this;
    return html`<select class="field quiet" aria-label=${words.refreshEvery} @change=${(event: Event) => this.#keep({ ...board, every: Number((event.target as HTMLSelectElement).value) })}>
      ${MINUTES.map((minutes) => html`<option value=${minutes} ?selected=${minutes === board.every}>${minutes ? words.minutes(minutes) : words.never}</option>`)}</select>`;
  }

  /** A board of the server is shared by its address; one of the browser is in its link. */
  #share(board: SavedBoard) {
    const { words } = this;
    const { kept } = board;
    const link = location.origin + location.pathname + to.board(board.id);
    return html`<span class="sharing quiet"><button type="button" class="icon" id="share" title=${words.shareBoard} aria-label=${words.shareBoard} aria-pressed=${kept?.shared ?? false} aria-expanded=${kept ? this.sharing : nothing}
        @click=${kept ? () => { this.sharing = !this.sharing; this.removing = false; } : this.#copyPacked}>${icon("link")}</button>
      ${this.sharing && kept ? html`<wenbo-share .env=${this.env} ?shared=${kept.shared} .link=${link} @wenbo-board-shared=${this.#setShared}></wenbo-share>` : nothing}</span>`;
  }

  #removal(board: SavedBoard) {
    const { words } = this;
    return html`<span class="sharing quiet"><button type="button" class="icon" id="remove" title=${words.remove} aria-label="${words.remove}: ${board.name}" aria-expanded=${this.removing}
        @click=${() => { this.removing = !this.removing; this.sharing = false; }}>${icon("trash")}</button>
      ${this.removing ? html`<div class="menu removal" role="dialog" aria-label=${words.remove}>${board.kept ? html`<p>${words.removeBoardAbout}</p>` : nothing}
        <button type="button" id="gone" @click=${this.#removeBoard}>${icon("trash", 16)}${words.removeForGood}</button></div>` : nothing}</span>`;
  }

  #setShared = (event: CustomEvent<boolean>): void => {
    if (this.board?.kept) this.#keep({ ...this.board, kept: { ...this.board.kept, shared: event.detail } });
  };

  #copyPacked = async (): Promise<void> => {
    const board = this.keeping.whole(this.which);
    const done = board && (await copyText(location.origin + location.pathname + to.packed(packBoard(board))));
    this.tellPerson(done ? this.words.shared : this.words.copyFailed);
  };

  #removeBoard = async (): Promise<void> => {
    const { board } = this;
    if (!board) return;
    await this.#attempt(() => this.keeping.removeBoard(board));
    await this.keeping.reload();
    location.hash = to.boards();
  };

  #adopt = async (): Promise<void> => {
    const board = this.board as BrowserBoard;
    await this.keeping.adopt(board);
    await this.keeping.reload();
    location.hash = to.board(board.id);
  };

  /** To the server; what would be something else there stays. */
  #move = async (): Promise<void> => {
    this.moving = true;
    const done = await this.#attempt(() => this.keeping.moveToServer(this.which));
    this.moving = false;
    await this.keeping.reload();
    if (!done) return this.#load();
    if (done.board && done.left === 0) location.hash = to.board(done.board.id);
    else await this.#load();
    const { words } = this;
    this.tellPerson(!done.board ? words.movedNone : done.left === 0 ? words.movedBoard : words.movedPart(done.left));
  };

  /** Does what may fail, and says why it did. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.tellPerson(told(this.words, error));
      return undefined;
    }
  }

  get #rows() {
    return ROWS[this.board?.kept ? "server" : "browser"];
  }

  #columns(): number {
    return matchMedia("(max-width: 760px)").matches ? 1 : COLUMNS;
  }

  /** Shows a change at once and keeps it; where that fails, what is kept is shown again. */
  async #keep(board: SavedBoard): Promise<void> {
    this.board = board;
    this.#pending += 1;
    const kept = await this.#attempt(() => this.keeping.changeBoard(board));
    this.#pending -= 1;
    // A later change is on its way: what came of this one is old.
    if (kept && this.board === board) this.board = kept;
    if (this.#pending === 0) await this.keeping.reload();
  }

  #tiles(tiles: Tile[]): void {
    if (this.board) void this.#keep({ ...this.board, tiles });
  }

  #nameField(board: SavedBoard) {
    const done = (event: Event) => {
      event.preventDefault();
      const name = this.renderRoot.querySelector<HTMLInputElement>("#name")?.value.trim();
      this.naming = false;
      if (name && name !== board.name) void this.#keep({ ...board, name });
    };
    return html`<form @submit=${done}><input id="name" class="field" maxlength="120" aria-label=${this.words.boardName} .value=${board.name} @blur=${done}></form>`;
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
    return tiles.map((tile) => (tile.id === id ? { ...tile, width: within(width, 3, COLUMNS), height: within(height, 2, this.#rows.most) } : tile));
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
      const height = tile.height + Math.round((move.clientY - from.clientY) / (this.#rows.high + GAP));
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

define("wenbo-board", BoardElement);
