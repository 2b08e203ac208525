/** What a GPU's data sheet says of it, dense arithmetic, without sparsity. */
export interface Accelerator {
  readonly generation: "ampere" | "ada" | "hopper" | "blackwell";
  readonly memoryBytes: number;
  readonly memoryBytesPerSecond: number;
  /** Arithmetic a second on 16-bit numbers. */
  readonly operationsPerSecond: number;
  /** How many times as fast it is on numbers of 8 and of 4 bits; 1 where it computes them in 16 bits. */
  readonly speedOf8Bits: number;
  readonly speedOf4Bits: number;
  /** To the other GPUs of its node, one way. */
  readonly linkBytesPerSecond: number;
}
