import { describe, expect, it } from "vitest";
import { browserShelf } from "../../src/state/browser_shelf";
import type { Answer } from "../../src/api/types";

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

const conversation = (id: string, updated: number, answer?: object) => ({
  id, updated, turns: [{ question: `question of ${id}`, headline: "h", ...(answer ? { answer: answer as Answer } : {}) }],
});

const statement = { status: "answered", semantic_sql: "SELECT 1", columns: [], rows: [[1], [2]], interpretation: {}, chart: null } as unknown as Answer;

describe("what a browser keeps", () => {
  it("comes back, the newest first, each once, and is found by its words", async () => {
    const { keep, conversations, questions } = browserShelf(storage(1e6));
    await keep(conversation("a", 1));
    await keep(conversation("b", 3));
    await keep(conversation("a", 2));
    expect((await conversations.list("", 10)).map((one) => one.id)).toEqual(["b", "a"]);
    expect((await conversations.list(" Of A", 10)).map((one) => one.title)).toEqual(["question of a"]);
    expect(questions()).toEqual(["question of b", "question of a"]);
    await conversations.remove("b");
    expect((await conversations.list("", 10)).map((one) => one.id)).toEqual(["a"]);
    expect(await conversations.open("b")).toBeNull();
  });

  it("has the name that somebody gave it, also after the next question", async () => {
    const { keep, conversations } = browserShelf(storage(1e6));
    await keep(conversation("a", 1));
    await conversations.rename("a", "platforms");
    await keep(conversation("a", 2));
    expect(await conversations.list("", 10)).toEqual([{ id: "a", title: "platforms", updated: 2, place: "browser" }]);
  });

  it("is the questions rather than the answers where there is little room, and the new rather than the old", async () => {
    const { keep, conversations } = browserShelf(storage(420));
    const big = { rows: "x".repeat(300) };
    for (let at = 0; at < 8; at++) await keep(conversation(`c${at}`, at, big));
    const kept = await conversations.list("", 10);
    expect(kept[0]?.id).toBe("c7");
    expect(kept.length).toBeGreaterThan(1);
    expect((await conversations.open(kept[1]!.id))?.turns[0]?.answer).toBeUndefined();
  });

  it("is nothing where the storage holds something else, and lasts for the page where there is none", async () => {
    expect(await browserShelf(storage(1e6, { "wenbo.boards": "{broken" })).boards.list()).toEqual([]);
    expect(await browserShelf(storage(1e6, { "wenbo.boards": '[1,{"id":7}]' })).boards.list()).toEqual([]);
    const shelf = browserShelf(null);
    shelf.settings.set("language", "zh");
    await shelf.boards.create("n");
    expect(shelf.settings.get("language")).toBe("zh");
    expect(await shelf.boards.list()).toMatchObject([{ name: "n", tiles: 0, place: "browser" }]);
  });

  it("pins to its boards what has a statement", async () => {
    const { boards } = browserShelf(storage(1e6));
    const { id } = await boards.create("n");
    expect((await boards.pin(id, { answer: statement, question: "q", earlier: ["p"], kind: "" }))?.tiles).toMatchObject([{ question: "q", earlier: ["p"], kind: "table" }]);
    expect(await boards.pin(id, { answer: { ...statement, semantic_sql: null }, question: "q", earlier: [], kind: "" })).toBeNull();
    expect((await boards.open(id))?.tiles).toHaveLength(1);
  });
});
