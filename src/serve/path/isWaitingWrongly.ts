import type { Router } from "../routing/Router.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";

/**
 * Whether someone at the router should not wait, while these of its replicas have a free slot: at once where the router
 * always knows of them, after its patience where it tries again and again; one who waits for a replica of his own, when
 * that one is free.
 */
export function isWaitingWrongly(
  requests: RequestTable,
  router: Router,
  now: { readonly free: readonly number[]; readonly nowSeconds: number },
): boolean {
  const { free, nowSeconds } = now;
  if (router.waitingCount === 0 || free.length === 0) return false;
  const { policy } = router;
  if (router.probes !== null || !policy.mayWait) return router.isAttemptDue(nowSeconds);
  const freeReplicas = new Set(free);
  for (let at = router.waitingHead; at !== nothing; at = requests.behind[at] as number) {
    const own = policy.ownReplica(requests.session[at] as number);
    if (own === nothing || freeReplicas.has(own)) return true;
  }
  return false;
}
