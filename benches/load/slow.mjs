// Slow and broken clients: starts the program and lets slow.py be all of them.
// node slow.mjs --wenbo PROGRAM --data FILE [--python python3] [--connections 10000]

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { serve } from "./server.mjs";

const { values: given } = parseArgs({
  options: {
    wenbo: { type: "string" },
    data: { type: "string" },
    python: { type: "string", default: "python3" },
    connections: { type: "string", default: "10000" },
    port: { type: "string", default: "18182" },
  },
});

// Sums of every day, article and city: it runs for seconds.
const STATEMENT = `SELECT date, sku, city, MEASURE(gmv) AS gmv, MEASURE(refund_rate) AS rate
  FROM livestream GROUP BY date, sku, city`;

const port = Number(given.port);
const options = ["--metrics-listen", `127.0.0.1:${port + 1}`];
const server = await serve({ binary: given.wenbo, data: given.data, port, options });
const script = fileURLToPath(new URL("slow.py", import.meta.url));
const args = [script, String(port), String(server.pid), String(port + 1), given.connections];
// The library of the program is not that of the script.
const env = { ...process.env, LD_LIBRARY_PATH: "", STATEMENT };
const done = spawnSync(given.python, args, { stdio: "inherit", env });
await server.stop();
process.exitCode = done.status ?? 1;
