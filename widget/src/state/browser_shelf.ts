// What this browser keeps, where no server does.

import { tileOf } from "./boards";
import { newId } from "./conversation";
import {
  REFRESH_MINUTES, type BoardName, type BrowserTile, type ConversationName, type SavedBoard, type SavedConversation, type Settings, type Shelf,
} from "./shelf";

/** Conversations beyond these are forgotten, the oldest first. */
const MOST = 200;

export type BrowserBoard = SavedBoard<BrowserTile>;

export interface BrowserShelf extends Shelf {
  settings: Settings;
  /** Keeps a conversation as it is now. */
  keep(conversation: Omit<SavedConversation, "title" | "named">): Promise<void>;
  /** All that was asked in conversations that are kept here, the newest first. */
  questions(): string[];
  /** A board that came from elsewhere. */
  adopt(board: BrowserBoard): Promise<void>;
  /** A board with all that it takes to compute it elsewhere. */
  whole(id: string): BrowserBoard | null;
}

interface Kept {
  id: string;
  updated: number;
}

/** Reads and writes texts; without storage they last as long as the page. */
class Drawer {
  #memory = new Map<string, string>();
  #storage: Storage | null;

  constructor(storage: Storage | null) {
    this.#storage = storage;
  }

  read(name: string): string | null {
    try {
      return this.#storage?.getItem(`wenbo.${name}`) ?? this.#memory.get(name) ?? null;
    } catch {
      return this.#memory.get(name) ?? null;
    }
  }

  /** Says whether there was room. */
  write(name: string, value: string): boolean {
    this.#memory.set(name, value);
    try {
      this.#storage?.setItem(`wenbo.${name}`, value);
      return true;
    } catch {
      return false;
    }
  }
}

class Collection<T extends Kept> {
  #drawer: Drawer;
  #name: string;
  #lighter: (item: T) => T;

  constructor(drawer: Drawer, name: string, lighter: (item: T) => T) {
    this.#drawer = drawer;
    this.#name = name;
    this.#lighter = lighter;
  }

  /** All, the newest first. */
  all(): T[] {
    try {
      const kept: unknown = JSON.parse(this.#drawer.read(this.#name) ?? "[]");
      if (!Array.isArray(kept)) return [];
      return kept.filter((item) => typeof item?.id === "string").sort((a: T, b: T) => b.updated - a.updated);
    } catch {
      return [];
    }
  }

  one(id: string): T | null {
    return this.all().find((item) => item.id === id) ?? null;
  }

  put(item: T): void {
    this.#store([item, ...this.all().filter((one) => one.id !== item.id)]);
  }

  remove(id: string): void {
    this.#store(this.all().filter((one) => one.id !== id));
  }

  #store(items: T[]): void {
    let kept = items.sort((a, b) => b.updated - a.updated).slice(0, MOST);
    // A full storage keeps questions rather than answers, and new ones rather than old ones.
    while (!this.#drawer.write(this.#name, JSON.stringify(kept))) {
      kept = kept.map(this.#lighter);
      if (kept.length === 0 || this.#drawer.write(this.#name, JSON.stringify(kept))) return;
      kept = kept.slice(0, kept.length / 2);
    }
  }
}

export function browserShelf(storage: Storage | null): BrowserShelf {
  const drawer = new Drawer(storage);
  const conversations = new Collection<SavedConversation>(drawer, "conversations", (one) => ({
    ...one,
    turns: one.turns.map(({ answer: _, ...turn }) => turn),
  }));
  const boards = new Collection<BrowserBoard>(drawer, "boards", (one) => one);
  return {
    conversations: conversationsIn(conversations),
    boards: boardsIn(boards),
    settings: { get: (name) => drawer.read(name), set: (name, value) => void drawer.write(name, value) },
    keep: async (conversation) => {
      const before = conversations.one(conversation.id);
      const named = before?.named ?? false;
      conversations.put({ ...conversation, named, title: named && before ? before.title : (conversation.turns[0]?.question ?? "") });
    },
    questions: () => conversations.all().flatMap((one) => one.turns.map((turn) => turn.question).reverse()),
    adopt: async (board) => boards.put({ ...board, updated: Date.now() }),
    whole: (id) => boards.one(id),
  };
}

function conversationsIn(kept: Collection<SavedConversation>): Shelf["conversations"] {
  const texts = (one: SavedConversation) => [one.title, ...one.turns.flatMap((turn) => [turn.question, turn.headline])];
  return {
    list: async (search, most) => {
      const wanted = search.trim().toLowerCase();
      const found = kept.all().filter((one) => !wanted || texts(one).some((text) => text.toLowerCase().includes(wanted)));
      return found.slice(0, most).map(({ id, title, updated }): ConversationName => ({ id, title, updated, place: "browser" }));
    },
    open: async (id) => {
      const one = kept.one(id);
      return one && { id, place: "browser", turns: one.turns, foreign: false };
    },
    rename: async (id, title) => {
      const one = kept.one(id);
      if (one) kept.put({ ...one, title, named: true });
    },
    remove: async (id) => kept.remove(id),
  };
}

function boardsIn(kept: Collection<BrowserBoard>): Shelf["boards"] {
  const put = (board: BrowserBoard): BrowserBoard => {
    const now = { ...board, updated: Date.now() };
    kept.put(now);
    return now;
  };
  return {
    list: async () => kept.all().map(({ id, name, updated, tiles }): BoardName => ({ id, name, updated, place: "browser", tiles: tiles.length, shared: false })),
    open: async (id) => kept.one(id),
    create: async (name) => put({ id: newId(), name, updated: 0, every: REFRESH_MINUTES, tiles: [] }),
    pin: async (id, pin) => {
      const board = kept.one(id);
      const tile = tileOf(pin);
      return board && tile && put({ ...board, tiles: [...board.tiles, tile] });
    },
    change: async (board) => put(board as BrowserBoard),
    remove: async (id) => kept.remove(id),
  };
}
