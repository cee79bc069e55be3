// What the server keeps for whoever asks: conversations and boards.

import type { Client } from "./client";
import { Problem } from "./problem";
import type { Answer } from "./types";

export interface KeptConversation {
  id: string;
  /** Nothing before something was asked. */
  title: string | null;
  updated_at: string;
  questions: number;
}

export interface KeptTurn {
  question: string;
  answer: Answer;
}

export interface Page<T> {
  items: T[];
  /** What leads to the next page; nothing after the last one. */
  next: string | null;
}

export interface BoardName {
  id: string;
  title: string;
  shared: boolean;
  tiles: number;
  changed_at: string;
}

export interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface KeptTile {
  id: string;
  title: string;
  question: string;
  follows: boolean;
  place: Place;
}

export interface KeptBoard {
  id: string;
  title: string;
  shared: boolean;
  /** Whether it is of whoever looks, who alone may change it. */
  own: boolean;
  version: number;
  changed_at: string;
  tiles: KeptTile[];
}

export interface BoardChange {
  version: number;
  title?: string;
  shared?: boolean;
  tiles?: { id: string; title?: string; place?: Place }[];
}

const at = (...parts: string[]): string => `/v1/${parts.map(encodeURIComponent).join("/")}`;

export async function conversations(client: Client, search: string, limit: number, cursor: string | null): Promise<Page<KeptConversation>> {
  const query = new URLSearchParams({ limit: String(limit), ...(search ? { search } : {}), ...(cursor ? { cursor } : {}) });
  const page = await client.json<{ conversations: KeptConversation[]; next: string | null }>(`${at("conversations")}?${query}`);
  return { items: page.conversations, next: page.next };
}

/** A conversation with a page of its turns, the oldest first. */
export async function conversation(client: Client, id: string, cursor: string | null): Promise<KeptConversation & { recomputed: boolean; turns: Page<KeptTurn> }> {
  const query = new URLSearchParams({ limit: "50", ...(cursor ? { cursor } : {}) });
  const reply = await client.json<KeptConversation & { recomputed: boolean; turns: KeptTurn[]; next: string | null }>(`${at("conversations", id)}?${query}`);
  return { ...reply, turns: { items: reply.turns, next: reply.next } };
}

export function renameConversation(client: Client, id: string, title: string): Promise<KeptConversation> {
  return client.json(at("conversations", id), { method: "PATCH", body: { title } });
}

export function forgetConversation(client: Client, id: string): Promise<void> {
  return client.json(at("conversations", id), { method: "DELETE" });
}

export async function boards(client: Client): Promise<BoardName[]> {
  return (await client.json<{ boards: BoardName[] }>(at("boards"))).boards;
}

export function board(client: Client, id: string): Promise<KeptBoard> {
  return client.json(at("boards", id));
}

export function createBoard(client: Client, title: string): Promise<KeptBoard> {
  return client.json(at("boards"), { body: { title } });
}

export function changeBoard(client: Client, id: string, change: BoardChange): Promise<KeptBoard> {
  return client.json(at("boards", id), { method: "PATCH", body: change });
}

export function removeBoard(client: Client, id: string): Promise<void> {
  return client.json(at("boards", id), { method: "DELETE" });
}

export function pinAnswer(client: Client, id: string, answer: string, title: string): Promise<KeptBoard> {
  return client.json(at("boards", id, "tiles"), { body: { answer_id: answer, ...(title ? { title } : {}) } });
}

export function unpinTile(client: Client, id: string, tile: string): Promise<KeptBoard> {
  return client.json(at("boards", id, "tiles", tile), { method: "DELETE" });
}

/** What a tile shows now, to whoever looks. */
export function tileAnswer(client: Client, id: string, tile: string, signal: AbortSignal): Promise<Answer> {
  return client.json(at("boards", id, "tiles", tile, "answer"), { signal });
}

/** What is there; nothing where the server says that there is no such thing for whoever asks. */
export async function orNothing<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}
