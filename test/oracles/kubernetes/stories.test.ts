import { describe, expect, it } from "vitest";
import type {
  DeploymentObject,
  ReplicaSetStatus,
  SeesStatus,
} from "../../../src/strategies/deployment/DeploymentObject.ts";
import {
  type DeploymentOptions,
  deploymentOptionsSchema,
} from "../../../src/strategies/deployment/deploymentOptionsSchema.ts";
import { syncDeployment } from "../../../src/strategies/deployment/syncDeployment.ts";
import { versionId } from "../../../src/strategies/VersionId.ts";
import { readLines } from "./readLines.ts";

interface Synced {
  readonly given: string;
  readonly expected: string;
}

interface Story {
  readonly options: DeploymentOptions;
  readonly syncs: readonly Synced[];
}

const stories = readStories();

describe("Kubernetes' own deployment controller", () => {
  it("is there", () => {
    expect(stories).toHaveLength(1500);
    expect(stories.flatMap(({ syncs }) => syncs).length).toBeGreaterThan(20_000);
  });

  it("does what syncDeployment does, sync by sync", () => {
    const differing = stories.filter((story) => replay(story).join("\n") !== expectedOf(story).join("\n"));
    // One difference is enough to read.
    for (const story of differing.slice(0, 1)) expect(replay(story)).toEqual(expectedOf(story));
    expect(differing).toHaveLength(0);
  });
});

function replay({ options, syncs }: Story): readonly string[] {
  const [first, ...rest] = syncs;
  if (first === undefined) throw new Error("a story without a beginning");
  let object = beginning(options, first);
  return rest.map(({ given }) => {
    object = sync(object, given);
    return describeObject(object);
  });
}

function expectedOf({ syncs }: Story): readonly string[] {
  return syncs.slice(1).map(({ expected }) => expected);
}

function sync(object: DeploymentObject, given: string): DeploymentObject {
  const [now, replicas, paused, template, ...sets] = given.split(" ");
  const seen = new Map<number, ReplicaSetStatus>(
    sets.map((written) => {
      const [version, counts = ""] = written.split(":");
      const [count = 0, ready = 0, available = 0, terminating = 0] = counts.split(",").map(Number);
      return [Number(version), { replicas: count, ready, available, terminating }];
    }),
  );
  const see: SeesStatus = (version) =>
    seen.get(version) ?? { replicas: 0, ready: 0, available: 0, terminating: 0 };
  const wanted: DeploymentObject = {
    ...object,
    replicas: Number(replicas),
    isPaused: paused === "1",
    template: versionId(Number(template)),
  };
  return syncDeployment(wanted, see, Number(now));
}

/** The Deployment after its first rollout, as the generator left it. */
function beginning(options: DeploymentOptions, { given, expected }: Synced): DeploymentObject {
  const [, replicas] = given.split(" ").map(Number);
  const [status = "", condition = "", written = ""] = expected.split(" ");
  const [count = 0, updated = 0, ready = 0, available = 0] = status.split(",").map(Number);
  const [, counts = ""] = written.split(":");
  const [size = 0, desired = 0, most = 0, revision = 0] = counts.split(",").map(Number);
  const [at, reason, updatedAt] = condition.split(",");
  return {
    name: "model",
    options,
    replicas: replicas ?? 0,
    isPaused: false,
    template: versionId(0),
    sets: [{ version: versionId(0), revision, replicas: size, desiredReplicas: desired, maxReplicas: most }],
    status: { replicas: count, updated, ready, available },
    progressing:
      condition === "-"
        ? null
        : ({ status: at, reason, updatedAtSeconds: Number(updatedAt) } as DeploymentObject["progressing"]),
  };
}

function describeObject({ status, progressing, sets }: DeploymentObject): string {
  const { replicas, updated, ready, available } = status;
  return [
    [replicas, updated, ready, available].join(","),
    progressing === null
      ? "-"
      : [progressing.status, progressing.reason, progressing.updatedAtSeconds].join(","),
    ...sets.map(
      (set) =>
        `${set.version}:${[set.replicas, set.desiredReplicas, set.maxReplicas, set.revision].join(",")}`,
    ),
  ].join(" ");
}

function readStories(): readonly Story[] {
  return readLines("stories.txt.gz")
    .join("\n")
    .split("story ")
    .slice(1)
    .map((block) => {
      const [head = "", ...lines] = block.trimEnd().split("\n");
      const [type, surge = "", unavailable = "", deadline] = head.split(" ");
      const amount = (written: string) => (written.endsWith("%") ? written : Number(written));
      const options = deploymentOptionsSchema.parse({
        type,
        progressDeadlineSeconds: Number(deadline),
        ...(type === "RollingUpdate" ? { maxSurge: amount(surge), maxUnavailable: amount(unavailable) } : {}),
      });
      return {
        options,
        syncs: lines.map((line) => {
          const [given = "", expected = ""] = line.split(" | ");
          return { given, expected };
        }),
      };
    });
}
