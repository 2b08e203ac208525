import { PlanError } from "../rollout/PlanError.ts";
import type { PlanState } from "../rollout/planController.ts";
import type { RolloutSplit } from "../rollout/RolloutStep.ts";
import { splitBeforeRollout } from "../rollout/splitBeforeRollout.ts";
import type { Autoscaling } from "./Autoscaling.ts";
import { automaticRollbackCourse } from "./automaticRollbackCourse.ts";
import type { Course, CourseContext } from "./Course.ts";
import { canaryPercentCourse } from "./canaryPercentCourse.ts";
import { deployCourse } from "./deployCourse.ts";
import type { HeadNodes } from "./HeadNodes.ts";
import { viewOf } from "./health.ts";
import { manualRollbackCourse } from "./manualRollbackCourse.ts";
import type { Observer } from "./Observer.ts";
import { plannedDeployments } from "./plannedDeployments.ts";
import { ranks } from "./ranks.ts";
import { reasonToRefuse } from "./reasonToRefuse.ts";
import type { PlayedCommand } from "./result/PlayedCommand.ts";
import type { PlayedPlan } from "./result/PlayedPlan.ts";
import type { SimulationOutcome } from "./result/Summary.ts";
import type { Command, RolloutSettings } from "./Scenario.ts";
import type { TrafficSources } from "./TrafficSources.ts";
import type { VersionLifecycle } from "./VersionLifecycle.ts";
import type { VersionWorld, World } from "./World.ts";

interface Rollout {
  readonly settings: RolloutSettings;
  readonly primary: VersionWorld;
  readonly canary: VersionWorld;
  /** Of the last command that named one. */
  maxSurgePercent: number;
  course: Course;
  state: PlanState;
  cancelReview: () => void;
}

/** How an update ended, or that it has not. */
export interface UpdateRecord {
  readonly startedAtSeconds: number;
  endedAtSeconds: number | null;
  outcome: SimulationOutcome | null;
}

/** Takes commands, and does what the rollout controller of the present course decides. */
export class RolloutPlayer {
  readonly plans: PlayedPlan[] = [];
  readonly commands: PlayedCommand[] = [];
  /** The last update: a rollout, or one in place. */
  record: UpdateRecord | null = null;
  #rollout: Rollout | null = null;
  readonly #world: World;
  readonly #versions: VersionLifecycle;
  readonly #heads: HeadNodes;
  readonly #traffic: TrafficSources;
  readonly #autoscaling: Autoscaling;
  readonly #observer: Observer;
  readonly #onCanary: () => void;
  readonly #onSplit: () => void;

  constructor(options: {
    readonly world: World;
    readonly versions: VersionLifecycle;
    readonly heads: HeadNodes;
    readonly traffic: TrafficSources;
    readonly autoscaling: Autoscaling;
    readonly observer: Observer;
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
    this.#onCanary = options.onCanary;
    this.#onSplit = options.onSplit;
  }

  /** A rollback is under way. */
  get isRollingBack(): boolean {
    return this.#rollout?.course.direction === "back";
  }

  /** Does a command, or refuses it with the reason; then nothing has changed. */
  command(command: Command): PlayedCommand {
    const { loop, isTerminating, inPlaceSinceSeconds, split } = this.#world;
    let refusal = reasonToRefuse(command, {
      isTerminating,
      isUpdatingInPlace: inPlaceSinceSeconds !== null,
      course: this.#rollout?.course ?? null,
      split,
    });
    let message = "";
    try {
      if (refusal === null) message = this.#obey(command);
    } catch (error) {
      // A percentage that no plan can be made of: courses are made before anything is changed.
      if (!(error instanceof PlanError)) throw error;
      refusal = error.message;
    }
    const played: PlayedCommand = {
      atSeconds: loop.nowSeconds,
      kind: command.kind,
      accepted: refusal === null,
      message: refusal ?? message,
    };
    this.commands.push(played);
    this.#world.log({
      kind: refusal === null ? "command" : "command-refused",
      message: refusal === null ? message : `${command.kind} refused: ${refusal}`,
    });
    return played;
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
          this.#follow(rollout, automaticRollbackCourse(this.#contextOf(rollout), { reason }));
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

  /** The in-place update that is under way is done. */
  finishInPlace(): void {
    this.#world.inPlaceSinceSeconds = null;
    this.#closeRecord("updated-in-place");
    this.#observer.beginStep({ kind: "after", planIndex: null, stepIndex: null });
    this.#world.log({ kind: "updated-in-place", message: "the in-place update is done" });
  }

  /** The in-place update that is under way is given up: its replicas fail to start. What runs goes on. */
  failInPlace(reason: string): void {
    this.#world.inPlaceSinceSeconds = null;
    this.#closeRecord("update-failed");
    this.#observer.beginStep({ kind: "after", planIndex: null, stepIndex: null });
    this.#world.log({ kind: "update-failed", message: `the in-place update has failed: ${reason}` });
  }

