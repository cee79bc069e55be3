// What can go wrong between a question and its answer, by the stable codes of the API.

/** A request that has no answer. `code` is the server's, or `network` or `stopped`. */
export class Problem extends Error {
  readonly code: string;
  /** HTTP's status, 0 where there was no reply. */
  readonly status: number;
  /** Seconds after which the server would take it, where it says so. */
  readonly retryAfter: number | null;

  constructor(code: string, status = 0, detail = "", retryAfter: number | null = null) {
    super(detail || code);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** What kind of problem it is, for codes that the pages have no words for. */
  get kind(): string {
    return byStatus(this.status);
  }
}

/** The problem that a reply tells of, which may not even be JSON. */
export async function problemOf(response: Response): Promise<Problem> {
  const after = Number(response.headers.get("retry-after"));
  const retry = Number.isFinite(after) && after > 0 ? after : null;
  try {
    const body: unknown = await response.json();
    return problemIn(body, response.status, retry);
  } catch {
    return new Problem(byStatus(response.status), response.status, "", retry);
  }
}

/** The problem in a body of the API. */
export function problemIn(body: unknown, status = 0, retryAfter: number | null = null): Problem {
  const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
  const known = typeof code === "string" && code !== "" ? code : byStatus(status);
  return new Problem(known, status, typeof detail === "string" ? detail : "", retryAfter);
}

function byStatus(status: number): string {
  if (status === 0) return "internal";
  if (status === 401) return "unauthorized";
  if (status === 403) return "denied";
  if (status === 429) return "rate_limited";
  if (status === 502 || status === 503 || status === 504) return "unavailable";
  return "internal";
}

export function isStopped(error: unknown): boolean {
  return error instanceof DOMException ? error.name === "AbortError" : error instanceof Problem && error.code === "stopped";
}
