import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { KubeRayCluster, KubeRayState } from "../../../src/strategies/kubeRay/KubeRayState.ts";
import { kubeRay } from "../../../src/strategies/kubeRay/kubeRay.ts";
import type { KubeRayOptions } from "../../../src/strategies/kubeRay/kubeRayOptionsSchema.ts";
import type { StrategyAction } from "../../../src/strategies/StrategyAction.ts";
import { isRefusal, type StrategyDecision } from "../../../src/strategies/StrategyDecision.ts";
import type { StrategyView, VersionView } from "../../../src/strategies/StrategyView.ts";
import { type VersionId, versionId } from "../../../src/strategies/VersionId.ts";

const RECONCILE_SECONDS = 2;

interface Reconciled {
  readonly goal: number;
  /** One digit a cluster: 1 its head is ready, 2 its applications would run. */
  readonly flags: string;
  readonly expected: string;
}

interface Story {
  readonly options: KubeRayOptions;
  readonly reconciles: readonly Reconciled[];
}

const stories = readStories();

describe("KubeRay's own reconciler", () => {
  it("is there", () => {
    expect(stories.length).toBe(600);
    expect(stories.flatMap(({ reconciles }) => reconciles).length).toBeGreaterThan(40_000);
  });

  it("does what the strategy does, reconcile by reconcile", () => {
    const differing = stories.filter(
      (story) => replay(story).join("\n") !== story.reconciles.map(({ expected }) => expected).join("\n"),
    );
    // One difference is enough to read.
    for (const story of differing.slice(0, 1))
      expect(replay(story)).toEqual(story.reconciles.map(({ expected }) => expected));
    expect(differing).toHaveLength(0);
  });
});

function readStories(): readonly Story[] {
  const text = gunzipSync(readFileSync(new URL("stories.txt.gz", import.meta.url))).toString("utf8");
  return text
    .split("story ")
    .slice(1)
    .map((block) => {
      const [head = "", ...lines] = block.trimEnd().split("\n");
      const [type, surge, step, interval, delay] = head.split(" ");
      const deletionDelaySeconds = Number(delay);
      const options: KubeRayOptions =
        type === "NewCluster"
          ? { type, deletionDelaySeconds }
          : {
              type: "NewClusterWithIncrementalUpgrade",
              maxSurgePercent: Number(surge),
              stepSizePercent: Number(step),
              intervalSeconds: Number(interval),
              deletionDelaySeconds,
            };
      return {
        options,
        reconciles: lines.map((line) => {
          const [given = "", expected = ""] = line.split(" | ");
          const [goal, flags = ""] = given.split(" ");
          return { goal: Number(goal), flags, expected: effective(expected) };
        }),
      };
    });
}

/** The same with the traffic as it takes effect: weights of 0 left out, and the cluster that the services point to. */
function effective(expected: string): string {
  const fields = expected.split(" ");
  const route = (fields[8] ?? "")
    .slice(1)
    .split(";")
    .filter((weight) => weight !== "" && !weight.endsWith("=0"));
  // Before its first switch the service points to the first cluster.
  const points = Math.max(0, Number(fields[9]));
  return [...fields.slice(0, 8), route.length > 0 ? route.join(";") : `${points}=100`].join(" ");
}

/** Gives the strategy what the reconciler was given, and describes what it comes to as the generator does. */
function replay({ options, reconciles }: Story): readonly string[] {
  // The real clusters by their number, and the versions that we gave them.
  const clusters: VersionId[] = [versionId(0)];
  const existing = new Set<VersionId>(clusters);
  const deployed = new Set<VersionId>(clusters);
  // The first version of every config that the goal had.
  const firsts = new Map<number, VersionId>([[0, versionId(0)]]);
  let versions = 1;
  let goal = -1;
  let weights: ReadonlyMap<VersionId, number> = new Map([[versionId(0), 100]]);
  let state: KubeRayState | null = null;

  return reconciles.map((reconciled, index) => {
    const nowSeconds = index * RECONCILE_SECONDS;
    const view = viewOf(nowSeconds, reconciled.flags);
    const decision = decide(reconciled, view);
    state = decision.state;
    for (const action of decision.actions) apply(action);
    return describeState(state);
  });

  function decide(reconciled: Reconciled, view: StrategyView): StrategyDecision<KubeRayState> {
    if (reconciled.goal === goal) return kubeRay.decide(state!, view);
    goal = reconciled.goal;
    const version = versionId(versions);
    versions += 1;
    const equalTo = firsts.get(goal) ?? null;
    if (equalTo === null) firsts.set(goal, version);
    const answer =
      state === null
        ? kubeRay.begin({ options, view, current: versionId(0), next: version })
        : kubeRay.command(state, view, { kind: "deploy", version, equalTo });
    if (isRefusal(answer)) throw new Error(answer.refusal);
    return answer;
  }

  function apply(action: StrategyAction): void {
    if (action.kind === "start-version") {
      clusters.push(action.version);
      existing.add(action.version);
    }
    if (action.kind === "set-capacity") deployed.add(action.version);
    if (action.kind === "end-version") existing.delete(action.version);
    if (action.kind === "set-weights") ({ weights } = action);
  }

  function viewOf(nowSeconds: number, flags: string): StrategyView {
    const seen = clusters.map((id, number): VersionView => {
      const flag = Number(flags[number] ?? "0");
      return {
        id,
        presence: existing.has(id) ? "held" : "absent",
        trafficFraction: weights.get(id) ?? 0,
        mirrorFraction: 0,
        capacityPercent: 0,
        isHeadReady: (flag & 1) !== 0,
        isServing: (flag & 2) !== 0 && deployed.has(id),
        isReady: false,
        isSettled: false,
        unhealthySinceSeconds: null,
        failure: null,
        waitingRequests: 0,
        deployments: [],
        planned: [],
        lacksNodeSinceSeconds: null,
        requestsOver: () => ({ finished: 0, failed: 0, latencySeconds: () => null }),
      };
    });
    return { nowSeconds, versions: seen };
  }

  function describeState({ active, pending, isRollingBack }: KubeRayState): string {
    const isInSteps = options.type === "NewClusterWithIncrementalUpgrade";
    const shares = (cluster: KubeRayCluster | "named" | null) => {
      if (cluster === null || !isInSteps) return "-1 -1";
      return cluster === "named" ? "0 -1" : `${cluster.capacityPercent} ${cluster.trafficPercent ?? -1}`;
    };
    const numberOf = (cluster: KubeRayCluster | "named" | null) =>
      cluster === null ? -1 : cluster === "named" ? -2 : clusters.indexOf(cluster.version);
    return [
      numberOf(active),
      numberOf(pending),
      shares(active),
      shares(pending),
      isRollingBack ? 1 : 0,
      clusters.map((id) => (existing.has(id) ? "1" : "0")).join(""),
      clusters
        .map((id, number) => [number, weights.get(id) ?? 0] as const)
        .filter(([, percent]) => percent > 0)
        .map(([number, percent]) => `${number}=${percent}`)
        .join(";"),
    ].join(" ");
  }
}
