import type { SourcedApplication, SourcedService } from "../compile/SourcedService.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** Refuses applications that Ray Serve refuses (ray 2.60.0, `ServeApplicationSchema` and `ServeDeploySchema`). */
export function checkApplications({ applications }: SourcedService, reporter: Reporter): void {
  const owners = new Map<string, SourcedApplication>();
  for (const application of applications) {
    checkImportPath(application, reporter);
    checkRoute(application, owners, reporter);
    refuseServerOptions(application, reporter);
  }
}

/** `import_path_format_valid` */
function checkImportPath({ name, config }: SourcedApplication, reporter: Reporter): void {
  const { import_path: path } = config.value;
  if (path == null) {
    reporter.problem(
      config.pathOf("import_path"),
      `is missing in application ${JSON.stringify(name)}; expected the place of its code, such as module:app`,
    );
    return;
  }
  const separator = path.includes(":") ? ":" : ".";
  const parts = path.split(separator);
  const isRight =
    parts.length >= 2 &&
    (separator === "." || parts.length === 2) &&
    path.lastIndexOf(separator) > 0 &&
    parts.at(-1) !== "";
  if (isRight) return;
  reporter.problem(
    config.pathOf("import_path"),
    `found ${JSON.stringify(path)}; expected the place of its code: module:app or module.app, with something on both sides of one colon or of the last dot`,
  );
}

/** `_route_prefix_format`, which `override_deployment_info` checks, and `application_routes_unique` */
function checkRoute(
  application: SourcedApplication,
  owners: Map<string, SourcedApplication>,
  reporter: Reporter,
): void {
  const { config, name } = application;
  const { route_prefix: written } = config.value;
  if (written === null) return;
  const route = written ?? "/";
  const path = config.pathOf("route_prefix");
  if (route !== "/" && route.endsWith("/")) {
    reporter.problem(path, `found ${JSON.stringify(route)}; expected a path that does not end with "/"`);
  } else if (/[{}]/.test(route)) {
    reporter.problem(path, `found ${JSON.stringify(route)}; expected a path without { and }`);
  }
  const owner = owners.get(route);
  if (owner === undefined) {
    owners.set(route, application);
    return;
  }
  // That both have one name is said already.
  if (owner.name === name) return;
  const isDefault = written === undefined ? " (the default)" : "";
  reporter.problem(
    path,
    `applications ${JSON.stringify(owner.name)} and ${JSON.stringify(name)} have one route_prefix, ${JSON.stringify(route)}${isDefault}; expected different ones`,
  );
}

/** `nested_host_and_port` */
function refuseServerOptions({ config }: SourcedApplication, reporter: Reporter): void {
  for (const key of ["host", "port"]) {
    if (!Object.hasOwn(config.value, key)) continue;
    reporter.problem(
      config.pathOf(key),
      `Ray Serve refuses ${key} of an application; it belongs to the http_options of the service`,
      "key",
    );
  }
}
