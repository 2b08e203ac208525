import type { Router } from "../routing/Router.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";

/** Puts a request at the end of its router's waiting line. For the request path alone. */
export function joinWaiting(requests: RequestTable, router: Router, request: number): void {
  requests.before[request] = router.waitingTail;
  requests.behind[request] = nothing;
  if (router.waitingTail === nothing) router.waitingHead = request;
  else requests.behind[router.waitingTail] = request;
  router.waitingTail = request;
  router.waitingCount++;
  if (router.waitingCount > router.peakWaitingCount) router.peakWaitingCount = router.waitingCount;
}

/** Takes a request out of its router's waiting line, wherever it stands. */
export function leaveWaiting(requests: RequestTable, router: Router, request: number): void {
  const before = requests.before[request] as number;
  const behind = requests.behind[request] as number;
  if (before === nothing) router.waitingHead = behind;
  else requests.behind[before] = behind;
  if (behind === nothing) router.waitingTail = before;
  else requests.before[behind] = before;
  router.waitingCount--;
}

/** Those who wait at the router, found one by one. */
export function countLine(requests: RequestTable, { waitingHead }: Router): number {
  let count = 0;
  for (let at = waitingHead; at !== nothing; at = requests.behind[at] as number) count++;
  return count;
}
