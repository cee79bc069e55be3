import { describe, expect, it } from "vitest";
import type { Ask, Client } from "../../src/api/client";
import { Problem } from "../../src/api/problem";
import { Conversation } from "../../src/state/conversation";

/** A server that keeps conversations, and forgets them where it is told so. */
function server() {
  const asked: Omit<Ask, "key">[] = [];
  const keys: (string | undefined)[] = [];
  const known = new Set<string>();
  const fails = new Set<string>();
  const client = {
    begin: async ({ key, ...ask }: Ask) => {
      asked.push(ask);
      keys.push(key);
      const { conversation } = ask;
      if (conversation && conversation !== "new" && !known.has(conversation)) throw new Problem("no_such_conversation", 404);
      if (fails.has(ask.question)) throw new Problem("question_timeout", 504);
      const id = conversation === "new" ? `kept-${known.size}` : conversation;
      if (id) known.add(id);
      return new Response(`event: done\ndata: ${JSON.stringify({ status: "answered", ...(id ? { conversation_id: id } : {}) })}\n\n`);
    },
  } as unknown as Client;
  return { client, asked, keys, known, fails };
}

function conversation(client: Client, keeps = true): Conversation {
  const made = new Conversation(client, () => undefined);
  made.keeps = keeps;
  return made;
}

describe("a conversation that the server keeps", () => {
  it("begins with its first question, and the next ones name it", async () => {
    const { client, asked, keys } = server();
    const one = conversation(client);
    const shown = one.shown;
    await one.ask("a");
    await one.ask("b");
    expect(asked).toEqual([{ question: "a", earlier: [], conversation: "new" }, { question: "b", earlier: ["a"], conversation: "kept-0" }]);
    expect([one.id, one.isKept]).toEqual(["kept-0", true]);
    // Sent twice, a question would stand in it twice; and what is shown is the same all along.
    expect(new Set(keys).size).toBe(2);
    expect(keys).not.toContain(undefined);
    expect(one.shown).toBe(shown);
  });

  it("goes on from what is shown: a question in the place of others stands beside", async () => {
    const { client, asked } = server();
    const one = conversation(client);
    for (const question of ["a", "b", "c"]) await one.ask(question);
    await one.ask("d", { from: 1 });
    expect(asked.at(-1)).toEqual({ question: "d", earlier: ["a"] });
    expect(one.isKept).toBe(false);
    expect(one.id).not.toBe("kept-0");
    const beside = one.id;
    await one.ask("e");
    expect(asked.at(-1)).toEqual({ question: "e", earlier: ["a", "d"] });
    expect(one.id).toBe(beside);
  });

  it("is another one where the first question is changed", async () => {
    const { client, asked } = server();
    const one = conversation(client);
    await one.ask("a");
    await one.ask("b", { from: 0 });
    expect(asked.at(-1)).toEqual({ question: "b", earlier: [], conversation: "new" });
    expect([one.id, one.isKept]).toEqual(["kept-1", true]);
  });

  it("goes on where a question without an answer is tried again", async () => {
    const { client, asked, fails } = server();
    const one = conversation(client);
    await one.ask("a");
    fails.add("b");
    await one.ask("b");
    expect(one.last?.phase).toBe("failed");
    fails.clear();
    await one.ask("b", { from: 1 });
    expect(asked.at(-1)).toEqual({ question: "b", earlier: ["a"], conversation: "kept-0" });
    expect(one.isKept).toBe(true);
  });

  it("that was removed meanwhile is gone on with beside, and the question is answered", async () => {
    const { client, asked, known } = server();
    const one = conversation(client);
    await one.ask("a");
    known.clear();
    await one.ask("b");
    expect(asked.slice(1)).toEqual([{ question: "b", earlier: ["a"], conversation: "kept-0" }, { question: "b", earlier: ["a"] }]);
    expect(one.last?.phase).toBe("done");
    expect(one.isKept).toBe(false);
  });

  it("is none where nobody wants it to be, or the server says of none", async () => {
    const { client, asked, keys } = server();
    const one = conversation(client, false);
    await one.ask("a");
    expect([asked, keys]).toEqual([[{ question: "a", earlier: [] }], [undefined]]);
    const mute = { begin: async () => new Response('event: done\ndata: {"status":"answered"}\n\n') } as unknown as Client;
    const other = conversation(mute);
    await other.ask("a");
    expect(other.isKept).toBe(false);
  });

  it("of somebody else is gone on with as one's own, beside it", async () => {
    const { client, asked } = server();
    const one = conversation(client);
    await one.open("mine", [{ question: "a", answer: {} as never }]);
    await one.ask("b");
    expect(asked).toEqual([{ question: "b", earlier: ["a"] }]);
    expect(one.id).toBe("mine");
  });
});
