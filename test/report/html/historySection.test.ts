import { describe, expect, it } from "vitest";
import { historySection } from "../../../src/report/html/historySection.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { readAll, readTables } from "./readPage.ts";

const result = gpuSurgeResult();

describe("the states on a page", () => {
  it("are those of the service and of each version, with when and why", () => {
    const tables = readTables(historySection(result).markup);
    expect(tables.slice(0, 3).map(({ caption }) => caption)).toEqual(["Service", "Version v1", "Version v2"]);
    for (const { headers, kinds } of tables.slice(0, 3)) {
      expect(headers).toEqual(["Time", "State", "Why"]);
      expect(kinds).toEqual(["moment", "moment", "text"]);
    }
    expect(tables[0]?.rows.slice(0, 2)).toEqual([
      ["0:00", "RUNNING", "start"],
      ["10:00", "ROLLING_OUT", "deploy v2"],
    ]);
    expect(tables[2]?.rows).toEqual([
      ["10:00", "STARTING", "deploy v2"],
      ["14:00", "RUNNING", "all applications are healthy"],
    ]);
    expect(readAll(historySection(result).markup, "h2")).toEqual(["States", "Events"]);
  });
});

describe("the events on a page", () => {
  const event = { atSeconds: 61, kind: "replica-died", message: "It died." };
  const read = (count: number, changes: object = {}) => {
    const events = Array.from({ length: count }, () => ({ ...event, ...changes }));
    const { markup } = historySection({ ...result, events });
    return { table: readTables(markup).at(-1), words: readAll(markup, "p").filter((text) => text !== "") };
  };

  it("say when, what and where", () => {
    const { table, words } = read(1, { version: "v2", deployment: "llm", replica: 0, node: 7 });
    expect(table).toEqual({
      caption: "1 of 1 events.",
      headers: ["Time", "Event", "Where", "What"],
      kinds: ["moment", "moment", "text", "text"],
      rows: [["1:01", "replica-died", "v2 llm replica 0 node 7", "It died."]],
      rowClasses: ["plain"],
    });
    expect(words).toEqual([]);
    expect(read(1).table?.rows[0]?.[2]).toBe("");
    expect(read(1, { node: 3 }).table?.rows[0]?.[2]).toBe("node 3");
  });

  it("are three hundred at most, and the rest is counted", () => {
    const counted = (count: number) => {
      const { table, words } = read(count);
      return [table?.rows.length, table?.caption, ...words];
    };
    expect(counted(300)).toEqual([300, "300 of 300 events."]);
    expect(counted(301)).toEqual([300, "300 of 301 events.", "1 more in events.jsonl."]);
    expect(counted(1500)).toEqual([300, "300 of 1,500 events.", "1,200 more in events.jsonl."]);
  });

  it("are told of in a sentence where there are none", () => {
    expect(read(0).words).toEqual(["Nothing happened."]);
  });
});
