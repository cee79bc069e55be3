import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { ask, box, drawn, open, quiet, withBrowser } from "./page";

withBrowser();

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  impact: string;
  nodes: { target: unknown; failureSummary: string }[];
}

/** What axe finds that is serious, with where. */
async function serious(page: Page): Promise<string[]> {
  // Evaluated by the driver, which the policy of the page does not bind.
  await page.evaluate(axe);
  const found = await page.evaluate(() => (window as unknown as { axe: { run(): Promise<{ violations: unknown }> } }).axe.run());
  const bad = (found.violations as Violation[]).filter((one) => ["serious", "critical"].includes(one.impact));
  return bad.flatMap((one) => one.nodes.map((node) => `${one.id} at ${JSON.stringify(node.target)}: ${node.failureSummary.replaceAll("\n", " ")}`));
}

describe("the metric centre", () => {
  it("finds by Chinese, English, pinyin and synonym, explains, and asks", async () => {
    const opened = await open("/#/metrics");
    const { page } = opened;
    const list = page.locator("wenbo-metrics .list");
    await list.getByRole("link").nth(20).waitFor();
    const search = page.locator("wenbo-metrics #search");
    for (const text of ["千次观看成交", "gpm", "qianciguankan", "千展"]) {
      await search.fill(text);
      await page.locator('wenbo-metrics .found a[href="#/metric/gpm"]').waitFor();
    }
    await search.fill("zzzzzz");
    await page.locator("wenbo-metrics .nothing").waitFor();
    await search.fill("gpm");
    await page.locator('wenbo-metrics .found a[href="#/metric/gpm"]').click();
    const meaning = page.locator("wenbo-metrics .meaning");
    await meaning.waitFor();
    const text = (await meaning.textContent()) ?? "";
    for (const part of ["watch_cnt", "负责人", "也叫", "可加性", "数据来源", "可以按这些拆开"]) expect(text).toContain(part);
    // Where it comes from: tables and columns. And who does not have it.
    expect(text).toMatch(/lv_\w+/);
    expect(text).toContain("视频号");
    await meaning.locator(".asks .strong").click();
    const card = page.locator("wenbo-card");
    await card.locator('article[aria-busy="false"] .headline').waitFor();
    expect(await card.locator(".asked p").textContent()).toContain("千次观看成交金额");
    quiet(opened);
    await opened.close();
  });

  it("shows dimensions with their values", async () => {
    const opened = await open("/#/metrics");
    const { page } = opened;
    await page.getByRole("tab", { name: /维度/ }).click();
    await page.locator('wenbo-metrics .list a[href="#/dimension/platform"]').click();
    await page.locator("wenbo-metrics .values li").first().waitFor();
    expect(await page.locator("wenbo-metrics .values").textContent()).toContain("抖音");
    quiet(opened);
    await opened.close();
  });
});

describe("the other pages", () => {
  it("list verified questions, which are asked as they stand or filled in first", async () => {
    const opened = await open("/#/verified");
    const { page } = opened;
    const chip = page.locator("wenbo-verified .chip");
    await chip.first().waitFor();
    await chip.filter({ has: page.locator("em") }).first().click();
    await expect.poll(() => box(page).inputValue()).not.toBe("");
    expect(await box(page).inputValue()).not.toMatch(/[{}]/);
    expect(await page.locator("wenbo-card").count()).toBe(0);
    quiet(opened);
    await opened.close();
  });

  it("say what is loaded until when", async () => {
    const opened = await open("/#/data");
    const { page } = opened;
    await page.locator("wenbo-data wenbo-table tbody tr").first().waitFor();
    expect(await page.locator("wenbo-data .facts").textContent()).toContain("2026-11-19");
    quiet(opened);
    await opened.close();
  });
});

