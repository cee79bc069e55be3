// A chart without a library: what the marks are. Read from the option that the server sends, or from rows.

import type { Cell, Column, Language } from "../api/types";
import { isNumber, numberOf, textOf } from "../base/table";

export interface Mark {
  value: number | null;
  /** The number for people, in the server's words. */
  text: string;
  /** Whether its period is still running. */
  running: boolean;
}

export interface Drawing {
  places: string[];
  /** Whether the places are moments, so that a line between them means something. */
  timed: boolean;
  series: { name: string; marks: Mark[] }[];
  /** What the value axis shows. */
  axis: string;
}

type Option = Record<string, unknown>;

/** The most marks that bars side by side may have. */
const MOST_BARS = 62;
/** The most rows that a chart made from rows shows. */
const MOST_PLACES = 40;

/** The kinds that the rows can be shown as, that of the server first. A ring needs parts of one whole, which only the
 * server knows; so none is offered that the server did not draw. */
export function kindsFor(kind: string, timed: boolean, places: number, series: number): string[] {
  const bars = series > 1 ? "grouped_bar" : "bar";
  const few = places * Math.max(series, 1) <= MOST_BARS;
  switch (kind) {
    case "line": return few ? ["line", bars] : ["line"];
    case "bar": return timed ? ["bar", "line"] : ["bar", "horizontal_bar"];
    case "horizontal_bar": return places <= 12 ? ["horizontal_bar", "bar"] : ["horizontal_bar"];
    case "grouped_bar": return timed ? ["grouped_bar", "line"] : ["grouped_bar"];
    case "stacked_bar": return [...(few ? ["stacked_bar", "grouped_bar"] : ["stacked_bar"]), ...(timed ? ["line"] : [])];
    case "donut": return ["donut", "horizontal_bar"];
    default: return [kind];
  }
}

/** What an option of the server draws; nothing where it is of a form that cannot be redrawn. */
export function drawingOf(option: Option, timed: boolean): Drawing | null {
  const list = (Array.isArray(option["series"]) ? option["series"] : [option["series"]]) as Option[];
  if (list.some((one) => !one || !["bar", "line", "pie"].includes(String(one["type"])))) return null;
  const axes = [option["xAxis"], option["yAxis"]].flat().filter(Boolean) as Option[];
  const value = axes.find((axis) => axis["type"] === "value");
  const category = axes.find((axis) => axis["type"] === "category");
  const named = category ? ((category["data"] ?? []) as unknown[]).map(placeName) : null;
  const places: string[] = named ? [...named] : [];
  const series = new Map<string, Map<string, Mark>>();
  for (const one of list) {
    const name = String(one["name"] ?? "");
    const marks = series.get(name) ?? new Map<string, Mark>();
    series.set(name, marks);
    const dashed = (one["lineStyle"] as Option | undefined)?.["type"] === "dashed";
    ((one["data"] ?? []) as unknown[]).forEach((item, index) => {
      const read = markOf(item);
      const place = read.place ?? named?.[index] ?? String(index);
      if (!places.includes(place)) places.push(place);
      // The tail of a running period repeats the last point before it.
      if (!marks.has(place)) marks.set(place, { ...read.mark, running: read.mark.running || dashed });
    });
  }
  if (places.length === 0) return null;
  const isTime = axes.some((axis) => axis["type"] === "time");
  if (isTime) places.sort();
  const none: Mark = { value: null, text: "", running: false };
  return {
    places: isTime ? places.map((place) => place.replace(/T00:00:00$/, "").replace("T", " ")) : places,
    timed: timed || isTime,
    series: [...series].map(([name, marks]) => ({ name, marks: places.map((place) => marks.get(place) ?? none) })),
    axis: String(value?.["name"] ?? ""),
  };
}

function placeName(item: unknown): string {
  return typeof item === "object" && item !== null ? String((item as Option)["value"] ?? "") : String(item);
}

function markOf(item: unknown): { place?: string; mark: Mark } {
  if (typeof item !== "object" || item === null) return { mark: { value: item === null ? null : numberOf(item as Cell), text: "", running: false } };
  const fields = item as Option;
  const raw = fields["value"];
  const pair = Array.isArray(raw) ? raw : null;
  const told = String((fields["tooltip"] as Option | undefined)?.["formatter"] ?? "");
  const mark: Mark = {
    value: numberOf((pair ? pair[1] : raw) as Cell),
    text: told.split("\n").at(-1) ?? "",
    running: (fields["itemStyle"] as Option | undefined)?.["opacity"] !== undefined,
  };
  const place = pair ? String(pair[0]) : fields["name"];
  return { mark, ...(typeof place === "string" ? { place } : {}) };
}

/** A chart made of rows that came without one: the first number of the rows by what they are grouped by. */
export function drawingOfRows(columns: Column[], rows: Cell[][], labels: string[][], language: Language): Drawing | null {
  const grid = { columns, rows, label_rows: labels };
  const at = (test: (column: Column) => boolean) => columns.map((column, index) => ({ column, index })).filter((one) => test(one.column));
  const groups = at((column) => column.role === "dimension" || column.role === "time");
  const value = at((column) => column.role === "metric" && isNumber(column))[0];
  if (!value || groups.length === 0 || rows.length < 2) return null;
  const place = groups.find((one) => one.column.role === "time") ?? groups[0];
  const split = groups.find((one) => one !== place);
  if (!place || groups.length > 2) return null;
  const places: string[] = [];
  const series = new Map<string, Map<string, Mark>>();
  rows.forEach((cells, row) => {
    const name = textOf(grid, row, place.index, language, "–");
    if (!places.includes(name)) places.push(name);
    const of = split ? textOf(grid, row, split.index, language, "–") : value.column.label || value.column.name;
    const marks = series.get(of) ?? new Map<string, Mark>();
    series.set(of, marks);
    marks.set(name, {
      value: numberOf(cells[value.index]),
      text: textOf(grid, row, value.index, language, "–"),
      running: false,
    });
  });
  if (places.length < 2 || places.length > MOST_PLACES * 3 || series.size > 8) return null;
  const none: Mark = { value: null, text: "", running: false };
  return {
    places,
    timed: place.column.role === "time",
    series: [...series].map(([name, marks]) => ({ name, marks: places.map((one) => marks.get(one) ?? none) })),
    axis: value.column.label || value.column.name,
  };
}

/** The kind for rows without a chart. */
export function kindOfDrawing(drawing: Drawing, wished: string): string {
  const several = drawing.series.length > 1;
  const kinds = drawing.timed
    ? ["line", several ? "grouped_bar" : "bar", ...(several ? ["stacked_bar"] : [])]
    : several ? ["grouped_bar"] : ["horizontal_bar", "bar"];
  return kinds.includes(wished) ? wished : (kinds[0] ?? "horizontal_bar");
}
