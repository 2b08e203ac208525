import type { Invariant } from "../evidence/Invariant.ts";

export const workConserving: Invariant = {
  id: "work-conserving",
  law: "No request waits at a router while a replica it may use has a free slot; a router that probes tries again within its longest pause and one probe.",
  source: "ray-serve: a router assigns a request as soon as a replica is below max_ongoing_requests",
  checkResult: ({ requests, summary, idleWhileWaiting }) => [
    // A request that is refused at the door never waits, and nobody has to look.
    ...(requests.routerLooks > 0 || (summary.peakQueuedRequests === 0 && requests.total.succeeded === 0)
      ? []
      : [`${requests.total.arrived} requests arrived and some waited, but no router was ever looked at`]),
    ...idleWhileWaiting.flatMap(({ version, deployment, seconds, moments }) =>
      seconds === 0 && moments === 0
        ? []
        : [
            `${version} ${deployment}: requests waited for ${seconds} s beside a free slot, seen ${moments} times`,
          ],
    ),
  ],
};
