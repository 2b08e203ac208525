import type { DeploymentEvidence } from "../DeploymentEvidence.ts";
import { LogCollector } from "./LogCollector.ts";
import type { LogSink } from "./LogSink.ts";

/** What logs have told so far. Its methods throw a RangeError where more comes than fits. */
export interface LogCollection extends LogSink {
  /** How many requests, start-ups and samples of Ray Serve's metrics have come so far. */
  readonly samples: number;
  /** What was assumed of the files, each once. */
  readonly notes: readonly string[];
  /**
   * The evidence by deployment, by their names.
   * @param options `unnamed`: the name of the deployment whose requests name none, where no other log tells it
   */
  evidence(options: { readonly unnamed: string }): readonly DeploymentEvidence[];
}

/** Gathers what logs and metrics tell, whatever their kind and order, and sorts it by deployment. */
export function collectLogs(): LogCollection {
  return new LogCollector();
}
