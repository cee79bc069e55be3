import { describe, expect, it } from "vitest";
import type { Cell, Column } from "../../src/api/types";
import { csv, sorted, textOf, tsv, written, type Grid } from "../../src/base/table";

const column = (name: string, type: string, unit = ""): Column => ({ name, label: name, role: "metric", unit, type });

const grid = (columns: Column[], rows: Cell[][]): Grid => ({ columns, rows, label_rows: [] });

describe("a table", () => {
  it("sorts decimals that came as text as numbers, and nothing last both ways", () => {
    const table = grid([column("gmv", "decimal")], [["9"], [null], ["10.5"], ["-3"]]);
    expect(sorted(table, { column: 0, descending: true })).toEqual([2, 0, 3, 1]);
    expect(sorted(table, { column: 0, descending: false })).toEqual([3, 0, 2, 1]);
    expect(sorted(table, null)).toEqual([0, 1, 2, 3]);
  });

  it("sorts Chinese by sound, and equal rows stay as they were", () => {
    const table = grid([column("name", "string")], [["张"], ["李"], ["张"], ["王2"], ["王10"]]);
    expect(sorted(table, { column: 0, descending: false })).toEqual([1, 3, 4, 0, 2]);
  });

  it("writes values by their unit where the server has no words for them", () => {
    expect(written("0.1234", column("rate", "decimal", "ratio"), "en")).toBe("12.34%");
    expect(written(1234567, column("n", "integer"), "zh")).toBe("1,234,567");
    expect(written("2026-11-18T00:00:00", column("day", "datetime"), "zh")).toBe("2026-11-18");
    const table = grid([column("n", "integer")], [[null], [5]]);
    expect(textOf(table, 0, 0, "zh", "无值")).toBe("无值");
    table.label_rows = [["–"], ["5 个"]];
    expect(textOf(table, 1, 0, "zh", "无值")).toBe("5 个");
  });

  it("gives a spreadsheet nothing to compute, and numbers as they are", () => {
    const table = grid([column("=name", "string"), column("n", "decimal")], [
      ["=1+1", "-5"], ["@cmd", "1.50"], ["＋x", null], ['say "a,b"', "2"], ["two\nlines", "3"],
    ]);
    const text = csv(table, [0, 1, 2, 3, 4]);
    expect(text).toBe("\ufeff'=name,n\r\n'=1+1,-5\r\n'@cmd,1.50\r\n'＋x,\r\n\"say \"\"a,b\"\"\",2\r\n\"two\nlines\",3\r\n");
  });

  it("is a table also when pasted", () => {
    const table = grid([column("a", "string"), column("b", "integer")], [["x\ty", 1], ["z", null]]);
    expect(tsv(table, [1, 0], "zh")).toBe("a\tb\nz\t\nx y\t1");
  });
});
