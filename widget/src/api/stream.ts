// One question, streamed to its end: over broken connections, and over a server that was started anew.

import type { Ask, Client } from "./client";
import { Problem, problemIn } from "./problem";
import { eventsOf } from "./sse";
import type { Answer } from "./types";

/** What is told while an answer grows. */
export interface Watch {
  /** A part came; `answer` is everything so far. */
  part(name: string, answer: Partial<Answer>): void;
  /** The connection broke and is being made again, or stands again. */
  connected(is: boolean): void;
}

/** Milliseconds before each try to go on; a server that takes longer to start is given up. */
const PAUSES = [250, 500, 1000, 1500, 2000, 3000, 3000, 3000, 3000, 3000];
/** Of these, the tries of a question that was never taken: somebody waits and wants to know. */
const FIRST_TRIES = 3;

/**
 * Asks, and puts the parts together. A stream that breaks is gone on with where it stopped; where the server does not
 * know it any more, the question is asked once more, which is safe: one that is kept in a conversation has a key, under
 * which it is kept once.
 */
export async function askStreamed(client: Client, ask: Ask, watch: Watch, signal: AbortSignal): Promise<Answer> {
  try {
    return await followed(client, ask, watch, signal, FIRST_TRIES);
  } catch (error) {
    if (!(error instanceof Lost)) throw error;
  }
  try {
    return await followed(client, ask, watch, signal, PAUSES.length);
  } catch (error) {
    throw error instanceof Lost ? new Problem("network") : error;
  }
}

/** A run that the server does not know any more. */
class Lost extends Error {}

async function followed(client: Client, ask: Ask, watch: Watch, signal: AbortSignal, tries: number): Promise<Answer> {
  const answer: Partial<Answer> = {};
  let response: Response | null = await begun(client, ask, watch, signal, tries);
  const place = response.headers.get("location");
  let last = "";
  let failures = 0;
  for (;;) {
    if (response?.body) {
      try {
        const events = eventsOf(response.body);
        for (let next = await events.next(); !next.done; next = await events.next()) {
          const event = next.value;
          if (event.id) last = event.id;
          failures = 0;
          const data: unknown = event.data ? JSON.parse(event.data) : {};
          if (event.name === "error") throw problemIn(data);
          Object.assign(answer, data);
          watch.part(event.name, answer);
          if (event.name === "done") {
            // The rest is the end: read, the connection can be used again.
            events.next().catch(() => undefined);
            return answer as Answer;
          }
        }
      } catch (error) {
        if (signal.aborted) throw new Problem("stopped");
        // An `error` event is the end; anything else is a connection that broke.
        if (error instanceof Problem) throw error;
        if (error instanceof SyntaxError) throw new Problem("internal");
      }
    }
    if (signal.aborted) throw new Problem("stopped");
    const pause = PAUSES[failures++];
    if (!place || pause === undefined) throw new Lost();
    watch.connected(false);
    await sleep(pause, signal);
    response = await goneOn(client, place, last, signal);
    if (response) watch.connected(true);
  }
}

/** The reply to a question; a server that cannot be reached is tried again for some seconds. */
async function begun(client: Client, ask: Ask, watch: Watch, signal: AbortSignal, tries: number): Promise<Response> {
  for (let failures = 0; ; failures++) {
    try {
      const response = await client.begin(ask, signal);
      watch.connected(true);
      return response;
    } catch (error) {
      const pause = failures < tries ? PAUSES[failures] : undefined;
      if (!(error instanceof Problem) || !passes(error) || pause === undefined) throw error;
      watch.connected(false);
      await sleep(pause, signal);
    }
  }
}

/** The rest of a stream; nothing where the server cannot be reached yet. */
async function goneOn(client: Client, place: string, last: string, signal: AbortSignal): Promise<Response | null> {
  try {
    return await client.resume(place, last, signal);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) throw new Lost();
    if (passes(error)) return null;
    throw error;
  }
}

/** Whether it is likely to be over in a moment. */
function passes(problem: Problem): boolean {
  // The first try of a question that has a key may still be computed.
  return ["network", "starting", "unavailable", "idempotency_key_in_use"].includes(problem.code);
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new Problem("stopped"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
