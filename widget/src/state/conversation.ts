// A conversation: its turns, and the one question that runs.

import type { Ask, Client } from "../api/client";
import { Problem } from "../api/problem";
import { askStreamed } from "../api/stream";
import type { Answer, LaneChoice } from "../api/types";

export type Phase = "reading" | "computing" | "done" | "stopped" | "failed" | "fetching";

export interface Turn {
  readonly id: string;
  question: string;
  lane?: LaneChoice;
  phase: Phase;
  /** Whether the connection stands while the question runs. */
  connected: boolean;
  /** Whether it runs for longer than most. */
  slow: boolean;
  /** What came so far. */
  answer: Partial<Answer>;
  problem?: Problem;
  /** Under which id the answer is kept, where it was given earlier and is not here. */
  kept?: string;
}

const PATIENCE_MS = 4000;

/** Whether a later question may go on from a turn. */
function isDealt(turn: Turn): boolean {
  return turn.phase === "done" || turn.phase === "fetching";
}

export function newId(): string {
  // Not every page is a secure context, where randomUUID would be.
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, "0")).join("");
}

export class Conversation {
  /** That of the server where it keeps the conversation, else one of ours. */
  id = newId();
  /** Changes when another conversation is shown, not when the server names the one that is. */
  shown = newId();
  turns: Turn[] = [];
  /** Whether the server is asked to keep what is asked. */
  keeps = false;
  /** Whether the server keeps it. */
  isKept = false;
  #running: AbortController | null = null;
  #client: Client;
  #changed: () => void;

  constructor(client: Client, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** The questions that were dealt with before a turn, oldest first: a later one may go on from them. */
  earlier(before = this.turns.length): string[] {
    return this.turns.slice(0, before).filter(isDealt).map((turn) => turn.question);
  }

  /** The answer of the last turn that has one. */
  get last(): Turn | undefined {
    return this.turns.at(-1);
  }

  /** Asks; from a turn on, where an earlier question is asked anew. Resolves when it has ended. */
  async ask(text: string, options: { lane?: LaneChoice; from?: number } = {}): Promise<Turn | null> {
    const question = text.trim();
    if (!question || this.#running) return null;
    const from = options.from ?? this.turns.length;
    const turn: Turn = {
      id: newId(), question, phase: "reading", connected: true, slow: false, answer: {},
      ...(options.lane ? { lane: options.lane } : {}),
    };
    const earlier = this.earlier(from);
    const place = this.#place(from);
    this.turns = [...this.turns.slice(0, from), turn];
    const running = new AbortController();
    this.#running = running;
    this.#changed();
    const slow = setTimeout(() => {
      turn.slow = true;
      this.#changed();
    }, PATIENCE_MS);
    try {
      const ask = { question, earlier, ...(options.lane ? { lane: options.lane } : {}) };
      const answer = await this.#answer(ask, place, turn, running.signal);
      turn.answer = answer;
      turn.phase = answer.status === "failed" ? "failed" : "done";
      this.#settle(answer.conversation_id ?? "");
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem("internal", 0, String(error));
      turn.phase = problem.code === "stopped" ? "stopped" : "failed";
      turn.problem = problem;
      turn.answer = {};
    } finally {
      clearTimeout(slow);
      this.#running = null;
      turn.connected = true;
      this.#changed();
    }
    return turn;
  }

  /**
   * Where the server is to keep a question: in the conversation that it has, in a new one, or nowhere. It forgets no turn
   * of a conversation, so one that is asked in the place of others would go on from what is not shown any more: it stands
   * beside, with the questions before it sent along.
   */
  #place(from: number): string {
    if (!this.keeps) return "";
    if (this.isKept && !this.turns.slice(from).some(isDealt)) return this.id;
    if (this.isKept) this.#settle("");
    return this.earlier(from).length === 0 ? "new" : "";
  }

  /** Takes the id that the server gave; where it keeps the conversation no more, one of ours. */
  #settle(kept: string): void {
    if (kept) this.id = kept;
    else if (this.isKept) this.id = newId();
    this.isKept = kept !== "";
  }

  async #answer(ask: Ask, place: string, turn: Turn, signal: AbortSignal): Promise<Answer> {
    const watch = this.#watch(turn);
    if (!place) return askStreamed(this.#client, ask, watch, signal);
    try {
      return await askStreamed(this.#client, { ...ask, conversation: place, key: newId() }, watch, signal);
    } catch (error) {
      // It was removed elsewhere while it is still shown here.
      if (!(error instanceof Problem) || error.code !== "no_such_conversation") throw error;
      return askStreamed(this.#client, ask, watch, signal);
    }
  }

  #watch(turn: Turn) {
    return {
      part: (name: string, answer: Partial<Answer>) => {
        turn.phase = name === "plan" ? "computing" : turn.phase;
        turn.answer = { ...answer };
        turn.connected = true;
        this.#changed();
      },
      connected: (is: boolean) => {
        if (turn.connected === is) return;
        turn.connected = is;
        this.#changed();
      },
    };
  }

  stop(): void {
    this.#running?.abort();
  }

  /** Shows a conversation that was kept; the answers that are not there are fetched one after the other. */
  async open(id: string, turns: { question: string; lane?: LaneChoice; answer_id?: string; answer?: Answer }[], isKept = false): Promise<void> {
    this.stop();
    this.id = id;
    this.shown = newId();
    this.isKept = isKept;
    this.turns = turns.map((kept) => ({
      id: newId(), question: kept.question, connected: true, slow: false,
      phase: kept.answer ? "done" : "fetching",
      answer: kept.answer ?? {},
      ...(kept.lane ? { lane: kept.lane } : {}),
      ...(kept.answer_id ? { kept: kept.answer_id } : {}),
    }));
    const opened = this.turns;
    this.#changed();
    for (const turn of opened.filter((it) => it.phase === "fetching").reverse()) {
      await this.#fetch(turn);
      if (this.turns !== opened && !this.turns.includes(turn)) return;
      this.#changed();
    }
  }

  async #fetch(turn: Turn): Promise<void> {
    try {
      if (!turn.kept) throw new Problem("no_such_answer", 404);
      turn.answer = await this.#client.answer(turn.kept);
      turn.phase = "done";
    } catch (error) {
      turn.problem = error instanceof Problem ? error : new Problem("internal");
      turn.phase = "failed";
    }
  }

  clear(): void {
    this.stop();
    this.id = newId();
    this.shown = newId();
    this.isKept = false;
    this.turns = [];
    this.#changed();
  }
}
