import type { RandomStream } from "../../engine/RandomStreams.ts";
import { philox2x32 } from "./philox2x32.ts";

/**
 * Uniform numbers by key instead of by turn: the draw for (entity, index) is the same whatever else was drawn before,
 * so that two plans meet the same luck even where one makes a user wait longer or retry more often. `philox2x32`.
 */
export class KeyedDraws {
  readonly #key: number;

  /** Takes one draw for its key. */
  constructor(random: RandomStream) {
    this.#key = Math.floor(random() * 2 ** 32) | 0;
  }

  /** In [0, 1), a multiple of 2⁻³²; `entity` and `index` are whole numbers from 0, taken modulo 2³². */
  at(entity: number, index: number): number {
    return philox2x32(index | 0, entity | 0, this.#key) * 2 ** -32;
  }
}
