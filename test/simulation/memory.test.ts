import { describe, expect, it } from "vitest";
import { EventLoop } from "../../src/engine/EventLoop.ts";
import { RequestStatistics } from "../../src/metrics/RequestStatistics.ts";
import { failureReasons } from "../../src/serve/path/failureReasons.ts";
import { RequestPath } from "../../src/serve/path/RequestPath.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";

describe("memory", () => {
  it("grows with the requests in the system, not with those served: 200,000 fit into one small table", () => {
    const loop = new EventLoop({ maxEvents: Number.POSITIVE_INFINITY });
    const statistics = new RequestStatistics({ failureCodes: failureReasons.length });
    const path = new RequestPath({
      loop,
      statistics,
      maxRequests: 1_000_000,
      rank: 50,
    });
    const version = statistics.addVersion();
    const deployment = buildDeployment({ maxOngoingRequests: 10 });
    const router = path.addRouter({ version, deployment, random: () => 0.5 });
    path.addReplica({ router, maxOngoing: 10, slowdown: 0, speed: 1, owner: 0 });
    const capacity = path.requests.arrivalSeconds.length;
    for (let i = 0; i < 200_000; i++) {
      path.arrive(router, 1, 0);
      loop.runUntil(loop.nowSeconds + 0.125);
    }
    loop.runUntil(loop.nowSeconds + 10);
    expect(statistics.versions[0]?.succeeded).toBe(200_000);
    expect(path.requests.arrivalSeconds.length).toBe(capacity);
    expect(path.requests.size).toBe(0);
  });

  it("lets a run with a limit of 400 requests in the system serve 200,000", () => {
    const quick = buildVersion({
      deployments: [
        buildDeployment({
          serviceTime: { kind: "distribution", seconds: { kind: "exponential", mean: 0.1 } },
        }),
      ],
    });
    const result = simulate(
      buildScenario({
        primary: quick,
        traffic: [buildTraffic({ arrivals: { kind: "poisson", requestsPerSecond: 170 } })],
        limits: { maxRequestsInSystem: 400, maxEvents: 5_000_000 },
      }),
    );
    expect(result.summary.succeededRequests).toBeGreaterThan(200_000);
  });
});