  #obey(command: Command): string {
    switch (command.kind) {
      case "deploy": {
        const { maxSurgePercent, canaryPercent } = command.settings;
        this.#deploy(command);
        const how = canaryPercent === null ? "" : ` and canary_percent ${canaryPercent}`;
        return `a rollout begins with max_surge_percent ${maxSurgePercent}${how}`;
      }
      case "set-canary-percent": {
        const rollout = this.#requireRollout();
        const { canaryPercent } = command;
        const maxSurgePercent = command.maxSurgePercent ?? rollout.maxSurgePercent;
        const target = { canaryPercent, maxSurgePercent };
        this.#follow(rollout, canaryPercentCourse(this.#contextOf(rollout), target));
        rollout.maxSurgePercent = maxSurgePercent;
        return `the canary is to have ${canaryPercent} % of the traffic`;
      }
      case "rollback": {
        const rollout = this.#requireRollout();
        this.#follow(rollout, manualRollbackCourse(this.#contextOf(rollout), command));
        return `a rollback begins with max_surge_percent ${command.maxSurgePercent}`;
      }
      case "update-in-place":
        this.#updateInPlace(command);
        return command.restarts.length === 0
          ? "a lightweight in-place update is applied"
          : `a heavyweight in-place update begins: ${command.restarts.join(", ")}`;
      case "terminate":
        this.#terminate();
        return "the service terminates";
      default: {
        const impossible: never = command;
        throw new Error(`no such command: ${String(impossible)}`);
      }
    }
  }

  #deploy({ version, settings }: Extract<Command, { kind: "deploy" }>): void {
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
      { canaryId: `v${world.versions.length + 1}` },
    );
    const canary = this.#versions.create(version, "canary");
    world.canary = canary;
    world.isRollingOut = true;
    world.rounding = settings.rounding;
    this.#traffic.refreshTargets();
    this.#heads.boot(canary);
    for (const deployment of canary.deployments) this.#autoscaling.watch(deployment);
    this.record = { startedAtSeconds: world.loop.nowSeconds, endedAtSeconds: null, outcome: null };
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

  #updateInPlace(command: Extract<Command, { kind: "update-in-place" }>): void {
    const { version, restarts, changed = [] } = command;
    const world = this.#world;
    const { nowSeconds } = world.loop;
    world.inPlaceSinceSeconds = nowSeconds;
    this.record = { startedAtSeconds: nowSeconds, endedAtSeconds: null, outcome: null };
    this.#observer.beginStep({ kind: "in-place", planIndex: null, stepIndex: null });
    this.#versions.updateInPlace(world.primary, version, {
      restarts: new Set(restarts),
      changed: new Set(changed),
    });
    for (const deployment of world.primary.deployments) this.#autoscaling.watch(deployment);
    this.#traffic.refreshTargets();
  }

  /** From now on the rollout follows this course. */
  #follow(rollout: Rollout, course: Course): void {
    const { nowSeconds } = this.#world.loop;
    rollout.cancelReview();
    rollout.course = course;
    rollout.state = course.controller.start(course.plan, nowSeconds);
    // A command takes a paused rollout up again.
    if (this.record !== null) {
      this.record.endedAtSeconds = null;
      this.record.outcome = null;
    }
    this.plans.push({
      atSeconds: nowSeconds,
      cause: course.cause,
      reason: course.reason,
      control: course.control,
      timeoutSeconds: course.timeoutSeconds,
      plan: course.plan,
      primaryVersion: rollout.primary.id,
      canaryVersion: rollout.canary.id,
      canaryPercent: course.canaryPercent,
    });
    this.#observer.beginPlan(course.cause);
    this.#observer.beginStep({ kind: "start", planIndex: this.plans.length - 1, stepIndex: 0 });
    this.#world.requestReview();
  }

  #contextOf({ settings, primary, canary }: Rollout): CourseContext {
    return {
      nowSeconds: this.#world.loop.nowSeconds,
      settings,
      split: this.#world.split,
      primaryDeployments: plannedDeployments(primary.definition.deployments),
      canaryDeployments: plannedDeployments(canary.definition.deployments),
    };
  }

  #setSplit(rollout: Rollout, split: RolloutSplit, cause: PlayedSplitCause): void {
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
    this.#closeRecord(outcome);
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

  #closeRecord(outcome: SimulationOutcome): void {
    if (this.record === null) throw new Error("an update ended that never began");
    this.record.endedAtSeconds = this.#world.loop.nowSeconds;
    this.record.outcome = outcome;
  }

  #terminate(): void {
    const world = this.#world;
    world.isTerminating = true;
    world.inPlaceSinceSeconds = null;
    this.#observer.recordSplit("terminate", world.isRollingOut ? this.plans.length - 1 : null);
    world.isRollingOut = false;
    this.#rollout?.cancelReview();
    this.#rollout = null;
    for (const version of world.versions) this.#versions.terminate(version);
    this.#observer.beginStep({ kind: "after", planIndex: null, stepIndex: null });
  }

  #requireRollout(): Rollout {
    if (this.#rollout === null) throw new Error("no rollout is under way");
    return this.#rollout;
  }
}

type PlayedSplitCause = Parameters<Observer["recordSplit"]>[0];
