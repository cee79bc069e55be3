import { describe, expect, it } from "vitest";
import { flowed, moved } from "../../src/state/grid";

describe("the grid of a board", () => {
  const places = (...sizes: [number, number][]) => flowed(sizes.map(([width, height]) => ({ width, height }))).map(({ x, y }) => [x, y]);

  it("has tiles after each other, below where there is no room beside", () => {
    expect(places([6, 6], [6, 6], [6, 6])).toEqual([[0, 0], [6, 0], [0, 6]]);
    expect(places([3, 3], [4, 3], [6, 6])).toEqual([[0, 0], [3, 0], [0, 3]]);
    expect(flowed([])).toEqual([]);
  });

  it("fills what is free beside a high tile, and never goes back", () => {
    expect(places([6, 6], [3, 3], [3, 3], [6, 6])).toEqual([[0, 0], [6, 0], [9, 0], [6, 3]]);
    expect(places([8, 2], [8, 2], [4, 2])).toEqual([[0, 0], [0, 2], [8, 2]]);
    // What is wider than the grid is as wide as it.
    expect(flowed([{ width: 40, height: 1 }])).toEqual([{ x: 0, y: 0, w: 12, h: 1 }]);
  });

  it("keeps the order when it is read from left to right", () => {
    const sizes: [number, number][] = [[3, 3], [12, 2], [5, 7], [4, 4], [3, 3], [6, 6], [2, 1], [9, 2]];
    const read = places(...sizes);
    expect(read.toSorted(([ax = 0, ay = 0], [bx = 0, by = 0]) => ay - by || ax - bx)).toEqual(read);
  });

  it("has tiles that change places", () => {
    const tiles = ["a", "b", "c"].map((id) => ({ id }));
    const names = (list: { id: string }[]) => list.map((tile) => tile.id).join("");
    expect(names(moved(tiles, "a", 2))).toBe("bca");
    expect(names(moved(tiles, "c", -5))).toBe("cab");
    expect(names(moved(tiles, "x", 0))).toBe("abc");
  });
});
