import type { TopLevelSpec } from "vega-lite";

/** A chart as a Vega-Lite specification with its data in it. */
export interface Chart {
  /** Stem of its files. */
  readonly name: string;
  readonly title: string;
  /** What it shows, in a sentence, for people who cannot see it. */
  readonly description: string;
  readonly spec: TopLevelSpec;
}
