// Tiles of boards: made from answers, refreshed, shared by link.

import type { Client } from "../api/client";
import { askStreamed } from "../api/stream";
import type { Answer, Chart, Column, Cell, Interpretation, Note } from "../api/types";
import { languageOfText } from "../words/index";
import { newId } from "./conversation";
import type { SavedBoard, Tile } from "./shelf";

/** What a tile shows. */
export interface TileData {
  title: string;
  columns: Column[];
  rows: Cell[][];
  label_rows: string[][];
  /** That of an answer, or none; a statement says nothing of one. */
  chart: Chart | null | undefined;
  headline: string;
  notes: Note[];
  /** How the period reads, where it is known. */
  period: string;
  /** Whether the question is read differently than when it was pinned; then the pinned statement ran. */
  changed: boolean;
}

/** Whether a period moves with the date: it is named by its distance from now, not by the calendar. */
export function moves(interpretation: Interpretation): boolean {
  const key = interpretation.time?.key ?? "";
  return key !== "" && !key.includes(":") && key !== "custom";
}

/** What a question is read as, without the dates that move. */
export function readingOf(answer: Pick<Answer, "interpretation">): string {
  const { metrics, dimensions, filters, time } = answer.interpretation;
  return JSON.stringify([metrics ?? [], dimensions ?? [], filters ?? [], time?.key ?? ""]);
}

export function tileOf(answer: Answer, question: string, earlier: string[], kind?: string): Tile | null {
  if (!answer.semantic_sql || answer.status !== "answered") return null;
  const figures = answer.rows.length === 1 ? answer.columns.length : 0;
  return {
    id: newId(),
    title: question,
    question,
    earlier,
    semantic_sql: answer.semantic_sql,
    // A model may read the same words differently next time: its statement is kept as it is.
    follows: moves(answer.interpretation) && answer.lane !== "model",
    reading: readingOf(answer),
    kind: kind ?? answer.chart?.kind ?? "table",
    language: languageOfText(question),
    width: figures === 1 ? 3 : figures === 2 ? 4 : 6,
    height: figures > 0 && figures <= 4 ? 2 : 4,
  };
}

/** Computes a tile anew, under the rights of whoever looks. */
export async function refreshTile(client: Client, tile: Tile, signal: AbortSignal): Promise<TileData> {
  if (tile.follows) {
    const ask = { question: tile.question, earlier: tile.earlier };
    const quiet = { part: () => undefined, connected: () => undefined };
    const answer = await askStreamed(client, ask, quiet, signal);
    if (answer.status === "answered" && readingOf(answer) === tile.reading) return ofAnswer(answer, tile);
    return { ...(await ofStatement(client, tile, signal)), changed: true };
  }
  return ofStatement(client, tile, signal);
}

function ofAnswer(answer: Answer, tile: Tile): TileData {
  const label = answer.interpretation.time?.label;
  return {
    title: tile.title,
    columns: answer.columns,
    rows: answer.rows,
    label_rows: answer.label_rows,
    chart: answer.chart,
    headline: answer.headline,
    notes: answer.notes,
    period: typeof label === "object" ? (label?.[tile.language] ?? "") : (label ?? ""),
    changed: false,
  };
}

async function ofStatement(client: Client, tile: Tile, signal: AbortSignal): Promise<TileData> {
  const result = await client.query(tile.semantic_sql, tile.language, 1000, signal);
  return {
    title: tile.title,
    columns: result.columns,
    rows: result.rows,
    label_rows: [],
    chart: undefined,
    headline: "",
    notes: result.notes,
    period: periodIn(tile.semantic_sql),
    changed: false,
  };
}

/** The days that a statement names, the first and the last before the end. */
export function periodIn(statement: string): string {
  const days = [...statement.matchAll(/DATE\s+'(\d{4}-\d\d-\d\d)'/gi)].map((found) => found[1] ?? "").sort();
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return "";
  // Statements end before the first day after.
  const end = new Date(`${last}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() - (first === last ? 0 : 1));
  const until = end.toISOString().slice(0, 10);
  return until === first ? first : `${first} – ${until}`;
}

/** A board as a part of a link: no number is in it, whoever opens it computes it. */
export function packBoard(board: SavedBoard): string {
  const tiles = board.tiles.map(({ id: _, ...tile }) => tile);
  const text = JSON.stringify({ name: board.name, every: board.every, tiles });
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The board of a link; nothing where the link is broken. */
export function unpackBoard(packed: string): SavedBoard | null {
  try {
    const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const { name, every, tiles } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (!Array.isArray(tiles)) return null;
    return {
      id: newId(),
      name: text(name).slice(0, 100),
      every: number(every, 0, 60),
      updated: 0,
      tiles: tiles.slice(0, 60).map((tile) => checked(tile as Record<string, unknown>)),
    };
  } catch {
    return null;
  }
}

/** A tile of a link, which anybody may have written. */
function checked(tile: Record<string, unknown>): Tile {
  const earlier = Array.isArray(tile["earlier"]) ? tile["earlier"].map(text).slice(0, 20) : [];
  return {
    id: newId(),
    title: text(tile["title"]),
    question: text(tile["question"]),
    earlier,
    semantic_sql: text(tile["semantic_sql"]),
    follows: tile["follows"] === true,
    reading: text(tile["reading"]),
    kind: text(tile["kind"]) || "table",
    language: tile["language"] === "en" ? "en" : "zh",
    width: number(tile["width"], 3, 12),
    height: number(tile["height"], 2, 10),
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 20_000) : "";
}

function number(value: unknown, least: number, most: number): number {
  const read = typeof value === "number" && Number.isFinite(value) ? Math.round(value) : least;
  return Math.min(most, Math.max(least, read));
}

/** The tiles with one moved to another place. */
export function moved(tiles: Tile[], id: string, to: number): Tile[] {
  const from = tiles.findIndex((tile) => tile.id === id);
  const tile = tiles[from];
  if (!tile) return tiles;
  const rest = tiles.filter((one) => one !== tile);
  const place = Math.min(Math.max(to, 0), rest.length);
  return [...rest.slice(0, place), tile, ...rest.slice(place)];
}
