// Every block that was sent, as the compiler of TypeScript sees it with Slack's own types.
//
// `data_visualization` is newer than the types and left out; everything else must be a block that they know.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const seen = await fetch(process.argv[2].replace("/api/", "/seen"));
const messages = (await seen.json()).filter(Boolean);
const folder = mkdtempSync(join(here, "node_modules", ".slack-types-"));
const compile = (text) => {
  const file = join(folder, "blocks.ts");
  writeFileSync(file, `import type { AnyBlock, KnownBlock } from "@slack/types";\n${text}`);
  const tsc = join(here, "node_modules", ".bin", "tsc");
  const flags = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext", file];
  try {
    execFileSync(tsc, flags, { cwd: folder, encoding: "utf8", stdio: "pipe" });
    return "";
  } catch (error) {
    return error.stdout + error.stderr;
  }
};
try {
  const known = messages.map((blocks) => blocks.filter((it) => it.type !== "data_visualization"));
  const lines = known.map((blocks, at) => `export const m${at}: KnownBlock[] = ${JSON.stringify(blocks)};`);
  const wrong = compile(lines.join("\n"));
  if (wrong) {
    console.log(wrong);
    process.exitCode = 1;
  } else if (!compile('export const m: KnownBlock[] = [{ "type": "data_table", "rows": [] }];')) {
    console.log("the types take a table without a caption, so they say nothing");
    process.exitCode = 1;
  } else {
    console.log(`passed: ${known.flat().length} blocks of ${known.length} messages`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
