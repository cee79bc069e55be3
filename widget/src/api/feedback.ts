// What was said of answers, for whoever looks after the layer.

import type { Client } from "./client";
import type { Page } from "./kept";

export type Cause = "model_gap" | "data_gap" | "user";
export type Verdict = "up" | "down";

export interface Said {
  answer_id: string;
  user: string;
  said_at: string;
  verdict: Verdict;
  reason: string | null;
  /** Whose the fault was, where somebody decided it. */
  cause: Cause | null;
  /** Whose it looks like by how the answer ended. */
  proposed_cause: Cause | null;
  question: string;
  status: string;
  lane: string | null;
  reading: string;
}

export async function whatWasSaid(client: Client, verdict: Verdict | "", limit: number, cursor: string | null): Promise<Page<Said>> {
  const query = new URLSearchParams({ limit: String(limit), ...(verdict ? { verdict } : {}), ...(cursor ? { cursor } : {}) });
  const page = await client.json<{ feedback: Said[]; next: string | null }>(`/v1/admin/feedback?${query}`);
  return { items: page.feedback, next: page.next };
}

/** Decides whose the fault was; `null` takes a decision back. */
export function attribute(client: Client, answer: string, cause: Cause | null): Promise<unknown> {
  return client.json(`/v1/admin/feedback/${encodeURIComponent(answer)}`, { method: "PATCH", body: { cause } });
}

/** Whether whoever asks may list it. */
export async function maySeeWhatWasSaid(client: Client): Promise<boolean> {
  try {
    await whatWasSaid(client, "", 1, null);
    return true;
  } catch {
    return false;
  }
}
