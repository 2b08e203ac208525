import { orLeftOut } from "../scenario/fields/orLeftOut.ts";

/** Values that random scenarios try of the options that many kinds have. */
export const usualSamples = {
  version: ["primary", "canary"],
  count: [1, 2, 3],
  warning: [0, 10, 120],
  duration: orLeftOut([1, 30, 120]),
} as const;
