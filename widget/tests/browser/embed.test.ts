import { describe, expect, it } from "vitest";
import { address, answered, ask, box, column, drawn, headline, open, ownServer, quiet, withBrowser } from "./page";
import { foreignPage, front } from "./world";

withBrowser();

const port = () => Number(new URL(address()).port);

/** Rules that would ruin any page: nothing of them may reach into the component. */
const HOSTILE = `
html { font-size: 40px; } body { letter-spacing: 9px; text-transform: uppercase; direction: rtl; color: rgb(255, 0, 0); line-height: 4; }
* { font-family: monospace !important; font-size: 33px !important; color: rgb(0, 255, 0) !important; background: rgb(255, 255, 0) !important; margin: 20px !important; border: 5px solid red !important; visibility: visible; --ink: red; --card: red; }
button, textarea, p, h3, table { display: none !important; } .root, .headline { opacity: 0.1 !important; }
wenbo-ask { display: block !important; margin: 0 !important; border: 0 !important; }`;

describe("a foreign page", () => {
  it("with a strict policy and hostile styles has the whole component from one script tag", async () => {
    const script = `${address()}/widget.js`;
    // The page lets in the script's origin, and speaks to the server through its own: nothing else.
    const policy = `default-src 'none'; script-src ${address()}; style-src 'sha256-PLACEHOLDER'; connect-src 'self'; img-src 'none'; require-trusted-types-for 'script'; trusted-types lit-html wenbo`;
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256").update(HOSTILE).digest("base64");
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>shop</title><style>${HOSTILE}</style></head><body>
      <script src="${script}"></script>
      <wenbo-ask server="/wenbo" language="en" theme="light" token="t0k3n" greeting="Hello from the shop" suggestions="GMV yesterday|Refund rate last week"></wenbo-ask></body></html>`;
    const shop = await foreignPage(html, policy.replace("PLACEHOLDER", hash), port, "/wenbo");
    const opened = await open("/", { at: shop.base, locale: "zh-CN" });
    const { page } = opened;
    const tokens: (string | null)[] = [];
    const hosts = new Set<string>();
    page.on("request", (request) => {
      hosts.add(new URL(request.url()).origin);
      if (request.url().includes("/v1/ask")) tokens.push(request.headers()["authorization"] ?? null);
    });
    expect(await page.locator("wenbo-ask .lead").textContent()).toBe("Hello from the shop");
    expect(await page.locator("wenbo-ask .sample").allTextContents()).toEqual(["GMV yesterday", "Refund rate last week"]);
    const card = await ask(page, "昨天各平台GMV");
    expect(await headline(card)).toContain("抖音");
    await drawn(card, "horizontal_bar");
    const look = await card.locator(".headline").evaluate((element) => {
      const style = getComputedStyle(element);
      return { size: style.fontSize, colour: style.color, spacing: style.letterSpacing, transform: style.textTransform, direction: style.direction, opacity: style.opacity, margin: style.marginLeft, family: style.fontFamily };
    });
    expect(look).toMatchObject({ size: "20px", colour: "rgb(27, 29, 34)", transform: "none", direction: "ltr", opacity: "1", margin: "0px" });
    expect(look.family).not.toBe("monospace");
    expect(parseFloat(look.spacing) || 0).toBeLessThan(1);
    expect(await box(page).evaluate((field) => getComputedStyle(field).display)).not.toBe("none");
    // No pin: a foreign page has no boards. And the token goes along as it was given.
    expect(await card.locator("#pin").count()).toBe(0);
    expect(tokens).toEqual(["Bearer t0k3n"]);
    expect([...hosts].sort()).toEqual([address(), shop.base].sort());
    // Nothing of ours reaches out: no style, and of names only the versions that Lit notes.
    expect(await page.evaluate(() => document.querySelectorAll("style, link[rel=stylesheet]").length)).toBe(1);
    expect(await page.evaluate(() => Object.keys(window).filter((name) => /^(wenbo|lit|echarts)/i.test(name)).sort())).toEqual(["litElementVersions", "litHtmlVersions", "litPropertyMetadata"]);
    quiet(opened);
    await opened.close();
    await shop.end();
  });

  it("may be a portal that hands a token to the workbench, which leaves no trace of it in the address", async () => {
    const opened = await open("/#token=a.b%2Bc");
    const { page } = opened;
    await page.locator("wenbo-ask .sample").first().waitFor();
    expect(page.url()).not.toContain("token");
    const [request] = await Promise.all([page.waitForRequest("**/v1/ask"), page.locator("wenbo-ask .sample").first().click()]);
    expect(request.headers()["authorization"]).toBe("Bearer a.b+c");
    await page.reload();
    const [again] = await Promise.all([page.waitForRequest("**/v1/status"), page.reload()]);
    expect(again.headers()["authorization"]).toBe("Bearer a.b+c");
    await opened.close();
  });

  it("may load the script twice, change attributes, and hear of answers and of a token that has ended", async () => {
    const html = `<!doctype html><html><head><meta charset="utf-8"></head><body><script src="${address()}/widget.js"></script><script src="${address()}/widget.js"></script>
      <wenbo-ask server="/wenbo" language="zh"></wenbo-ask></body></html>`;
    const shop = await foreignPage(html, "", port, "/wenbo");
    const opened = await open("/", { at: shop.base });
    const { page } = opened;
    await page.evaluate(() => {
      const heard: string[] = [];
      (window as unknown as { heard: string[] }).heard = heard;
      for (const name of ["wenbo-answer", "wenbo-unauthorized"]) document.addEventListener(name, (event) => heard.push(`${name} ${(event as CustomEvent<{ status?: string }>).detail.status ?? ""}`.trim()));
    });
    await page.route("**/v1/ask", (route) => route.fulfill({ status: 401, contentType: "application/problem+json", body: '{"code":"unauthorized"}' }));
    await box(page).fill("昨天GMV");
    await box(page).press("Enter");
    const fault = page.locator("wenbo-card [role=alert]");
    await fault.waitFor();
    expect(await fault.textContent()).toContain("过期");
    // The page gets a new token and the same question goes through.
    await page.unroute("**/v1/ask");
    await page.locator("wenbo-ask").evaluate((element) => element.setAttribute("token", "new"));
    const [request] = await Promise.all([page.waitForRequest("**/v1/ask"), fault.getByRole("button").click()]);
    expect(request.headers()["authorization"]).toBe("Bearer new");
    await (await answered(page)).locator(".headline").waitFor();
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual(["wenbo-unauthorized", "wenbo-answer failed", "wenbo-answer answered"]);
    await page.locator("wenbo-ask").evaluate((element) => { element.setAttribute("language", "en"); element.setAttribute("theme", "dark"); });
    await page.locator("wenbo-ask .root.dark").waitFor();
    expect(await box(page).getAttribute("aria-label")).toBe("Go on from here, or ask something new");
    quiet(opened);
    await opened.close();
    await shop.end();
  });
});

describe("a server with keys", () => {
  const principal = JSON.stringify({ user: "dashboard", roles: ["channel_manager"], attributes: { platform_ids: ["douyin", "taobao"] } });
  const makeKey = (own: { server: { command(...words: string[]): string } }, scopes: string) => {
    const said = own.server.command("key", "create", "--label", "test", "--days", "1", "--scopes", scopes, "--principal", principal);
    return /wenbo_\w+/.exec(said)![0];
  };

  it("takes questions from pages of an origin that it names, with a token, and from nobody else's", async () => {
    // The page speaks to another origin than its own: the server itself.
    let html = "";
    const shop = await front(() => 0, (_, response) => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(html);
      return true;
    });
    const own = await ownServer("--embed-origins", shop.base);
    const key = makeKey(own, "embed,ask,catalogue,feedback");
    const issued = await fetch(`${own.server.base}/v1/embed-tokens`, {
      method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({ origin: shop.base, user: "visitor-17", ttl_s: 600 }),
    });
    const { token } = (await issued.json()) as { token: string };
    html = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>shop</title></head><body>
      <script src="${own.server.base}/widget.js"></script><wenbo-ask server="${own.server.base}" language="zh" token="${token}"></wenbo-ask></body></html>`;
    const opened = await open("/", { at: shop.base });
    const card = await ask(opened.page, "昨天各平台GMV");
    expect((await column(card, 1)).sort()).toEqual(["抖音", "淘宝"]);
    const [said] = await Promise.all([opened.page.waitForResponse(/\/feedback$/), card.locator("#up").click()]);
    expect(said.status()).toBe(200);
    quiet(opened);
    await opened.close();
    const other = await open("/", { at: shop.base.replace("127.0.0.1", "localhost") });
    await box(other.page).fill("昨天GMV");
    await box(other.page).press("Enter");
    await other.page.locator("wenbo-card [role=alert]").waitFor();
    await other.close();
    await own.end();
    await shop.end();
  });

  it("keeps conversations for whoever has the key, and shows reviews to none without the right", async () => {
    const own = await ownServer();
    const key = makeKey(own, "ask,catalogue,feedback");
    const opened = await open("/", { at: own.at });
    const { page } = opened;
    const kept = page.locator("wenbo-side .kept");
    await kept.filter({ hasText: "还看不到" }).waitFor();
    await box(page).fill("昨天各平台GMV");
    await box(page).press("Enter");
    await page.locator("wenbo-card .key input").fill(key);
    await page.keyboard.press("Enter");
    await page.locator("wenbo-card .headline").waitFor();
    await page.locator("wenbo-side").getByRole("link", { name: "昨天各平台GMV" }).waitFor();
    await kept.filter({ hasText: "保存在服务器上" }).waitFor();
    expect(await page.locator("wenbo-side").getByRole("link", { name: "用户反馈" }).count()).toBe(0);
    quiet(opened);
    await opened.close();
    await own.end();
  });
});
