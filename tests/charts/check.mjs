// Draws charts with the libraries that readers of an answer use, and says what is wrong with them.
//
//   node check.mjs CHARTS.jsonl [FOLDER]
//
// Each line is {"name", "vega_lite", "echarts", "says"}. A Vega-Lite specification must keep its JSON
// schema, compile without a warning and render; an ECharts option must render, its title, legend and
// frame apart from each other; both must show marks and every text of "says". Each is drawn on white
// and with the library's dark theme. With a FOLDER, the pictures are written there as SVG. Ends with 1
// where anything is wrong.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import * as echarts from "echarts";
import * as vega from "vega";
import * as vegaLite from "vega-lite";

const SIZE = { width: 800, height: 460 };
// What vega-embed calls the theme "dark" (package vega-themes), on the dark of our own pictures.
const DARK = {
  background: "#16181d",
  view: { stroke: "#888" },
  title: { color: "#fff", subtitleColor: "#fff" },
  style: { "guide-label": { fill: "#fff" }, "guide-title": { fill: "#fff" } },
  axis: { domainColor: "#fff", gridColor: "#888", tickColor: "#fff" },
};
const [file, folder] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("vega-lite/vega-lite-schema.json"), "utf8"));
const ajv = addFormats(new Ajv({ allErrors: false, strict: false }));
ajv.addFormat("color-hex", true);
const keepsSchema = ajv.compile(schema);

const wrong = [];
const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
for (const line of lines) {
  const chart = JSON.parse(line);
  for (const [library, draw] of [["vega-lite", drawVegaLite], ["echarts", drawEcharts]]) {
    for (const theme of ["light", "dark"]) {
      try {
        const svg = await draw(chart, theme);
        if (folder) writeFileSync(join(folder, `${chart.name}.${library}.${theme}.svg`), svg);
        const text = textsOf(svg);
        const unsaid = (chart.says ?? []).filter((said) => !text.includes(squeezed(said)));
        if (unsaid.length > 0) throw new Error(`does not say ${unsaid.map((said) => `"${said}"`).join(", ")}`);
      } catch (error) {
        wrong.push(`${chart.name}, ${library}, ${theme}: ${error.message}`);
      }
    }
  }
}
for (const message of wrong) console.error(message);
console.log(`${lines.length} charts drawn by vega-lite ${vegaLite.version} and echarts ${echarts.version}, ${wrong.length} faults`);
process.exit(wrong.length === 0 && lines.length > 0 ? 0 : 1);

// All letters of a drawing, without blanks: a text may be broken into lines.
function textsOf(svg) {
  const texts = [...svg.matchAll(/<text[^>]*>([\s\S]*?)<\/text>/g)].map((match) => match[1].replace(/<[^>]*>/g, ""));
  return squeezed(texts.join(" ").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&#x27;", "'").replaceAll("&amp;", "&"));
}

function squeezed(text) {
  return text.replace(/[\s\u00a0]+/g, "").replaceAll("{", "｛").replaceAll("}", "｝").replaceAll("|", "｜");
}

async function drawVegaLite({ vega_lite: spec }, theme) {
  if (!keepsSchema(spec)) throw new Error(`not of the schema: ${ajv.errorsText(keepsSchema.errors)}`);
  const warnings = [];
  // Vega-Lite says this of every chart with bars of a fixed height, also where only the width is to fit.
  const harmless = 'Dropping "fit-y" because spec has discrete height.';
  const keep = (...words) => words.join(" ") !== harmless && warnings.push(words.join(" "));
  const logger = { level: () => logger, error: keep, warn: keep, info: () => logger, debug: () => logger };
  vegaLite.compile(spec, { logger });
  // A width that follows its container has none here: the picture itself gets one.
  const { autosize, ...rest } = spec;
  const { background, ...config } = spec.config;
  const themed = theme === "dark" ? { ...DARK, ...config, axis: { ...DARK.axis, ...config.axis } } : { ...config, background: "#fff" };
  const compiled = vegaLite.compile({ ...rest, width: SIZE.width, padding: 12, config: themed }, { logger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger });
  const svg = await view.toSVG();
  if (warnings.length > 0) throw new Error(warnings.join("; "));
  const marks = (svg.match(/aria-roledescription="(bar|point|line mark|arc|rect)/g) ?? []).length + (svg.match(/<path aria-label/g) ?? []).length;
  if (marks === 0) throw new Error("no mark is drawn");
  if (/NaN|undefined/.test(svg)) throw new Error("a place or a label is no number");
  return svg;
}

async function drawEcharts({ echarts: option }, theme) {
  const complaints = [];
  const { warn, error } = console;
  console.warn = (...words) => complaints.push(words.join(" "));
  console.error = (...words) => complaints.push(words.join(" "));
  let svg;
  try {
    const chart = echarts.init(null, theme === "dark" ? "dark" : null, { renderer: "svg", ssr: true, ...SIZE });
    const paper = theme === "dark" ? "#16181d" : "#fff";
    chart.setOption({ ...option, animation: false, backgroundColor: paper });
    svg = chart.renderToSVGString();
    const empty = option.series.filter((_, index) => chart.getModel().getSeriesByIndex(index).getData().count() === 0);
    if (empty.length > 0) complaints.push("a series holds nothing");
    complaints.push(...overlaps(chart));
    chart.dispose();
  } finally {
    Object.assign(console, { warn, error });
  }
  if (complaints.length > 0) throw new Error(complaints.join("; "));
  if (/NaN|undefined/.test(svg)) throw new Error("a place or a label is no number");
  return svg;
}

// Which of title, legend and frame of a chart lie on each other.
function overlaps(chart) {
  const model = chart.getModel();
  const places = {};
  for (const kind of ["title", "legend"]) {
    const component = model.getComponent(kind);
    if (!component) continue;
    const { group } = chart.getViewOfComponentModel(component);
    const rect = group.getBoundingRect().clone();
    rect.applyTransform(group.getComputedTransform());
    places[kind] = rect;
  }
  const grid = model.getComponent("grid");
  if (grid) places.frame = grid.coordinateSystem.getRect();
  const names = Object.keys(places);
  const found = [];
  for (const [at, one] of names.entries()) {
    for (const other of names.slice(at + 1)) {
      const [a, b] = [places[one], places[other]];
      const apart = a.y + a.height <= b.y + 0.5 || b.y + b.height <= a.y + 0.5 || a.x + a.width <= b.x || b.x + b.width <= a.x;
      if (!apart) found.push(`${one} and ${other} lie on each other`);
    }
  }
  return found;
}
