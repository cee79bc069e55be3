// Boards of the server. It keeps questions and places; how somebody likes to see a tile, and how often a board is
// refreshed, is a setting of their browser.

import type { Client } from "../api/client";
import * as api from "../api/kept";
import type { Answer } from "../api/types";
import { languageOfText } from "../words/index";
import { flowed } from "./grid";
import { REFRESH_MINUTES, sizeOf, type BoardName, type Boards, type Pin, type SavedBoard, type ServerTile, type Settings, type Tile } from "./shelf";

/** A title may have no more characters. */
const MOST_TITLE = 120;
/** Rows of the server's grid are lower than those of a browser's board. */
const ROWS = 1.5;

/** What the browser knows of a board of the server. */
interface Look {
  every: number;
  /** How tiles are drawn, by their id. */
  kinds: Record<string, string>;
}

/** Whether the server keeps an answer as one of whoever asks; only such can be pinned. */
export function isOwn(answer: Answer): boolean {
  return Boolean(answer.answer_id) && !answer.recomputed;
}

export class ServerBoards implements Boards {
  #client: Client;
  #settings: Settings;
  /** The boards as the server told them last. */
  #known = new Map<string, api.KeptBoard>();
  /** Changes go one after the other: each names the version that the one before it made. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: Client, settings: Settings) {
    this.#client = client;
    this.#settings = settings;
  }

  async list(): Promise<BoardName[]> {
    const names = await api.boards(this.#client);
    return names.map((one) => ({ id: one.id, name: one.title, updated: Date.parse(one.changed_at), place: "server", tiles: one.tiles, shared: one.shared }));
  }

  async open(id: string): Promise<SavedBoard | null> {
    const board = await api.orNothing(() => api.board(this.#client, id));
    return board && this.#shown(board);
  }

  create(name: string): Promise<SavedBoard> {
    return this.#next(async () => this.#shown(await api.createBoard(this.#client, name.slice(0, MOST_TITLE))));
  }

  pin(id: string, pin: Pin): Promise<SavedBoard | null> {
    if (!isOwn(pin.answer)) return Promise.resolve(null);
    return this.#next(async () => {
      const title = (pin.title ?? pin.question).trim().slice(0, MOST_TITLE);
      const board = await api.pinAnswer(this.#client, id, pin.answer.answer_id!, title);
      const tile = board.tiles.at(-1)!;
      if (pin.kind && pin.kind !== pin.answer.chart?.kind) this.#look(id, (look) => ({ ...look, kinds: { ...look.kinds, [tile.id]: pin.kind } }));
      const shown = this.#shown(board);
      const { width, height } = pin.size ?? sizeOf(pin.answer);
      const tiles = shown.tiles.map((one) => (one.id === tile.id ? { ...one, width, height: Math.round(height * ROWS) } : one));
      return this.#changed({ ...shown, tiles });
    });
  }

  change(board: SavedBoard): Promise<SavedBoard> {
    return this.#next(async () => {
      try {
        return await this.#changed(board);
      } catch (error) {
        // Somebody else may have changed it: it is read again before the next change.
        this.#known.delete(board.id);
        throw error;
      }
    });
  }

  remove(id: string): Promise<void> {
    return this.#next(async () => {
      await api.removeBoard(this.#client, id);
      this.#known.delete(id);
      this.#look(id, () => null);
    });
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #changed(board: SavedBoard): Promise<SavedBoard> {
    let before = this.#known.get(board.id) ?? (await api.board(this.#client, board.id));
    const left = new Set(board.tiles.map((tile) => tile.id));
    for (const tile of before.tiles) {
      if (left.has(tile.id)) continue;
      before = await api.unpinTile(this.#client, board.id, tile.id);
      this.#known.set(board.id, before);
    }
    const change = differenceOf(before, board);
    if (change) before = await api.changeBoard(this.#client, board.id, { version: before.version, ...change });
    this.#look(board.id, (look) => ({ ...look, every: board.every }));
    return this.#shown(before);
  }

  #shown(board: api.KeptBoard): SavedBoard<ServerTile> {
    this.#known.set(board.id, board);
    const look = this.#look(board.id);
    const inOrder = board.tiles.toSorted((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
    return {
      id: board.id,
      name: board.title,
      updated: Date.parse(board.changed_at),
      every: look.every,
      kept: { shared: board.shared, own: board.own },
      tiles: inOrder.map((tile) => ({
        id: tile.id, board: board.id, title: tile.title, question: tile.question, follows: tile.follows,
        kind: look.kinds[tile.id] ?? "", language: languageOfText(tile.question), width: tile.place.w, height: tile.place.h,
      })),
    };
  }

  /** The look of a board; changed first, or forgotten, where that is said. */
  #look(id: string, change?: (look: Look) => Look | null): Look {
    const all = looksIn(this.#settings.get("looks"));
    const look = all[id] ?? { every: REFRESH_MINUTES, kinds: {} };
    if (!change) return look;
    const { [id]: _, ...others } = all;
    const next = change(look);
    this.#settings.set("looks", JSON.stringify(next ? { ...others, [id]: next } : others));
    return next ?? look;
  }
}

/** What has to be changed of a board of the server; nothing where it is as it should be. */
export function differenceOf(before: api.KeptBoard, board: SavedBoard): Omit<api.BoardChange, "version"> | null {
  const places = flowed(board.tiles);
  const tiles = board.tiles.flatMap((tile: Tile, at) => {
    const kept = before.tiles.find((one) => one.id === tile.id);
    const place = places[at]!;
    const isThere = !kept || (["x", "y", "w", "h"] as const).every((side) => kept.place[side] === place[side]);
    return isThere ? [] : [{ id: tile.id, place }];
  });
  const shared = board.kept?.shared ?? before.shared;
  if (board.name === before.title && shared === before.shared && tiles.length === 0) return null;
  return {
    ...(board.name === before.title ? {} : { title: board.name }),
    ...(shared === before.shared ? {} : { shared }),
    ...(tiles.length === 0 ? {} : { tiles }),
  };
}

function looksIn(text: string | null): Record<string, Look> {
  try {
    const read: unknown = JSON.parse(text ?? "{}");
    if (typeof read !== "object" || read === null) return {};
    const looks = Object.entries(read).filter(([, look]) => typeof look?.every === "number" && typeof look?.kinds === "object" && look.kinds !== null);
    return Object.fromEntries(looks) as Record<string, Look>;
  } catch {
    return {};
  }
}
