// Builds what the program embeds into dist/: the component for any page, the workbench, and the chart library that both
// load with the first chart. Names have no hash: a page of a running program finds its parts also after an upgrade.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const dist = join(root, "dist");
const LIMIT = 60 * 1024;

for (const name of readdirSync(dist)) {
  if (name !== ".gitignore") rmSync(join(dist, name), { recursive: true });
}

/** Pages with trusted types take no text for `innerHTML`, not even none, which is all that the painter of ECharts puts there. */
const painter = {
  name: "painter-without-html",
  transform(code, id) {
    if (!id.includes("zrender")) return null;
    return { code: code.replaceAll(/([\w.]+)\.innerHTML = (''|"");/g, "$1.replaceChildren();"), map: null };
  },
};

/** One script without parts, for a tag of the classic kind. */
async function script(name, entry) {
  await build({
    root, configFile: false, logLevel: "warn", publicDir: false, plugins: [painter],
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: "dist", emptyOutDir: false, target: "es2022", minify: true, sourcemap: false, reportCompressedSize: false,
      modulePreload: false, chunkSizeWarningLimit: 1000,
      rollupOptions: {
        input: join(root, entry),
        output: { format: "iife", entryFileNames: name, name: "wenbo_" },
      },
    },
  });
}

await script("widget.js", "src/widget.ts");
await script("workbench.js", "src/workbench.ts");
await script("charts.js", "src/chart/charts.ts");

for (const name of ["index.html", "page.css"]) writeFileSync(join(dist, name), readFileSync(join(root, "page", name)));

// What is handed out in the scripts is handed out with its licences.
const packages = ["lit", "lit-html", "lit-element", "@lit/reactive-element", "echarts", "zrender"];
const licences = packages.flatMap((name) => ["LICENSE", "NOTICE"].map((file) => [name, join(root, "node_modules", name, file)]))
  .filter(([, path]) => existsSync(path))
  .map(([name, path]) => `${name} ${JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")).version}\n\n${readFileSync(path, "utf8").trim()}\n`);
writeFileSync(join(dist, "licences.txt"), licences.join("\n----------------------------------------\n\n"));

const sizes = readdirSync(dist).filter((name) => name !== ".gitignore").map((name) => {
  const bytes = readFileSync(join(dist, name));
  const packed = gzipSync(bytes, { level: 9 });
  if (name.endsWith(".js")) writeFileSync(join(dist, `${name}.gz`), packed);
  return { name, bytes: bytes.length, gzip: packed.length };
});
for (const { name, bytes, gzip } of sizes) console.log(`${name.padEnd(14)} ${String(bytes).padStart(8)} bytes  ${String(gzip).padStart(7)} gzip`);

const widget = sizes.find(({ name }) => name === "widget.js");
if (widget.gzip > LIMIT) {
  console.error(`widget.js is ${widget.gzip} bytes gzipped; it may be ${LIMIT}, so that a foreign page stays quick`);
  process.exit(1);
}
