import type { RequestTrace } from "../../workload/Traffic.ts";

/** Where a scenario's text comes from, and how it reads the files that it names. */
export interface ScenarioSource {
  /** The scenario file's own name, for messages. */
  readonly path: string;
  /** The text of a file that the scenario names, and the name to use for it in messages. @throws SourceError */
  readText(path: string): { readonly text: string; readonly path: string };
  /** The trace in a file that the scenario names. @throws SourceError */
  readTrace(path: string): RequestTrace;
}
