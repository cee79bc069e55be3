// Tiles of boards: made from answers, refreshed, shared by link.

import type { Client } from "../api/client";
import { tileAnswer } from "../api/kept";
import { askStreamed } from "../api/stream";
import type { Answer, Chart, Column, Cell, Interpretation, Note } from "../api/types";
import { languageOfText, pick } from "../words/index";
import { newId } from "./conversation";
import type { BrowserBoard } from "./browser_shelf";
import { sizeOf, type BrowserTile, type Pin, type ServerTile, type Tile } from "./shelf";

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
  /** Whether the question is read differently than when it was pinned. */
  changed: boolean;
  /** What is told in the place of rows, where there is no answer. */
  instead: string;
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

/** A tile for the browser to keep; nothing where the answer has no statement. */
export function tileOf({ answer, question, earlier, kind }: Pin): BrowserTile | null {
  if (!answer.semantic_sql || answer.status !== "answered") return null;
  return {
    id: newId(),
    title: question,
    question,
    earlier,
    semantic_sql: answer.semantic_sql,
    // A model may read the same words differently next time: its statement is kept as it is.
    follows: moves(answer.interpretation) && answer.lane !== "model",
    reading: readingOf(answer),
    kind: kind || answer.chart?.kind || "table",
    language: languageOfText(question),
    ...sizeOf(answer),
  };
}

/** Notes by which the server says that a tile is read differently than when it was pinned. */
export const CHANGED = ["pinned_reading", "read_otherwise"];

/** Computes a tile anew, under the rights of whoever looks. */
export function refreshTile(client: Client, tile: Tile, signal: AbortSignal): Promise<TileData> {
  return "board" in tile ? ofServer(client, tile, signal) : ofBrowser(client, tile, signal);
}

async function ofServer(client: Client, tile: ServerTile, signal: AbortSignal): Promise<TileData> {
  const answer = await tileAnswer(client, tile.board, tile.id, signal);
  const changed = answer.notes?.some((note) => CHANGED.includes(note.code)) ?? false;
  if (answer.status === "answered") return { ...ofAnswer(answer, tile), changed };
  const told = answer.reason ?? pick(answer.clarification?.question, tile.language);
  return { ...ofAnswer({ ...answer, columns: [], rows: [], label_rows: [] }, tile), changed, instead: told || answer.narration };
}

async function ofBrowser(client: Client, tile: BrowserTile, signal: AbortSignal): Promise<TileData> {
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
    notes: answer.notes ?? [],
    period: pick(label, tile.language) || periodIn(answer.semantic_sql ?? ""),
    changed: false,
    instead: "",
  };
}

async function ofStatement(client: Client, tile: BrowserTile, signal: AbortSignal): Promise<TileData> {
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
    instead: "",
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
export function packBoard(board: BrowserBoard): string {
  const tiles = board.tiles.map(({ id: _, ...tile }) => tile);
  const text = JSON.stringify({ name: board.name, every: board.every, tiles });
  const bytes = new TextEncoder().encode(text);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The board of a link; nothing where the link is broken. */
export function unpackBoard(packed: string): BrowserBoard | null {
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
function checked(tile: Record<string, unknown>): BrowserTile {
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
