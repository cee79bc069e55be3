// What is kept between visits. Everything goes through this interface, so that a server may keep it one day; until then
// it is this browser's storage, and the pages say so.

import type { Answer, LaneChoice } from "../api/types";

export interface SavedTurn {
  question: string;
  lane?: LaneChoice;
  /** Under which the server keeps the answer. */
  answer_id?: string;
  /** The answer itself, where the server keeps none. */
  answer?: Answer;
  /** For searching. */
  headline: string;
}

export interface SavedConversation {
  id: string;
  title: string;
  /** Whether somebody gave the title. */
  named: boolean;
  updated: number;
  turns: SavedTurn[];
}

export interface Tile {
  id: string;
  title: string;
  question: string;
  earlier: string[];
  semantic_sql: string;
  /** Whether the question is asked anew with each refresh, because its period moves with the date. */
  follows: boolean;
  /** What the question was read as when it was pinned; a different reading is not shown silently. */
  reading: string;
  kind: string;
  language: "zh" | "en";
  /** Columns of twelve, and rows of the grid. */
  width: number;
  height: number;
}

export interface SavedBoard {
  id: string;
  name: string;
  updated: number;
  /** Minutes between refreshes, 0 for none. */
  every: number;
  tiles: Tile[];
}

export interface Collection<T> {
  /** All, the newest first. */
  list(): Promise<T[]>;
  put(item: T): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface Shelf {
  conversations: Collection<SavedConversation>;
  boards: Collection<SavedBoard>;
  /** A setting of the interface. */
  get(name: string): string | null;
  set(name: string, value: string): void;
}

interface Kept {
  id: string;
  updated: number;
}

/** Conversations beyond these are forgotten, the oldest first. */
const MOST = 200;

/** What a browser keeps; without storage it lasts as long as the page. */
export function browserShelf(storage: Storage | null): Shelf {
  const memory = new Map<string, string>();
  const read = (name: string): string | null => {
    try {
      return storage?.getItem(`wenbo.${name}`) ?? memory.get(name) ?? null;
    } catch {
      return memory.get(name) ?? null;
    }
  };
  const write = (name: string, value: string): boolean => {
    memory.set(name, value);
    try {
      storage?.setItem(`wenbo.${name}`, value);
      return true;
    } catch {
      return false;
    }
  };
  return {
    conversations: collection<SavedConversation>("conversations", read, write, (one) => ({
      ...one,
      turns: one.turns.map(({ answer: _, ...turn }) => turn),
    })),
    boards: collection<SavedBoard>("boards", read, write, (one) => one),
    get: read,
    set: write,
  };
}

function collection<T extends Kept>(
  name: string,
  read: (name: string) => string | null,
  write: (name: string, value: string) => boolean,
  lighter: (item: T) => T,
): Collection<T> {
  const all = (): T[] => {
    try {
      const kept: unknown = JSON.parse(read(name) ?? "[]");
      return Array.isArray(kept) ? kept.filter((item) => typeof item?.id === "string") : [];
    } catch {
      return [];
    }
  };
  const store = (items: T[]) => {
    let kept = items.sort((a, b) => b.updated - a.updated).slice(0, MOST);
    // A full storage keeps questions rather than answers, and new ones rather than old ones.
    for (const lightened = () => kept.map(lighter); !write(name, JSON.stringify(kept)); kept = kept.slice(0, kept.length / 2)) {
      kept = lightened();
      if (kept.length === 0 || write(name, JSON.stringify(kept))) return;
    }
  };
  return {
    list: () => Promise.resolve(all().sort((a, b) => b.updated - a.updated)),
    put: (item) => Promise.resolve(store([item, ...all().filter((one) => one.id !== item.id)])),
    remove: (id) => Promise.resolve(store(all().filter((one) => one.id !== id))),
  };
}
