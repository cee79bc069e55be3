// The API of one server. Nothing here touches the page.

import { Problem, problemOf } from "./problem";
import type {
  Answer, Dimension, Hit, Language, LaneChoice, Metric, MetricDetail, Statement, Status, Values, VerifiedQuestion,
} from "./types";

export interface Ask {
  question: string;
  earlier: string[];
  lane?: LaneChoice;
  language?: Language;
  /** The conversation that the server keeps, or `new` to begin one; then it knows the earlier questions itself. */
  conversation?: string;
  /** Names the question, so that a server that has answered it already does not keep it twice. */
  key?: string;
}

/** The server takes no more earlier questions. */
const MOST_EARLIER = 20;

export class Client {
  /** Where the server is, without a slash at its end; empty for the server of the page. */
  readonly base: string;
  /** Sent as a bearer token, where there is one. */
  token: string;

  constructor(base = "", token = "") {
    this.base = base.replace(/\/+$/, "");
    this.token = token;
  }

  /** Begins a question; the reply is a stream of events. */
  begin(ask: Ask, signal: AbortSignal): Promise<Response> {
    const { question, lane, language, conversation, key } = ask;
    const before = conversation ? { conversation } : { earlier: ask.earlier.slice(-MOST_EARLIER) };
    const body = { question, ...before, ...(lane ? { lane } : {}), ...(language ? { language } : {}) };
    const headers: Record<string, string> = key ? { "idempotency-key": key } : {};
    return this.#send("/v1/ask", { body, accept: "text/event-stream", headers, signal });
  }

  /** Goes on with a stream after the event that arrived last. */
  resume(place: string, lastEvent: string, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = lastEvent ? { "Last-Event-ID": lastEvent } : {};
    return this.#send(place, { accept: "text/event-stream", headers, signal });
  }

  /** Runs a statement in semantic SQL. */
  query(statement: string, language: Language, limit = 1000, signal?: AbortSignal): Promise<Statement> {
    return this.json("/v1/query", { body: { statement, language, limit }, signal });
  }

  /** An answer that was given before, under the rights of whoever asks now. */
  answer(id: string, signal?: AbortSignal): Promise<Answer> {
    return this.json(`/v1/answers/${encodeURIComponent(id)}`, { signal });
  }

  /** Says what somebody thinks of an answer. */
  feedback(id: string, verdict: "up" | "down", reason: string): Promise<unknown> {
    const body = { verdict, ...(reason.trim() ? { reason: reason.trim() } : {}) };
    return this.json(`/v1/answers/${encodeURIComponent(id)}/feedback`, { body });
  }

  status(signal?: AbortSignal): Promise<Status> {
    return this.json("/v1/status", { signal });
  }

  async search(text: string, limit: number, signal?: AbortSignal): Promise<Hit[]> {
    const query = new URLSearchParams({ q: text, limit: String(limit) });
    return (await this.json<{ hits: Hit[] }>(`/v1/search?${query}`, { signal })).hits;
  }

  async metrics(): Promise<Metric[]> {
    return (await this.json<{ metrics: Metric[] }>("/v1/metrics")).metrics;
  }

  async metric(id: string): Promise<MetricDetail> {
    const detail = await this.json<MetricDetail & Metric>(`/v1/metrics/${encodeURIComponent(id)}`);
    // The short form may stand beside the rest or inside of it.
    return detail.metric ? detail : { ...detail, metric: detail };
  }

  async dimensions(): Promise<Dimension[]> {
    return (await this.json<{ dimensions: Dimension[] }>("/v1/dimensions")).dimensions;
  }

  values(id: string, search: string, offset: number, limit = 50): Promise<Values> {
    const query = new URLSearchParams({ offset: String(offset), limit: String(limit), ...(search ? { search } : {}) });
    return this.json(`/v1/dimensions/${encodeURIComponent(id)}/values?${query}`);
  }

  async verified(): Promise<VerifiedQuestion[]> {
    return (await this.json<{ verified: VerifiedQuestion[] }>("/v1/verified")).verified;
  }

  /** What a route replies; nothing where the reply has no body. */
  async json<T>(path: string, options: Options = {}): Promise<T> {
    const response = await this.#send(path, options);
    if (response.status === 204) return undefined as T;
    try {
      return (await response.json()) as T;
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Problem("internal", response.status);
    }
  }

  /** A reply that is good, or the problem that there is instead. */
  async #send(path: string, { method, body, accept, headers, signal }: Options): Promise<Response> {
    const sent: Record<string, string> = { accept: accept ?? "application/json", ...headers };
    if (body !== undefined) sent["content-type"] = "application/json";
    if (this.token) sent["authorization"] = `Bearer ${this.token}`;
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: sent,
        cache: "no-store",
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw new Problem("stopped");
      throw new Problem("network", 0, error instanceof Error ? error.message : "");
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

export interface Options {
  /** GET, or POST where there is a body, unless it is said. */
  method?: "PATCH" | "DELETE";
  body?: unknown;
  accept?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}
