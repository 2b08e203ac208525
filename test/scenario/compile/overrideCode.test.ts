import { describe, expect, it } from "vitest";
import { parseText } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

/** A deployment with these options in code, of which the service config lists these. */
const textOf = (code: string, listed: string) => `name: x
horizon: 10m
service: [{ import_path: m.a, deployments: [{ name: A, ${listed} }] }]
deployments: { A: { config: { ${code} } } }
`;
const counts = (code: string, listed: string) => {
  const scaling = parseText(textOf(code, listed)).scenario.primary.deployments[0]?.scaling;
  return scaling?.kind === "static" ? scaling.numReplicas : [scaling?.minReplicas, scaling?.maxReplicas];
};
const told = (code: string, listed: string) => {
  const { warnings, notes } = remarksOf(textOf(code, listed));
  return [
    ...warnings,
    ...notes.filter((note) => !/^x\.yaml:\d+:\d+: service\.(applications|compute_config):/.test(note)),
  ].map((text) => text.replace(/^x\.yaml:\d+:\d+: /, ""));
};
const from2To7 = "autoscaling_config: { min_replicas: 2, max_replicas: 7 }";
const auto = "num_replicas: auto";
const none = "autoscaling_config: null";
const playsNoPart = (key: string) =>
  `deployments.A.config.${key}: plays no part: the service config sets ${key} of A as well, and Ray lets the config win over code`;
const hasNoEffect =
  "service.applications[0].deployments[0].num_replicas: has no effect: the code of A is autoscaled, and Ray keeps that unless the config says autoscaling_config: null as well";

// ray 2.60.0, `override_deployment_info`.
describe("the replicas of code that the service config changes", () => {
  it.each([
    // A number in the config does not end autoscaling.
    [from2To7, "num_replicas: 3", [2, 7], [hasNoEffect]],
    [auto, "num_replicas: 3", [1, 100], [hasNoEffect]],
    [`${auto}, ${from2To7}`, "num_replicas: 3", [2, 7], [hasNoEffect]],
    [from2To7, `${none}, num_replicas: 3`, 3, [playsNoPart("autoscaling_config")]],
    [from2To7, none, 1, [playsNoPart("autoscaling_config")]],
    [auto, none, 1, []],
    ["num_replicas: 5", none, 5, []],
    // `auto` keeps the bounds of code, unless the config has some of its own.
    [from2To7, auto, [2, 7], []],
    [from2To7, `${auto}, autoscaling_config: {}`, [2, 7], []],
    [`${auto}, ${from2To7}`, auto, [2, 7], []],
    [
      from2To7,
      `${auto}, autoscaling_config: { min_replicas: 4 }`,
      [4, 100],
      [playsNoPart("autoscaling_config")],
    ],
    ["num_replicas: 5", auto, [1, 100], [playsNoPart("num_replicas")]],
    // Autoscaling takes the place of a number.
    ["num_replicas: 5", from2To7, [2, 7], []],
    ["num_replicas: 5", `num_replicas: null, ${from2To7}`, [2, 7], [playsNoPart("num_replicas")]],
    [auto, "autoscaling_config: { max_replicas: 9 }", [1, 9], []],
    // Numbers.
    ["num_replicas: 5", "num_replicas: 5", 5, []],
    ["num_replicas: 5", "num_replicas: 6", 6, [playsNoPart("num_replicas")]],
    // What is left alone.
    [from2To7, "max_ongoing_requests: 3", [2, 7], []],
    [`${auto}, ${from2To7}`, "max_ongoing_requests: 3", [2, 7], []],
    ["num_replicas: 5", "max_ongoing_requests: 3", 5, []],
  ])("are, of { %s } with { %s } in the config, %j", (code, listed, replicas, remarks) => {
    expect(counts(code, listed)).toEqual(replicas);
    expect(told(code, listed)).toEqual(remarks);
  });
});
