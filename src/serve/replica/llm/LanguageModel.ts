import type { WeightFormat } from "./WeightFormat.ts";

/** The shape of a language model, as its `config.json` says it: what its steps read and compute follows from this. */
export interface LanguageModel {
  readonly layers: number;
  /** Width of a token between the layers (`hidden_size`). */
  readonly width: number;
  readonly heads: number;
  /** Heads of keys and values (`num_key_value_heads`). */
  readonly kvHeads: number;
  readonly headWidth: number;
  /** Width inside the feed-forward part of the layers without experts (`intermediate_size`); 0 where all have experts. */
  readonly feedForwardWidth: number;
  readonly vocabulary: number;
  /** How its weights are published, where not in 16 bits. */
  readonly weights?: WeightFormat;
  readonly experts?: Experts;
  /** Layers that attend to the last tokens only, and to how many. */
  readonly window?: { readonly layers: number; readonly tokens: number };
}

/** Of a mixture of experts. */
export interface Experts {
  /** Layers that have them. */
  readonly layers: number;
  readonly count: number;
  /** To how many of them a token is sent. */
  readonly perToken: number;
  readonly width: number;
  /** Width of what every token passes beside its experts; 0 where there is none. */
  readonly sharedWidth: number;
}
