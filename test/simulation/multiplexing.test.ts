import { describe, expect, it } from "vitest";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { playLawfully } from "./playLawfully.ts";

/** As many models as given, each asked for now and then, on four replicas that hold two each. */
function played(modelCount: number) {
  return playLawfully(
    buildScenario({
      horizonSeconds: 600,
      primary: buildVersion({
        deployments: [
          buildDeployment({
            scaling: { kind: "static", numReplicas: 4 },
            maxOngoingRequests: 20,
            multiplexing: { maxModelsPerReplica: 2, loadSeconds: 3 },
          }),
        ],
      }),
      traffic: Array.from({ length: modelCount }, (_, index) =>
        buildTraffic({
          name: `users ${index}`,
          model: `model ${index}`,
          arrivals: { kind: "poisson", requestsPerSecond: 4 / modelCount },
        }),
      ),
    }),
  ).summary;
}

describe("a deployment that multiplexes models", () => {
  it("loads each model about once where all fit, for requests go where their model is", () => {
    const summary = played(8);
    expect(summary.modelLoads).toBe(8);
    expect(summary.p50LatencySeconds).toBeCloseTo(1, 2);
    expect(summary.maxLatencySeconds).toBeGreaterThanOrEqual(4);
  });

  it("loads again and again where there are more than replicas can hold", () => {
    const summary = played(24);
    expect(summary.modelLoads).toBeGreaterThan(200);
    expect(summary.p50LatencySeconds).toBeGreaterThan(2);
  });

  it("takes no notice of models where the deployment does not multiplex", () => {
    const summary = playLawfully(
      buildScenario({ horizonSeconds: 100, traffic: [buildTraffic({ model: "some" })] }),
    ).summary;
    expect(summary.modelLoads).toBe(0);
    expect(summary.maxLatencySeconds).toBe(1);
  });
});
