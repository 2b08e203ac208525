import type { StrategyAction } from "../../src/strategies/StrategyAction.ts";
import type { DeploymentView, StrategyView, VersionView } from "../../src/strategies/StrategyView.ts";
import { type VersionId, versionId } from "../../src/strategies/VersionId.ts";

export interface ToyVersion {
  /** Name and configured replicas. */
  readonly deployments: Readonly<Record<string, number>>;
  /** From the start of a version until its head is ready; Infinity: never. */
  readonly headSeconds: number;
  /** From the request for a replica until it is ready; Infinity: never. */
  readonly replicaSeconds: number;
  readonly drainSeconds: number;
  /** Of its requests, 0 to 1; left out: none. */
  readonly failingFraction?: number;
  /** While one of these lasts, no replica of the version is ready and it does not serve. */
  readonly outages?: readonly { readonly fromSeconds: number; readonly toSeconds: number }[];
}

export interface ToyWorldOptions {
  /** By number; the first runs at full size when the play begins. */
  readonly versions: readonly ToyVersion[];
  /** How many replicas fit at once; left out: any number. */
  readonly room?: number;
}

interface Replica {
  readonly readyAtSeconds: number;
  /** null: it does not drain. */
  goneAtSeconds: number | null;
}

interface Deployment {
  readonly name: string;
  readonly configuredReplicas: number;
  wantedReplicas: number;
  replicas: Replica[];
}

interface Version {
  readonly id: VersionId;
  readonly made: ToyVersion;
  readonly deployments: readonly Deployment[];
  presence: VersionView["presence"];
  headReadyAtSeconds: number;
  isDeployed: boolean;
  capacityPercent: number;
  trafficFraction: number;
  mirrorFraction: number;
  lacksNodeSinceSeconds: number | null;
}

/** Enough of a cluster to play strategies in: replicas become ready after a time or never, and there may be no room. */
export class ToyWorld {
  nowSeconds = 0;
  readonly #versions: readonly Version[];
  readonly #room: number;
  /** The most replicas that were held at once, draining ones included. */
  mostReplicas = 0;

