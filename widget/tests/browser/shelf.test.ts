import type { Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, ask, box, clipboard, column, drawn, open, ownServer, quiet, withBrowser, type Own } from "./page";

withBrowser();

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
const side = (page: Page) => page.locator("wenbo-side");
const lines = (page: Page) => side(page).locator(".scroll li");

/** What a browser has of earlier visits, when nothing was kept on the server. */
async function keptBefore(page: Page): Promise<void> {
  await page.addInitScript(() => {
    if (localStorage.length > 0) return;
    const turns = [{ question: "昨天各平台订单数", headline: "以前的结论", answer: { status: "answered", headline: "以前的结论", narration: "以前的结论", notes: [] } }];
    localStorage.setItem("wenbo.conversations", JSON.stringify([{ id: "old", title: "以前的对话", named: true, updated: 1, turns }]));
  });
}

describe("conversations", () => {
  let own: Own;
  let at: string;

  beforeAll(async () => {
    own = await ownServer();
    at = own.at;
  });
  afterAll(() => own.end());

  it("are kept on the server: opened on another device, found, renamed, removed", async () => {
    const first = await open("/", { at });
    await ask(first.page, "昨天各平台GMV");
    await ask(first.page, "那退款率呢");
    await side(first.page).getByRole("link", { name: "昨天各平台GMV" }).waitFor();
    expect(await side(first.page).locator(".kept").textContent()).toContain("保存在服务器上");
    expect(await first.page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain("退款率");

    const opened = await open("/", { at });
    const { page } = opened;
    await side(page).getByRole("link", { name: "昨天各平台GMV" }).click();
    const cards = page.locator("wenbo-card");
    await cards.nth(1).locator('article[aria-busy="false"] .headline').waitFor();
    // What is asked here goes on from what was asked there, and stands in the same conversation.
    const third = await ask(page, "订单数呢");
    expect(await third.locator(".read").textContent()).toContain("按平台");
    await page.reload();
    await cards.nth(2).locator('article[aria-busy="false"] .headline').waitFor();
    expect(await lines(page).count()).toBe(1);

    await side(page).getByRole("button", { name: /更多操作/ }).click();
    await side(page).getByRole("button", { name: "重命名" }).click();
    await side(page).locator("form input").fill("平台对比");
    await page.keyboard.press("Enter");
    await side(page).getByRole("link", { name: "平台对比" }).waitFor();
    await side(page).locator("input[type=search]").fill("没有的");
    await side(page).locator(".empty").waitFor();
    await side(page).locator("input[type=search]").fill("退款");
    await side(page).getByRole("link", { name: "平台对比" }).waitFor();
    await side(page).locator("input[type=search]").fill("");
    await side(page).getByRole("button", { name: /更多操作/ }).click();
    await side(page).getByRole("button", { name: "删除" }).click();
    await side(page).getByRole("button", { name: "确定删除" }).click();
    await page.locator("wenbo-ask .samples").waitFor();
    await expect.poll(() => lines(page).count()).toBe(0);

    // The other device still shows it: what it asks now is answered, beside what is gone.
    const last = await ask(first.page, "那退款率呢");
    expect(await last.locator(".read").textContent()).toContain("按平台");
    expect(await lines(first.page).locator("span.here").count()).toBe(1);
    quiet(opened);
    quiet(first);
    await opened.close();
    await first.close();
  });

  it("go on from what is shown: a question that was changed stands beside, and the server keeps both", async () => {
    const opened = await open("/", { at });
    const { page } = opened;
    await ask(page, "上周各平台GMV");
    await ask(page, "那退款率呢");
    const id = new URL(page.url()).hash.split("/").pop();
    await page.locator("wenbo-card").nth(1).hover();
    await page.locator("wenbo-card").nth(1).locator("#edit").click();
    await box(page).fill("那订单数呢");
    await box(page).press("Enter");
    const changed = await answered(page, 1);
    await changed.locator(".read").filter({ hasText: "订单" }).waitFor();
    expect(await changed.locator(".read").textContent()).toContain("按平台");
    await lines(page).nth(1).waitFor();
    expect(await side(page).locator("span.here").count()).toBe(1);
    expect(await side(page).locator(".kept").textContent()).toContain("有标记的只在这个浏览器里");
    const reply = await fetch(`${own.server.base}/v1/conversations/${id}`);
    const kept = (await reply.json()) as { turns: { question: string }[] };
    expect(kept.turns.map((turn) => turn.question)).toEqual(["上周各平台GMV", "那退款率呢"]);
    quiet(opened);
    await opened.close();
  });

  it("that a browser kept before stay there, marked, and can be gone on with", async () => {
    const opened = await open("/#/data", { at });
    const { page } = opened;
    await keptBefore(page);
    await page.goto(`${at}/#/`);
    await page.reload();
    const old = lines(page).filter({ hasText: "以前的对话" });
    await old.locator("span.here").waitFor();
    await side(page).locator("input[type=search]").fill("以前的结论");
    await expect.poll(() => lines(page).count()).toBe(1);
    await old.getByRole("link").click();
    await page.locator("wenbo-card .headline").waitFor();
    const next = await ask(page, "那退款率呢");
    expect(await next.locator(".read").textContent()).toContain("按平台");
    expect(await page.evaluate(() => localStorage.getItem("wenbo.conversations"))).toContain("那退款率呢");
    quiet(opened);
    await opened.close();
  });

  it("are shared by their address: whoever opens it gets their own rows, and goes on beside it", async () => {
    const opened = await open("/", { at, ...CLIPBOARD });
    const { page } = opened;
    const card = await ask(page, "昨天各平台退款率");
    expect((await column(card, 1)).length).toBeGreaterThan(2);
    await side(page).getByRole("button", { name: /更多操作: 昨天各平台退款率/ }).click();
    await side(page).getByRole("button", { name: "复制链接" }).click();
    const link = await clipboard(page, "#/c/");
    await opened.close();
    await own.server.kill();
    await own.server.again({ user: "u2", roles: ["channel_manager"], attributes: { platform_ids: ["douyin", "taobao"] } });
    const other = await open(link.slice(at.length), { at });
    const mine = await answered(other.page);
    expect(await mine.locator(".read").textContent()).toContain("按你的权限重新计算");
    expect((await column(mine, 1)).sort()).toEqual(["抖音", "淘宝"]);
    const next = await ask(other.page, "订单数呢");
    expect(await next.locator(".read").textContent()).toContain("按平台");
    await lines(other.page).locator("span.here").waitFor();
    await other.page.goto(`${at}/#/c/nothing`);
    await other.page.locator("wenbo-ask .toast").waitFor();
    expect(await other.page.locator("wenbo-ask .toast").textContent()).toContain("对话不存在");
    quiet(other);
    await other.close();
    await own.server.kill();
    await own.server.again();
  });

  it("and boards are kept in the browser where the server keeps none, and the page says so", async () => {
    const opened = await open("/#/data", { at, ...CLIPBOARD });
    const { page } = opened;
    const nothing = (route: Route) => route.fulfill({ status: 404, contentType: "application/problem+json", body: '{"code":"no_such_conversation"}' });
    await page.route("**/v1/conversations*", nothing);
    await page.route("**/v1/boards*", nothing);
    // As a server without a store does: it answers, and keeps nothing.
    await page.route("**/v1/ask", (route) => {
      const { conversation: _, ...body } = route.request().postDataJSON() as Record<string, unknown>;
      return route.continue({ postData: JSON.stringify(body) });
    });
    await page.goto(`${at}/#/`);
    await page.reload();
    const card = await ask(page, "昨天各平台GMV");
    const second = await ask(page, "那退款率呢");
    expect(await second.locator(".read").textContent()).toContain("按平台");
    expect(await side(page).locator(".kept").textContent()).toContain("只在这个浏览器里");
    // It is no exception here, so it has no mark.
    expect(await lines(page).locator("span.here").count()).toBe(0);
    await page.reload();
    await page.locator("wenbo-card").nth(1).locator('article[aria-busy="false"] .headline').waitFor();
    await side(page).getByRole("button", { name: /更多操作/ }).click();
    await side(page).getByRole("button", { name: "复制链接" }).click();
    await clipboard(page, "#/ask?q=");

    await card.locator("#pin").click();
    await page.locator("wenbo-ask .toast a").click();
    await drawn(page.locator("wenbo-tile"), "horizontal_bar");
    await page.locator("wenbo-board #share").click();
    await clipboard(page, "#/board?d=");
    expect(await page.locator("wenbo-board #move").count()).toBe(0);
    await page.goto(`${at}/#/boards`);
    expect(await page.locator("wenbo-boards .kept").textContent()).toContain("只在这个浏览器里");
    expect(await page.evaluate(() => localStorage.getItem("wenbo.boards"))).toContain("MEASURE(gmv)");
    quiet(opened);
    await opened.close();
  });
});
