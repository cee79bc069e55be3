import { describe, expect, it } from "vitest";
import type { Client, Options } from "../../src/api/client";
import type { BoardChange, KeptBoard, KeptTile } from "../../src/api/kept";
import { Problem } from "../../src/api/problem";
import type { Answer } from "../../src/api/types";
import { serverShelf } from "../../src/state/server_shelf";
import type { Pin, Settings } from "../../src/state/shelf";

function settings(): Settings {
  const kept = new Map<string, string>();
  return { get: (name) => kept.get(name) ?? null, set: (name, value) => void kept.set(name, value) };
}

/** Boards as the server has them: a change names the version that it is made to. */
class Boards {
  calls: string[] = [];
  boards = new Map<string, KeptBoard>();

  client = {
    json: async (path: string, { method, body }: Options = {}) => {
      const verb = method ?? (body === undefined ? "GET" : "POST");
      this.calls.push(`${verb} ${path}`);
      const [, , , id = "", part, tile] = path.split("/");
      if (!id) return verb === "POST" ? this.#create((body as { title: string }).title) : { boards: [] };
      const board = this.boards.get(id);
      if (!board) throw new Problem("no_such_board", 404);
      if (verb === "GET") return structuredClone(board);
      if (!part && verb === "DELETE") return void this.boards.delete(id);
      if (part && verb === "POST") return this.#write(board, { tiles: [...board.tiles, this.#tile(board, body as { title: string })] });
      if (part) return this.#write(board, { tiles: board.tiles.filter((one) => one.id !== tile) });
      return this.#change(board, body as BoardChange);
    },
  } as unknown as Client;

  #create(title: string): KeptBoard {
    return this.#write({ id: `b${this.boards.size}`, title, shared: false, own: true, version: 0, changed_at: "2026-11-19T10:30:00Z", tiles: [] }, {});
  }

  #tile(board: KeptBoard, { title }: { title: string }): KeptTile {
    return { id: `t${board.version}`, title, question: title, follows: true, place: { x: 0, y: 50 + board.version, w: 6, h: 6 } };
  }

  #change(board: KeptBoard, change: BoardChange): KeptBoard {
    if (change.version !== board.version) throw new Problem("board_changed", 409);
    const tiles = board.tiles.map((tile) => ({ ...tile, ...change.tiles?.find((one) => one.id === tile.id) }));
    return this.#write(board, { title: change.title ?? board.title, shared: change.shared ?? board.shared, tiles });
  }

  #write(board: KeptBoard, change: Partial<KeptBoard>): KeptBoard {
    const next = { ...board, ...change, version: board.version + 1 };
    this.boards.set(next.id, next);
    return structuredClone(next);
  }
}

const pin = (question: string, more: Partial<Pin> = {}): Pin => ({
  answer: { answer_id: question, rows: [[1]], columns: [{}], chart: { kind: "line" } } as unknown as Answer, question, earlier: [], kind: "line", ...more,
});

