import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answered, box, headline, open, withBrowser } from "./page";
import { fromFolder, front, serve, type Before, type Front, type Served } from "./world";

withBrowser();

describe("a connection that breaks", () => {
  let server: Served;
  let between: Front;
  /** What is done to the next question's stream after its first event. */
  let fate: "nothing" | "cut" | "restart" = "nothing";
  let resumed: (string | undefined)[] = [];
  let begun = 0;

  beforeAll(async () => {
    server = await serve();
    const folder = process.env["WENBO_PAGES"];
    const files: Before = folder ? fromFolder(folder) : () => false;
    between = await front(() => server.port, (asked, response, pass) => {
      if (asked.url?.startsWith("/v1/runs/")) resumed.push(asked.headers["last-event-id"] as string | undefined);
      if (asked.url !== "/v1/ask") return files(asked, response, pass);
      begun += 1;
      const now = fate;
      fate = "nothing";
      if (now === "nothing") return false;
      let done = false;
      pass(asked, response, (piece) => {
        if (done || !piece.toString().includes("event:")) return "go";
        done = true;
        if (now === "restart") void server.kill().then(() => server.again());
        return "cut";
      });
      return true;
    });
  });
  afterAll(async () => {
    await between.end();
    await server.end();
  });

  it("is made again, and the answer goes on where it stopped", async () => {
    const opened = await open("/", { at: between.base });
    const { page } = opened;
    fate = "cut";
    resumed = [];
    begun = 0;
    await box(page).fill("昨天各平台GMV");
    await box(page).press("Enter");
    expect(await headline(await answered(page))).toContain("抖音");
    expect(begun).toBe(1);
    expect(resumed.length).toBeGreaterThan(0);
    expect(Number(resumed.at(-1))).toBeGreaterThan(0);
    await opened.close();
  });

  it("because the server was started anew is made again, and the question is asked once more", async () => {
    const opened = await open("/", { at: between.base });
    const { page } = opened;
    const kept = async () => ((await (await fetch(`${between.base}/v1/conversations`)).json()) as { conversations: unknown[] }).conversations.length;
    const before = await kept();
    fate = "restart";
    begun = 0;
    await box(page).fill("昨天各平台GMV");
    await box(page).press("Enter");
    expect(await headline(await answered(page))).toContain("抖音");
    // While it starts it is not there: how often that is found out is a matter of time.
    expect(begun).toBeGreaterThan(1);
    expect(await page.locator("wenbo-card").count()).toBe(1);
    // Asked twice, it is kept once.
    expect(await kept()).toBe(before + 1);
    await opened.close();
  });

  it("for good says so, keeps the question, and goes through when the server is back", async () => {
    const opened = await open("/", { at: between.base });
    const { page } = opened;
    await page.locator("wenbo-ask .sample").first().waitFor();
    await server.kill();
    await box(page).fill("昨天GMV");
    await box(page).press("Enter");
    const fault = page.locator("wenbo-card [role=alert]");
    await fault.waitFor();
    expect(await fault.textContent()).toContain("连不上服务器");
    expect(await box(page).inputValue()).toBe("昨天GMV");
    await server.again();
    await fault.getByRole("button").click();
    await (await answered(page)).locator(".headline").waitFor();
    await opened.close();
  });
});
