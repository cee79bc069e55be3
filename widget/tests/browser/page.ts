// A page in the browser, and what people do on it.

import { chromium, type Browser, type BrowserContextOptions, type Download, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { fromFolder, front, serve, type Front, type Served } from "./world";

let browser: Browser;
let base: string;
let own: Front | null = null;

/** To be called by each file: connects to the browser that all share. */
export function withBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.connect(inject("browser"));
    base = inject("base");
    // While pages are written, they are tried without building the program again.
    const pages = process.env["WENBO_PAGES"];
    if (pages) {
      own = await front(() => Number(new URL(inject("base")).port), fromFolder(pages));
      base = own.base;
    }
  });
  afterAll(async () => {
    await browser.close();
    await own?.end();
  });
}

export interface Own {
  server: Served;
  at: string;
  end(): Promise<void>;
}

/** A server of a file's own: what is kept there is of its tests alone. */
export async function ownServer(...options: string[]): Promise<Own> {
  const server = await serve(options);
  const pages = process.env["WENBO_PAGES"];
  const between = pages ? await front(() => server.port, fromFolder(pages)) : null;
  return {
    server,
    at: between?.base ?? server.base,
    end: async () => {
      await server.end();
      await between?.end();
    },
  };
}

export interface Opened {
  page: Page;
  /** What the page complained of: errors, and rules of its policy that were broken. */
  complaints: string[];
  close(): Promise<void>;
}

/** Opens the workbench, or another address, as a new visitor. */
export async function open(path = "/", options: BrowserContextOptions & { at?: string } = {}): Promise<Opened> {
  const { at, ...context } = options;
  const visitor = await browser.newContext({ locale: "zh-CN", viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...context });
  const page = await visitor.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // A connection that a test breaks is told by the browser itself.
    if (message.type() === "error" && !/Failed to load resource|net::ERR/.test(message.text())) complaints.push(message.text());
  });
  await page.goto((at ?? base) + path);
  return { page, complaints, close: () => visitor.close() };
}

export function address(): string {
  return base;
}

export const box = (page: Page): Locator => page.locator("wenbo-input textarea");

/** Types a question, sends it, and gives the card of its answer. */
export async function ask(page: Page, question: string): Promise<Locator> {
  const before = await page.locator("wenbo-card").count();
  await box(page).fill(question);
  await box(page).press("Enter");
  return answered(page, before);
}

/** The card after so many others, once its answer is whole. */
export async function answered(page: Page, before = 0): Promise<Locator> {
  const card = page.locator("wenbo-card").nth(before);
  await card.locator('article[aria-busy="false"]').waitFor();
  return card;
}

/** The chart of a card, once it is drawn as a kind. */
export async function drawn(card: Locator, kind: string): Promise<void> {
  await card.locator(`wenbo-chart[data-drawn="${kind}"] canvas`).first().waitFor();
}

/** Cells of one column of a table, as shown. */
export async function column(card: Locator, at: number): Promise<string[]> {
  return card.locator(`wenbo-table tbody td:nth-child(${at})`).allTextContents();
}

/** Checks that nothing went wrong that nobody saw. */
export function quiet(opened: Opened): void {
  expect(opened.complaints).toEqual([]);
}

/** The conclusion of a card. */
export async function headline(card: Locator): Promise<string> {
  return (await card.locator(".headline p").allTextContents()).join("\n");
}

/** What is in the clipboard, once it is what is waited for. */
export async function clipboard(page: Page, part: string): Promise<string> {
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).toContain(part);
  return read();
}

/** What was downloaded. */
export async function saved(download: Download): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of await download.createReadStream()) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}
