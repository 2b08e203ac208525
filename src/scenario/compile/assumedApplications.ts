import type { ApplicationConfig, ServiceConfig } from "../schema/serviceConfigSchema.ts";
import { applicationName } from "./sourceService.ts";

/** What is assumed of an application whose config lists no deployments: Ray Serve's defaults, once. */
export interface AssumedApplication {
  /** As in the config; `default` where it has no name. */
  readonly application: string;
  readonly deployment: {
    /** That of the application: what the code calls it, nobody can know. */
    readonly name: string;
    readonly numReplicas: number;
    readonly cpus: number;
    readonly gpus: number;
    readonly maxOngoingRequests: number;
  };
  /** Whether `serve build` may print what the code has; it cannot call a builder with arguments. */
  readonly mayBeBuilt: boolean;
}

/** The applications of a service whose deployments stand in code alone, with what is assumed of each. Pure. */
export function assumedApplications(service: ServiceConfig): readonly AssumedApplication[] {
  return (service.applications ?? []).flatMap((config) => {
    if ((config.deployments ?? []).length > 0) return [];
    const application = applicationName(config);
    return [
      {
        application,
        deployment: { name: application, numReplicas: 1, cpus: 1, gpus: 0, maxOngoingRequests: 5 },
        mayBeBuilt: mayBeBuilt(config),
      },
    ];
  });
}

/** What is assumed of one application, and the keys that set it. */
export function describeAssumption(
  { name, config }: { readonly name: string; readonly config: ApplicationConfig },
  { deployments, isOnly }: { readonly deployments: readonly string[]; readonly isOnly: boolean },
): string {
  const owner = isOnly ? "" : `application: ${name}, `;
  const build =
    mayBeBuilt(config) && typeof config.import_path === "string"
      ? ` (serve build ${config.import_path} prints it, unless that is a function that builds the application)`
      : "";
  const names = deployments.map((each) => JSON.stringify(each)).join(" and ");
  const what = deployments.length === 1 ? `one deployment, ${names},` : `${names}, each`;
  return `application ${JSON.stringify(name)} lists no deployments, and its code is not read; assumed: ${what} with 1 replica of 1 CPU and no GPU and 5 ongoing requests; what the code has can be said as deployments: { Name: { ${owner}config: { num_replicas or autoscaling_config, ray_actor_options, max_ongoing_requests } } }${build}`;
}

/** ray 2.60.0, `serve build`: "Expected … to be an Application"; a builder with arguments is a function. */
function mayBeBuilt({ args }: ApplicationConfig): boolean {
  return args == null || (typeof args === "object" && Object.keys(args).length === 0);
}
