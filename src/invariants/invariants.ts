import type { Invariant } from "./Invariant.ts";
import { boundsFollow } from "./laws/boundsFollow.ts";
import { causality } from "./laws/causality.ts";
import { endsWell } from "./laws/endsWell.ts";
import { forwardOnly } from "./laws/forwardOnly.ts";
import { inPlaceStays } from "./laws/inPlaceStays.ts";
import { manualHolds } from "./laws/manualHolds.ts";
import { moveAfterReplacement } from "./laws/moveAfterReplacement.ts";
import { oneEach } from "./laws/oneEach.ts";
import { replay } from "./laws/replay.ts";
import { requestsConserved } from "./laws/requestsConserved.ts";
import { resourcesFit } from "./laws/resourcesFit.ts";
import { rollbackAtOnce } from "./laws/rollbackAtOnce.ts";
import { roundUp } from "./laws/roundUp.ts";
import { surgeBound } from "./laws/surgeBound.ts";
import { trafficObeyed } from "./laws/trafficObeyed.ts";
import { trafficWhole } from "./laws/trafficWhole.ts";
import { trafficWithinCapacity } from "./laws/trafficWithinCapacity.ts";
import { wholeGangs } from "./laws/wholeGangs.ts";
import { workConserving } from "./laws/workConserving.ts";

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
