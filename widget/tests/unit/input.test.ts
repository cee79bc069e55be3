import { describe, expect, it } from "vitest";
import type { Hit } from "../../src/api/types";
import { completed, fragments, isComposing, ofHits, ofPast } from "../../src/input/complete";

describe("autocomplete", () => {
  it("looks for names at the end of a text", () => {
    expect(fragments("昨天各平台GM")).toEqual(["GM"]);
    expect(fragments("show ad sp")).toEqual(["ad sp", "sp"]);
    expect(fragments("昨天退款")).toEqual(["昨天退款", "天退款", "退款", "款"]);
    expect(fragments("昨天 ")).toEqual([]);
    expect(fragments("gmv ")).toEqual([]);
    expect(fragments("a")).toEqual([]);
    expect(fragments("")).toEqual([]);
  });

  it("puts a name in the place of what was typed of it", () => {
    const one = { kind: "metric", text: "退款率", about: "", replaces: 2 } as const;
    expect(completed("昨天退款各平台", 4, one)).toEqual({ text: "昨天退款率各平台", caret: 5 });
    const latin = { kind: "metric", text: "Refund rate", about: "", replaces: 3 } as const;
    expect(completed("the ref", 7, latin)).toEqual({ text: "the Refund rate ", caret: 16 });
    expect(completed("the ref?", 7, latin).text).toBe("the Refund rate?");
    const past = { kind: "past", text: "上周呢", about: "", replaces: 9 } as const;
    expect(completed("anything", 3, past)).toEqual({ text: "上周呢", caret: 3 });
  });

  it("offers no name twice, nor what is there already", () => {
    const hit = (zh: string): Hit => ({ kind: "metric", id: zh, dimension: null, label: { zh, en: "" }, matched: "" });
    const found = ofHits([hit("退款率"), hit("退款率"), hit("退款"), hit("")], "退款", (one) => (one.label as { zh: string }).zh);
    expect(found.map((one) => one.text)).toEqual(["退款率"]);
  });

  it("offers nothing that would take the place of the words before it", () => {
    const hit = (zh: string, matched: string): Hit => ({ kind: "metric", id: zh, dimension: null, label: { zh, en: "" }, matched });
    const texts = (fragment: string, ...hits: Hit[]) => ofHits(hits, fragment, (one) => (one.label as { zh: string }).zh).map((one) => one.text);
    expect(texts("昨天退款", hit("日期", "天"), hit("退款率", "退款率"))).toEqual(["退款率"]);
    expect(texts("天", hit("日期", "天"))).toEqual(["日期"]);
  });

  it("offers questions that were asked before", () => {
    const past = ["昨天各平台GMV", "上周GMV", "昨天各平台gmv", "昨天各平台GMV"];
    expect(ofPast(past, "gmv", 5).map((one) => one.text)).toEqual(["昨天各平台GMV", "上周GMV", "昨天各平台gmv"]);
    expect(ofPast(past, "g", 5)).toEqual([]);
  });

  it("knows the keys of an input method", () => {
    expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
  });
});