describe("boards of the server", () => {
  it("take pins after what is there, as large as they need to be", async () => {
    const there = new Boards();
    const { boards } = serverShelf(there.client, settings());
    const { id } = await boards.create("晚场");
    await boards.pin(id, pin("a"));
    await boards.pin(id, pin("b", { kind: "bar" }));
    const board = (await boards.open(id))!;
    expect(board).toMatchObject({ name: "晚场", every: 5, kept: { shared: false, own: true } });
    expect(board.tiles).toMatchObject([{ question: "a", kind: "", width: 3, height: 3, board: id }, { question: "b", kind: "bar" }]);
    expect(there.boards.get(id)!.tiles.map((tile) => tile.place)).toEqual([{ x: 0, y: 0, w: 3, h: 3 }, { x: 3, y: 0, w: 3, h: 3 }]);
  });

  it("take no answer that is not of whoever pins it", async () => {
    const there = new Boards();
    const { boards } = serverShelf(there.client, settings());
    const { id } = await boards.create("n");
    const calls = there.calls.length;
    expect(await boards.pin(id, pin("a", { answer: { ...pin("a").answer, recomputed: true } }))).toBeNull();
    expect(await boards.pin(id, pin("a", { answer: { rows: [] } as unknown as Answer }))).toBeNull();
    expect(there.calls.length).toBe(calls);
  });

  it("are changed by what is different, one change after the other", async () => {
    const there = new Boards();
    const { boards } = serverShelf(there.client, settings());
    const { id } = await boards.create("n");
    for (const question of ["a", "b", "c"]) await boards.pin(id, pin(question));
    const board = (await boards.open(id))!;
    const [a, b, c] = board.tiles;
    const calls = there.calls.length;
    // Both at once: the second must name the version that the first has made.
    const changes = [boards.change({ ...board, name: "m", tiles: [b!, a!, c!] }), boards.change({ ...board, name: "m", tiles: [b!, c!], every: 15 })];
    const last = (await Promise.all(changes))[1]!;
    expect(last).toMatchObject({ name: "m", every: 15, tiles: [{ question: "b" }, { question: "c" }] });
    expect(there.calls.slice(calls)).toEqual([`PATCH /v1/boards/${id}`, `DELETE /v1/boards/${id}/tiles/${a!.id}`, `PATCH /v1/boards/${id}`]);
    // Nothing is sent where nothing is different; how often it is refreshed is the browser's.
    await boards.change({ ...last, every: 60 });
    expect(there.calls.length).toBe(calls + 3);
    expect((await boards.open(id))?.every).toBe(60);
  });

  it("are read again where somebody else was faster", async () => {
    const there = new Boards();
    const { boards } = serverShelf(there.client, settings());
    const board = await boards.create("n");
    there.boards.get(board.id)!.version += 1;
    await expect(boards.change({ ...board, name: "m" })).rejects.toMatchObject({ code: "board_changed" });
    expect(await boards.change({ ...board, name: "m" })).toMatchObject({ name: "m" });
  });

  it("are shared, and gone where they were removed, with what the browser knew of them", async () => {
    const there = new Boards();
    const kept = settings();
    const { boards } = serverShelf(there.client, kept);
    const board = await boards.create("n");
    expect((await boards.change({ ...board, kept: { shared: true, own: true } })).kept).toEqual({ shared: true, own: true });
    await boards.remove(board.id);
    expect(await boards.open(board.id)).toBeNull();
    expect(kept.get("looks")).toBe("{}");
  });
});

describe("conversations of the server", () => {
  const pages = (replies: Record<string, object>) => {
    const paths: string[] = [];
    const client = {
      json: async (path: string) => {
        paths.push(path);
        const reply = replies[new URL(path, "http://x").searchParams.get("cursor") ?? ""];
        if (!reply) throw new Problem("no_such_conversation", 404);
        return reply;
      },
    } as unknown as Client;
    return { shelf: serverShelf(client, settings()), paths };
  };
  const one = (id: string, questions = 1) => ({ id, title: id, updated_at: "2026-11-19T10:30:00Z", questions });

  it("are listed page by page, without those that nothing was asked in", async () => {
    const { shelf, paths } = pages({ "": { conversations: [one("a"), one("b", 0)], next: "2" }, 2: { conversations: [one("c")], next: null } });
    expect((await shelf.conversations.list(" 退款 ", 300)).map((it) => it.id)).toEqual(["a", "c"]);
    expect(paths[0]).toBe(`/v1/conversations?${new URLSearchParams({ limit: "100", search: "退款" })}`);
    expect(await pages({ "": { conversations: [one("a"), one("b")], next: "2" } }).shelf.conversations.list("", 2)).toHaveLength(2);
  });

  it("are opened whole, without what failed, and say whose they are", async () => {
    const turn = (question: string, status: string) => ({ question, answer: { status, headline: question } });
    const { shelf } = pages({
      "": { ...one("a"), recomputed: true, turns: [turn("a", "answered"), turn("b", "failed")], next: "2" },
      2: { ...one("a"), recomputed: true, turns: [turn("c", "clarify")], next: null },
    });
    const opened = await shelf.conversations.open("a");
    expect(opened).toMatchObject({ place: "server", foreign: true });
    expect(opened?.turns.map((it) => it.question)).toEqual(["a", "c"]);
    expect(await pages({}).shelf.conversations.open("a")).toBeNull();
  });
});
