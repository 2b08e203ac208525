import type { StrategyAction } from "../../strategies/StrategyAction.ts";
import type { VersionId } from "../../strategies/VersionId.ts";
import type { FaultInjector } from "../FaultInjector.ts";
import type { BeyondCapacity } from "../record/BeyondCapacity.ts";
import type { Observer } from "../record/Observer.ts";
import type { Autoscaling } from "../replicas/Autoscaling.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { TrafficSources } from "../traffic/TrafficSources.ts";
import type { HeadNodes } from "../versions/HeadNodes.ts";
import { beginDeploymentStatus } from "../versions/noteDeploymentEvent.ts";
import type { VersionLifecycle } from "../versions/VersionLifecycle.ts";
import { runsPods } from "../world/ClusterWorld.ts";
import { createVersion } from "../world/createVersion.ts";
import { giveAllTraffic } from "../world/giveAllTraffic.ts";
import type { VersionWorld, World } from "../world/World.ts";
import { endUpdate } from "./endUpdate.ts";
import type { KnownVersion, Rollout } from "./Rollout.ts";
import type { Shares, VersionWeight } from "./Shares.ts";
import type { UpdateClock } from "./UpdateClock.ts";

type Action<Kind extends StrategyAction["kind"]> = Extract<StrategyAction, { kind: Kind }>;

/** What rollouts do to the world. */
export interface RolloutWriters {
  readonly world: World;
  readonly versions: VersionLifecycle;
  readonly heads: HeadNodes;
  readonly traffic: TrafficSources;
  readonly autoscaling: Autoscaling;
  readonly observer: Observer;
  readonly clock: UpdateClock;
  /** Told of new canaries, and of capacity and traffic that have moved. */
  readonly faults: FaultInjector;
  readonly beyondCapacity: BeyondCapacity;
}

/** Carries out what strategies decide. */
export class RolloutActions {
  /** Every plan that was followed, the oldest first. */
  readonly plans: PlayedPlan[] = [];
  readonly #world: World;
  readonly #versions: VersionLifecycle;
  readonly #heads: HeadNodes;
  readonly #traffic: TrafficSources;
  readonly #autoscaling: Autoscaling;
  readonly #observer: Observer;
  readonly #clock: UpdateClock;
  readonly #shares: Shares;
  readonly #faults: FaultInjector;
  readonly #beyondCapacity: BeyondCapacity;

  constructor(options: RolloutWriters & { readonly shares: Shares }) {
    this.#world = options.world;
    this.#versions = options.versions;
    this.#heads = options.heads;
    this.#traffic = options.traffic;
    this.#autoscaling = options.autoscaling;
    this.#observer = options.observer;
    this.#clock = options.clock;
    this.#shares = options.shares;
    this.#faults = options.faults;
    this.#beyondCapacity = options.beyondCapacity;
  }

