import type { VersionId } from "../VersionId.ts";
import type { DeploymentObject } from "./DeploymentObject.ts";

/** One Deployment of Kubernetes for every deployment of the service, rolled out side by side. */
export interface DeploymentState {
  readonly objects: readonly DeploymentObject[];
  /** The version that the service shall be. */
  readonly goal: VersionId;
  /** Every version that was the goal, each once: the latest last. */
  readonly history: readonly VersionId[];
  /** Those that have been started and not ended. */
  readonly held: readonly VersionId[];
  readonly isPaused: boolean;
  /** What the present rollout comes to when it is complete; `null`: it has been said. */
  readonly outcome: "completed" | "rolled-back" | null;
}
