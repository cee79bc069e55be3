import { describe, expect, it } from "vitest";
import { browserShelf, type SavedConversation } from "../../src/state/shelf";

/** A storage of some size. */
function storage(limit: number, initial: Record<string, string> = {}): Storage {
  const kept = new Map(Object.entries(initial));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > limit) throw new DOMException("full", "QuotaExceededError");
      kept.set(key, value);
    },
  } as Storage;
}

const conversation = (id: string, updated: number, answer?: object): SavedConversation => ({
  id, title: id, named: false, updated, turns: [{ question: "q", headline: "h", ...(answer ? { answer: answer as never } : {}) }],
});

describe("what a browser keeps", () => {
  it("comes back, the newest first, each once", async () => {
    const shelf = browserShelf(storage(1e6));
    await shelf.conversations.put(conversation("a", 1));
    await shelf.conversations.put(conversation("b", 3));
    await shelf.conversations.put(conversation("a", 2));
    expect((await shelf.conversations.list()).map((one) => one.id)).toEqual(["b", "a"]);
    await shelf.conversations.remove("b");
    expect((await shelf.conversations.list()).map((one) => one.id)).toEqual(["a"]);
  });

  it("is the questions rather than the answers where there is little room, and the new rather than the old", async () => {
    const shelf = browserShelf(storage(420));
    const big = { rows: "x".repeat(300) };
    for (let at = 0; at < 8; at++) await shelf.conversations.put(conversation(`c${at}`, at, big));
    const kept = await shelf.conversations.list();
    expect(kept[0]?.id).toBe("c7");
    expect(kept.length).toBeGreaterThan(1);
    expect(kept[1]?.turns[0]?.answer).toBeUndefined();
  });

  it("is nothing where the storage holds something else, and lasts for the page where there is none", async () => {
    expect(await browserShelf(storage(1e6, { "wenbo.boards": "{broken" })).boards.list()).toEqual([]);
    expect(await browserShelf(storage(1e6, { "wenbo.boards": '[1,{"id":7}]' })).boards.list()).toEqual([]);
    const shelf = browserShelf(null);
    shelf.set("language", "zh");
    await shelf.boards.put({ id: "b", name: "n", updated: 1, every: 0, tiles: [] });
    expect(shelf.get("language")).toBe("zh");
    expect(await shelf.boards.list()).toHaveLength(1);
  });
});
