import type { RequestTrace } from "../../src/workload/Traffic.ts";

/** A shipped trace: what it is, and how its requests come about. */
export interface GeneratedHour {
  /** In `scenarios/traces`. */
  readonly fileName: string;
  /** Lines for the head of the file. */
  readonly comments: readonly string[];
  /** The same requests for the same seed. */
  generate(seed: string): RequestTrace;
}

/** Stands in the head of every generated file: the licence asks for it. */
export const figuresSource = [
  "Figures from: Azure LLM inference trace 2023, https://github.com/Azure/AzurePublicDataset, CC-BY 4.0;",
  'Patel, Choukse, Zhang, Shah, Goiri, Maleki, Bianchini, "Splitwise: Efficient generative LLM inference using',
  'phase splitting", ISCA 2024. None of its requests was copied: all are drawn anew.',
] as const;
