// The document of the API as Redocly reads it: node api_lint.mjs http://127.0.0.1:8080

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const reply = await fetch(`${process.argv[2]}/openapi.json`);
const folder = mkdtempSync(join(tmpdir(), "wenbo-document-"));
const file = join(folder, "openapi.json");
writeFileSync(file, await reply.text());
const redocly = join(here, "node_modules/@redocly/cli/bin/cli.js");
const options = ["lint", file, "--config", join(here, "redocly.yaml"), "--max-problems", "50"];
const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
const done = spawnSync(process.execPath, [redocly, ...options], { encoding: "utf8", env });
rmSync(folder, { recursive: true, force: true });
if (done.status !== 0) {
  console.log(done.stdout, done.stderr);
  process.exit(1);
}
console.log("passed");
