import { splitBeforeRollout } from "../../rollout/splitBeforeRollout.ts";
import type { AnyscaleCommand } from "../../strategies/anyscale/AnyscaleCommand.ts";
import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import type { FollowedPlan } from "../../strategies/FollowedPlan.ts";
import type { RolloutStanding } from "../../strategies/RolloutStanding.ts";
import type { StrategyAction } from "../../strategies/StrategyAction.ts";
import { type VersionId, versionId } from "../../strategies/VersionId.ts";
import type { Observer } from "../record/Observer.ts";
import { RequestWindows } from "../record/RequestWindows.ts";
import type { Autoscaling } from "../replicas/Autoscaling.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { SplitChange } from "../result/SplitChange.ts";
import type { Command, ServiceVersion } from "../Scenario.ts";
import type { TrafficSources } from "../traffic/TrafficSources.ts";
import type { HeadNodes } from "../versions/HeadNodes.ts";
import type { VersionLifecycle } from "../versions/VersionLifecycle.ts";
import { ranks } from "../world/ranks.ts";
import type { VersionWorld, World } from "../world/World.ts";
import { beginRun, type StrategyAnswer, type StrategyRun } from "./StrategyRun.ts";
import type { UpdateClock } from "./UpdateClock.ts";
import { viewRollout } from "./viewRollout.ts";

/** A rollout that is under way or paused. */
interface Rollout {
  readonly run: StrategyRun<AnyscaleCommand>;
  readonly current: VersionWorld;
  readonly next: VersionId;
  readonly nextDefinition: ServiceVersion;
  readonly windows: RequestWindows;
  stepKind: SplitChange["cause"];
  cancelReview: () => void;
}

type CapacityAction = Extract<StrategyAction, { kind: "set-capacity" }>;
type WeightsAction = Extract<StrategyAction, { kind: "set-weights" }>;

/** Plays rollouts: does what their strategy decides. */
export class RolloutPlayer {
  readonly plans: PlayedPlan[] = [];
  #rollout: Rollout | null = null;
  readonly #world: World;
  readonly #versions: VersionLifecycle;
  readonly #heads: HeadNodes;
  readonly #traffic: TrafficSources;
  readonly #autoscaling: Autoscaling;
  readonly #observer: Observer;
  readonly #clock: UpdateClock;
  readonly #onCanary: () => void;
  readonly #onSplit: () => void;

  constructor(options: {
    readonly world: World;
    readonly versions: VersionLifecycle;
    readonly heads: HeadNodes;
    readonly traffic: TrafficSources;
    readonly autoscaling: Autoscaling;
    readonly observer: Observer;
    readonly clock: UpdateClock;
    /** Called when a canary has come into being. */
    readonly onCanary: () => void;
    /** Called when capacity or traffic has moved. */
    readonly onSplit: () => void;
  }) {
    this.#world = options.world;
    this.#versions = options.versions;
    this.#heads = options.heads;
    this.#traffic = options.traffic;
    this.#autoscaling = options.autoscaling;
    this.#observer = options.observer;
    this.#clock = options.clock;
    this.#onCanary = options.onCanary;
    this.#onSplit = options.onSplit;
  }

  /** Where the rollout that is under way or paused stands; `null`: there is none. */
  get standing(): RolloutStanding | null {
    return this.#rollout?.run.standing ?? null;
  }

  /** A rollback is under way. */
  get isRollingBack(): boolean {
    return this.#rollout?.run.standing.isRollingBack ?? false;
  }

