import type { RolloutSplit } from "../../rollout/RolloutStep.ts";
import { splitBeforeRollout } from "../../rollout/splitBeforeRollout.ts";
import type { Observer } from "../record/Observer.ts";
import type { Autoscaling } from "../replicas/Autoscaling.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { SplitChange } from "../result/SplitChange.ts";
import type { Command } from "../Scenario.ts";
import type { TrafficSources } from "../traffic/TrafficSources.ts";
import type { HeadNodes } from "../versions/HeadNodes.ts";
import type { VersionLifecycle } from "../versions/VersionLifecycle.ts";
import { viewOf } from "../world/health.ts";
import { ranks } from "../world/ranks.ts";
import type { VersionWorld, World } from "../world/World.ts";
import { automaticRollbackCourse } from "./automaticRollbackCourse.ts";
import type { Course } from "./Course.ts";
import { canaryPercentCourse } from "./canaryPercentCourse.ts";
import { deployCourse } from "./deployCourse.ts";
import { manualRollbackCourse } from "./manualRollbackCourse.ts";
import { plannedDeployments } from "./plannedDeployments.ts";
import { courseContextOf, describePlan, type Rollout } from "./Rollout.ts";
import type { UpdateClock } from "./UpdateClock.ts";

/** Plays rollouts: does what the controller of the present course decides. */
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

  /** A rollback is under way. */
  get isRollingBack(): boolean {
    return this.#rollout?.course.direction === "back";
  }

  /** What the rollout that is under way or paused follows; `null`: there is none. */
  get course(): Course | null {
    return this.#rollout?.course ?? null;
  }

  /** A canary comes into being, and its rollout begins. */
  deploy({ version, settings }: Extract<Command, { kind: "deploy" }>): void {
    const world = this.#world;
    const { primary } = world;
    const course = deployCourse(
      {
        nowSeconds: world.loop.nowSeconds,
        settings,
        split: world.split,
        primaryDeployments: plannedDeployments(primary.definition.deployments),
        canaryDeployments: plannedDeployments(version.deployments),
      },
      { cause: "deploy", reason: `deploy of v${world.versions.length + 1}` },
    );
    const canary = this.#versions.create(version, "canary");
    world.canary = canary;
    world.isRollingOut = true;
    world.rounding = settings.rounding;
    this.#traffic.refreshTargets();
    this.#heads.boot(canary);
    for (const deployment of canary.deployments) this.#autoscaling.watch(deployment);
    this.#clock.begin();
    this.#rollout = {
      settings,
      primary,
      canary,
      maxSurgePercent: settings.maxSurgePercent,
      course,
      state: course.controller.start(course.plan, world.loop.nowSeconds),
      cancelReview: () => {},
    };
    this.#follow(this.#rollout, course);
    this.#onCanary();
  }

  /** The config of the canary is deployed again: the rollout goes to another split, or on by itself, with these settings. */
  deployAgain({ settings }: Extract<Command, { kind: "deploy" }>): void {
    const world = this.#world;
    const rollout = this.#requireRollout();
    const { canaryPercent } = settings;
    const course = deployCourse(
      { ...courseContextOf(rollout, world), settings },
      {
        cause: "command",
        reason: `the same config again${canaryPercent === null ? "" : ` with canary_percent ${canaryPercent}`}`,
      },
    );
    rollout.settings = settings;
    rollout.maxSurgePercent = settings.maxSurgePercent;
    if (world.rounding !== settings.rounding) {
      world.rounding = settings.rounding;
      for (const version of [rollout.primary, rollout.canary]) {
        this.#versions.setCapacity(version, version.capacityPercent);
      }
    }
    this.#follow(rollout, course);
  }

  /** The rollout goes to another split, and pauses there. */
  setCanaryPercent(command: Extract<Command, { kind: "set-canary-percent" }>): void {
    const rollout = this.#requireRollout();
    const { canaryPercent } = command;
    const maxSurgePercent = command.maxSurgePercent ?? rollout.maxSurgePercent;
    const target = { canaryPercent, maxSurgePercent };
    this.#follow(rollout, canaryPercentCourse(courseContextOf(rollout, this.#world), target));
    rollout.maxSurgePercent = maxSurgePercent;
  }

  /** The rollout goes back to the primary. */
  rollBack(command: Extract<Command, { kind: "rollback" }>): void {
    const rollout = this.#requireRollout();
    this.#follow(rollout, manualRollbackCourse(courseContextOf(rollout, this.#world), command));
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
    this.#rollout = null;
    for (const version of world.versions) this.#versions.terminate(version);
    this.#observer.beginStep({ kind: "after", planIndex: null, stepIndex: null });
  }

  /** Asks the controller and does what it wants. Returns whether anything was done. */
  advance(): boolean {
    const rollout = this.#rollout;
    if (rollout === null) return false;
    const decision = rollout.course.controller.decide(rollout.state, {
      nowSeconds: this.#world.loop.nowSeconds,
      canary: viewOf(this.#world, rollout.canary),
      primary: viewOf(this.#world, rollout.primary),
    });
    const hasMoved = decision.state !== rollout.state;
    rollout.state = decision.state;
    rollout.cancelReview();
    if (decision.reviewAtSeconds !== null && decision.reviewAtSeconds > this.#world.loop.nowSeconds) {
      rollout.cancelReview = this.#world.loop.at(decision.reviewAtSeconds, ranks.review, () =>
        this.#world.requestReview(),
      );
    }
    for (const action of decision.actions) {
      switch (action.kind) {
        case "begin-step": {
          const { stepIndex } = action;
          const step = rollout.course.plan.steps[stepIndex];
          if (step === undefined) throw new Error(`the plan has no step ${stepIndex}`);
          this.#observer.beginStep({ kind: step.kind, planIndex: this.plans.length - 1, stepIndex });
          break;
        }
        case "set-split":
          this.#setSplit(rollout, action.split, action.cause);
          break;
        case "roll-back": {
          const { reason } = action;
          this.#follow(rollout, automaticRollbackCourse(courseContextOf(rollout, this.#world), { reason }));
          this.#world.log({ kind: "automatic-rollback", message: `automatic rollback: ${reason}` });
          break;
        }
        case "end":
          this.#end(rollout);
          break;
        default: {
          const impossible: never = action;
          throw new Error(`no such action: ${String(impossible)}`);
        }
      }
    }
    return hasMoved || decision.actions.length > 0;
  }

  /** From now on the rollout follows this course. */
  #follow(rollout: Rollout, course: Course): void {
    const { nowSeconds } = this.#world.loop;
    rollout.cancelReview();
    rollout.course = course;
    rollout.state = course.controller.start(course.plan, nowSeconds);
    // A command takes a paused rollout up again.
    this.#clock.resume();
    this.plans.push(describePlan(rollout, nowSeconds));
    this.#observer.beginPlan(course.cause);
    this.#observer.beginStep({ kind: "start", planIndex: this.plans.length - 1, stepIndex: 0 });
    this.#world.requestReview();
  }

  #setSplit(rollout: Rollout, split: RolloutSplit, cause: SplitChange["cause"]): void {
    const world = this.#world;
    const isLeft = (version: VersionWorld, capacityPercent: number) =>
      capacityPercent === 0 && version.capacityPercent > 0;
    world.split = split;
    world.balancer.command({
      primary: rollout.primary,
      canary: rollout.canary,
      canaryPercent: split.canary.trafficPercent,
    });
    this.#observer.recordSplit(cause, this.plans.length - 1);
    const leavers = [
      ...(isLeft(rollout.primary, split.primary.capacityPercent) ? [rollout.primary] : []),
      ...(isLeft(rollout.canary, split.canary.capacityPercent) ? [rollout.canary] : []),
    ];
    this.#versions.setCapacity(rollout.primary, split.primary.capacityPercent);
    this.#versions.setCapacity(rollout.canary, split.canary.capacityPercent);
    // A version without capacity can serve nobody who still waits for it.
    for (const version of leavers) this.#versions.terminate(version);
    this.#onSplit();
  }

  #end(rollout: Rollout): void {
    const world = this.#world;
    const { outcome } = rollout.course.plan;
    this.#clock.end(outcome);
    world.log({ kind: `rollout-${outcome}`, message: `the rollout is ${outcome}` });
    if (outcome === "paused") return;
    rollout.cancelReview();
    // The step ends before the versions change their roles.
    this.#observer.beginStep({ kind: "after", planIndex: null, stepIndex: null });
    this.#rollout = null;
    world.isRollingOut = false;
    world.canary = null;
    if (outcome === "completed") {
      this.#versions.terminate(rollout.primary);
      world.primaryIndex = rollout.canary.index;
      this.#versions.setRole(rollout.canary, "primary");
    } else {
      this.#versions.terminate(rollout.canary);
    }
    world.split = splitBeforeRollout;
    world.balancer.command({ primary: world.primary, canary: null, canaryPercent: 0 });
    this.#observer.recordSplit("finish", this.plans.length - 1);
    world.requestReview();
  }

  #requireRollout(): Rollout {
    if (this.#rollout === null) throw new Error("no rollout is under way");
    return this.#rollout;
  }
}
