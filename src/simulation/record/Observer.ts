import type { RequestWindow } from "../../metrics/RequestStatistics.ts";
import type { PlayedShare, PlayedStep, PlayedStepKind, PlayedVersion } from "../result/PlayedStep.ts";
import type { SplitChange } from "../result/SplitChange.ts";
import type { VersionLevels } from "../result/VersionHistory.ts";
import type { VersionRole } from "../result/VersionRole.ts";
import type { HeldBound } from "../updates/HeldBound.ts";
import { countStates, versionsIn } from "../world/countStates.ts";
import { splitOf } from "../world/splitOf.ts";
import type { VersionWorld, World } from "../world/World.ts";
import { describeShares } from "./describeShares.ts";
import { shareOf } from "./shareOf.ts";
import { TimelineRecorder } from "./TimelineRecorder.ts";

interface OpenStep {
  readonly kind: PlayedStepKind;
  readonly name?: string;
  readonly planIndex: number | null;
  readonly stepIndex: number | null;
  readonly startSeconds: number;
}

/** Watches the world and writes down what the result tells: splits, shares, steps, rows of the timeline. */
export class Observer {
  readonly splits: SplitChange[] = [];
  /** By version: each change of what it has. */
  readonly shares: VersionLevels[][] = [];
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
    this.noteShares();
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
    this.noteShares();
    this.splits.push({
      atSeconds: this.#world.loop.nowSeconds,
      cause: "start",
      planIndex: null,
      split: splitOf(this.#world),
      startedVersion: version,
    });
  }

  /** What versions have may have changed. */
  noteShares(): void {
    const { versions, loop } = this.#world;
    for (const version of versions) {
      const known = this.shares[version.index] ?? [];
      this.shares[version.index] = known;
      const last = known.at(-1);
      const now = shareOf(version);
      if (last === undefined ? isNothing(now) : isSame(last, now)) continue;
      // What held for no time at all nobody had.
      if (last?.atSeconds === loop.nowSeconds) known.pop();
      known.push({ atSeconds: loop.nowSeconds, ...now });
    }
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
  sampleRow(bound: HeldBound | null): void {
    this.timeline.sample(bound);
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
    for (const { step: window } of statistics.windows) window.reset();
    statistics.stepPeakWaiting = statistics.waiting;
    holding.beginStep();
  }

  #describeOpenStep(): PlayedStep {
    const { statistics, loop, holding } = this.#world;
    const all = statistics.step(() => true);
    return {
      ...this.#openStep,
      endSeconds: loop.nowSeconds,
      canary: this.#describeRole("canary"),
      primary: this.#describeRole("primary"),
      versions: this.#world.versions.flatMap((version) => this.#describeShare(version)),
      gpusHeld: holding.stepPeakGpus,
      peakQueuedRequests: statistics.stepPeakWaiting,
      requests: all.arrived,
      errors: all.failed,
      p50Seconds: all.latency.percentileSeconds(50),
      p99Seconds: all.latency.percentileSeconds(99),
    };
  }

  #describeRole(role: VersionRole): PlayedVersion {
    const side = role === "canary" ? 1 : 0;
    return describeVersions(
      versionsIn(this.#world, role),
      splitOf(this.#world)[role],
      this.#world.statistics.step((windows) => windows.side === side),
    );
  }

  /** Nothing, where the version holds nothing and had no requests. */
  #describeShare(version: VersionWorld): readonly PlayedShare[] {
    const window = this.#world.statistics.step((windows) => windows.version === version.index);
    const share = shareOf(version);
    const present = version.isGone ? [] : [version];
    const isThere = present.length > 0 || !isNothing(share) || !window.isEmpty;
    if (!isThere) return [];
    const { mirrorPercent } = share;
    return [{ version: version.id, mirrorPercent, ...describeVersions(present, share, window) }];
  }
}

function describeVersions(
  versions: readonly VersionWorld[],
  share: { readonly capacityPercent: number; readonly trafficPercent: number },
  window: RequestWindow,
): PlayedVersion {
  return {
    capacityPercent: share.capacityPercent,
    trafficPercent: share.trafficPercent,
    replicas: countStates(versions),
    requests: window.arrived,
    errors: window.failed,
    p50Seconds: window.latency.percentileSeconds(50),
    p99Seconds: window.latency.percentileSeconds(99),
  };
}

type Share = Omit<VersionLevels, "atSeconds">;

function isNothing({ capacityPercent, trafficPercent, mirrorPercent }: Share): boolean {
  return capacityPercent === 0 && trafficPercent === 0 && mirrorPercent === 0;
}

function isSame(one: Share, other: Share): boolean {
  return (
    one.capacityPercent === other.capacityPercent &&
    one.trafficPercent === other.trafficPercent &&
    one.mirrorPercent === other.mirrorPercent
  );
}
