import { describe, expect, it } from "vitest";
import { EventReader, eventsOf } from "../../src/api/sse";

const STREAM = "id: 1\nevent: plan\ndata: {\"reading\":\"昨天\"}\n\n: ping\n\nid: 2\r\nevent: done\r\ndata: a\r\ndata: b\r\n\r\nid: 3\ndata:x\n\ndata: unfinished";

describe("server-sent events", () => {
  const expected = [
    { id: "1", name: "plan", data: '{"reading":"昨天"}' },
    { id: "2", name: "done", data: "a\nb" },
    { id: "3", name: "message", data: "x" },
  ];

  it("are the same however the text is cut", () => {
    for (let size = 1; size <= STREAM.length; size++) {
      const reader = new EventReader();
      const found = [];
      for (let at = 0; at < STREAM.length; at += size) found.push(...reader.push(STREAM.slice(at, at + size)));
      expect(found, `pieces of ${size}`).toEqual(expected);
    }
  });

  it("are the same however the bytes are cut, also within a character", async () => {
    const bytes = new TextEncoder().encode(STREAM);
    for (let size = 1; size < 9; size++) {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
          controller.close();
        },
      });
      const found = [];
      for await (const event of eventsOf(body)) found.push(event);
      expect(found).toEqual(expected);
    }
  });

  it("without data are none, and keep their number for the next", () => {
    const reader = new EventReader();
    expect(reader.push("id: 7\nevent: nothing\n\ndata: y\n\n")).toEqual([{ id: "7", name: "message", data: "y" }]);
  });
});
