import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import type { ChosenStrategy, StrategyAnswer } from "../../strategies/ChosenStrategy.ts";
import type { OwnCommand } from "../../strategies/OwnCommand.ts";
import type { RolloutStanding } from "../../strategies/RolloutStanding.ts";
import type { StrategyAction } from "../../strategies/StrategyAction.ts";
import type { StrategyCommand } from "../../strategies/StrategyCommand.ts";
import type { StrategyRefusal } from "../../strategies/StrategyDecision.ts";
import { type VersionId, versionId } from "../../strategies/VersionId.ts";
import { usualWords, type VersionWords } from "../../strategies/VersionWords.ts";
import type { FaultInjector } from "../FaultInjector.ts";
import type { BeyondCapacity } from "../record/BeyondCapacity.ts";
import type { Observer } from "../record/Observer.ts";
import { RequestWindows } from "../record/RequestWindows.ts";
import type { Autoscaling } from "../replicas/Autoscaling.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { PlayedRollout } from "../result/PlayedRollout.ts";
import type { Command, ServiceVersion } from "../Scenario.ts";
import type { TrafficSources } from "../traffic/TrafficSources.ts";
import type { HeadNodes } from "../versions/HeadNodes.ts";
import { isSameConfig } from "../versions/isSameVersion.ts";
import { beginDeploymentStatus } from "../versions/noteDeploymentEvent.ts";
import type { VersionLifecycle } from "../versions/VersionLifecycle.ts";
import { runsPods } from "../world/ClusterWorld.ts";
import { createVersion } from "../world/createVersion.ts";
import { giveAllTraffic } from "../world/giveAllTraffic.ts";
import { ranks } from "../world/ranks.ts";
import type { VersionWorld, World } from "../world/World.ts";
import { endUpdate } from "./endUpdate.ts";
import type { HeldBound } from "./HeldBound.ts";
import { countedBound, planBound, scheduleBound, wholeBound } from "./heldBounds.ts";
import type { KnownVersion, Rollout } from "./Rollout.ts";
import { Shares, type VersionWeight } from "./Shares.ts";
import type { UpdateClock } from "./UpdateClock.ts";
import { viewRollout } from "./viewRollout.ts";

type Action<Kind extends StrategyAction["kind"]> = Extract<StrategyAction, { kind: Kind }>;
type Deploy = Extract<Command, { kind: "deploy" }>;

/** Plays rollouts: does what their strategies decide. */
export class RolloutPlayer {
  readonly plans: PlayedPlan[] = [];
  /** The one that is under way or paused. */
  #rollout: Rollout | null = null;
  /** Those that have ended, and whose strategies still have something to tidy up. */
  #ended: Rollout[] = [];
  readonly #begun: { readonly atSeconds: number; readonly rollout: Rollout }[] = [];
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

  constructor(options: {
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
  }) {
    this.#world = options.world;
    this.#versions = options.versions;
    this.#heads = options.heads;
    this.#traffic = options.traffic;
    this.#autoscaling = options.autoscaling;
    this.#observer = options.observer;
    this.#clock = options.clock;
    this.#shares = new Shares(options);
    this.#faults = options.faults;
    this.#beyondCapacity = options.beyondCapacity;
  }

  /** Where the rollout that is under way or paused stands; `null`: there is none. */
  get standing(): RolloutStanding | null {
    return this.#rollout?.run.standing ?? null;
  }

  /** The rollout that is under way or paused is Anyscale's. */
  get isAnyscale(): boolean {
    return this.#rollout?.strategy.strategy === anyscaleStrategy;
  }

  /** A rollback is under way. */
  get isRollingBack(): boolean {
    return this.#rollout?.run.standing.isRollingBack ?? false;
  }

