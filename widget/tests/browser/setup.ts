// One browser and one server for all tests; what they are is told to the tests by `inject`.

import { chromium } from "playwright-core";
import type { TestProject } from "vitest/node";
import { serve, type Served } from "./world";

declare module "vitest" {
  export interface ProvidedContext {
    browser: string;
    base: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = await chromium.launchServer({
    executablePath: process.env["WENBO_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-gpu-rasterization", "--force-prefers-reduced-motion"],
  });
  let server: Served | undefined;
  try {
    server = await serve();
  } catch (error) {
    await browser.close();
    throw error;
  }
  project.provide("browser", browser.wsEndpoint());
  project.provide("base", server.base);
  return async () => {
    await browser.close();
    await server.end();
  };
}
