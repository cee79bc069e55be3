// Options of ECharts: the server's own, dressed for this page, and those of another kind.

import type { Drawing, Mark } from "./drawing";

type Option = Record<string, unknown>;

export interface Look {
  dark: boolean;
  /** The width in pixels; a phone gets less beside the marks. */
  width: number;
  still: boolean;
}

/** What the server's title takes above the marks; the page has one of its own. */
const TITLE_HEIGHT = 34;

/** Colours that are too dark on a dark ground, and what stands for them. */
const ON_DARK: Record<string, string> = { "#0072B2": "#4aa8e0", "#5B5B5B": "#9aa3ad", "#8C6D1F": "#c9a74d", "#009E73": "#2fbf95", "#D55E00": "#ee8a3c" };
export const SERIES = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C6D1F", "#5B5B5B"];

export function ink(dark: boolean) {
  return dark
    ? { text: "#c6cad2", faint: "#8d94a0", line: "#343943", split: "#262a32", card: "#1b1e24" }
    : { text: "#3c424c", faint: "#6b7280", line: "#d9dce1", split: "#eceef1", card: "#ffffff" };
}

function colour(name: unknown, dark: boolean): unknown {
  return dark && typeof name === "string" ? (ON_DARK[name] ?? name) : name;
}

/** Colours of an option for a dark ground, wherever they stand. */
function recoloured(value: unknown, dark: boolean): unknown {
  if (!dark) return value;
  if (typeof value === "string") return colour(value, dark);
  if (Array.isArray(value)) return value.map((item) => recoloured(item, dark));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === "data" && isText(item) ? item : recoloured(item, dark)]));
}

/** Names of places are never colours. */
function isText(data: unknown): boolean {
  return Array.isArray(data) && data.every((item) => typeof item === "string");
}

/** The server's option without its title, in the colours and the width of the page. */
export function dressed(option: Option, look: Look): Option {
  const { title: _, ...rest } = recoloured(structuredClone(option), look.dark) as Option;
  const narrow = look.width < 520;
  const grid = rest["grid"] as Option | undefined;
  if (grid) {
    const top = Number(grid["top"] ?? 60) - TITLE_HEIGHT;
    // The name of an upright axis stands above it.
    const least = [rest["yAxis"]].flat().some((axis) => Boolean((axis as Option | undefined)?.["name"])) ? 32 : 14;
    rest["grid"] = { ...grid, top: Math.max(top, least), ...(narrow ? { right: Math.min(Number(grid["right"] ?? 16), 64) } : {}) };
  }
  if (rest["legend"]) rest["legend"] = { ...(rest["legend"] as Option), top: 0, ...legend(look) };
  rest["xAxis"] = axes(rest["xAxis"], look);
  rest["yAxis"] = axes(rest["yAxis"], look);
  rest["series"] = ([rest["series"]].flat() as Option[]).map((one) => series(one, look));
  rest["tooltip"] = { ...(rest["tooltip"] as Option), ...tooltip(look) };
  rest["animation"] = !look.still;
  if (narrow) Object.assign(rest, ringBelow(rest, look));
  if (rest["visualMap"]) {
    rest["visualMap"] = { ...(rest["visualMap"] as Option), textStyle: { color: ink(look.dark).faint }, itemHeight: 120 };
  }
  return rest;
}

function legend(look: Look): Option {
  return { textStyle: { color: ink(look.dark).text, fontSize: 12 }, itemWidth: 14, itemHeight: 8, itemGap: 14, icon: "roundRect", pageIconColor: ink(look.dark).faint, pageTextStyle: { color: ink(look.dark).faint } };
}

/** On a phone the names of a ring stand in a list below it: beside it they would be cut. */
function ringBelow(option: Option, look: Look): Option {
  const [ring] = option["series"] as Option[];
  if (ring?.["type"] !== "pie") return {};
  const told = new Map<string, string>();
  const data = ((ring["data"] ?? []) as Option[]).map((part) => {
    const label = part["label"] as Option | undefined;
    told.set(String(part["name"]), String(label?.["formatter"] ?? part["name"]));
    return { ...part, label: { show: false } };
  });
  const formatter = (name: string) => told.get(name) ?? name;
  return {
    series: [{ ...ring, data, label: { show: false }, labelLine: { show: false }, center: ["50%", "32%"], radius: ["34%", "58%"] }],
    legend: { ...legend(look), orient: "vertical", left: 0, bottom: 0, formatter, textStyle: { color: ink(look.dark).text, fontSize: 13 } },
  };
}

function tooltip(look: Look): Option {
  const colours = ink(look.dark);
  return {
    renderMode: "richText", confine: true, backgroundColor: look.dark ? "#2a2e36" : "#ffffff", borderColor: colours.line,
    textStyle: { color: colours.text, fontSize: 13, lineHeight: 20 }, padding: [8, 12],
  };
}

/** So few places keep all their names, on several lines where they are long. */
const MOST_NAMED = 8;

