// Starts the program for a measurement, and reads what the system says of it.

import { spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server on a port of its own, with a store of its own; `stop` ends it. */
export async function serve({ binary, data, port, options = [], env = {} }) {
  const folder = mkdtempSync(join(tmpdir(), "wenbo-load-"));
  const log = openSync(join(folder, "log"), "w");
  const args = ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, "--watch", "0"];
  args.push("--state", join(folder, "state.sqlite"), "--requests-per-minute", "0", ...options);
  const child = spawn(binary, args, { stdio: ["ignore", log, log], env: { ...process.env, ...env } });
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null || tries > 600) {
      throw new Error(`the server did not start:\n${readFileSync(join(folder, "log"), "utf8")}`);
    }
    const well = await fetch(`${base}/readyz`).then((it) => it.ok, () => false);
    if (well) break;
    await sleep(100);
  }
  return {
    base,
    folder,
    pid: child.pid,
    /** Memory in MiB, and open files. */
    state() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)[1]);
      return { mib: Math.round(kilobytes / 1024), files: readdirSync(`/proc/${child.pid}/fd`).length };
    },
    async stop() {
      child.kill("SIGTERM");
      while (child.exitCode === null && child.signalCode === null) await sleep(50);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
