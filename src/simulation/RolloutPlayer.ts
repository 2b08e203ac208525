import { type PlanState, planController } from "../rollout/planController.ts";
import { planRollback } from "../rollout/planRollback.ts";
import { planRollout } from "../rollout/planRollout.ts";
import type { RolloutController } from "../rollout/RolloutController.ts";
import type { PlanOutcome, RolloutPlan } from "../rollout/RolloutPlan.ts";
import type { RolloutSplit } from "../rollout/RolloutStep.ts";
import type { Autoscaling } from "./Autoscaling.ts";
import { viewOf } from "./health.ts";
import type { Observer } from "./Observer.ts";
import { plannedDeployments } from "./plannedDeployments.ts";
import { ranks } from "./ranks.ts";
import type { Command, RolloutSettings } from "./Scenario.ts";
import type { PlayedCommand, PlayedPlan } from "./SimulationResult.ts";
import type { TrafficSources } from "./TrafficSources.ts";
import type { VersionLifecycle } from "./VersionLifecycle.ts";
import type { VersionWorld, World } from "./World.ts";

interface Rollout {
  readonly settings: RolloutSettings;
  readonly deployedAtSeconds: number;
  readonly primary: VersionWorld;
  readonly canary: VersionWorld;
  maxSurgePercent: number;
  control: "automatic" | "manual";
  direction: "forward" | "back";
  plan: RolloutPlan;
  controller: RolloutController<PlanState>;
  state: PlanState;
  cancelReview: () => void;
}

/** How a rollout ended, or that it has not. */
export interface RolloutRecord {
  readonly deployedAtSeconds: number;
  endedAtSeconds: number | null;
  outcome: PlanOutcome | null;
}

/** Takes commands, makes plans of them, and does what the rollout controller decides. */
export class RolloutPlayer {
  readonly plans: PlayedPlan[] = [];
  readonly commands: PlayedCommand[] = [];
  /** The last rollout. */
  record: RolloutRecord | null = null;
  #rollout: Rollout | null = null;
  readonly #world: World;
  readonly #versions: VersionLifecycle;
  readonly #traffic: TrafficSources;
  readonly #autoscaling: Autoscaling;
  readonly #observer: Observer;
  readonly #onCanary: () => void;
  readonly #onSplit: () => void;

