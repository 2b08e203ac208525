import { describeValue } from "../../values/describeValue.ts";

/** What a part of a version must be: a type, one of some words, a map with such keys, or a list of such parts. */
type Shape =
  | "text"
  | "number"
  | "number or null"
  | "distribution"
  | { readonly words: readonly string[] }
  | { readonly keys: Readonly<Record<string, Shape>> }
  | { readonly each: Shape }
  | { readonly orNull: Shape };

const resources: Shape = { keys: { cpus: "number", gpus: "number" } };
const machine: Shape = {
  keys: { name: "text", cpus: "number", gpus: "number", pricePerHour: "number or null" },
};

const deployment: Shape = {
  keys: {
    name: "text",
    application: "text",
    scaling: { keys: { kind: { words: ["static", "autoscaling"] } } },
    maxOngoingRequests: "number",
    maxQueuedRequests: "number or null",
    requestTimeoutSeconds: "number or null",
    gracefulShutdownTimeoutSeconds: "number",
    gracefulShutdownWaitLoopSeconds: "number",
    healthCheckPeriodSeconds: "number",
    healthCheckTimeoutSeconds: "number",
    resources,
    startUpSeconds: "distribution",
    serviceTime: { keys: { kind: { words: ["distribution", "tokens", "llm"] } } },
    slowdownPerOngoingRequest: "number",
  },
};

const scalings: Readonly<Record<string, Shape>> = {
  static: { keys: { numReplicas: "number" } },
  autoscaling: {
    keys: {
      minReplicas: "number",
      maxReplicas: "number",
      initialReplicas: "number or null",
      targetOngoingRequests: "number",
      upscaleDelaySeconds: "number",
      downscaleDelaySeconds: "number",
      downscaleToZeroDelaySeconds: "number",
      metricsIntervalSeconds: "number",
      lookBackPeriodSeconds: "number",
      upscalingFactor: "number",
      downscalingFactor: "number",
    },
  },
};

const version: Shape = {
  keys: {
    deployments: { each: deployment },
    cluster: {
      keys: {
        headNode: { orNull: { keys: { instanceType: machine, bootSeconds: "distribution" } } },
        workerGroups: {
          each: {
            keys: {
              name: "text",
              instanceType: machine,
              minNodes: "number",
              maxNodes: "number",
              bootSeconds: "distribution",
              idleSeconds: "number",
              market: { words: ["on-demand", "spot", "prefer-spot"] },
              fallbackSeconds: "number",
            },
          },
        },
        zones: { each: "text" },
      },
    },
  },
};

/** What is wrong with a value that is to be a compiled version of a service; `null`: it has the parts of one. */
export function checkVersion(value: unknown): string | null {
  const problem = check(value, version, "");
  if (problem !== null) return problem;
  // `check` has found a list of deployments, each with its scaling.
  const { deployments } = value as { deployments: readonly { scaling: { kind: string } }[] };
  for (const [index, { scaling }] of deployments.entries()) {
    const wrong = check(scaling, scalings[scaling.kind]!, `deployments[${index}].scaling`);
    if (wrong !== null) return wrong;
  }
  return null;
}

function check(value: unknown, shape: Shape, path: string): string | null {
  const expected = (what: string) =>
    `${path === "" ? "" : `${path}: `}expected ${what}, found ${describeValue(value)}; a deploy takes a whole config as service`;
  switch (shape) {
    case "text":
      return typeof value === "string" ? null : expected("text");
    case "number":
      return isNumber(value) ? null : expected("a number");
    case "number or null":
      return value === null || isNumber(value) ? null : expected("a number or null");
    case "distribution":
      return isMap(value) && typeof value.kind === "string" ? null : expected("a distribution");
    default:
      return checkParts(value, shape, path, expected);
  }
}

function checkParts(
  value: unknown,
  shape: Exclude<Shape, string>,
  path: string,
  expected: (what: string) => string,
): string | null {
  if ("orNull" in shape) return value === null ? null : check(value, shape.orNull, path);
  if ("words" in shape) {
    return shape.words.some((word) => word === value) ? null : expected(`one of ${shape.words.join(", ")}`);
  }
  if ("each" in shape) {
    if (!Array.isArray(value)) return expected("a list");
    for (const [index, each] of value.entries()) {
      const problem = check(each, shape.each, `${path}[${index}]`);
      if (problem !== null) return problem;
    }
    return null;
  }
  if (!isMap(value)) return expected("a map");
  for (const [key, inner] of Object.entries(shape.keys)) {
    const problem = check(value[key], inner, path === "" ? key : `${path}.${key}`);
    if (problem !== null) return problem;
  }
  return null;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && !Number.isNaN(value);
}
