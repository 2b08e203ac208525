import { describe, expect, it } from "vitest";
import { renderSharesCsv } from "../../../src/report/csv/renderSharesCsv.ts";
import { loadScenario } from "../../../src/scenario/loadScenario.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import { quietResult } from "../../quietResult.ts";

describe("renderSharesCsv", () => {
  it("is left out where two roles tell all", () => {
    expect(renderSharesCsv(quietResult)).toBeNull();
  });

  it("has a line for every version at each change, with its name", () => {
    const { scenario } = loadScenario("scenarios/shadow-backend.yaml");
    const lines = renderSharesCsv(simulate(scenario))?.split("\r\n") ?? [];
    expect(lines[0]).toBe("at_s,version,name,capacity_percent,traffic_percent,mirror_percent");
    expect(lines.filter((line) => line.startsWith("600,"))).toEqual([
      "600,v1,chat-1,100,50,0",
      "600,v2,chat-2,100,30,0",
      "600,v3,chat-3,100,20,0",
    ]);
    expect(lines).toContain("1440,v4,shadow,100,0,50");
  });
});
