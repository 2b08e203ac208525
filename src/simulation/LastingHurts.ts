import type { FaultScope, Undo } from "../faults/ports/FaultPort.ts";
import type { VersionWorld, World } from "./world/World.ts";

/** What a lasting fault does to a version, and how that ends. */
export interface LastingHurt {
  readonly begin: (struck: VersionWorld) => void;
  readonly end: (struck: VersionWorld) => void;
}

/** What lasting faults do to versions, those that come into being later included. */
export class LastingHurts {
  readonly #world: World;
  /** What is to happen to a canary that does not exist yet; true: to later ones as well. */
  readonly #forCanaries = new Map<(canary: VersionWorld) => void, boolean>();

  constructor(world: World) {
    this.#world = world;
  }

  /** A canary has come into being. */
  noteCanary(canary: VersionWorld): void {
    for (const [effect, isForAll] of [...this.#forCanaries]) {
      if (!isForAll) this.#forCanaries.delete(effect);
      effect(canary);
    }
  }

  /** Strikes the version (a canary that does not exist yet, when it does), or all there are and will be, until undone. */
  begin(scope: FaultScope, hurt: LastingHurt): Undo {
    const struck: VersionWorld[] = [];
    const begin = (version: VersionWorld) => {
      struck.push(version);
      hurt.begin(version);
    };
    const { primary, canary, versions } = this.#world;
    switch (scope) {
      case "primary":
        begin(primary);
        break;
      case "canary":
        if (canary !== null) begin(canary);
        else this.#forCanaries.set(begin, false);
        break;
      case "all":
        for (const version of versions) if (!version.isGone) begin(version);
        this.#forCanaries.set(begin, true);
        break;
      default:
        scope satisfies never;
    }
    return () => {
      this.#forCanaries.delete(begin);
      for (const version of struck.splice(0)) hurt.end(version);
    };
  }
}
