import type { RequestCounts } from "../../src/simulation/result/RequestLedger.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { VersionTimeline } from "../../src/simulation/result/Timeline.ts";
import { quietResult } from "../quietResult.ts";
import { buildServiceStatus } from "./buildServiceStatus.ts";

const none: RequestCounts = {
  arrived: 0,
  succeeded: 0,
  failed: {
    "queue-full": 0,
    timeout: 0,
    "replica-died": 0,
    shutdown: 0,
    unavailable: 0,
    "application-error": 0,
    "client-timeout": 0,
    "child-failed": 0,
    "caller-gone": 0,
    "proxy-died": 0,
  },
  inSystem: 0,
};
const silent = {
  meanSeconds: null,
  p50Seconds: null,
  p90Seconds: null,
  p99Seconds: null,
  maxSeconds: null,
};

export const hostileName = `=cmd|'/C calc'!A0 <script>alert("x")</script> & 'quotes' ]]> \u001b[31mred\u001b[0m`;

/** No update, no requests, nothing measured, and names that try to break out of every format. */
export function emptyResult(options: { readonly rows: number }): SimulationResult {
  const zeros = Array.from({ length: options.rows }, () => 0);
  const nulls = zeros.map(() => null);
  const version = (running: number): VersionTimeline => ({
    capacityPercent: zeros.map(() => (running > 0 ? 100 : 0)),
    trafficPercent: zeros.map(() => (running > 0 ? 100 : 0)),
    requestedReplicas: zeros,
    startingReplicas: zeros,
    runningReplicas: zeros.map(() => running),
    drainingReplicas: zeros,
    nodes: zeros,
    queuedRequests: zeros,
    ongoingRequests: zeros,
    arrivedRequests: zeros,
    succeededRequests: zeros,
    failedRequests: zeros,
    p50Seconds: nulls,
    p90Seconds: nulls,
    p99Seconds: nulls,
    p50FirstTokenSeconds: nulls,
    p99FirstTokenSeconds: nulls,
    p50TokenGapSeconds: nulls,
    p99TokenGapSeconds: nulls,
  });
  return {
    ...quietResult,
    scenario: {
      name: hostileName,
      description: hostileName,
      seed: hostileName,
      horizonSeconds: 60,
      replacements: "after-drain",
    },
    summary: {
      ...quietResult.summary,
      peakNodes: 0,
      nodeHours: 0,
      costDollars: 0,
      replicasStarted: 0,
      nodesStarted: 0,
    },
    steps: [],
    trafficInEffect: [],
    splits: [
      {
        atSeconds: 0,
        cause: "start",
        planIndex: null,
        split: {
          canary: { capacityPercent: 0, trafficPercent: 0 },
          primary: { capacityPercent: 100, trafficPercent: 100 },
        },
      },
    ],
    service: buildServiceStatus(hostileName),
    serviceStates: [{ atSeconds: 0, state: "RUNNING", reason: hostileName }],
    versions: [
      {
        id: "v1",
        changes: [{ atSeconds: 0, state: "RUNNING", reason: hostileName }],
        shares: [{ atSeconds: 0, capacityPercent: 100, trafficPercent: 100, mirrorPercent: 0 }],
        configurations: [],
        applications: [
          {
            name: hostileName,
            changes: [{ atSeconds: 0, status: "RUNNING", message: hostileName }],
            deployments: [
              {
                name: hostileName,
                changes: [{ atSeconds: 0, status: "HEALTHY", trigger: "UNSPECIFIED", message: hostileName }],
              },
            ],
          },
        ],
      },
    ],
    tokenLatency: {
      total: { firstToken: silent, tokenGap: silent },
      byVersion: { v1: { firstToken: silent, tokenGap: silent } },
    },
    latency: { total: silent, byVersion: { v1: silent } },
    requests: {
      total: none,
      byVersion: { v1: none },
      smallestWaitSeconds: null,
      smallestServiceSeconds: null,
      countedInSystem: 0,
      mirrored: quietResult.requests.mirrored,
      routerLooks: 0,
    },
    deployments: [],
    calls: { calls: 0, smallestBeforeSeconds: null, smallestAfterSeconds: null },
    timeline: {
      intervalSeconds: 5,
      atSeconds: zeros.map((_, row) => row * 5),
      canary: version(0),
      primary: version(1),
      versions: [
        {
          version: "v1",
          firstRow: 0,
          ...version(1),
          mirrorPercent: zeros,
          mirroredRequests: zeros,
          failedMirroredRequests: zeros,
        },
      ],
      gpusHeld: zeros,
      nodeGpus: zeros,
      gpuBound: zeros,
      replicaBound: zeros,
    },
    events: [{ atSeconds: 0, kind: "start", message: hostileName, deployment: hostileName }],
    held: [
      {
        deployment: hostileName,
        fullReplicas: 1,
        maxSurgePercent: 0,
        peakReplicas: 1,
        peakAtSeconds: 0,
        peakStoppingReplicas: 0,
      },
    ],
    nodes: [],
    replicas: [],
    targets: [],
    idleWhileWaiting: [],
  };
}
