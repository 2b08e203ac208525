import { describe, expect, it } from "vitest";
import type { ServiceVersion } from "../../../src/simulation/Scenario.ts";
import { resolveDeploy } from "../../../src/simulation/updates/resolveDeploy.ts";
import { buildDeployment } from "../buildDeployment.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "../buildVersion.ts";

type Listed = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A version of applications with deployments of so many replicas; two of one name get their application's before it. */
function versionOf(applications: Listed, more: Readonly<Record<string, unknown>> = {}): ServiceVersion {
  const all = Object.values(applications).flatMap((deployments) => Object.keys(deployments));
  const isTwin = (name: string) => all.filter((each) => each === name).length > 1;
  return buildVersion({
    config: {
      name: "service",
      image_uri: "image:1",
      ...more,
      applications: Object.entries(applications).map(([name, deployments]) => ({
        name,
        import_path: "m:app",
        route_prefix: `/${name}`,
        deployments: Object.entries(deployments).map(([each, count]) => ({
          name: each,
          num_replicas: count,
        })),
      })),
    },
    deployments: Object.entries(applications).flatMap(([application, deployments]) =>
      Object.entries(deployments).map(([name, numReplicas]) =>
        buildDeployment({
          name: isTwin(name) ? `${application}#${name}` : name,
          application,
          scaling: { kind: "static", numReplicas },
        }),
      ),
    ),
  });
}

/** What comes of a deploy in place of one version over another. */
function resolve(
  primary: ServiceVersion,
  version: ServiceVersion,
  inPlace: boolean | { readonly ignoreClusterChanges: boolean } = true,
) {
  return resolveDeploy(
    { kind: "deploy", service: {}, inPlace },
    { primary, compileService: () => ({ kind: "compiled", version, remarks: ["one remark"] }) },
  );
}

const before = versionOf({ one: { A: 2, B: 2 }, two: { C: 2 } });

describe("a deploy of a service config", () => {
  it("needs someone who understands service configs", () => {
    expect(resolveDeploy({ kind: "deploy", service: {} }, { primary: before, compileService: null })).toEqual(
      {
        kind: "refused",
        reason:
          "service configs are not understood by this simulation: give startSimulation the compileService that loadScenario and parseScenario return",
      },
    );
  });

  it("is refused with the reason for which the config is none", () => {
    const compileService = () => ({ kind: "refused", reason: "it is empty" }) as const;
    expect(resolveDeploy({ kind: "deploy", service: {} }, { primary: before, compileService })).toEqual({
      kind: "refused",
      reason: "service: it is empty",
    });
  });

  it("is a rollout unless it is in place", () => {
    const version = versionOf({ one: { A: 3 } });
    expect(resolve(before, version, false)).toMatchObject({
      kind: "command",
      command: { kind: "deploy", version },
      remarks: ["one remark"],
    });
    expect(resolve(before, version, true)).toMatchObject({ command: { kind: "update-in-place" } });
  });
});

describe("a deploy in place", () => {
  it("names the deployments that change, and of these the ones that restart", () => {
    expect(resolve(before, versionOf({ one: { A: 3, B: 2 }, two: { C: 2 } }))).toMatchObject({
      kind: "command",
      command: { kind: "update-in-place", restarts: [], changed: ["A"] },
      remarks: ["one remark"],
    });
    expect(resolve(before, before)).toMatchObject({
      kind: "command",
      command: { kind: "update-in-place", restarts: [], changed: [] },
    });
  });

  it("names those of one name by their applications too", () => {
    const twins = (count: number) => versionOf({ one: { A: 2 }, two: { A: count } });
    expect(resolve(twins(2), twins(5))).toMatchObject({ command: { restarts: [], changed: ["two#A"] } });
  });

  it("is refused where a name stands for one deployment before and for another after", () => {
    const reason =
      "service: two applications have a deployment A, before or after; the scenario has to name both from the start";
    const alone = versionOf({ one: { A: 2 } });
    const both = versionOf({ one: { A: 2 }, two: { A: 2 } });
    expect(resolve(alone, both)).toEqual({ kind: "refused", reason });
    expect(resolve(both, alone)).toEqual({ kind: "refused", reason });
    expect(resolve(alone, versionOf({ two: { A: 2 } }))).toEqual({ kind: "refused", reason });
    expect(resolve(both, both).kind).toBe("command");
  });

  it("is refused where nobody knows the config of what runs, or of what comes", () => {
    const reason = "what runs was not made from a service config, so that nobody can say what restarts";
    const without = buildVersion({ deployments: before.deployments });
    expect(resolve(without, before)).toEqual({ kind: "refused", reason });
    expect(resolve(before, without)).toEqual({ kind: "refused", reason });
  });

  it("cannot change the image, or leaves it as it is and says so, with the cluster and all else as configured", () => {
    const other = {
      ...versionOf({ one: { A: 3, B: 2 }, two: { C: 2 } }, { image_uri: "image:2" }),
      cluster: buildCluster({ workerGroups: [buildWorkerGroup({ name: "other" })] }),
    };
    const refused = {
      kind: "refused",
      reason:
        "service: image_uri cannot be changed in place: An in-place update keeps its cluster, so it cannot change the image.",
    };
    expect(resolve(before, other)).toEqual(refused);
    expect(resolve(before, other, { ignoreClusterChanges: false })).toEqual(refused);
    expect(resolve(before, other, { ignoreClusterChanges: true })).toMatchObject({
      kind: "command",
      command: {
        kind: "update-in-place",
        changed: ["A"],
        version: {
          cluster: before.cluster,
          deployments: other.deployments,
          config: { ...other.config, image_uri: "image:1" },
        },
      },
      remarks: ["one remark", "image_uri is ignored: an in-place update keeps the cluster and its image"],
    });
  });

  it("is the new version as it is where nothing of the cluster is to be ignored", () => {
    const next = versionOf({ one: { A: 3, B: 2 }, two: { C: 2 } });
    const resolved = resolve(before, next);
    expect(resolved.kind === "command" && "version" in resolved.command && resolved.command.version).toBe(
      next,
    );
  });
});
