import { describe, expect, it } from "vitest";
import { anyscaleService } from "../../../../src/strategies/anyscale/service/anyscaleService.ts";
import type {
  ServiceCommandKind,
  ServiceCondition,
  ServiceView,
  VersionCondition,
} from "../../../../src/strategies/ServiceRules.ts";

const healthy: VersionCondition = {
  isGone: false,
  isTerminating: false,
  failure: null,
  wasReady: true,
  isUpdatingInPlace: false,
  isUnhealthy: false,
};
const running: ServiceCondition = {
  isTerminating: false,
  isTerminated: false,
  isRollingOut: false,
  isRollingBack: false,
  isRecovering: false,
  canary: null,
  primary: healthy,
};
const quiet: ServiceView = {
  isTerminating: false,
  isTerminated: false,
  isStarting: false,
  isUpdatingInPlace: false,
  isRollingOut: false,
  deployed: "other",
};
const kinds: readonly ServiceCommandKind[] = [
  "deploy",
  "update-in-place",
  "set-canary-percent",
  "rollback",
  "terminate",
];
const refused = (view: Partial<ServiceView>) =>
  kinds.filter((kind) => anyscaleService.refuse(kind, { ...quiet, ...view }) !== null);

describe("the states of an Anyscale service", () => {
  it("tell of a version the worst that holds, and first whether it ends", () => {
    const states: readonly (readonly [Partial<VersionCondition>, string])[] = [
      [{}, "RUNNING"],
      [{ isUnhealthy: true }, "UNHEALTHY"],
      [{ isUnhealthy: true, isUpdatingInPlace: true }, "UPDATING"],
      [{ isUpdatingInPlace: true, wasReady: false }, "STARTING"],
      [{ wasReady: false, failure: "its replicas failed" }, "UNHEALTHY"],
      [{ failure: "its replicas failed", isTerminating: true }, "TERMINATING"],
      [{ isTerminating: true, isGone: true }, "TERMINATED"],
    ];
    for (const [change, state] of states) {
      expect(anyscaleService.versionState({ ...healthy, ...change })[0]).toBe(state);
    }
  });

  it("tell of the service what happens to the whole before how its primary is", () => {
    const ill = { ...healthy, isUnhealthy: true };
    const states: readonly (readonly [Partial<ServiceCondition>, string])[] = [
      [{}, "RUNNING"],
      [{ primary: ill }, "UNHEALTHY"],
      [{ primary: { ...healthy, wasReady: false } }, "STARTING"],
      [{ primary: { ...healthy, failure: "its replicas failed" } }, "UNHEALTHY"],
      [{ primary: { ...ill, isUpdatingInPlace: true } }, "UPDATING"],
      [{ primary: ill, isRecovering: true }, "ROLLING_BACK"],
      [{ isRecovering: true, isRollingOut: true, canary: "v2" }, "ROLLING_OUT"],
      [{ isRollingOut: true, isRollingBack: true }, "ROLLING_BACK"],
      [{ isRollingBack: true, isTerminating: true }, "TERMINATING"],
      [{ isTerminating: true, isTerminated: true }, "TERMINATED"],
    ];
    for (const [change, state] of states) {
      expect(anyscaleService.serviceState({ ...running, ...change })[0]).toBe(state);
    }
  });
});

describe("the commands that an Anyscale service takes", () => {
  it("are those that can be done in its state", () => {
    expect(refused({})).toEqual(["set-canary-percent", "rollback"]);
    expect(refused({ isRollingOut: true })).toEqual(["update-in-place"]);
    expect(refused({ isRollingOut: true, deployed: "canary-but-behaviour" })).toEqual([
      "deploy",
      "update-in-place",
    ]);
    const busy = ["deploy", "update-in-place", "set-canary-percent", "rollback"];
    expect(refused({ isStarting: true })).toEqual(busy);
    expect(refused({ isUpdatingInPlace: true })).toEqual(busy);
    expect(refused({ isTerminating: true })).toEqual(kinds);
    expect(refused({ isTerminating: true, isTerminated: true })).toEqual(kinds.slice(1));
  });
});

describe("the replicas that an Anyscale service keeps", () => {
  const share = (capacityPercent: number) => ({ capacityPercent, trafficPercent: capacityPercent });

  it("are one of each deployment while both versions have capacity, and those that a canary begins with", () => {
    const split = { canary: share(25), primary: share(75) };
    const floors = (role: "canary" | "primary", isRollingOut: boolean) =>
      anyscaleService.replicaFloors({ role, isRollingOut, split });
    expect(floors("canary", true)).toEqual({ initialReplicasAreFloor: true, keepsOne: true });
    expect(floors("primary", true)).toEqual({ initialReplicasAreFloor: false, keepsOne: true });
    expect(floors("primary", false).keepsOne).toBe(false);
    const over = { canary: share(100), primary: share(0) };
    expect(anyscaleService.replicaFloors({ role: "canary", isRollingOut: true, split: over }).keepsOne).toBe(
      false,
    );
  });
});
