import { expect } from "vitest";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import type { CaseRun } from "./caseRun.ts";

/** A small input with its right answer. */
export interface Case {
  /** The file beside this one, without its ending. */
  readonly file: string;
  /** The same in the folder of reported troubles, where that is present: folder and file. */
  readonly reported: string;
  /** What is right, as a sentence. */
  readonly says: string;
  right(run: CaseRun): void;
}

const isRead = (run: CaseRun) => expect(run.problems).toEqual([]);

/** Public troubles and configurations, each with its right answer. */
export const cases: readonly Case[] = [
  {
    file: "no-spare-machine",
    reported: "a01-no-spare-gpu/case.yaml",
    says: "no surge has room beside three replicas on three machines: told before any run",
    right(run) {
      expect(run.warnings).toMatch(/can never get past step 1: .*5 nodes.*at most 3/);
      expect(run.plan(34).peak.gpuCount).toBe(5);
      expect(run.outcome).toMatch(/^rolled back.*waited 1 h \d+ min for a node of pool g5 \(3 of 3 out\)$/);
    },
  },
  {
    file: "one-machine",
    reported: "a01b-one-gpu/case.yaml",
    says: "one replica on the only machine needs two, at every surge",
    right(run) {
      expect(run.warnings).toMatch(/can never get past step 1: .*2 nodes.*at most 1; no smaller surge fits/);
      expect(run.outcome).toMatch(/^rolled back.*waited 1 h \d+ min for a node of pool g5 \(1 of 1 out\)$/);
    },
  },
  {
    file: "rollback-overloads-primary",
    reported: "a04-rollback-overload/case.yaml",
    says: "a rollback at once overloads the primary that has shrunk with its traffic",
    right(run) {
      const { outcome, clientTimeoutRequests } = run.result.summary;
      expect(outcome).toBe("rolled-back");
      expect(clientTimeoutRequests).toBeGreaterThan(500);
    },
  },
  {
    file: "canary-starts-at-minimum",
    reported: "a05-new-version-starts-at-minimum/case.yaml",
    says: "a canary that starts at its minimum is overrun by all of the traffic",
    right(run) {
      expect(run.result.summary.peakQueuedRequests).toBeGreaterThan(2000);
      expect(run.result.summary.p99LatencySeconds).toBeGreaterThan(100);
    },
  },
  {
    file: "in-place-crashes",
    reported: "a06-in-place-crashes/case.yaml",
    says: "old replicas go on serving where new code crashes in its constructor",
    right(run) {
      expect(run.result.summary).toMatchObject({ outcome: "update-failed", failedRequests: 0 });
    },
  },
  {
    file: "in-place-single",
    reported: "a07-in-place-single/case.yaml",
    says: "the only replica stops first: a gap of its start-up",
    right(run) {
      const { outcome, failedRequests } = run.result.summary;
      expect(outcome).toBe("updated-in-place");
      expect(failedRequests).toBeGreaterThan(200);
      expect(failedRequests).toBeLessThan(320);
    },
  },
  {
    file: "long-requests-cut",
    reported: "a08-long-requests-cut/case.yaml",
    says: "requests longer than the graceful shutdown are cut, and a warning says so before",
    right(run) {
      expect(run.warnings).toMatch(/graceful_shutdown_timeout_s/);
      expect(run.result.summary.shutdownRequests).toBeGreaterThan(10);
    },
  },
  {
    file: "target-equals-slots",
    reported: "a09-target-equals-max/case.yaml",
    says: "what waits makes it scale: three a second of two seconds are six replicas, and more where a slot lies idle between two requests",
    right(run) {
      const scaledFrom = run.running.findIndex((running) => running >= 6);
      expect(scaledFrom).toBeGreaterThan(0);
      expect(Math.min(...run.running.slice(scaledFrom))).toBe(6);
    },
  },
  {
    file: "target-above-slots",
    reported: "a10-target-above-max/case.yaml",
    says: "a target that no replica can reach is named as the cause",
    right(run) {
      expect(run.warnings).toMatch(/target_ongoing_requests.*max_ongoing_requests/s);
      expect(run.result.summary.peakQueuedRequests).toBeGreaterThan(30);
    },
  },
  {
    file: "misplaced-keys",
    reported: "a10b-key-in-wrong-place/case.yaml",
    says: "keys at a wrong place do nothing, and each is told its place",
    right(run) {
      expect(run.warnings).toMatch(/num_gpus.*belongs inside ray_actor_options/);
      expect(run.warnings).toMatch(/max_ongoing_requests.*belongs to the deployment/);
      expect(run.deployments[0]).toMatchObject({ maxOngoingRequests: 5, resources: { gpus: 0 } });
    },
  },
  {
    file: "spot-long-requests",
    reported: "a11-spot-long-requests/case.yaml",
    says: "requests longer than the warning die with their nodes",
    right(run) {
      expect(run.result.summary.replicaDiedRequests).toBeGreaterThanOrEqual(3);
    },
  },
  {
    file: "surge-and-canary-percent",
    reported: "a13-surge-and-canary-percent/case.yaml",
    says: "half of the traffic is reached in steps of the surge",
    right(run) {
      const shares = run.result.splits.map(({ split }) => split.canary.capacityPercent);
      for (const [index, share] of shares.entries()) {
        expect(Math.abs(share - (shares[index - 1] ?? 0))).toBeLessThanOrEqual(10);
      }
      expect(run.result.splits.at(-1)?.split.canary.trafficPercent).toBe(50);
    },
  },
  {
    file: "pattern-beside-surge",
    reported: "a17-kuberay-step-interval/case.yaml",
    says: "a pattern counts only with a full surge, which is told",
    right(run) {
      expect(run.warnings).toMatch(/trafficPattern.*full surge|trafficPattern.*100/s);
    },
  },
  {
    file: "scale-to-zero-after",
    reported: "a20-scale-to-zero-after/case.yaml",
    says: "initial_replicas is the floor until the rollout is over",
    right(run) {
      expect(run.result.summary.outcome).toBe("completed");
      expect(Math.min(...run.running.slice(-90, -70))).toBe(0);
    },
  },
  {
    file: "constant-locks",
    reported: "a20-scale-to-zero-after/plain.yaml",
    says: "evenly spaced requests that lock to the autoscaler's samples are told of",
    right(run) {
      expect(run.warnings).toMatch(/locks to the autoscaler.*write poisson/);
    },
  },
  ...(["constant-beside:c49", "poisson-beside:poisson"] as const).map((names): Case => {
    const [file = "", reported = ""] = names.split(":");
    return {
      file,
      reported: `a20-scale-to-zero-after/${reported}.yaml`,
      says: "half a request at any time is one replica throughout",
      right(run) {
        expect(run.warnings).not.toMatch(/locks/);
        expect(new Set(run.running)).toEqual(new Set([1]));
      },
    };
  }),
  {
    file: "second-deploy",
    reported: "a21-second-deploy-during-rollout/case.yaml",
    says: "what becomes of the third version is part of the outcome",
    right(run) {
      expect(run.result.summary.refusedCommands).toBe(1);
    },
  },
  {
    file: "replica-on-two-nodes",
    reported: "b01-multi-node-tp/case.yaml",
    says: "a replica of sixteen GPUs is on two machines of eight, and lost or started as one",
    right(run) {
      expect(run.plan(50).peak).toMatchObject({ gpuCount: 48 });
      const lives = run.result.replicas.filter(({ placedAtSeconds }) => placedAtSeconds !== null);
      expect(lives.length).toBeGreaterThanOrEqual(4);
      for (const { shares } of lives) expect(new Set(shares?.map(({ node }) => node)).size).toBe(2);
      expect(run.result.summary).toMatchObject({ outcome: "completed", peakGpus: 48 });
    },
  },
  {
    file: "workers-not-named",
    reported: "b02-auto-select-workers/case.yaml",
    says: "the machine that is assumed has the accelerator, and is named with its price",
    right(run) {
      expect(run.groups[0]?.instanceType.gpus).toBeGreaterThanOrEqual(4);
      expect(run.notes).toMatch(new RegExp(`${run.groups[0]?.instanceType.name}.*\\d`));
      expect(Object.keys(run.groups[0]?.instanceType.resources ?? {})).toContain("accelerator_type:L40S");
    },
  },
  {
    file: "required-resources",
    reported: "b03-required-resources/case.yaml",
    says: "nodes have what is required of them, one or two of them",
    right(run) {
      expect(run.groups).toMatchObject([{ instanceType: { cpus: 48, gpus: 4 }, minNodes: 1, maxNodes: 2 }]);
    },
  },
  {
    file: "short-requests",
    reported: "c01-phase-lock/case.yaml",
    says: "two requests of 0.3 s a second are one replica throughout",
    right(run) {
      expect(new Set(run.running)).toEqual(new Set([1]));
      expect(run.result.summary.maxLatencySeconds).toBeLessThan(2);
    },
  },
  {
    file: "legacy-service",
    reported: "c02-legacy-ray_serve_config/case.yaml",
    says: "the legacy form is told by its name, with what to do",
    right(run) {
      expect(run.problems.join("\n")).toMatch(/ray_serve_config.*directly under the service/);
    },
  },
  {
    file: "partial-list",
    reported: "c03-partial-list/case.yaml",
    says: "what only the code sets cannot be known, which a note says",
    right(run) {
      isRead(run);
      expect(run.notes).toMatch(/only the code sets/);
    },
  },
  {
    file: "language-model",
    reported: "c04-llm-app/case.yaml",
    says: "a language model is served as ray 2.60.0 builds it: four GPUs a replica, and an ingress",
    right(run) {
      const server = run.deployments.find(({ name }) => name === "LLMServer:house-70b");
      expect(server).toMatchObject({ scaling: { numReplicas: 3 }, resources: { gpus: 4 } });
      expect(run.deployments.map(({ name }) => name)).toContain("OpenAiIngress");
      expect(run.plan(25).peak).toMatchObject({
        gpuCount: 20,
        deployments: { "LLMServer:house-70b": { replicas: 5 } },
      });
    },
  },
  {
    file: "unknown-machine-service",
    reported: "c05-unknown-instance-type/service.yaml",
    says: "a plan needs no machines, and never stops on one",
    right(run) {
      isRead(run);
      expect(run.deployments.map(({ scaling }) => scaling)).toMatchObject([
        { minReplicas: 1, maxReplicas: 32 },
        { minReplicas: 1, maxReplicas: 32 },
        { minReplicas: 1, maxReplicas: 64 },
      ]);
    },
  },
  {
    file: "gangs",
    reported: "c06-gang/case.yaml",
    says: "replicas start by whole gangs alone, in plan and in play",
    right(run) {
      for (const { canary, primary } of run.plan(25).steps) {
        for (const { replicas } of [canary, primary]) {
          for (const { minReplicas } of Object.values(replicas)) expect(minReplicas % 3).toBe(0);
        }
      }
      expect(run.result.summary.outcome).toBe("completed");
      expect(run.result.replicas.every(({ gang }) => gang !== undefined)).toBe(true);
    },
  },
  {
    file: "ray-service",
    reported: "c07-rayservice/case.yaml",
    says: "a RayService is planned from its Serve config, on the pods of its groups",
    right(run) {
      isRead(run);
      expect(run.deployments).toMatchObject([{ scaling: { numReplicas: 10 }, resources: { gpus: 1 } }]);
      expect(run.groups).toMatchObject([{ instanceType: { cpus: 8, gpus: 1 }, maxNodes: 12 }]);
      expect(run.plan(20).peak.gpuCount).toBe(12);
    },
  },
  {
    file: "wrong-accelerator",
    reported: "c08-accelerator-type/case.yaml",
    says: "an accelerator that no machine has is never placed, which is told at once",
    right(run) {
      expect(run.problems.join("\n")).toMatch(/accelerator.*A100/);
    },
  },
  {
    file: "misspelt-keys",
    reported: "c09-max-surge-100-flag/case.yaml",
    says: "misspelt keys leave one replica each, and are told what was meant",
    right(run) {
      for (const meant of ["num_replicas", "min_replicas", "max_replicas"]) {
        expect(run.warnings).toContain(`did you mean "${meant}"?`);
      }
      expect(run.deployments.map(({ scaling }) => scaling)).toMatchObject([
        { numReplicas: 1 },
        { minReplicas: 1, maxReplicas: 1 },
      ]);
    },
  },
  {
    file: "no-worker-nodes",
    reported: "c10-compute-config-new-format/case.yaml",
    says: "what is made of a compute config without worker groups is told",
    right(run) {
      expect(`${run.notes}\n${run.warnings}`).toMatch(/worker_nodes/);
      // Four GPUs at most, and eight CPUs at least, on machines with four CPUs and one GPU.
      expect(run.groups).toMatchObject([{ minNodes: 2, maxNodes: 4, instanceType: { cpus: 4, gpus: 1 } }]);
    },
  },
  {
    file: "bundles-and-limit",
    reported: "c11-pg-and-max-per-node/case.yaml",
    says: "what Ray Serve refuses is refused with its reason",
    right(run) {
      expect(run.problems.join("\n")).toMatch(/max_replicas_per_node.*placement_group_bundles/);
    },
  },
  {
    file: "target-capacity",
    reported: "c12-target-capacity/case.yaml",
    says: "target_capacity of 50 runs half of the replicas",
    right(run) {
      expect(new Set(run.running)).toEqual(new Set([4]));
    },
  },
  {
    file: "many-replicas",
    reported: "d02-quadratic/case.yaml",
    says: "two thousand replicas and their duplicate are a matter of seconds",
    right(run) {
      expect(run.result.summary.outcome).toBe("completed");
    },
  },
  {
    file: "name-of-an-object",
    reported: "d04-name-constructor/case.yaml",
    says: "a name that every object has is a name like any other",
    right(run) {
      isRead(run);
      expect(checkInvariants(run.result).every(({ status }) => status !== "failed")).toBe(true);
    },
  },
  {
    file: "bundle-of-an-object",
    reported: "d05-bundle-tostring/case.yaml",
    says: "a resource that no node has is refused, whatever its name",
    right(run) {
      expect(run.problems.join("\n")).toMatch(/toString/);
    },
  },
];
