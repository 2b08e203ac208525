import { erlangCase } from "./centralQueueCases.ts";
import type { TheoryCase } from "./TheoryCase.ts";

/** M/M/c for every number of servers and every load of the grid. */
export function deepCases(): TheoryCase[] {
  return Array.from({ length: 64 }, (_, index) => index + 1).flatMap((servers) =>
    [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95].map((load) => erlangCase(load, servers)),
  );
}
