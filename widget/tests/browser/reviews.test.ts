import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, ask, open, ownServer, quiet, withBrowser, type Own } from "./page";

withBrowser();

describe("what people said of answers", () => {
  let own: Own;
  let at: string;

  beforeAll(async () => {
    own = await ownServer();
    at = own.at;
  });
  afterAll(() => own.end());

  it("is listed for a steward, who decides whose the fault was and opens the answer", async () => {
    const opened = await open("/", { at });
    const { page } = opened;
    const good = await ask(page, "昨天GMV");
    await Promise.all([page.waitForResponse(/\/feedback$/), good.locator("#up").click()]);
    const wrong = await ask(page, "昨天各平台GMV");
    await wrong.locator("#down").click();
    await wrong.locator("wenbo-feedback textarea").fill("口径不对 <b>");
    await Promise.all([page.waitForResponse(/\/feedback$/), wrong.locator("wenbo-feedback form .strong").click()]);
    const declined = await ask(page, "明天上海下雨吗");
    await declined.locator("#down").click();
    await Promise.all([page.waitForResponse(/\/feedback$/), declined.locator("wenbo-feedback form .strong").click()]);

    await page.locator("wenbo-side").getByRole("link", { name: "用户反馈" }).click();
    const reviews = page.locator("wenbo-reviews");
    const items = reviews.locator(".one");
    const questions = () => items.locator("h2").allTextContents().then((texts) => texts.sort());
    await expect.poll(questions).toEqual(["明天上海下雨吗", "昨天各平台GMV"]);
    const of = (question: string) => items.filter({ has: page.locator("h2").filter({ hasText: question }) });
    expect(await of("昨天各平台GMV").locator(".why").textContent()).toBe("口径不对 <b>");
    // What was declined looks like a gap of the model.
    expect(await of("明天上海下雨吗").locator(".decide .label").textContent()).toContain("模型缺口");

    const cause = (question: string, name: string) => of(question).locator(`.decide [data-cause=${name}]`);
    await cause("昨天各平台GMV", "data_gap").click();
    await expect.poll(() => cause("昨天各平台GMV", "data_gap").getAttribute("aria-pressed")).toBe("true");
    await reviews.locator(".filters [data-cause=data_gap]").click();
    await expect.poll(questions).toEqual(["昨天各平台GMV"]);
    await reviews.locator(".filters [data-cause=undecided]").click();
    await expect.poll(questions).toEqual(["明天上海下雨吗"]);
    await reviews.locator(".filters [data-cause=user]").click();
    await reviews.locator(".nothing").waitFor();
    // It is on the server, and can be taken back.
    await page.reload();
    await expect.poll(() => cause("昨天各平台GMV", "data_gap").getAttribute("aria-pressed")).toBe("true");
    await cause("昨天各平台GMV", "data_gap").click();
    await expect.poll(() => cause("昨天各平台GMV", "data_gap").getAttribute("aria-pressed")).toBe("false");
    await reviews.locator("#verdict").selectOption("up");
    await expect.poll(questions).toEqual(["昨天GMV"]);
    await reviews.locator("#verdict").selectOption("");
    await expect.poll(questions).toEqual(["明天上海下雨吗", "昨天GMV", "昨天各平台GMV"]);
    await of("昨天各平台GMV").getByRole("link", { name: "打开答案" }).click();
    await (await answered(page)).locator(".headline").filter({ hasText: "抖音" }).waitFor();
    quiet(opened);
    await opened.close();
  });

  it("is hidden from whoever may not see it", async () => {
    await own.server.kill();
    await own.server.again({ user: "u2", roles: ["channel_manager"], attributes: { platform_ids: ["douyin"] } });
    const opened = await open("/", { at });
    const { page } = opened;
    await ask(page, "昨天GMV");
    expect(await page.locator("wenbo-side").getByRole("link", { name: "用户反馈" }).count()).toBe(0);
    await page.goto(`${at}/#/reviews`);
    await page.locator("wenbo-reviews [role=alert]").waitFor();
    expect(await page.locator("wenbo-reviews [role=alert]").textContent()).toContain("没有这个权限");
    expect(await page.locator("wenbo-reviews .one").count()).toBe(0);
    quiet(opened);
    await opened.close();
  });

  it("is fetched until enough of it fits", async () => {
    const opened = await open("/#/data", { at });
    const { page } = opened;
    const said = (from: number, count: number, cause: string | null) => Array.from({ length: count }, (_, n) => (
      { answer_id: `a${from + n}`, user: "u", said_at: "2026-11-19T10:30:00Z", verdict: "down", reason: null, cause, proposed_cause: null, question: `q${from + n}`, status: "answered", lane: null, reading: "" }));
    const pages = [said(0, 100, null), said(100, 100, "user"), said(200, 3, "user")];
    await page.route("**/v1/admin/feedback*", (route) => {
      const cursor = Number(new URL(route.request().url()).searchParams.get("cursor") ?? 0);
      return route.fulfill({ contentType: "application/json", body: JSON.stringify({ feedback: pages[cursor], next: pages[cursor + 1] ? String(cursor + 1) : null }) });
    });
    await page.goto(`${at}/#/reviews`);
    const items = page.locator("wenbo-reviews .one");
    await expect.poll(() => items.count()).toBe(100);
    await page.locator("wenbo-reviews .filters [data-cause=user]").click();
    await expect.poll(() => items.count()).toBe(100);
    expect(await items.first().locator("h2").textContent()).toBe("q100");
    await page.locator("wenbo-reviews .further").click();
    await expect.poll(() => items.count()).toBe(103);
    expect(await page.locator("wenbo-reviews .further").count()).toBe(0);
    quiet(opened);
    await opened.close();
  });
});
