// The grid of a board: tiles follow each other in rows of twelve columns.

import type { Place } from "../api/kept";

export const COLUMNS = 12;

/** Where tiles of some sizes stand that follow each other, as CSS places them in a grid. */
export function flowed(tiles: readonly { width: number; height: number }[]): Place[] {
  const taken = new Set<string>();
  let [x, y] = [0, 0];
  return tiles.map(({ width, height }) => {
    const w = Math.min(width, COLUMNS);
    while (x + w > COLUMNS || cells(x, y, w, height).some((cell) => taken.has(cell))) {
      x += 1;
      if (x + w > COLUMNS) [x, y] = [0, y + 1];
    }
    for (const cell of cells(x, y, w, height)) taken.add(cell);
    return { x, y, w, h: height };
  });
}

function cells(x: number, y: number, w: number, h: number): string[] {
  return Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`);
}

/** The tiles with one moved to another place in their order. */
export function moved<T extends { id: string }>(tiles: T[], id: string, to: number): T[] {
  const from = tiles.findIndex((tile) => tile.id === id);
  const tile = tiles[from];
  if (!tile) return tiles;
  const rest = tiles.filter((one) => one !== tile);
  const place = Math.min(Math.max(to, 0), rest.length);
  return [...rest.slice(0, place), tile, ...rest.slice(place)];
}