describe("everywhere", () => {
  it("the first visit greets in the browser's language, with what the data is and five questions", async () => {
    for (const [locale, lang, question] of [["zh-CN", "zh-CN", /[一-鿿]/], ["en-US", "en", /^[^一-鿿]+$/]] as const) {
      const opened = await open("/", { locale });
      const samples = opened.page.locator("wenbo-ask .sample");
      await samples.first().waitFor();
      expect(await samples.count()).toBe(5);
      for (const text of await samples.allTextContents()) expect(text).toMatch(question);
      expect(await opened.page.locator("wenbo-ask .about").textContent()).toContain("2026-11-19");
      expect(await opened.page.locator("html").getAttribute("lang")).toBe(lang);
      quiet(opened);
      await opened.close();
    }
  });

  it("a phone has room: nothing is wider than it, and what is pressed is large", async () => {
    const opened = await open("/", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const { page } = opened;
    const card = await ask(page, "昨天各平台GMV");
    await drawn(card, "horizontal_bar");
    for (const hash of ["", "#/metrics", "#/metric/gpm", "#/verified", "#/reviews", "#/data", "#/boards"]) {
      if (hash) await page.goto(`${page.url().split("#")[0]}${hash}`);
      await page.waitForTimeout(300);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), hash).toBeLessThanOrEqual(360);
      const wide = await page.locator("wenbo-workbench main").evaluate((main) => main.scrollWidth - main.clientWidth);
      expect(wide, hash).toBe(0);
    }
    await page.locator("wenbo-workbench #menu").click();
    await page.locator("wenbo-side").getByRole("link", { name: "指标中心" }).click();
    await page.locator("wenbo-metrics .list a").first().waitFor();
    // The menu has gone out of the way by itself.
    await expect.poll(() => page.locator("wenbo-workbench .root").first().getAttribute("class")).not.toContain("open");
    await page.goto(`${page.url().split("#")[0]}#/`);
    const send = (await page.locator("wenbo-input #send").boundingBox())!;
    expect(Math.min(send.width, send.height)).toBeGreaterThanOrEqual(40);
    quiet(opened);
    await opened.close();
  });

  it("dark is dark, as the system says or as somebody chose", async () => {
    const opened = await open("/", { colorScheme: "dark" });
    const { page } = opened;
    const ground = () => page.locator("wenbo-workbench .root").first().evaluate((root) => getComputedStyle(root).backgroundColor);
    const dark = await ground();
    await page.locator("wenbo-side #theme").click();
    await expect.poll(ground).not.toBe(dark);
    const light = await ground();
    await page.reload();
    expect(await ground()).toBe(light);
    await opened.close();
  });

  it("axe finds nothing serious, in light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const opened = await open("/", { colorScheme });
      const { page } = opened;
      await page.locator("wenbo-ask .sample").first().waitFor();
      expect(await serious(page)).toEqual([]);
      const card = await ask(page, "昨天各平台GMV");
      await drawn(card, "horizontal_bar");
      await card.locator(".how summary").click();
      await card.locator(".headline .number").first().focus();
      await card.locator(".headline [role=tooltip]").waitFor();
      expect(await serious(page), "answer").toEqual([]);
      await ask(page, "转化率怎么样");
      await ask(page, "明天上海下雨吗");
      expect(await serious(page), "question back and refusal").toEqual([]);
      await card.locator("#down").click();
      await Promise.all([page.waitForResponse(/\/feedback$/), card.locator("wenbo-feedback form .strong").click()]);
      await card.locator("#pin").click();
      await page.locator("wenbo-ask .toast a").click();
      await page.locator("wenbo-tile canvas").first().waitFor();
      await page.locator("wenbo-board #share").click();
      await page.locator("wenbo-share p").waitFor();
      expect(await serious(page), "board").toEqual([]);
      await page.goto(`${page.url().split("#")[0]}#/reviews`);
      await page.locator("wenbo-reviews .one").first().waitFor();
      expect(await serious(page), "reviews").toEqual([]);
      // The other pages are made of the same parts in the same colours.
      if (colorScheme === "dark") {
        await opened.close();
        continue;
      }
      for (const [hash, there] of [["#/metrics", ".list a"], ["#/metric/gpm", ".meaning"], ["#/dimension/platform", ".values li"], ["#/verified", ".chip"], ["#/data", "wenbo-table td"], ["#/boards", ".boards a"]] as const) {
        await page.goto(`${page.url().split("#")[0]}${hash}`);
        await page.locator(there).last().waitFor();
        expect(await serious(page), hash).toEqual([]);
      }
      quiet(opened);
      await opened.close();
    }
  });
});
