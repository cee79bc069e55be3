import { describe, expect, it } from "vitest";
import type { Column } from "../../src/api/types";
import { drawingOf, drawingOfRows, kindOfDrawing, kindsFor } from "../../src/chart/drawing";
import { dressed, redrawn } from "../../src/chart/option";

const LINES = {
  title: { text: "GMV" }, grid: { top: 64 }, xAxis: { type: "time" }, yAxis: { type: "value", name: "GMV（万）" },
  series: [
    { type: "line", name: "GMV", data: [{ value: ["2026-11-16", 1], tooltip: { formatter: "11-16\n1 万元" } }, { value: ["2026-11-17", null] }] },
    { type: "line", name: "GMV", lineStyle: { type: "dashed" }, data: [{ value: ["2026-11-17", null] }, { value: ["2026-11-18", 3], tooltip: { formatter: "11-18\n3 万元" } }] },
  ],
};
const look = { dark: false, width: 800, still: true };

describe("a chart of the server", () => {
  it("is read mark by mark, gaps and running periods too", () => {
    const drawing = drawingOf(LINES, false)!;
    expect(drawing.places).toEqual(["2026-11-16", "2026-11-17", "2026-11-18"]);
    expect(drawing.timed).toBe(true);
    expect(drawing.axis).toBe("GMV（万）");
    expect(drawing.series).toHaveLength(1);
    expect(drawing.series[0]!.marks).toEqual([
      { value: 1, text: "1 万元", running: false },
      { value: null, text: "", running: false },
      { value: 3, text: "3 万元", running: true },
    ]);
  });

  it("is not redrawn where its form is not known", () => {
    expect(drawingOf({ series: [{ type: "candlestick", data: [] }] }, false)).toBeNull();
    expect(drawingOf({}, false)).toBeNull();
  });

  it("offers a ring only where the server found parts of a whole", () => {
    for (const kind of ["line", "bar", "horizontal_bar", "grouped_bar", "stacked_bar", "heat_map"]) {
      expect(kindsFor(kind, true, 5, 2)).not.toContain("donut");
      expect(kindsFor(kind, true, 5, 2)[0]).toBe(kind);
    }
    expect(kindsFor("donut", false, 4, 1)).toEqual(["donut", "horizontal_bar"]);
    // No line between names that follow no order.
    expect(kindsFor("bar", false, 5, 1)).not.toContain("line");
  });

  it("keeps every number as another kind", () => {
    const option = redrawn(drawingOf(LINES, false)!, "bar", look);
    const [series] = option["series"] as { type: string; data: { value: number | null; tooltip: { formatter: string } }[] }[];
    expect(series!.type).toBe("bar");
    expect(series!.data.map((mark) => mark.value)).toEqual([1, null, 3]);
    expect(series!.data[2]!.tooltip.formatter).toBe("2026-11-18\n3 万元");
  });

  it("takes names with braces as names", () => {
    const drawing = drawingOf({ xAxis: { type: "category", data: ["{a|x}"] }, yAxis: { type: "value" }, series: [{ type: "bar", name: "s", data: [1] }] }, false)!;
    const [series] = redrawn(drawing, "horizontal_bar", look)["series"] as { data: { tooltip: { formatter: string } }[] }[];
    expect(series!.data[0]!.tooltip.formatter).not.toMatch(/[{}|]/);
  });

  it("is dressed without changing what it was given", () => {
    const before = JSON.stringify(LINES);
    const option = dressed({ ...LINES, color: ["#0072B2"] }, { ...look, dark: true });
    expect(JSON.stringify(LINES)).toBe(before);
    expect(option["title"]).toBeUndefined();
    expect(option["color"]).toEqual(["#4aa8e0"]);
    // A place that is called like a colour stays what it is.
    const named = dressed({ xAxis: { type: "category", data: ["#0072B2"] }, series: [] }, { ...look, dark: true });
    expect((named["xAxis"] as { data: string[] }).data).toEqual(["#0072B2"]);
  });
});

describe("a chart made of rows", () => {
  const column = (name: string, role: string, type: string): Column => ({ name, label: name, role, unit: "", type });

  it("has the first number by what the rows are grouped by", () => {
    const columns = [column("platform", "dimension", "string"), column("gmv", "metric", "decimal")];
    const drawing = drawingOfRows(columns, [["a", "5"], ["b", null]], [], "en")!;
    expect(drawing.places).toEqual(["a", "b"]);
    expect(drawing.series[0]!.marks.map((mark) => mark.value)).toEqual([5, null]);
    expect(kindOfDrawing(drawing, "donut")).toBe("horizontal_bar");
  });

  it("is none where there is nothing to compare, or too much", () => {
    const columns = [column("platform", "dimension", "string"), column("gmv", "metric", "decimal")];
    expect(drawingOfRows(columns, [["a", 1]], [], "en")).toBeNull();
    expect(drawingOfRows([columns[1]!], [[1], [2]], [], "en")).toBeNull();
  });
});
