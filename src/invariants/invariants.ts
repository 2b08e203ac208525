import { boundsFollow } from "./boundsFollow.ts";
import { causality } from "./causality.ts";
import { endsWell } from "./endsWell.ts";
import { forwardOnly } from "./forwardOnly.ts";
import type { Invariant } from "./Invariant.ts";
import { inPlaceStays } from "./inPlaceStays.ts";
import { manualHolds } from "./manualHolds.ts";
import { moveAfterReplacement } from "./moveAfterReplacement.ts";
import { oneEach } from "./oneEach.ts";
import { replay } from "./replay.ts";
import { requestsConserved } from "./requestsConserved.ts";
import { resourcesFit } from "./resourcesFit.ts";
import { rollbackAtOnce } from "./rollbackAtOnce.ts";
import { roundUp } from "./roundUp.ts";
import { surgeBound } from "./surgeBound.ts";
import { trafficObeyed } from "./trafficObeyed.ts";
import { trafficWhole } from "./trafficWhole.ts";
import { trafficWithinCapacity } from "./trafficWithinCapacity.ts";
import { wholeGangs } from "./wholeGangs.ts";
import { workConserving } from "./workConserving.ts";

/** All named laws, in the order of INVARIANTS.md. */
export const invariants: readonly Invariant[] = [
  trafficWhole,
  trafficWithinCapacity,
  trafficObeyed,
  surgeBound,
  oneEach,
  roundUp,
  boundsFollow,
  forwardOnly,
  endsWell,
  rollbackAtOnce,
  manualHolds,
  inPlaceStays,
  requestsConserved,
  causality,
  workConserving,
  resourcesFit,
  moveAfterReplacement,
  wholeGangs,
  replay,
];
