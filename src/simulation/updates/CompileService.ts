import type { ServiceVersion } from "../Scenario.ts";

/** A whole service config as a version that can be deployed, or why it is none. */
export type CompiledService =
  | {
      readonly kind: "compiled";
      readonly version: ServiceVersion;
      /** What is assumed and what plays no part, in sentences. */
      readonly remarks: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };

/** Makes a version of a service config (Anyscale's ServiceConfig or a Ray Serve config, as plain data); it throws for nothing. */
export type CompileService = (config: unknown) => CompiledService;
