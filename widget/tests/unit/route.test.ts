import { describe, expect, it } from "vitest";
import { en } from "../../src/words/en";
import { languageOf, moment, pick } from "../../src/words/index";
import { zh } from "../../src/words/zh";
import { routeOf, to } from "../../src/workbench/route";

describe("addresses of the workbench", () => {
  it("lead where they come from", () => {
    expect(routeOf(to.conversation("a/b?c"))).toEqual({ page: "chat", id: "a/b?c" });
    expect(routeOf(to.questions(["昨天?", "a&b=1"]))).toEqual({ page: "chat", questions: ["昨天?", "a&b=1"] });
    expect(routeOf(to.dimension("streamer.tier"))).toEqual({ page: "metrics", dimension: "streamer.tier" });
    expect(routeOf(to.packed("abc-_"))).toEqual({ page: "board", packed: "abc-_" });
    expect(routeOf(to.answer("1"))).toEqual({ page: "chat", answer: "1" });
    expect(routeOf(to.reviews())).toEqual({ page: "reviews" });
    expect(routeOf("")).toEqual({ page: "chat" });
    expect(routeOf("#/nowhere/%E0%A4%A")).toEqual({ page: "chat" });
  });
});

describe("words", () => {
  it("are in both languages, and none is empty", () => {
    const keys = (value: unknown, at = ""): string[] =>
      typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, item]) => keys(item, `${at}.${key}`))
        : [`${at}${value === "" ? " is empty" : ""}`];
    expect(keys(en)).toEqual(keys(zh));
    expect(keys(zh).filter((key) => key.endsWith("is empty"))).toEqual([]);
  });

  it("are those of the browser's first language that is ours", () => {
    expect(languageOf(["fr-FR", "zh-TW", "en"])).toBe("zh");
    expect(languageOf(["en-GB", "zh"])).toBe("en");
    expect(languageOf(["fr"])).toBe("en");
  });

  it("are picked from what the server sends, in whatever form", () => {
    expect(pick({ zh: "", en: "a" }, "zh")).toBe("a");
    expect(pick("x", "zh")).toBe("x");
    expect(pick(null, "en")).toBe("");
    expect(moment("2026-11-19T10:30:00")).toBe("2026-11-19 10:30");
    expect(moment("2026-11-19T10:30:15")).toBe("2026-11-19 10:30:15");
  });
});
