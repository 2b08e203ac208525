import { describe, expect, it } from "vitest";
import { readRayRelease } from "../../../src/scenario/keys/RayRelease.ts";
import { parseText } from "../parseText.ts";

const parsed = (version: string | null, deployment: string) =>
  parseText(
    `name: x\nhorizon: 1h\nservice:\n${version === null ? "" : `  ray_version: ${version}\n`}  applications: [{ name: a, import_path: "m:app", deployments: [{ name: D, ${deployment} }] }]\n`,
  );
const slotsOf = (version: string | null, deployment: string) =>
  parsed(version, deployment).scenario.primary.deployments[0]?.maxOngoingRequests;
const targetOf = (version: string | null, config: string) => {
  const scaling = parsed(version, `autoscaling_config: ${config}`).scenario.primary.deployments[0]?.scaling;
  return scaling?.kind === "autoscaling" ? scaling.targetOngoingRequests : null;
};
const warningsOf = (version: string | null, deployment: string) =>
  parsed(version, deployment).warnings.map(({ message }) => message);

/** By ray_version: what holds with the former name alone, with both (7 is the new one's), with the new one alone, with neither. */
const slots: readonly (readonly [string | null, number, number, number, number])[] = [
  ["2.9.3", 9, 9, 100, 100],
  ["2.10.0", 9, 7, 7, 100],
  ["2.31.0", 9, 7, 7, 100],
  ["2.32.0", 9, 7, 7, 5],
  ["2.33.0", 5, 7, 7, 5],
  ["2.60.0", 5, 7, 7, 5],
  [null, 5, 7, 7, 5],
  ["nightly", 5, 7, 7, 5],
];

describe("a key that had another name", () => {
  it.each(slots)("is read as ray_version %s reads it", (version, former, both, current, neither) => {
    expect(slotsOf(version, "max_concurrent_queries: 9")).toBe(former);
    expect(slotsOf(version, "max_concurrent_queries: 9, max_ongoing_requests: 7")).toBe(both);
    expect(slotsOf(version, "max_ongoing_requests: 7")).toBe(current);
    expect(slotsOf(version, "num_replicas: 2")).toBe(neither);
    const old = "target_num_ongoing_requests_per_replica: 9";
    const isOld = neither === 100;
    expect(targetOf(version, `{ ${old} }`)).toBe(former === 5 ? 2 : 9);
    expect(targetOf(version, `{ ${old}, target_ongoing_requests: 7 }`)).toBe(both);
    expect(targetOf(version, "{ target_ongoing_requests: 7 }")).toBe(current === 100 ? 1 : 7);
    expect(targetOf(version, "{}")).toBe(isOld ? 1 : 2);
  });

  it("is told of where it is ignored, with what runs", () => {
    expect(warningsOf(null, "max_concurrent_queries: 9")).toEqual([
      expect.stringMatching(
        /^former name: Ray Serve ignores it in silence since 2\.33; write max_ongoing_requests/,
      ),
    ]);
    expect(warningsOf("2.60.0", "max_concurrent_queries: 9, max_ongoing_requests: 7")).toEqual([
      expect.stringMatching(/, and max_ongoing_requests is 7 as written;/),
    ]);
    expect(warningsOf("2.9.3", "max_ongoing_requests: 7")).toEqual([
      "ray 2.9 ignores it in silence: it is called max_concurrent_queries there, and max_ongoing_requests since 2.10",
    ]);
    expect(warningsOf("2.9.3", "max_concurrent_queries: 7")).toEqual([]);
    expect(warningsOf("2.31.0", "max_concurrent_queries: 9, max_ongoing_requests: 7")).toEqual([
      expect.stringMatching(/^deprecated name; .*; ignored, because max_ongoing_requests is given$/),
    ]);
  });

  it("has the defaults of num_replicas: auto where that is asked for", () => {
    expect(slotsOf("2.31.0", "num_replicas: auto")).toBe(5);
  });

  it("tells of another version once what the forecast plays", () => {
    const notesOf = (version: string) =>
      parsed(version, "num_replicas: 2").notes.filter(({ keyPath }) => keyPath === "service.ray_version");
    expect(notesOf("2.31.0").map(({ message }) => message)).toEqual([
      expect.stringMatching(/^the forecast plays Ray Serve 2\.60; of 2\.31 it takes former names/),
    ]);
    expect(notesOf("2.60.1")).toEqual([]);
  });
});

describe("readRayRelease", () => {
  it.each([
    ["2.31.0", { major: 2, minor: 31 }],
    ["2.9", { major: 2, minor: 9 }],
    ["v2.10.1rc0", { major: 2, minor: 10 }],
    ["nightly", null],
    ["", null],
    [2.1, null],
    [null, null],
    [undefined, null],
  ])("reads %s", (version, release) => {
    expect(readRayRelease(version)).toEqual(release);
  });
});
