import { describe, expect, it } from "vitest";
import { SimulationLimitError } from "../../../src/engine/SimulationLimitError.ts";
import { ClientTable } from "../../../src/simulation/traffic/ClientTable.ts";

describe("the table of clients' requests", () => {
  it("gives each open request a row of its own, and uses a row again once it is closed", () => {
    const table = new ClientTable({ maxRequests: 1000 });
    const rows = Array.from({ length: 300 }, () => table.open());
    expect(new Set(rows).size).toBe(300);
    const [first, , third] = rows;
    table.close(first!);
    table.close(third!);
    expect(new Set([table.open(), table.open()])).toEqual(new Set([first, third]));
    expect(rows).not.toContain(table.open());
  });

  it("counts the open requests of a stream", () => {
    const table = new ClientTable({ maxRequests: 1000 });
    const rows = Array.from({ length: 100 }, (_, index) => {
      const row = table.open();
      table.stream[row] = index % 4 === 0 ? 1 : 2;
      return row;
    });
    expect([0, 1, 2].map((stream) => table.countOpen(stream))).toEqual([0, 25, 75]);
    for (const row of rows.slice(0, 4)) table.close(row);
    expect([0, 1, 2].map((stream) => table.countOpen(stream))).toEqual([0, 24, 72]);
  });

  it("keeps what was written while it grows", () => {
    const table = new ClientTable({ maxRequests: 1000 });
    const first = table.open();
    table.serial[first] = 7;
    table.pinnedVersion[first] = 2;
    for (let count = 0; count < 200; count++) {
      const row = table.open();
      expect(table.timer[row]).toBe(-1);
    }
    expect([table.serial[first], table.pinnedVersion[first]]).toEqual([7, 2]);
  });

  it("says what to do where more requests are open than may be", () => {
    const table = new ClientTable({ maxRequests: 128 });
    for (let count = 0; count < 128; count++) table.open();
    const words =
      "more than 128 requests of clients are not answered: the service cannot keep up with them; " +
      "set a client's overallTimeout, or raise limits.maxRequestsInSystem";
    expect(() => table.open()).toThrow(new SimulationLimitError(words));
  });
});
