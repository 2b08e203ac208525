import type { Quantity } from "./measureQueue.ts";
import type { QueueModel } from "./QueueModel.ts";

/** A queue, what is measured of it, and what it should be. */
export interface TheoryCase {
  /** Part of the table it stands in. */
  readonly family: string;
  /** Tells it from all others; also its seed. */
  readonly name: string;
  readonly model: QueueModel;
  readonly quantity: Quantity;
  readonly exact: number;
  /** What mistaken formulas give: the same check has to turn each of them down. */
  readonly wrong: Readonly<Record<string, number>>;
  readonly requests: number;
}