  /** A rollout of the version begins; a reason, and nothing has changed, where it cannot. */
  deploy({ version, settings }: Extract<Command, { kind: "deploy" }>): string | null {
    const current = this.#world.primary;
    const next = versionId(this.#world.versions.length);
    const { loop, statistics } = this.#world;
    const longestSeconds = anyscaleStrategy.looksBackSeconds?.(settings) ?? 0;
    const windows = new RequestWindows({ loop, statistics, longestSeconds });
    const begun = beginRun(anyscaleStrategy, {
      options: settings,
      view: viewRollout(this.#world, { current, next, nextDefinition: version, windows }),
      current: versionId(current.index),
      next,
    });
    if ("refusal" in begun) {
      windows.stop();
      return begun.refusal;
    }
    this.#clock.begin();
    const { run, first } = begun;
    this.#rollout = {
      run,
      current,
      next,
      nextDefinition: version,
      windows,
      stepKind: "start",
      cancelReview: () => {},
    };
    this.#do(this.#rollout, first);
    this.#onCanary();
    return null;
  }

  /** A command to the rollout that is under way or paused; a reason, and nothing has changed, where it cannot be done. */
  command(command: AnyscaleCommand): string | null {
    const rollout = this.#requireRollout();
    const answer = rollout.run.command(viewRollout(this.#world, rollout), command);
    if ("refusal" in answer) return answer.refusal;
    this.#do(rollout, answer);
    return null;
  }

  /** Whose config a deploy names, in the numbers of versions. */
  versionOf(which: "primary" | "canary" | "other"): VersionId {
    const { current, next } = this.#requireRollout();
    if (which === "canary") return next;
    return versionId(which === "primary" ? current.index : this.#world.versions.length);
  }

  /** The service ends, and with it whatever was under way. */
  terminate(): void {
    const world = this.#world;
    world.isTerminating = true;
    world.inPlaceSinceSeconds = null;
    world.startingSinceSeconds = null;
    this.#observer.recordSplit("terminate", world.isRollingOut ? this.plans.length - 1 : null);
    world.isRollingOut = false;
    this.#rollout?.cancelReview();
    this.#rollout?.windows.stop();
    this.#rollout = null;
    for (const version of world.versions) this.#versions.terminate(version);
    this.#observer.beginStep({ kind: "after", planIndex: null, stepIndex: null });
  }

  /** Asks the strategy and does what it wants. Returns whether anything was done. */
  advance(): boolean {
    const rollout = this.#rollout;
    if (rollout === null) return false;
    const answer = rollout.run.decide(viewRollout(this.#world, rollout));
    this.#do(rollout, answer);
    return answer.hasMoved || answer.actions.length > 0;
  }

  #do(rollout: Rollout, { actions, reviewAtSeconds }: StrategyAnswer): void {
    const { loop } = this.#world;
    rollout.cancelReview();
    if (reviewAtSeconds !== null && reviewAtSeconds > loop.nowSeconds) {
      rollout.cancelReview = loop.at(reviewAtSeconds, ranks.review, () => this.#world.requestReview());
    }
    let outcome: Extract<StrategyAction, { kind: "end" }>["outcome"] | null = null;
    for (let at = 0; at < actions.length; at++) {
      const action = actions[at] as StrategyAction;
      switch (action.kind) {
        case "start-version":
          this.#startVersion(rollout);
          break;
        case "begin-plan":
          this.#beginPlan(rollout, action.plan);
          break;
        case "begin-step":
          this.#beginStep(rollout, action);
          break;
        case "set-weights": {
          // What is set together holds from the same instant on.
          const capacities = capacitiesFrom(actions, at + 1);
          at += capacities.length;
          this.#setSplit(rollout, action, capacities);
          break;
        }
        case "set-capacity":
          this.#setCapacity(rollout, action);
          break;
        case "end-version":
          this.#versions.terminate(this.#versionAt(action.version));
          break;
        case "report":
          this.#world.log({ kind: action.condition, message: action.message });
          break;
        case "pause":
          this.#clock.end("paused");
          this.#world.log({ kind: "rollout-paused", message: action.reason });
          break;
        case "end":
          ({ outcome } = action);
          this.#beginEnd(rollout, action);
          break;
        default:
          throw new Error(`this service cannot ${action.kind}`);
      }
    }
    if (outcome !== null) this.#finishEnd(rollout, outcome);
  }

  #startVersion(rollout: Rollout): void {
    const world = this.#world;
    const canary = this.#versions.create(rollout.nextDefinition, "canary");
    world.canary = canary;
    world.isRollingOut = true;
    this.#traffic.refreshTargets();
    this.#heads.boot(canary);
    for (const deployment of canary.deployments) this.#autoscaling.watch(deployment);
  }

  #beginPlan(
    { current, next }: Rollout,
    { cause, reason, control, timeoutSeconds, plan, canaryPercent }: FollowedPlan,
  ): void {
    // A command takes a paused rollout up again.
    this.#clock.resume();
    this.plans.push({
      atSeconds: this.#world.loop.nowSeconds,
      cause,
      reason,
      control,
      timeoutSeconds,
      plan,
      primaryVersion: current.id,
      canaryVersion: this.#versionAt(next).id,
      canaryPercent,
    });
    this.#observer.beginPlan(cause);
    this.#observer.beginStep({ kind: "start", planIndex: this.plans.length - 1, stepIndex: 0 });
    this.#world.requestReview();
  }

  #beginStep(rollout: Rollout, { stepIndex }: Extract<StrategyAction, { kind: "begin-step" }>): void {
    const planIndex = this.plans.length - 1;
    const step = stepIndex === undefined ? undefined : this.plans.at(-1)?.plan.steps[stepIndex];
    if (stepIndex === undefined || step === undefined) throw new Error(`the plan has no step ${stepIndex}`);
    rollout.stepKind = step.kind;
    this.#observer.beginStep({ kind: step.kind, planIndex, stepIndex });
  }

  #setSplit(rollout: Rollout, { weights }: WeightsAction, capacities: readonly CapacityAction[]): void {
    const world = this.#world;
    const next = this.#versionAt(rollout.next);
    const { current } = rollout;
    const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    const shareOf = (version: VersionWorld) => ({
      capacityPercent:
        capacities.find((each) => each.version === version.index)?.capacityPercent ?? version.capacityPercent,
      trafficPercent: ((weights.get(versionId(version.index)) ?? 0) * 100) / total,
    });
    world.split = { canary: shareOf(next), primary: shareOf(current) };
    world.balancer.command({
      primary: current,
      canary: next,
      canaryPercent: world.split.canary.trafficPercent,
    });
    this.#observer.recordSplit(rollout.stepKind, this.plans.length - 1);
    for (const capacity of capacities) this.#setCapacity(rollout, capacity);
    this.#onSplit();
  }

  #setCapacity(_: Rollout, { version, capacityPercent, rounding }: CapacityAction): void {
    this.#world.rounding = rounding ?? "up";
    this.#versions.setCapacity(this.#versionAt(version), capacityPercent);
  }

  #beginEnd(rollout: Rollout, { outcome, reason }: Extract<StrategyAction, { kind: "end" }>): void {
    const world = this.#world;
    this.#clock.end(outcome === "failed" ? "rolled-back" : outcome);
    world.log({ kind: `rollout-${outcome}`, message: reason });
    rollout.cancelReview();
    rollout.windows.stop();
    // The step ends before the versions change their roles.
    this.#observer.beginStep({ kind: "after", planIndex: null, stepIndex: null });
    this.#rollout = null;
    world.isRollingOut = false;
    world.canary = null;
  }

  #finishEnd(rollout: Rollout, outcome: Extract<StrategyAction, { kind: "end" }>["outcome"]): void {
    const world = this.#world;
    if (outcome === "completed") {
      const next = this.#versionAt(rollout.next);
      world.primaryIndex = next.index;
      this.#versions.setRole(next, "primary");
    }
    world.split = splitBeforeRollout;
    world.balancer.command({ primary: world.primary, canary: null, canaryPercent: 0 });
    this.#observer.recordSplit("finish", this.plans.length - 1);
    world.requestReview();
  }

  #versionAt(version: VersionId): VersionWorld {
    const found = this.#world.versions[version];
    if (found === undefined) throw new Error(`there is no version ${version}`);
    return found;
  }

  #requireRollout(): Rollout {
    if (this.#rollout === null) throw new Error("no rollout is under way");
    return this.#rollout;
  }
}

function capacitiesFrom(actions: readonly StrategyAction[], from: number): readonly CapacityAction[] {
  const capacities: CapacityAction[] = [];
  for (const action of actions.slice(from)) {
    if (action.kind !== "set-capacity") break;
    capacities.push(action);
  }
  return capacities;
}
