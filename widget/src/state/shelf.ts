// What is kept between visits: conversations and boards. A server keeps them for whoever asks, or a browser for whoever
// sits before it; the pages see one interface.

import type { Answer, LaneChoice } from "../api/types";

export type Place = "server" | "browser";

/** A conversation as a list shows it. */
export interface ConversationName {
  id: string;
  title: string;
  updated: number;
  place: Place;
}

export interface SavedTurn {
  question: string;
  lane?: LaneChoice;
  /** Under which the server keeps the answer. */
  answer_id?: string;
  /** The answer itself, where it is at hand. */
  answer?: Answer;
  /** For searching. */
  headline: string;
}

/** A conversation as a browser keeps it. */
export interface SavedConversation {
  id: string;
  title: string;
  /** Whether somebody gave the title. */
  named: boolean;
  updated: number;
  turns: SavedTurn[];
}

export interface OpenedConversation {
  id: string;
  place: Place;
  turns: SavedTurn[];
  /** Whether it is somebody else's, answered anew for whoever looks. */
  foreign: boolean;
}

interface TileLook {
  id: string;
  title: string;
  question: string;
  /** Whether it is computed for another period when the date has moved. */
  follows: boolean;
  /** How it is drawn; as the answer says where it is empty. */
  kind: string;
  language: "zh" | "en";
  /** Columns of twelve, and rows of the grid. */
  width: number;
  height: number;
}

/** A tile that the browser keeps, with all that it takes to compute it. */
export interface BrowserTile extends TileLook {
  earlier: string[];
  semantic_sql: string;
  /** What the question was read as when it was pinned; a different reading is not shown silently. */
  reading: string;
}

/** A tile that the server keeps and computes. */
export interface ServerTile extends TileLook {
  board: string;
}

export type Tile = BrowserTile | ServerTile;

export interface BoardName {
  id: string;
  name: string;
  updated: number;
  place: Place;
  /** How many there are. */
  tiles: number;
  shared: boolean;
}

export interface SavedBoard<T extends Tile = Tile> {
  id: string;
  name: string;
  updated: number;
  /** Minutes between refreshes, 0 for none. */
  every: number;
  tiles: T[];
  /** What only a board of the server has: whether others may look, and whether it is of whoever looks. */
  kept?: { shared: boolean; own: boolean };
}

/** What is pinned to a board. */
export interface Pin {
  answer: Answer;
  question: string;
  /** The questions before it that it may go on from. */
  earlier: string[];
  /** How it was drawn, where somebody chose it. */
  kind: string;
  /** What the tile is called, where it is not the question. */
  title?: string;
  /** In the units of a browser's board; as the answer needs it where nothing is said. */
  size?: { width: number; height: number };
}

export interface Conversations {
  /** Those with a text in them, the newest first. */
  list(search: string, most: number): Promise<ConversationName[]>;
  /** Nothing where there is none that whoever asks may see. */
  open(id: string): Promise<OpenedConversation | null>;
  rename(id: string, title: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface Boards {
  list(): Promise<BoardName[]>;
  /** Nothing where there is none that whoever asks may see. */
  open(id: string): Promise<SavedBoard | null>;
  create(name: string): Promise<SavedBoard>;
  /** Pins an answer; nothing where this one cannot be. */
  pin(id: string, pin: Pin): Promise<SavedBoard | null>;
  /** Makes the board what it is given as: its name, its tiles and their order and sizes, whether it is shared. */
  change(board: SavedBoard): Promise<SavedBoard>;
  remove(id: string): Promise<void>;
}

export interface Shelf {
  conversations: Conversations;
  boards: Boards;
}

/** Settings of the interface, which stay in the browser. */
export interface Settings {
  get(name: string): string | null;
  set(name: string, value: string): void;
}

/** Minutes between refreshes of a board that nobody has set. */
export const REFRESH_MINUTES = 5;

/** How large an answer is pinned: figures need less room than charts and tables. */
export function sizeOf(answer: Answer): { width: number; height: number } {
  const figures = answer.rows.length === 1 ? answer.columns.length : 0;
  return { width: figures === 1 ? 3 : figures === 2 ? 4 : 6, height: figures > 0 && figures <= 4 ? 2 : 4 };
}
