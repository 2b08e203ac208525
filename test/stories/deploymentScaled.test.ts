import { describe, expect, it } from "vitest";
import { loadScenario } from "../../src/scenario/loadScenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { runningAt } from "../simulation/readResult.ts";

const result = simulate(loadScenario("scenarios/deployment-scaled.yaml").scenario);
const scaledAtSeconds = 450;

describe("a Deployment that is scaled in the middle of its rolling update", () => {
  it("starts pods of the old version, which are replaced minutes later", () => {
    const old = result.replicas.filter(
      ({ version, requestedAtSeconds }) => version === "v1" && requestedAtSeconds >= scaledAtSeconds,
    );
    expect(old.length).toBeGreaterThan(2);
    expect(old.every(({ goneAtSeconds }) => goneAtSeconds !== null)).toBe(true);
  });

  it("ends with all the pods of the new version, and with no failed request", () => {
    expect(new Set(runningAt(result, 3599).map(({ version }) => version))).toEqual(new Set(["v2"]));
    expect(runningAt(result, 3599)).toHaveLength(16);
    expect(result.summary).toMatchObject({ outcome: "completed", failedRequests: 0 });
  });
});
