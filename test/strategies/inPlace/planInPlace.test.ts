import { describe, expect, it } from "vitest";
import { PlanError, planInPlace } from "../../../src/planner.ts";

const service = {
  name: "chat",
  image_uri: "example/image:1",
  compute_config: { head_node: { instance_type: "m5.large" } },
  working_dir: "https://example.com/code.zip",
  applications: [
    {
      name: "llm",
      import_path: "main:app",
      route_prefix: "/llm",
      deployments: [
        { name: "Model", num_replicas: 8, ray_actor_options: { num_gpus: 1, num_cpus: 4 } },
        { name: "Router", autoscaling_config: { min_replicas: 1, max_replicas: 4 } },
      ],
    },
    { name: "embed", import_path: "embed:app", deployments: [{ name: "Encoder", num_replicas: 2 }] },
  ],
};

/** The service with other fields, other options of the application `llm`, or of its deployment `Model`. */
function changed(change: {
  readonly service?: object;
  readonly llm?: object;
  readonly model?: object;
}): object {
  const [llm, embed] = service.applications;
  const [model, router] = llm?.deployments ?? [];
  return {
    ...service,
    applications: [{ ...llm, deployments: [{ ...model, ...change.model }, router], ...change.llm }, embed],
    ...change.service,
  };
}

const everyDeployment = [
  { application: "llm", deployment: "Model" },
  { application: "llm", deployment: "Router" },
  { application: "embed", deployment: "Encoder" },
];

describe("an in-place update that changes the cluster", () => {
  const cluster = {
    image_uri: "example/image:2",
    compute_config: "two",
    cloud: "other",
    ray_version: "2.61.0",
  };
  const ignoring = { ignoreClusterChanges: true };

  it("is refused, unless it is told to ignore that", () => {
    expect(planInPlace(service, changed({ service: cluster }))).toMatchObject({ kind: "refused" });
    expect(
      planInPlace(service, changed({ service: cluster }), { ignoreClusterChanges: false }),
    ).toMatchObject({
      kind: "refused",
    });
    expect(planInPlace(service, changed({ service: cluster }), ignoring)).toEqual({
      kind: "unchanged",
      ignored: ["image_uri", "compute_config", "cloud", "ray_version"],
    });
  });

  it("does the rest, and says what it leaves out", () => {
    const more = changed({ service: { image_uri: "example/image:2" }, model: { num_replicas: 9 } });
    expect(planInPlace(service, more, ignoring)).toMatchObject({
      kind: "lightweight",
      ignored: ["image_uri"],
    });
    const code = changed({ service: { image_uri: "example/image:2" }, llm: { import_path: "main:new" } });
    expect(planInPlace(service, code, ignoring)).toMatchObject({
      kind: "heavyweight",
      ignored: ["image_uri"],
    });
  });

  it("is refused for what is not of the cluster", () => {
    const other = changed({ service: { image_uri: "example/image:2", project: "other" } });
    expect(planInPlace(service, other, ignoring)).toMatchObject({
      kind: "refused",
      problems: [{ field: "project" }],
    });
  });

  it("says nothing of what it ignores where nothing is ignored", () => {
    expect(planInPlace(service, service, ignoring)).toEqual({ kind: "unchanged" });
  });
});

describe("an in-place update that changes nothing", () => {
  it("is unchanged, whatever the order of keys and applications, and null is absence", () => {
    expect(planInPlace(service, service)).toEqual({ kind: "unchanged" });
    const reordered = {
      applications: [service.applications[1], { ...service.applications[0], args: null }],
      compute_config: { head_node: { instance_type: "m5.large" } },
      working_dir: service.working_dir,
      image_uri: service.image_uri,
      containerfile: null,
      name: "chat",
    };
    expect(planInPlace(service, reordered)).toEqual({ kind: "unchanged" });
    const actorOptions = { ray_actor_options: { num_cpus: 4, num_gpus: 1 } };
    expect(planInPlace(service, changed({ model: actorOptions }))).toEqual({ kind: "unchanged" });
  });

  it("takes a deprecated name for its new one", () => {
    const before = changed({
      model: {
        max_concurrent_queries: 7,
        autoscaling_config: { target_num_ongoing_requests_per_replica: 3, smoothing_factor: 0.5 },
      },
    });
    const after = changed({
      model: {
        max_ongoing_requests: 7,
        autoscaling_config: { target_ongoing_requests: 3, upscaling_factor: 0.5, downscaling_factor: 0.5 },
      },
    });
    expect(planInPlace(before, after)).toEqual({ kind: "unchanged" });
    const other = changed({ model: { max_concurrent_queries: 8 } });
    expect(planInPlace(changed({ model: { max_ongoing_requests: 7 } }), other)).toMatchObject({
      kind: "lightweight",
      changes: [{ path: "applications[llm].deployments[Model].max_ongoing_requests", change: "changed" }],
    });
  });
});

