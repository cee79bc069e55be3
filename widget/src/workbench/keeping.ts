// What the workbench keeps, and where: on the server for whoever asks, or in this browser where the server keeps nothing
// for them. What a browser kept before stays there, beside what is on the server.

import type { Client } from "../api/client";
import { Problem } from "../api/problem";
import type { Answer } from "../api/types";
import { browserShelf, type BrowserBoard, type BrowserShelf } from "../state/browser_shelf";
import type { Conversation } from "../state/conversation";
import { moveBoard, type Moved } from "../state/move";
import { isOwn } from "../state/server_boards";
import { serverShelf } from "../state/server_shelf";
import type { BoardName, ConversationName, OpenedConversation, Pin, Place, SavedBoard, SavedTurn, Settings, Shelf } from "../state/shelf";

/** Rows of an answer that a browser keeps. */
const MOST_ROWS = 200;
/** Conversations that are shown before somebody wants more. */
const FIRST = 100;
/** Questions that are offered again. */
const MOST_PAST = 200;
/** After which a server is asked again that was not there. */
const AGAIN_MS = 3000;

export class Keeping {
  /** Where new things are kept; not known before the server has said it. */
  place: Place | "unknown" = "unknown";
  /** Whether the server was asked already what there is. */
  isListed = false;
  conversations: ConversationName[] = [];
  /** Whether there are more than are listed. */
  more = false;
  boards: BoardName[] = [];
  search = "";
  /** Questions that were asked before, the newest first. */
  past: string[] = [];
  #most = FIRST;
  #client: Client;
  #browser: BrowserShelf;
  #server: Shelf;
  #changed: () => void;
  /** What the server listed last. */
  #listed: [ConversationName[], BoardName[]] = [[], []];
  #turn = 0;
  #again = 0;

  constructor(client: Client, storage: Storage | null, changed: () => void) {
    this.#client = client;
    this.#browser = browserShelf(storage);
    this.#server = serverShelf(client, this.#browser.settings);
    this.#changed = changed;
  }

  get settings(): Settings {
    return this.#browser.settings;
  }

  /** What a person is told of the place; `split` where this browser keeps something that is not on the server. */
  get told(): Place | "unknown" | "split" | "asking" {
    if (!this.isListed) return "asking";
    const isSplit = this.place === "server" && [...this.conversations, ...this.boards].some((one) => one.place === "browser");
    return isSplit ? "split" : this.place;
  }

  /** Another key may be somebody else's: what was listed is not theirs. */
  forget(): void {
    this.place = "unknown";
    this.#listed = [[], []];
  }

