import { describe, expect, it } from "vitest";
import type { Client } from "../../src/api/client";
import type { Answer } from "../../src/api/types";
import { moves, packBoard, periodIn, readingOf, refreshTile, tileOf, unpackBoard } from "../../src/state/boards";
import type { BrowserBoard } from "../../src/state/browser_shelf";
import type { ServerTile } from "../../src/state/shelf";

const answer = (key: string, lane: "grammar" | "model" = "grammar") => ({
  status: "answered", lane, semantic_sql: "SELECT 1", columns: [], rows: [[1], [2]], label_rows: [], headline: "h", notes: [],
  chart: { kind: "line", echarts: {} },
  interpretation: { metrics: ["gmv"], dimensions: [], filters: [], time: { key, start: "", end: "", partial: false, defaulted: false, label: { zh: "昨天", en: "yesterday" } } },
}) as unknown as Answer;

const pinned = (of: Answer, question: string, earlier: string[] = []) => tileOf({ answer: of, question, earlier, kind: "" });

describe("tiles", () => {
  it("move with the date where their period is named by its distance from now", () => {
    expect(moves(answer("yesterday").interpretation)).toBe(true);
    expect(moves(answer("last_week").interpretation)).toBe(true);
    expect(moves(answer("month:2026-10").interpretation)).toBe(false);
    expect(moves({})).toBe(false);
    expect(pinned(answer("yesterday"), "昨天GMV")?.follows).toBe(true);
    // A model may read the same words otherwise next time.
    expect(pinned(answer("yesterday", "model"), "昨天GMV")?.follows).toBe(false);
    expect(pinned({ ...answer("yesterday"), semantic_sql: null }, "GPM怎么算")).toBeNull();
  });

  it("do not show another reading silently", async () => {
    const tile = pinned(answer("yesterday"), "昨天GMV")!;
    const other = { ...answer("yesterday"), interpretation: { ...answer("yesterday").interpretation, metrics: ["orders"] } };
    expect(readingOf(other)).not.toBe(tile.reading);
    const asked: string[] = [];
    const client = (reply: Answer) => ({
      begin: async () => new Response(`event: done\ndata: ${JSON.stringify(reply)}\n\n`),
      query: async (statement: string) => (asked.push(statement), { columns: [], rows: [[7]], truncated: false, notes: [] }),
    }) as unknown as Client;
    const signal = new AbortController().signal;
    expect(await refreshTile(client(other), tile, signal)).toMatchObject({ changed: true, rows: [[7]] });
    expect(asked).toEqual(["SELECT 1"]);
    expect(await refreshTile(client(answer("yesterday")), tile, signal)).toMatchObject({ changed: false, rows: [[1], [2]], period: "昨天" });
  });

  it("say which days their statement names", () => {
    expect(periodIn("… date >= DATE '2026-11-18' AND date < DATE '2026-11-19'")).toBe("2026-11-18");
    expect(periodIn("… date >= DATE '2026-10-01' AND date < DATE '2026-11-01'")).toBe("2026-10-01 – 2026-10-31");
    expect(periodIn("SELECT MEASURE(gmv) FROM m")).toBe("");
  });

  it("of the server are computed there, and what is no answer is told in its place", async () => {
    const tile: ServerTile = { id: "t", board: "b/1", title: "t", question: "昨天GMV", follows: true, kind: "", language: "zh", width: 3, height: 3 };
    const paths: string[] = [];
    const replies = [
      { ...answer("yesterday"), notes: [{ code: "pinned_reading", text: "n" }] },
      { ...answer("yesterday"), status: "declined", reason: "不能看", rows: [[1]] },
    ];
    const client = { json: async (path: string) => (paths.push(path), replies.shift()) } as unknown as Client;
    const signal = new AbortController().signal;
    expect(await refreshTile(client, tile, signal)).toMatchObject({ changed: true, rows: [[1], [2]], period: "昨天", instead: "" });
    expect(await refreshTile(client, tile, signal)).toMatchObject({ changed: false, rows: [], instead: "不能看" });
    expect(paths).toEqual(Array(2).fill("/v1/boards/b%2F1/tiles/t/answer"));
  });
});

describe("a board as a link", () => {
  const board: BrowserBoard = { id: "1", name: "直播 <b>", updated: 5, every: 15, tiles: [pinned(answer("yesterday"), "昨天各平台GMV 😀", ["上周"])!] };

  it("comes back as it went, with ids of its own", () => {
    const back = unpackBoard(packBoard(board))!;
    expect(back).toMatchObject({ name: board.name, every: 15 });
    const { id: _, ...tile } = board.tiles[0]!;
    expect(back.tiles[0]).toMatchObject(tile);
    expect(back.tiles[0]!.id).not.toBe(board.tiles[0]!.id);
    expect(packBoard(board)).toMatch(/^[\w-]+$/);
  });

  it("that somebody made up is a board or nothing", () => {
    expect(unpackBoard("%%%")).toBeNull();
    expect(unpackBoard("")).toBeNull();
    const odd = btoa(JSON.stringify({ name: 5, every: -9, tiles: [{ width: 1e9, height: "x", earlier: [1, "a"] }] }));
    expect(unpackBoard(odd)).toMatchObject({ name: "", every: 0, tiles: [{ width: 12, height: 2, earlier: ["", "a"], semantic_sql: "" }] });
  });
});