  constructor({ versions, room }: ToyWorldOptions) {
    this.#room = room ?? Infinity;
    this.#versions = versions.map((made, index) => ({
      id: versionId(index),
      made,
      deployments: Object.entries(made.deployments).map(([name, configuredReplicas]) => ({
        name,
        configuredReplicas,
        wantedReplicas: index === 0 ? configuredReplicas : 0,
        replicas:
          index === 0
            ? Array.from({ length: configuredReplicas }, () => ({
                readyAtSeconds: -1000,
                goneAtSeconds: null,
              }))
            : [],
      })),
      presence: index === 0 ? "held" : "absent",
      headReadyAtSeconds: index === 0 ? -1000 : Infinity,
      isDeployed: index === 0,
      capacityPercent: index === 0 ? 100 : 0,
      trafficFraction: index === 0 ? 1 : 0,
      mirrorFraction: 0,
      lacksNodeSinceSeconds: null,
    }));
    this.#settle();
  }

  view(): StrategyView {
    return { nowSeconds: this.nowSeconds, versions: this.#versions.map((version) => this.#viewOf(version)) };
  }

  nextChangeSeconds(): number {
    const times = this.#versions.flatMap((version) => [
      version.headReadyAtSeconds,
      ...(version.made.outages ?? []).flatMap(({ fromSeconds, toSeconds }) => [fromSeconds, toSeconds]),
      ...version.deployments.flatMap(({ replicas }) =>
        replicas.flatMap(({ readyAtSeconds, goneAtSeconds }) => [readyAtSeconds, goneAtSeconds ?? Infinity]),
      ),
    ]);
    return Math.min(...times.filter((time) => time > this.nowSeconds), Infinity);
  }

  advanceTo(seconds: number): void {
    this.nowSeconds = seconds;
    this.#settle();
  }

  apply(action: StrategyAction): void {
    switch (action.kind) {
      case "start-version": {
        const version = this.#find(action.version);
        // One that is ending may come again: what is left of it drains beside.
        if (version.presence === "held") throw new Error(`version ${action.version} is there already`);
        version.presence = "held";
        version.headReadyAtSeconds = this.nowSeconds + version.made.headSeconds;
        break;
      }
      case "set-capacity": {
        const version = this.#held(action.version);
        version.capacityPercent = action.capacityPercent;
        version.isDeployed = true;
        for (const deployment of version.deployments)
          deployment.wantedReplicas = Math.ceil(
            (deployment.configuredReplicas * action.capacityPercent) / 100,
          );
        break;
      }
      case "set-replicas": {
        const version = this.#held(action.version);
        version.isDeployed = true;
        version.capacityPercent = 100;
        const deployment = version.deployments.find(({ name }) => name === action.deployment);
        if (deployment === undefined) throw new Error(`no deployment ${action.deployment}`);
        deployment.wantedReplicas = action.replicas;
        break;
      }
      case "set-weights":
        for (const version of this.#versions)
          version.trafficFraction =
            (action.weights.get(version.id) ?? 0) /
            [...action.weights.values()].reduce((sum, weight) => sum + weight, 0);
        break;
      case "end-version": {
        const version = this.#held(action.version);
        version.presence = "ending";
        for (const deployment of version.deployments) {
          deployment.wantedReplicas = 0;
          if (action.manner === "at-once") deployment.replicas = [];
        }
        break;
      }
      case "mirror":
        for (const version of this.#versions) {
          if (version.id === action.version) version.mirrorFraction = action.fraction;
        }
        break;
      case "begin-plan":
      case "begin-step":
      case "report":
      case "pause":
      case "end":
        break;
    }
    this.#settle();
  }

  /** Replicas held, draining ones included. */
  heldReplicas(): number {
    return this.#versions
      .flatMap(({ deployments }) => deployments)
      .reduce((sum, { replicas }) => sum + replicas.length, 0);
  }

  /** Moves the replicas to what is wanted, as far as there is room. */
  #settle(): void {
    for (const version of this.#versions) {
      for (const deployment of version.deployments) {
        deployment.replicas = deployment.replicas.filter(
          ({ goneAtSeconds }) => goneAtSeconds === null || goneAtSeconds > this.nowSeconds,
        );
        this.#stopExcess(version, deployment);
      }
      if (version.presence === "ending" && version.deployments.every(({ replicas }) => replicas.length === 0))
        version.presence = "absent";
    }
    for (const version of this.#versions) {
      let isShort = false;
      for (const deployment of version.deployments) {
        while (staying(deployment).length < deployment.wantedReplicas) {
          if (this.heldReplicas() >= this.#room) {
            isShort = true;
            break;
          }
          const readyAtSeconds = this.nowSeconds + version.made.replicaSeconds;
          deployment.replicas.push({ readyAtSeconds, goneAtSeconds: null });
        }
      }
      version.lacksNodeSinceSeconds = isShort ? (version.lacksNodeSinceSeconds ?? this.nowSeconds) : null;
    }
    this.mostReplicas = Math.max(this.mostReplicas, this.heldReplicas());
  }

  #stopExcess(version: Version, deployment: Deployment): void {
    // Those that are not ready first, then the newest.
    const candidates = staying(deployment).toSorted((a, b) => b.readyAtSeconds - a.readyAtSeconds);
    for (const replica of candidates.slice(0, Math.max(0, candidates.length - deployment.wantedReplicas))) {
      const isStarted = replica.readyAtSeconds <= this.nowSeconds;
      if (isStarted && version.made.drainSeconds > 0)
        replica.goneAtSeconds = this.nowSeconds + version.made.drainSeconds;
      else deployment.replicas = deployment.replicas.filter((other) => other !== replica);
    }
  }

  #isOut({ made }: Version): boolean {
    return (made.outages ?? []).some(
      ({ fromSeconds, toSeconds }) => fromSeconds <= this.nowSeconds && this.nowSeconds < toSeconds,
    );
  }

  /** Since when an outage has been over. */
  #backSince({ made }: Version): number {
    const ends = (made.outages ?? [])
      .map(({ toSeconds }) => toSeconds)
      .filter((seconds) => seconds <= this.nowSeconds);
    return Math.max(-Infinity, ...ends);
  }

  #viewOf(version: Version): VersionView {
    const isOut = this.#isOut(version);
    const deployments = version.deployments.map((deployment): DeploymentView => {
      const stay = staying(deployment);
      const started = stay.filter(({ readyAtSeconds }) => readyAtSeconds <= this.nowSeconds);
      return {
        name: deployment.name,
        configuredReplicas: deployment.configuredReplicas,
        wantedReplicas: deployment.wantedReplicas,
        startingReplicas: deployment.wantedReplicas - started.length,
        unreadyReplicas: isOut ? started.length : 0,
        readySinceSeconds: isOut
          ? []
          : started
              .map(({ readyAtSeconds }) => Math.max(readyAtSeconds, this.#backSince(version)))
              .toSorted((a, b) => a - b),
        drainingReplicas: deployment.replicas.length - stay.length,
      };
    });
    const isReady = deployments.every(
      ({ wantedReplicas, readySinceSeconds }) => readySinceSeconds.length >= wantedReplicas,
    );
    return {
      id: version.id,
      presence: version.presence,
      trafficFraction: version.trafficFraction,
      mirrorFraction: version.mirrorFraction,
      capacityPercent: version.capacityPercent,
      isHeadReady: version.presence === "held" && version.headReadyAtSeconds <= this.nowSeconds,
      isServing: version.isDeployed && !isOut && isReady,
      isReady,
      isSettled: deployments.every(
        (deployment) => deployment.drainingReplicas === 0 && deployment.startingReplicas >= 0,
      ),
      unhealthySinceSeconds: null,
      failure: null,
      waitingRequests: 0,
      deployments,
      planned: deployments.map(({ name, configuredReplicas }) => ({
        name,
        numReplicas: configuredReplicas,
        gpusPerReplica: 0,
      })),
      lacksNodeSinceSeconds: version.lacksNodeSinceSeconds,
      requestsOver: () => ({
        finished: 1000,
        failed: 1000 * (version.made.failingFraction ?? 0),
        latencySeconds: () => 1,
      }),
    };
  }

  #find(id: VersionId): Version {
    const found = this.#versions.find((version) => version.id === id);
    if (found === undefined) throw new Error(`no version ${id}`);
    return found;
  }

  #held(id: VersionId): Version {
    const version = this.#find(id);
    if (version.presence !== "held") throw new Error(`version ${id} is not there`);
    return version;
  }
}

function staying({ replicas }: Deployment): readonly Replica[] {
  return replicas.filter(({ goneAtSeconds }) => goneAtSeconds === null);
}
