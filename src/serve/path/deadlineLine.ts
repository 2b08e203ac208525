import type { Router } from "../routing/Router.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";

/**
 * Puts a request at the end of its router's line of deadlines: all its requests have the same time, so they expire in
 * the order of their arrival. For the request path alone.
 */
export function joinDeadlines(requests: RequestTable, router: Router, request: number): void {
  requests.earlierDeadline[request] = router.latestDeadline;
  requests.laterDeadline[request] = nothing;
  if (router.latestDeadline === nothing) router.earliestDeadline = request;
  else requests.laterDeadline[router.latestDeadline] = request;
  router.latestDeadline = request;
}

/** Takes a request out of its router's line of deadlines, wherever it stands. */
export function leaveDeadlines(requests: RequestTable, router: Router, request: number): void {
  const earlier = requests.earlierDeadline[request] as number;
  const later = requests.laterDeadline[request] as number;
  if (later === nothing) router.latestDeadline = earlier;
  else requests.earlierDeadline[later] = earlier;
  if (earlier === nothing) router.earliestDeadline = later;
  else requests.laterDeadline[earlier] = later;
}
