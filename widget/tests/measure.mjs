// Measures the page of a running server: how soon it is seen and usable on a slow machine, and three tasks of a new user.
// node tests/measure.mjs http://127.0.0.1:8080

import { chromium } from "playwright-core";

const base = process.argv[2] ?? "http://127.0.0.1:8080";
const SLOWER = 4;
/** Milliseconds between the keys of somebody who types quickly, and before each click. */
const KEY = 120;
const THINK = 600;

const browser = await chromium.launch({ executablePath: process.env.WENBO_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

async function visit(locale = "zh-CN") {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 900 } });
  return context.newPage();
}

async function load() {
  const page = await visit();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((one) => one.startTime + one.duration))).observe({ type: "longtask", buffered: true });
  });
  await page.goto(base);
  await page.locator("wenbo-ask .sample").first().waitFor();
  await page.waitForTimeout(2500);
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    lastTask: Math.max(0, ...window.tasks),
    bytes: performance.getEntriesByType("resource").reduce((sum, one) => sum + one.transferSize, 0),
  }));
  await page.context().close();
  return { paint: times.paint, interactive: Math.max(times.paint, times.lastTask), bytes: times.bytes };
}

const runs = [];
for (let at = 0; at < 5; at++) runs.push(await load());
const middle = (name) => Math.round(runs.map((one) => one[name]).sort((a, b) => a - b)[2]);
console.log(`CPU ${SLOWER}x slower, median of 5: first contentful paint ${middle("paint")} ms, interactive ${middle("interactive")} ms, ${Math.round(middle("bytes") / 1024)} KiB sent`);

/** A task from a blank page, as somebody does it: typed key by key, with a moment before each click. */
async function task(name, work) {
  const page = await visit();
  let clicks = 0;
  const began = Date.now();
  await page.goto(base);
  await work(page, {
    click: async (what) => {
      await page.waitForTimeout(THINK);
      await what.click();
      clicks += 1;
    },
    ask: async (text, before = 0) => {
      await page.locator("wenbo-input textarea").pressSequentially(text, { delay: KEY });
      await page.keyboard.press("Enter");
      const card = page.locator("wenbo-card").nth(before);
      await card.locator('article[aria-busy="false"] .headline').waitFor();
      return card;
    },
  });
  console.log(`${name}: ${clicks} clicks, ${((Date.now() - began) / 1000).toFixed(1)} s`);
  await page.context().close();
}

await task("yesterday's GMV by platform, as a chart, on a board", async (page, { click, ask }) => {
  const card = await ask("昨天各平台GMV");
  await card.locator("wenbo-chart canvas").waitFor();
  await click(card.locator("#pin"));
  await click(page.locator("wenbo-ask .toast a"));
  await page.locator("wenbo-tile canvas").waitFor();
});

await task("how is GPM defined", async (page, { ask }) => {
  const card = await ask("GPM怎么算");
  await card.getByText("NULLIF").first().waitFor();
});

await task("why is this number different from last week's", async (page, { click, ask }) => {
  const card = await ask("上周GMV");
  await click(card.locator("wenbo-story .number").first());
  const why = await ask("为什么比前一周变了", 1);
  await why.locator("wenbo-chart canvas").waitFor();
});

await browser.close();
