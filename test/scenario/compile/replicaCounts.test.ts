import { describe, expect, it } from "vitest";
import { parseText } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

const withDeployment = (deployment: string, more = "") => `name: x
horizon: 10m
service:
  applications: [{ name: a, import_path: "m:a", deployments: [{ name: A, ${deployment} }] }]
${more}`;
const ofDeployment = "service.applications[0].deployments[0]";
const scalingOf = (text: string) => parseText(text).scenario.primary.deployments[0]?.scaling;
const bounds = (inside: string) => `autoscaling_config: { ${inside} }`;

describe("the bounds of an autoscaled deployment", () => {
  it.each([
    ["min_replicas: 3, max_replicas: 2", "min_replicas: min_replicas (3) is above max_replicas (2)"],
    // ray 2.60.0, AutoscalingConfig: 1 and 1.
    ["min_replicas: 3", "min_replicas: min_replicas (3) is above max_replicas (1, the default)"],
    [
      "min_replicas: 2, max_replicas: 4, initial_replicas: 1",
      "initial_replicas: found 1; expected a number from min_replicas (2) to max_replicas (4)",
    ],
    [
      "min_replicas: 2, max_replicas: 4, initial_replicas: 5",
      "initial_replicas: found 5; expected a number from min_replicas (2) to max_replicas (4)",
    ],
  ])("have to leave something between: { %s }", (inside, problem) => {
    const { refused } = remarksOf(withDeployment(bounds(inside)));
    expect(refused).toEqual([expect.stringMatching(/^x\.yaml:4:\d+: /)]);
    expect(refused[0]).toContain(`: ${ofDeployment}.autoscaling_config.${problem}`);
  });

  it("go up to 100 with num_replicas: auto", () => {
    const auto = (inside: string) => withDeployment(`num_replicas: auto, ${bounds(inside)}`);
    expect(scalingOf(auto("min_replicas: 100"))).toMatchObject({ minReplicas: 100, maxReplicas: 100 });
    expect(remarksOf(auto("min_replicas: 101")).refused.join()).toContain(
      "min_replicas (101) is above max_replicas (100, the default)",
    );
  });

  it.each([2, 4])("may be what it begins with: %i of 2 to 4", (count) => {
    const text = withDeployment(bounds(`min_replicas: 2, max_replicas: 4, initial_replicas: ${count}`));
    expect(scalingOf(text)).toMatchObject({ initialReplicas: count });
  });

  it("may be one number", () => {
    const text = withDeployment(bounds("min_replicas: 4, max_replicas: 4"));
    expect(scalingOf(text)).toMatchObject({ minReplicas: 4, maxReplicas: 4, initialReplicas: null });
  });
});

describe("how samples are put together", () => {
  it.each([
    ["max", "max"],
    ["MIN", "min"],
    ["Max", "max"],
  ])("is aggregation_function, in any case of letters: %s", (written, aggregation) => {
    expect(scalingOf(withDeployment(bounds(`aggregation_function: ${written}`)))).toMatchObject({
      aggregation,
    });
  });

  it("is the mean where nothing else is said", () => {
    for (const inside of ["aggregation_function: mean", "max_replicas: 2"]) {
      expect(scalingOf(withDeployment(bounds(inside)))).not.toHaveProperty("aggregation");
    }
  });
});

describe("the factors of autoscaling", () => {
  it("have former names, of which the one for a direction comes before the one for both", () => {
    const factorsOf = (inside: string) => {
      const scaling = scalingOf(withDeployment(bounds(inside)));
      if (scaling?.kind !== "autoscaling") throw new Error("it is not autoscaled");
      return [scaling.upscalingFactor, scaling.downscalingFactor];
    };
    expect(factorsOf("max_replicas: 2")).toEqual([1, 1]);
    expect(factorsOf("smoothing_factor: 0.5")).toEqual([0.5, 0.5]);
    expect(factorsOf("smoothing_factor: 0.5, downscale_smoothing_factor: 0.25")).toEqual([0.5, 0.25]);
    expect(factorsOf("smoothing_factor: 0.5, upscale_smoothing_factor: 0.25")).toEqual([0.25, 0.5]);
    expect(factorsOf("upscaling_factor: 3, downscaling_factor: 2")).toEqual([3, 2]);
  });
});