  /** Lists what there is. Of several calls the last one counts. */
  async reload(): Promise<void> {
    const turn = ++this.#turn;
    clearTimeout(this.#again);
    const here = [await this.#browser.conversations.list(this.search, this.#most), await this.#browser.boards.list()] as const;
    const there = await this.#listServer();
    if (turn !== this.#turn) return;
    this.#listed = there;
    this.isListed = true;
    const conversations = newestFirst([...here[0], ...there[0]]);
    this.more = [here[0], there[0], conversations].some((list) => list.length >= this.#most);
    this.conversations = conversations.slice(0, this.#most);
    this.boards = newestFirst([...here[1], ...there[1]]);
    if (this.search === "") this.past = this.#asked();
    this.#changed();
  }

  /** What the server lists, or listed last where it does not say. */
  async #listServer(): Promise<[ConversationName[], BoardName[]]> {
    if (this.place === "browser") return [[], []];
    try {
      const lists = await Promise.all([this.#server.conversations.list(this.search, this.#most), this.#server.boards.list()]);
      this.place = "server";
      return lists;
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem("internal");
      // No store, or no right to it. Anything else passes: what was known of the place goes on to hold.
      if ([403, 404, 405, 501].includes(problem.status)) this.place = "browser";
      else if (problem.status !== 401) this.#again = window.setTimeout(() => void this.reload(), AGAIN_MS);
      return this.#listed;
    }
  }

  find(text: string): Promise<void> {
    this.search = text;
    this.#most = FIRST;
    return this.reload();
  }

  showMore(): Promise<void> {
    this.#most += FIRST;
    return this.reload();
  }

  #asked(): string[] {
    // A title is the first question, unless it was too long or somebody gave another.
    const titles = this.conversations.filter((one) => one.place === "server" && !one.title.endsWith("…")).map((one) => one.title);
    return [...new Set([...titles, ...this.#browser.questions()])].slice(0, MOST_PAST);
  }

  /** Keeps a conversation with each answer; the server has done that with the answer. */
  async answered(conversation: Conversation): Promise<void> {
    const turns = conversation.turns.filter((turn) => turn.phase === "done" && turn.question);
    if (!conversation.isKept && turns.length > 0) {
      await this.#browser.keep({ id: conversation.id, updated: Date.now(), turns: turns.map((turn) => savedTurn(turn.question, turn.answer as Answer, turn.lane)) });
    }
  }

  async openConversation(id: string): Promise<OpenedConversation | null> {
    return (await this.#browser.conversations.open(id)) ?? (this.place === "browser" ? null : this.#server.conversations.open(id));
  }

  rename({ id, place }: ConversationName, title: string): Promise<void> {
    return this.#at(place).conversations.rename(id, title);
  }

  removeConversation({ id, place }: ConversationName): Promise<void> {
    return this.#at(place).conversations.remove(id);
  }

  async openBoard(id: string): Promise<SavedBoard | null> {
    return (await this.#browser.boards.open(id)) ?? (this.place === "browser" ? null : this.#server.boards.open(id));
  }

  /** Boards that something can be pinned to. */
  get pinnable(): BoardName[] {
    const place = this.place === "server" ? "server" : "browser";
    return this.boards.filter((one) => one.place === place);
  }

  createBoard(name: string): Promise<SavedBoard> {
    return this.#at(this.place).boards.create(name);
  }

  /** Pins to a board, or to a new one of some name; nothing where this answer cannot be pinned. */
  async pin(board: BoardName | null, name: string, pin: Pin): Promise<SavedBoard | null> {
    if (this.place === "server" && !isOwn(pin.answer)) return null;
    const { id } = board ?? (await this.createBoard(name));
    return this.#at(this.place).boards.pin(id, pin);
  }

  changeBoard(board: SavedBoard): Promise<SavedBoard> {
    return this.#at(board.kept ? "server" : "browser").boards.change(board);
  }

  removeBoard(board: SavedBoard): Promise<void> {
    return this.#at(board.kept ? "server" : "browser").boards.remove(board.id);
  }

  /** Keeps a board of a link. */
  adopt(board: BrowserBoard): Promise<void> {
    return this.#browser.adopt(board);
  }

  /** A board of this browser with its statements, as a link holds them. */
  whole(id: string): BrowserBoard | null {
    return this.#browser.whole(id);
  }

  async moveToServer(id: string): Promise<Moved | null> {
    const board = this.#browser.whole(id);
    return board && moveBoard(this.#client, board, this.#browser, this.#server);
  }

  #at(place: Place | "unknown"): Shelf {
    return place === "server" ? this.#server : this.#browser;
  }
}

function newestFirst<T extends { updated: number }>(all: T[]): T[] {
  return all.sort((a, b) => b.updated - a.updated);
}

/** Where the server keeps no answer, the browser keeps some of its rows. */
function savedTurn(question: string, answer: Answer, lane: SavedTurn["lane"]): SavedTurn {
  const { rows = [], label_rows = [] } = answer;
  const kept = answer.answer_id
    ? { answer_id: answer.answer_id }
    : { answer: { ...answer, rows: rows.slice(0, MOST_ROWS), label_rows: label_rows.slice(0, MOST_ROWS) } };
  return { question, headline: answer.headline ?? "", ...(lane ? { lane } : {}), ...kept };
}
