import { describe, expect, it } from "vitest";
import { SimulationLimitError } from "../../../src/engine/SimulationLimitError.ts";
import { RequestTable } from "../../../src/serve/path/RequestTable.ts";

describe("RequestTable", () => {
  it("holds exactly as many requests as its limit, small or large, and says what to do beyond", () => {
    for (const maxRequests of [1, 10, 255, 256, 257, 300, 1024]) {
      const table = new RequestTable({ maxRequests });
      for (let i = 0; i < maxRequests; i++) table.open();
      expect(table.size).toBe(maxRequests);
      expect(() => table.open()).toThrow(SimulationLimitError);
      expect(() => table.open()).toThrow(/max_queued_requests.*maxRequestsInSystem/);
      expect(table.size).toBe(maxRequests);
      table.close(0);
      expect(table.open()).toBe(0);
    }
  });

  it("never gives a row to two requests, keeps what is written there, and uses rows again", () => {
    const table = new RequestTable({ maxRequests: 100_000 });
    const open = new Map<number, number>();
    let mark = 0;
    for (let i = 0; i < 20_000; i++) {
      // Up to 900 at once, then down to none, in an order that is neither first nor last come.
      if ((i * 7919) % 1000 < 560 && i < 15_000) {
        const request = table.open();
        expect(open.has(request)).toBe(false);
        open.set(request, ++mark);
        table.workSeconds[request] = mark;
        table.replica[request] = mark;
      } else {
        const [request, written] = [...open][(i * 31) % Math.max(1, open.size)] ?? [];
        if (request === undefined) continue;
        expect([table.workSeconds[request], table.replica[request]]).toEqual([written, written]);
        table.close(request);
        open.delete(request);
      }
      expect(table.size).toBe(open.size);
    }
    expect(table.workSeconds.length).toBeLessThanOrEqual(4096);
  });
});
