import { describe, expect, it } from "vitest";
import type { Client } from "../../src/api/client";
import { Problem } from "../../src/api/problem";
import type { Answer } from "../../src/api/types";
import { readingOf } from "../../src/state/boards";
import { browserShelf, type BrowserBoard } from "../../src/state/browser_shelf";
import { moveBoard } from "../../src/state/move";
import type { BrowserTile, Pin, SavedBoard, ServerTile, Shelf } from "../../src/state/shelf";

const answerTo = (question: string, metric = question): Answer =>
  ({ status: "answered", semantic_sql: `SELECT ${metric}`, interpretation: { metrics: [metric] }, rows: [], columns: [] }) as unknown as Answer;

const tile = (question: string, follows = true): BrowserTile => ({
  id: question, title: `title ${question}`, question, earlier: ["before"], semantic_sql: `SELECT ${question}`, follows,
  reading: readingOf(answerTo(question)), kind: "bar", language: "zh", width: 6, height: 4,
});

/** A server's boards that take every pin; `still` are questions whose dates do not move there. */
function boards(still: string[] = []) {
  const pins: Pin[] = [];
  let board: SavedBoard = { id: "s", name: "", updated: 0, every: 5, tiles: [], kept: { shared: false, own: true } };
  const shelf = {
    boards: {
      create: async (name: string) => (board = { ...board, name }),
      pin: async (_: string, pin: Pin) => {
        pins.push(pin);
        const made: ServerTile = { id: pin.question, board: "s", title: "", question: pin.question, follows: !still.includes(pin.question), kind: "", language: "zh", width: 6, height: 6 };
        return (board = { ...board, tiles: [...board.tiles, made] });
      },
      change: async (next: SavedBoard) => (board = next),
    },
  } as unknown as Shelf;
  return { shelf, pins, questions: () => board.tiles.map((one) => one.question) };
}

async function kept(tiles: BrowserTile[]) {
  const browser = browserShelf(null);
  const board: BrowserBoard = { id: "b", name: "晚场", updated: 1, every: 15, tiles };
  await browser.adopt(board);
  const left = () => browser.whole("b")?.tiles.map((one) => one.question) ?? null;
  return { browser, board, left };
}

describe("a board that is moved to the server", () => {
  it("is asked again tile by tile, and the browser forgets it", async () => {
    const { browser, board, left } = await kept([tile("a"), tile("b", false)]);
    const asked: object[] = [];
    const client = { json: async (_: string, { body }: { body: { question: string } }) => (asked.push(body), answerTo(body.question)) } as unknown as Client;
    const to = boards();
    const done = await moveBoard(client, board, browser, to.shelf);
    expect(done).toMatchObject({ left: 0, board: { name: "晚场", every: 15 } });
    expect(to.pins).toMatchObject([{ question: "a", earlier: ["before"], title: "title a", kind: "bar", size: { width: 6, height: 4 } }, { question: "b" }]);
    expect(asked).toEqual([{ question: "a", earlier: ["before"], lane: "auto" }, { question: "b", earlier: ["before"], lane: "grammar" }]);
    expect(left()).toBeNull();
  });

  it("leaves in the browser what would be something else", async () => {
    const { browser, board, left } = await kept([tile("a"), tile("other"), tile("still"), { ...tile("gone", false), semantic_sql: "SELECT before" }]);
    const client = { json: async (_: string, { body }: { body: { question: string } }) => answerTo(body.question, body.question === "other" ? "orders" : body.question) } as unknown as Client;
    const to = boards(["still"]);
    expect(await moveBoard(client, board, browser, to.shelf)).toMatchObject({ left: 3 });
    expect(to.questions()).toEqual(["a"]);
    expect(left()).toEqual(["other", "still", "gone"]);
  });

  it("makes no board there where nothing of it can be moved", async () => {
    const { browser, board, left } = await kept([tile("a")]);
    const client = { json: async () => ({ ...answerTo("a"), status: "clarify" }) } as unknown as Client;
    const to = { boards: {} } as Shelf;
    expect(await moveBoard(client, board, browser, to)).toEqual({ board: null, left: 1 });
    expect(left()).toEqual(["a"]);
  });

  it("loses nothing where the server goes away in between", async () => {
    const { browser, board, left } = await kept([tile("a"), tile("b")]);
    const client = {
      json: async (_: string, { body }: { body: { question: string } }) => {
        if (body.question === "b") throw new Problem("network");
        return answerTo("a");
      },
    } as unknown as Client;
    const to = boards();
    await expect(moveBoard(client, board, browser, to.shelf)).rejects.toMatchObject({ code: "network" });
    expect([to.questions(), left()]).toEqual([["a"], ["b"]]);
  });
});