describe("replicas in whole gangs", () => {
  const gangs = "gang_scheduling_config: { gang_size: 4 }";

  it.each([
    [`num_replicas: 6, ${gangs}`, ["num_replicas: num_replicas (6)"]],
    [gangs, ["gang_scheduling_config.gang_size: num_replicas (1, the default)"]],
    [
      `num_replicas: auto, ${bounds("min_replicas: 3, max_replicas: 10")}, ${gangs}`,
      [
        "autoscaling_config.min_replicas: min_replicas (3)",
        "autoscaling_config.max_replicas: max_replicas (10)",
      ],
    ],
  ])("are refused where Ray Serve refuses them: %s", (deployment, places) => {
    expect(remarksOf(withDeployment(deployment)).refused.map((text) => text.replace(/^.*?: /, ""))).toEqual(
      places.map(
        (place) =>
          `${ofDeployment}.${place} must be a multiple of gang_size (4): Ray Serve starts whole gangs`,
      ),
    );
  });

  it("count within the bounds, of which every one that is no multiple is told", () => {
    const text = withDeployment(
      `${bounds("min_replicas: 3, initial_replicas: 5, max_replicas: 10")}, ${gangs}`,
    );
    expect(scalingOf(text)).toMatchObject({ minReplicas: 4, initialReplicas: 8, maxReplicas: 8 });
    const told = (key: string, found: number, counted: number) =>
      `${ofDeployment}.autoscaling_config.${key}: ${key} (${found}) is no multiple of gang_size (4); Ray Serve starts whole gangs, so it counts as ${counted}`;
    expect(remarksOf(text).warnings.map((warning) => warning.replace(/^.*?: /, ""))).toEqual([
      told("min_replicas", 3, 4),
      told("max_replicas", 10, 8),
      told("initial_replicas", 5, 8),
    ]);
  });

  it("say of a default only in a note that it is no multiple", () => {
    const text = withDeployment(`num_replicas: auto, ${gangs}`);
    const { warnings, notes } = remarksOf(text);
    expect(warnings).toEqual([]);
    expect(notes.join("\n")).toContain(
      `${ofDeployment}.gang_scheduling_config.gang_size: min_replicas (1, the default) is no multiple of gang_size (4); Ray Serve starts whole gangs, so it counts as 4`,
    );
    expect(scalingOf(text)).toMatchObject({ minReplicas: 4, initialReplicas: null, maxReplicas: 100 });
  });

  it("are one gang at least, and refused where none lies within the bounds", () => {
    const within = (inside: string) => withDeployment(`${bounds(inside)}, ${gangs}`);
    expect(scalingOf(within("min_replicas: 1, max_replicas: 3"))).toMatchObject({
      minReplicas: 4,
      maxReplicas: 4,
    });
    expect(remarksOf(within("min_replicas: 8, max_replicas: 8"))).toMatchObject({
      refused: [],
      warnings: [],
    });
    expect(remarksOf(within("min_replicas: 5, max_replicas: 7")).refused).toEqual([
      expect.stringContaining(
        `${ofDeployment}.gang_scheduling_config.gang_size: found 4; no whole number of gangs lies from min_replicas (5) to max_replicas (7)`,
      ),
    ]);
    // Nothing but that the bounds are the wrong way round.
    expect(remarksOf(within("min_replicas: 9, max_replicas: 6")).refused).toEqual([
      expect.stringContaining("min_replicas (9) is above max_replicas (6)"),
    ]);
  });
});

describe("startReplicas", () => {
  const starting = (count: number, deployment: string, more = "") =>
    withDeployment(deployment, `${more}deployments: { A: { startReplicas: ${count} } }\n`);
  const from2To6 = bounds("min_replicas: 2, max_replicas: 6");
  const pairs = `${from2To6}, gang_scheduling_config: { gang_size: 2 }`;
  const outside = "expected a number from min_replicas (2) to max_replicas (6)";
  const noGangs = "expected a multiple of gang_size (2), for A runs in whole gangs";

  it.each([
    [1, from2To6, [outside]],
    [7, from2To6, [outside]],
    [1, pairs, [outside, noGangs]],
    [5, pairs, [noGangs]],
  ])("cannot be %i of { %s }", (count, deployment, problems) => {
    expect(remarksOf(starting(count, deployment)).refused).toEqual(
      problems.map((problem) => `x.yaml:5:36: deployments.A.startReplicas: found ${count}; ${problem}`),
    );
  });

  it.each([
    [2, from2To6],
    [5, from2To6],
    [6, from2To6],
    [4, pairs],
  ])("may be %i of { %s }", (count, deployment) => {
    const text = starting(count, deployment);
    expect(remarksOf(text)).toMatchObject({ refused: [], warnings: [] });
    expect(parseText(text).scenario.startReplicas).toEqual({ A: count });
  });

  it("play no part where the service starts from nothing", () => {
    expect(remarksOf(starting(3, from2To6, "start: empty\n")).warnings).toEqual([
      "x.yaml:6:21: deployments.A.startReplicas: has no effect: with start: empty, the service starts from nothing",
    ]);
  });

  it("are those of a deployment that is autoscaled", () => {
    const ofPairs = starting(3, "num_replicas: 4, gang_scheduling_config: { gang_size: 2 }");
    expect(remarksOf(ofPairs).refused).toEqual([
      "x.yaml:5:36: deployments.A.startReplicas: found 3; A is not autoscaled and starts with its num_replicas (4)",
    ]);
  });

  it("of another deployment are not checked against this one", () => {
    const two = `name: x
horizon: 10m
service:
  applications:
    - name: a
      import_path: m:a
      deployments:
        - { name: A, num_replicas: 4 }
        - { name: B, autoscaling_config: { min_replicas: 1, max_replicas: 9 } }
deployments: { A: { startUp: 5s }, B: { startReplicas: 7 } }
`;
    expect(parseText(two).scenario.startReplicas).toEqual({ B: 7 });
    const unknown = withDeployment("num_replicas: 4", "deployments: { C: { startReplicas: 3 } }\n");
    expect(remarksOf(unknown).refused).toEqual([
      'x.yaml:5:16: deployments.C: unknown deployment "C"; known deployments: A',
    ]);
  });
});

describe("limits.maxReplicas", () => {
  it.each([
    ["num_replicas: 4", 4],
    [bounds("min_replicas: 2, initial_replicas: 5, max_replicas: 6"), 5],
    [bounds("min_replicas: 3, max_replicas: 6"), 3],
  ])("is held against what a version begins with: { %s }", (deployment, first) => {
    const limited = (limit: number) =>
      remarksOf(withDeployment(deployment, `limits: { maxReplicas: ${limit} }\n`)).refused;
    expect(limited(first)).toEqual([]);
    expect(limited(first - 1)).toEqual([
      `x.yaml:5:24: limits.maxReplicas: a version begins with ${first} replicas, and at most ${first - 1} are played; expected fewer replicas, or limits: { maxReplicas: ${first} }`,
    ]);
  });
});