  /** Does these actions of the rollout's strategy, in order. Where they end it, its outcome is set. */
  carryOut(rollout: Rollout, actions: readonly StrategyAction[]): void {
    const end = actions.find((action) => action.kind === "end");
    let hasStarted = false;
    let hasScaled = false;
    for (let at = 0; at < actions.length; at++) {
      const action = actions[at] as StrategyAction;
      switch (action.kind) {
        case "start-version":
          this.#startVersion(rollout, action);
          hasStarted = true;
          break;
        case "begin-plan":
          this.#beginPlan(rollout, action);
          break;
        case "begin-step":
          this.#beginStep(rollout, action);
          break;
        case "set-weights": {
          // What is set together holds from the same instant on.
          const capacities = capacitiesFrom(actions, at + 1);
          at += capacities.length;
          if (action.endpoint === null) this.#setShares(rollout, action, capacities);
          else {
            this.#shares.setEndpoint(action.endpoint, this.#weightsOf(rollout, action));
            if (capacities.length > 0) this.#setShares(rollout, null, capacities);
          }
          break;
        }
        case "set-capacity":
          this.#setShares(rollout, null, [action]);
          break;
        case "end-version":
          this.#endVersion(rollout, action);
          break;
        case "report":
          this.#report(rollout, action);
          break;
        case "pause":
          this.#clock.end("paused");
          this.#world.log({ kind: "rollout-paused", message: action.reason });
          break;
        case "end":
          this.#beginEnd(rollout, action);
          break;
        case "mirror": {
          const { stepKind: cause, planIndex } = rollout;
          const version = this.#worldOf(rollout, action.version);
          const percent = 100 * action.fraction;
          if (action.endpoint === null) this.#shares.mirror(version, percent, { cause, planIndex });
          else this.#shares.mirrorEndpoint(action.endpoint, version, percent);
          break;
        }
        case "set-replicas":
          this.#versions.setReplicas(
            this.#worldOf(rollout, action.version),
            action.deployment,
            action.replicas,
          );
          hasScaled = true;
          break;
        default: {
          const impossible: never = action;
          throw new Error(`no such action: ${String(impossible)}`);
        }
      }
    }
    if (hasScaled)
      this.#shares.set({
        cause: rollout.stepKind,
        planIndex: rollout.planIndex,
        weights: null,
        capacities: [],
        hasScaled,
      });
    if (end !== undefined) this.#finishEnd(rollout);
    const { canary } = this.#world;
    if (hasStarted && canary !== null) this.#faults.noteCanary(canary);
  }

  #report({ troubles }: Rollout, { condition, message, isTrouble }: Action<"report">): void {
    this.#world.log({ kind: condition, message });
    if (isTrouble) troubles.push({ atSeconds: this.#world.loop.nowSeconds, condition, message });
  }

  #startVersion(rollout: Rollout, { version }: Action<"start-version">): void {
    const world = this.#world;
    const known = this.#knownVersion(rollout, version);
    const shared = rollout.strategy.cluster === "shared" ? world.primary.cluster : null;
    const canary = createVersion(world, known.definition, "canary", shared);
    known.world = canary;
    world.canary = canary;
    world.isRollingOut = true;
    this.#traffic.refreshTargets();
    if (shared === null) this.#heads.boot(canary.cluster);
    else if (shared.hasControl) for (const each of canary.deployments) beginDeploymentStatus(world, each);
    for (const deployment of canary.deployments) this.#autoscaling.watch(deployment);
  }

  #beginPlan(rollout: Rollout, { plan: followed, breaksBounds }: Action<"begin-plan">): void {
    const { cause, reason, control, timeoutSeconds, plan, canaryPercent } = followed;
    const [primary, canary] = [this.#world.primary, this.#world.canary];
    if (canary === null) throw new Error("a plan is followed before its canary has been started");
    // A command takes a paused rollout up again.
    this.#clock.resume();
    this.plans.push({
      atSeconds: this.#world.loop.nowSeconds,
      cause,
      reason,
      control,
      timeoutSeconds,
      plan,
      primaryVersion: primary.id,
      canaryVersion: canary.id,
      canaryPercent,
    });
    rollout.planIndex = this.plans.length - 1;
    if (breaksBounds === true) this.#breakBounds();
    else this.#world.holding.allowSurge(plan.maxSurgePercent);
    this.#observer.beginStep({ kind: "start", planIndex: rollout.planIndex, stepIndex: 0 });
    this.#world.requestReview();
  }

  #breakBounds(): void {
    this.#world.holding.endSurge();
    this.#beyondCapacity.begin(this.#world.primary);
  }

  #beginStep(rollout: Rollout, { name, stepIndex }: Action<"begin-step">): void {
    if (stepIndex === undefined) {
      rollout.stepKind = "step";
      if (this.#observer.renameStep(name)) return;
      this.#observer.beginStep({ kind: "step", name, planIndex: null, stepIndex: null });
      return;
    }
    const { planIndex } = rollout;
    const step = planIndex === null ? undefined : this.plans[planIndex]?.plan.steps[stepIndex];
    if (step === undefined) throw new Error(`the plan has no step ${stepIndex}`);
    rollout.stepKind = step.kind;
    this.#observer.beginStep({ kind: step.kind, planIndex, stepIndex });
  }

  /** Traffic (`null`: as before) and capacity from this instant on. */
  #setShares(
    rollout: Rollout,
    action: Action<"set-weights"> | null,
    capacities: readonly Action<"set-capacity">[],
  ): void {
    this.#shares.set({
      cause: rollout.stepKind,
      planIndex: rollout.planIndex,
      weights: action === null ? null : this.#weightsOf(rollout, action),
      capacities: capacities.map(({ version, ...capacity }) => ({
        ...capacity,
        version: this.#worldOf(rollout, version),
      })),
    });
  }

  #weightsOf(rollout: Rollout, { weights }: Action<"set-weights">): readonly VersionWeight[] {
    return [...weights].map(([id, weight]) => ({ version: this.#knownVersion(rollout, id).world, weight }));
  }

  #endVersion(rollout: Rollout, { version, manner }: Action<"end-version">): void {
    const { world } = this.#knownVersion(rollout, version);
    if (world === null) return;
    if (manner === "at-once") this.#versions.terminateAtOnce(world);
    else this.#versions.terminate(world);
    this.#observer.noteShares();
  }

  #beginEnd(rollout: Rollout, { outcome, reason }: Action<"end">): void {
    const world = this.#world;
    rollout.outcome = outcome;
    rollout.windows.stop();
    // Before the versions change their roles.
    const parts = { world, clock: this.#clock, observer: this.#observer };
    endUpdate(parts, outcome === "failed" ? "rollout-failed" : outcome, {
      kind: `rollout-${outcome}`,
      message: reason,
    });
    world.isRollingOut = false;
  }

  /** Whoever has the traffic is the primary from now on. */
  #finishEnd(rollout: Rollout): void {
    const world = this.#world;
    const winner = this.#winnerOf(rollout);
    world.canary = null;
    if (winner !== null && winner !== world.primary) {
      world.primary = winner;
      this.#versions.setRole(winner, "primary");
    }
    world.isByReadiness = runsPods(world.primary.cluster);
    giveAllTraffic(world, world.primary);
    this.#observer.recordSplit("finish", rollout.planIndex);
    world.requestReview();
  }

  /** `null`: the primary stays. */
  #winnerOf({ strategy, versions }: Rollout): VersionWorld | null {
    if (strategy.traffic === "weights")
      return versions.find(({ world }) => world !== null && world.trafficPercent > 50)?.world ?? null;
    // Of those that share by readiness, the one that was not ended.
    return versions.find(({ world }) => world?.isTerminating === false)?.world ?? null;
  }

  #knownVersion({ versions }: Rollout, id: VersionId): KnownVersion {
    const known = versions.find((version) => version.id === id);
    if (known === undefined) throw new Error(`nobody has named version ${id}`);
    return known;
  }

  #worldOf(rollout: Rollout, id: VersionId): VersionWorld {
    const { world } = this.#knownVersion(rollout, id);
    if (world === null) throw new Error(`version ${id} has not been started`);
    return world;
  }
}

function capacitiesFrom(actions: readonly StrategyAction[], from: number): readonly Action<"set-capacity">[] {
  const capacities: Action<"set-capacity">[] = [];
  for (const action of actions.slice(from)) {
    if (action.kind !== "set-capacity") break;
    capacities.push(action);
  }
  return capacities;
}
