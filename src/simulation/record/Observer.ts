import { LatencyHistogram } from "../../metrics/LatencyHistogram.ts";
import type { RequestWindow } from "../../metrics/RequestStatistics.ts";
import type { PlayedStep, PlayedStepKind, PlayedVersion } from "../result/PlayedStep.ts";
import type { SplitChange } from "../result/SplitChange.ts";
import type { VersionRole } from "../result/VersionRole.ts";
import { countStates } from "../world/countStates.ts";
import { splitOf } from "../world/splitOf.ts";
import type { World } from "../world/World.ts";
import { describeShares } from "./describeShares.ts";
import { TimelineRecorder } from "./TimelineRecorder.ts";

interface OpenStep {
  readonly kind: PlayedStepKind;
  readonly name?: string;
  readonly planIndex: number | null;
  readonly stepIndex: number | null;
  readonly startSeconds: number;
}

/** Watches the world and writes down what the result tells: splits, steps, rows of the timeline. */
export class Observer {
  readonly splits: SplitChange[] = [];
  readonly steps: PlayedStep[] = [];
  readonly timeline: TimelineRecorder;
  #openStep: OpenStep = { kind: "before", planIndex: null, stepIndex: null, startSeconds: 0 };
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.timeline = new TimelineRecorder(world);
  }

  /** `planIndex`: the plan that it belongs to; `null`: none, so that the versions are told. */
  recordSplit(cause: SplitChange["cause"], planIndex: number | null): void {
    const { loop, primary, canary } = this.#world;
    const shares = describeShares(this.#world);
    const isUnplanned = planIndex === null && cause !== "terminate";
    this.splits.push({
      atSeconds: loop.nowSeconds,
      cause,
      planIndex,
      split: splitOf(this.#world),
      ...(shares === null ? {} : { shares }),
      ...(isUnplanned ? { versions: { primary: primary.id, canary: canary?.id ?? null } } : {}),
    });
  }

  /** A version starts as the primary, where none ran. */
  recordStart(version: string): void {
    this.splits.push({
      atSeconds: this.#world.loop.nowSeconds,
      cause: "start",
      planIndex: null,
      split: splitOf(this.#world),
      startedVersion: version,
    });
  }

  /** Closes the step that is open and opens the next. */
  beginStep(step: Omit<OpenStep, "startSeconds">): void {
    this.#closeStep();
    this.#openStep = { ...step, startSeconds: this.#world.loop.nowSeconds };
  }

  /** A strategy has named something else within the instant in which its last step began: that is the step. */
  renameStep(name: string): boolean {
    const { kind, startSeconds } = this.#openStep;
    if (kind !== "step" || startSeconds !== this.#world.loop.nowSeconds) return false;
    this.#openStep = { ...this.#openStep, name };
    return true;
  }

  /** Closes the step that is open, and with it those of an update. */
  endSteps(): void {
    this.beginStep({ kind: "after", planIndex: null, stepIndex: null });
  }

  /** Closes the row of the timeline that ends now. */
  sampleRow(gpuBound: number): void {
    this.timeline.sample(gpuBound);
  }

  /** The steps so far, the open one included as it stands. */
  stepsUntilNow(): readonly PlayedStep[] {
    return [...this.steps, this.#describeOpenStep()];
  }

  #closeStep(): void {
    const { statistics, holding } = this.#world;
    const step = this.#describeOpenStep();
    // A plan that begins at once leaves no time before it; what an update does is a row, however short.
    const isBetweenUpdates = step.kind === "before" || step.kind === "after";
    if (!isBetweenUpdates || step.endSeconds > step.startSeconds) this.steps.push(step);
    for (const window of statistics.step) window.reset();
    statistics.stepPeakWaiting = statistics.waiting;
    holding.beginStep();
  }

  #describeOpenStep(): PlayedStep {
    const { statistics, loop, holding } = this.#world;
    const split = splitOf(this.#world);
    const [primary, canary] = statistics.step;
    const both = new LatencyHistogram({ precisionBits: primary.latency.precisionBits });
    both.add(primary.latency);
    both.add(canary.latency);
    return {
      ...this.#openStep,
      endSeconds: loop.nowSeconds,
      canary: this.#describeVersion("canary", canary, split.canary),
      primary: this.#describeVersion("primary", primary, split.primary),
      gpusHeld: holding.stepPeakGpus,
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
