import type { KeyPath } from "../problems/KeyPath.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { LlmConfig } from "../schema/llmApplicationSchema.ts";

/** What requests do at a deployment that a builder made. */
export type BuiltRole =
  /** Takes requests in, and passes each on to one of these: the deployment of the model that it asks for. */
  | { readonly kind: "ingress"; readonly models: readonly string[] }
  /** Runs a model: all of a request, its prompt alone, or (after the deployment that prefills) its output alone. */
  | { readonly kind: "model"; readonly config: LlmConfig; readonly work: "all" | "prefill" }
  | { readonly kind: "model"; readonly config: LlmConfig; readonly work: "decode"; readonly prefill: string };

/** A deployment that a builder makes, as a Ray Serve config would list it. */
export interface BuiltDeployment {
  readonly value: DeploymentConfig;
  /** Where an option was said, below the application. */
  placeOf(keys: readonly (string | number)[]): KeyPath;
  readonly role: BuiltRole;
}
