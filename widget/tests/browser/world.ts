// The real program over a demo world, and a server of somebody else's page.

import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Served {
  base: string;
  port: number;
  /** Replaces the data by another world and waits until it is served. */
  replaceData(): Promise<void>;
  /** Ends the process as a crash would. */
  kill(): Promise<void>;
  /** Starts it again at the same address, for somebody else where that is said. */
  again(principal?: object): Promise<void>;
  /** What another command of the program says that works with the same state. */
  command(...words: string[]): string;
  end(): Promise<void>;
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: cargo test runs these tests, or set it by hand`);
  return value;
}

/** Starts `wenbo serve` on a world of its own, with further options. */
export async function serve(options: string[] = []): Promise<Served> {
  const program = needed("WENBO_BIN");
  const folder = mkdtempSync(join(tmpdir(), "wenbo-browser-"));
  const data = join(folder, "demo.duckdb");
  copyFileSync(needed("WENBO_WORLD"), data);
  const state = join(folder, "kept.sqlite");
  let child: ChildProcess | null = null;
  let port = 0;
  const start = async (principal?: object) => {
    const somebody = principal ? ["--local-principal", JSON.stringify(principal)] : [];
    const [process, at] = await started(program, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, "--state", state, "--watch", "0", "--memory", "512MB", ...options, ...somebody]);
    child = process;
    port = at;
  };
  const kill = async () => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await ended;
  };
  await start();
  const base = `http://127.0.0.1:${port}`;
  return {
    base, port, kill, again: start,
    command: (...words) => execFileSync(program, [...words, "--state", state], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    replaceData: async () => {
      const next = join(folder, "next.duckdb");
      copyFileSync(needed("WENBO_OTHER_WORLD"), next);
      renameSync(next, data);
      const reply = await fetch(`${base}/v1/admin/reload`, { method: "POST", headers: { "content-type": "application/json" } });
      if (!reply.ok) throw new Error(`the data was not taken: ${await reply.text()}`);
    },
    end: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A process that says where it listens. */
function started(program: string, options: string[]): Promise<[ChildProcess, number]> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, options, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const hear = (piece: Buffer) => {
      said += piece.toString();
      const at = /is at http:\/\/127\.0\.0\.1:(\d+)/.exec(said);
      if (at) resolve([child, Number(at[1])]);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code}: ${said}`)));
  });
}

export interface Front {
  base: string;
  end(): Promise<void>;
}

/** What a front does with a request before it goes on to the program; true where it was dealt with. */
export type Before = (request: IncomingMessage, response: ServerResponse, pass: Pass) => boolean;

/** Sends a request on; `watch` sees the pieces of the reply and may cut it short by saying so, after one event of the piece. */
export type Pass = (request: IncomingMessage, response: ServerResponse, watch?: (piece: Buffer) => "go" | "cut") => void;

/** A server on an origin of its own that passes requests on to the program, as a reverse proxy does. */
export async function front(target: () => number, before: Before = () => false): Promise<Front> {
  const pass: Pass = (asked, response, watch) => {
    const headers: Record<string, string | string[] | undefined> = { ...asked.headers, host: `127.0.0.1:${target()}` };
    for (const name of ["origin", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest", "referer"]) delete headers[name];
    const sent = request({ host: "127.0.0.1", port: target(), path: asked.url, method: asked.method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      let whole = true;
      reply.on("data", (piece: Buffer) => {
        if (!whole) return;
        whole = watch?.(piece) !== "cut";
        response.write(whole ? piece : piece.subarray(0, piece.indexOf("\n\n") + 2));
        // What was written leaves before the connection does.
        if (!whole) setTimeout(() => { response.destroy(); sent.destroy(); }, 50);
      });
      reply.on("end", () => { if (whole) response.end(); });
      reply.on("error", () => response.destroy());
    });
    sent.on("error", () => response.destroy());
    response.on("close", () => sent.destroy());
    asked.pipe(sent);
  };
  const server = createServer((asked, response) => {
    if (!before(asked, response, pass)) pass(asked, response);
  });
  return listening(server);
}

/** Files of a folder where they are, before the program's own: to try pages without building the program again. */
export function fromFolder(folder: string): Before {
  return (asked, response) => {
    const path = (asked.url ?? "/").split("?")[0] ?? "/";
    const name = path === "/" ? "index.html" : path === "/widget.js" ? "widget.js" : path.startsWith("/assets/") ? path.slice(8) : "";
    const file = join(folder, name);
    if (!name || !existsSync(file)) return false;
    const kind = { html: "text/html", js: "text/javascript", css: "text/css" }[name.split(".").pop() ?? ""] ?? "text/plain";
    response.writeHead(200, { "content-type": `${kind}; charset=utf-8`, "cross-origin-resource-policy": "cross-origin", "content-security-policy": POLICY });
    response.end(readFileSync(file));
    return true;
  };
}

/** As the program sends it; `tests/it/http/browser.rs` holds the program to it. */
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/** Somebody else's page. */
export async function foreignPage(html: string, policy: string, target: () => number, prefix: string): Promise<Front> {
  return front(target, (asked, response, pass) => {
    if (asked.url?.startsWith(prefix)) {
      asked.url = asked.url.slice(prefix.length);
      pass(asked, response);
      return true;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    response.end(html);
    return true;
  });
}

async function listening(server: Server): Promise<Front> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}`,
    end: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
