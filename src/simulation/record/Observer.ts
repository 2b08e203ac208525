import { LatencyHistogram } from "../../metrics/LatencyHistogram.ts";
import type { RequestWindow } from "../../metrics/RequestStatistics.ts";
import type { HeldReplicas } from "../result/HeldReplicas.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { PlayedStep, PlayedStepKind, PlayedVersion } from "../result/PlayedStep.ts";
import type { SplitChange } from "../result/SplitChange.ts";
import type { VersionRole } from "../result/VersionRole.ts";
import { countStates } from "../world/countStates.ts";
import { countHeld, countHeldOnce, countStopping } from "../world/health.ts";
import type { World } from "../world/World.ts";
import { TimelineRecorder } from "./TimelineRecorder.ts";

interface OpenStep {
  readonly kind: PlayedStepKind;
  readonly name?: string;
  readonly planIndex: number | null;
  readonly stepIndex: number | null;
  readonly startSeconds: number;
}

interface HeldPeak {
  peakReplicas: number;
  peakAtSeconds: number;
  peakStoppingReplicas: number;
}

/** Replicas of one deployment, in both versions. */
interface HeldNow {
  counted: number;
  stopping: number;
}

/** Watches the world and writes down what the result tells: splits, steps, rows of the timeline, peaks. */
export class Observer {
  readonly splits: SplitChange[] = [];
  readonly steps: PlayedStep[] = [];
  readonly timeline: TimelineRecorder;
  peakGpus = 0;
  peakNodeGpus = 0;
  peakNodes = 0;
  peakReplicas = 0;
  #gpusHeld = 0;
  #nodeGpus = 0;
  #stepPeakGpus = 0;
  #openStep: OpenStep = { kind: "before", planIndex: null, stepIndex: null, startSeconds: 0 };
  readonly #held = new Map<string, HeldPeak>();
  /** From the first automatic rollback on, the surge does not bind (anyscale-update-a-service.txt). */
  #isSurgeBinding = true;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.timeline = new TimelineRecorder(world);
  }

  /** `planIndex`: the plan that it belongs to; `null`: none, so that the versions are told. */
  recordSplit(cause: SplitChange["cause"], planIndex: number | null): void {
    const { loop, split, primary, canary } = this.#world;
    const isUnplanned = planIndex === null && cause !== "terminate";
    this.splits.push({
      atSeconds: loop.nowSeconds,
      cause,
      planIndex,
      split,
      ...(isUnplanned ? { versions: { primary: primary.id, canary: canary?.id ?? null } } : {}),
    });
  }

  /** A version starts as the primary, where none ran. */
  recordStart(version: string): void {
    this.splits.push({
      atSeconds: this.#world.loop.nowSeconds,
      cause: "start",
      planIndex: null,
      split: this.#world.split,
      startedVersion: version,
    });
  }

  /** A plan begins to be followed. */
  beginPlan(cause: PlayedPlan["cause"]): void {
    if (cause === "automatic-rollback") this.#isSurgeBinding = false;
  }

  /** Closes the step that is open and opens the next. */
  beginStep(step: Omit<OpenStep, "startSeconds">): void {
    this.#closeStep();
    this.#openStep = { ...step, startSeconds: this.#world.loop.nowSeconds };
  }

  /** Replicas or nodes began or stopped being held: peaks may have moved. */
  noteHolding(): void {
    const world = this.#world;
    let milliGpus = 0;
    let replicas = 0;
    let nodeGpus = 0;
    let nodes = 0;
    const byName = new Map<string, HeldNow>();
    const areApart = world.scenario.replacements === "at-once";
    for (const version of world.versions) {
      if (version.isGone) continue;
      for (const deployment of version.deployments) {
        const held = countHeld(deployment);
        const { name } = deployment.definition;
        replicas += held;
        const now = byName.get(name) ?? { counted: 0, stopping: 0 };
        const stopping = areApart ? countStopping(deployment) : 0;
        now.counted += countHeldOnce(deployment) - stopping;
        now.stopping += stopping;
        byName.set(name, now);
        milliGpus += deployment.replicas.heldMilliGpus;
      }
    }
    for (const { fleet } of world.clusters) {
      nodes += fleet.counts.held;
      nodeGpus += fleet.counts.heldGpus;
    }
    this.#gpusHeld = milliGpus / 1000;
    this.#nodeGpus = nodeGpus;
    this.peakGpus = Math.max(this.peakGpus, this.#gpusHeld);
    this.peakNodeGpus = Math.max(this.peakNodeGpus, nodeGpus);
    this.peakNodes = Math.max(this.peakNodes, nodes);
    this.peakReplicas = Math.max(this.peakReplicas, replicas);
    this.#stepPeakGpus = Math.max(this.#stepPeakGpus, this.#gpusHeld);
    this.timeline.notePeaks(this.#gpusHeld, nodeGpus);
    if (this.#isSurgeBinding) this.#noteHeld(byName);
  }

  /** Closes the row of the timeline that ends now. */
  sampleRow(gpuBound: number): void {
    this.timeline.sample(gpuBound);
    this.timeline.notePeaks(this.#gpusHeld, this.#nodeGpus);
  }

  /** The steps so far, the open one included as it stands. */
  stepsUntilNow(): readonly PlayedStep[] {
    return [...this.steps, this.#describeOpenStep()];
  }

  /** What was held of each deployment at most, with the largest surge of the plans followed. */
  heldReplicas(plans: readonly PlayedPlan[]): HeldReplicas[] {
    const planned = plans
      .filter(({ cause }) => cause !== "automatic-rollback")
      .reduce((most, { plan }) => Math.max(most, plan.maxSurgePercent), 0);
    const full = new Map<string, Pick<HeldReplicas, "fullReplicas" | "maxSurgePercent">>();
    for (const { configurations } of this.#world.versions) {
      for (const deployment of configurations.flatMap(({ deployments }) => deployments)) {
        const most =
          "autoscaling" in deployment ? deployment.autoscaling.maxReplicas : deployment.numReplicas;
        const before = full.get(deployment.name) ?? { fullReplicas: 0, maxSurgePercent: planned };
        full.set(deployment.name, {
          fullReplicas: Math.max(before.fullReplicas, most),
          maxSurgePercent: Math.max(before.maxSurgePercent, deployment.inPlaceSurgePercent ?? 0),
        });
      }
    }
    const none = { peakReplicas: 0, peakAtSeconds: 0, peakStoppingReplicas: 0 };
    return [...full].map(([deployment, allowed]) => ({
      deployment,
      ...allowed,
      ...(this.#held.get(deployment) ?? none),
    }));
  }

  #noteHeld(byName: ReadonlyMap<string, HeldNow>): void {
    for (const [name, { counted, stopping }] of byName) {
      const peak = this.#held.get(name) ?? { peakReplicas: -1, peakAtSeconds: 0, peakStoppingReplicas: 0 };
      if (counted > peak.peakReplicas) {
        peak.peakReplicas = counted;
        peak.peakAtSeconds = this.#world.loop.nowSeconds;
      }
      peak.peakStoppingReplicas = Math.max(peak.peakStoppingReplicas, stopping);
      this.#held.set(name, peak);
    }
  }

  #closeStep(): void {
    const { statistics } = this.#world;
    const step = this.#describeOpenStep();
    // A plan that begins at once leaves no time before it; what an update does is a row, however short.
    const isBetweenUpdates = step.kind === "before" || step.kind === "after";
    if (!isBetweenUpdates || step.endSeconds > step.startSeconds) this.steps.push(step);
    for (const window of statistics.step) window.reset();
    statistics.stepPeakWaiting = statistics.waiting;
    this.#stepPeakGpus = this.#gpusHeld;
  }

  #describeOpenStep(): PlayedStep {
    const { statistics, loop, split } = this.#world;
    const [primary, canary] = statistics.step;
    const both = new LatencyHistogram({ precisionBits: primary.latency.precisionBits });
    both.add(primary.latency);
    both.add(canary.latency);
    return {
      ...this.#openStep,
      endSeconds: loop.nowSeconds,
      canary: this.#describeVersion("canary", canary, split.canary),
      primary: this.#describeVersion("primary", primary, split.primary),
      gpusHeld: this.#stepPeakGpus,
      peakQueuedRequests: statistics.stepPeakWaiting,
      requests: primary.arrived + canary.arrived,
      errors: primary.failed + canary.failed,
      p50Seconds: both.percentileSeconds(50),
      p99Seconds: both.percentileSeconds(99),
    };
  }

  #describeVersion(
    role: VersionRole,
    window: RequestWindow,
    share: { readonly capacityPercent: number; readonly trafficPercent: number },
  ): PlayedVersion {
    return {
      capacityPercent: share.capacityPercent,
      trafficPercent: share.trafficPercent,
      replicas: countStates(this.#world, role),
      requests: window.arrived,
      errors: window.failed,
      p50Seconds: window.latency.percentileSeconds(50),
      p99Seconds: window.latency.percentileSeconds(99),
    };
  }
}
