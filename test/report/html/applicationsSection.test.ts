import { describe, expect, it } from "vitest";
import { applicationsSection } from "../../../src/report/html/applicationsSection.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { readAll, readTables } from "./readPage.ts";

const base = gpuSurgeResult();

function resultWith(changes: Partial<SimulationResult["service"]>): SimulationResult {
  return { ...base, service: { ...base.service, ...changes }, versions: [] };
}
const { primaryVersion } = base.service;
const canary = { ...primaryVersion, id: "v2", state: "STARTING", weight: 0 } as const;

/** A version whose application was told of so many times, its deployment once in between. */
function history(changes: number): SimulationResult {
  const own = Array.from({ length: changes }, (_, index) => ({
    atSeconds: 60 * index,
    status: index === 0 ? ("DEPLOYING" as const) : ("RUNNING" as const),
    message: `change ${index}`,
  }));
  const deployment = {
    name: "llm",
    changes: [
      { atSeconds: 30, status: "HEALTHY", trigger: "CONFIG_UPDATE_COMPLETED", message: "all replicas run" },
    ],
  } as const;
  const [version] = base.versions;
  return {
    ...base,
    versions: [{ ...version!, applications: [{ name: "chat", changes: own, deployments: [deployment] }] }],
  };
}

describe("the status on a page", () => {
  it("tells of the service, and of each version that is there at the end", () => {
    const { markup } = applicationsSection(resultWith({ goalState: "TERMINATED" }));
    expect(readAll(markup, "h2")).toEqual(["Status"]);
    expect(readAll(markup, "p")[0]).toBe("At the end chat is RUNNING (goal: TERMINATED).");
    const captions = (result: SimulationResult) =>
      readTables(applicationsSection(result).markup).map(({ caption }) => caption);
    expect(captions(resultWith({}))).toEqual(["v1 at the end: RUNNING, weight 100"]);
    expect(captions(resultWith({ canaryVersion: canary }))).toEqual([
      "v1 at the end: RUNNING, weight 100",
      "v2 at the end: STARTING, weight 0",
    ]);
  });

  it("tells of each application and below it of its deployments", () => {
    const [table] = readTables(applicationsSection(resultWith({})).markup);
    expect(table?.headers).toEqual(["Application", "Deployment", "Status", "Trigger", "Running", "Target"]);
    expect(table?.kinds).toEqual(["text", "text", "text", "text", "number", "number"]);
    expect(table?.rows).toEqual([
      ["chat", "", "RUNNING", "chat", "", ""],
      ["chat", "chat", "HEALTHY", "CONFIG_UPDATE_COMPLETED", "1", "1"],
    ]);
  });
});

describe("the changes of applications and deployments on a page", () => {
  it("stand in order of time", () => {
    const table = readTables(applicationsSection(history(2)).markup).at(-1);
    expect(table?.caption).toBe("Applications and deployments of v1");
    expect(table?.headers).toEqual(["Time", "What", "Status", "Trigger", "Message"]);
    expect(table?.kinds).toEqual(["moment", "text", "text", "text", "text"]);
    expect(table?.rows).toEqual([
      ["0:00", "chat", "DEPLOYING", "", "change 0"],
      ["0:30", "chat: llm", "HEALTHY", "CONFIG_UPDATE_COMPLETED", "all replicas run"],
      ["1:00", "chat", "RUNNING", "", "change 1"],
    ]);
  });

  it("are two hundred at most, and the rest is counted", () => {
    const shown = (changes: number) => {
      const { markup } = applicationsSection(history(changes));
      return [
        readTables(markup).at(-1)?.rows.length,
        readAll(markup, "p").filter((text) => text.includes("more")),
      ];
    };
    expect(shown(199)).toEqual([200, []]);
    expect(shown(200)).toEqual([200, ["1 more changes."]]);
    expect(shown(1300)).toEqual([200, ["1,101 more changes."]]);
  });
});
