import { countRunning } from "../world/health.ts";
import type { VersionWorld, World } from "../world/World.ts";

/** Takes the time for which a version has more traffic than capacity, because everything went back to it at one instant. */
export class BeyondCapacity {
  readonly #world: World;
  #seconds = 0;
  #open: { readonly version: VersionWorld; readonly sinceSeconds: number } | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  get seconds(): number {
    const since = this.#open?.sinceSeconds ?? null;
    return this.#seconds + (since === null ? 0 : this.#world.loop.nowSeconds - since);
  }

  begin(version: VersionWorld): void {
    this.#open ??= { version, sinceSeconds: this.#world.loop.nowSeconds };
  }

  /** Ends when the version is whole. */
  review(): void {
    if (this.#open === null) return;
    const { isTerminating, deployments } = this.#open.version;
    const isWhole = deployments.every((deployment) => {
      const { scaling } = deployment.definition;
      const least = scaling.kind === "static" ? scaling.numReplicas : scaling.minReplicas;
      return countRunning(deployment) >= least;
    });
    // One that is terminated, or gives way to the next version, has no traffic that could be beyond it.
    if (!isWhole && !isTerminating) return;
    this.#seconds = this.seconds;
    this.#open = null;
  }
}
