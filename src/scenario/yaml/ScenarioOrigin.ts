import type { RequestTrace } from "../../workload/Traffic.ts";

/**
 * All that a scenario was read from, as plain data that can be sent to a worker: read anew there, it is the same scenario, whatever has
 * become of its files.
 */
export interface ScenarioOrigin {
  readonly path: string;
  readonly text: string;
  /** The texts that the scenario names, by the names that it uses, with those for messages. */
  readonly texts: readonly (readonly [
    name: string,
    text: { readonly text: string; readonly path: string },
  ])[];
  readonly traces: readonly (readonly [name: string, trace: RequestTrace])[];
}
