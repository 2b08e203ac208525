import type { Deployment } from "../Deployment.ts";
import type { WorkStyle } from "./WorkStyle.ts";

/** How the replicas of a deployment work; `null`: by processor sharing. */
export function workStyleOf({ serviceTime, batching }: Deployment): WorkStyle | null {
  if (serviceTime.kind === "llm") return serviceTime;
  return batching === null ? null : { kind: "batches", ...batching };
}
