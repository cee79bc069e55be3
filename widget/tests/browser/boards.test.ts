import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, ask, column, drawn, open, quiet, withBrowser } from "./page";
import { fromFolder, front, serve, type Front, type Served } from "./world";

withBrowser();

describe("a board", () => {
  let server: Served;
  let pages: Front | null = null;
  let at: string;

  // Of its own: its data is replaced.
  beforeAll(async () => {
    server = await serve();
    at = server.base;
    const folder = process.env["WENBO_PAGES"];
    if (folder) {
      pages = await front(() => server.port, fromFolder(folder));
      at = pages.base;
    }
  });
  afterAll(async () => {
    await server.end();
    await pages?.end();
  });

  it("keeps answers in view: pinned, moved, resized, refreshed when the data is new, shared", async () => {
    const opened = await open("/", { at, permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = opened;
    const first = await ask(page, "昨天各平台GMV");
    await first.locator("#pin").click();
    const toast = page.locator("wenbo-ask .toast");
    await toast.waitFor();
    const second = await ask(page, "上周GMV");
    await second.locator("#pin").click();
    await toast.getByRole("link").click();
    const tiles = page.locator("wenbo-tile");
    await tiles.nth(1).locator(".figures dd").waitFor();
    await drawn(tiles.nth(0), "horizontal_bar");
    const titles = () => tiles.locator("h3").allTextContents();
    expect(await titles()).toEqual(["昨天各平台GMV", "上周GMV"]);

    // By keyboard, then by hand.
    await tiles.nth(0).locator(".grip").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.querySelector("wenbo-workbench")?.shadowRoot?.querySelector("wenbo-boards")?.shadowRoot?.querySelector("wenbo-tile")?.shadowRoot?.querySelector("h3")?.textContent === "上周GMV");
    const grip = (await tiles.nth(0).locator(".grip").boundingBox())!;
    const target = (await tiles.nth(1).boundingBox())!;
    await page.mouse.move(grip.x + 10, grip.y + 10);
    await page.mouse.down();
    await page.mouse.move(target.x + target.width / 2, target.y + 40, { steps: 6 });
    await page.mouse.up();
    await expect.poll(titles).toEqual(["昨天各平台GMV", "上周GMV"]);
    const width = async () => Math.round((await tiles.nth(1).boundingBox())?.width ?? 0);
    const narrow = await width();
    await tiles.nth(1).locator(".resize").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(width).toBeGreaterThan(narrow);

    // New data comes to the tile under the same definition.
    const figure = () => tiles.nth(1).locator(".figures dd").textContent();
    const before = await figure();
    await server.replaceData();
    await page.locator("wenbo-boards #refresh").click();
    await expect.poll(figure, { timeout: 20_000 }).not.toBe(before);
    expect(await figure()).toMatch(/\d/);

    // The link holds no number; whoever opens it computes the tiles.
    await page.locator("wenbo-boards #share").click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toContain("#/board?d=");
    const other = await open(link.slice(at.length), { at });
    const shared = other.page.locator("wenbo-tile");
    await shared.nth(1).locator(".figures dd").waitFor();
    expect(await shared.nth(1).locator(".figures dd").textContent()).toBe(await figure());
    expect(await shared.locator(".grip").count()).toBe(0);
    await other.page.getByRole("button", { name: "存为我的看板" }).click();
    await other.page.waitForURL(/#\/board\/\w+/);
    expect(await other.page.locator("wenbo-tile .grip").count()).toBe(2);

    // What is kept is the statement in our own dialect, and no row.
    const kept = await page.evaluate(() => localStorage.getItem("wenbo.boards") ?? "");
    expect(kept).toContain("MEASURE(gmv)");
    expect(kept).not.toContain("rows");
    quiet(opened);
    quiet(other);
    await opened.close();
    await other.close();
  });

  it("and an answer show another person their own rows", async () => {
    const opened = await open("/", { at, permissions: ["clipboard-read", "clipboard-write"] });
    const card = await ask(opened.page, "昨天各平台GMV");
    const all = await column(card, 1);
    expect(all.length).toBeGreaterThan(2);
    await card.locator("#share").click();
    await expect.poll(() => opened.page.evaluate(() => navigator.clipboard.readText())).toContain("#/answer/");
    const answer = await opened.page.evaluate(() => navigator.clipboard.readText());
    await card.locator("#pin").click();
    await opened.page.locator("wenbo-ask .toast a").click();
    await drawn(opened.page.locator("wenbo-tile"), "horizontal_bar");
    await opened.page.locator("wenbo-boards #share").click();
    await expect.poll(() => opened.page.evaluate(() => navigator.clipboard.readText())).toContain("#/board?d=");
    const board = await opened.page.evaluate(() => navigator.clipboard.readText());
    await opened.close();

    await server.kill();
    await server.again({ user: "u2", roles: ["channel_manager"], attributes: { platform_ids: ["douyin", "taobao"] } });
    const shared = await open(answer.slice(at.length), { at });
    const mine = await answered(shared.page);
    expect(await mine.locator(".read").textContent()).toContain("按你的权限重新计算");
    expect((await column(mine, 1)).sort()).toEqual(["抖音", "淘宝"]);
    await shared.close();
    // As a table, the tile of the board shows whose rows they are.
    const [before = "", packed = ""] = board.split("?d=");
    const content = JSON.parse(Buffer.from(packed, "base64url").toString()) as { tiles: { kind: string }[] };
    for (const tile of content.tiles) tile.kind = "table";
    const tiles = await open(`${before.slice(at.length)}?d=${Buffer.from(JSON.stringify(content)).toString("base64url")}`, { at });
    const tile = tiles.page.locator("wenbo-tile");
    await tile.locator("td").first().waitFor();
    expect((await column(tile, 1)).sort()).toEqual(["抖音", "淘宝"]);
    await tiles.close();
    await server.kill();
    await server.again();
  });

  it("that was pinned fixed runs its statement, and says so where it does not run any more", async () => {
    const tile = (statement: string) => ({ title: statement.slice(0, 20), question: "q", earlier: [], semantic_sql: statement, follows: false, reading: "", kind: "horizontal_bar", language: "zh", width: 6, height: 4 });
    const board = { name: "固定", every: 0, tiles: [tile("SELECT platform, MEASURE(gmv) AS gmv FROM livestream WHERE date >= DATE '2026-11-01' AND date < DATE '2026-11-08' GROUP BY platform"), tile("SELECT MEASURE(no_such_metric) FROM livestream")] };
    const packed = Buffer.from(JSON.stringify(board)).toString("base64url");
    const opened = await open(`/#/board?d=${packed}`, { at });
    const { page } = opened;
    const tiles = page.locator("wenbo-tile");
    await drawn(tiles.nth(0), "horizontal_bar");
    expect(await tiles.nth(0).locator(".period").textContent()).toBe("2026-11-01 – 2026-11-07");
    await tiles.nth(1).locator("[role=alert]").waitFor();
    expect(await tiles.nth(1).locator("[role=alert]").textContent()).toContain("不能运行");
    await opened.close();
  });
});
