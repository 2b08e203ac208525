import {
  admittedCase,
  blockingCase,
  erlangCase,
  inSystemCase,
  lossCase,
  pollaczekCase,
} from "./centralQueueCases.ts";
import { serviceTimes } from "./ServiceTime.ts";
import {
  randomSplitCase,
  sharedCase,
  shorterOfBothCase,
  slotsCase,
  slowdownCase,
  twoChoicesCase,
} from "./sharedServerCases.ts";
import type { TheoryCase } from "./TheoryCase.ts";

const { exponential, constant, uniform, narrowLognormal, lognormal, hyperexponential } = serviceTimes;

/** The cases of the table in docs/validation.md, in its order. */
export const theoryCases: readonly TheoryCase[] = [
  ...[0.3, 0.6, 0.8, 0.9, 0.95].map((load) => erlangCase(load, 1)),
  ...[2, 4, 8, 16, 32].flatMap((servers) => [0.3, 0.6, 0.8, 0.9].map((load) => erlangCase(load, servers))),
  ...[0.3, 0.6, 0.8, 0.9, 0.95].map((load) => erlangCase(load, 64)),
  ...[0.3, 0.6, 0.8, 0.9].map((load) => pollaczekCase(load, constant)),
  ...[uniform, narrowLognormal, lognormal, hyperexponential].flatMap((time) =>
    [0.4, 0.8].map((load) => pollaczekCase(load, time)),
  ),
  blockingCase(0.5, 1, 1),
  blockingCase(0.8, 1, 5),
  blockingCase(1.5, 1, 5),
  blockingCase(1, 4, 4),
  blockingCase(0.9, 4, 10),
  blockingCase(1.2, 8, 16),
  blockingCase(0.95, 64, 64),
  lossCase(0.8, 8, lognormal),
  admittedCase(0.9, 4, 10),
  admittedCase(1.2, 8, 16),
  inSystemCase(0.5, 1, exponential),
  inSystemCase(0.8, 8, exponential),
  inSystemCase(0.6, 1, lognormal),
  ...[constant, exponential, lognormal, hyperexponential].flatMap((time) =>
    [0.5, 0.8].map((load) => sharedCase(load, time)),
  ),
  slotsCase(0.8, 1, 8),
  slotsCase(0.8, 4, 4),
  slowdownCase(0.8, 8, 0.25),
  slowdownCase(0.6, 20, 0.05),
  randomSplitCase(0.9, 10),
  shorterOfBothCase(0.5),
  shorterOfBothCase(0.9),
  twoChoicesCase(0.5, exponential),
  twoChoicesCase(0.9, exponential),
  twoChoicesCase(0.9, constant),
];
