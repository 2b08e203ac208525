import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findNodeToCompact } from "../../src/cluster/placement/findNodeToCompact.ts";
import type { Fault } from "../../src/faults/Fault.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "../simulation/buildVersion.ts";
import { playLawfully } from "../simulation/playLawfully.ts";
import { propertyRuns } from "./propertyRuns.ts";

const { runs, seed } = propertyRuns(150);
const nodeGpus = 4;
const changeSeconds = 1200;

const deploymentArbitrary = fc.record({
  gpus: fc.constantFrom(0.5, 1, 1.5, 2, 3),
  limit: fc.constantFrom(null, null, 1, 2),
  counts: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 }),
});
const storyArbitrary = fc.record({
  deployments: fc.array(deploymentArbitrary, { minLength: 1, maxLength: 3 }),
  delaySeconds: fc.constantFrom(0, 30, 300),
  startSeconds: fc.constantFrom(0, 20, 120),
  idleSeconds: fc.constantFrom(0, 60),
  changesAt: fc.uniqueArray(fc.integer({ min: 1, max: changeSeconds }), { minLength: 3, maxLength: 3 }),
  crashesAt: fc.array(fc.integer({ min: 1, max: changeSeconds }), { maxLength: 2 }),
  losesAt: fc.array(fc.integer({ min: 1, max: changeSeconds }), { maxLength: 1 }),
});
type Story = typeof storyArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** Replicas come and go for twenty minutes, some die, a node is lost; then there is an hour and a half of peace. */
function play(story: Story): SimulationResult {
  const cluster = buildCluster({
    workerGroups: [
      buildWorkerGroup({
        instanceType: { name: "box", cpus: 64, gpus: nodeGpus, pricePerHour: 4 },
        idleSeconds: story.idleSeconds,
      }),
    ],
    compaction: { delaySeconds: story.delaySeconds, timeoutSeconds: 1800, maxBackoffSeconds: 3600 },
  });
  const deployments = (phase: number): Deployment[] =>
    story.deployments.map(({ gpus, limit, counts }, index) =>
      buildDeployment({
        name: `d${index}`,
        resources: { cpus: 1, gpus },
        startUpSeconds: { kind: "fixed", value: story.startSeconds },
        scaling: { kind: "static", numReplicas: counts[phase] ?? 0 },
        ...(limit === null ? {} : { maxReplicasPerNode: limit }),
      }),
    );
  const fault = (atSeconds: number, effect: Fault["effect"], index: number): Fault => ({
    name: `${effect.kind}-${index}`,
    trigger: { kind: "at", atSeconds },
    effect,
  });
  return playLawfully(
    buildScenario({
      horizonSeconds: 9000,
      timelineIntervalSeconds: 900,
      primary: buildVersion({ cluster, deployments: deployments(0) }),
      traffic: [buildTraffic({ deployment: "d0", endSeconds: 1800 })],
      commands: [...story.changesAt]
        .sort((a, b) => a - b)
        .map((atSeconds, index) => ({
          atSeconds,
          command: {
            kind: "update-in-place" as const,
            version: buildVersion({ cluster, deployments: deployments(index + 1) }),
            restarts: [],
          },
        })),
      faults: [
        ...story.crashesAt.map((atSeconds, index) =>
          fault(atSeconds, { kind: "replica-crash", version: "primary", deployment: null, count: 1 }, index),
        ),
        ...story.losesAt.map((atSeconds, index) =>
          fault(atSeconds, { kind: "node-loss", version: "primary", workerGroup: null, count: 1 }, index),
        ),
      ],
    }),
  );
}

describe("replica compaction, whatever happens before", () => {
  it("leaves no node that could be emptied, loses no request by it, and comes to an end", () => {
    let compacted = 0;
    fc.assert(
      fc.property(storyArbitrary, (story) => {
        const result = play(story);
        const alive = result.replicas.filter(
          ({ placedAtSeconds, goneAtSeconds }) => placedAtSeconds !== null && goneAtSeconds === null,
        );
        const nodes = result.nodes.filter(({ releasedAtSeconds }) => releasedAtSeconds === null);
        const left = nodes.map(({ node }) => {
          const replicas = alive
            .filter((life) => life.node === node)
            .map(({ cpus, gpus, deployment, maxReplicasPerNode: limit }) => ({
              milliCpus: cpus * 1000,
              milliGpus: gpus * 1000,
              ...(limit === null ? {} : { limit: { deployment, maxReplicas: limit } }),
            }));
          const used = replicas.reduce((sum, { milliGpus }) => sum + milliGpus, 0);
          const capacity = { milliCpus: 64_000, milliGpus: nodeGpus * 1000 };
          return {
            id: node,
            capacity,
            free: { milliCpus: 64_000 - replicas.length * 1000, milliGpus: capacity.milliGpus - used },
            limits: replicas.flatMap(({ limit }) => (limit === undefined ? [] : [limit])),
            replicas,
          };
        });
        expect(findNodeToCompact(left)).toBeNull();
        expect(left.every(({ replicas }) => replicas.length > 0)).toBe(true);
        expect(alive.every(({ migrations }) => migrations.every(({ toSeconds }) => toSeconds !== null))).toBe(
          true,
        );
        const lost = result.summary.replicaDiedRequests + result.summary.shutdownRequests;
        if (story.crashesAt.length + story.losesAt.length === 0) expect(lost).toBe(0);
        compacted += result.summary.compactedNodes;
      }),
      { numRuns: runs, seed },
    );
    expect(compacted).toBeGreaterThan(runs / 10);
  });
});
