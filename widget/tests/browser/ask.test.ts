import { describe, expect, it } from "vitest";
import { answered, ask, box, column, drawn, headline, open, quiet, saved, withBrowser } from "./page";

withBrowser();

describe("a question", () => {
  it("in Chinese gives the conclusion, a chart, the rows and how they were computed", async () => {
    const opened = await open();
    const { page } = opened;
    const card = await ask(page, "昨天各平台GMV");
    expect(await headline(card)).toContain("抖音");
    expect(await card.locator(".read").textContent()).toContain("按平台");
    await drawn(card, "horizontal_bar");
    // Another kind of chart, by mouse and by keyboard, and none.
    await card.getByRole("radio", { name: "柱状" }).click();
    await drawn(card, "bar");
    await page.keyboard.press("ArrowRight");
    expect(await card.locator("wenbo-chart").count()).toBe(0);
    expect(await card.getByRole("radio", { name: "表格" }).getAttribute("aria-checked")).toBe("true");
    // Numbers are sorted as numbers: largest first, then smallest.
    const rows = await column(card, 2);
    expect(rows.length).toBeGreaterThan(2);
    const head = card.locator("wenbo-table th").nth(1);
    await head.getByRole("button").click();
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    const descending = await column(card, 2);
    await head.getByRole("button").click();
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    expect(await column(card, 2)).toEqual(descending.toReversed());
    expect([...descending].sort()).toEqual([...rows].sort());
    const how = card.locator(".how");
    await how.locator("summary").click();
    for (const part of ["指标口径", "条件", "权限规则", "数据更新到", "语义 SQL", "数据库 SQL"]) {
      expect(await how.textContent()).toContain(part);
    }
    expect(await how.textContent()).toContain("MEASURE(gmv)");
    expect(await card.locator(".facts").textContent()).toContain("语法解析");
    quiet(opened);
    await opened.close();
  });

  it("in English gives English, whatever the page speaks", async () => {
    const opened = await open("/", { locale: "en-GB" });
    const { page } = opened;
    expect(await page.locator("wenbo-ask h2").textContent()).toBe("Ask your data");
    const card = await ask(page, "Top 5 hosts by GMV last week");
    expect(await headline(card)).toMatch(/[a-z]{3,}/i);
    expect((await column(card, 1)).length).toBe(5);
    quiet(opened);
    await opened.close();
  });

  it("shows of each number the cells that it comes from", async () => {
    const opened = await open();
    const { page } = opened;
    const card = await ask(page, "昨天各平台GMV");
    const number = card.locator(".headline .number").first();
    await number.hover();
    const source = card.locator(".headline [role=tooltip]");
    await source.waitFor();
    expect(await source.textContent()).toContain("抖音");
    expect(await source.textContent()).toContain((await number.textContent()) ?? "nothing");
    await page.mouse.move(2, 2);
    await source.waitFor({ state: "detached" });
    // By keyboard as well, and Escape closes it.
    await number.focus();
    await source.waitFor();
    await page.keyboard.press("Escape");
    await source.waitFor({ state: "detached" });
    await opened.close();
  });

  it("gives rows that a spreadsheet opens", async () => {
    const opened = await open();
    const { page } = opened;
    const card = await ask(page, "昨天各平台GMV");
    const [download] = await Promise.all([page.waitForEvent("download"), card.locator("#csv").click()]);
    const text = await saved(download);
    expect(text.startsWith("\ufeff平台,")).toBe(true);
    expect(text.trim().split("\r\n").length).toBe((await column(card, 1)).length + 1);
    await opened.close();
  });

  it("may go on from the one before, and be changed", async () => {
    const opened = await open();
    const { page } = opened;
    await ask(page, "昨天各平台GMV");
    const second = await ask(page, "那退款率呢");
    expect(await second.locator(".read").textContent()).toContain("按平台");
    // Changing the first question starts again from there.
    await page.locator("wenbo-card").first().hover();
    await page.locator("wenbo-card").first().locator("#edit").click();
    expect(await box(page).inputValue()).toBe("昨天各平台GMV");
    await box(page).fill("昨天各平台订单数");
    await box(page).press("Enter");
    await page.waitForFunction(() => document.querySelector("wenbo-workbench")?.shadowRoot?.querySelector("wenbo-ask")?.shadowRoot?.querySelectorAll("wenbo-card").length === 1);
    const changed = await answered(page);
    expect(await changed.locator(".asked p").textContent()).toContain("订单数");
    quiet(opened);
    await opened.close();
  });

  it("that is not clear is asked back with buttons, which ask", async () => {
    const opened = await open();
    const { page } = opened;
    const card = await ask(page, "转化率怎么样");
    const choices = card.locator(".choice");
    expect(await choices.count()).toBeGreaterThan(1);
    await choices.first().click();
    const next = await answered(page, 1);
    expect(await next.locator(".headline").count()).toBe(1);
    // The figure beside a choice is as good as a click.
    const again = await ask(page, "转化率怎么样");
    const second = await again.locator(".choice").nth(1).locator("span").last().textContent();
    const chosen = await ask(page, "2");
    expect(await chosen.locator(".asked p").textContent()).toContain(second ?? "nothing");
    quiet(opened);
    await opened.close();
  });

  it("that cannot be answered says what can be asked", async () => {
    const opened = await open();
    const { page } = opened;
    const card = await ask(page, "明天上海下雨吗");
    expect(await card.locator(".kind").textContent()).toContain("答不了");
    await card.locator(".next .chip").first().click();
    await answered(page, 1);
    expect(await page.locator("wenbo-card").nth(1).locator(".headline").count()).toBe(1);
    await opened.close();
  });

  it("without data looks different by why there is none", async () => {
    const opened = await open();
    const { page } = opened;
    const before = await ask(page, "2019年1月的GMV");
    await before.locator(".empty.empty_before_data").waitFor();
    const none = await ask(page, "昨天退款金额大于99999999的平台");
    await none.locator(".empty.empty_no_rows").waitFor();
    const told = new Set([await before.locator(".empty").textContent(), await none.locator(".empty").textContent()]);
    // The other two are not in this world: the server's words for them are put in its mouth.
    for (const code of ["empty_not_loaded", "empty_no_value"]) {
      const answer = { status: "answered", reading: "r", headline: "h", narration: "h", columns: [], rows: [], notes: [{ code, text: code }], suggestions: [] };
      await page.route("**/v1/ask", (route) => route.fulfill({ contentType: "text/event-stream", body: `event: done\ndata: ${JSON.stringify(answer)}\n\n` }));
      const card = await ask(page, "无");
      await card.locator(`.empty.${code}`).waitFor();
      told.add(await card.locator(".empty").textContent());
    }
    expect(told.size).toBe(4);
    await opened.close();
  });

  it("can be stopped, and asked again", async () => {
    const opened = await open();
    const { page } = opened;
    let held = true;
    await page.route("**/v1/ask", (route) => (held ? undefined : route.continue()));
    await box(page).fill("昨天GMV");
    await box(page).press("Enter");
    await page.locator("#stop").click();
    await page.locator("wenbo-card .quiet").waitFor();
    expect(await box(page).inputValue()).toBe("昨天GMV");
    held = false;
    await page.locator("wenbo-card .quiet button").click();
    const card = await answered(page);
    await card.locator(".headline").waitFor();
    expect(await page.locator("wenbo-card").count()).toBe(1);
    await opened.close();
  });

  it("that fails says what to do and is kept", async () => {
    const opened = await open();
    const { page } = opened;
    const reply = { status: 503, contentType: "application/problem+json", body: JSON.stringify({ code: "busy", detail: "secret" }) };
    await page.route("**/v1/ask", (route) => route.fulfill(reply));
    await box(page).fill("昨天GMV");
    await box(page).press("Enter");
    const fault = page.locator("wenbo-card [role=alert]");
    await fault.waitFor();
    expect(await fault.textContent()).toContain("稍等几秒");
    expect(await fault.textContent()).not.toContain("secret");
    expect(await box(page).inputValue()).toBe("昨天GMV");
    await page.unroute("**/v1/ask");
    await fault.getByRole("button").click();
    await (await answered(page)).locator(".headline").waitFor();
    await opened.close();
  });

  it("that needs a key takes one, and keeps it nowhere", async () => {
    const opened = await open();
    const { page } = opened;
    await page.route("**/v1/ask", (route) => {
      const key = route.request().headers()["authorization"];
      const code = key ? "key_unknown" : "key_missing";
      return key === "Bearer right" ? route.continue() : route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify({ code }) });
    });
    await box(page).fill("昨天GMV");
    await box(page).press("Enter");
    const place = page.locator("wenbo-card .key");
    for (const [told, key] of [["凭密钥提问", "wrong"], ["无效", "right"]] as const) {
      await place.filter({ hasText: told }).waitFor();
      await place.locator("input").fill(key);
      await page.keyboard.press("Enter");
    }
    await page.locator("wenbo-card .headline").waitFor();
    expect(await page.locator("wenbo-card").count()).toBe(1);
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
    expect(kept).not.toContain("right");
    await opened.close();
  });

  it("can be spoken of, with a reason", async () => {
    const opened = await open();
    const { page } = opened;
    const card = await ask(page, "昨天GMV");
    await card.locator("#down").click();
    await card.locator("wenbo-feedback .chip").first().click();
    const [reply] = await Promise.all([
      page.waitForResponse((response) => response.url().includes("/feedback")),
      card.locator("wenbo-feedback form .strong").click(),
    ]);
    expect(reply.status()).toBe(200);
    expect(await reply.json()).toEqual({ verdict: "down", reason: "数字不对" });
    expect(await card.locator("#down").getAttribute("aria-pressed")).toBe("true");
    await opened.close();
  });
});

describe("conversations", () => {
  it("are shared by their questions, which the reader asks", async () => {
    const opened = await open(`/#/ask?${new URLSearchParams([["q", "昨天各平台GMV"], ["q", "那退款率呢"]])}`);
    const { page } = opened;
    const second = await answered(page, 1);
    expect(await second.locator(".read").textContent()).toContain("按平台");
    await opened.close();
  });

  it("answers are shared by their id", async () => {
    const opened = await open();
    const { page } = opened;
    const id = page.waitForRequest((request) => request.url().includes("/feedback"));
    const card = await ask(page, "昨天各平台GMV");
    const told = await headline(card);
    expect(told).toContain("抖音");
    await card.locator("#up").click();
    const answer = /answers\/([^/]+)\//.exec((await id).url())?.[1];
    const other = await open(`/#/answer/${answer}`);
    const shown = await answered(other.page);
    expect(await headline(shown)).toBe(told);
    await opened.close();
    await other.close();
  });
});