function axes(given: unknown, look: Look): unknown {
  if (given === undefined) return undefined;
  const colours = ink(look.dark);
  const narrow = look.width < 520;
  const dress = (axis: Option): Option => {
    const isValue = axis["type"] === "value";
    const named = { nameTextStyle: { ...(axis["nameTextStyle"] as Option), color: colours.faint, fontSize: 12 } };
    const label = axis["axisLabel"] as Option | undefined;
    return {
      ...axis, ...named,
      axisLine: { show: !isValue, lineStyle: { color: colours.line } },
      axisTick: { show: false },
      splitLine: { show: isValue, lineStyle: { color: colours.split } },
      axisLabel: {
        color: colours.faint, fontSize: narrow ? 11 : 12, hideOverlap: true, ...label,
        ...(axis["type"] === "category" && !axis["inverse"] && ((axis["data"] ?? []) as unknown[]).length <= MOST_NAMED
          ? { interval: 0, hideOverlap: false, overflow: "break", lineHeight: 15, width: Math.max(36, (look.width - 90) / Math.max(1, ((axis["data"] ?? []) as unknown[]).length) - 10) } : {}),
        ...(axis["type"] === "category" && axis["inverse"] ? { width: narrow ? 84 : 150, overflow: "truncate", color: colours.text } : {}),
      },
      ...(isValue && narrow ? { splitNumber: 4 } : {}),
    };
  };
  if (!Array.isArray(given)) return dress(given as Option);
  // The second scale stands on the right: its name must not leave the picture, and its lines would cross the first's.
  const second = (axis: Option) => ({ ...axis, splitLine: { show: false }, nameTextStyle: { ...(axis["nameTextStyle"] as Option), align: "right" } });
  return given.map((axis, at) => (at === 0 ? dress(axis as Option) : second(dress(axis as Option))));
}

function series(one: Option, look: Look): Option {
  const colours = ink(look.dark);
  const type = one["type"];
  if (type === "bar") {
    const stacked = one["stack"] !== undefined;
    return {
      barMaxWidth: 34, ...one,
      itemStyle: { ...(stacked ? {} : { borderRadius: 3 }), ...(one["itemStyle"] as Option) },
      ...(one["label"] ? { label: { color: colours.text, fontSize: 12, ...(one["label"] as Option) } } : {}),
    };
  }
  if (type === "line") return { ...one, symbol: "circle", symbolSize: 5, lineStyle: { width: 2.25, ...(one["lineStyle"] as Option) } };
  if (type === "pie") {
    return {
      ...one, center: ["50%", "50%"], radius: look.width < 520 ? ["34%", "54%"] : ["46%", "70%"],
      itemStyle: { borderColor: colours.card, borderWidth: 2, borderRadius: 3 },
      label: { color: colours.text, fontSize: look.width < 520 ? 11 : 12, ...(one["label"] as Option) },
      labelLine: { lineStyle: { color: colours.line } },
    };
  }
  return one;
}

/** Text that a template of ECharts leaves as it is. */
function literal(text: string): string {
  return text.replaceAll("{", "｛").replaceAll("}", "｝").replaceAll("|", "｜");
}

/** The same marks as another kind. */
export function redrawn(drawing: Drawing, kind: string, look: Look): Option {
  const several = drawing.series.length > 1;
  const told = (name: string, place: string, mark: Mark): Option => ({
    formatter: literal([place, ...(several ? [name] : []), mark.text].join("\n")),
  });
  const item = (name: string, place: string, mark: Mark): Option => ({
    value: mark.value, tooltip: told(name, place, mark), ...(mark.running ? { itemStyle: { opacity: 0.5 } } : {}),
  });
  const lying = kind === "horizontal_bar";
  const list = drawing.series.map(({ name, marks }) => ({
    type: kind === "line" ? "line" : "bar",
    name,
    ...(kind === "stacked_bar" ? { stack: "whole" } : {}),
    ...(lying ? { label: { show: true, position: "right" } } : {}),
    data: marks.map((mark, at) => {
      const place = drawing.places[at] ?? "";
      return { ...item(name, place, mark), ...(lying ? { label: { formatter: literal(mark.text) } } : {}) };
    }),
  }));
  const category = { type: "category", data: drawing.places };
  const value = { type: "value", name: drawing.axis };
  const option: Option = {
    color: SERIES,
    textStyle: { fontFamily: "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif" },
    aria: { enabled: true },
    tooltip: { trigger: "item" },
    series: list,
    ...(several ? { legend: { type: "scroll", left: 0 } } : {}),
    ...(lying
      ? { yAxis: { ...category, inverse: true }, xAxis: { ...value, nameLocation: "middle", nameGap: 28 } }
      : { xAxis: category, yAxis: { ...value, nameTextStyle: { align: "left" } } }),
    grid: lying
      ? { left: 8, right: 88, top: 48, bottom: 36, containLabel: true }
      : { left: 8, right: 24, top: several ? 92 : 64, bottom: 12, containLabel: true },
  };
  return dressed(option, look);
}

/** How high a chart stands, so that its place is there before it is drawn. */
export function heightOf(kind: string, places: number, series: number): number {
  if (kind === "horizontal_bar" || kind === "funnel") return Math.min(620, Math.max(170, 64 + places * 32));
  if (kind === "heat_map") return Math.min(620, Math.max(260, 130 + series * 28));
  return 320;
}