  /** The most that the versions together may hold now, as the strategy of the rollout says; `null`: nothing bounds them. */
  get bound(): HeldBound | null {
    const { primary } = this.#world;
    const rollout = this.#rollout;
    if (rollout === null) return wholeBound([primary.definition]);
    const played = rollout.planIndex === null ? undefined : this.plans[rollout.planIndex];
    if (played !== undefined) return planBound(played.plan);
    const versions = rollout.versions.flatMap(({ world }) =>
      world === null || world.isGone ? [] : [world.definition],
    );
    const counted = rollout.run.bound(viewRollout(this.#world, rollout));
    if (counted !== undefined) return counted === null ? null : countedBound(counted, versions);
    // Where nobody knows in advance, all versions may have all that they are configured for.
    return rollout.scheduled ?? wholeBound(versions);
  }

  /** What people call the versions: as the system does that rolled them out; where several did, none of them is right. */
  get words(): VersionWords {
    const [first, ...others] = this.#begun.map(({ rollout }) => rollout.strategy.words);
    return first === undefined || others.some((words) => words !== first) ? usualWords : first;
  }

  /** Every rollout so far, with what became of the laws of its strategy. */
  describeRollouts(): readonly PlayedRollout[] {
    return this.#begun.map(({ atSeconds, rollout: { strategy, run, outcome, troubles } }) => ({
      atSeconds,
      strategy: strategy.kind,
      outcome,
      ...(troubles.length === 0 ? {} : { troubles: [...troubles] }),
      laws: run.judge(),
    }));
  }

  /** A rollout of the version begins; a reason, and nothing has changed, where it cannot. */
  deploy({ version, strategy }: Deploy): string | null {
    const { loop, statistics, primary } = this.#world;
    if (runsPods(primary.cluster) && strategy.cluster === "own") {
      return `Kubernetes runs this service without Ray, and ${systemOf(strategy)} would give the new version a Ray cluster of its own; expected a deploy with the strategy of a Deployment`;
    }
    const currentId = versionId(primary.index);
    const next = this.#newId();
    const versions: KnownVersion[] = [
      { id: currentId, definition: primary.definition, config: currentId, world: primary },
      { id: next, definition: version, config: next, world: null },
    ];
    const windows = new RequestWindows({ loop, statistics, longestSeconds: strategy.looksBackSeconds });
    const view = viewRollout(this.#world, { versions, windows });
    const start = { view, current: currentId, next };
    const begun = strategy.begin(start);
    if ("refusal" in begun) {
      windows.stop();
      return begun.refusal;
    }
    this.#clock.begin();
    if (strategy.traffic === "ready-replicas") this.#world.isByReadiness = true;
    const schedule = strategy.schedule(start);
    const rollout: Rollout = {
      strategy,
      run: begun.run,
      windows,
      versions,
      scheduled: schedule === null ? null : scheduleBound(schedule, versions),
      planIndex: null,
      troubles: [],
      stepKind: "step",
      outcome: null,
      cancelReview: () => {},
    };
    this.#rollout = rollout;
    this.#begun.push({ atSeconds: loop.nowSeconds, rollout });
    this.#do(rollout, begun.first);
    return null;
  }

  /** A deploy while a rollout is under way; a reason, and nothing has changed, where its strategy cannot do it. */
  deployAgain({ version, strategy }: Deploy): string | null {
    const { versions } = this.#requireRollout();
    const equalTo = versions.findLast(({ definition }) => isSameConfig(version, definition))?.config ?? null;
    return this.#withVersion({ definition: version, equalTo }, (id) =>
      this.command({ kind: "deploy", version: id, equalTo, options: strategy }),
    );
  }

  /** A command of the strategy's own, with the version that it brings; a reason, and nothing has changed, where it cannot be done. */
  obey(command: OwnCommand, version: ServiceVersion | null): string | null {
    const rollout = this.#requireRollout();
    const give = (id: VersionId | null) =>
      this.#follow(rollout, rollout.run.obey(viewRollout(this.#world, rollout), command, id));
    return version === null ? give(null) : this.#withVersion({ definition: version, equalTo: null }, give);
  }

  /** A command to the rollout that is under way or paused; a reason, and nothing has changed, where it cannot be done. */
  command(command: StrategyCommand<ChosenStrategy>): string | null {
    const rollout = this.#requireRollout();
    return this.#follow(rollout, rollout.run.command(viewRollout(this.#world, rollout), command));
  }

  /** Another number of replicas of a deployment; a reason, and nothing has changed, where nobody can set it. */
  scale(deployment: string, replicas: number): string | null {
    const { primary } = this.#world;
    if (this.#rollout !== null) return this.command({ kind: "scale", deployment, replicas });
    if (!runsPods(primary.cluster))
      return "the number of replicas stands in the config of the service: deploy one with another num_replicas, in place where the service shall stay";
    if (
      !primary.deployments.some(({ isRemoved, definition }) => !isRemoved && definition.name === deployment)
    )
      return `there is no Deployment ${deployment}`;
    this.#versions.setReplicas(primary, deployment, replicas);
    this.#shares.set({ cause: "step", planIndex: null, weights: null, capacities: [], hasScaled: true });
    return null;
  }

  #follow(rollout: Rollout, answer: StrategyAnswer | StrategyRefusal): string | null {
    if ("refusal" in answer) return answer.refusal;
    this.#do(rollout, answer);
    return null;
  }

  /** The strategy is told of one more version; where it refuses what it is told for, it has never been there. */
  #withVersion(
    { definition, equalTo }: Pick<KnownVersion, "definition"> & { readonly equalTo: VersionId | null },
    give: (id: VersionId) => string | null,
  ): string | null {
    const { versions } = this.#requireRollout();
    const id = this.#newId();
    const known: KnownVersion = { id, definition, config: equalTo ?? id, world: null };
    versions.push(known);
    const refusal = give(id);
    if (refusal !== null) versions.splice(versions.indexOf(known), 1);
    return refusal;
  }

  /** The service ends, and with it whatever was under way. */
  terminate(): void {
    const world = this.#world;
    world.isTerminating = true;
    world.inPlaceSinceSeconds = null;
    world.startingSinceSeconds = null;
    this.#observer.recordSplit("terminate", world.isRollingOut ? (this.#rollout?.planIndex ?? null) : null);
    world.isRollingOut = false;
    for (const rollout of [...this.#ended, ...(this.#rollout === null ? [] : [this.#rollout])]) {
      rollout.cancelReview();
      rollout.windows.stop();
    }
    this.#rollout = null;
    this.#ended = [];
    for (const version of world.versions) this.#versions.terminate(version);
    this.#observer.noteShares();
    this.#observer.endSteps();
  }

  /** Asks the strategies and does what they want. Returns whether anything was done. */
  advance(): boolean {
    this.#followReadiness();
    const tidied = [...this.#ended].filter((rollout) => this.#ask(rollout));
    const rollout = this.#rollout;
    const hasMoved = rollout !== null && this.#ask(rollout);
    return hasMoved || tidied.length > 0;
  }

  /** Where requests go to whatever is ready, versions have the shares that follow. */
  #followReadiness(): void {
    const ready = this.#traffic.readiness.follow();
    if (ready !== null) this.#shares.follow(ready, this.#rollout?.stepKind ?? "step");
  }

  #ask(rollout: Rollout): boolean {
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
    if (rollout !== this.#rollout) this.#keepWhile(rollout, reviewAtSeconds !== null);
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
    this.#rollout = null;
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

  #keepWhile(rollout: Rollout, hasWork: boolean): void {
    this.#ended = this.#ended.filter((each) => each !== rollout);
    if (hasWork) this.#ended.push(rollout);
    else rollout.cancelReview();
  }

  /** The number of the next version that a command names. */
  #newId(): VersionId {
    const named = this.#rollout?.versions.map(({ id }) => id + 1) ?? [];
    return versionId(Math.max(this.#world.versions.length, ...named));
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

  #requireRollout(): Rollout {
    if (this.#rollout === null) throw new Error("no rollout is under way");
    return this.#rollout;
  }
}

/** Whose way of rolling out it is. */
function systemOf({ strategy, description }: ChosenStrategy): string {
  return strategy === anyscaleStrategy ? "a rollout of Anyscale" : description;
}

function capacitiesFrom(actions: readonly StrategyAction[], from: number): readonly Action<"set-capacity">[] {
  const capacities: Action<"set-capacity">[] = [];
  for (const action of actions.slice(from)) {
    if (action.kind !== "set-capacity") break;
    capacities.push(action);
  }
  return capacities;
}
