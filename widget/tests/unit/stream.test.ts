import { describe, expect, it } from "vitest";
import type { Client } from "../../src/api/client";
import { Problem } from "../../src/api/problem";
import { askStreamed } from "../../src/api/stream";

type Script = { events?: [number, string, object][]; breaks?: boolean; fails?: Problem };

/** A client that replies by a script: first to questions, then to attempts to go on. */
function scripted(begins: Script[], resumes: Script[]) {
  const calls: string[] = [];
  const reply = (script: Script | undefined): Response => {
    if (!script) throw new Error("the script has ended");
    if (script.fails) throw script.fails;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const [id, name, data] of script.events ?? []) {
          controller.enqueue(new TextEncoder().encode(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
        }
        if (!script.breaks) controller.close();
      },
      pull(controller) {
        if (script.breaks) controller.error(new TypeError("network"));
      },
    });
    return new Response(body, { headers: { location: "/v1/runs/7/events" } });
  };
  const client = {
    begin: async () => (calls.push("begin"), reply(begins.shift())),
    resume: async (place: string, last: string) => (calls.push(`resume ${place} ${last}`), reply(resumes.shift())),
  } as unknown as Client;
  return { client, calls };
}

const ask = { question: "q", earlier: [] };
const quiet = { part: () => undefined, connected: () => undefined };
const never = new AbortController().signal;

describe("a streamed question", () => {
  it("puts its parts together, later ones over earlier ones", async () => {
    const { client } = scripted([{ events: [[1, "plan", { reading: "a", lane: "grammar" }], [2, "rows", { rows: [[1]] }], [3, "done", { reading: "b", status: "answered" }]] }], []);
    const seen: string[] = [];
    const answer = await askStreamed(client, ask, { ...quiet, part: (name) => seen.push(name) }, never);
    expect(answer).toEqual({ reading: "b", lane: "grammar", rows: [[1]], status: "answered" });
    expect(seen).toEqual(["plan", "rows", "done"]);
  });

  it("goes on after the last event that arrived", async () => {
    const { client, calls } = scripted(
      [{ events: [[1, "plan", { reading: "a" }]], breaks: true }],
      [{ fails: new Problem("network") }, { events: [[2, "done", { status: "answered" }]] }],
    );
    const connected: boolean[] = [];
    const answer = await askStreamed(client, ask, { ...quiet, connected: (is) => connected.push(is) }, never);
    expect(answer).toEqual({ reading: "a", status: "answered" });
    expect(calls).toEqual(["begin", "resume /v1/runs/7/events 1", "resume /v1/runs/7/events 1"]);
    expect(connected).toEqual([true, false, false, true]);
  });

  it("is asked once more where the server has forgotten it, and nothing of the first try stays", async () => {
    const { client, calls } = scripted(
      [{ events: [[1, "plan", { reading: "old", lane: "model" }]], breaks: true }, { events: [[1, "done", { status: "answered" }]] }],
      [{ fails: new Problem("not_found", 404) }],
    );
    expect(await askStreamed(client, ask, quiet, never)).toEqual({ status: "answered" });
    expect(calls).toEqual(["begin", "resume /v1/runs/7/events 1", "begin"]);
  });

  it("with a key is waited for where the server still works on its first try", async () => {
    const { client, calls } = scripted([{ fails: new Problem("idempotency_key_in_use", 409) }, { events: [[1, "done", { status: "answered" }]] }], []);
    expect(await askStreamed(client, { ...ask, conversation: "new", key: "k" }, quiet, never)).toEqual({ status: "answered" });
    expect(calls).toEqual(["begin", "begin"]);
  });

  it("is not asked a third time", async () => {
    const broken: Script = { events: [[1, "plan", {}]], breaks: true };
    const gone: Script = { fails: new Problem("not_found", 404) };
    const { client } = scripted([broken, broken], [gone, gone]);
    await expect(askStreamed(client, ask, quiet, never)).rejects.toMatchObject({ code: "network" });
  });

  it("fails with the problem that the server sends", async () => {
    const { client } = scripted([{ events: [[1, "error", { code: "question_timeout", detail: "late" }]] }], []);
    await expect(askStreamed(client, ask, quiet, never)).rejects.toMatchObject({ code: "question_timeout", message: "late" });
    const refused = scripted([{ fails: new Problem("invalid_body", 422) }], []);
    await expect(askStreamed(refused.client, ask, quiet, never)).rejects.toMatchObject({ code: "invalid_body" });
  });

  it("stops while it waits to connect again", async () => {
    const { client } = scripted([{ events: [[1, "plan", {}]], breaks: true }], []);
    const stop = new AbortController();
    const asked = askStreamed(client, ask, { ...quiet, connected: (is) => { if (!is) stop.abort(); } }, stop.signal);
    await expect(asked).rejects.toMatchObject({ code: "stopped" });
  });
});
