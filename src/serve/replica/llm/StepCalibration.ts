import type { Accelerator } from "./Accelerator.ts";

/** How much of what data sheets promise comes out, and what they do not tell of: fitted (scripts/fitLlm.ts). */
export interface StepCalibration {
  /** Share of the memory's speed at which weights are read. */
  readonly memoryShare: Readonly<Record<Accelerator["generation"], number>>;
  /** Share of the arithmetic that multiplying by the weights reaches. */
  readonly arithmeticShare: Readonly<Record<Accelerator["generation"], number>>;
  /** Of that, with numbers of 8 and of 4 bits. */
  readonly shareOf8Bits: Readonly<Record<Accelerator["generation"], number>>;
  readonly shareOf4Bits: number;
  /** Share of the memory's speed for experts instead of one matrix for all tokens, relative to those. */
  readonly expertMemoryShare: number;
  /**
   * By how much wider, in arithmetic of 16 bits, an expert counts: narrow matrices and sorting tokens by expert cost more than their
   * arithmetic. So much of it the GPUs share, and so much of that each GPU has for itself.
   */
  readonly expertMargin: Readonly<Record<Accelerator["generation"], number>>;
  readonly unsharedMargin: number;
  /** By how much wider a layer counts on each GPU: all that is no matrix. */
  readonly layerMargin: number;
  /** Share of the memory's speed at which KV memory is read, and of the arithmetic that attention reaches. */
  readonly contextShare: number;
  readonly attentionShare: number;
  /** Of a step, of each of its layers, and more of each that has experts, or numbers of fewer than 16 bits to make. */
  readonly stepSeconds: number;
  readonly layerSeconds: Readonly<Record<Accelerator["generation"], number>>;
  readonly expertLayerSeconds: number;
  readonly quantizedLayerSeconds: number;
  /** More of each layer, in steps that read prompts: more tokens than CUDA graphs are recorded for. */
  readonly promptLayerSeconds: Readonly<Record<Accelerator["generation"], number>>;
  /** To sum up a layer's result over the GPUs: once, and the share of the link that its bytes get. */
  readonly reduceSeconds: number;
  readonly linkShare: number;
  /** To schedule, sample and send, for each sequence in a step. */
  readonly sequenceSeconds: number;
  /** Beside the steps, of a request: reading it, its tokens, handing it to the engine, and its answer's first word. */
  readonly requestSeconds: number;
}
