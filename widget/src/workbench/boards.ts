// The list of boards.

import { css, html, nothing } from "lit";
import { Part, define } from "../base/element";
import { icon } from "../base/icons";
import type { BoardName } from "../state/shelf";
import { base, parts } from "../styles/tokens";
import { told } from "../words/index";
import type { Keeping } from "./keeping";
import { to } from "./route";
import { pageStyles } from "./styles";

export class BoardsElement extends Part {
  static override properties = { ...Part.properties, keeping: { attribute: false }, version: { attribute: false }, problem: { state: true } };

  static override styles = [base, parts, pageStyles, css`
    .boards { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 14px; }
    .boards a { display: block; padding: 18px 20px; color: inherit; text-decoration: none; height: 100%; }
    .boards a:hover { border-color: var(--accent); }
    .boards b { display: block; font-size: 16px; font-weight: 600; margin-bottom: 6px; overflow-wrap: anywhere; }
    .boards p { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; font-size: 13px; color: var(--ink3); }
    .kept { margin-top: 18px; }
  `];

  declare keeping: Keeping;
  declare version: number;
  declare problem: unknown;

  constructor() {
    super();
    this.problem = null;
  }

  override render() {
    const { words, keeping } = this;
    const { boards } = keeping;
    return html`<div class="page"><div class="inner"><div class="top"><h1>${words.nav.boards}</h1><span class="grow"></span>
      <button type="button" class="strong" id="create" @click=${this.#create}>${icon("plus", 16)}${words.newBoard}</button></div>
      ${this.problem ? html`<div class="panel fault" role="alert">${told(words, this.problem)}</div>` : nothing}
      ${!keeping.isListed ? html`<div class="rows" aria-hidden="true"><span class="ghost"></span></div>` : boards.length === 0 ? html`<div class="nothing"><b>${words.noBoards}</b>${words.noTilesMore}</div>` : html`<ul class="boards">${boards.map((board) => this.#one(board))}</ul>`}
      <p class="label kept">${words.keptAt[keeping.told]}</p></div></div>`;
  }

  #one(board: BoardName) {
    const { words } = this;
    const isHere = board.place === "browser" && this.keeping.place === "server";
    return html`<li><a class="panel" href=${to.board(board.id)}><b>${board.name}</b><p>${board.tiles ? words.tileCount(board.tiles) : words.noTiles}
      ${board.shared ? html`<span class="tag">${words.isShared}</span>` : nothing}${isHere ? html`<span class="tag warn">${words.onlyHere}</span>` : nothing}</p></a></li>`;
  }

  #create = async (): Promise<void> => {
    try {
      const board = await this.keeping.createBoard(this.words.boardNumber(this.keeping.boards.length));
      await this.keeping.reload();
      location.hash = to.board(board.id);
    } catch (error) {
      this.problem = error;
    }
  };
}

define("wenbo-boards", BoardsElement);
