import type { Manifest } from "../import/ServiceText.ts";
import type { BuiltDeployment } from "../llm/BuiltApplication.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { ApplicationConfig, ServiceConfig } from "../schema/serviceConfigSchema.ts";

/** A part of a config that knows where each of its keys was written, also after merging. */
export interface Sourced<Value> {
  readonly value: Value;
  pathOf(...keys: readonly (string | number)[]): KeyPath;
}

/** An application, with the places in files from which it was read. */
export interface SourcedApplication {
  readonly name: string;
  readonly config: Sourced<ApplicationConfig>;
  readonly deployments: readonly Sourced<DeploymentConfig>[];
  /** What its builder makes, by the name of the deployment; absent where the builder is none that is known. */
  readonly built?: ReadonlyMap<string, BuiltDeployment>;
}

/** The manifest that a service was read from, and where the scenario names it. */
export interface SourcedManifest {
  readonly manifest: Manifest;
  readonly path: KeyPath;
}

/** A service config whose applications and deployments are known to have different names. */
export interface SourcedService {
  /** What manages it: its own manifest, or that of a version before it; `null`: none. */
  readonly manifest: SourcedManifest | null;
  readonly config: Sourced<ServiceConfig>;
  readonly applications: readonly SourcedApplication[];
}
