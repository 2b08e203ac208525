import type { Invariant } from "../../../invariants/evidence/Invariant.ts";
import { boundsFollow } from "./boundsFollow.ts";
import { endsWell } from "./endsWell.ts";
import { forwardOnly } from "./forwardOnly.ts";
import { manualHolds } from "./manualHolds.ts";
import { oneEach } from "./oneEach.ts";
import { rollbackAtOnce } from "./rollbackAtOnce.ts";
import { roundUp } from "./roundUp.ts";
import { surgeBound } from "./surgeBound.ts";
import { trafficWithinCapacity } from "./trafficWithinCapacity.ts";

/** The laws of Anyscale's rollouts. They look at whole results, and at plans alone. */
export const anyscaleLaws: readonly Invariant[] = [
  trafficWithinCapacity,
  surgeBound,
  oneEach,
  roundUp,
  boundsFollow,
  forwardOnly,
  endsWell,
  rollbackAtOnce,
  manualHolds,
];
