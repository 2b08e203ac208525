/** How the weights of a model are stored. */
export type WeightFormat = "bf16" | "fp8" | "fp4" | "int4" | "mxfp4";

/** Bytes of a weight of the experts, and of any other (scales included), and the bits in which the GPU computes. */
export const weightFormats: Readonly<
  Record<
    WeightFormat,
    { readonly expertBytes: number; readonly bytes: number; readonly arithmeticBits: 16 | 8 | 4 }
  >
> = {
  bf16: { expertBytes: 2, bytes: 2, arithmeticBits: 16 },
  fp8: { expertBytes: 1, bytes: 1, arithmeticBits: 8 },
  fp4: { expertBytes: 0.5625, bytes: 0.5625, arithmeticBits: 4 },
  // AWQ and GPTQ: 4-bit weights with a scale of 16 bits for 128 of them, multiplied in 16 bits.
  int4: { expertBytes: 0.52, bytes: 0.52, arithmeticBits: 16 },
  // gpt-oss: 4-bit experts with a scale of 8 bits for 32 weights, the rest in 16 bits; multiplied by 8-bit numbers where the GPU can.
  mxfp4: { expertBytes: 0.53125, bytes: 2, arithmeticBits: 4 },
};
