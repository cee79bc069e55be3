import { describe, expect, it } from "vitest";
import { address, ask, box, drawn, open, quiet, withBrowser } from "./page";

withBrowser();

/** Texts that run something wherever text is taken for markup, a script, an address or a template. */
const CORPUS = [
  "<script>window.bad=1</script>",
  "<img src=x onerror=window.bad=1>",
  "\"><svg onload=window.bad=1>",
  "'><iframe srcdoc='<script>parent.bad=1</script>'>",
  "<a href=\"javascript:window.bad=1\">x</a>",
  "javascript:window.bad=1",
  "</textarea><script>window.bad=1</script>",
  "<math><mtext></form><form><mglyph><style></math><img src onerror=window.bad=1>",
  "{{constructor.constructor('window.bad=1')()}}",
  "${window.bad=1}",
  "<style>@import 'http://evil.example/'</style>",
  "<!--<img src=\"--><img src=x onerror=window.bad=1>",
  "\u202e<b onmouseover=window.bad=1>",
  "<template shadowrootmode=open><script>window.bad=1</script></template>",
];

/** An answer whose every text is hostile. */
function hostileAnswer(text: string): object {
  const column = (name: string, role: string, type: string) => ({ name, label: text, role, metric: "gmv", unit: text, type });
  const mark = (value: number) => ({ value, tooltip: { formatter: text }, label: { formatter: text } });
  return {
    answer_id: text, status: "answered", lane: "grammar", reading: text, interpretation: { metrics: [text] },
    semantic_sql: text, sql: text, columns: [column(text, "dimension", "string"), column("gmv", "metric", "decimal")],
    rows: [[text, "1"], ["b", "2"]], label_rows: [[text, text], ["b", text]], truncated: true,
    notes: [{ code: text, text }, { code: "caveat", text }], headline: `${text} 12`, narration: `${text} 12\n**${text}**`,
    proof: [{ text: `${text} 12`, numbers: [{ text: "12", start: text.length + 1, end: text.length + 3, how: text, left: [{ result: "answer", row: 0, column: "gmv" }] }] }],
    chart: { kind: "horizontal_bar", echarts: { title: { text }, xAxis: { type: "value", name: text }, yAxis: { type: "category", data: [text, "b"] }, grid: { top: 48 }, series: [{ type: "bar", name: text, label: { show: true }, data: [mark(1), mark(2)] }], tooltip: { trigger: "item", renderMode: "richText" } } },
    supporting: [{ name: text, semantic_sql: text, sql: text, columns: [], rows: [] }],
    receipt: {
      reading: text, definitions: [{ metric: text, label: text, expression: text, filter: text, defaults: [text], description: text }], filters: [text], policies: [text],
      semantic_sql: text, sql: text, rows: 1, data_until: text, lane: "grammar", timings_ms: { [text]: 1 }, asked_at: text, result_hash: text,
      model: { name: text, prompt_version: text, prompt_tokens: 1, completion_tokens: 1, calls: 1, repairs: 0, waited_ms: 1, cost: null, currency: text },
    },
    suggestions: [text], elapsed_ms: 1,
  };
}

const stream = (answer: object) => ({ contentType: "text/event-stream", body: `event: done\ndata: ${JSON.stringify(answer)}\n\n` });

