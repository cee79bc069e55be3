// From the browser to the server: a board is pinned there tile by tile, by asking its questions once more.

import type { Client } from "../api/client";
import type { Answer } from "../api/types";
import { readingOf } from "./boards";
import type { BrowserBoard, BrowserShelf } from "./browser_shelf";
import type { BrowserTile, Pin, SavedBoard, Shelf } from "./shelf";

export interface Moved {
  /** The board on the server; nothing where no tile of it could be moved. */
  board: SavedBoard | null;
  /** Tiles that the server would show as something else than what was pinned; they stay in the browser. */
  left: number;
}

/** Moves what can be moved without a change of its meaning. Whatever happens, each tile is in one of the two places. */
export async function moveBoard(client: Client, board: BrowserBoard, from: BrowserShelf, to: Shelf): Promise<Moved> {
  let made: SavedBoard | null = board.tiles.length === 0 ? await to.boards.create(board.name) : null;
  let stay = board.tiles;
  for (const tile of board.tiles) {
    const pin = await pinOf(client, tile);
    if (!pin) continue;
    made ??= await to.boards.create(board.name);
    const pinned = await movedTile(tile, pin, made, to);
    if (!pinned) continue;
    made = pinned;
    stay = stay.filter((one) => one.id !== tile.id);
    await from.boards.change({ ...board, tiles: stay });
  }
  if (stay.length === 0) await from.boards.remove(board.id);
  return { board: made && (await to.boards.change({ ...made, every: board.every })), left: stay.length };
}

/** What is pinned on the server in the place of a tile; nothing where the question is read differently by now. */
async function pinOf(client: Client, tile: BrowserTile): Promise<Pin | null> {
  const { question, earlier, title, kind, width, height } = tile;
  // A statement that stands still was perhaps a model's: it is not asked again for what it may not give again.
  const lane = tile.follows ? "auto" : "grammar";
  const answer = await client.json<Answer>("/v1/ask", { body: { question, earlier: earlier.slice(-20), lane } });
  const isSame = tile.follows ? readingOf(answer) === tile.reading : answer.semantic_sql === tile.semantic_sql;
  return answer.status === "answered" && isSame ? { answer, question, earlier, kind, title, size: { width, height } } : null;
}

/** The board with the tile; nothing where it moves with the date here and would stand still there. */
async function movedTile(tile: BrowserTile, pin: Pin, made: SavedBoard, to: Shelf): Promise<SavedBoard | null> {
  const pinned = await to.boards.pin(made.id, pin);
  if (!pinned || !tile.follows || pinned.tiles.at(-1)?.follows) return pinned;
  await to.boards.change({ ...pinned, tiles: pinned.tiles.slice(0, -1) });
  return null;
}
