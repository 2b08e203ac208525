import { describe, expect, it } from "vitest";
import type {
  DeploymentStatus,
  ProgressCondition,
  ReplicaSet,
} from "../../../src/strategies/deployment/DeploymentObject.ts";
import {
  type DeploymentOptions,
  deploymentOptionsSchema,
  type IntOrPercent,
} from "../../../src/strategies/deployment/deploymentOptionsSchema.ts";
import { isComplete, isProgressing, isTimedOut } from "../../../src/strategies/deployment/followProgress.ts";
import { newSetReplicas } from "../../../src/strategies/deployment/growNewSet.ts";
import { resolveFenceposts } from "../../../src/strategies/deployment/resolveFenceposts.ts";
import { proportionOf } from "../../../src/strategies/deployment/scaleInProportion.ts";
import { versionId } from "../../../src/strategies/VersionId.ts";
import { readLines } from "./readLines.ts";

const fenceposts = readLines("fenceposts.txt.gz").map((line) => line.split(" "));
const arithmetic = readLines("arithmetic.txt.gz").map((line) => line.split(" "));

describe("Kubernetes' own arithmetic of Deployments", () => {
  it("rounds every percentage of up to 100 replicas as resolveFenceposts does", () => {
    const rows = fenceposts.filter(([kind]) => kind === "percent");
    expect(rows).toHaveLength(101);
    for (const [, percent, surges = "", unavailables = ""] of rows) {
      const options = rolling(`${percent}%`, `${percent}%`);
      const ours = Array.from({ length: 101 }, (_, replicas) => resolveFenceposts(options, replicas));
      expect(ours.map(({ surge }) => surge)).toEqual(surges.split(",").map(Number));
      expect(ours.map(({ unavailable }) => unavailable)).toEqual(unavailables.split(",").map(Number));
    }
  });

  it("resolves pairs of surge and unavailable as resolveFenceposts does", () => {
    const rows = fenceposts.filter(([kind]) => kind === "pair");
    expect(rows).toHaveLength(2000);
    for (const [, surge, unavailable, replicas, ...expected] of rows) {
      const ours = resolveFenceposts(rolling(surge, unavailable), Number(replicas));
      expect([ours.surge, ours.unavailable]).toEqual(expected.map(Number));
    }
  });

  it("grows the new set as newSetReplicas does", () => {
    const rows = rowsOf("grow", 4000);
    for (const [surge, unavailable, replicas, oldA, oldB, newReplicas, expected] of rows) {
      const sets = [oldA, oldB, newReplicas].map((count, index) => setOf(index, Number(count), 1));
      const object = { options: rolling(surge, unavailable), replicas: Number(replicas) };
      expect(newSetReplicas(object, sets, Number(newReplicas))).toBe(Number(expected));
    }
  });

  it("shares out replicas as proportionOf does", () => {
    for (const [surge, unavailable, replicas, size, most, toAdd, added, expected] of rowsOf("share", 4000)) {
      const object = { options: rolling(surge, unavailable), replicas: Number(replicas) };
      const ours = proportionOf(object, setOf(0, Number(size), Number(most)), Number(toAdd), Number(added));
      expect(ours + 0).toBe(Number(expected));
    }
  });

  it("judges completion and progress as isComplete and isProgressing do", () => {
    for (const [replicas, before = "", after = "", complete, progressing] of rowsOf("progress", 3000)) {
      expect(isComplete(Number(replicas), statusOf(after))).toBe(complete === "true");
      expect(isProgressing(statusOf(before), statusOf(after))).toBe(progressing === "true");
    }
  });

  it("judges deadlines as isTimedOut does", () => {
    for (const [deadline, age, reason, expected] of rowsOf("timeout", 1000)) {
      const condition: ProgressCondition = {
        status: "True",
        reason: reason as ProgressCondition["reason"],
        updatedAtSeconds: 1000 - Number(age),
      };
      expect(isTimedOut(condition, Number(deadline), 1000)).toBe(expected === "true");
    }
  });
});

function rowsOf(kind: string, count: number): readonly (readonly string[])[] {
  const rows = arithmetic.filter((row) => row[0] === kind).map((row) => row.slice(1));
  expect(rows).toHaveLength(count);
  return rows;
}

/** Options that Kubernetes would not take are among the vectors of its functions, so that the schema is passed by. */
function rolling(surge = "", unavailable = ""): DeploymentOptions {
  const { type, ...rest } = deploymentOptionsSchema.parse({ type: "RollingUpdate" });
  return { ...rest, type: "RollingUpdate", maxSurge: amount(surge), maxUnavailable: amount(unavailable) };
}

function amount(written: string): IntOrPercent {
  return written.endsWith("%") ? written : Number(written);
}

function setOf(index: number, replicas: number, maxReplicas: number): ReplicaSet {
  return { version: versionId(index), revision: 1, replicas, desiredReplicas: 1, maxReplicas };
}

function statusOf(written: string): DeploymentStatus {
  const [replicas = 0, updated = 0, ready = 0, available = 0] = written.split(",").map(Number);
  return { replicas, updated, ready, available };
}
