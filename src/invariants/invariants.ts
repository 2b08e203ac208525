import { anyscaleLaws } from "../strategies/anyscale/laws/anyscaleLaws.ts";
import type { Invariant } from "./evidence/Invariant.ts";
import { causality } from "./laws/causality.ts";
import { inPlaceStays } from "./laws/inPlaceStays.ts";
import { moveAfterReplacement } from "./laws/moveAfterReplacement.ts";
import { replay } from "./laws/replay.ts";
import { requestsConserved } from "./laws/requestsConserved.ts";
import { resourcesFit } from "./laws/resourcesFit.ts";
import { trafficObeyed } from "./laws/trafficObeyed.ts";
import { trafficWhole } from "./laws/trafficWhole.ts";
import { wholeGangs } from "./laws/wholeGangs.ts";
import { workConserving } from "./laws/workConserving.ts";

/** The laws of every run. */
const universalLaws: readonly Invariant[] = [
  trafficWhole,
  trafficObeyed,
  inPlaceStays,
  requestsConserved,
  causality,
  workConserving,
  resourcesFit,
  moveAfterReplacement,
  wholeGangs,
  replay,
];

/** As people read them: what a rollout does first, then what holds of requests and machines. */
const order = [
  "traffic-whole",
  "traffic-within-capacity",
  "traffic-obeyed",
  "surge-bound",
  "one-each",
  "round-up",
  "bounds-follow",
  "forward-only",
  "ends-well",
  "rollback-at-once",
  "manual-holds",
  "in-place-stays",
  "requests-conserved",
  "causality",
  "work-conserving",
  "resources-fit",
  "move-after-replacement",
  "whole-gangs",
  "replay",
];

/**
 * All named laws that look at whole results, in the order of INVARIANTS.md: those of every run, and those that a strategy keeps in its
 * folder.
 */
export const invariants: readonly Invariant[] = [...universalLaws, ...anyscaleLaws].sort(
  (one, other) => order.indexOf(one.id) - order.indexOf(other.id),
);
