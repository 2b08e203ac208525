import type { ScenarioOrigin } from "../../scenario/yaml/ScenarioOrigin.ts";
import type { RunRecord } from "../RunRecord.ts";

/** What a worker is told: to play one run. `origin` is `null` where it is that of the run before. */
export interface RunOrder {
  readonly origin: ScenarioOrigin | null;
  readonly seed: string;
}

/** What a worker answers: how far it is, any number of times, and then how it ended. */
export type RunAnswer =
  | { readonly kind: "progress"; readonly fraction: number }
  | { readonly kind: "played"; readonly record: RunRecord }
  /** A limit of the scenario was met. */
  | { readonly kind: "stopped"; readonly reason: string };