describe("text from data, models and people", () => {
  it("is text wherever it stands in an answer", async () => {
    const opened = await open();
    const { page } = opened;
    page.on("dialog", (dialog) => {
      opened.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const elsewhere: string[] = [];
    page.on("request", (request) => { if (!request.url().startsWith(address())) elsewhere.push(request.url()); });
    for (const [at, text] of CORPUS.entries()) {
      await page.unroute("**/v1/ask");
      await page.route("**/v1/ask", (route) => route.fulfill(stream(hostileAnswer(text))));
      const card = await ask(page, text);
      await card.locator(".how summary").click();
      await card.locator(".headline .number").focus();
      expect(await card.locator(".asked p").textContent(), text).toContain(text);
      expect((await card.locator("wenbo-table td").first().textContent()) ?? "", text).toBe(text);
      if (at === 0) await drawn(card, "horizontal_bar");
    }
    const clarify = { status: "clarify", rows: [], clarification: { question: CORPUS[1], choices: [{ label: CORPUS[1], question: CORPUS[1] }] }, notes: [] };
    const declined = { status: "declined", rows: [], reason: CORPUS[1], notes: [], suggestions: CORPUS };
    for (const answer of [clarify, declined]) {
      await page.unroute("**/v1/ask");
      await page.route("**/v1/ask", (route) => route.fulfill(stream(answer)));
      await ask(page, "x");
    }
    expect(await foreignNodes(page)).toEqual([]);
    expect(await page.evaluate(() => (window as unknown as { bad?: number }).bad)).toBeUndefined();
    expect(elsewhere).toEqual([]);
    quiet(opened);
    await opened.close();
  });

  it("is text in names of the catalogue, in suggestions, in the greeting, in boards, in conversations and in what people say", async () => {
    const bad = CORPUS[1]!;
    const label = { zh: bad, en: bad };
    const metric = { id: bad, label, description: label, unit: bad, format: bad, additivity: bad, up_is_good: true, certified: true };
    const opened = await open("/#/metrics");
    const { page } = opened;
    const json = (body: object) => (route: { fulfill(reply: object): Promise<void> }) => route.fulfill({ contentType: "application/json", body: JSON.stringify(body) });
    await page.route("**/v1/metrics", json({ metrics: [metric] }));
    await page.route("**/v1/metrics/*", json({ ...metric, metric, expression: bad, filter: bad, synonyms: CORPUS, dimensions: [bad], caveats: [label], analysis: null, owner: bad, lineage: [{ dataset: bad, label, table: bad, columns: CORPUS }], not_provided: [{ dimension: bad, dimension_label: label, missing: [{ value: bad, label }], note: label }] }));
    await page.route("**/v1/search*", json({ hits: CORPUS.map((text) => ({ kind: "metric", id: text, dimension: text, label: { zh: text, en: text }, matched: text })) }));
    await page.route("**/v1/verified", json({ verified: [{ id: bad, label, patterns: CORPUS, slots: [], owner: bad, since: bad }] }));
    await page.route("**/v1/status", json({ name: label, about: label, is_demo: true, clock: { now: bad, source: "data", time_zone: bad }, data: { from: bad, until: bad }, language_model: bad, generation: 1, last_reload: { outcome: bad, at: bad }, samples: { zh: CORPUS, en: CORPUS }, version: bad }));
    await page.route("**/v1/conversations*", json({ conversations: CORPUS.map((text) => ({ id: text, title: text, updated_at: bad, questions: 1 })), next: null }));
    await page.route("**/v1/boards", json({ boards: CORPUS.map((text) => ({ id: text, title: text, shared: true, tiles: 1, changed_at: bad })) }));
    await page.route("**/v1/boards/bad", json({ id: "bad", title: bad, shared: true, own: true, version: 1, changed_at: bad, tiles: [{ id: bad, title: bad, question: bad, follows: true, place: { x: 0, y: 0, w: 6, h: 6 } }] }));
    await page.route("**/v1/boards/bad/tiles/*/answer", json(hostileAnswer(bad)));
    await page.route("**/v1/admin/feedback*", json({ feedback: CORPUS.map((text) => ({ answer_id: text, user: text, said_at: text, verdict: "down", reason: text, cause: null, proposed_cause: text, question: text, status: text, lane: text, reading: text })), next: null }));
    await page.reload();
    await page.locator("wenbo-metrics .list a").first().click();
    await page.locator("wenbo-metrics .meaning .tag").first().waitFor();
    expect(await page.locator("wenbo-metrics .meaning h1").textContent()).toBe(bad);
    const board = { name: bad, every: 0, tiles: [{ title: bad, question: bad, semantic_sql: bad, kind: bad, follows: false }] };
    const home = page.url().split("#")[0];
    const packed = Buffer.from(JSON.stringify(board)).toString("base64url");
    for (const [hash, there] of [["#/verified", ".chip"], ["#/data", ".facts dd"], [`#/board?d=${packed}`, "wenbo-tile h3"], ["#/boards", ".boards a"], ["#/board/bad", "wenbo-tile wenbo-chart"], ["#/reviews", ".one h2"], ["#/", ".sample"]] as const) {
      await page.goto(home + hash);
      await page.locator(there).first().waitFor();
      expect(await foreignNodes(page), hash).toEqual([]);
    }
    expect((await page.locator("wenbo-side .scroll a").allTextContents()).sort()).toEqual([...CORPUS].sort());
    await box(page).pressSequentially("gm");
    await page.locator("wenbo-input [role=option]").first().waitFor();
    expect(await foreignNodes(page)).toEqual([]);
    expect(await page.evaluate(() => (window as unknown as { bad?: number }).bad)).toBeUndefined();
    quiet(opened);
    await opened.close();
  });
});

/** Elements that no template of ours has, in all shadow roots, and attributes that would run something. */
async function foreignNodes(page: import("playwright-core").Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const walk = (root: ParentNode) => {
      for (const element of root.querySelectorAll("*")) {
        const name = element.localName;
        const ours = root === document && (name === "script" || name === "link") && new URL(element.getAttribute("src") ?? element.getAttribute("href") ?? "", location.href).href.startsWith(`${location.origin}/assets/`);
        if (["script", "iframe", "img", "object", "embed", "style", "math", "template", "base", "form"].includes(name) && !ours && !(name === "form" && root instanceof ShadowRoot && element.closest(".box, form"))) found.push(name);
        for (const { name: attribute, value } of element.attributes) {
          if (/^on/i.test(attribute) || /^\s*javascript:/i.test(value) && ["href", "src", "action"].includes(attribute)) found.push(`${name}[${attribute}]`);
        }
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(document);
    return found;
  });
}
