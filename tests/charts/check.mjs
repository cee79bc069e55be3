// Draws charts with the libraries that readers of an answer use, and says what is wrong with them.
//
//   node check.mjs CHARTS.jsonl [FOLDER]
//
// Each line is {"name", "vega_lite", "echarts"}. A Vega-Lite specification must keep its JSON schema,
// compile without a warning and render; an ECharts option must render; both must show marks. With a
// FOLDER, the pictures are written there as SVG. Ends with 1 where anything is wrong.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import * as echarts from "echarts";
import * as vega from "vega";
import * as vegaLite from "vega-lite";

const SIZE = { width: 800, height: 420 };
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
    try {
      const svg = await draw(chart);
      if (folder) writeFileSync(join(folder, `${chart.name}.${library}.svg`), svg);
    } catch (error) {
      wrong.push(`${chart.name}, ${library}: ${error.message}`);
    }
  }
}
for (const message of wrong) console.error(message);
console.log(`${lines.length} charts drawn by vega-lite ${vegaLite.version} and echarts ${echarts.version}, ${wrong.length} faults`);
process.exit(wrong.length === 0 && lines.length > 0 ? 0 : 1);

async function drawVegaLite({ vega_lite: spec }) {
  if (!keepsSchema(spec)) throw new Error(`not of the schema: ${ajv.errorsText(keepsSchema.errors)}`);
  const warnings = [];
  // Vega-Lite says this of every chart with bars of a fixed height, also where only the width is to fit.
  const harmless = 'Dropping "fit-y" because spec has discrete height.';
  const keep = (...words) => words.join(" ") !== harmless && warnings.push(words.join(" "));
  const logger = { level: () => logger, error: keep, warn: keep, info: () => logger, debug: () => logger };
  vegaLite.compile(spec, { logger });
  // A width that follows its container has none here: the picture itself gets one.
  const { autosize, ...rest } = spec;
  const compiled = vegaLite.compile({ ...rest, width: SIZE.width }, { logger }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger });
  const svg = await view.toSVG();
  if (warnings.length > 0) throw new Error(warnings.join("; "));
  const marks = (svg.match(/aria-roledescription="(bar|point|line mark|arc|rect)/g) ?? []).length + (svg.match(/<path aria-label/g) ?? []).length;
  if (marks === 0) throw new Error("no mark is drawn");
  if (/NaN|undefined/.test(svg)) throw new Error("a place or a label is no number");
  return svg;
}

async function drawEcharts({ echarts: option }) {
  const complaints = [];
  const { warn, error } = console;
  console.warn = (...words) => complaints.push(words.join(" "));
  console.error = (...words) => complaints.push(words.join(" "));
  let svg;
  try {
    const chart = echarts.init(null, null, { renderer: "svg", ssr: true, ...SIZE });
    chart.setOption({ ...option, animation: false });
    svg = chart.renderToSVGString();
    const empty = option.series.filter((_, index) => chart.getModel().getSeriesByIndex(index).getData().count() === 0);
    if (empty.length > 0) complaints.push("a series holds nothing");
    chart.dispose();
  } finally {
    Object.assign(console, { warn, error });
  }
  if (complaints.length > 0) throw new Error(complaints.join("; "));
  if (/NaN|undefined/.test(svg)) throw new Error("a place or a label is no number");
  return svg;
}
