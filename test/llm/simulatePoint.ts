import { simulate } from "../../src/simulation/simulate.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { buildVersion } from "../simulation/buildVersion.ts";
import type { MeasuredPoint } from "./MeasuredPoint.ts";
import type { PointTimes } from "./PointTimes.ts";
import { profileOfPoint, readTokensOf } from "./profileOfPoint.ts";

/** Plays the point's load on one replica with the point's server, by the public simulation. */
export function simulatePoint(point: MeasuredPoint): PointTimes {
  const { load, outputTokens, leastShare, firstTokenMs, tokenGapMs } = point;
  const length = (tokens: number) => ({ kind: "uniform", low: tokens * leastShare, high: tokens }) as const;
  // A user has ten requests answered, one after the other; whenever one looks, half of the next is done on average.
  const horizonSeconds =
    load.kind === "rate"
      ? rateSeconds
      : (requestsOfUser * (firstTokenMs + 0.9 * outputTokens * tokenGapMs)) / 1000;
  const result = simulate(
    buildScenario({
      name: "point",
      seed: "point",
      horizonSeconds,
      timelineIntervalSeconds: horizonSeconds / 4,
      primary: buildVersion({
        deployments: [
          buildDeployment({
            scaling: { kind: "static", numReplicas: 1 },
            maxOngoingRequests: 100_000,
            serviceTime: { kind: "llm", profile: profileOfPoint(point) },
          }),
        ],
      }),
      traffic: [
        buildTraffic({
          arrivals:
            load.kind === "rate"
              ? { kind: "constant", requestsPerSecond: load.requestsPerSecond }
              : {
                  kind: "closed-loop",
                  users: load.users,
                  thinkSeconds: { kind: "fixed", value: 0 },
                  rampUpSeconds: 0,
                },
          inputTokens: length(readTokensOf(point)),
          outputTokens: length(outputTokens),
        }),
      ],
    }),
  );
  const { firstToken, tokenGap } = result.tokenLatency.total;
  return {
    firstTokenMs: (firstToken.meanSeconds ?? Number.NaN) * 1000,
    tokenGapMs: (tokenGap.meanSeconds ?? Number.NaN) * 1000,
  };
}

const requestsOfUser = 10.5;
const rateSeconds = 300;