describe("the comparison", () => {
  const withUserConfig = (user_config: unknown) => changed({ model: { user_config } });

  it.each([
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [[1, 2], [1]],
    [[1], [1, 2]],
    [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
    [{ constructor: Object.prototype.constructor }, {}],
    [[], {}],
    ["1", 1],
    [{ a: null }, { a: 0 }],
  ])("tells %j from %j", (one, other) => {
    expect(planInPlace(withUserConfig(one), withUserConfig(other)).kind).toBe("lightweight");
    expect(planInPlace(withUserConfig(other), withUserConfig(one)).kind).toBe("lightweight");
    expect(planInPlace(withUserConfig(one), withUserConfig(Array.isArray(one) ? [...one] : one))).toEqual({
      kind: "unchanged",
    });
  });

  it("lets a current name count where a deprecated one stands beside it", () => {
    const before = changed({ model: { max_ongoing_requests: 7, max_concurrent_queries: 1 } });
    const after = changed({ model: { max_ongoing_requests: 7, max_concurrent_queries: 2 } });
    expect(planInPlace(before, after)).toEqual({ kind: "unchanged" });
  });
});

describe("a lightweight in-place update", () => {
  it.each([
    ["num_replicas", 9],
    ["autoscaling_config", { min_replicas: 2, max_replicas: 9 }],
    ["user_config", { threshold: 0.5 }],
    ["max_ongoing_requests", 10],
    ["max_queued_requests", 100],
    ["graceful_shutdown_timeout_s", 30],
    ["graceful_shutdown_wait_loop_s", 1],
    ["health_check_period_s", 5],
    ["health_check_timeout_s", 60],
    ["logging_config", { log_level: "DEBUG" }],
  ])("changes %s of a deployment and restarts nothing", (field, value) => {
    expect(planInPlace(service, changed({ model: { [field]: value } }))).toEqual({
      kind: "lightweight",
      changes: [
        {
          path: `applications[llm].deployments[Model].${field}`,
          change: field === "num_replicas" ? "changed" : "added",
          effect: "lightweight",
          application: "llm",
          deployment: "Model",
        },
      ],
      restarts: [],
      restartedApplications: [],
    });
  });

  it.each([
    [{ service: { logging_config: { log_level: "DEBUG" } } }, "logging_config"],
    [{ llm: { logging_config: { log_level: "DEBUG" } } }, "applications[llm].logging_config"],
    [{ llm: { route_prefix: "/" } }, "applications[llm].route_prefix"],
  ])("changes %j", (change, path) => {
    expect(planInPlace(service, changed(change))).toMatchObject({ kind: "lightweight", changes: [{ path }] });
  });
});

describe("a heavyweight in-place update", () => {
  it.each([
    ["ray_actor_options", { num_gpus: 2 }],
    ["placement_group_bundles", [{ GPU: 1 }]],
    ["placement_group_strategy", "PACK"],
    ["max_replicas_per_node", 2],
    ["an_option_of_tomorrow", true],
  ])("changes %s of a deployment and restarts that deployment alone", (field, value) => {
    expect(planInPlace(service, changed({ model: { [field]: value } }))).toMatchObject({
      kind: "heavyweight",
      changes: [{ path: `applications[llm].deployments[Model].${field}`, effect: "heavyweight" }],
      restarts: [{ application: "llm", deployment: "Model" }],
      restartedApplications: [],
    });
  });

  it.each([
    [{ llm: { import_path: "main:next" } }, "applications[llm].import_path"],
    [{ llm: { runtime_env: { pip: ["torch"] } } }, "applications[llm].runtime_env"],
    [{ llm: { args: { model: "large" } } }, "applications[llm].args"],
    [{ model: { request_router_config: {} } }, "applications[llm].deployments[Model].request_router_config"],
    [
      { model: { autoscaling_config: { policy: { policy_function: "my:policy" } } } },
      "applications[llm].deployments[Model].autoscaling_config.policy",
    ],
  ])("changes %j and restarts all deployments of the application", (change, path) => {
    const plan = planInPlace(service, changed(change));
    expect(plan).toMatchObject({
      kind: "heavyweight",
      restarts: everyDeployment.slice(0, 2),
      restartedApplications: ["llm"],
    });
    expect(plan.kind === "heavyweight" && plan.changes.map((item) => item.path)).toContain(path);
  });

  it.each([
    ["working_dir", "https://example.com/next.zip"],
    ["requirements", ["torch"]],
    ["env_vars", { MODE: "fast" }],
    ["py_modules", ["https://example.com/module.zip"]],
    ["excludes", [".git"]],
  ])("changes %s of the service and restarts everything", (field, value) => {
    expect(planInPlace(service, changed({ service: { [field]: value } }))).toMatchObject({
      kind: "heavyweight",
      changes: [{ path: field, effect: "heavyweight", application: null, deployment: null }],
      restarts: everyDeployment,
      restartedApplications: ["llm", "embed"],
    });
  });

  it("adds and removes deployments and applications without restarting the others", () => {
    const [llm, embed] = service.applications;
    const after = {
      ...service,
      applications: [
        { ...llm, deployments: [llm?.deployments[0], { name: "Judge", num_replicas: 1 }] },
        { name: "vision", import_path: "vision:app" },
      ],
    };
    expect(planInPlace(service, after)).toMatchObject({
      kind: "heavyweight",
      changes: [
        { path: "applications[llm].deployments[Judge]", change: "added", deployment: "Judge" },
        { path: "applications[llm].deployments[Router]", change: "removed", deployment: "Router" },
        { path: "applications[vision]", change: "added", application: "vision", deployment: null },
        { path: "applications[embed]", change: "removed", application: "embed", deployment: null },
      ],
      restarts: [],
      restartedApplications: [],
    });
    expect(embed?.name).toBe("embed");
  });

  it("restarts no application that is only now added, even with a change of the whole service", () => {
    const vision = { name: "vision", import_path: "vision:app", deployments: [{ name: "Eye" }] };
    const after = { ...service, env_vars: { MODE: "fast" }, applications: [...service.applications, vision] };
    expect(planInPlace(service, after)).toMatchObject({
      kind: "heavyweight",
      restarts: everyDeployment,
      restartedApplications: ["llm", "embed"],
    });
  });

  it("tells lightweight changes beside heavyweight ones apart", () => {
    const after = changed({ model: { num_replicas: 9, ray_actor_options: { num_gpus: 2 } } });
    const plan = planInPlace(service, after);
    expect(plan.kind === "heavyweight" && plan.changes.map(({ effect }) => effect)).toEqual([
      "lightweight",
      "heavyweight",
    ]);
  });

  it("names the whole application where its deployments stand only in its code", () => {
    const before = { applications: [{ import_path: "main:app" }] };
    const after = { applications: [{ import_path: "main:next" }] };
    expect(planInPlace(before, after)).toMatchObject({
      kind: "heavyweight",
      changes: [{ path: "applications[default].import_path" }],
      restarts: [],
      restartedApplications: ["default"],
    });
  });
});

describe("a refused in-place update", () => {
  it.each([
    ["name", "other"],
    ["cloud", "other"],
    ["project", "other"],
    ["image_uri", "example/image:2"],
    ["containerfile", "Dockerfile"],
    ["registry_login_secret", "secret"],
    ["ray_version", "2.50.0"],
    ["compute_config", { head_node: { instance_type: "m5.xlarge" } }],
    ["ray_gcs_external_storage_config", { enabled: true }],
    ["tracing_config", { enabled: true }],
    ["query_auth_token_enabled", false],
    ["http_options", { request_timeout_s: 60 }],
    ["grpc_options", { port: 9001 }],
    ["a_field_of_tomorrow", 1],
  ])("changes %s, and says which field and why", (field, value) => {
    const plan = planInPlace(service, changed({ service: { [field]: value } }));
    expect(plan).toMatchObject({ kind: "refused", field, problems: [{ field }] });
    expect(plan.kind === "refused" && plan.reason.length).toBeGreaterThan(20);
  });

  it.each([
    [{ canaryPercent: 0 }, "canary_percent"],
    [{ maxSurgePercent: 25 }, "max_surge_percent"],
  ])("has %j, which moves traffic, even where nothing changes", (options, field) => {
    expect(planInPlace(service, service, options)).toMatchObject({ kind: "refused", field });
    expect(planInPlace(service, { ...service, [field]: 10 })).toMatchObject({ kind: "refused", field });
    expect(planInPlace(service, { ...service, [field]: null, in_place: true })).toEqual({
      kind: "unchanged",
    });
  });

  it("tells all problems", () => {
    const after = changed({
      service: { cloud: "other", image_uri: "example/image:2" },
      model: { num_replicas: 1 },
    });
    const plan = planInPlace(service, after, { canaryPercent: 10, maxSurgePercent: 10 });
    expect(plan.kind === "refused" && plan.problems.map(({ field }) => field)).toEqual([
      "canary_percent",
      "max_surge_percent",
      "image_uri",
      "cloud",
    ]);
  });

  it("leaves a service without applications", () => {
    expect(planInPlace(service, { ...service, applications: [] })).toMatchObject({
      kind: "refused",
      field: "applications",
    });
  });
});

describe("configs that cannot be compared", () => {
  it.each([
    [[], "after"],
    [{ applications: {} }, "after.applications"],
    [{ applications: [1] }, "after.applications[0]"],
    [{ applications: [{ name: "a" }, { name: "a" }] }, "after.applications[1].name"],
    [{ applications: [{ import_path: "a:a" }, { import_path: "b:b" }] }, "after.applications[1].name"],
    [{ applications: [{ deployments: [{ num_replicas: 1 }] }] }, "after.applications[0].deployments[0].name"],
    [{ applications: [{ deployments: "all" }] }, "after.applications[0].deployments"],
  ])("are an error that names the place: %j", (after, field) => {
    expect(() => planInPlace(service, after)).toThrow(expect.objectContaining({ name: "PlanError", field }));
    expect(() => planInPlace(service, after)).toThrow(PlanError);
  });
});
