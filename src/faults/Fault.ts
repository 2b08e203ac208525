import type { faultRegistry } from "./faultRegistry.ts";

export type { FaultVersion } from "./ports/FaultPort.ts";

/** When a fault strikes. */
export type FaultTrigger =
  | { readonly kind: "at"; readonly atSeconds: number }
  /** As soon as the canary's capacity (or traffic share) reaches this percentage, plus a delay. */
  | { readonly kind: "canary-capacity"; readonly percent: number; readonly delaySeconds: number }
  | { readonly kind: "canary-traffic"; readonly percent: number; readonly delaySeconds: number }
  /** Again and again from one moment to another, by a Poisson process of its own random stream. */
  | {
      readonly kind: "at-random";
      readonly perHour: number;
      readonly fromSeconds: number;
      readonly toSeconds: number;
    };

/** What goes wrong: one of the kinds in the registry, as its definition compiles it. */
export type FaultEffect = ReturnType<(typeof faultRegistry)[number]["compile"]>;

/** One fault of a scenario: when it strikes, and what it does. */
export interface Fault {
  readonly name: string;
  readonly trigger: FaultTrigger;
  readonly effect: FaultEffect;
}