  constructor(options: {
    readonly world: World;
    readonly versions: VersionLifecycle;
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
    this.#traffic = options.traffic;
    this.#autoscaling = options.autoscaling;
    this.#observer = options.observer;
    this.#onCanary = options.onCanary;
    this.#onSplit = options.onSplit;
  }

  /** A rollback is under way. */
  get isRollingBack(): boolean {
    return this.#rollout?.direction === "back";
  }

  /** Does a command, or refuses it with the reason. */
  command(command: Command): PlayedCommand {
    const refusal = this.#reasonToRefuse(command);
    const message = refusal ?? this.#obey(command);
    const played: PlayedCommand = {
      atSeconds: this.#world.loop.nowSeconds,
      kind: command.kind,
      accepted: refusal === null,
      message,
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
    const decision = rollout.controller.decide(rollout.state, {
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
          const step = rollout.plan.steps[action.stepIndex];
          if (step === undefined) throw new Error(`the plan has no step ${action.stepIndex}`);
          this.#observer.beginStep({
            kind: step.kind,
            planIndex: this.plans.length - 1,
            stepIndex: action.stepIndex,
          });
          break;
        }
        case "set-split":
          this.#setSplit(action.split, action.cause);
          break;
        case "roll-back":
          this.#rollBackAtOnce(rollout, action.reason);
          break;
        case "end":
          this.#end(rollout);
          break;
      }
    }
    return hasMoved || decision.actions.length > 0;
  }

  #reasonToRefuse(command: Command): string | null {
    const { isTerminating, inPlaceSinceSeconds } = this.#world;
    if (isTerminating) return "the service terminates";
    const rollout = this.#rollout;
    switch (command.kind) {
      case "deploy":
      case "update-in-place":
        if (rollout !== null) return "a rollout is under way; complete it or roll it back first";
        return inPlaceSinceSeconds === null ? null : "an in-place update is under way";
      case "set-canary-percent":
        if (rollout === null) return "no rollout is under way";
        return rollout.direction === "back" ? "the rollout is being rolled back" : null;
      case "rollback":
        // anyscale-service-api.txt: "can only be used when there is an active rollout in progress".
        if (rollout === null) return "no rollout is under way";
        return rollout.direction === "back" && rollout.control === "automatic" && this.#isAtOnce(rollout)
          ? "the rollout is being rolled back already"
          : null;
      case "terminate":
        return null;
    }
  }

  #isAtOnce(rollout: Rollout): boolean {
    return rollout.plan.steps.some((step) => step.kind === "roll-back-at-once");
  }

  #obey(command: Command): string {
    switch (command.kind) {
      case "deploy": {
        const { settings } = command;
        this.#deploy(command);
        const how = settings.canaryPercent === null ? "" : ` and canary_percent ${settings.canaryPercent}`;
        return `a rollout begins with max_surge_percent ${settings.maxSurgePercent}${how}`;
      }
      case "set-canary-percent":
        this.#setCanaryPercent(command);
        return `the canary is to have ${command.canaryPercent} % of the traffic`;
      case "rollback":
        this.#rollBackGradually(command.maxSurgePercent);
        return `a rollback begins with max_surge_percent ${command.maxSurgePercent}`;
      case "update-in-place": {
        const { version, restarts } = command;
        this.#world.inPlaceSinceSeconds = this.#world.loop.nowSeconds;
        this.#versions.updateInPlace(this.#world.primary, version, new Set(restarts));
        for (const deployment of this.#world.primary.deployments) this.#autoscaling.watch(deployment);
        this.#traffic.refreshTargets();
        return restarts.length === 0
          ? "a lightweight in-place update is applied"
          : `a heavyweight in-place update begins: ${restarts.join(", ")}`;
      }
      case "terminate":
        this.#terminate();
        return "the service terminates";
    }
  }

  #deploy({ version, settings }: Extract<Command, { kind: "deploy" }>): void {
    const world = this.#world;
    const canary = this.#versions.create(version, "canary");
    world.canary = canary;
    world.isRollingOut = true;
    world.rounding = settings.rounding;
    this.#traffic.refreshTargets();
    this.#versions.bootHead(canary);
    for (const deployment of canary.deployments) this.#autoscaling.watch(deployment);
    this.record = { deployedAtSeconds: world.loop.nowSeconds, endedAtSeconds: null, outcome: null };
    const plan = planRollout({
      maxSurgePercent: settings.maxSurgePercent,
      ...(settings.canaryPercent === null ? {} : { canaryPercent: settings.canaryPercent }),
      ...(settings.maxSurgePercent === 100 && settings.canaryPercent === null
        ? { trafficPattern: settings.trafficPattern }
        : {}),
      rounding: settings.rounding,
      autoCompleteRollout: settings.autoCompleteRollout,
      deployments: plannedDeployments(world.primary.definition.deployments),
      canaryDeployments: plannedDeployments(version.deployments),
    });
    const control = settings.canaryPercent === null ? "automatic" : "manual";
    const rollout: Rollout = {
      settings,
      deployedAtSeconds: world.loop.nowSeconds,
      primary: world.primary,
      canary,
      maxSurgePercent: settings.maxSurgePercent,
      control,
      direction: "forward",
      plan,
      controller: planController({
        shiftIntervalSeconds:
          settings.maxSurgePercent === 100 && control === "automatic" ? settings.trafficIntervalSeconds : 0,
        holdSeconds: settings.holdSeconds,
        connectionDrainSeconds: settings.connectionDrainSeconds,
        rollback:
          control === "manual"
            ? null
            : {
                timeoutAtSeconds: world.loop.nowSeconds + settings.timeoutSeconds,
                timeoutSeconds: settings.timeoutSeconds,
                unhealthyGraceSeconds: settings.unhealthyGraceSeconds,
                judgesHealth: true,
              },
      }),
      state: { plan, stepIndex: 0, phase: "between", phaseSinceSeconds: world.loop.nowSeconds },
      cancelReview: () => {},
    };
    this.#rollout = rollout;
    this.#play(rollout, {
      cause: "deploy",
      reason: `deploy of ${canary.id}`,
      canaryPercent: settings.canaryPercent,
      timeoutSeconds: control === "manual" ? null : settings.timeoutSeconds,
    });
    this.#onCanary();
  }

  #setCanaryPercent(command: Extract<Command, { kind: "set-canary-percent" }>): void {
    const rollout = this.#requireRollout();
    const world = this.#world;
    rollout.maxSurgePercent = command.maxSurgePercent ?? rollout.maxSurgePercent;
    // anyscale-update-a-service.txt: setting canary_percent disables automatic rollback.
    rollout.control = "manual";
    rollout.plan = planRollout({
      from: world.split,
      maxSurgePercent: rollout.maxSurgePercent,
      canaryPercent: command.canaryPercent,
      rounding: rollout.settings.rounding,
      deployments: plannedDeployments(rollout.primary.definition.deployments),
      canaryDeployments: plannedDeployments(rollout.canary.definition.deployments),
    });
    rollout.controller = planController({
      shiftIntervalSeconds: 0,
      holdSeconds: rollout.settings.holdSeconds,
      connectionDrainSeconds: rollout.settings.connectionDrainSeconds,
      rollback: null,
    });
    this.record = { deployedAtSeconds: rollout.deployedAtSeconds, endedAtSeconds: null, outcome: null };
    this.#play(rollout, {
      cause: "command",
      reason: `canary_percent ${command.canaryPercent}`,
      canaryPercent: command.canaryPercent,
      timeoutSeconds: null,
    });
  }

  #rollBackGradually(maxSurgePercent: number): void {
    const rollout = this.#requireRollout();
    const { settings } = rollout;
    rollout.direction = "back";
    rollout.maxSurgePercent = maxSurgePercent;
    rollout.control = "automatic";
    rollout.plan = planRollback({
      from: this.#world.split,
      maxSurgePercent,
      rounding: settings.rounding,
      deployments: plannedDeployments(rollout.primary.definition.deployments),
      canaryDeployments: plannedDeployments(rollout.canary.definition.deployments),
    });
    rollout.controller = planController({
      shiftIntervalSeconds: 0,
      holdSeconds: settings.holdSeconds,
      connectionDrainSeconds: settings.connectionDrainSeconds,
      rollback: {
        timeoutAtSeconds: this.#world.loop.nowSeconds + settings.timeoutSeconds,
        timeoutSeconds: settings.timeoutSeconds,
        unhealthyGraceSeconds: 0,
        judgesHealth: false,
      },
    });
    this.record = { deployedAtSeconds: rollout.deployedAtSeconds, endedAtSeconds: null, outcome: null };
    this.#play(rollout, {
      cause: "manual-rollback",
      reason: `rollback with max_surge_percent ${maxSurgePercent}`,
      canaryPercent: null,
      timeoutSeconds: settings.timeoutSeconds,
    });
  }

  #rollBackAtOnce(rollout: Rollout, reason: string): void {
    rollout.direction = "back";
    rollout.plan = planRollback({
      from: this.#world.split,
      rounding: rollout.settings.rounding,
      deployments: plannedDeployments(rollout.primary.definition.deployments),
      canaryDeployments: plannedDeployments(rollout.canary.definition.deployments),
    });
    rollout.controller = planController({
      shiftIntervalSeconds: 0,
      holdSeconds: 0,
      connectionDrainSeconds: 0,
      rollback: null,
    });
    this.#play(rollout, {
      cause: "automatic-rollback",
      reason,
      canaryPercent: null,
      timeoutSeconds: rollout.settings.timeoutSeconds,
    });
    this.#world.log({ kind: "automatic-rollback", message: `automatic rollback: ${reason}` });
  }

  #play(
    rollout: Rollout,
    played: Pick<PlayedPlan, "cause" | "reason" | "canaryPercent" | "timeoutSeconds">,
  ): void {
    const { nowSeconds } = this.#world.loop;
    rollout.cancelReview();
    rollout.state = rollout.controller.start(rollout.plan, nowSeconds);
    this.plans.push({
      atSeconds: nowSeconds,
      ...played,
      control: rollout.control,
      plan: rollout.plan,
      primaryVersion: rollout.primary.id,
      canaryVersion: rollout.canary.id,
    });
    this.#observer.beginPlan(this.plans.length - 1, played.cause);
    this.#world.requestReview();
  }

  #setSplit(split: RolloutSplit, cause: PlayedSplitCause): void {
    const world = this.#world;
    const rollout = this.#requireRollout();
    const isDead = (version: VersionWorld, capacityPercent: number) =>
      capacityPercent === 0 && version.capacityPercent > 0;
    world.split = split;
    this.#observer.recordSplit(cause, this.plans.length - 1);
    const leavers = [
      ...(isDead(rollout.primary, split.primary.capacityPercent) ? [rollout.primary] : []),
      ...(isDead(rollout.canary, split.canary.capacityPercent) ? [rollout.canary] : []),
    ];
    this.#versions.setCapacity(rollout.primary, split.primary.capacityPercent);
    this.#versions.setCapacity(rollout.canary, split.canary.capacityPercent);
    // A version without capacity can serve nobody who still waits for it.
    for (const version of leavers) this.#versions.terminate(version);
    this.#onSplit();
  }

  #end(rollout: Rollout): void {
    const world = this.#world;
    const { outcome } = rollout.plan;
    if (this.record !== null) {
      this.record.endedAtSeconds = world.loop.nowSeconds;
      this.record.outcome = outcome;
    }
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
    world.split = {
      canary: { capacityPercent: 0, trafficPercent: 0 },
      primary: { capacityPercent: 100, trafficPercent: 100 },
    };
    this.#observer.recordSplit("finish", this.plans.length - 1);
    world.requestReview();
  }

  #terminate(): void {
    const world = this.#world;
    world.isTerminating = true;
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
