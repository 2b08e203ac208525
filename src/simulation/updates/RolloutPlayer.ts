import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import type { ChosenStrategy, StrategyAnswer } from "../../strategies/ChosenStrategy.ts";
import type { OwnCommand } from "../../strategies/OwnCommand.ts";
import type { RolloutStanding } from "../../strategies/RolloutStanding.ts";
import type { StrategyCommand } from "../../strategies/StrategyCommand.ts";
import type { StrategyRefusal } from "../../strategies/StrategyDecision.ts";
import { type VersionId, versionId } from "../../strategies/VersionId.ts";
import { usualWords, type VersionWords } from "../../strategies/VersionWords.ts";
import type { Observer } from "../record/Observer.ts";
import { RequestWindows } from "../record/RequestWindows.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { PlayedRollout } from "../result/PlayedRollout.ts";
import type { Command, ServiceVersion } from "../Scenario.ts";
import type { TrafficSources } from "../traffic/TrafficSources.ts";
import { isSameConfig } from "../versions/isSameVersion.ts";
import type { VersionLifecycle } from "../versions/VersionLifecycle.ts";
import { runsPods } from "../world/ClusterWorld.ts";
import { ranks } from "../world/ranks.ts";
import type { World } from "../world/World.ts";
import type { HeldBound } from "./HeldBound.ts";
import { countedBound, planBound, scheduleBound, wholeBound } from "./heldBounds.ts";
import type { KnownVersion, Rollout } from "./Rollout.ts";
import { RolloutActions, type RolloutWriters } from "./RolloutActions.ts";
import { Shares } from "./Shares.ts";
import type { UpdateClock } from "./UpdateClock.ts";
import { viewRollout } from "./viewRollout.ts";

type Deploy = Extract<Command, { kind: "deploy" }>;

/** The life of rollouts: they begin, their strategies are asked and told, and what those decide is done until they have ended. */
export class RolloutPlayer {
  /** The one that is under way or paused. */
  #rollout: Rollout | null = null;
  /** Those that have ended, and whose strategies still have something to tidy up. */
  #ended: Rollout[] = [];
  readonly #begun: { readonly atSeconds: number; readonly rollout: Rollout }[] = [];
  readonly #world: World;
  readonly #versions: VersionLifecycle;
  readonly #traffic: TrafficSources;
  readonly #observer: Observer;
  readonly #clock: UpdateClock;
  readonly #shares: Shares;
  readonly #actions: RolloutActions;

  constructor(options: RolloutWriters) {
    const shares = new Shares(options);
    this.#world = options.world;
    this.#versions = options.versions;
    this.#traffic = options.traffic;
    this.#observer = options.observer;
    this.#clock = options.clock;
    this.#shares = shares;
    this.#actions = new RolloutActions({ ...options, shares });
  }

  /** Every plan that was followed, the oldest first. */
  get plans(): readonly PlayedPlan[] {
    return this.#actions.plans;
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
    this.#actions.carryOut(rollout, actions);
    if (rollout.outcome === null) return;
    if (rollout === this.#rollout) this.#rollout = null;
    this.#keepWhile(rollout, reviewAtSeconds !== null);
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

  #requireRollout(): Rollout {
    if (this.#rollout === null) throw new Error("no rollout is under way");
    return this.#rollout;
  }
}

/** Whose way of rolling out it is. */
function systemOf({ strategy, description }: ChosenStrategy): string {
  return strategy === anyscaleStrategy ? "a rollout of Anyscale" : description;
}
