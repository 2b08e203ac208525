import { describe, expect, it } from "vitest";
import { z } from "zod";
import { applicationStatus } from "../../../src/serve/controller/applicationStatus.ts";
import type {
  DeploymentEvent,
  DeploymentStatus,
  DeploymentStatusInfo,
  DeploymentStatusTrigger,
} from "../../../src/serve/controller/DeploymentStatus.ts";
import { nextDeploymentStatus } from "../../../src/serve/controller/nextDeploymentStatus.ts";
import { readVectors } from "./readVectors.ts";

const info = z.tuple([z.string(), z.string(), z.string()]);
const { transitions, applications } = readVectors("statuses", {
  transitions: z.array(z.tuple([info, z.string(), info])),
  applications: z.array(z.tuple([z.array(info), z.boolean(), z.tuple([z.string(), z.string()])])),
});

function infoOf([status, trigger, message]: z.output<typeof info>): DeploymentStatusInfo {
  // The names are those of the package; a wrong one would give another answer.
  return { status: status as DeploymentStatus, trigger: trigger as DeploymentStatusTrigger, message };
}

describe("the status of a deployment", () => {
  it("follows every transition of ray's own state machine", () => {
    expect(transitions).toHaveLength(6 * 11 * 12);
    for (const [before, event, after] of transitions) {
      const next = nextDeploymentStatus(infoOf(before), event as DeploymentEvent, "after");
      expect(next, `${before} ${event}`).toEqual(infoOf(after));
    }
  });
});

describe("the status of an application", () => {
  it("is the one that ray determines from its deployments", () => {
    expect(applications.length).toBeGreaterThan(1000);
    for (const [deployments, isDeleting, [status, message]] of applications) {
      const named = deployments.map((each, index) => ({ ...infoOf(each), name: "AB"[index]! }));
      expect(applicationStatus(named, { isDeleting }), JSON.stringify(deployments)).toEqual({
        status,
        message,
      });
    }
  });
});
