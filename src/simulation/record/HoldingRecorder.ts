import type { EventLoop } from "../../engine/EventLoop.ts";
import type { Scenario } from "../Scenario.ts";
import type { ClusterWorld } from "../world/ClusterWorld.ts";
import { countHeld, countHeldOnce, countStopping } from "../world/health.ts";
import type { VersionWorld } from "../world/World.ts";

/** What was held of one deployment at most, in both versions together. */
export interface HeldPeak {
  readonly peakReplicas: number;
  readonly peakAtSeconds: number;
  readonly peakStoppingReplicas: number;
}

/** Replicas of one deployment, in both versions. */
interface HeldNow {
  counted: number;
  stopping: number;
}

/** Follows how many replicas, nodes and GPUs are held, and keeps the most of the run, of the step and of the row that are open. */
export class HoldingRecorder {
  peakGpus = 0;
  peakNodeGpus = 0;
  peakNodes = 0;
  peakReplicas = 0;
  stepPeakGpus = 0;
  rowPeakGpus = 0;
  rowPeakNodeGpus = 0;
  /** The largest that a plan has allowed. */
  surgePercent = 0;
  readonly #deployments = new Map<string, { -readonly [Key in keyof HeldPeak]: HeldPeak[Key] }>();
  #gpus = 0;
  #nodeGpus = 0;
  #isSurgeBinding = true;
  readonly #loop: EventLoop;
  readonly #clusters: readonly ClusterWorld[];
  readonly #versions: readonly VersionWorld[];
  readonly #areStoppingApart: boolean;

  constructor(options: {
    readonly loop: EventLoop;
    /** All there are, as they come into being. */
    readonly clusters: readonly ClusterWorld[];
    readonly versions: readonly VersionWorld[];
    readonly replacements: Scenario["replacements"];
  }) {
    this.#loop = options.loop;
    this.#clusters = options.clusters;
    this.#versions = options.versions;
    this.#areStoppingApart = options.replacements === "at-once";
  }

  /** Replicas or nodes began or stopped being held: peaks may have moved. */
  note(): void {
    let milliGpus = 0;
    let replicas = 0;
    let nodeGpus = 0;
    let nodes = 0;
    const byName = new Map<string, HeldNow>();
    for (const version of this.#versions) {
      if (version.isGone) continue;
      for (const deployment of version.deployments) {
        const held = countHeld(deployment);
        const { name } = deployment.definition;
        replicas += held;
        const now = byName.get(name) ?? { counted: 0, stopping: 0 };
        const stopping = this.#areStoppingApart ? countStopping(deployment) : 0;
        now.counted += countHeldOnce(deployment) - stopping;
        now.stopping += stopping;
        byName.set(name, now);
        milliGpus += deployment.replicas.heldMilliGpus;
      }
    }
    for (const { fleet } of this.#clusters) {
      nodes += fleet.counts.held;
      nodeGpus += fleet.counts.heldGpus;
    }
    this.#gpus = milliGpus / 1000;
    this.#nodeGpus = nodeGpus;
    this.peakGpus = Math.max(this.peakGpus, this.#gpus);
    this.peakNodeGpus = Math.max(this.peakNodeGpus, nodeGpus);
    this.peakNodes = Math.max(this.peakNodes, nodes);
    this.peakReplicas = Math.max(this.peakReplicas, replicas);
    this.stepPeakGpus = Math.max(this.stepPeakGpus, this.#gpus);
    this.rowPeakGpus = Math.max(this.rowPeakGpus, this.#gpus);
    this.rowPeakNodeGpus = Math.max(this.rowPeakNodeGpus, nodeGpus);
    if (this.#isSurgeBinding) this.#noteDeployments(byName);
  }

  /** A step begins with what is held. */
  beginStep(): void {
    this.stepPeakGpus = this.#gpus;
  }

  /** A row of the timeline begins with what is held. */
  beginRow(): void {
    this.rowPeakGpus = this.#gpus;
    this.rowPeakNodeGpus = this.#nodeGpus;
  }

  /** A plan is followed from now on that allows such a surge. */
  allowSurge(percent: number): void {
    this.surgePercent = Math.max(this.surgePercent, percent);
  }

  /** From now on no surge binds: what is held of deployments is not followed any more. */
  endSurge(): void {
    this.#isSurgeBinding = false;
  }

  /** What was held of a deployment at most while a surge bound. */
  peakOf(deployment: string): HeldPeak {
    const none = { peakReplicas: 0, peakAtSeconds: 0, peakStoppingReplicas: 0 };
    return { ...(this.#deployments.get(deployment) ?? none) };
  }

  #noteDeployments(byName: ReadonlyMap<string, HeldNow>): void {
    for (const [name, { counted, stopping }] of byName) {
      const peak = this.#deployments.get(name) ?? {
        peakReplicas: -1,
        peakAtSeconds: 0,
        peakStoppingReplicas: 0,
      };
      if (counted > peak.peakReplicas) {
        peak.peakReplicas = counted;
        peak.peakAtSeconds = this.#loop.nowSeconds;
      }
      peak.peakStoppingReplicas = Math.max(peak.peakStoppingReplicas, stopping);
      this.#deployments.set(name, peak);
    }
  }
}
