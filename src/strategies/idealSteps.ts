import type { ChosenStrategy, StrategyAnswer } from "./ChosenStrategy.ts";
import { adjustReplicas } from "./capacity/adjustReplicas.ts";
import type { Rounding } from "./capacity/Rounding.ts";
import type { RolloutStart } from "./RolloutStart.ts";
import type { StrategyAction } from "./StrategyAction.ts";
import type { DeploymentView, StrategyView, VersionView } from "./StrategyView.ts";
import type { VersionId } from "./VersionId.ts";

/** One step of a rollout as it would be if every replica that is asked for were ready at once, and each that is given up gone at once. */
export interface IdealStep {
  readonly name: string;
  /** Since the rollout began, not before this: what the strategy itself waits for. */
  readonly atSeconds: number;
  readonly versions: readonly IdealVersion[];
}

/** What a version has once the step is done. */
export interface IdealVersion {
  readonly version: VersionId;
  /** Of all requests, 0 to 1; of versions that share by ready replicas 0. */
  readonly trafficFraction: number;
  /** Replicas by deployment. */
  readonly replicas: ReadonlyMap<string, number>;
}

/** All steps that a strategy passes through in an ideal world, from the start on. */
export interface IdealRollout {
  readonly steps: readonly IdealStep[];
  /** It comes to an end by itself. */
  readonly isWhole: boolean;
}

/** Nobody reads more steps; a strategy may also go round in a circle. */
const mostAnswers = 20_000;

/** Plays a strategy where nothing takes time and nothing fails; a refusal: no rollout can be made of its options. */
export function idealSteps(
  strategy: ChosenStrategy,
  start: Omit<RolloutStart<unknown>, "options">,
): IdealRollout | { readonly refusal: string } {
  const world = new IdealWorld(start.view);
  const begun = strategy.begin(start);
  if ("refusal" in begun) return begun;
  world.obey(begun.first);
  for (let answers = 0; answers < mostAnswers && !world.hasEnded; answers++) {
    const answer = begun.run.decide(world.view());
    world.obey(answer);
    if (answer.actions.length > 0 || answer.hasMoved) continue;
    const { reviewAtSeconds } = answer;
    if (reviewAtSeconds === null || reviewAtSeconds <= world.nowSeconds) break;
    world.nowSeconds = reviewAtSeconds;
  }
  return { steps: world.steps, isWhole: world.hasEnded };
}

class IdealWorld {
  nowSeconds = 0;
  hasEnded = false;
  readonly steps: IdealStep[] = [];
  readonly #versions: readonly IdealVersionWorld[];

  constructor(view: StrategyView) {
    this.#versions = view.versions.map((version) => new IdealVersionWorld(version));
    this.#note("before");
  }

  view(): StrategyView {
    return {
      nowSeconds: this.nowSeconds,
      versions: this.#versions.map((version) => version.view()),
    };
  }

  obey({ actions }: StrategyAnswer): void {
    const named = actions.findLast((action) => action.kind === "begin-step");
    for (const action of actions) this.#do(action);
    this.#note(named?.name ?? "step");
  }

  #do(action: StrategyAction): void {
    switch (action.kind) {
      case "start-version":
        this.#of(action.version).presence = "held";
        return;
      case "end-version": {
        const version = this.#of(action.version);
        version.presence = "absent";
        version.setCapacity(0, "up", this.nowSeconds);
        return;
      }
      case "set-capacity":
        this.#of(action.version).setCapacity(
          action.capacityPercent,
          action.rounding ?? "up",
          this.nowSeconds,
        );
        return;
      case "set-replicas":
        this.#of(action.version).setReplicas(action.deployment, action.replicas, this.nowSeconds);
        return;
      case "set-weights": {
        if (action.endpoint !== null) return;
        const total = [...action.weights.values()].reduce((sum, weight) => sum + weight, 0);
        for (const version of this.#versions)
          version.trafficFraction = total === 0 ? 0 : (action.weights.get(version.id) ?? 0) / total;
        return;
      }
      case "end":
        this.hasEnded = true;
        return;
      case "begin-plan":
      case "begin-step":
      case "mirror":
      case "report":
      case "pause":
        return;
      default:
        action satisfies never;
    }
  }

  #of(id: VersionId): IdealVersionWorld {
    const found = this.#versions.find((version) => version.id === id);
    if (found === undefined) throw new Error(`nobody has named version ${id}`);
    return found;
  }

  /** A step is a change of what versions have. */
  #note(name: string): void {
    const versions = this.#versions.map(
      ({ id, trafficFraction, replicas }): IdealVersion => ({
        version: id,
        trafficFraction,
        replicas: new Map(replicas),
      }),
    );
    const last = this.steps.at(-1);
    if (last !== undefined && isSame(last.versions, versions)) return;
    this.steps.push({ name, atSeconds: this.nowSeconds, versions });
  }
}

function isSame(before: readonly IdealVersion[], after: readonly IdealVersion[]): boolean {
  return after.every((version, index) => {
    const was = before[index];
    return (
      was !== undefined &&
      was.trafficFraction === version.trafficFraction &&
      [...version.replicas].every(([name, count]) => was.replicas.get(name) === count)
    );
  });
}

class IdealVersionWorld {
  readonly id: VersionId;
  presence: VersionView["presence"];
  trafficFraction: number;
  readonly #seen: VersionView;
  #capacityPercent: number;
  /** Since when each replica has been ready, by deployment; the earliest first. */
  readonly #readySince: Map<string, readonly number[]>;

  constructor(seen: VersionView) {
    this.id = seen.id;
    this.presence = seen.presence;
    this.trafficFraction = seen.trafficFraction;
    this.#seen = seen;
    this.#capacityPercent = seen.capacityPercent;
    this.#readySince = new Map(
      seen.deployments.map(({ name, readySinceSeconds }) => [name, readySinceSeconds] as const),
    );
  }

  get replicas(): readonly (readonly [string, number])[] {
    return [...this.#readySince].map(([name, since]) => [name, since.length] as const);
  }

  setCapacity(capacityPercent: number, rounding: Rounding, nowSeconds: number): void {
    this.#capacityPercent = capacityPercent;
    for (const { name, configuredReplicas } of this.#seen.deployments)
      this.setReplicas(name, adjustReplicas(configuredReplicas, capacityPercent, rounding), nowSeconds);
  }

  /** The youngest go first. */
  setReplicas(name: string, count: number, nowSeconds: number): void {
    const since = this.#readySince.get(name) ?? [];
    const added = Array.from({ length: Math.max(0, count - since.length) }, () => nowSeconds);
    this.#readySince.set(name, [...since.slice(0, count), ...added]);
  }

  view(): VersionView {
    const isThere = this.presence === "held";
    return {
      ...this.#seen,
      presence: this.presence,
      trafficFraction: this.trafficFraction,
      capacityPercent: this.#capacityPercent,
      isHeadReady: isThere,
      isServing: isThere,
      isReady: isThere,
      isSettled: true,
      deployments: this.#seen.deployments.map((deployment): DeploymentView => {
        const readySinceSeconds = this.#readySince.get(deployment.name) ?? [];
        return { ...deployment, wantedReplicas: readySinceSeconds.length, readySinceSeconds };
      }),
      requestsOver: () => ({ finished: 0, failed: 0, latencySeconds: () => null }),
    };
  }
}
