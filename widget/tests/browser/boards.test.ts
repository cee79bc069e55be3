import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../src/api/types";
import { readingOf } from "../../src/state/boards";
import { answered, ask, clipboard, column, drawn, open, ownServer, quiet, withBrowser, type Own } from "./page";

withBrowser();

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

describe("a board", () => {
  let own: Own;
  let at: string;

  // Of its own: its data is replaced, and others look.
  beforeAll(async () => {
    own = await ownServer();
    at = own.at;
  });
  afterAll(() => own.end());

  it("keeps answers in view: pinned, moved, resized, refreshed when the data is new, on all devices", async () => {
    const opened = await open("/", { at });
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
    await expect.poll(titles).toEqual(["上周GMV", "昨天各平台GMV"]);
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
    await page.locator("wenbo-board .name").click();
    await page.locator("wenbo-board #name").fill("晚场");
    const [renamed] = await Promise.all([page.waitForResponse((reply) => reply.request().method() === "PATCH"), page.keyboard.press("Enter")]);
    expect(renamed.status()).toBe(200);

    // New data comes to the tile under the same definition.
    const figure = () => tiles.nth(1).locator(".figures dd").textContent();
    const before = await figure();
    await own.server.replaceData();
    await page.locator("wenbo-board #refresh").click();
    await expect.poll(figure, { timeout: 20_000 }).not.toBe(before);
    expect(await figure()).toMatch(/\d/);

    // It is on the server: another device shows the same, and the browser has neither statement nor row.
    const other = await open("/#/boards", { at });
    await other.page.locator("wenbo-boards .boards a").filter({ hasText: "晚场" }).click();
    const there = other.page.locator("wenbo-tile");
    await there.nth(1).locator(".figures dd").waitFor();
    expect(await there.locator("h3").allTextContents()).toEqual(["昨天各平台GMV", "上周GMV"]);
    expect(await there.nth(1).locator(".figures dd").textContent()).toBe(await figure());
    expect(Math.round((await there.nth(1).boundingBox())!.width)).toBe(await width());
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(kept).not.toContain("MEASURE");
    expect(kept).not.toContain("昨天各平台GMV");

    await there.nth(0).getByRole("button", { name: /更多操作/ }).click();
    await there.nth(0).getByRole("button", { name: "删除" }).click();
    await expect.poll(() => there.count()).toBe(1);
    // What somebody did elsewhere is not overwritten.
    await tiles.nth(0).locator(".resize").focus();
    await page.keyboard.press("ArrowUp");
    await page.locator("wenbo-board .toast").filter({ hasText: "在别处改过" }).waitFor();
    await expect.poll(() => tiles.count()).toBe(1);
    await page.locator("wenbo-board #remove").click();
    await page.locator("wenbo-board #gone").click();
    await page.locator("wenbo-boards .nothing").waitFor();
    quiet(opened);
    quiet(other);
    await opened.close();
    await other.close();
  });

  it("and an answer show another person their own rows, once it is shared", async () => {
    const opened = await open("/", { at, ...CLIPBOARD });
    const { page } = opened;
    const card = await ask(page, "昨天各平台GMV");
    const all = await column(card, 1);
    expect(all.length).toBeGreaterThan(2);
    await card.locator("#share").click();
    const answer = await clipboard(page, "#/answer/");
    await card.locator("#pin").click();
    await page.locator("wenbo-ask .toast a").click();
    await drawn(page.locator("wenbo-tile"), "horizontal_bar");
    const secret = page.url();
    await page.locator("wenbo-board #share").click();
    expect(await page.locator("wenbo-share p").textContent()).toContain("各自的权限");

    const somebodyElse = { user: "u2", roles: ["channel_manager"], attributes: { platform_ids: ["douyin", "taobao"] } };
    await own.server.kill();
    await own.server.again(somebodyElse);
    const refused = await open(secret.slice(at.length), { at });
    await refused.page.locator("wenbo-board .nothing").waitFor();
    expect(await refused.page.locator("wenbo-board .nothing").textContent()).toContain("没有分享给你");
    await refused.close();

    await own.server.kill();
    await own.server.again();
    await page.locator("wenbo-share #start").click();
    await page.locator("wenbo-share #copy").click();
    const board = await clipboard(page, "#/board/");
    expect(board).toBe(secret);

    await own.server.kill();
    await own.server.again(somebodyElse);
    const shared = await open(answer.slice(at.length), { at });
    const mine = await answered(shared.page);
    expect(await mine.locator(".read").textContent()).toContain("按你的权限重新计算");
    expect((await column(mine, 1)).sort()).toEqual(["抖音", "淘宝"]);
    const [reply] = await Promise.all([shared.page.waitForResponse(/\/tiles\/[^/]+\/answer$/), shared.page.evaluate((hash) => { location.hash = hash; }, new URL(board).hash)]);
    const { rows } = (await reply.json()) as Answer;
    expect(rows.map(([platform]) => platform).sort()).toEqual(["douyin", "taobao"]);
    await drawn(shared.page.locator("wenbo-tile"), "horizontal_bar");
    expect(await shared.page.locator("wenbo-board .shared").textContent()).toContain("别人分享的看板");
    expect(await shared.page.locator("wenbo-tile .grip, wenbo-board #share, wenbo-board #remove, wenbo-board select").count()).toBe(0);
    quiet(shared);
    await shared.close();
    await opened.close();
    await own.server.kill();
    await own.server.again();
  });

  const fixed = { earlier: [], reading: "", language: "zh", width: 6, height: 4 };

  it("of a link is kept in the browser, and moved to the server where it means the same there", async () => {
    const asked = await fetch(`${own.server.base}/v1/ask`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ question: "昨天各平台GMV" }) });
    const answer = (await asked.json()) as Answer;
    const tile = (title: string, reading: string) => ({ ...fixed, title, question: "昨天各平台GMV", semantic_sql: answer.semantic_sql, follows: true, kind: "table", reading });
    const packed = Buffer.from(JSON.stringify({ name: "周报", every: 15, tiles: [tile("平台", readingOf(answer)), tile("以前的理解", "[]")] })).toString("base64url");
    const opened = await open(`/#/board?d=${packed}`, { at, ...CLIPBOARD });
    const { page } = opened;
    const tiles = page.locator("wenbo-tile");
    await tiles.first().locator("td").first().waitFor();
    expect(await tiles.locator(".grip").count()).toBe(0);
    await page.locator("wenbo-board #keep").click();
    await page.waitForURL(/#\/board\/\w+/);
    await page.locator("wenbo-board #share").click();
    await clipboard(page, "#/board?d=");

    await page.locator("wenbo-board #move").click();
    await page.locator("wenbo-board .toast").filter({ hasText: "1 张卡片现在的理解和保存时不同" }).waitFor();
    expect(await tiles.locator("h3").allTextContents()).toEqual(["以前的理解"]);
    await page.goto(`${at}/#/boards`);
    const list = page.locator("wenbo-boards .boards a").filter({ hasText: "周报" });
    await list.nth(1).waitFor();
    expect(await list.filter({ hasText: "只在这个浏览器里" }).count()).toBe(1);
    await list.filter({ hasNotText: "只在这个浏览器里" }).click();
    // As it was: its title, as a table, and its pace.
    await tiles.first().locator("td").first().waitFor();
    expect(await tiles.locator("h3").allTextContents()).toEqual(["平台"]);
    expect(await page.locator("wenbo-board select").inputValue()).toBe("15");
    quiet(opened);
    await opened.close();
  });

  it("of a link that was pinned fixed runs its statement, and says so where it does not run any more", async () => {
    const tile = (statement: string) => ({ ...fixed, title: statement, question: "q", semantic_sql: statement, follows: false, kind: "horizontal_bar" });
    const board = { name: "x", every: 0, tiles: [tile("SELECT platform, MEASURE(gmv) AS gmv FROM livestream WHERE date >= DATE '2026-11-01' AND date < DATE '2026-11-08' GROUP BY platform"), tile("SELECT MEASURE(no_such_metric) FROM livestream")] };
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
