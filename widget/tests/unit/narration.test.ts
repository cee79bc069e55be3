import { describe, expect, it } from "vitest";
import type { Answer, Binding } from "../../src/api/types";
import { afterHeadline, pieces, sourceLine } from "../../src/base/narration";

const binding = (text: string, start: number): Binding => ({
  text, start, end: start + text.length, how: "cell", left: [{ result: "answer", row: 0, column: "gmv" }],
});

describe("a narration", () => {
  it("marks the numbers of proved sentences where they stand", () => {
    const proof = [
      { text: "最高 30 元。", numbers: [binding("30 元", 3)] },
      { text: "😀共 5 行", numbers: [binding("5 行", 4)] },
    ];
    const made = pieces("最高 30 元。**其次** 😀共 5 行", proof);
    expect(made.map((piece) => piece.text).join("")).toBe("最高 30 元。其次 😀共 5 行");
    expect(made.filter((piece) => piece.binding).map((piece) => piece.text)).toEqual(["30 元", "5 行"]);
    expect(made.find((piece) => piece.strong)?.text).toBe("其次");
  });

  it("leaves a text alone whose sentence is not there, and marks outside of it", () => {
    expect(pieces("a < b", [{ text: "c", numbers: [binding("c", 0)] }])).toEqual([{ text: "a < b" }]);
    expect(pieces("12", [{ text: "12", numbers: [binding("123", 0)] }])).toEqual([{ text: "12" }]);
    expect(pieces("2 ** 3", [])).toEqual([{ text: "2 ** 3" }]);
  });

  it("takes each of equal sentences once", () => {
    const sentence = { text: "5 行。", numbers: [binding("5 行", 0)] };
    const made = pieces("5 行。5 行。", [sentence, sentence]);
    expect(made.filter((piece) => piece.binding)).toHaveLength(2);
  });

  it("does not say its headline twice", () => {
    expect(afterHeadline({ headline: "A.", narration: "A. B." })).toBe("B.");
    expect(afterHeadline({ headline: "A.", narration: "C." })).toBe("C.");
  });

  it("knows the row, the column and the value of a source", () => {
    const answer: Partial<Answer> = {
      columns: [
        { name: "platform", label: "平台", role: "dimension", unit: "", type: "string" },
        { name: "gmv", label: "成交金额", role: "metric", unit: "CNY", type: "decimal" },
      ],
      rows: [["douyin", "30210.5"]],
      label_rows: [["抖音", "3 万元"]],
      supporting: [{ name: "total", semantic_sql: "", sql: "", columns: [{ name: "gmv", label: "成交金额", role: "metric", unit: "CNY", type: "decimal" }], rows: [["40000"]] }],
    };
    expect(sourceLine(answer, { result: "answer", row: 0, column: "gmv" }, "zh", "无")).toEqual({ row: "抖音", column: "成交金额", value: "3 万元", result: "" });
    expect(sourceLine(answer, { result: "total", row: 0, column: "gmv" }, "zh", "无")).toEqual({ row: "", column: "成交金额", value: "40,000", result: "total" });
    expect(sourceLine(answer, { result: "nowhere", row: 0, column: "gmv" }, "zh", "无")).toBeNull();
    expect(sourceLine(answer, { result: "answer", row: 9, column: "gmv" }, "zh", "无")).toBeNull();
  });
});
