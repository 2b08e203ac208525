import type { Invariant } from "./Invariant.ts";

export const workConserving: Invariant = {
  id: "work-conserving",
  law: "No request waits at a router while a replica it may use has a free slot.",
  source: "ray-serve: a router assigns a request as soon as a replica is below max_ongoing_requests",
  checkResult: ({ requests, idleWhileWaiting }) => [
    ...(requests.routerLooks > 0 || requests.total.arrived === 0
      ? []
      : [`${requests.total.arrived} requests arrived, but no router was ever looked at`]),
    ...idleWhileWaiting.flatMap(({ version, deployment, seconds, moments }) =>
      seconds === 0 && moments === 0
        ? []
        : [
            `${version} ${deployment}: requests waited for ${seconds} s beside a free slot, seen ${moments} times`,
          ],
    ),
  ],
};
